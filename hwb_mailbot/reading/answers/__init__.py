"""What one's own sentences answer to a letter of ours: approve, reject, proceed, cancel, or unclear.

``answering_words`` weighs the words of one sentence, ``beside`` and ``weighing`` all that stands beside a yes, and
``answers`` says what it comes to. Whatever is left over makes it unclear. Nothing here fails.
"""
