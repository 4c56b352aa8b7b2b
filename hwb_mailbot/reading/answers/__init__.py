"""What one's own sentences answer to a letter of ours: approve, reject, proceed, cancel, or unclear.

``granted`` brings a whole sentence that grants or refuses to the one word we ask for, ``answering_words`` weighs the
words of one sentence, ``beside`` and ``weighing`` all that stands beside a yes, ``answered_letter`` says what they know
of the case, and ``answers`` says what it comes to. Whatever is left over makes it unclear. Nothing here fails.
"""
