"""Opens the store and builds what works on it: records, directory, letters, casework. No network, no processes.

Used by ``serve`` and, when nobody serves, by each command on its own. What can fail: ``StoreFault`` (the store cannot
be read, or another process owns it), ``DurableFault`` (the secret cannot be kept), ``ConfigurationError`` (the file of
school holidays).
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from hwb_mailbot import durable
from hwb_mailbot.casework import Casework
from hwb_mailbot.config import Settings, school_holidays
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.directory.search import DirectorySearch
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.school_days import SchoolDays
from hwb_mailbot.letters import Letters
from hwb_mailbot.post.spool import Spool, mail_path
from hwb_mailbot.records import StoreFault
from hwb_mailbot.records.tiny import TinyRecords
from hwb_mailbot.web.audit import Audit
from hwb_mailbot.web.case_index import CaseIndex
from hwb_mailbot.web.case_search import CaseSearch
from hwb_mailbot.web.mail_list import MailList
from hwb_mailbot.web.people import People
from hwb_mailbot.web.references import INDEX_NAME

_SECRET_BYTES = 32


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Office:
    """One opened store with everything that decides on it."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime] = utc_now,
        letters_due: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the store of ``settings``; finish merges that a stop interrupted. Raises ``StoreFault``."""
        self.settings = settings
        self.now = now
        self.take_in_again: Callable[[str], Awaitable[None]] = self._wait_in_spool
        """Lets a mail that was taken in wait once more; where a service runs, its spool and intake do it."""
        self.case_search: CaseSearch | None = None
        """The index of cases, where a service keeps one up or a command has asked for it."""
        self._index: CaseIndex | None = None
        self.records = TinyRecords(settings.store_directory)
        try:
            self.directory = Directory(self.records)
            self.search = DirectorySearch(self.records, settings.store_directory / "search.sqlite")
            self.letters = Letters(settings)
            self.people = People(self.records)
            self.mails = MailList(self.records)
            self.audit = Audit(settings.store_directory / "audit", now)
            self.policy = Policy(
                secret=_secret(settings.store_directory / "secret"),
                zone=settings.mailbot.timezone,
                inbox=settings.mailbot.address.lower(),
                grace=settings.workflow.grace,
                undo=settings.workflow.undo,
                reminders=settings.workflow.reminders,
                expire=settings.workflow.expire,
                run_awaited=settings.workflow.run_awaited.days,
                answer_awaited=settings.workflow.answer_awaited.days,
                longest_absence=settings.workflow.longest_absence.days,
                school_days=SchoolDays.outside(school_holidays(settings)),
                support=settings.mailbot.support,
            )
            self.casework = Casework(
                self.records,
                self.directory,
                self.letters,
                self.policy,
                now,
                letters_due=letters_due,
                support=settings.mailbot.support,
            )
            self.casework.resume()
        except BaseException:
            self.records.close()
            raise

    def mail_path(self, spool_id: str) -> Path:
        """Where a mail's raw bytes lie."""
        return mail_path(self.settings.store_directory, spool_id)

    async def index_cases(self, told: Callable[[int], object]) -> None:
        """Catch up with the index of cases, where no service keeps one up; ``told`` how many it took up so far.

        Raises ``StoreFault``.
        """
        path = self.settings.store_directory / INDEX_NAME
        self._index = CaseIndex(self.records, self.directory, path, self.settings.mailbot.timezone)
        await self._index.catch_up(told)
        self.case_search = CaseSearch(self._index)

    async def _wait_in_spool(self, spool_id: str) -> None:
        """Whoever owns the store without a service has the spool to themselves; the mail waits for the next start."""
        spool = Spool(self.settings.store_directory)
        try:
            spool.take_in_again(spool_id)
        finally:
            await spool.close()

    def close(self) -> None:
        """Write everything out and let go of the store."""
        self.search.close()
        if self._index is not None:
            self._index.close()
        self.audit.close()
        self.records.close()


def _secret(path: Path) -> bytes:
    """The store's own secret, made at the first start; losing it voids every token that is out.

    Without it no mail is known again (N2), so a used store never gets another one. Raises ``StoreFault``.
    """
    if not path.exists():
        if any(any(path.parent.glob(f"{name}/*")) for name in ("cases", "mails")):
            raise StoreFault(f"{path} is missing, but the store was used: restore it from the backup")
        durable.replace(path, secrets.token_bytes(_SECRET_BYTES))
        path.chmod(0o600)
    secret = path.read_bytes()
    if len(secret) < _SECRET_BYTES:
        raise StoreFault(
            f"{path} is damaged: it has {len(secret)} bytes, not {_SECRET_BYTES}; restore it from the backup"
        )
    return secret
