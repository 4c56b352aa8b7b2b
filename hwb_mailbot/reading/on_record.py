"""Whether a statement that speaks of a leaving date on record says that it is there (R1), and does not deny or wish it.

``The leaving date is on SIMS`` confirms; so would ``Nobody has put the leaving date on SIMS`` for a reader that looks
for a date and a record alone. So whatever negates, puts off, asks, hears or corrects takes the confirmation away, in
the clause that speaks of the date, and a condition in all that stands before it. A confirmation missed costs a letter,
one that nobody gave could help to merge an account too soon. Pure, linear; nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.text import blanked
from hwb_mailbot.reading.words import listed

_AGAINST = ("denies", "puts_off", "hearsay", "wrong", "conditions")
_SUBJECT = (
    r"(?=(?:i|we|she|he|they|you|yes|that|this|his|her|their|it|am|my|the|our|would|please|both|all"
    r"|rwy\w*|rydw\w*|dwi\w*|dw|mae|ma|yr?|ro\w*|fe|mi|fo|oes|os|bod|fod|plis|gallaf|gadawodd|bu)(?!\w))"
)
_BORDER = re.compile(
    rf"[;:!?()\[\]|•*]|(?<!\d)\.(?!\d)|\s[-–—]+\s|,?\s(?:and|but|so|because|though|while|ac|ond|felly|achos|gan|er)\s{_SUBJECT}"
    r"|,\s(?:and|but|so|ac|a|ond|felly|who|gan)\s|,?\sa\s(?=(?:mae|ma|dwi|rwy|hoff|gall|dyna)\w*)"
)
"""Where a clause ends; a comma by itself ends none (``The date, 31 August, is not on SIMS``)."""

_TO_DO = re.compile(
    r"\s*(?:(?:please|just|so|then|now|also)\s)*"
    r"(?:(?:put|enter|add|record|type|log|key|pop|get) (?:that|it|this|the|her|his|their|a)"
    r"|(?:can|could|shall|may|did|does|do|has|have) (?:i|we|you|she|he|they|any\w+|some\w+|the \w+))(?!\w)"
)
"""A clause that begins like an order or a question, whether or not a mark says so."""
_BRACKETED = re.compile(r"\([^()]*\)?")


def taken_away(folded: str, start: int, end: int, *, asked: bool = False) -> bool:
    """Whether the folded sentence takes away that what it says from ``start`` to ``end`` stands on record.

    Words that were not ``asked`` for, as by a label, must also say that it was entered or name the record.
    """
    if listed("on_record", "irony").search(folded):
        return True
    plain = blanked(listed("on_record", "harmless"), folded)
    begins, ends = _clause(plain, start, end)
    clause = plain[begins:ends]
    if not asked and _TO_DO.match(clause):
        return True
    if listed("on_record", *_AGAINST).search(clause):
        return True
    if not asked and not listed("on_record", "records", "entered").search(clause):
        return True
    if listed("on_record", "undone").search(plain, end):
        return True
    lead = blanked(_BRACKETED, plain[:begins])
    if plain[:begins].rstrip().endswith(":") and listed("on_record", "quotes").search(lead):
        return True
    return bool(listed("on_record", "conditions").search(lead))


def told_plainly(folded: str) -> str:
    """The folded sentence without the words that only say that it tells something: ``You will need to know that …``."""
    return blanked(listed("on_record", "tells_you"), folded)


def retracts(folded: str) -> bool:
    """Whether a folded sentence takes back what the one before it confirmed: ``Only kidding.``"""
    return bool(listed("on_record", "retracts").match(folded.lstrip(" -(\"'")))


def _clause(plain: str, start: int, end: int) -> tuple[int, int]:
    """The borders of the clause, or clauses, from ``start`` to ``end``."""
    begins = max((found.end() for found in _BORDER.finditer(plain, 0, start)), default=0)
    following = _BORDER.search(plain, end)
    return begins, following.start() if following else len(plain)
