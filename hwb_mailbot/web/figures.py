"""Questions to the counters (``tallies``): the figures of today, this week and this term, and what waits now.

Answered from the counters alone, in a few milliseconds however many cases there are. Nothing here can fail but the
file; while the index is being made figures are short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from sqlite3 import Row

from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.school_days import SchoolDays
from hwb_mailbot.web.case_index import CaseIndex
from hwb_mailbot.web.tallies import NOW, TOOK

ENDED = ("rejected", "expired", "withdrawn", "undone")
"""Ends other than a merge that stands."""
OUTCOMES = ("received", "merged-alone", "merged-by-person", *ENDED)
_BETWEEN_TERMS = 10
"""Days without school, weekends counted, that part two terms: Christmas, Easter and summer, but no half-term."""
_LONGEST_TERM = 150
_DAY = timedelta(days=1)
_MOST_KEPT = 50


class Period(StrEnum):
    """What figures can be asked for."""

    TODAY = "today"
    WEEK = "week"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is so now: open cases by state, those before support by reason."""

    states: Mapping[str, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Totals:
    """What came and how it ended in a span. ``took`` counts merges by how long they took, alone and by a person."""

    outcomes: Mapping[str, int]
    took: tuple[tuple[int, int], ...]
    authorities: Mapping[str, Mapping[str, int]]

    @property
    def merged(self) -> int:
        """All merges that stand."""
        return self.outcomes["merged-alone"] + self.outcomes["merged-by-person"]

    @property
    def half_within(self) -> int | None:
        """The place in ``TOOK`` within which half of the merges were done; None without any."""
        done = 0
        for place, pair in enumerate(self.took):
            done += sum(pair)
            if done and done * 2 >= self.merged:
                return place
        return None


class Figures:
    """Asks the counters."""

    def __init__(self, index: CaseIndex, policy: Policy) -> None:
        """``policy`` knows the zone of days and the school calendar."""
        self._index = index
        self._policy = policy
        self._kept: dict[tuple[str, ...], list[Row]] = {}
        self._kept_at = -1

    @property
    def changes(self) -> int:
        """Another number after every change of what they count."""
        self._index.refresh()
        return self._index.changes

    def span(self, period: Period, now: datetime) -> Span:
        """The days of a period up to today; weeks begin on Monday, terms after a long holiday."""
        today = self._policy.today(now)
        if period is Period.TODAY:
            return Span(today, today)
        if period is Period.WEEK:
            return Span(today - _DAY * today.weekday(), today)
        return Span(term_begun(today, self._policy.school_days), today)

    def totals(self, span: Span) -> Totals:
        """What came and how it ended in those days."""
        outcomes: Counter[str] = Counter()
        took = [[0, 0] for _ in range(len(TOOK) + 1)]
        authorities: dict[str, Counter[str]] = {}
        for row in self._between("authority", span):
            what, _, place = row["what"].partition(":")
            outcomes[what] += row["number"]
            authorities.setdefault(row["authority"], Counter())[what] += row["number"]
            if place:
                took[int(place)][what == "merged-by-person"] += row["number"]
        pairs = tuple((alone, by_person) for alone, by_person in took)
        return Totals({what: outcomes[what] for what in OUTCOMES}, pairs, authorities)

    def by_day(self, span: Span) -> dict[date, Counter[str]]:
        """The same outcomes for every single day."""
        days = {span.first + _DAY * number: Counter[str]() for number in range((span.last - span.first).days + 1)}
        for row in self._between("day", span):
            days[date.fromisoformat(row["day"])][row["what"].partition(":")[0]] += row["number"]
        return days

    def rows(self, span: Span) -> list[tuple[str, str, Counter[str]]]:
        """Day, authority and outcomes, for exporting."""
        found: dict[tuple[str, str], Counter[str]] = {}
        for row in self._between("day, authority", span):
            outcomes = found.setdefault((row["day"], row["authority"]), Counter())
            outcomes[row["what"].partition(":")[0]] += row["number"]
        return [(day, authority, outcomes) for (day, authority), outcomes in found.items()]

    def waiting(self) -> Waiting:
        """What waits now, the most frequent first."""
        return Waiting(self.now("state"), self.now("reason"))

    def now(self, what: str) -> dict[str, int]:
        """The present counts of one kind (``state``, ``reason``, ``awaits``, ``open``), the greatest first."""
        rows = self._rows(
            "SELECT what, sum(number) AS number FROM tallies WHERE day = ? AND what >= ? AND what < ? "
            "GROUP BY what ORDER BY 2 DESC, 1",
            NOW,
            f"{what}:",
            f"{what};",  # the semicolon follows the colon
        )
        return {row["what"].partition(":")[2]: row["number"] for row in rows}

    def _between(self, groups: str, span: Span) -> Iterable[Row]:
        return self._rows(
            f"SELECT {groups}, what, sum(number) AS number FROM tallies WHERE day BETWEEN ? AND ? "
            f"GROUP BY {groups}, what ORDER BY {groups}, what",
            span.first.isoformat(),
            span.last.isoformat(),
        )

    def _rows(self, sql: str, *values: str) -> list[Row]:
        """What the question yields; asked anew only once the index has changed."""
        self._index.refresh()
        if self._kept_at != self._index.changes or len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
            self._kept_at = self._index.changes
        if rows := self._kept.get((sql, *values)):
            return rows
        self._kept[sql, *values] = rows = self._index.query(sql, values)
        return rows


def term_begun(today: date, school_days: SchoolDays) -> date:
    """The first day of the term that ``today`` is in; in a holiday between terms, of the one before it."""
    day, began, away = today, today, 0
    for _ in range(_LONGEST_TERM):
        if school_days.is_one(day):
            began, away = day, 0
        else:
            away += 1
            if away >= _BETWEEN_TERMS and school_days.is_one(began):
                break
        day -= _DAY
    return began
