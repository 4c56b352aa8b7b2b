"""The leaving date, and whether the headteacher says that it is on the record (R1).

A confirmation that is wished, promised, denied or told of somebody else is none.
"""
