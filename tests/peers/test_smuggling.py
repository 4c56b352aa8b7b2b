"""Smuggling through a real Postfix: what it passes on, and what of that the mailbot lets act."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.wales import FORMER_HEAD
from tests.peers.conftest import FrontedMailbot
from tests.peers.postfix import HARDENED_PORT
from tests.post.smuggling import END_MARKS, smuggled

STRANGER = "somebody@outside.example"


async def attack(mailbot: FrontedMailbot, port: int = 0) -> None:
    """Every mark, each hiding an authorisation of the headteacher's in a stranger's mail."""
    hidden = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None).raw
    begin = b"MAIL FROM:<%b>\r\nRCPT TO:<hwb@support.example>\r\nDATA\r\n" % FORMER_HEAD.encode()
    for number, mark in enumerate(END_MARKS):
        first = mailbot.mail(STRANGER, (f"Question {number}", "When is the office open?\n"), dmarc=None).raw
        conversation = await mailbot.outside(port)
        for line in (f"MAIL FROM:<{STRANGER}>", "RCPT TO:<hwb@support.example>"):
            assert (await conversation.say(line)).startswith("250")
        assert (await conversation.say("DATA")).startswith("354")
        conversation.send(smuggled(first, mark, begin + hidden))
        assert await conversation.reply()
        await conversation.close()
    await mailbot.postfix.logged(r"smtpd.*disconnect from unknown\[203\.0\.113\.66\]", len(END_MARKS))
    await mailbot.carried()


async def test_nothing_smuggled_through_postfix_ever_acts(fronted: FrontedMailbot) -> None:
    """Debian's Postfix, as it comes, takes some of these marks for the end of a mail (CVE-2023-51764): what it then
    sees as a second mail it has also found unauthenticated, so the headteacher is asked and nothing else happens."""
    await fronted.consolidate()
    await attack(fronted)
    assert {case["state"] for case in await fronted.cases()} <= {"waiting-sender-check", "waiting-authorisation"}
    for record in fronted.running.office.records.all("mail"):
        if record.body["reading"]["from_address"] == FORMER_HEAD:
            assert record.body["verdict"]["evidence"] == "fail"


async def test_a_hardened_postfix_passes_no_second_mail_on(fronted: FrontedMailbot) -> None:
    """With ``smtpd_forbid_bare_newline = normalize``, as docs/trust.md advises."""
    await attack(fronted, HARDENED_PORT)
    readings = [record.body["reading"] for record in fronted.running.office.records.all("mail")]
    assert {reading["from_address"] for reading in readings} == {STRANGER}
    assert await fronted.cases() == []


@pytest.mark.parametrize("byte", [b"\r", b"\0"], ids=["bare CR", "NUL"])
async def test_a_bare_cr_or_nul_makes_no_field_behind_postfix(fronted: FrontedMailbot, byte: bytes) -> None:
    hidden = b"X-Note: one" + byte + f"From: {FORMER_HEAD}\r\nFrom: ".encode()
    mail = fronted.mail(STRANGER, mails.authorisation(), dmarc=None)
    await fronted.deliver_as_it_is(mails.Mail(mail.raw.replace(b"From: ", hidden, 1), STRANGER, mails.INBOX))
    await fronted.carried()
    (record,) = fronted.running.office.records.all("mail")
    assert record.body["reading"]["from_address"] == STRANGER
    assert await fronted.state() == "waiting-sender-check"
