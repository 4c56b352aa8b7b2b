"""What single words tell of the name that they are part of: a school's, a person's, a place's.

No list of schools is used: a school is known by its generic words (Ysgol, Primary, Uwchradd, 3-16) and by the words
that Welsh places are named after. All words here are folded. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache

from hwb_mailbot.domain.names import radicals
from hwb_mailbot.reading.words import pattern, phrases, word_set


class NameKind(StrEnum):
    """What a run of capitalised words names."""

    SCHOOL = "school"
    PERSON = "person"
    PLACE = "place"
    UNKNOWN = "unknown"


PARTICLES = frozenset(
    "y yr r of the on upon o ap ab wrth ar le la de van von bin al ferch uwch is tan ger dan-y".split()
)
"""Little words that stand within names without a capital."""
_LINKING = frozenset("y yr r of the on upon wrth ar".split())
_HONOURED = frozenset({"sir", "syr", "archbishop", "bishop", "canon", "dame", "archesgob", "esgob"})
"""Schools are called after people with these titles, and few who write or are written of bear them."""
_LANDSCAPE = frozenset(
    "bank bridge brook brooks cross dale field fields ford forest green grove hall heath hill hills lake lane marsh"
    " meadow meadows moor mount park parks pool stone vale wells west wood woods".split()
)
"""Surnames that end places' names too: ``Penrhos Green``."""
_SAINTS = frozenset("st saint santes sant".split())


@cache
def _generic_words() -> re.Pattern[str]:
    every = [phrase for phrase in phrases("names", "generic") if " " not in phrase]
    longest_first = "|".join(sorted(every, key=len, reverse=True))
    return re.compile(rf"(?:{longest_first})\.?|\d{{1,2}}\s?-\s?\d{{1,2}}")


@cache
def _topographic() -> re.Pattern[str]:
    return re.compile("|".join(phrases("names", "topographic")))


@lru_cache(maxsize=1024)
def is_generic(word: str) -> bool:
    """Whether the word is one that schools are called by: ``ysgol``, ``primary``, ``3-16``."""
    return bool(_generic_words().fullmatch(word))


@lru_cache(maxsize=1024)
def is_topographic(word: str) -> bool:
    """Whether Welsh places begin with the word, mutated or not: ``aber…``, ``bryn``, ``nghapel``, ``tal-y-waun``."""
    word = _LINKED.sub("", word).removesuffix("'r")  # ``Cae'r Felin``
    return any(_topographic().fullmatch(one) for one in (word, _radical(word)))


_LINKED = re.compile(r"(?<=[a-z])-(?:yr?|ar|is|uwch|tan|dan|ger|wrth)-.+")
"""What a hyphenated place's name goes on with: ``Nhal-y-waun``."""
_NASAL = (("ngh", "c"), ("mh", "p"), ("nh", "t"), ("ng", "g"))


def _radical(word: str) -> str:
    """The word without its nasal mutation, with which nothing else begins: ``Nghapel`` for Capel."""
    return next((f"{letter}{word[len(mutated) :]}" for mutated, letter in _NASAL if word.startswith(mutated)), word)


def is_forename(word: str) -> bool:
    """Whether people in Wales bear the word as a first name."""
    return word.strip(".") in word_set("names", "forenames")


@lru_cache(maxsize=1024)
def is_place(name: str) -> bool:
    """Whether the folded name is a town's, a county's or a country's, mutated or not: ``Mhowys``, ``Wynedd``."""
    return not word_set("values", "places").isdisjoint(radicals(name))


@cache
def _begin_kinds_of_school() -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in phrases("names", "kinds_of_school"))


def kind_of_school(folded: str, start: int) -> int:
    """Where words for a kind of school (``pupil referral unit``) that begin at ``start`` end; else ``start``."""
    if folded[start : start + 20].split(" ")[0] not in _begin_kinds_of_school():
        return start
    found = pattern("names", "kinds_of_school").match(folded, start)
    return found.end() if found else start


def without_kinds_of_school(folded: str) -> str:
    """The text without those words, of which some (``pupil``, ``disgyblion``) mean something else by themselves."""
    return pattern("names", "kinds_of_school").sub(" ", folded)


def _names_a_kind(plain: Sequence[str]) -> bool:
    """Whether words for a kind of school are among those of a name, and not all of them."""
    if _begin_kinds_of_school().isdisjoint(plain):
        return False
    name = " ".join(plain)
    return bool(without_kinds_of_school(name).strip()) and pattern("names", "kinds_of_school").search(name) is not None


def kind_of(words: Sequence[str]) -> tuple[NameKind, bool]:
    """The kind of a run of words, and whether a school's generic word is among them."""
    plain = [word.rstrip(".") for word in words]
    if any(map(is_generic, plain)) or _names_a_kind(plain):
        return NameKind.SCHOOL, True
    if is_place(" ".join(plain)):
        return NameKind.PLACE, False
    first, several = plain[0], len(plain) > 1
    if first in _HONOURED and len(plain) > 2:
        return NameKind.UNKNOWN, False
    if first in word_set("values", "titles"):
        return NameKind.PERSON, False
    topographic, forename = is_topographic(first), is_forename(first)
    if several and plain[-1] in word_set("names", "surnames"):
        of_land = topographic and not forename and plain[-1] in _LANDSCAPE
        return NameKind.SCHOOL if of_land else NameKind.PERSON, False
    if topographic and several:
        return (NameKind.UNKNOWN if forename and len(plain) == 2 else NameKind.SCHOOL), False
    if forename and several:
        return NameKind.PERSON, False
    if first in _SAINTS or not _LINKING.isdisjoint(plain[1:]):
        return NameKind.SCHOOL, False
    if topographic and len(first) > 6:
        return NameKind.SCHOOL, False
    return (NameKind.PERSON if forename else NameKind.UNKNOWN), False
