"""The same face as ``program.InMemory`` over the whole service: SMTP in, a relay out, reader processes, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtplib import SMTPException

from hwb_mailbot.domain.accounts import Account, AccountStatus, School
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.events import DirectoryChanged
from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.records import Change, Records
from tests.adversary.program import TEAM, Letter, Mail, fates
from tests.adversary.wales import LEFT, STARTED, Move, Wales
from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.post.relay import Relay


class OverSmtp:
    """One running service with a store of its own. Use ``start`` and ``stop``."""

    def __init__(self, wales: Wales, folder: Path, readers: Readers) -> None:
        self._wales, self._folder = wales, folder
        self._mailbot = Mailbot(folder, readers, Relay(), support=TEAM)
        self._letters: list[Letter] = []
        self.faults_expected = False

    async def start(self) -> OverSmtp:
        await self._mailbot.relay.start()
        await self._mailbot.start()
        folder = self._wales.write(self._folder / "wales")
        await self.command("directory import", directory=str(folder))
        return self

    async def stop(self) -> None:
        await self._mailbot.stop()
        await self._mailbot.relay.stop()

    @property
    def now(self) -> datetime:
        return self._mailbot.clock.time

    @now.setter
    def now(self, time: datetime) -> None:
        self._mailbot.clock.time = time

    @property
    def letters(self) -> list[Letter]:
        for taken in self._mailbot.relay.taken[len(self._letters) :]:
            sender = (taken.mail_from or "").strip("<>")
            self._letters.append(Letter(sender, taken.rcpt_tos[0], bytes(taken.content or b""), self.now))
        return self._letters

    async def deliver(self, *letters: Mail) -> None:
        for mail in letters:
            for recipient in mail.recipients:
                try:
                    await self._mailbot.deliver(mails.Mail(mail.raw, mail.mail_from, recipient))
                except SMTPException as refused:  # at the door, so nobody was promised anything
                    raise AssertionError(f"refused: {refused}") from refused
        await self._mailbot.running.settled()

    async def pass_time(self, span: timedelta) -> None:
        await self._mailbot.pass_time(days=span / timedelta(days=1))

    async def restart(self) -> None:
        await self._mailbot.restart()

    async def records_ready(self, move: Move) -> None:
        former = replace(move.former, leaving_date=move.former.leaving_date or LEFT, status=AccountStatus.INACTIVE)
        await self.change(former, replace(move.new, start_date=move.new.start_date or STARTED))
        for number in (move.former.dfes_number, move.new.dfes_number):
            for case in self._records.find("case", f"directory:{number}"):
                await self._mailbot.running.office.casework.handle(DirectoryChanged(case.id))
        await self._mailbot.running.settled()

    async def without(self, username: str) -> None:
        raise NotImplementedError("a store forgets nothing")

    def publish(self, domain: str) -> None:
        raise NotImplementedError("signed mails have journeys of their own")

    def refuse_next(self, kind: str) -> None:
        raise NotImplementedError("faults of the store have tests of their own")

    async def change(self, *things: Account | School) -> None:
        for thing in things:
            kind, id = ("school", thing.dfes_number) if isinstance(thing, School) else ("account", thing.username)
            stored = self._records.get(kind, id)
            assert stored is not None
            self._records.commit([Change(kind, id, stored.version, to_body(thing))])

    async def merges(self) -> set[tuple[str, str]]:
        return {(one["merged_into"], one["username"]) for one in self._accounts() if one["merged_into"]}

    async def active(self) -> set[str]:
        return {one["username"] for one in self._accounts() if one["status"] == AccountStatus.ACTIVE}

    async def fates(self) -> list[dict[str, Any]]:
        return fates(self._records)

    async def command(self, name: str, **arguments: Any) -> list[dict[str, Any]]:
        rows = await self._mailbot.command(name, **arguments)
        await self._mailbot.running.settled()
        return rows

    @property
    def _records(self) -> Records:
        return self._mailbot.running.office.records

    def _accounts(self) -> list[Any]:
        found = [self._records.get("account", username) for username in self._wales.accounts]
        return [account.body for account in found if account is not None]
