"""The transfer request (R6 to R9): the headteacher is asked, the mover warned, and nothing merges before PROCEED."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, OLD_ADDRESS, Mailbot, StartMailbot
from tests.journeys.wales import ELSEWHERE, FORMER_HEAD, leaver

ASKED = "headteacher-approval-asked"


async def request(mailbot: Mailbot, language: str = "en", **what: str) -> None:
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request(language, **what)))


async def statuses(mailbot: Mailbot) -> list[str]:
    return [one["status"] for one in await mailbot.accounts("aprhyss12", "aprhyss77")]


@pytest.mark.parametrize(
    ("language", "yes", "go"), [("en", "APPROVE", "PROCEED"), ("cy", "CYMERADWYO", "PARHAU")], ids=["en", "cy"]
)
async def test_approved_then_proceeded(mailbot: Mailbot, language: str, yes: str, go: str) -> None:
    await request(mailbot, language)
    assert mailbot.letter(ASKED).receiver == FORMER_HEAD
    assert mailbot.letter("mover-transfer-received").receiver == MOVER
    await mailbot.answer(ASKED, yes, welsh=language == "cy")
    assert await mailbot.state() == "waiting-proceed"
    warned = mailbot.letter("mover-transfer-approved")
    assert warned.receiver == MOVER
    assert ("colli popeth" if language == "cy" else "lose") in warned.flowing
    assert await statuses(mailbot) == ["inactive", "active"]
    await mailbot.answer("mover-transfer-approved", go, welsh=language == "cy")
    assert await mailbot.is_merged()
    assert mailbot.letter("mover-merged").receiver == OLD_ADDRESS


@pytest.mark.parametrize("word", ["REJECT", "GWRTHOD"])
async def test_rejected_keeps_the_new_account(mailbot: Mailbot, word: str) -> None:
    await request(mailbot)
    await mailbot.answer(ASKED, word, welsh=word == "GWRTHOD")
    assert await mailbot.state() == "rejected"
    noted = mailbot.letter("headteacher-rejection-noted")
    in_english, in_welsh = "Thank you for your answer" in noted.flowing, "Diolch am eich ateb" in noted.flowing
    assert (noted.receiver, in_english, in_welsh) == (FORMER_HEAD, word == "REJECT", word == "GWRTHOD")
    assert mailbot.letter("mover-rejected").receiver == MOVER
    assert await statuses(mailbot) == ["inactive", "active"]


@pytest.mark.parametrize("word", ["CANCEL", "CANSLO"])
@pytest.mark.parametrize("when", ["before-approval", "after-approval"])
async def test_cancelled_at_any_time(mailbot: Mailbot, when: str, word: str) -> None:
    await request(mailbot)
    template = "mover-transfer-received"
    if when == "after-approval":
        await mailbot.answer(ASKED, "APPROVE")
        template = "mover-transfer-approved"
    await mailbot.answer(template, word)
    assert await mailbot.state() == "withdrawn"
    assert mailbot.letter("mover-withdrawn").receiver == MOVER
    assert mailbot.letter("headteacher-withdrawn").receiver == FORMER_HEAD
    await mailbot.answer(ASKED, "APPROVE")
    assert await mailbot.state() == "withdrawn"
    assert await statuses(mailbot) == ["inactive", "active"]


async def test_proceed_before_approval_does_not_merge(mailbot: Mailbot) -> None:
    await request(mailbot)
    await mailbot.answer("mover-transfer-received", "PROCEED")
    assert await statuses(mailbot) == ["inactive", "active"]
    await mailbot.answer(ASKED, "APPROVE")
    assert await mailbot.state() == "waiting-proceed"


async def test_the_mover_cannot_approve_for_the_headteacher(mailbot: Mailbot) -> None:
    await request(mailbot)
    await mailbot.answer(ASKED, "APPROVE", sender=MOVER)
    assert await mailbot.state() in ("waiting-authorisation", "review")
    assert await statuses(mailbot) == ["inactive", "active"]


@pytest.mark.parametrize(
    "words",
    [
        "I think so, but has she really left? Please check with payroll first.",
        "Cymeradwyo, os yw hi wedi dychwelyd ei gliniadur.",
    ],
)
async def test_an_unclear_answer_is_asked_back(mailbot: Mailbot, words: str) -> None:
    await request(mailbot)
    await mailbot.answer(ASKED, words)
    assert await mailbot.state() == "waiting-authorisation"
    asked_back = mailbot.letter("headteacher-answer-unclear")
    assert asked_back.receiver == FORMER_HEAD
    await mailbot.answer("headteacher-answer-unclear", "APPROVE")
    assert await mailbot.state() == "waiting-proceed"


async def test_unclear_again_and_again_is_for_a_person(mailbot: Mailbot) -> None:
    await request(mailbot)
    template = ASKED
    for words in ("Who is this?", "I would have to ask the governors first.", "Let me think about it."):
        await mailbot.answer(template, words)
        template = "headteacher-answer-unclear"
    assert await mailbot.state() == "review"
    assert mailbot.templates().count("headteacher-answer-unclear") <= 2


async def test_a_number_that_is_not_the_accounts_school_is_asked_back_before_the_head_is(mailbot: Mailbot) -> None:
    await request(mailbot, number="6654001")
    assert mailbot.letters(FORMER_HEAD) == []
    assert mailbot.letters("head@maesynant.example") == []
    assert mailbot.letters(MOVER)


async def test_an_approval_by_the_headteachers_own_account(mailbot: Mailbot) -> None:
    await request(mailbot)
    await mailbot.answer(ASKED, "APPROVE", sender="robertsj1@hwbcymru.example")
    assert await mailbot.state() == "waiting-proceed"


async def test_the_head_is_asked_by_a_consolidation_that_names_the_former_account(mailbot: Mailbot) -> None:
    await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
    await mailbot.answer(ASKED, "I approve.\n\nJac Roberts")
    assert await mailbot.is_merged()


@pytest.mark.parametrize(("language", "go"), [("en", "PROCEED"), ("cy", "PARHAU")])
async def test_a_name_of_another_school_is_confirmed_before_the_head_is_asked(
    mailbot: Mailbot, language: str, go: str
) -> None:
    subject, text = mails.transfer_request(language)
    line = {
        "en": "Former school name: Maes y Nant School\nFormer school DfES number:",
        "cy": "Enw'r ysgol flaenorol: Ysgol Maes y Nant\nRhif AdAS yr ysgol flaenorol:",
    }[language]
    text = text.replace(line.rpartition("\n")[2], line)
    await mailbot.send(mailbot.mail(MOVER, (subject, text)))
    assert mailbot.letters(FORMER_HEAD) == []
    assert "Bryn Eithin" in mailbot.letter("mover-transfer-school-check").flowing
    await mailbot.answer("mover-transfer-school-check", go, welsh=language == "cy")
    assert mailbot.letter(ASKED).receiver == FORMER_HEAD
    assert "Jac Roberts" in mailbot.letter("mover-transfer-received").flowing


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Note to my former headteacher", "Dear Jac, thank you for everything."),
        ("Neges i'r pennaeth", "Annwyl Jac, diolch am bopeth."),
    ],
)
async def test_the_movers_note_is_passed_on_to_the_headteacher(mailbot: Mailbot, label: str, words: str) -> None:
    subject, text = mails.transfer_request()
    noted = text.replace("\n\nThank you", f"\n{label}: {words}\n\nThank you")
    await mailbot.send(mailbot.mail(MOVER, (subject, noted)))
    assert f"“{words}”" in mailbot.letter("headteacher-approval-asked").flowing


async def test_a_note_that_nobody_vouches_for_is_not_passed_on(mailbot: Mailbot) -> None:
    subject, text = mails.transfer_request()
    noted = text.replace("\n\nThank you", "\nNote to the headteacher: You owe me money.\n\nThank you")
    await mailbot.send(mailbot.mail(MOVER, (subject, noted), dmarc="fail"))
    await mailbot.answer("mover-sender-check", "PROCEED")
    assert "owe me" not in mailbot.letter("headteacher-approval-asked").text


async def test_a_headteacher_who_was_asked_in_vain_hears_that_they_need_not_answer(start: StartMailbot) -> None:
    """The mover names another school's account: its headteacher is asked, and the first one's yes moves nothing."""
    mailbot: Mailbot = await start(leaver("aprhyss9", "Siân ap Rhys", ELSEWHERE))
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))
    first = mailbot.letter("headteacher-approval-asked")
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request(number=ELSEWHERE, username="aprhyss9")))
    withdrawn = mailbot.letter("headteacher-withdrawn")
    assert withdrawn.receiver == FORMER_HEAD
    assert "aprhyss12" in withdrawn.text
    assert "aprhyss9" not in withdrawn.text
    assert "Maes y Nant" not in withdrawn.text
    assert mailbot.letter("headteacher-approval-asked").receiver == "head@maesynant.example"
    number = len(mailbot.letters())
    for word in ("APPROVE\n", "CYMERADWYO\n", "REJECT\n"):
        await mailbot.send(mailbot.reply(first, word))
    assert await mailbot.state() == "waiting-authorisation"
    assert {one.receiver for one in mailbot.letters()[number:]} == {FORMER_HEAD}
    await mailbot.answer("headteacher-approval-asked", "APPROVE\n")
    assert await mailbot.state() == "waiting-proceed"
