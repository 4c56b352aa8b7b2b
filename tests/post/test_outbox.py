"""Due letters against a real relay and a real store: each sent, each outcome recorded, none lost, none twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot import config
from hwb_mailbot.domain.letters import LetterState
from hwb_mailbot.post import outbox as outbox_room
from hwb_mailbot.post.courier import NOT_REACHED, Courier
from hwb_mailbot.post.outbox import PACE, PARALLEL, PATIENCE, UNREACHED_AT_MOST, Outbox
from hwb_mailbot.records import Change, StoreFault
from hwb_mailbot.records.tiny import TinyRecords

from .relay import Relay, eventually

START = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
REFERENCE = "HWB-7F3K-2MQD"


class FaultyRecords(TinyRecords):
    """The embedded store, whose disk refuses as often as told; it can tell of each commit."""

    refuse_commits = 0
    refuse_questions = 0

    def commit(self, changes: Sequence[Change]) -> None:
        if self.refuse_commits:
            self.refuse_commits -= 1
            raise StoreFault("no space left")
        super().commit(changes)

    def due(self, kind: str, now: datetime, limit: int) -> list[Any]:
        if self.refuse_questions:
            self.refuse_questions -= 1
            raise StoreFault("input/output error")
        return super().due(kind, now, limit)


@dataclass
class Office:
    """A store, a relay, a clock that only moves when told, and who was told of failed letters."""

    records: FaultyRecords
    relay: Relay
    courier: Courier
    clock: datetime = START
    failed: list[tuple[str, str]] = field(default_factory=list)
    refuse_telling: int = 0

    def write(self, letter_id: str, **changes: Any) -> None:
        body = {
            "state": LetterState.DUE,
            "due_at": START.isoformat(),
            "to": "head@hendre.example",
            "mail_from": f"hwb+b-{letter_id}@support.example",
            "raw": f"Subject: {letter_id}\r\n\r\nDiolch\r\n",
            "reference": REFERENCE,
            "template": "headteacher-merged",
            "message_id": f"<{REFERENCE}.{letter_id}@support.example>",
            "subject": letter_id,
            "attempts": 0,
            "written_at": START.isoformat(),
            "outcomes": [],
            **changes,
        }
        self.records.commit([Change("letter", letter_id, 0, body)])

    def letter(self, letter_id: str = "l1") -> dict[str, Any]:
        stored = self.records.get("letter", letter_id)
        assert stored is not None
        return dict(stored.body)

    def codes(self, letter_id: str = "l1") -> list[int]:
        return [outcome["code"] for outcome in self.letter(letter_id)["outcomes"]]

    def due_in(self, letter_id: str = "l1") -> timedelta:
        return datetime.fromisoformat(self.letter(letter_id)["due_at"]) - self.clock

    async def tell(self, reference: str, letter_id: str) -> None:
        if self.refuse_telling:
            self.refuse_telling -= 1
            raise RuntimeError("casework stumbled")
        self.failed.append((reference, letter_id))

    def outbox(self) -> Outbox:
        return Outbox(self.records, self.courier, self.tell, now=lambda: self.clock)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Outbox]:
        outbox = self.outbox()
        task = asyncio.create_task(outbox.run())
        yield outbox
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def attempt(self, outbox: Outbox, number: int, letter_id: str = "l1") -> None:
        """Move the clock to when the letter is due and wait until it was tried."""
        self.clock = max(self.clock, datetime.fromisoformat(self.letter(letter_id)["due_at"]))
        outbox.wake()
        await eventually(lambda: self.letter(letter_id)["attempts"] >= number)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    relay = await Relay().start()
    ini = f"[mailbot]\naddress = hwb@support.example\n[relay]\nhost = 127.0.0.1\nport = {relay.port}\n"
    courier = Courier(config.parse(ini, tmp_path))
    records = FaultyRecords(tmp_path / "store")
    yield Office(records, relay, courier)
    await courier.close()
    await relay.stop()
    records.close()


async def test_a_due_letter_is_sent_and_recorded(office: Office) -> None:
    office.write("l1")
    async with office.working():
        await eventually(lambda: office.letter()["state"] == LetterState.SENT)
    letter = office.letter()
    assert letter["due_at"] is None
    assert letter["attempts"] == 1
    assert letter["outcomes"] == [{"at": START.isoformat(), "code": 250, "text": "taken"}]
    (taken,) = office.relay.taken
    assert taken.content == letter["raw"].encode()
    assert (taken.mail_from, taken.rcpt_tos) == (letter["mail_from"], [letter["to"]])
    assert office.failed == []


async def test_letters_that_are_not_due_yet_stay(office: Office) -> None:
    office.write("l1", due_at=(START + timedelta(seconds=1)).isoformat())
    office.write("l2")
    async with office.working() as outbox:
        await eventually(lambda: office.letter("l2")["state"] == LetterState.SENT)
        assert office.letter("l1")["attempts"] == 0
        office.clock += timedelta(seconds=1)
        outbox.wake()
        await eventually(lambda: office.letter("l1")["state"] == LetterState.SENT)


async def test_waking_brings_a_new_letter_out_at_once(office: Office) -> None:
    async with office.working() as outbox:
        await asyncio.sleep(0)
        office.write("l1")
        outbox.wake()
        await eventually(lambda: office.letter()["state"] == LetterState.SENT)


async def test_many_letters_travel_in_parallel_each_once(office: Office) -> None:
    for number in range(40):
        office.write(f"l{number}")
    office.relay.hold = asyncio.Event()
    async with office.working() as outbox:
        await eventually(lambda: office.relay.most_at_once == PARALLEL)
        for _ in range(20):
            outbox.wake()
            await asyncio.sleep(0)
        office.relay.hold.set()
        await eventually(lambda: len(office.relay.taken) == 40)
        await eventually(lambda: all(office.letter(f"l{n}")["state"] == LetterState.SENT for n in range(40)))
    assert office.relay.most_at_once == PARALLEL
    assert len({envelope.mail_from for envelope in office.relay.taken}) == 40


async def test_refused_for_now_is_tried_again_at_growing_intervals(office: Office) -> None:
    office.write("l1")
    office.relay.answers = [("RCPT", "450 busy")] * 7
    async with office.working() as outbox:
        waits = []
        for number in range(1, 8):
            await office.attempt(outbox, number)
            waits.append(office.due_in())
        await office.attempt(outbox, 8)
        assert waits == [*PACE, PACE[-1], PACE[-1]]
    assert office.letter()["state"] == LetterState.SENT
    assert office.codes() == [450] * 7 + [250]
    assert office.failed == []


async def test_refused_for_now_for_four_days_is_given_up_and_its_case_told(office: Office) -> None:
    office.write("l1")
    office.relay.answers = [("DATA", "452 full")] * 100
    async with office.working() as outbox:
        number = 0
        while office.letter()["state"] == LetterState.DUE:
            number += 1
            await office.attempt(outbox, number)
        await eventually(lambda: office.letter()["due_at"] is None)
    assert office.letter()["state"] == LetterState.FAILED
    assert PATIENCE <= office.clock - START <= PATIENCE + PACE[-1]
    assert office.failed == [(REFERENCE, "l1")]


async def test_refused_for_good_is_given_up_at_once_and_its_case_told_once(office: Office) -> None:
    office.write("l1")
    office.write("l2")
    office.relay.answers = [("RCPT", "550 5.1.1 no such mailbox")]
    async with office.working() as outbox:
        await eventually(lambda: office.failed == [(REFERENCE, "l1")] and office.letter("l1")["due_at"] is None)
        await eventually(lambda: office.letter("l2")["state"] == LetterState.SENT)
        office.clock += timedelta(days=1)
        outbox.wake()
        await asyncio.sleep(0.05)
    assert office.letter("l1")["state"] == LetterState.FAILED
    assert office.codes("l1") == [550]
    assert office.failed == [(REFERENCE, "l1")]


async def test_a_case_that_could_not_be_told_is_told_later_even_after_a_restart(office: Office) -> None:
    office.write("l1")
    office.relay.answers = [("RCPT", "550 no such mailbox")]
    office.refuse_telling = 1
    async with office.working():
        await eventually(lambda: office.refuse_telling == 0 and office.letter()["due_at"] > START.isoformat())
    assert office.letter()["state"] == LetterState.FAILED
    assert office.failed == []
    office.clock = datetime.fromisoformat(office.letter()["due_at"])
    async with office.working():
        await eventually(lambda: office.letter()["due_at"] is None)
    assert office.failed == [(REFERENCE, "l1")]
    assert office.relay.taken == []


async def test_a_case_is_told_though_the_machine_stopped_just_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_room, "LAST_WORDS_SECONDS", 0.01)
    office.write("l1")
    office.relay.answers = [("RCPT", "550 no such mailbox")]
    telling = asyncio.Event()

    async def stops_here(reference: str, letter_id: str) -> None:
        telling.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(Outbox(office.records, office.courier, stops_here, now=lambda: office.clock).run())
    await telling.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert office.letter()["state"] == LetterState.FAILED
    async with office.working():
        await eventually(lambda: office.failed == [(REFERENCE, "l1")])


async def test_while_the_relay_is_away_nothing_is_lost_and_all_arrives_after(office: Office) -> None:
    for number in range(5):
        office.write(f"l{number}")
    port = office.relay.port
    await office.relay.stop()
    async with office.working() as outbox:
        for number in range(1, 10):
            office.clock += timedelta(days=1)
            outbox.wake()
            await eventually(lambda done=number: all(office.letter(f"l{n}")["attempts"] == done for n in range(5)))  # type: ignore[misc]
        assert max(office.due_in(f"l{n}") for n in range(5)) <= UNREACHED_AT_MOST
        office.relay = await Relay(port=port).start()
        office.clock += UNREACHED_AT_MOST
        outbox.wake()
        await eventually(lambda: all(office.letter(f"l{n}")["state"] == LetterState.SENT for n in range(5)))
    assert office.codes() == [NOT_REACHED] * 9 + [250]
    assert len(office.relay.taken) == 5
    assert office.failed == []


async def test_a_relay_that_breaks_off_midway_costs_only_time(office: Office) -> None:
    office.write("l1")
    office.relay.answers = [("MAIL", "drop"), ("RCPT", "drop"), ("DATA", "drop")]
    async with office.working() as outbox:
        for number in range(1, 5):
            await office.attempt(outbox, number)
    assert office.letter()["state"] == LetterState.SENT
    assert len(office.relay.taken) == 1


async def test_a_letter_whose_record_fails_is_recorded_later_and_not_sent_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_room, "ROUND_SECONDS", 0.01)
    office.write("l1")
    office.records.refuse_commits = 3
    async with office.working():
        await eventually(lambda: office.letter()["state"] == LetterState.SENT)
    assert office.records.refuse_commits == 0
    assert len(office.relay.taken) == 1


async def test_a_store_that_cannot_answer_is_asked_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_room, "ROUND_SECONDS", 0.01)
    office.write("l1")
    office.records.refuse_questions = 3
    async with office.working():
        await eventually(lambda: office.letter()["state"] == LetterState.SENT)


async def test_stopping_lets_letters_under_way_arrive_and_be_recorded(office: Office) -> None:
    office.write("l1")
    office.relay.hold = asyncio.Event()
    task = asyncio.create_task(office.outbox().run())
    await office.relay.arrived.wait()
    task.cancel()
    await asyncio.sleep(0)
    office.relay.hold.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert office.letter()["state"] == LetterState.SENT


async def test_stopping_does_not_wait_for_ever(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_room, "LAST_WORDS_SECONDS", 0.05)
    office.write("l1")
    office.relay.hold = asyncio.Event()
    task = asyncio.create_task(office.outbox().run())
    await office.relay.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert office.letter()["state"] == LetterState.DUE
    office.relay.hold.set()
    async with office.working():
        await eventually(lambda: office.letter()["state"] == LetterState.SENT)


async def test_a_letter_that_is_none_rests_and_stops_no_other(office: Office) -> None:
    office.write("l1", raw=None)
    office.records.commit([Change("letter", "l0", 0, {"state": LetterState.DUE, "due_at": START.isoformat()})])
    office.write("l2")
    async with office.working():
        await eventually(lambda: office.letter("l2")["state"] == LetterState.SENT)
        await eventually(lambda: office.letter("l1")["due_at"] > START.isoformat())
        await eventually(lambda: office.letter("l0")["due_at"] > START.isoformat())
    assert office.letter("l1")["state"] == LetterState.DUE


async def test_what_came_back_while_it_was_under_way_stays_bounced(office: Office) -> None:
    office.write("l1")
    office.relay.hold = asyncio.Event()
    async with office.working():
        await office.relay.arrived.wait()
        bounced = {**office.letter(), "state": LetterState.BOUNCED, "due_at": None}
        office.records.commit([Change("letter", "l1", 1, bounced)])
        office.relay.hold.set()
        await eventually(lambda: office.codes() == [250])
    assert office.letter()["state"] == LetterState.BOUNCED
    assert office.letter()["due_at"] is None
