"""A whole consolidation on a disk that is full for a moment, at each moment in turn (invariants 1, 3, 5, N2).

Senders repeat what was not accepted, as mail servers do. Afterwards nothing may be lost, and nothing done twice.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import Callable
from typing import Any

import aiosmtplib
import pytest

from hwb_mailbot import durable
from hwb_mailbot.control import CommandRefused
from hwb_mailbot.post import outbox
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.mails import Mail
from tests.journeys.wales import FORMER_HEAD

PARTS = 4
"""Every PARTS-th moment is tried by one test, so that they can run beside each other."""

LETTERS = {
    "headteacher-authorisation-received",
    "mover-consolidation-invited",
    "mover-consolidation-received",
    "headteacher-merged",
    "mover-merged",
}
"""Whichever half the disk let through first, these are all the letters that the two can bring about."""


class Disk:
    """Fails the operation whose number is in ``full``, from 0 on."""

    def __init__(self, operation: Callable[..., Any]) -> None:
        self._operation = operation
        self.done = 0
        self.full: range = range(0)

    def __call__(self, *arguments: Any) -> Any:
        number, self.done = self.done, self.done + 1
        if number in self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._operation(*arguments)

    def fail(self, full: range) -> None:
        self.done, self.full = 0, full


@pytest.fixture
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Every write to journals and files, or (parameter ``flush``) every flush of a journal."""
    monkeypatch.setattr(outbox, "ROUND_SECONDS", 0.01)
    if getattr(request, "param", "write") == "flush":
        disk = Disk(os.fdatasync)
        monkeypatch.setattr(os, "fdatasync", disk)
    else:
        disk = Disk(durable._write_all)
        monkeypatch.setattr(durable, "_write_all", disk)
    return disk


async def deliver(mailbot: Mailbot, mail: Mail) -> None:
    """As a mail server does it: again and again until it is accepted."""
    for _ in range(20):
        try:
            await mailbot.deliver(mail)
            return
        except aiosmtplib.SMTPResponseException as refused:
            if refused.code != 451:
                raise
    raise AssertionError("never accepted")


async def consolidate(mailbot: Mailbot, full: range, disk: Disk) -> bool:
    """A whole consolidation; whether the disk was full at any time in it."""
    halves = mailbot.mail(FORMER_HEAD, mails.authorisation()), mailbot.mail(MOVER, mails.consolidation())
    disk.fail(full)
    for half in halves:
        await deliver(mailbot, half)
        await mailbot.running.settled()
        await mailbot.pass_time(hours=3)
        await mailbot.pass_time(hours=3)
    met = disk.done > full.start
    disk.fail(range(0))
    for _ in range(3):
        await mailbot.pass_time(hours=6)
    return met


async def check(mailbot: Mailbot) -> None:
    assert [case["state"] for case in await mailbot.cases()] == ["merged"]
    assert await mailbot.is_merged()
    # A half that waited for the disk until the other came needs no letter of its own any more; none comes twice.
    templates = mailbot.templates()
    assert len(templates) == len(set(templates))
    assert {"mover-merged", "headteacher-merged"} <= set(templates) <= LETTERS
    assert await mailbot.queue() == []
    assert not list(mailbot.running.spool.waiting())
    assert len(list(mailbot.running.office.records.all("merge"))) == 1
    events = [entry["event"] for entry in (await mailbot.case())["history"]]
    assert events.count("authorisation-received") == events.count("consolidation-received") == 1


@pytest.mark.parametrize(("disk", "lasting"), [("write", 1), ("write", 6), ("flush", 1)], indirect=["disk"])
@pytest.mark.parametrize("part", range(PARTS))
async def test_full_at_each_moment_in_turn(start: StartMailbot, disk: Disk, part: int, lasting: int) -> None:
    moment = part
    while True:
        mailbot: Mailbot = await start()
        mailbot.relay.taken.clear()
        met = await consolidate(mailbot, range(moment, moment + lasting), disk)
        try:
            await check(mailbot)
            await mailbot.restart()
            await check(mailbot)
        except AssertionError as fault:
            raise AssertionError(f"disk full at moment {moment}: {fault}") from fault
        await mailbot.stop()
        shutil.rmtree(mailbot.folder / "store")
        if not met:
            break
        moment += PARTS


async def test_commands_on_a_full_disk_say_so_and_change_nothing(start: StartMailbot, disk: Disk) -> None:
    mailbot: Mailbot = await start()
    await mailbot.authorise()
    before = await mailbot.case()
    disk.fail(range(0, 1_000))
    with pytest.raises(CommandRefused, match=r"No space|cannot|fault"):
        await mailbot.act("hold")
    disk.fail(range(0))
    assert await mailbot.case() == before
    await mailbot.act("hold")
    assert await mailbot.state() == "held"


async def test_full_while_two_mails_come_at_once(start: StartMailbot, disk: Disk) -> None:
    mailbot: Mailbot = await start()
    halves = mailbot.mail(FORMER_HEAD, mails.authorisation()), mailbot.mail(MOVER, mails.consolidation())
    disk.fail(range(2, 12))
    await asyncio.gather(*(deliver(mailbot, half) for half in halves))
    await mailbot.running.settled()
    disk.fail(range(0))
    for _ in range(3):
        await mailbot.pass_time(hours=6)
    assert [case["state"] for case in await mailbot.cases()] == ["merged"]
    assert await mailbot.is_merged()
    assert len(mailbot.letters()) == len(set(mailbot.templates()))
