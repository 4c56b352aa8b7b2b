"""What leaves the house: every letter once, to living addresses, with its warning; none to machines (N4, R9)."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, OLD_ADDRESS, Mailbot, StartMailbot
from tests.journeys.wales import FORMER_HEAD
from tests.post.relay import Relay

LOSS = ("lose whatever you have saved in it", "colli popeth yr ydych wedi'i gadw ynddo")


async def test_a_relay_that_is_down_gets_every_letter_once_when_it_is_up(mailbot: Mailbot) -> None:
    port = mailbot.relay.port
    await mailbot.relay.stop()
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    assert mailbot.letters() == []
    await mailbot.restart()
    mailbot.relay = await Relay(port=port).start()
    await mailbot.pass_time(hours=1)
    await mailbot.pass_time(hours=6)
    assert sorted(mailbot.templates()) == [
        "headteacher-authorisation-received",
        "headteacher-merged",
        "mover-consolidation-invited",
        "mover-merged",
    ]


async def test_a_relay_that_says_not_now(mailbot: Mailbot) -> None:
    mailbot.relay.answers = [("RCPT", "451 4.3.0 Try again later"), ("DATA", "452 4.3.1 Full"), ("DATA", "drop")]
    await mailbot.authorise()
    for _ in range(4):
        await mailbot.pass_time(hours=2)
    assert sorted(mailbot.templates()) == ["headteacher-authorisation-received", "mover-consolidation-invited"]


async def test_a_letter_that_the_relay_refuses_is_for_a_person(mailbot: Mailbot) -> None:
    mailbot.relay.answers = [("RCPT", "550 5.1.1 No such user")]
    await mailbot.authorise()
    case = await mailbot.case()
    assert (case["state"], case["reasons"]) == ("review", ["letter-bounced"])


async def test_a_letter_that_comes_back_is_for_a_person(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    await mailbot.authorise(without="new school")
    letter = mailbot.letter("headteacher-authorisation-incomplete")
    assert letter.mail_from.startswith("hwb+b-")
    bounce = mails.bounce(letter, mailbot.clock())
    await mailbot.send(bounce, bounce)
    cases = [case for case in await mailbot.cases() if case["state"] == "review"]
    assert [case["reasons"] for case in cases] == [["letter-bounced"]]
    letters = len(mailbot.letters())
    for later in mailbot.letters(FORMER_HEAD):
        if later.mail_from:
            await mailbot.send(mails.bounce(later, mailbot.clock()))
    assert len(mailbot.letters()) == letters
    assert {one.receiver for one in mailbot.letters()} <= {FORMER_HEAD, MOVER}


@pytest.mark.parametrize("said", ["Out of the office until Monday. I APPROVE of nothing.", "APPROVE", "CYMERADWYO"])
async def test_an_automatic_reply_changes_nothing(mailbot: Mailbot, said: str) -> None:
    await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
    asked = mailbot.letter("headteacher-approval-asked")
    before = await mailbot.case()
    letters = len(mailbot.letters())
    mail = mailbot.reply(asked, said)
    automatic = b"Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n"
    await mailbot.send(mails.Mail(automatic + mail.raw, "", mail.recipient))
    after = await mailbot.case()
    assert (after["state"], after["reasons"]) == (before["state"], before["reasons"])
    assert len(mailbot.letters()) == letters
    await mailbot.answer("headteacher-approval-asked", "APPROVE")
    assert await mailbot.is_merged()


async def test_our_own_letters_coming_back_are_not_answered(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    before, letters = await mailbot.case(), len(mailbot.letters())
    for content in [bytes(one.content or b"") for one in mailbot.relay.taken]:
        own = b"Authentication-Results: mx.support.example; dmarc=pass header.from=support.example\r\n"
        await mailbot.send(mails.Mail(own + content, mails.INBOX, mails.INBOX))
    assert (await mailbot.case())["state"] == before["state"]
    assert len(mailbot.letters()) == letters


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_every_letter_to_the_mover_before_the_merge_warns_of_the_loss(start: StartMailbot, language: str) -> None:
    mailbot = await start()
    await mailbot.consolidate(language, without="staff code")
    await mailbot.consolidate(language, dmarc="fail", staff_code="SAR")
    await mailbot.consolidate(language)
    letters = mailbot.letters(MOVER)
    assert len(letters) >= 2
    for letter in letters:
        if mailbot.template(letter) != "mover-sender-check":
            assert LOSS[language == "cy"] in letter.flowing


async def test_the_invitation_and_the_request_passed_on_warn_in_both_languages(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    assert all(words in mailbot.letter("mover-consolidation-invited").flowing for words in LOSS)


async def test_the_merged_letter_names_the_way_back(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    merged = mailbot.letter("mover-merged")
    assert merged.receiver == OLD_ADDRESS
    assert "30 days" in merged.flowing
    assert not [letter for letter in mailbot.letters(MOVER) if letter.message["Date"] == merged.message["Date"]]


async def test_letters_thread_and_name_the_case(mailbot: Mailbot) -> None:
    await mailbot.authorise("cy")
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    for letter in mailbot.letters():
        assert f"[{reference}]" in letter.subject
        assert letter.message["Auto-Submitted"] in ("auto-replied", "auto-generated")
        assert letter.message["From"].addresses[0].addr_spec == mails.INBOX
    received = mailbot.letter("headteacher-authorisation-received")
    assert received.message["In-Reply-To"]
    assert received.message["Content-Language"] == "cy"
