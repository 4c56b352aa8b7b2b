"""A mail that makes trouble is set aside and shown to people; the mails behind it go on (invariant 7)."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hwb_mailbot.domain.mails import MailKind, Reading
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.processes.pool import Readers
from tests.journeys import mails
from tests.journeys.harness import MOVER, StartMailbot
from tests.journeys.wales import FORMER_HEAD


class TroubledReaders(Readers):
    """Real readers, in whose children a mail with ``X-Trouble`` hangs or takes its reader down with it."""

    async def read(self, path: Path, null_sender: bool, said: MailKind | None = None) -> Reading:
        raw = await asyncio.to_thread(path.read_bytes)
        if b"X-Trouble: hangs" in raw:
            return await self.run(time.sleep, 3600)  # type: ignore[return-value]
        if b"X-Trouble: crashes" in raw:
            return await self.run(os._exit, 3)  # type: ignore[return-value]
        return await super().read(path, null_sender, said)


@pytest.fixture(scope="module")
def troubled() -> Iterator[Readers]:
    readers = TroubledReaders(1, 4.0, collect(templates_folder(), MARKER))
    yield readers
    readers.close()


@pytest.mark.parametrize(("trouble", "reason"), [("hangs", "set-aside-deadline"), ("crashes", "set-aside-crashed")])
async def test_is_set_aside_and_the_next_ones_go_on(
    start: StartMailbot, troubled: Readers, trouble: str, reason: str
) -> None:
    mailbot = await start(readers=troubled)
    bad = mailbot.mail(FORMER_HEAD, mails.authorisation("cy"), header={"X-Trouble": trouble})
    await mailbot.deliver(bad)
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    (queued,) = await mailbot.queue()
    assert queued["reasons"] == [reason]
    assert not list(mailbot.running.spool.waiting())
    await mailbot.restart()
    await mailbot.send(bad)
    assert len(await mailbot.queue()) == 1


async def test_a_fault_of_our_own_is_tried_again_and_then_set_aside(
    start: StartMailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbot = await start()
    handle = mailbot.running.office.casework.handle

    async def faulty(event: object, mail: object = None) -> object:
        if getattr(getattr(event, "reading", None), "from_address", "") == MOVER:
            raise RuntimeError("nobody foresaw this")
        return await handle(event, mail)  # type: ignore[arg-type]

    monkeypatch.setattr(mailbot.running.office.casework, "handle", faulty)
    await mailbot.consolidate()
    await mailbot.authorise()
    assert await mailbot.state() == "waiting-consolidation"
    for _ in range(3):
        await mailbot.pass_time(hours=3)
    (queued,) = await mailbot.queue()
    assert queued["reasons"] == ["set-aside-fault"]
    assert not list(mailbot.running.spool.waiting())
