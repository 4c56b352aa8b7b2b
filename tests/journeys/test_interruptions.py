"""A stop at any point loses nothing and does nothing twice (N2, invariants 1, 3 and 5): restarts, kill -9."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest

from hwb_mailbot.casework import Casework, Handled
from hwb_mailbot.casework.gathering import DecisionFault
from hwb_mailbot.command_rows import CommandRefused
from hwb_mailbot.control import run_command
from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.events import Event
from tests.journeys import mails
from tests.journeys.harness import MOVER, START, Mailbot, StartMailbot
from tests.journeys.wales import FORMER, LEFT, SIAN, TOMOS, amended, write_staff_export

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
        return await asyncio.to_thread(self.process.wait, 100)

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
    configured(mailbot)
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


# The same where the clock or a run is behind it, at a time of the test's own.

_CLOCK = """
from datetime import datetime
from hwb_mailbot import office
office.utc_now = lambda: datetime.fromisoformat("{}")
"""
_AT_ONCE = "from hwb_mailbot import timers; timers.POLL_SECONDS = 0.3\n"
REMINDED = "headteacher-approval-asked"
TIMER_MOMENTS = {
    "before-the-reminder-is-kept": f"from hwb_mailbot.casework import Casework as it; it._case_change = {_KILL}",
    "between-keeping-and-sending": f"from hwb_mailbot import eventlog as it; it.case_decided = {_KILL}",
    "on-the-way-to-the-relay": f"from hwb_mailbot.post.courier import Courier as it; it.send = {_KILL}",
    "after-the-relay-took-it": f"from hwb_mailbot import eventlog as it; it.letter_sent = {_KILL}",
}


def configured(mailbot: Mailbot) -> None:
    """Write down the configuration of a mailbot that has stopped, for one in a process of its own."""
    (mailbot.folder / "mailbot.ini").write_text(
        f"[mailbot]\naddress = {mails.INBOX}\n[listener]\nport = 0\n[web]\nport = 0\n[relay]\nhost = 127.0.0.1\n"
        f"port = {mailbot.relay.port}\n[trust]\nauthserv_id = {mails.AUTHSERV_ID}\n"
    )


async def killed(mailbot: Mailbot, tampering: str) -> None:
    """Let it serve at the mailbot's time until it is killed where ``tampering`` kills it."""
    configured(mailbot)
    served = Served(mailbot.folder, _CLOCK.format(mailbot.clock().isoformat()) + _AT_ONCE + tampering)
    try:
        assert await served.died() == -signal.SIGKILL
    finally:
        served.end()


@pytest.mark.parametrize("moment", TIMER_MOMENTS)
async def test_killed_when_a_reminder_is_due(mailbot: Mailbot, moment: str) -> None:
    """It is decided once and sent once; only where the relay had taken it may it come again, as the same letter."""
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))
    await mailbot.stop()
    mailbot.clock.time = START + timedelta(days=5)
    await killed(mailbot, TIMER_MOMENTS[moment])
    await mailbot.start()
    for _ in range(3):
        await mailbot.pass_time(seconds=20)
    history = [one["event"] for one in (await mailbot.case())["history"]]
    assert history.count("reminded") == 1
    asked = [one.message["Message-ID"] for one in mailbot.letters() if mailbot.template(one) == REMINDED]
    assert len(set(asked)) == 2, "the letter and its reminder"
    if moment != "after-the-relay-took-it":  # at least once is all that SMTP can promise there
        assert len(asked) == 2


RUN_MOMENTS = {
    "before-the-run-is-kept": f"from hwb_mailbot.directory import provisioning as it; it._run_changes = {_KILL}",
    "before-the-cases-have-looked": f"from hwb_mailbot import commands as it; it.follow = {_KILL}",
    "before-a-case-has-decided": f"from hwb_mailbot.casework import Casework as it; it._case_change = {_KILL}",
    "before-the-accounts-are-merged": f"from hwb_mailbot.casework import Casework as it; it._merge = {_KILL}",
}


@pytest.mark.parametrize("moment", RUN_MOMENTS)
async def test_killed_during_a_provisioning_run(start: StartMailbot, moment: str) -> None:
    """A run is done whole or not at all, and what waited for it goes on at the next start."""
    there = amended(SIAN, status=AccountStatus.ACTIVE, leaving_date=None, employee_number="41001")
    mailbot: Mailbot = await start(there)
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.state() == "waiting-directory"
    await mailbot.stop()
    export = write_staff_export(mailbot.folder / "staff.csv", amended(there, leaving_date=LEFT))
    configured(mailbot)
    served = Served(mailbot.folder, _CLOCK.format(mailbot.clock().isoformat()) + RUN_MOMENTS[moment])
    try:
        await served.ready()
        with pytest.raises((ConnectionError, CommandRefused)):
            await run_command(mailbot.settings, "provision", {"dfes_number": FORMER, "staff": str(export)})
        assert await served.died() == -signal.SIGKILL
    finally:
        served.end()
    await mailbot.start()
    await mailbot.pass_time(seconds=20)
    if moment == "before-the-run-is-kept":
        assert await mailbot.state() == "waiting-directory"
        assert (await mailbot.account("aprhyss12"))["status"] == "active"
        await mailbot.provision(FORMER, export)
    assert await mailbot.is_merged()
    await mailbot.provision(FORMER, export)
    assert await mailbot.is_merged()
    assert len(mailbot.templates()) == len(set(mailbot.templates()))


async def test_a_case_that_cannot_be_decided_keeps_no_other_from_going_on(
    start: StartMailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {"status": AccountStatus.ACTIVE, "leaving_date": None}
    sian, tomos = amended(SIAN, employee_number="41001", **here), amended(TOMOS, employee_number="41002", **here)
    mailbot: Mailbot = await start(sian, tomos)
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.authorise(name="Tomos Gwynn", former_username="gwynnt5")
    tomos_details = {"new_username": "gwynnt9", "staff_code": "TG", "employee_number": "55340"}
    await mailbot.consolidate(sender="gwynnt9@hwbcymru.example", **tomos_details)
    cases = {case["former"]["username"]: case for case in await mailbot.cases()}
    assert {case["state"] for case in cases.values()} == {"waiting-directory"}
    failing = min(case["reference"] for case in cases.values())
    decide = Casework.handle_now

    def fails(casework: Casework, event: Event, *more: Any) -> Handled:
        if getattr(event, "reference", "") == failing:
            raise DecisionFault("this one")
        return decide(casework, event, *more)

    monkeypatch.setattr(Casework, "handle_now", fails)
    left = [amended(one, leaving_date=LEFT) for one in (sian, tomos)]
    await mailbot.provision(FORMER, write_staff_export(mailbot.folder / "staff.csv", *left))
    assert {case["reference"]: case["state"] == "merged" for case in await mailbot.cases()} == {
        case["reference"]: case["reference"] != failing for case in cases.values()
    }
    monkeypatch.undo()
    await mailbot.pass_time(seconds=20)
    assert {case["state"] for case in await mailbot.cases()} == {"merged"}
