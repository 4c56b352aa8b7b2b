"""What the operator decides about deciding: periods, the zone of days, and the secret that tokens are made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from hwb_mailbot.domain.school_days import SchoolDays


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of ``[workflow]`` and ``[mailbot]`` that a decision depends on. ``secret`` makes tokens (32 bytes)."""

    secret: bytes
    zone: tzinfo
    inbox: str = ""
    """Our own address: a mail from there is never answered (N4)."""
    grace: timedelta = timedelta()
    undo: timedelta = timedelta(days=30)
    reminders: tuple[timedelta, ...] = (timedelta(days=3), timedelta(days=7), timedelta(days=14))
    """After how long a wait for a person they are reminded, ascending; whole days are school days."""
    expire: timedelta = timedelta(days=28)
    """After how long a wait for a person the case closes; whole days are school days."""
    school_days: SchoolDays = field(default_factory=SchoolDays)
    token_life: timedelta = timedelta(days=90)
    """How long a token is good in a case that has no closing date, because support has it or a pause is running."""
    support: str = ""
    """The support team's own address, for what waits too long; empty where they have none."""
    people_a_mail: int = 12
    """How many staff members one mail may speak of (R5); a longer list is support's."""
    letters_a_day: int = 10
    """How many letters that other people's mails caused one address may get within a day (N4)."""
    withdrawals_a_day: int = 5
    """Of how many withdrawals one headteacher hears within a day (N4)."""
    same_letters_a_day: int = 2
    """How often one address gets the same fixed letter within a day (N4)."""
    letters_an_address_a_day: int = 100
    """How many letters of any kind one address may get within a day (N4); a headteacher of many leavers gets dozens."""
    letters_a_case_a_day: int = 20
    """How many letters one case may write within a day (N4)."""
    call_backs_a_day: int = 1000
    """How many letters may go within a day, in all, to people who may never have written to us (N4)."""
    blank_forms_a_domain_a_day: int = 20
    """How many blank forms (R28) go to addresses of one domain within a day (N4)."""
    blank_forms_a_day: int = 150
    """How many blank forms go out within a day, in all; at most 200 are counted."""
    longest_absence: int = 10
    """For how many school days an automatic reply puts reminders off at most."""
    run_awaited: int = 3
    """How many school days after a leaving date its provisioning run may take before anybody is troubled (R13)."""
    answer_awaited: int = 10
    """How many school days an answer to support's own question may take before a person looks for another way."""
    correction_held: int = 3
    """For how many school days nothing merges because of a correction that nobody vouches for; then support decides."""
    asks_before_review: int = 3
    """How often the same thing is asked of one person before support takes over (N4)."""

    def today(self, now: datetime) -> date:
        """The calendar day of ``now`` where leaving dates are read (R11: Europe/London)."""
        return now.astimezone(self.zone).date()
