"""(3e) What a mail states about each staff member: one value a field, each with its evidence.

``fields`` brings together what layouts and sentences gave, ``drafts`` settles on one value, ``gaps`` fills by learnt
weights what the rules left. What two places of a mail tell differently is a problem with a code, never a choice.
"""
