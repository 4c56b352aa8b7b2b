"""Readers in child processes that can be killed: the one part of this room that is not pure.

``pool`` hands mails out, ``children`` starts, watches and kills, ``in_child`` is what a child runs. A mail that hangs
or breaks its reader costs that child alone, and is set aside with the reason.
"""
