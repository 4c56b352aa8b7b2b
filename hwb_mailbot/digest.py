"""The daily letter to the support team: what waits and why, what the bot did alone, what failed.

At a set time of every school day, in the configured zone. When it is due lies in the store, and the letter and the
next due time are committed as one under an id made from the day: it is sent once, whatever stops in between. Whoever
was not running at that time sends it later the same day; a day that is over is told of by the next letter.

What can fail: the store (``StoreFault``: tried at the next look), a letter that cannot be written. Both are logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from hwb_mailbot import eventlog
from hwb_mailbot.casework.due_letters import due_letter, letter_id_of
from hwb_mailbot.casework.letter_values import in_words
from hwb_mailbot.domain.letters import LetterOrder, LetterValue
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.school_days import SchoolDays
from hwb_mailbot.letters import Letters
from hwb_mailbot.records import Change, Document, Records

TEMPLATE = "support-daily-digest"
KIND, ID = "digest", "daily"
POLL_SECONDS = 20
_DAY = timedelta(days=1)


class Told(Protocol):
    """Knows what the letter says."""

    @property
    def ready(self) -> bool:
        """Whether it knows everything by now."""

    def values(self, first: date, last: date, now: datetime) -> Mapping[str, LetterValue]:
        """What is so now, and what happened on the whole days from ``first`` to ``last``."""


@dataclass(frozen=True, slots=True)
class Daily:
    """To whom, and at which time of day where the schools are."""

    to: str
    at: time


class Digest:
    """Looks whether the letter is due, and writes it."""

    def __init__(
        self,
        records: Records,
        letters: Letters,
        policy: Policy,
        told: Told,
        daily: Daily,
        now: Callable[[], datetime],
        letters_due: Callable[[], None] = lambda: None,
    ) -> None:
        """``now`` tells the time in UTC; ``letters_due`` is called when the letter was committed."""
        self._records = records
        self._letters = letters
        self._policy = policy
        self._told = told
        self._daily = daily
        self._now = now
        self._letters_due = letters_due
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin looking in the running event loop."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=POLL_SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()

    @property
    def running(self) -> bool:
        """Whether it looks by itself."""
        return bool(self._scheduler.running)

    def stop(self) -> None:
        """Stop looking; what is due stays due."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Write the letter if it is due."""
        try:
            self._look()
        except Exception as fault:  # a letter that fails must not stop the clock
            eventlog.unexpected_fault("digest", fault)

    def _look(self) -> None:
        now = self._now()
        today = self._policy.today(now)
        document = self._records.get(KIND, ID) or Document(KIND, ID, 0, {"last_day": "", "due_at": None})
        last_day = document.body["last_day"]
        told_until = date.fromisoformat(last_day) if last_day else self._begin(today, now)
        due = due_time(told_until, today, self._daily.at, self._policy)
        if now < due or not self._told.ready:
            if not last_day or document.body["due_at"] != due.isoformat():
                self._records.commit([_noted(document, told_until, due)])
            return
        next_due = due_time(today, today, self._daily.at, self._policy)
        letter_id, letter = self._letter(told_until, today, now)
        self._records.commit([Change("letter", letter_id, 0, letter), _noted(document, today, next_due)])
        self._letters_due()

    def _begin(self, today: date, now: datetime) -> date:
        """The first letter tells of yesterday; a service that is new to this day begins tomorrow."""
        late = now >= _moment(today, self._daily.at, self._policy)
        return today if late else today - _DAY

    def _letter(self, told_until: date, today: date, now: datetime) -> tuple[str, dict[str, object]]:
        letter_id = letter_id_of(self._policy.secret, f"{TEMPLATE}/{today.isoformat()}")
        order = LetterOrder(
            template=TEMPLATE,
            to=self._daily.to,
            language=Language.BOTH,
            values=self._told.values(min(told_until, today - _DAY), today - _DAY, now),
            unverified=True,
        )
        rendered = self._letters.render(in_words(order), letter_id, now)
        return letter_id, due_letter(rendered.to, rendered.mail_from, TEMPLATE, now) | {
            "raw": rendered.raw.decode("ascii"),
            "message_id": rendered.message_id,
            "subject": rendered.subject,
        }


def due_time(told_until: date, today: date, at: time, policy: Policy) -> datetime:
    """When the next letter is due, in UTC: on the first school day after ``told_until`` that is not over.

    ``told_until`` is the day of the last letter.
    """
    calendar: SchoolDays = policy.school_days
    return _moment(calendar.first(max(told_until + _DAY, today)), at, policy)


def _moment(day: date, at: time, policy: Policy) -> datetime:
    return datetime.combine(day, at, policy.zone).astimezone(UTC)


def _noted(document: Document, last_day: date, due: datetime) -> Change:
    body = {"last_day": last_day.isoformat(), "due_at": due.isoformat(), "keys": []}
    return Change(KIND, ID, document.version, body)
