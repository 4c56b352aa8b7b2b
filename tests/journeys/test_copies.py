"""The same mail in several copies: acted on once, and never made to vanish by a worthless copy (N2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.journeys import mails
from tests.journeys.harness import StartMailbot
from tests.journeys.nameserver import Nameserver
from tests.journeys.wales import FORMER_HEAD
from tests.trust.signing import signed


async def test_a_worthless_copy_sent_ahead_does_not_make_the_true_mail_vanish(start: StartMailbot) -> None:
    mailbot = await start()
    true = mailbot.mail(FORMER_HEAD, mails.authorisation())
    forged = true.raw.replace(b"dmarc=pass", b"dmarc=fail", 1)
    ahead = replace(true, raw=forged.replace(b"From: ", b"Auto-Submitted: auto-replied\r\nFrom: ", 1))
    await mailbot.send(ahead)
    assert await mailbot.cases() == []
    await mailbot.send(true)
    assert await mailbot.state() == "waiting-consolidation"
    letters = len(mailbot.letters())
    await mailbot.send(true)
    await mailbot.send(ahead)
    assert len(mailbot.letters()) == letters


async def test_an_answer_to_the_plain_inbox_first_and_then_with_its_token_acts_once(start: StartMailbot) -> None:
    mailbot = await start()
    await mailbot.consolidate(extra="Former username: aprhyss12\nFormer school DfES number: 6614011")
    letter = mailbot.letter("headteacher-approval-asked")
    with_token = mailbot.reply(letter, "APPROVE", dmarc="none", threaded=False)
    plain = replace(with_token, recipient=mails.INBOX)
    await mailbot.send(plain)
    assert not await mailbot.is_merged()
    await mailbot.send(with_token)
    assert await mailbot.is_merged()
    letters = len(mailbot.letters())
    await mailbot.send(plain)
    await mailbot.send(with_token)
    assert len(mailbot.letters()) == letters


async def test_blanks_do_not_make_a_rejected_authorisation_new(start: StartMailbot) -> None:
    mailbot = await start()
    old = mailbot.mail(FORMER_HEAD, mails.authorisation())
    await mailbot.send(old)
    reference = (await mailbot.case())["reference"]
    refusal = mailbot.mail(FORMER_HEAD, (f"Re: [{reference}] Hwb", "REJECT\n"))
    await mailbot.send(refusal)
    assert await mailbot.state() == "rejected"
    again = replace(old, raw=old.raw.replace(b" the ", b"  the ", 1) + b"\r\n")
    await mailbot.send(again)
    await mailbot.consolidate()
    assert not await mailbot.is_merged()


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-40, "waiting-sender-check"),
        (-29, "waiting-sender-check"),
        (2, "waiting-sender-check"),
        (-27, "waiting-consolidation"),
        (0.8, "waiting-consolidation"),
    ],
)
async def test_a_signed_mail_of_another_time_is_asked_back(start: StartMailbot, days: float, state: str) -> None:
    """Whoever kept an old signed mail may send it for the first time weeks later; a slow mail acts."""
    domain = "bryneithin.example"
    nameserver = Nameserver(domain, key_at=(domain,))
    try:
        mailbot = await start(ini=f"[trust]\nnameserver = 127.0.0.1:{nameserver.port}\n")
        written = mailbot.clock() + timedelta(days=days)
        mail = mails.compose(FORMER_HEAD, *mails.authorisation(), written, dmarc=None)
        await mailbot.send(replace(mail, raw=signed(mail.raw, domain=domain)))
    finally:
        nameserver.stop()
    assert await mailbot.state() == state
    asked = [letter.receiver for letter in mailbot.letters() if "sender-check" in mailbot.template(letter)]
    assert asked == [FORMER_HEAD] * (state == "waiting-sender-check")


@pytest.mark.parametrize("days", [-4000, -40, 2, 400])
async def test_the_date_is_not_looked_at_where_the_relay_vouches(start: StartMailbot, days: int) -> None:
    """The relay saw the mail come in itself, and people's clocks are wrong."""
    mailbot = await start()
    written = mailbot.clock() + timedelta(days=days)
    await mailbot.send(mails.compose(FORMER_HEAD, *mails.authorisation(), written))
    assert await mailbot.state() == "waiting-consolidation"


async def test_another_message_id_does_not_make_a_rejected_authorisation_new(start: StartMailbot) -> None:
    """Many signatures leave the Message-ID out, so an old signed mail could be sent again under another."""
    mailbot = await start()
    old = mailbot.mail(FORMER_HEAD, mails.authorisation())
    await mailbot.send(old)
    reference = (await mailbot.case())["reference"]
    await mailbot.send(mailbot.mail(FORMER_HEAD, (f"Re: [{reference}] Hwb", "REJECT\n")))
    await mailbot.send(replace(old, raw=old.raw.replace(b"Message-ID: <", b"Message-ID: <again.")))
    await mailbot.consolidate()
    assert not await mailbot.is_merged()
