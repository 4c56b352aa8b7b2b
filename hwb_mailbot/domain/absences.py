"""Who is away until when, as automatic replies say: whatever case waits for them is not reminded of meanwhile.

Pure. An absence belongs to the person, not to a case, and puts reminders off for so many school days in all: it may be
made longer by further replies, never beyond that, so that nobody is silenced by a day far ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hwb_mailbot.domain.school_days import SchoolDays


@dataclass(frozen=True, slots=True)
class Absence:
    """Whoever answers at ``address`` (lower-case) is away, told first on ``since``, and back on the day ``back_on``."""

    address: str
    since: date
    back_on: date


def told(
    address: str, back_on: date, today: date, before: Absence | None, calendar: SchoolDays, longest: int
) -> Absence | None:
    """What an automatic reply of ``today`` makes of what was known ``before``; None where nobody is away by it.

    ``longest`` is how many school days reminders are put off at most, counted from the first such reply.
    """
    since = before.since if before is not None and before.back_on >= today else today
    back_on = min(back_on, calendar.after(since, longest))
    return Absence(address.lower(), since, back_on) if back_on > today else None
