"""The school calendar: which days are school days, and how many of them lie between two days. Pure.

A school day is no Saturday, no Sunday and in no holiday (bank holidays and half-terms are listed with the others).
Days are those of the calendar where the schools are; what o'clock it is, is not this module's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """``closed`` holds every day of every holiday. Without any, Monday to Friday are school days."""

    closed: frozenset[date] = frozenset()

    @classmethod
    def outside(cls, holidays: Iterable[tuple[date, date]]) -> SchoolDays:
        """The calendar with these holidays, each its first and its last day."""
        return cls(
            frozenset(
                first + timedelta(days=number) for first, last in holidays for number in range((last - first).days + 1)
            )
        )

    def is_one(self, day: date) -> bool:
        """Whether ``day`` is a school day."""
        return day.weekday() < _SATURDAY and day not in self.closed

    def first(self, day: date) -> date:
        """``day`` itself if it is a school day, else the next one; the last day that there is where none comes."""
        while not self.is_one(day) and day < date.max:
            day += _DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The ``count``-th school day after ``day``, which is not counted itself; for 0 or less, ``first(day)``."""
        if count <= 0:
            return self.first(day)
        for _ in range(count):
            if day == date.max:
                break
            day = self.first(day + _DAY)
        return day

    def between(self, day: date, until: date) -> int:
        """How many school days come after ``day``, up to and with ``until``; 0 where ``until`` is not later."""
        return sum(self.is_one(day + timedelta(days=number)) for number in range(1, (until - day).days + 1))
