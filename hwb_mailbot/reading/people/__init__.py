"""Whom a mail speaks of: the leavers or the mover, and the bystanders who are neither.

Nothing here fails: who is in doubt is left out, and the mail with too few people is asked about.
"""
