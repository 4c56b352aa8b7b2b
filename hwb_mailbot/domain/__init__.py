"""The field's own terms and rules, pure: no files, no network, no clock, no chance, no log.

Everything here is a value or a function from values to values. Nothing here can fail for reasons outside its
arguments; a wrong argument raises ``ValueError`` with a sentence that says what was expected.
"""
