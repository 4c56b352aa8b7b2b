"""What the letter that somebody answers says of the case: the leaver, the schools, the usernames and the leaving date.

Our letters and those of Hwb Support tell them by labels, before the value or above it. Where a letter did not come
back, or says it otherwise, nothing is known, and names in the answer are weighed as names alone. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.name_words import is_generic
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.weighing.signs import AnsweredLetter
from hwb_mailbot.reading.words import pattern

_TOKEN = re.compile(r"[a-z]+|\d+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_USERNAME = re.compile(r"(?<!\w)[a-z]+\d+(?!\w)")
_BRACKET = re.compile(r"\(([^()]*)\)")
_LONGER = re.compile(r"[^\W\d_]{4,}")
_BEHIND_LABEL = re.compile(r"\*?([^:*]{3,80})[:*]+(.*)")
_OF_A_SIDE = frozenset({Concept.SCHOOL, Concept.USERNAME, Concept.NONE})
_OF_MANY = frozenset("church wales roman catholic learning".split())
"""Words of many schools' names that are words of sentences too."""
_LONGEST = 80
"""Characters of a label; what is longer is a sentence."""
_MOST_LINES = 60
_SHORT = 2
"""Letters of a word that tells no school from another: ``St``, ``y``."""


@lru_cache(maxsize=4)  # of the one letter that is answered, for each reading of the answer
def answered_letter(known: str) -> AnsweredLetter:
    """What the text of an answered letter says; all is empty where none came back."""
    schools: dict[Side, set[str]] = {Side.FORMER: set(), Side.NEW: set()}
    usernames: dict[Side, set[str]] = {Side.FORMER: set(), Side.NEW: set()}
    person: set[str] = set()
    for label, value in _told(known):
        if label.concept is Concept.NAME and not person and _is_name(value):
            person.update(word for word in _WORD.findall(fold(value)) if len(word) > _SHORT)
        side = Side.FORMER if label.own else label.side
        if side is None or label.concept not in _OF_A_SIDE:
            continue
        usernames[side].update(_USERNAME.findall(fold(value)))
        named = _BRACKET.sub("", value) if label.concept is Concept.SCHOOL else "".join(_BRACKET.findall(value))
        if _is_name(named):
            words = _WORD.findall(fold(named))
            schools[side].update(
                word for word in words if len(word) > _SHORT and not (word in _OF_MANY or is_generic(word))
            )
    return AnsweredLetter(
        words=frozenset(_TOKEN.findall(fold(known))),
        former=frozenset(schools[Side.FORMER] - schools[Side.NEW]),
        joined=frozenset(schools[Side.NEW] - schools[Side.FORMER]),
        person=frozenset(person),
        kept=frozenset(usernames[Side.FORMER] - usernames[Side.NEW]),
        closed=frozenset(usernames[Side.NEW] - usernames[Side.FORMER]),
        months=frozenset(one.month for one in leaving_dates_told(known)),
    )


def _is_name(value: str) -> bool:
    """Whether all longer words have capitals, as in a name and in no sentence."""
    return bool(value) and all(word[0].isupper() for word in _LONGER.findall(value))


def _told(known: str) -> Iterator[tuple[Label, str]]:
    """The labels of the letter, each with the value behind or below it."""
    above: Label | None = None
    for line in known.split("\n")[:_MOST_LINES]:
        plain = line.strip(" >-•\t")
        if not plain:
            continue
        found = _BEHIND_LABEL.match(plain)
        before, behind = found.groups() if found else (plain, "")
        label = read_label(before) if len(before) <= _LONGEST else None
        if label is not None and behind.strip():
            yield label, behind
        elif above is not None and label is None:
            yield above, plain
        above = label if label is not None and not behind.strip() else None


@lru_cache(maxsize=4)
def leaving_dates_told(known: str) -> tuple[date, ...]:
    """The dates in those lines of the answered letter that speak of a leaving, or right below a label that does."""
    lines = [line for line in known.split("\n") if line.strip(" >")]
    told = (n for n, line in enumerate(lines) if pattern("labels", "leaving").search(fold(line)))
    found = (find_dates(lines[n]) or find_dates("".join(lines[n + 1 : n + 2])) for n in told)
    return tuple(one.day for dates in found for one in dates)
