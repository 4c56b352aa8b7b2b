"""Dates under nothing but ``Date``: the leaving date, where the mail speaks of one and the row stands among details.

Forms end with the day on which somebody signs, and letters begin with that of the letter; neither stands beside a
school or an account below the words about the leaving. What may be either is not taken. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.text import fold, without_bullet
from hwb_mailbot.reading.words import pattern

OF_LEAVING = Label(Concept.LEAVING, Side.FORMER)
_DATE = r"(?:(?:the |y )?(?:date|dyddiad))"
_BARE = re.compile(rf"\W*{_DATE}(?:\s*[/|(]\s*{_DATE}\s*\)?)?\W*")
_BETWEEN = re.compile(r"\s*(?:[:=\t]+|\s[-–—]\s|\s{3,})\s*")
_BESIDE = frozenset({Concept.SCHOOL, Concept.DFES, Concept.USERNAME})
_OF_PEOPLE = frozenset({Concept.USERNAME, Concept.NAME, Concept.SURNAME})
_SIGNS = re.compile(r"(?<!\w)(?:sign\w*|llofnod\w*|arwydd\w*|print\w*|position|job title|swydd)(?!\w)")
_LONGEST = 40
_ABOUT_NOW = timedelta(days=3)


def is_bare_date(words: str) -> bool:
    """Whether a label asks for a date and does not say which: ``Date``, ``Dyddiad / Date``."""
    return bool(_BARE.fullmatch(fold(words)))


def speaks_of_leaving(lines: Sequence[Line]) -> bool:
    """Whether the sender speaks of leaving dates in a sentence."""
    return any(_speaks(line) for line in lines)


def with_leaving_dates(heads: list[Label | None], titles: Sequence[str]) -> list[Label | None]:
    """The heads of a sheet of people in which the one column of mere dates is that of their leaving dates."""
    concepts = {head.concept for head in heads if head is not None}
    dates = [place for place, title in enumerate(titles) if is_bare_date(title)]
    if len(dates) != 1 or Concept.LEAVING in concepts or not concepts & _OF_PEOPLE:
        return heads
    return [OF_LEAVING if place == dates[0] else head for place, head in enumerate(heads)]


def leaving_dates(lines: Sequence[Line], sent_on: date | None) -> dict[int, str]:
    """The places of the lines whose bare date is the leaving date, with that date as written."""
    found: dict[int, str] = {}
    told = False
    for place, line in enumerate(lines):
        told = told or _speaks(line)
        value = _value(line) if told and line.voice is Voice.OWN else ""
        days = find_dates(value, sent_on)
        if len(days) != 1 or (sent_on is not None and abs(days[0].day - sent_on) <= _ABOUT_NOW):
            continue
        beside = [one for at in (place - 1, place + 1) if 0 <= at < len(lines) for one in [lines[at]]]
        around = [one.text for one in lines[max(0, place - 2) : place + 3]]
        if any(map(_is_detail, beside)) and not any(_SIGNS.search(fold(text)) for text in around):
            found[place] = value
    if len(found) != 1 or any(_tells_day(line, sent_on) for at, line in enumerate(lines) if at not in found):
        return {}
    return found


def _speaks(line: Line) -> bool:
    own = line.voice is Voice.OWN and not line.cells
    return own and len(line.text.split()) > 3 and bool(pattern("leaving", "cue").search(fold(line.text)))


def _cells(line: Line) -> list[str]:
    cells = (
        [cell for cell in line.cells if cell] if line.cells else _BETWEEN.split(without_bullet(line.text), maxsplit=1)
    )
    return cells if len(cells) == 2 else []


def _value(line: Line) -> str:
    words, value = _cells(line) or ("", "")
    return value if is_bare_date(words) and len(value) <= _LONGEST else ""


def _is_detail(line: Line) -> bool:
    words, value = _cells(line) or ("", "")
    label = read_label(words, 0.8) if value else None
    return label is not None and label.concept in _BESIDE


def _tells_day(line: Line, sent_on: date | None) -> bool:
    """Whether a line tells the leaving date by its own words."""
    folded = fold(line.text)
    spoken_of = pattern("leaving", "cue").search(folded) or pattern("labels", "leaving").search(folded)
    return line.voice is Voice.OWN and bool(spoken_of) and bool(find_dates(line.text, sent_on))
