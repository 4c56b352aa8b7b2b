"""Schools named in a mail without words that tell their side, settled by the mail as a whole.

A school that agrees with one whose side is told is that school; the writer's own school is the one in their signature;
of two schools, where one's side is told, the other is of the other side. What stays open is stated of neither side.
Nothing here fails.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from hwb_mailbot.reading.dates import month_names
from hwb_mailbot.reading.labels import Concept, Side
from hwb_mailbot.reading.motion import place_before
from hwb_mailbot.reading.names import NameKind, find_names
from hwb_mailbot.reading.statements import Statement
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.values import find_dfes_numbers
from hwb_mailbot.reading.words import pattern, phrases, word_set

_ALPHANUMERIC = re.compile(r"[a-z0-9]+")
_LITTLE = frozenset("y yr r the of on upon o a ac and at in yn yng ym wrth ar".split())
_FIRST = re.compile(r"^(?:ngh|mh|nh|ph|th|ch|ng|[bcdfghmptv])(?=[aeiouwylr])|^(?:gw|w|gl|l|gr|r)(?=[aeiouwylr])")


@cache
def _not_its_own() -> frozenset[str]:
    """Words that many schools' names have."""
    generic = word_set("names", "generic_first") | word_set("names", "generic")
    return generic | _LITTLE | {"infants", "juniors", "junior"}


@lru_cache(maxsize=1024)
def _distinctive(name: str) -> frozenset[str]:
    """The words of a school's name that are its own, without accents and initial mutations."""
    words = _ALPHANUMERIC.findall(fold(name).replace("'", "").replace("-", " "))
    own = [w for w in words if w not in _not_its_own()]
    return frozenset(_FIRST.sub("", w) for w in own or words)


def same_school(one: str, other: str) -> bool:
    """Whether two written names can be one school's: the words of the shorter, generic ones apart, in the longer."""
    a, b = _distinctive(one), _distinctive(other)
    return bool(a and b) and (a <= b or b <= a)


def schools_named(lines: Iterable[str]) -> list[str]:
    """The schools that a signature or sender's name shows."""
    return [n.text for line in lines for n in find_names(line) if n.kind is NameKind.SCHOOL]


def with_sides(statements: Sequence[Statement], own: Side | None, own_names: Sequence[str]) -> list[Statement]:
    """One staff member's statements with the open schools settled; those that nothing settles are dropped."""
    open_ = [s for s in statements if s.concept is Concept.SCHOOL and s.side is None and s.value]
    told = [s for s in statements if s.concept is Concept.SCHOOL and s.side is not None]
    if not open_:
        return [s for s in statements if s.concept is not Concept.SCHOOL or s.side is not None]
    left: list[Statement] = []
    for statement in open_:
        known = next((s for s in told if s.value and same_school(s.value, statement.value)), None)
        if known is not None:
            told.append(replace(statement, side=known.side))
            continue
        if own is not None and any(same_school(name, statement.value) for name in own_names):
            told.append(replace(statement, side=own))
        else:
            left.append(statement)
    told += _opposite(left, told, own)
    rest = [s for s in statements if s.concept is not Concept.SCHOOL]
    return [_with_school(s, told) if s.beside and not s.certain_side else s for s in rest] + told


def _with_school(number: Statement, told: Sequence[Statement]) -> Statement:
    """A number that stands beside a school goes with it, once that is settled."""
    sides = {s.side for s in told if s.value and same_school(s.value, number.beside)}
    return replace(number, side=sides.pop(), certain_side=True) if len(sides) == 1 else number


def _opposite(left: list[Statement], told: Sequence[Statement], own: Side | None) -> list[Statement]:
    if not left or any(not same_school(left[0].value, s.value) for s in left[1:]):
        return []
    taken = {s.side for s in told if s.value and s.certain_side}
    if len(taken) == 1:
        side = Side.NEW if Side.FORMER in taken else Side.FORMER
    elif not taken and own is not None:
        side = own
    else:
        return []
    return [replace(s, side=side) for s in left if not any(t.side is side and t.weight > s.weight for t in told)]


_WORD = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]|\S")
_WITHIN = frozenset("y yr r of the on upon a ar wrth o".split())
_COMMON = frozenset(
    "pastures supply cover maternity england another somewhere elsewhere secondment uni university college work home"
    " hospital france spain abroad retirement leave primary secondary payroll bit while ages day week month time"
    " summer easter winter holidays break local different nearby bigger smaller place places things teaching there"
    " schools pupils class classroom office email address sept sims mis hwb ta thx ur pls plis".split()
)
_NO_NAME = re.compile(r".*(?:ing|ed|ly|tion|ment|ness)")
_MOST_WORDS = 4


@cache
def _common() -> frozenset[str]:
    """Words that name no school: of both languages, of the labels, of the calendar and a few more."""
    words = set(_COMMON) | set(month_names())
    for section, key in (("language", "words"), ("names", "not_names"), ("values", "places"), ("names", "forenames")):
        words |= {word for phrase in phrases(section, key) for word in phrase.split()}
    for key in ("username", "code", "employee", "dfes", "number", "name", "mis"):
        words |= {word for phrase in phrases("labels", key) for word in phrase.split()}
    return frozenset(words)


def _run(words: Sequence[re.Match[str]], first: int) -> tuple[int, int] | None:
    """The first and last character of a school's name that begins at word ``first`` of a text without capitals."""
    generic = word_set("names", "generic") | {"infants", "infant", "juniors", "junior"}
    own: list[str] = []
    last = None
    end = words[first].start()
    for word in words[first : first + _MOST_WORDS + 2]:
        text = word.group()
        if not text[0].isalpha() or word.start() - end > 1:
            break
        end = word.end()
        if own and text in generic:
            last = word
            continue
        if own and text in _WITHIN:
            continue
        place = bool(pattern("names", "topographic").fullmatch(text)) and len(text) > 2
        if text in generic or len(text) < 3 or (text in _common() and not place) or len(own) == _MOST_WORDS:
            break
        own.append(text)
        last = word
    if last is None or not own:
        return None
    start, end = words[first].start(), last.end()
    named = last.group() in generic or bool(pattern("names", "topographic").fullmatch(own[0]))
    if (named and len(own) + (last.group() in generic) > 1) or (
        not any(_NO_NAME.fullmatch(word) for word in own) and (len(own) == 2 or (len(own) == 1 and len(own[0]) > 5))
    ):
        return start, end
    return None


_OF_A_THING = re.compile(
    r"(?<!\w)(?:mae|ma|oedd|roedd|ydi|yw|ydy|bod|fod)(?:'r)?\s(?:\S+\s){0,3}?"
    r"(?:\S*\d\S*|rhif|cod|cyfrif|enw|dyddiad|hwn|hwnnw|hwnna|hynny|hyn)\s(?:\S+\s){0,2}yn\s$"
)
"""``mae 661 2345 yn`` before a word: what the number is, and not where."""


_NUMBER_BEHIND = re.compile(r"\s?\((?:dfes |no\.? |number |rhif |adas ){0,2}\d{3}\s?[/ .-]?\s?\d{4}\)")


def lower_case_schools(folded: str, own: Side | None, *, only_numbered: bool = False) -> list[tuple[int, int]]:
    """Where a sentence without capitals names schools: ``went over to summerhill``, ``pant derw (662 2240)``.

    A school is named where the words before say so, and right beside a DfES number. With ``only_numbered``, where other
    sentences have capitals, its number must stand behind it in brackets.
    """
    words = list(_WORD.finditer(folded))
    spans: list[tuple[int, int]] = []
    numbers = [number.start for number in find_dfes_numbers(folded)]
    for first, word in enumerate(words):
        if spans and word.start() < spans[-1][1]:
            continue
        if first and _LEADS.search(folded[max(0, word.start() - 12) : word.start()]):
            place = place_before(folded, word.start(), own)
            run = _run(words, first) if place is not None and place.names else None
            lead = folded[max(0, word.start() - _BEFORE) : word.start()]
            alone = run is not None and " " not in folded[slice(*run)]
            if alone and (_IT_IS.search(lead) or _OF_A_THING.search(lead)):
                run = None
        else:
            run = None
        near = numbers[bisect_right(numbers, word.start()) : bisect_right(numbers, word.start() + _NUMBER_WITHIN)]
        if run is None and near:
            run = _run(words, first)
            at = bisect_left(numbers, run[1]) if run is not None else 0
            beside = run is not None and any(
                _BESIDE.fullmatch(folded, run[1], number) for number in numbers[at : at + 1]
            )
            run = run if beside else None
        if only_numbered and run is not None and not _NUMBER_BEHIND.match(folded, run[1]):
            run = None
        if run is not None and not _ROLE_AFTER.match(folded, run[1]):
            spans.append(run)
    return spans


_BEFORE = 80
"""Characters before a word that are looked at."""
_NUMBER_WITHIN = 45
"""Characters from the beginning of a school's name to its number."""
_BESIDE = re.compile(r"\s?[,(=:-]?\s?(?:dfes\s|no\.?\s|number\s|rhif\s)?")
_IT_IS = re.compile(r"(?<!\w)(?:(?:mae|ma|roedd|oedd|bydd|fydd|dyw|yw|ydi|ydy|sy)'?n|(?:sydd|nid yw) yn)\s+$")
"""A lone word without a capital after these is what something does or is like: ``mae'n ymddangos``."""


_ROLE_AFTER = re.compile(r",?\s(?:the\s)?(?:acting\s)?(?:head(?:teacher)?|[pb]h?ennaeth)(?!\w)")
"""After a name: ``gaynor lisle, head of …``, who is a person."""
_LEADS = re.compile(
    r"(?:^|[\s'])(?:at|to|from|of|in|for|with|by|i|o|yn|yng|ym|n|am|left|leaving|leave|joined|joining|are|is|was|oedd|odd|yw|ydi|gadael|adael|gadal)"
    r"\s+(?:the\s+)?$"
)
