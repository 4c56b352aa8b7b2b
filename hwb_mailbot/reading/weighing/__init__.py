"""What the words around a value tell where no rule knew them: learnt weights fill the gaps that the rules leave.

``candidates`` finds the values in the sender's own words, ``surroundings`` says what stands around each, ``weights``
weighs that, and ``gaps`` fills a field that the rules neither read nor took exception to. The weights are data, made by
``make weights`` from the labelled mails of the tests; a value is taken only when it is far likelier than not, and
it never replaces what a rule read. Pure; nothing here fails.

Of an answer, ``signs`` says what shows in a sentence beside a yes, ``notions`` what its words are about, and
``misgivings`` how likely a careful officer would ask back because of it.
"""
