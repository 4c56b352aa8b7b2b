"""What a bare value is by its own shape: an identifier, a date, a person's or a school's name.

Tells what a label, a column or a place in a list may be about where its words do not. Prose has no shape. Nothing here
fails.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.names import NameKind, find_names, person_in, without_title
from hwb_mailbot.reading.terms.values import employee_number_in, find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold, tidy
from hwb_mailbot.reading.words import pattern, word_set

IDENTIFIERS = frozenset({Concept.DFES, Concept.USERNAME, Concept.CODE, Concept.EMPLOYEE})
OF_NAMES = frozenset({Concept.NAME, Concept.FORENAME, Concept.SURNAME})
"""What names people, whatever it looks like."""

_ANY_DAY = date(2050, 6, 15)
"""Dates without a year need one to be found; which does not matter for the shape."""
_MOST_WORDS = 8
"""Words beside a value that still leave it a value and no sentence."""
_MOST_BESIDE = 50
"""Characters beside an identifier that still leave it a value; in some scripts a sentence has no blanks."""
_CODE = re.compile(r"[\"'(]?(?:[A-Z]{2,5}\d{0,3}|[A-Z]{1,4}[/-]\d{1,3}|[A-Z]\d{1,4})[\"').,;]*")


def can_be(concept: Concept, text: str) -> bool:
    """Whether ``text`` has the shape of the identifier ``concept``; a staff code may be all figures."""
    shapes = shapes_of(text)
    return concept in shapes or (concept is Concept.CODE and shapes == (Concept.EMPLOYEE,))


@lru_cache(maxsize=4096)
def shapes_of(text: str) -> tuple[Concept, ...]:
    """What ``text`` can be, the likeliest first; ``()`` for prose and for words of no shape.

    A school with its number is a ``SCHOOL``; a name that may be a person's or a school's is both.
    """
    plain = tidy(text).strip(" *_")
    if not plain or len(plain) > 160:
        return ()
    numbers, usernames = find_dfes_numbers(plain), find_usernames(plain)
    words = len(plain.split())
    if any(len(plain) - (found.end - found.start) > _MOST_BESIDE for found in usernames[:1]):
        return ()
    if len({u.value for u in usernames}) == 1 and not numbers and words <= _MOST_WORDS:
        beside = plain[: usernames[0].start] + plain[usernames[-1].end :]
        return () if _names_at_start(beside) else (Concept.USERNAME,)
    if usernames:
        return ()
    if numbers:
        if _names_at_start(plain[: numbers[0].start]) or _names_at_start(plain[numbers[-1].end :].lstrip(" (,-–/")):
            return (Concept.SCHOOL,)
        return (Concept.DFES,) if words <= _MOST_WORDS + 4 else ()
    if says_leaving(plain):
        return (Concept.LEAVING,)
    if _CODE.fullmatch(plain) and plain.strip("\"'().,;").lower() not in word_set("values", "not_codes"):
        return (Concept.CODE,)
    number = employee_number_in(plain)
    if number is not None and len(plain) - (number.end - number.start) <= 2:
        return (Concept.EMPLOYEE,)
    return _name_shapes(plain)


def says_leaving(text: str) -> bool:
    """Whether a short text can answer about the leaving date: a date, or a yes that speaks of the record."""
    if len(text.split()) > 30:
        return False
    if find_dates(text, _ANY_DAY):
        return True
    folded = fold(text)
    yes = pattern("values", "yes").search(folded)
    return bool(yes and yes.start() < 12 and pattern("leaving", "record_kept", "cue").search(folded))


def is_yes(text: str) -> bool:
    """Whether the whole text is a yes: ``Yes``, ``Ydy, wedi'i wneud``."""
    words = re.findall(r"[^\W\d_][\w']*", fold(text))
    return 0 < len(words) <= 4 and bool(pattern("values", "yes").match(" ".join(words)))


def _name_shapes(plain: str) -> tuple[Concept, ...]:
    head = re.split(r"\s*[,(;]|\s[-–—]\s", plain, maxsplit=1)[0].strip()
    turned = re.fullmatch(r"[^\W\d_][\w'’ -]+, ?[^\W\d_][\w'’. -]+", plain)
    if turned and not any(n.kind in (NameKind.SCHOOL, NameKind.PLACE) for n in find_names(plain)):
        person = person_in(plain)
        if person is not None and person[0] != head and len(head.split()) <= 2:
            return (Concept.NAME,)
    if without_title(head) != head and len(head.split()) <= 5:
        return (Concept.NAME,)
    names = find_names(head)
    if len(names) != 1 or len(plain.split()) > _MOST_WORDS + 4:
        return ()
    name = names[0]
    lead, rest = fold(head[: name.start]).strip(), head[name.end :]
    if lead not in ("", "y", "yr", "the", "at", "yn", "yng", "ym") or len(rest.split()) > 3:
        return ()
    if name.generic:
        return (Concept.SCHOOL,)
    if " " not in name.text:
        return (Concept.SCHOOL,) if name.kind is NameKind.SCHOOL else ()
    if name.kind is NameKind.PLACE:
        return (Concept.SCHOOL,)
    return (Concept.SCHOOL, Concept.NAME) if name.kind is NameKind.SCHOOL else (Concept.NAME, Concept.SCHOOL)


def _names_at_start(text: str) -> bool:
    names = find_names(text)
    return bool(names) and names[0].start <= 4 and (" " in names[0].text or names[0].generic)
