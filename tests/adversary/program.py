"""The program under attack: mails in as bytes, letters out as bytes, time as the script says.

``InMemory`` runs the real intake, reading, trust, casework, letters, outbox and timers in this process over records in
memory: no socket, no child process, no disk. ``tests.adversary.over_smtp`` is the same face over the whole service.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

from hwb_mailbot import commands
from hwb_mailbot.casework import Casework
from hwb_mailbot.config import Settings, parse
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import Account, AccountStatus, School
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.events import DirectoryChanged
from hwb_mailbot.domain.mails import Envelope, MailKind, Reading
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.examining import verdict_of
from hwb_mailbot.intake import Intake
from hwb_mailbot.letters import Letters
from hwb_mailbot.post.courier import Delivered
from hwb_mailbot.post.outbox import Outbox
from hwb_mailbot.reading.reader import read
from hwb_mailbot.records import Change, Document, Records
from hwb_mailbot.timers import Timers
from hwb_mailbot.trust.questions import DnsAnswer, DnsQuestion, DnsState, RecordType
from hwb_mailbot.trust.verdict import verdict
from tests.adversary.memory import MemoryRecords
from tests.adversary.wales import LEFT, START, STARTED, Move, Wales
from tests.trust.signing import key_record

INBOX, TEAM, AUTHSERV_ID = "hwb@support.example", "team@support.example", "mx.support.example"
INI = f"""[mailbot]
address = {INBOX}
support = {TEAM}
[listener]
port = 0
[web]
port = 0
[trust]
authserv_id = {AUTHSERV_ID}
"""
_SECRET = b"the adversary knows not this one"


@dataclass(frozen=True)
class Mail:
    """A mail with its envelope, as the support team's relay hands it over."""

    raw: bytes
    mail_from: str
    recipients: tuple[str, ...] = (INBOX,)


@dataclass(frozen=True)
class Letter:
    """A letter as it left: envelope and bytes, and when."""

    mail_from: str
    to: str
    raw: bytes
    at: datetime


class Program(Protocol):
    """What a script and the judge can see and do."""

    now: datetime
    letters: list[Letter]
    faults_expected: bool

    async def deliver(self, *mails: Mail) -> None:
        """Hand mails over at once, and let everything that they set off be done."""

    async def pass_time(self, span: timedelta) -> None:
        """Let time go by and what is due by then be done."""

    async def restart(self) -> None:
        """Stop and start again."""

    async def records_ready(self, move: Move) -> None:
        """Both schools' provisioning clients run, and this mover's records are as they should be."""

    async def command(self, name: str, **arguments: Any) -> list[dict[str, Any]]:
        """A command's rows."""

    async def without(self, username: str) -> None:
        """That account has not been made yet."""

    async def change(self, *things: Account | School) -> None:
        """The directory changes."""

    def publish(self, domain: str) -> None:
        """The domain asks for DMARC, and its key is in DNS (``tests.trust.signing``)."""

    def refuse_next(self, kind: str) -> None:
        """The store refuses the next commit with a document of this kind; of no kind: none."""

    async def merges(self) -> set[tuple[str, str]]:
        """The merges that the directory shows: the surviving username and the one that leads to it."""

    async def active(self) -> set[str]:
        """The usernames of the accounts in use."""

    async def fates(self) -> list[dict[str, Any]]:
        """Of every mail that came: ``message_id``, ``state``, ``reasons``, and whether people are shown it."""


@dataclass(frozen=True)
class SpooledFile:
    """A spooled mail's name, where others have the path of its file."""

    name: str

    def exists(self) -> bool:
        return True

    def __str__(self) -> str:
        return self.name


@dataclass
class Spool:
    """Mails that wait, in memory."""

    mails: dict[str, tuple[bytes, Envelope]] = field(default_factory=dict)
    undone: list[str] = field(default_factory=list)

    def keep(self, mail: Mail, now: datetime) -> None:
        id = f"m{len(self.mails) + 1:05d}"
        self.mails[id] = (mail.raw, Envelope("127.0.0.1", "mx", False, mail.mail_from, mail.recipients, now))
        self.undone.append(id)

    def waiting(self) -> Iterator[str]:
        return iter(tuple(self.undone))

    async def arrival(self) -> None:
        await asyncio.Event().wait()

    def path(self, id: str) -> Path:
        return Path(id)

    def read(self, id: str) -> bytes:
        return self.mails[id][0]

    def envelope(self, id: str) -> Envelope:
        return self.mails[id][1]

    def done(self, id: str) -> None:
        self.undone.remove(id)

    def file(self, id: str) -> SpooledFile:
        return SpooledFile(id)

    async def take_in_again(self, id: str) -> None:
        self.undone.append(id)


class Readers:
    """The real reader, in this process; a path is a spooled mail's name."""

    def __init__(self, own_lines: frozenset[str]) -> None:
        self._own_lines = own_lines
        self.spool = Spool()

    async def read(self, path: Path, null_sender: bool, said: MailKind | None = None) -> Reading:
        return read(self.spool.read(str(path)), self._own_lines, null_sender, said)

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        assert function is verdict_of
        path, *rest = arguments
        return verdict(self.spool.read(path), *rest)


class Names:
    """A resolver in a world with the few DNS records that a script publishes: texts by name."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    async def resolve(self, questions: Iterable[DnsQuestion]) -> dict[str, DnsAnswer]:
        return {question.key: self._answer(question) for question in questions}

    def _answer(self, question: DnsQuestion) -> DnsAnswer:
        text = self.texts.get(question.name) if question.type is RecordType.TXT else None
        return {"state": DnsState.FOUND if text else DnsState.ABSENT, "records": [text] if text else []}


@cache
def _letters() -> tuple[Settings, Letters, frozenset[str]]:
    """Compiled once a process: that takes as long as a hundred scripts."""
    settings = parse(INI, Path("/nonexistent"))
    letters = Letters(settings)
    return settings, letters, letters.own_lines()


class InMemory:
    """The program over records in memory. One for many scripts: ``begin`` starts each anew."""

    def __init__(self, wales: Wales) -> None:
        self._wales = wales
        self.settings, self._letters, own_lines = _letters()
        self.records = MemoryRecords()
        self.records.commit([Change("school", n, 0, to_body(place.school)) for n, place in wales.places.items()])
        self.records.commit([Change("account", u, 0, to_body(one)) for u, one in wales.accounts.items()])
        self.records.mark()
        self._readers = Readers(own_lines)
        self.policy = Policy(secret=_SECRET, zone=self.settings.mailbot.timezone, inbox=INBOX)
        self.begin()

    def begin(self) -> None:
        """The directory as it was made, no mails, no cases, the first morning."""
        self.records.go_back()
        self.now: datetime = START
        self.letters: list[Letter] = []
        self.faults_expected = False
        self.spool = self._readers.spool = Spool()
        self._names = Names()
        self._build()

    def _build(self) -> None:
        records, settings = self.records, self.settings
        self.casework = Casework(
            records, Directory(records), self._letters, self.policy, self._clock, support=settings.mailbot.support
        )
        self.intake = Intake(settings, self.spool, self._readers, self._names, records, self.casework, self._clock)  # type: ignore[arg-type]
        self.outbox = Outbox(records, self, self._no_letter_fails, kept=self.spool.read, now=self._clock)  # type: ignore[arg-type]
        self.timers = Timers(records, self.casework, self.intake.look_again, self._clock)

    def _clock(self) -> datetime:
        return self.now

    async def send(self, mail_from: str, to: str, raw: bytes, others: object = ()) -> Delivered:
        """The courier's part: the letter has left."""
        self.letters.append(Letter(mail_from, to, raw, self.now))
        return Delivered(250, "taken")

    async def _no_letter_fails(self, reference: str, letter_id: str) -> None:
        raise AssertionError("the relay takes every letter")

    async def deliver(self, *mails: Mail) -> None:
        for mail in mails:
            self.spool.keep(mail, self.now)
        await self._settle()

    async def _settle(self) -> None:
        self.intake.look_again()
        await self.intake.settled()
        await self.outbox.settled()

    async def pass_time(self, span: timedelta) -> None:
        self.now += span
        await self.timers.tick()
        await self._settle()

    async def restart(self) -> None:
        self._build()
        self.casework.resume()
        await self._settle()

    async def records_ready(self, move: Move) -> None:
        former = replace(move.former, leaving_date=move.former.leaving_date or LEFT, status=AccountStatus.INACTIVE)
        new = replace(move.new, start_date=move.new.start_date or STARTED)
        await self.change(former, new)
        for number in (former.dfes_number, new.dfes_number):
            for case in self.records.find("case", f"directory:{number}"):
                await self.casework.handle(DirectoryChanged(case.id))
        await self._settle()

    async def without(self, username: str) -> None:
        self.records.forget("account", username)

    def publish(self, domain: str) -> None:
        self._names.texts |= {f"_dmarc.{domain}": "v=DMARC1; p=reject", f"s1._domainkey.{domain}": key_record()}

    def refuse_next(self, kind: str) -> None:
        self.records.refuse_next = kind

    async def change(self, *things: Account | School) -> None:
        for thing in things:
            kind, id = ("school", thing.dfes_number) if isinstance(thing, School) else ("account", thing.username)
            stored = self.records.get(kind, id)
            assert stored is not None
            self.records.commit([Change(kind, id, stored.version, to_body(thing))])

    async def merges(self) -> set[tuple[str, str]]:
        bodies = [account.body for account in self._accounts()]
        return {(body["merged_into"], body["username"]) for body in bodies if body["merged_into"]}

    def _accounts(self) -> list[Document]:
        found = [self.records.get("account", username) for username in self._wales.accounts]
        return [account for account in found if account is not None]

    async def active(self) -> set[str]:
        return {one.id for one in self._accounts() if one.body["status"] == AccountStatus.ACTIVE}

    async def fates(self) -> list[dict[str, Any]]:
        return fates(self.records)

    async def command(self, name: str, **arguments: Any) -> list[dict[str, Any]]:
        office = SimpleNamespace(
            records=self.records,
            casework=self.casework,
            directory=self.casework.directory,
            now=self._clock,
            policy=self.policy,
            settings=self.settings,
            mail_path=self.spool.file,
            take_in_again=self.spool.take_in_again,
            # no index: the cases themselves are looked through, and no message is shown beside a likely one
            case_search=SimpleNamespace(listed=lambda *_: None, of_writers=lambda *_: []),
            mails=SimpleNamespace(unplaced_from=lambda *_: []),
        )
        rows = await commands.COMMANDS[name](office, arguments, lambda *_: None)  # type: ignore[arg-type]
        await self._settle()
        return rows


def fates(records: Records) -> list[dict[str, Any]]:
    """What became of every mail: in a case's history, before the support team, or left with a reason."""
    told = {entry["mail_id"] for case in records.all("case") for entry in case.body["history"]}
    return [
        {
            "message_id": (mail.body["reading"] or {}).get("message_id", ""),
            "state": mail.body["state"],
            "reasons": mail.body["reasons"],
            "shown": mail.id in told or bool(mail.body["references"]) or "queue" in mail.body["keys"],
        }
        for mail in records.all("mail")
    ]
