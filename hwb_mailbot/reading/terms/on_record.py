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

_AGAINST = ("denies", "puts_off", "hearsay", "past", "custom", "own_date", "wrong", "conditions")
_SUBJECT = (
    r"(?=(?:i|we|she|he|they|you|yes|that|this|his|her|their|it|am|my|the|our|would|please|both|all"
    r"|rwy\w*|rydw\w*|dwi\w*|dw|mae|ma|yr?|ro\w*|fe|mi|fo|oes|os|bod|fod|plis|gallaf|gadawodd|bu)(?!\w))"
)
_AUTHOR = r"(?:yr?|ein) (?:ysgol|sir|cyngor|adran|awdurdod|swyddfa)"
"""Behind *gan*: by whom a thing was done, and no reason for it."""
_BORDER = re.compile(
    rf"[;:!?()\[\]|•*]|(?<!\d)\.(?!\d)|\s[-–—]+\s|,?\s(?:and|but|so|because|though|while|ac|ond|felly|achos"
    rf"|gan(?! {_AUTHOR})|er)\s{_SUBJECT}"
    r"|,\s(?:and|but|so|ac|a|ond|felly|who|gan)\s|,?\sa\s(?=(?:mae|dwi|rwy|hoff|gall|dyna)\w*|ma(?!\w))"
)
"""Where a clause ends; a comma by itself ends none (``The date, 31 August, is not on SIMS``)."""

_TO_DO = re.compile(
    r"\s*(?:(?:please|just|so|then|now|also)\s)*"
    r"(?:(?:put|enter|add|record|type|log|key|pop|get) (?:that|it|this|the|her|his|their|a)"
    r"|(?:can|could|shall|may|did|does|do|has|have) (?:i|we|you|she|he|they|any\w+|some\w+|the \w+))(?!\w)"
)
"""A clause that begins like an order or a question, whether or not a mark says so."""
_TOLD_AS_AN_ORDER = re.compile(
    r"[-–—:(]\s*(?:put|rhoi|rhowch|nodi|nodwch|cofnodi|cofnodwch|mewnbynnu|mewnbynnwch) (?:it |this |that |hwn )?"
    r"(?:(?:on|in)(?:to)?|ar|yn|at) (?:the |our |y |ein )?[\w.]+"
    r"(?!,? (?:\d|on (?:the )?\d|on \w+day|by|gan|today|yesterday|last|this|ddoe|heddiw|already|yn barod|eisoes))"
)
"""Behind the label of a list of things to do: ``DOL - put on SIMS``; with a day or a name behind it, it is done."""
_AFTER = re.compile(r"[\s(\[,–—-]{1,4}")
_NO_MORE = re.compile(r"\W*(?:$|[)\].,;])|\s(?:by|from|until|hyd|gan|with)\s")
_OPENERS = 3
"""Exclamations, one behind the other, after which somebody tells what they see."""
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
    if not asked and _of_another_day(clause):
        return True
    if _of_another_record(clause, asked) or _TOLD_AS_AN_ORDER.search(plain, begins, len(plain)):
        return True
    if _has_afterthought(plain, ends):
        return True
    if listed("on_record", "undone").search(plain, end):
        return True
    lead = blanked(_BRACKETED, plain[:begins])
    announced = plain[:begins].rstrip().endswith(":")
    if announced and listed("on_record", "quotes").search(lead):
        return True
    if announced and listed("on_record", "steps").search(lead) and not listed("on_record", "done").search(plain, end):
        return True
    return bool(listed("on_record", "conditions").search(lead))


def told_plainly(folded: str) -> str:
    """The folded sentence without the words that only say that it tells something: ``You will need to know that …``."""
    return blanked(listed("on_record", "tells_you"), folded)


def retracts(folded: str) -> bool:
    """Whether a folded sentence takes back what the one before it confirmed: ``Only kidding.``, ``Oh, it is blank.``"""
    if any(listed("on_record", "seen_blank").match(part.lstrip(_MARKS)) for part in _PARTS.split(folded)[:_MOST_PARTS]):
        return True
    said = folded.lstrip(_MARKS)
    for _ in range(_OPENERS):
        if listed("on_record", "retracts").match(said):
            return True
        opener = listed("on_record", "looks_again").match(said)
        if opener is None:
            return False
        said = said[opener.end() :].lstrip(_MARKS)
    return bool(listed("on_record", "retracts").match(said))


_PARTS = re.compile(r"[,;:–—.…]|\s-\s|(?<!\w)(?:but|and|ond|a|ac)(?!\w)")
_MOST_PARTS = 12


def only_looks_again(folded: str) -> bool:
    """Whether a folded sentence says no more than that its writer looks again: ``Hold on.``"""
    return bool(listed("on_record", "looks_again").fullmatch(folded.strip(_MARKS)))


_MARKS = " -–—,.;:!…(\"'"


def label_of_no_record(folded: str) -> bool:
    """Whether a folded label asks for what is planned, or stands on a record that is not the school's own."""
    if listed("on_record", "labels", "own_date").search(folded) or _TOLD_AS_AN_ORDER.search(folded):
        return True
    return bool(_OF_NEW_SCHOOL.search(folded)) or _of_another_record(folded, asked=False)


_OF_NEW_SCHOOL = re.compile(r"(?<!\w)(?:by|gan) (?:the |yr )?(?:new school|ysgol newydd)(?!\w)")


def _of_another_record(clause: str, asked: bool) -> bool:
    """Whether the clause speaks of somebody else's record, or entry, and of no other: ``on the county's system``."""
    others = listed("on_record", "others")
    left = blanked(others, clause)
    if listed("on_record", "named", "as_well" if asked else "named").search(left):
        return False
    return left != clause or (not asked and bool(listed("on_record", "others_work").search(clause)))


def _of_another_day(clause: str) -> bool:
    """Whether the clause speaks of a start, a birth or pupils' leaving, and of no other leaving."""
    left = blanked(listed("on_record", "other_dates"), clause)
    return left != clause and not listed("on_record", "of_leaving").search(left)


def _has_afterthought(plain: str, ends: int) -> bool:
    """Whether a word right behind the clause puts it off: ``is on SIMS (pending)``."""
    mark = _AFTER.match(plain, ends - 1 if ends < len(plain) else ends) or _AFTER.match(plain, ends)
    if mark and listed("on_record", "beside_it").match(plain, mark.end()):
        return True
    found = listed("on_record", "afterthought").match(plain, mark.end()) if mark else None
    return found is not None and bool(_NO_MORE.match(plain, found.end()))


def _clause(plain: str, start: int, end: int) -> tuple[int, int]:
    """The borders of the clause, or clauses, from ``start`` to ``end``."""
    begins = max((found.end() for found in _BORDER.finditer(plain, 0, start)), default=0)
    following = _BORDER.search(plain, end)
    return begins, following.start() if following else len(plain)
