"""Sends the letters that are due and records every outcome (7).

A letter is a document that was committed together with the decision it tells; here it goes from ``due`` to ``sent``
or ``failed``. Several travel in parallel, never one twice at once. What the relay refuses for now, or cannot take at
all, is tried again at growing intervals; a letter is given up when the relay refuses it for good, or has refused it
for now for ``PATIENCE``. A relay that cannot be reached never costs a letter, however long it is down.

A given-up letter stays due until ``on_failed`` has returned, so its case learns of it even after a crash.

At least once: when the machine stops between the relay's answer and its record here, the letter goes out again, with
the same Message-ID. Where only the record fails, the record is tried again, not the letter.

What can fail: the courier (sorted there), the store (``StoreFault``: tried again at every round), ``on_failed`` and
documents that are no letters (told as unexpected faults; the others go on).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hwb_mailbot import eventlog
from hwb_mailbot.domain.letters import LetterState
from hwb_mailbot.letters.enclosing import enclosures
from hwb_mailbot.post.courier import NOT_REACHED, Courier, PermanentFailure, TemporaryFailure
from hwb_mailbot.records import Change, Conflict, Document, Records, StoreFault

PACE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""The waiting time after the first, second, … failed attempt; the last one holds for all further ones."""

UNREACHED_AT_MOST = timedelta(minutes=15)
"""The longest waiting time while the relay cannot be reached: it says nothing about the letter."""

PATIENCE = timedelta(days=4)
"""How long after its writing a letter is tried that the relay refuses for now (RFC 5321 section 4.5.4.1: 4–5 days)."""

TROUBLE = timedelta(minutes=5)
"""The waiting time after a fault nobody foresaw."""

_LOCAL_FAULT = 451
PARALLEL = 8
OUTCOMES_KEPT = 50
ROUND_SECONDS = 5.0
"""How often the store is asked for due letters when nobody wakes the outbox."""

LAST_WORDS_SECONDS = 10.0
"""How long letters under way may take to finish when the outbox is stopped."""

OnFailed = Callable[[str, str], Awaitable[None]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing_kept(spool_id: str) -> bytes:
    raise LookupError(f"no spool to find {spool_id} in")


class Outbox:
    """The sender of letters. ``on_failed(reference, letter_id)`` is told of each letter given up, perhaps twice."""

    def __init__(
        self,
        records: Records,
        courier: Courier,
        on_failed: OnFailed,
        *,
        kept: Callable[[str], bytes] | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """``kept`` gives the bytes of a spooled mail that is forwarded; ``now`` tells the time in UTC."""
        self._kept = kept or _nothing_kept
        self._records = records
        self._courier = courier
        self._on_failed = on_failed
        self._now = now
        self._woken = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look for due letters at once; call it after letters were committed."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled; then letters under way have a little time to arrive and be recorded."""
        try:
            while True:
                self._woken.clear()
                self._set_out()
                # Not wait_for: before Python 3.12 it can swallow a cancellation that comes with the wake-up.
                with suppress(TimeoutError):
                    async with asyncio.timeout(ROUND_SECONDS):
                        await self._woken.wait()
        finally:
            await self._finish()

    async def settled(self) -> None:
        """Return when no letter is under way and none is due now."""
        self._set_out()
        while self._under_way:
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
            self._set_out()

    def _set_out(self) -> None:
        free = PARALLEL - len(self._under_way)
        if free <= 0:
            return
        try:
            due = self._records.due("letter", self._now(), PARALLEL + len(self._under_way))
        except StoreFault as fault:
            eventlog.letters_wait_for_store(fault)
            return
        for letter in [letter for letter in due if letter.id not in self._under_way][:free]:
            self._under_way[letter.id] = asyncio.create_task(self._carry(letter), name=f"letter {letter.id}")

    async def _finish(self) -> None:
        tasks = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LAST_WORDS_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _carry(self, letter: Document) -> None:
        try:
            if letter.body["state"] == LetterState.DUE:
                letter = await self._record(letter, await self._attempt(letter))
            if letter.body["state"] != LetterState.DUE:
                await self._tell(letter)
        except Exception as fault:
            eventlog.unexpected_fault("outbox", fault)
            await self._rest(letter)
        finally:
            del self._under_way[letter.id]
            self.wake()

    async def _rest(self, letter: Document) -> None:
        """Let a letter that makes trouble wait, so that it neither stops the others nor spins."""
        try:
            await self._record(letter, {"due_at": (self._now() + TROUBLE).isoformat()})
        except Exception as fault:
            eventlog.unexpected_fault("outbox", fault)
            await asyncio.sleep(ROUND_SECONDS)

    async def _attempt(self, letter: Document) -> dict[str, Any]:
        """Try once; what becomes of the letter's body."""
        body, attempts = letter.body, letter.body["attempts"] + 1
        try:
            raw = body["raw"].encode("ascii")
            if "spool_id" in body:
                forms = enclosures(raw, self._kept(body["spool_id"]))
                delivered = await self._courier.send(body["mail_from"], body["to"], next(forms), forms)
            else:
                delivered = await self._courier.send(body["mail_from"], body["to"], raw)
        except PermanentFailure as failure:
            return self._given_up(letter, attempts, failure.code, failure.text)
        except TemporaryFailure as failure:
            return self._put_off(letter, attempts, failure)
        except Exception as fault:
            eventlog.unexpected_fault("courier", fault)
            return self._put_off(letter, attempts, TemporaryFailure(_LOCAL_FAULT, type(fault).__name__))
        eventlog.letter_sent(letter.id, attempts)
        return {
            "state": LetterState.SENT,
            "due_at": None,
            "attempts": attempts,
            **self._outcome(delivered.code, delivered.text),
        }

    def _put_off(self, letter: Document, attempts: int, failure: TemporaryFailure) -> dict[str, Any]:
        now = self._now()
        wait = PACE[min(attempts, len(PACE)) - 1]
        if failure.code == NOT_REACHED:
            wait = min(wait, UNREACHED_AT_MOST)
        elif now - datetime.fromisoformat(letter.body["written_at"]) >= PATIENCE:
            return self._given_up(letter, attempts, failure.code, failure.text)
        eventlog.letter_put_off(letter.id, attempts, failure.code, int(wait.total_seconds()))
        return {
            "due_at": (now + wait).isoformat(),
            "attempts": attempts,
            **self._outcome(failure.code, failure.text),
        }

    def _given_up(self, letter: Document, attempts: int, code: int, text: str) -> dict[str, Any]:
        eventlog.letter_given_up(letter.id, attempts, code)
        return {
            "state": LetterState.FAILED,
            "due_at": self._now().isoformat(),
            "attempts": attempts,
            **self._outcome(code, text),
        }

    def _outcome(self, code: int, text: str) -> dict[str, Any]:
        return {"outcome": {"at": self._now().isoformat(), "code": code, "text": text}}

    async def _tell(self, letter: Document) -> None:
        """A letter that is no longer to be sent but still due was given up, and its case must know."""
        if letter.body["state"] == LetterState.FAILED:
            await self._on_failed(letter.body["reference"], letter.id)
        if letter.body["due_at"]:
            await self._record(letter, {"due_at": None})

    async def _record(self, letter: Document, news: dict[str, Any]) -> Document:
        """Commit ``news`` onto the letter as it stands by now, trying until the store takes it."""
        while True:
            try:
                stored = self._records.get("letter", letter.id) or letter
                change = Change("letter", stored.id, stored.version, _renewed(stored.body, news))
                self._records.commit([change])
            except Conflict:
                continue
            except StoreFault as fault:
                eventlog.letters_wait_for_store(fault)
                await asyncio.sleep(ROUND_SECONDS)
                continue
            return Document(change.kind, change.id, change.version + 1, change.body)


def _renewed(body: Any, news: dict[str, Any]) -> dict[str, Any]:
    """``body`` with ``news``; an ``outcome`` joins the others. What came back in the meantime stays bounced."""
    renewed = {**body, **{name: value for name, value in news.items() if name != "outcome"}}
    if "outcome" in news:
        renewed["outcomes"] = [*body["outcomes"], news["outcome"]][-OUTCOMES_KEPT:]
    if body["state"] == LetterState.BOUNCED:
        renewed |= {"state": LetterState.BOUNCED, "due_at": None}
    return renewed
