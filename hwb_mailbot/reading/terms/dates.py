"""Dates as people in Wales write them: UK order, both languages, Welsh mutations, with or without a year.

``1af o Fedi``, ``5ed o Fai``, ``31ain Awst 2026``, ``31/8/26``, ``31.08.2026``, ``2026-08-31``, ``the 31st of August``.
An impossible date (31 June) is no date. Nothing here fails.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import LANGUAGES

AHEAD = timedelta(days=92)
"""How far ahead of the mail a date without a year may lie before last year's is meant instead (a school term)."""


JUST_PAST = timedelta(days=46)
"""A date without a year that is so little past is not next year's, though the text look ahead: ``it will be
31 August``, of a record that is still to be made in September."""


class DateFound(NamedTuple):
    """A date and the characters ``start`` to ``end`` that state it; ``dated`` says whether the year was written."""

    day: date
    start: int
    end: int
    dated: bool


@cache
def month_names() -> dict[str, int]:
    """The folded names of the months in both languages, mutated and short forms too, and their numbers."""
    return {
        fold(name): int(number)
        for language in LANGUAGES
        for number, names in vocabulary(language)["months"].items()
        for name in names
    }


@cache
def _month_named() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, month_names()))))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """The ways to write a date, and whether each names the month."""
    month = "|".join(sorted((re.escape(m) for m in month_names()), key=len, reverse=True))
    whole = "|".join(
        sorted((re.escape(m) for m in month_names() if len(m) > 4 or m in _SHORT_MONTHS), key=len, reverse=True)
    )
    ordinal = r"(?:st|nd|rd|th|af|il|ydd|edd|ed|fed|eg|ain)"
    words = "|".join(sorted(_WORDS, key=len, reverse=True))
    year = r"(?:,?\s{1,3}(?P<year>\d{4}|'?\d{2})(?![\d/:]|\.\d|\s?(?:am|pm)\b))?"
    link = r"(?:day\s{1,3}of\s{1,3}|of\s{1,3}|o\s{1,3}fis\s{1,3}|o\s{1,3}|[-/.])?"
    every = (
        re.compile(r"(?<![\d/.-])(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d/-])"),
        re.compile(
            r"(?<![\d/.-])(?P<day>\d{1,2})(?P<s>\s?[/.-]\s?)(?P<month>\d{1,2})(?P=s)(?P<year>20\d\d|\d\d)"
            r"(?![\d/-]|\.\d)"
        ),
        re.compile(
            rf"(?<![\w/.-])(?P<day>\d{{1,2}})\s?{ordinal}?\s{{0,3}}{link}(?P<month>{month})\b\.?(?:[/-](?=\d))?" + year
        ),
        re.compile(rf"(?<![\w])(?P<word>{words})\s{{1,3}}{link}(?P<month>{month})\b" + year),
        re.compile(
            rf"(?<![\w])(?P<month>{whole})\.?\s{{1,3}}(?:the\s{{1,3}})?(?P<day>\d{{1,2}})(?:\s?{ordinal})?"
            r"(?![\d/.:]\d|\d)(?!\w)" + year
        ),
        re.compile(r"(?<![\d/.£:-])(?P<day>\d{1,2})\s?/\s?(?P<month>\d{1,2})(?![\d/]|\.\d|\s?[/-]\s?\d)"),
    )
    return tuple((one, month in one.pattern or whole in one.pattern) for one in every)


_SHORT_MONTHS = frozenset("jan feb apr june july aug sept sep oct nov dec awst medi mai may".split())
_BELOW_TEN = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
_IN_WELSH = (
    "cyntaf", "ail", "trydydd", "pedwerydd", "pumed", "chweched", "seithfed", "wythfed", "nawfed", "degfed",
    "unfed ar ddeg", "deuddegfed", "trydydd ar ddeg", "pedwerydd ar ddeg", "pymthegfed", "unfed ar bymtheg",
    "ail ar bymtheg", "deunawfed", "pedwerydd ar bymtheg", "ugeinfed",
)  # fmt: skip
_WORDS = {
    **{word: day for day, word in enumerate([*_BELOW_TEN, *_TEENS, "twentieth"], start=1)},
    **{f"twenty{mark}{word}": 20 + day for day, word in enumerate(_BELOW_TEN, start=1) for mark in "- "},
    "thirtieth": 30, "thirty-first": 31, "thirty first": 31, "last day": 0,
    **{word: day for day, word in enumerate(_IN_WELSH, start=1)},
    **{f"{word} ar hugain": 20 + day for day, word in enumerate(_IN_WELSH[:11], start=1)},
    "y cyntaf": 1, "unfed ar hugain": 21,
}  # fmt: skip
"""Days of the month in words: ``the tenth of April``, ``yr unfed ar ddeg ar hugain o Awst``; 0 is the last."""
_LAST = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _year_for(month: int, day: int, sent_on: date | None, ahead: bool) -> date | None:
    """The date without a year: the latest past one, or the next where it is near or the text looks ahead."""
    if sent_on is None:
        return None
    candidates = []
    for year in (sent_on.year - 1, sent_on.year, sent_on.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    near = timedelta(days=365) if ahead else AHEAD
    past = [c for c in candidates if c <= sent_on]
    if past and sent_on - past[-1] <= JUST_PAST:
        near = AHEAD
    future = [c for c in candidates if sent_on < c and c - sent_on <= near]
    if ahead and future:
        return future[0]
    if future and future[0].year == sent_on.year:
        return future[0]
    return past[-1] if past else None


_MAY_BE = re.compile(r"\d|of|o ")
_IN_FIGURES = re.compile(r"\d\s?[-/.]")
"""Every date that names no month holds this."""


def find_dates(text: str, sent_on: date | None = None, ahead: bool = False) -> list[DateFound]:
    """All dates in ``text`` in order. Those without a year need ``sent_on`` (the day the mail was sent)."""
    folded = fold(text)
    if not _MAY_BE.search(folded):
        return []
    taken: list[DateFound] = []
    named, in_figures = bool(_month_named().search(folded)), bool(_IN_FIGURES.search(folded))
    for pattern, by_name in _patterns():
        for found in pattern.finditer(folded) if (named if by_name else in_figures) else ():
            if any(found.start() < t.end and t.start < found.end() for t in taken):
                continue
            parts = found.groupdict()
            month = parts["month"]
            if month == "may" and text[found.start("month")] != "M":
                continue
            number = int(month) if month.isdigit() else month_names()[month]
            if not 1 <= number <= 12:
                continue
            day = int(parts["day"]) if parts.get("day") else _WORDS[parts["word"]] or _LAST[number]
            year = (parts.get("year") or "").lstrip("'")
            when: date | None
            if year:
                try:
                    when = date(int(year) + (2000 if len(year) == 2 else 0), number, day)
                except ValueError:
                    continue
            else:
                when = _year_for(number, day, sent_on, ahead)
            if when is None or not 2000 <= when.year <= 2100:
                continue
            taken.append(DateFound(when, found.start(), found.end(), bool(year)))
    return sorted(taken, key=lambda t: t.start)
