"""Which school is the one left and which the one joined, and whose account is at which of them.

By what the text says, never by position alone; where it does not say, a value is of no side and states nothing.
"""
