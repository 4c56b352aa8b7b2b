"""Domains whose nameservers never answer: their mails wait, all others go on, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from hwb_mailbot import intake, service
from hwb_mailbot.post.resolver import Resolver
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.nameserver import Nameserver
from tests.journeys.wales import FORMER_HEAD
from tests.trust.signing import signed

SLOW = 20
PATIENT_SECONDS = 600.0


@pytest.fixture
def nameserver() -> Iterator[Nameserver]:
    server = Nameserver("bryneithin.example", "hwbcymru.example", key_at=("bryneithin.example", "hwbcymru.example"))
    server.silent = {"slow.example"}
    yield server
    server.stop()


@pytest.fixture
def ini(nameserver: Nameserver) -> str:
    return f"[trust]\nauthserv_id =\nnameserver = 127.0.0.1:{nameserver.port}\n"


def slow(mailbot: Mailbot, number: int = 0) -> mails.Mail:
    """A mail whose signature cannot be looked up."""
    sender = f"s{number}@slow.example"
    mail = mailbot.mail(sender, (f"Hwb {number}", "Hello.\n"), dmarc=None)
    return mails.Mail(signed(mail.raw, domain="slow.example"), sender, mails.INBOX)


@pytest.mark.timeout(120)
async def test_names_that_never_answer_hold_up_no_other_mail(
    start: StartMailbot, nameserver: Nameserver, ini: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "Resolver", partial(Resolver, lifetime=PATIENT_SECONDS))
    monkeypatch.setattr(intake, "VERIFY_SECONDS", PATIENT_SECONDS)
    mailbot = await start(ini=ini)
    for number in range(SLOW):
        await mailbot.deliver(slow(mailbot, number))
    honest = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None)
    await mailbot.deliver(mails.Mail(signed(honest.raw, domain="bryneithin.example"), FORMER_HEAD, mails.INBOX))
    async with asyncio.timeout(60):
        await mailbot.relay.arrived.wait()
    assert await mailbot.state() == "waiting-consolidation"
    assert len(list(mailbot.running.spool.waiting())) == SLOW
    nameserver.silent = set()
    await mailbot.restart()
    assert not list(mailbot.running.spool.waiting())
    assert len(await mailbot.queue()) == SLOW


@pytest.mark.timeout(120)
async def test_so_many_mails_wait_for_answers_and_the_others_in_the_spool(
    start: StartMailbot, nameserver: Nameserver, ini: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "Resolver", partial(Resolver, lifetime=PATIENT_SECONDS))
    monkeypatch.setattr(intake, "VERIFY_SECONDS", PATIENT_SECONDS)
    monkeypatch.setattr(intake, "MOST_ASKING", 8)
    mailbot = await start(ini=ini)
    for number in range(SLOW):
        await mailbot.deliver(slow(mailbot, number))
    # One domain has a part of the places, so another's mail is dealt with all the same.
    honest = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None)
    await mailbot.deliver(mails.Mail(signed(honest.raw, domain="bryneithin.example"), FORMER_HEAD, mails.INBOX))
    async with asyncio.timeout(60):
        await mailbot.relay.arrived.wait()
    assert await mailbot.state() == "waiting-consolidation"
    assert 1 <= mailbot.running.intake.asking <= 2
    assert len(list(mailbot.running.spool.waiting())) == SLOW
    nameserver.silent = set()
    await mailbot.restart()
    for _ in range(SLOW):
        await mailbot.pass_time(minutes=2)
    assert not list(mailbot.running.spool.waiting())
    assert len(await mailbot.queue()) == SLOW


async def test_a_mail_has_a_deadline(
    start: StartMailbot, nameserver: Nameserver, ini: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "Resolver", partial(Resolver, lifetime=PATIENT_SECONDS))
    monkeypatch.setattr(intake, "VERIFY_SECONDS", 0.2)
    mailbot = await start(ini=ini)
    await mailbot.send(slow(mailbot))
    assert len(list(mailbot.running.spool.waiting())) == 1
    nameserver.silent = set()
    monkeypatch.setattr(intake, "VERIFY_SECONDS", 30.0)
    await mailbot.pass_time(minutes=6)
    assert not list(mailbot.running.spool.waiting())
    assert len(await mailbot.queue()) == 1


@pytest.mark.parametrize("clock_runs", [timedelta(0), -timedelta(hours=37), timedelta(hours=30)], ids=str)
async def test_what_cannot_be_verified_yet_outlasts_restarts_and_a_changed_clock(
    start: StartMailbot, nameserver: Nameserver, ini: str, clock_runs: timedelta
) -> None:
    """Both halves wait for names that fail; once they answer, each is decided on once, and so is a copy."""
    mailbot = await start(ini=ini)
    nameserver.broken = True
    halves = []
    for sender, (subject, text) in ((FORMER_HEAD, mails.authorisation()), (MOVER, mails.consolidation())):
        raw = mailbot.mail(sender, (subject, text), dmarc=None).raw
        halves.append(mails.Mail(signed(raw, domain=sender.partition("@")[2]), sender, mails.INBOX))
    await mailbot.send(*halves)
    await mailbot.send(halves[0])  # the relay hands one in again
    assert (await mailbot.cases(), mailbot.letters()) == ([], [])
    for _ in range(3):
        await mailbot.restart()
        await mailbot.pass_time(minutes=10)
    mailbot.clock.time += clock_runs
    await mailbot.restart()
    assert await mailbot.cases() == []
    nameserver.broken = False
    for _ in range(5):
        await mailbot.pass_time(minutes=30)
    assert await mailbot.state() == "merged"
    assert await mailbot.is_merged()
    assert not list(mailbot.running.spool.waiting())
    received = [one["event"] for one in (await mailbot.case())["history"]]
    assert (received.count("authorisation-received"), received.count("consolidation-received")) == (1, 1)
    assert len(mailbot.templates()) == len(set(mailbot.templates()))
    assert await mailbot.queue() == []
