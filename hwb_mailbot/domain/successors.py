"""Schools that have become another: closed, with a successor on record that has their people now. Pure.

People go on naming the school that they knew, by its number or its name. Whose word counts is not changed by that: the
account's own school authorises, and for a closed school the support team decides (R24).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from hwb_mailbot.domain.accounts import School, SchoolStatus

_MOST_STEPS = 5


class Schools(Protocol):
    """Where schools are looked up: ``Facts``, whose look-ups raise ``FactNeeded``, or the directory itself."""

    def school(self, dfes_number: str) -> School | None:
        """The school with that number."""

    def schools_named(self, name: str) -> tuple[School, ...]:
        """Every school whose Welsh or English name agrees with ``name`` (R12)."""


def has_become(dfes_number: str, successor: str, known: Schools) -> bool:
    """Whether the school ``dfes_number`` has closed and ``successor`` took over, at once or by way of others."""
    for _ in range(_MOST_STEPS):
        school = known.school(dfes_number)
        if school is None or school.status is not SchoolStatus.CLOSED or not school.successor_dfes_number:
            return False
        dfes_number = school.successor_dfes_number
        if dfes_number == successor:
            return True
    return False


def all_have_become(schools: Iterable[School], successor: str, known: Schools) -> bool:
    """Whether there are such schools and each of them has become ``successor``."""
    numbers = [school.dfes_number for school in schools]
    return bool(numbers) and all(has_become(number, successor, known) for number in numbers)
