"""A help desk's program that hands a person's own words on to us, with who wrote them.

A ticket about something else, or one that says a request has come in, is a machine's. What is relayed is routed to us,
names who opened it, and has a description in the first person with details of an account in it. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold

_MOST_CHARACTERS = 8_000
_LEAST_WORDS = 12
_ROUTED = re.compile(
    r"(?<!\w)(?:assigned|escalated|passed|routed|forwarded|transferred|neilltuo|drosglwyddo|anfon ymlaen)"
    r"(?: on)? (?:to|i)\b[^\n]{0,30}\bhwb(?!\w)"
)
_OPENED = re.compile(
    r"^\W{0,4}(?:(?:opened|raised|requested|reported|submitted|agorwyd|codwyd|cyflwynwyd) (?:by|for|gan)|caller"
    r"|requester|requestor|galwr|ceisydd)\s{0,8}:\s{0,20}\w",
    re.MULTILINE,
)
_DESCRIPTION = re.compile(
    r"^\W{0,4}(?:(?:full |request )?(?:description|details)|message|disgrifiad|neges)\s{0,8}:", re.MULTILINE
)
FIRST_PERSON = re.compile(r"(?<!\w)(?:i|i'm|i've|we|my|our|rwy'?n?|rwyf|dwi|dw i|rydw i|rydym|awdurdodaf|fy|ein)(?!\w)")
_TAKEN_IN = re.compile(
    r"(?<!\w)(?:(?:has been|was) (?:received|logged|registered|created|raised|closed|resolved|updated)"
    r"|have received your|your (?:ticket|request|call|enquiry)|we aim to|will respond|aim to respond"
    r"|wedi(?:'i| ei) (?:dderbyn|gofnodi|gau)|eich (?:cais|tocyn|galwad))(?!\w)"
)


def relays(text: str) -> bool:
    """Whether ``text``, a ticket's, hands on to us what a person wrote."""
    folded = fold(text[:_MOST_CHARACTERS])
    if not (_ROUTED.search(folded) and _OPENED.search(folded)) or _TAKEN_IN.search(folded):
        return False
    described = _DESCRIPTION.search(folded)
    if described is None:
        return False
    words = folded[described.end() :]
    spoken = len(words.split()) >= _LEAST_WORDS and bool(FIRST_PERSON.search(words))
    return spoken and bool(find_usernames(words) or find_dfes_numbers(words))
