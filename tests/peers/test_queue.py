"""Postfix keeps what the mailbot cannot take now, tries again, and nothing is lost or done twice (N2)."""

from __future__ import annotations

import errno
import os
from typing import Any

import pytest

from hwb_mailbot import durable
from hwb_mailbot.post.listener.dialogue import Dialogue
from tests.journeys import mails
from tests.journeys.harness import MOVER
from tests.journeys.wales import FORMER_HEAD
from tests.peers.conftest import FrontedMailbot

BOTH = pytest.mark.parametrize("fronted", ["smtp", "lmtp"], indirect=True)


@BOTH
async def test_a_disk_that_is_full_is_451_and_the_mail_comes_again(
    fronted: FrontedMailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, "fdatasync", full)
        await fronted.deliver(fronted.mail(FORMER_HEAD, mails.authorisation()))
        (deferred,) = await fronted.postfix.logged(r"to=<hwb@support\.example>.*status=deferred")
        assert "451 4.3.0" in deferred
        assert len(fronted.postfix.queue()) == 1
    assert await fronted.cases() == []
    fronted.postfix.flush()
    await fronted.carried()
    assert await fronted.state() == "waiting-consolidation"
    assert len(list(fronted.running.office.records.all("mail"))) == 1


async def test_a_mailbot_that_is_down_finds_its_mail_waiting(fronted: FrontedMailbot) -> None:
    await fronted.stop()
    await fronted.deliver(fronted.mail(FORMER_HEAD, mails.authorisation("cy")))
    await fronted.deliver(fronted.mail(MOVER, mails.consolidation()))
    await fronted.postfix.logged(r"to=<hwb@support\.example>.*status=deferred", 2)
    await fronted.start()
    fronted.postfix.flush()
    await fronted.carried()
    assert await fronted.is_merged()
    assert len(fronted.templates()) == len(set(fronted.templates()))
    assert {"headteacher-merged", "mover-merged"} <= set(fronted.templates())


@BOTH
async def test_a_mail_whose_250_was_lost_comes_twice_and_acts_once(
    fronted: FrontedMailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Dialogue._keep

    async def keep_and_vanish(dialogue: Dialogue, raw: bytes) -> str:
        reply = await keep(dialogue, raw)
        dialogue.cut_off()
        return reply

    with monkeypatch.context() as patched:
        patched.setattr(Dialogue, "_keep", keep_and_vanish)
        await fronted.deliver(fronted.mail(FORMER_HEAD, mails.authorisation()))
        await fronted.postfix.logged(r"to=<hwb@support\.example>.*status=deferred")
    fronted.postfix.flush()
    await fronted.carried()
    assert len(list((fronted.folder / "store" / "mails").rglob("*.eml"))) == 2
    assert len(list(fronted.running.office.records.all("mail"))) == 1
    assert len(fronted.letters()) == 2
    assert len(await fronted.cases()) == 1


async def test_two_tags_of_one_inbox_are_one_mail(fronted: FrontedMailbot) -> None:
    mail = fronted.sealed(fronted.mail(FORMER_HEAD, mails.authorisation()))
    await fronted.deliver_as_it_is(mail)
    await fronted.deliver_as_it_is(mails.Mail(mail.raw, mail.mail_from, "hwb+copy@support.example"))
    await fronted.carried()
    assert len(await fronted.cases()) == 1
    assert len(fronted.letters()) == 2


async def test_a_relay_that_puts_our_letters_off_gets_them_later_once(fronted: FrontedMailbot) -> None:
    fronted.relay.answers = [("RCPT", "451 4.3.0 Not now"), ("DATA", "451 4.3.0 Not now")]
    await fronted.deliver(fronted.mail(FORMER_HEAD, mails.authorisation()))
    await fronted.postfix.logged(r"relay=.*status=deferred.*Not now", 2)
    assert fronted.relay.taken == []
    fronted.postfix.flush()
    await fronted.carried()
    assert sorted(fronted.templates()) == ["headteacher-authorisation-received", "mover-consolidation-invited"]
