"""Takes one spooled mail in: read it, verify its sender, make it an Event, hand it to casework.

Several mails are read and verified at once; deciding is serial. A mail leaves the spool's waiting list only when its
record is committed, so a stop at any point means that it is taken in again, and its record that it is acted on once:
the record's id is a keyed hash of what makes the mail that mail (N2).

What can fail, and what then: a mail that breaks its reader, or any unexpected fault, is tried a few times and then set
aside with the reason, shown to the support team and forwarded to them; it stops no other (invariant 7). A sender that
cannot be verified for now waits and is verified again, hours long; where too many are being asked about, the others
stay in the spool until there is room. A store that refuses leaves the mail waiting.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from hwb_mailbot import eventlog
from hwb_mailbot.casework import Casework
from hwb_mailbot.casework.due_letters import letter_failed
from hwb_mailbot.casework.forwarding import named_in
from hwb_mailbot.config import Settings
from hwb_mailbot.domain.bounces import is_clear
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.events import Event, MailArrived, SentLetter
from hwb_mailbot.domain.mails import Envelope, Evidence, MailKind, Reading, Verdict
from hwb_mailbot.domain.message_ids import read_message_id
from hwb_mailbot.domain.tokens import letter_of_return_tag
from hwb_mailbot.examining import verdict_of
from hwb_mailbot.mail_id import mail_id
from hwb_mailbot.post.spool import Spool
from hwb_mailbot.reading.processes.pool import ReaderFailed, Readers
from hwb_mailbot.records import Change, Conflict, Document, Records, StoreFault
from hwb_mailbot.trust.dmarc import organisational_domain
from hwb_mailbot.trust.policy import TrustPolicy
from hwb_mailbot.trust.questions import DnsAnswer, DnsAnswers, DnsQuestion

_AT_ONCE = 4
_MOST_ATTEMPTS = 3
_MOST_ROUNDS_OF_QUESTIONS = 24
_MOST_ANSWERED = 20
VERIFY_SECONDS = 30.0
"""How long the questions about one mail's sender may take in all; then it waits and is verified again."""
MOST_ASKING = 200
"""For how many mails questions may be under way at once; any other stays in the spool and has its turn later."""
_A_DOMAINS_PART = 4
"""Of these, questions about one organisation's names may take one part in so many: nobody takes all places."""
_ROOM_AGAIN_AFTER = timedelta(minutes=1)
_RETRY_AFTER = timedelta(minutes=5)
_LONGEST_RETRY = timedelta(hours=2)
_VERIFY_FOR = timedelta(hours=48)
_ENDED = frozenset({"done", "support", "set-aside"})


class Resolver(Protocol):
    """Answers DNS questions; unanswered ones come back as such, never as an exception."""

    def resolve(self, questions: Iterable[DnsQuestion]) -> Awaitable[dict[str, DnsAnswer]]:
        """The answers, by question key."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A mail read and verified, with the DNS answers that the verdict rests on."""

    reading: Reading
    verdict: Verdict
    answers: DnsAnswers


class _NoRoom(Exception):
    """Too many mails wait for DNS answers: this one is taken in later, as if it had not been touched."""


class Intake:
    """Takes mails from the spool to casework until it is stopped."""

    def __init__(
        self,
        settings: Settings,
        spool: Spool,
        readers: Readers,
        resolver: Resolver,
        records: Records,
        casework: Casework,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._spool = spool
        self._readers = readers
        self._resolver = resolver
        self._records = records
        self._casework = casework
        self._now = now
        self._trust = TrustPolicy(
            settings.trust.trusted_relays, settings.trust.authserv_id, settings.trust.relay_strips_results
        )
        self._taking: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._asking = 0
        self._asked_about: Counter[str] = Counter()
        self._conflicted: set[str] = set()
        self._not_before: dict[str, datetime] = {}
        """When a waiting mail is due again, so that a full waiting list costs nothing at each arrival."""

    async def run(self) -> None:
        """Take in every mail that waits or comes, until cancelled. A mail whose turn failed is tried again later."""
        try:
            while True:
                self._start_waiting()
                await self._spool.arrival()
        finally:
            for task in self._taking.values():
                task.cancel()
            await asyncio.gather(*self._taking.values(), return_exceptions=True)

    def look_again(self) -> None:
        """Take up what waits for another attempt and is due; called by the timers."""
        self._start_waiting()

    async def settled(self) -> None:
        """Return when no mail is being taken in."""
        while self._taking:
            await asyncio.gather(*tuple(self._taking.values()), return_exceptions=True)

    def _start_waiting(self) -> None:
        now = self._now()
        for spool_id in self._spool.waiting():
            if spool_id not in self._taking and not _is_to_come(self._not_before.get(spool_id, now), now):
                task = asyncio.create_task(self._take_in(spool_id), name=f"intake {spool_id}")
                self._taking[spool_id] = task
                task.add_done_callback(partial(self._taken, spool_id))

    def _taken(self, spool_id: str, _: asyncio.Task[None]) -> None:
        self._taking.pop(spool_id, None)
        if spool_id in self._conflicted:
            self._conflicted.discard(spool_id)
            self._start_waiting()

    async def _take_in(self, spool_id: str) -> None:
        async with self._room:
            record: Document | None = None
            try:
                record = self._record(spool_id)
                if record.body["state"] in _ENDED and not await self._speaks_louder(record, spool_id):
                    eventlog.mail_seen_before(record.id)
                elif not self._is_due(record, spool_id) or not await self._decide_on(record, spool_id):
                    return
                self._spool.done(spool_id)
                self._not_before.pop(spool_id, None)
            except _NoRoom:
                self._not_before[spool_id] = self._now() + _ROOM_AGAIN_AFTER
            except Conflict:
                # The same mail came twice at once and the other copy was decided on first: look again.
                self._conflicted.add(spool_id)
            except StoreFault as fault:
                eventlog.unexpected_fault("intake", fault, mail=spool_id)
            except Exception as fault:  # invariant 7: set aside, never stop the others
                eventlog.unexpected_fault("intake", fault, mail=spool_id)
                self._failed(record, spool_id)

    async def _speaks_louder(self, record: Document, spool_id: str) -> bool:
        """Whether a further copy has to be decided on: the first was not vouched for, or read as a machine's, this is.

        Otherwise whoever knows a mail could send a worthless copy ahead and make the true one vanish (N2). A copy for
        the address with the token, after one for the plain inbox that nothing vouches for, says more than that too.
        """
        first, kind = record.body["verdict"] or {}, (record.body["reading"] or {}).get("kind")
        if first.get("evidence") == Evidence.PASS and kind not in (MailKind.AUTO_REPLY, MailKind.BOUNCE):
            return False
        envelope = self._spool.envelope(spool_id)
        try:
            again = await self._examine(spool_id, envelope, _said_kind(record))
        except ReaderFailed:
            return False
        if again.reading.kind in (MailKind.AUTO_REPLY, MailKind.BOUNCE):
            return False
        tagged = self._tags(envelope.recipients)
        first_tagged = self._tags(record.body["envelope"]["recipients"])
        brings_token = bool(tagged) and not first_tagged and again.verdict.evidence is not Evidence.FAIL
        return again.verdict.evidence is Evidence.PASS or brings_token

    def _tags(self, recipients: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(None, map(self._settings.mailbot.tag_of, recipients)))

    def _record(self, spool_id: str) -> Document:
        """The mail's record, or a fresh one that is not stored yet."""
        raw = self._spool.read(spool_id)
        id = mail_id(self._casework.policy.secret, raw)
        stored = self._records.get("mail", id)
        if stored is not None:
            return stored
        envelope = self._spool.envelope(spool_id)
        body: dict[str, Any] = {
            "state": "waiting",
            "spool_id": spool_id,
            "received_at": envelope.received_at.isoformat(),
            "envelope": to_body(envelope),
            "reading": None,
            "verdict": None,
            "answers": {},
            "attempts": 0,
            "due_at": None,
            "reasons": [],
            "references": [],
            "keys": [],
            **named_in(raw, self._settings.mailbot.domain),
        }
        return Document("mail", id, 0, body)

    def _is_due(self, record: Document, spool_id: str) -> bool:
        due = record.body["due_at"]
        if due is None or not _is_to_come(datetime.fromisoformat(due), self._now()):
            return True
        self._not_before[spool_id] = datetime.fromisoformat(due)
        return False

    async def _decide_on(self, record: Document, spool_id: str) -> bool:
        """Examine the mail and let casework decide; False where its sender has to be verified again later."""
        envelope = self._spool.envelope(spool_id)
        try:
            examined = await self._examine(spool_id, envelope, _said_kind(record))
        except ReaderFailed as failed:
            self._set_aside(record, f"set-aside-{failed.reason_code}")
            return True
        body = {
            **record.body,
            "spool_id": spool_id,
            "envelope": to_body(envelope),
            "reading": to_body(examined.reading),
            "verdict": to_body(examined.verdict),
            "answers": dict(examined.answers),
        }
        if examined.verdict.evidence is Evidence.TEMPERROR and self._may_verify_again(record, envelope):
            self._wait(Document("mail", record.id, record.version, body))
            return False
        event = self._event(record.id, envelope, examined)
        await self._casework.handle(event, Document("mail", record.id, record.version, body))
        eventlog.mail_taken_in(record.id, str(examined.reading.kind), str(examined.verdict.evidence))
        return True

    async def _examine(self, spool_id: str, envelope: Envelope, said: MailKind | None) -> Examined:
        """Read in a child process and verify over DNS answers. Raises ``ReaderFailed``.

        ``said`` is the kind that somebody of the support team has given the mail: who wrote it is verified all the
        same, and what it may do is decided as ever.
        """
        path = self._spool.path(spool_id)
        reading = await self._readers.read(path, not envelope.mail_from, said)
        answers: dict[str, DnsAnswer] = {}
        until = asyncio.get_running_loop().time() + VERIFY_SECONDS
        for _ in range(_MOST_ROUNDS_OF_QUESTIONS):
            outcome = await self._readers.run(verdict_of, str(path), envelope, self._trust, answers)
            if isinstance(outcome, Verdict):
                return Examined(reading, outcome, answers)
            try:
                answers |= await self._ask(outcome.questions, until)
            except TimeoutError:
                break
        return Examined(reading, Verdict(Evidence.TEMPERROR, reading.from_address), answers)

    async def _ask(self, questions: Iterable[DnsQuestion], until: float) -> dict[str, DnsAnswer]:
        """The answers, waited for outside the room: whoever answers slowly, other mails go on meanwhile.

        Raises ``TimeoutError`` at ``until``, in the loop's time; ``_NoRoom``.
        """
        questions = tuple(questions)
        domains = {organisational_domain(one.name) for one in questions}
        part = max(1, MOST_ASKING // _A_DOMAINS_PART)
        if self._asking >= MOST_ASKING or any(self._asked_about[one] >= part for one in domains):
            raise _NoRoom
        self._asking += 1
        self._asked_about.update(domains)
        self._room.release()
        try:
            async with asyncio.timeout_at(until):
                return await self._resolver.resolve(questions)
        finally:
            self._asking -= 1
            self._asked_about.subtract(domains)
            self._asked_about += Counter()  # forgets whom nobody asks about
            await self._room.acquire()

    @property
    def asking(self) -> int:
        """For how many mails DNS questions are under way."""
        return self._asking

    def _may_verify_again(self, record: Document, envelope: Envelope) -> bool:
        return abs(self._now() - envelope.received_at) < _VERIFY_FOR

    def _event(self, id: str, envelope: Envelope, examined: Examined) -> Event:
        """A clear bounce of a letter of ours is that letter's failure; everything else is a mail (RFC 3464, VERP)."""
        tags = self._tags(envelope.recipients)
        reading = examined.reading
        letter = self._letter_returned_to(tags)
        if letter is not None and is_clear(reading, envelope, letter.body["to"]):
            return letter_failed(letter)
        own_ids = (read_message_id(one, self._settings.mailbot.domain) for one in reading.in_reply_to[:_MOST_ANSWERED])
        answered = [own for own in own_ids if own is not None]
        threads = tuple(own.token for own in answered if own.token)
        found = (self._records.get("letter", own.letter_id) for own in answered)
        in_thread_of = tuple(_sent(one) for one in found if one is not None)
        to_return_path_of = _sent(letter) if letter is not None else None
        return MailArrived(id, envelope, reading, examined.verdict, tags, threads, to_return_path_of, in_thread_of)

    def _letter_returned_to(self, tags: Iterable[str]) -> Document | None:
        """The letter whose return path is among the mail's recipients."""
        ids = (letter_of_return_tag(self._casework.policy.secret, tag) for tag in tags)
        return next(filter(None, (self._records.get("letter", id) for id in ids if id)), None)

    def _wait(self, record: Document) -> None:
        attempts = record.body["attempts"] + 1
        pause = min(_RETRY_AFTER * 2 ** (attempts - 1), _LONGEST_RETRY)
        due_at = self._now() + pause
        self._store(record, attempts=attempts, due_at=due_at.isoformat())
        self._not_before[record.body["spool_id"]] = due_at
        eventlog.mail_waits_for_verification(record.id, attempts)

    def _failed(self, record: Document | None, spool_id: str) -> None:
        """Count the attempt; after a few, set the mail aside. Nothing here may raise."""
        if record is None:
            return
        try:
            record = self._records.get("mail", record.id) or record
            if record.body["attempts"] + 1 >= _MOST_ATTEMPTS:
                self._set_aside(record, "set-aside-fault")
                self._spool.done(spool_id)
            else:
                self._wait(record)
        except Exception as fault:
            eventlog.unexpected_fault("intake", fault, mail=spool_id)

    def _set_aside(self, record: Document, reason: str) -> None:
        body = {**record.body, "state": "set-aside", "reasons": [reason], "due_at": None, "keys": ["queue"]}
        forwardings = self._casework.forwardings(record, reason)
        self._records.commit([Change("mail", record.id, record.version, body), *forwardings])
        eventlog.mail_set_aside(record.id, reason)

    def _store(self, record: Document, **changes: Any) -> None:
        body: Mapping[str, Any] = {**record.body, **changes}
        self._records.commit([Change("mail", record.id, record.version, body)])


def _is_to_come(due: datetime, now: datetime) -> bool:
    """Whether a mail is to wait yet. No mail waits longer than so: a time further off is of a clock put back since."""
    return now < due <= now + _LONGEST_RETRY


def _said_kind(record: Document) -> MailKind | None:
    said = record.body.get("kind_by_hand")
    return MailKind(said) if said else None


def _sent(letter: Document) -> SentLetter:
    return SentLetter(letter.id, letter.body["reference"], letter.body["to"], tuple(letter.body["others"]))
