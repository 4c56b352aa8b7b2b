"""Learnt weights: what the words around a value tell where no rule knew them, and what a remark does to a yes.

``weights`` weighs what stands around a value that no rule read; ``reading/details/gaps`` says which and what comes of
it. ``signs`` says what shows in a sentence beside a yes, ``notions`` what its words are about, and ``misgivings`` how
likely a careful officer would ask back because of it. The weights are data, made by ``make weights`` from the labelled
mails and answers of the tests. Pure; nothing here fails.
"""
