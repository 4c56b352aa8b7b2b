"""What the operator decides about deciding: periods, the zone of days, and the secret that tokens are made with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of ``[workflow]`` and ``[mailbot]`` that a decision depends on. ``secret`` makes tokens (32 bytes)."""

    secret: bytes
    zone: tzinfo
    inbox: str = ""
    """Our own address: a mail from there is never answered (N4)."""
    grace: timedelta = timedelta()
    undo: timedelta = timedelta(days=30)
    token_life: timedelta = timedelta(days=28)
    people_a_mail: int = 12
    """How many staff members one mail may speak of (R5); a longer list is support's."""
    letters_a_day: int = 10
    """How many letters that other people's mails caused one address may get within a day (N4)."""
    same_letters_a_day: int = 2
    """How often one address gets the same fixed letter within a day (N4)."""
    asks_before_review: int = 3
    """How often the same thing is asked of one person before support takes over (N4)."""

    def today(self, now: datetime) -> date:
        """The calendar day of ``now`` where leaving dates are read (R11: Europe/London)."""
        return now.astimezone(self.zone).date()
