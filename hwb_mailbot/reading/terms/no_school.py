"""What has capitals and stands where a school could, and is none: a town, a county, a subject, a part of a school.

``a school in Powys``, ``Ysgol Glan Teifi, Aberteifi``, ``Head of Religious Studies``. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.name_words import NameKind, is_place
from hwb_mailbot.reading.terms.names import NameFound
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import ends_with, pattern

_A_SCHOOL_IN = re.compile(
    r"(?<!\w)(?:(?:an?|another|some|different)(?: [\w-]+){0,3} schools?"
    r"|(?:mewn|o|i|dwy|dwyieithog) \w{0,2}ysgol(?:ion)?"
    r"|\w{0,2}ysgol(?:ion)? (?:gynradd|uwchradd|gyfun|arbennig|fach|fawr|arall|gymraeg))"
    r" (?:(?:up |down |over )?(?:in|near|outside)|yn|yng|ym|ger)(?: ardal| north| south| mid| west| east)?"
    r"(?: (?:the|yr?))?\s$"
)
"""Before where a school is that is not named: ``a school in …``, ``mewn ysgol gynradd yng …``."""
_BEHIND_ITS_SCHOOL = re.compile(r",\s(?:(?:near|ger|yn|yng|ym|in)\s)?(?:y\s|yr\s|the\s)?")
_ENDS = re.compile(
    r"\s?(?:$|[.,;:)(]|-\s)"
    r"|\s(?:and|but|to|for|on|from|since|until|till|where|who|which|with|as|in|at|ac?|ond|i|am|ar|o|ers|tan|hyd|lle|yn|fel"
    r"|sydd|gyda|efo)(?!\w)"
)
"""What follows a town behind its school; a verb would follow a school of its own: ``…, Tegfryn is her new one``."""


def stands_for_no_school(name: NameFound, folded: str, before: NameFound | None) -> bool:
    """Whether a name in a folded text is where a school is, or what somebody teaches; ``before``: the one before it."""
    if name.generic:
        return _is_part(name, folded)
    return _is_town(name, folded, before) or _is_subject(name, folded)


def _is_town(name: NameFound, folded: str, before: NameFound | None) -> bool:
    if _A_SCHOOL_IN.search(folded, max(0, name.start - 70), name.start):
        return name.kind is not NameKind.PERSON
    if before is None or not before.generic or name.kind is NameKind.PERSON or len(name.text.split()) > 4:
        return False
    return bool(
        _BEHIND_ITS_SCHOOL.fullmatch(folded, before.end, name.start)
        and (is_place(fold(name.text)) or _ENDS.match(folded, name.end))
    )


_OF = 40
"""Characters before a name in which an office is looked for."""


def _of_office(name: NameFound, folded: str) -> bool:
    """Whether the words right before a name are of an office: ``Head of``, ``Leader for``."""
    return ends_with(("names", "offices_over"), folded[max(0, name.start - _OF) : name.start], _OF)


def _is_part(name: NameFound, folded: str) -> bool:
    """Whether a name is a part of a school that somebody leads: ``Head of Lower School``."""
    return bool(pattern("names", "parts_of_a_school").fullmatch(fold(name.text))) and _of_office(name, folded)


def _is_subject(name: NameFound, folded: str) -> bool:
    """Whether a name is, or begins, a subject: ``Religious Studies``, ``Expressive Arts``, ``Leader of Learning``."""
    written = fold(name.text)
    if ends_with(("names", "offices_over"), " ".join(written.split(" ")[:2])):
        return True
    if name.kind is NameKind.SCHOOL:
        return False
    subject = pattern("names", "subject_words")
    behind = _BEHIND.match(folded, name.end)
    following = [word.strip(",;.") for word in behind[0].split()] if behind else []
    if subject.fullmatch(written.split(" ")[-1]) or any(map(subject.fullmatch, following)):
        return True
    return _of_office(name, folded) and bool(_WITHIN_A_SCHOOL.match(folded, name.end))


_BEHIND = re.compile(r",?(?: (?:and|a|ac|&)(?: [\w-]+[,;.]?){0,2}| [\w-]+[,;.]?)?")
"""What may end a subject of several words: ``Health and Social Care``."""
_WITHIN_A_SCHOOL = re.compile(
    r"(?: (?:and|a|ac|&) [\w-]+)?\s(?:(?:department|faculty)(?!\w)"
    r"|(?:at|in|yn|yng|ym)\s(?:[\w'-]+\s){0,4}?(?:ysgol|school|primary|comprehensive|high|academy|college)(?!\w))"
)
"""Behind what somebody leads, if it is no school: ``Head of Inclusion at Bryn Teg School``."""
