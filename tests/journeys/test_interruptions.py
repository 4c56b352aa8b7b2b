"""A stop at any point loses nothing and does nothing twice (N2, invariants 1, 3 and 5): restarts, kill -9."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, START, Mailbot, StartMailbot

Step = Callable[[Mailbot], Awaitable[None]]
STEPS: tuple[Step, ...] = (
    lambda mailbot: mailbot.consolidate(without="staff code"),
    lambda mailbot: mailbot.answer("mover-consolidation-incomplete", "Staff code: SAR", dmarc="none"),
    lambda mailbot: mailbot.authorise(dmarc="fail"),
    lambda mailbot: mailbot.act("hold"),  # type: ignore[return-value]
    lambda mailbot: mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="none"),
    lambda mailbot: mailbot.act("release"),  # type: ignore[return-value]
)


@pytest.mark.parametrize("at", [*range(1, len(STEPS)), None])
async def test_a_restart_between_any_two_steps(start: StartMailbot, at: int | None) -> None:
    mailbot = await start()
    for number, step in enumerate(STEPS):
        if at is None or number == at:
            await mailbot.restart()
        await step(mailbot)
    await mailbot.restart()
    assert await mailbot.is_merged()
    assert len(mailbot.templates()) == len(set(mailbot.templates()))


async def test_a_mail_accepted_but_not_yet_taken_in_survives_the_stop(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.deliver(mailbot.mail(MOVER, mails.consolidation()))
    await mailbot.restart()
    assert await mailbot.is_merged()


# kill -9, at the named moment, by a service that kills itself there.

_KILL = "lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)"
MOMENTS = {
    "after-accepting": f"from hwb_mailbot.intake import Intake as it; it._examine = {_KILL}",
    "before-the-decision-is-kept": f"from hwb_mailbot.casework import Casework as it; it._commit = {_KILL}",
    "between-merging-and-the-directory": f"from hwb_mailbot.casework import Casework as it; it._merge = {_KILL}",
    "between-the-directory-and-merged": (
        f"from hwb_mailbot import eventlog as it; it.accounts_merged = {_KILL}"  # said right after the accounts' commit
    ),
    "after-the-relay-took-a-letter": f"from hwb_mailbot import eventlog as it; it.letter_sent = {_KILL}",
}
_PROGRAM = "import os, signal\n{}\nfrom hwb_mailbot.cli import main\nmain()\n"


class Served:
    """``serve`` in a process of its own."""

    def __init__(self, folder: Path, tampering: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM.format(tampering), "--config", str(folder / "mailbot.ini"), "serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            text=True,
        )

    async def ready(self) -> int:
        """The SMTP port, once it says that it is ready."""
        assert self.process.stdout is not None
        line = await asyncio.to_thread(self.process.stdout.readline)
        assert line.startswith("ready "), line
        return int(line.split("smtp=")[1].split()[0].rpartition(":")[2])

    async def died(self) -> int:
        return await asyncio.to_thread(self.process.wait, 60)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
async def prepared(start: StartMailbot) -> Mailbot:
    """A stopped mailbot that has the authorisation already, its configuration written down."""
    mailbot: Mailbot = await start()
    await mailbot.authorise()
    await mailbot.stop()
    ini = (
        f"[mailbot]\naddress = {mails.INBOX}\n[listener]\nport = 0\n[web]\nport = 0\n[relay]\nhost = 127.0.0.1\n"
        f"port = {mailbot.relay.port}\n[trust]\nauthserv_id = {mails.AUTHSERV_ID}\n"
    )
    (mailbot.folder / "mailbot.ini").write_text(ini)
    return mailbot


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_and_started_again(prepared: Mailbot, moment: str) -> None:
    mailbot = prepared
    mail = mails.compose(MOVER, *mails.consolidation(), START)
    served = Served(mailbot.folder, MOMENTS[moment])
    try:
        port = await served.ready()
        await aiosmtplib.send(
            mail.raw, sender=MOVER, recipients=[mails.INBOX], hostname="127.0.0.1", port=port, start_tls=False
        )
        assert await served.died() == -signal.SIGKILL
    finally:
        served.end()
    mailbot.clock.time = datetime.now(UTC)  # as the killed service had it
    await mailbot.start()
    await mailbot.running.settled()
    assert await mailbot.state() == "merged"
    assert await mailbot.is_merged()
    await mailbot.send(mail)
    assert [case["state"] for case in await mailbot.cases()] == ["merged"]
    letters = {letter.message["Message-ID"] for letter in mailbot.letters()}
    assert len(letters) == 4
    if moment != "after-the-relay-took-a-letter":  # at least once is all that SMTP can promise there
        assert len(mailbot.letters()) == 4
