"""When the sender of an auto-reply is back. Nothing here fails."""

from __future__ import annotations

from datetime import date, timedelta

from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_WEEKDAY = len(" Wednesday, ")


def returns_on(text: str, sent_on: date | None) -> date | None:
    """The day on which an absent sender says to be back, read ahead of ``sent_on``; ``None`` where none is said.

    ``back on 9 November`` and ``away until 9 November`` are that day, ``closed from … to …`` the day after; the latest
    such day counts, at most a year ahead.
    """
    folded = fold(text[:20_000])
    found: list[date] = []
    for day in find_dates(text[:20_000], sent_on, ahead=True):
        before = folded[max(0, day.start - 45) : day.start]
        back = list(pattern("returning", "back").finditer(before))
        # Words as short as *to* and *i* only mean the end of a span right before its last day, weekday or not.
        spans = pattern("returning", "through").finditer(before)
        through = [one for one in spans if len(before) - one.end() <= _WEEKDAY]
        if back and (not through or through[-1].end() < back[-1].end()):
            found.append(day.day)
        elif through:
            found.append(day.day + timedelta(days=1))
    if sent_on is not None:
        found = [day for day in found if sent_on <= day and (day - sent_on).days <= 366]
    return max(found) if found else None
