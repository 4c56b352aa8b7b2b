"""Schools' names written without capitals: ``went over to summerhill``, ``pant derw (662 2240)``.

A telephone to which a mail is said writes no marks either, so a name ends where none goes on. Nothing here fails.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest

from hwb_mailbot.reading.sides.schools import not_its_own
from hwb_mailbot.reading.terms.dates import month_names
from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.terms.motion import place_before
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.terms.values import find_dfes_numbers
from hwb_mailbot.reading.words import listed_words, pattern, phrases, word_set

_WORD = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]|\S")
_NO_NAME = re.compile(r".*(?:ing|ed|ly|tion|ment|ness)")
_VERB = re.compile(r".*(?:n't|'(?:d|ll|ve|re|m))")
"""``didn't``, ``they've``: no word of a name."""
_MOST_WORDS = 4


@cache
def _common() -> frozenset[str]:
    """Words that name no school: of both languages, of the labels, of the calendar and a few more."""
    words = set(listed_words("lower_case", "no_school")) | set(month_names())
    for section, key in (("language", "words"), ("names", "not_names"), ("values", "places"), ("names", "forenames")):
        words |= {word for phrase in phrases(section, key) for word in phrase.split()}
    for key in ("username", "code", "employee", "dfes", "number", "name", "mis"):
        words |= {word for phrase in phrases("labels", key) for word in phrase.split()}
    return frozenset(words)


def _run(words: Sequence[re.Match[str]], first: int) -> tuple[int, int] | None:
    """The first and last character of a school's name that begins at word ``first`` of a text without capitals."""
    generic = word_set("names", "generic") | listed_words("lower_case", "kind_of_school")
    within = listed_words("lower_case", "within_a_name")
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
        if last is not None and last.group() in listed_words("lower_case", "closes_a_name"):
            break
        if own and text in within:
            continue
        place = bool(pattern("names", "topographic").fullmatch(text)) and len(text) > 2
        if (
            text in generic
            or len(text) < 3
            or _VERB.fullmatch(text)
            or (text in _common() and not place)
            or len(own) == _MOST_WORDS
        ):
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


def end_of_name(folded: str) -> int:
    """Where a school's name in small letters ends, which begins with its generic word: before what no school is called.

    ``ysgol dol wen her username`` is Ysgol Dol Wen, and a town or somebody's name behind a name
    of two words is none of it.
    """
    own, end = 0, len(folded)
    within, ending = listed_words("lower_case", "within_a_name"), listed_words("lower_case", "ends_a_name")
    words = list(_WORD.finditer(folded))
    for word, following in zip_longest(words, words[1:]):
        text = word.group()
        if text in listed_words("lower_case", "in_no_name"):
            return len(folded[: word.start()].rstrip())
        if own and text not in within:
            everyday = text in ending or (
                text in word_set("language", "words")
                and text not in word_set("names", "generic")
                and not pattern("names", "topographic").fullmatch(text)
            )
            somebody = (
                is_forename(text) and following is not None and following.group() in word_set("names", "surnames")
            )
            if everyday or (own > 1 and (somebody or text in word_set("values", "places"))):
                return len(folded[: word.start()].rstrip())
        own += text not in not_its_own() and text not in within
    return end


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
        lead = folded[max(0, word.start() - _BEFORE) : word.start()]
        if first and _LEADS.search(lead):
            place = place_before(folded, word.start(), own)
            run = _run(words, first) if place is not None and place.names else None
            if run is not None and _AS_IT_IS.search(lead) and not _named(folded[slice(*run)]):
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


_BEFORE = 12
"""Characters before a word that are looked at: a word and an article."""


def _named(run: str) -> bool:
    """Whether a run of words in small letters has a school's generic word, or begins as places do."""
    words = run.split()
    return any(word in word_set("names", "generic") for word in words) or bool(
        pattern("names", "topographic").fullmatch(words[0])
    )


_NUMBER_WITHIN = 45
"""Characters from the beginning of a school's name to its number."""
_BESIDE = re.compile(r"\s?[,(=:-]?\s?(?:dfes\s|no\.?\s|number\s|rhif\s)?")
_AS_IT_IS = re.compile(r"(?:'n|(?<!\w)(?:yn|maen|man|syn))\s+$")
"""Words without a capital after these are what something does or is like, and mostly no place: ``yn anghywir iawn``."""


_ROLE_AFTER = re.compile(r",?\s(?:the\s)?(?:acting\s)?(?:head(?:teacher)?|[pb]h?ennaeth)(?!\w)")
"""After a name: ``gaynor lisle, head of …``, who is a person."""
_LEADS = re.compile(
    r"(?:^|[\s'])(?:at|to|from|of|in|for|with|by|i|o|yn|yng|ym|n|am|left|leaving|leave|joined|joining|are|is|was|oedd|odd|yw|ydi|gadael|adael|gadal)"
    r"\s+(?:the\s+)?$"
)
