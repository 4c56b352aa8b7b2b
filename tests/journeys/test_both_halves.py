"""The two e-mails that merge two accounts (R1 to R5), in either order and language, whole or in pieces."""

from __future__ import annotations

import asyncio

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, OLD_ADDRESS, Mailbot, StartMailbot
from tests.journeys.wales import FORMER_HEAD


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("order", ["authorisation-first", "consolidation-first"])
async def test_two_mails_in_either_order_merge_the_accounts(mailbot: Mailbot, order: str, language: str) -> None:
    halves = [mailbot.authorise, mailbot.consolidate]
    first, second = halves if order == "authorisation-first" else halves[::-1]
    await first(language)
    opened = await mailbot.case()
    await second(language)
    case = await mailbot.case()
    assert case["state"] == "merged"
    assert case["reference"] == opened["reference"]
    assert await mailbot.is_merged()
    assert mailbot.templates()[-2:].count("mover-merged") == 1
    told = "wedi'u cyfuno" if language == "cy" else "have been merged"
    assert told in mailbot.letter("mover-merged").flowing or told in mailbot.letter("mover-merged").subject
    assert mailbot.letter("mover-merged").receiver == OLD_ADDRESS
    assert mailbot.letter("headteacher-merged").receiver == FORMER_HEAD


async def test_halves_that_come_together_find_each_other(mailbot: Mailbot) -> None:
    halves = mailbot.mail(FORMER_HEAD, mails.authorisation()), mailbot.mail(MOVER, mails.consolidation())
    await asyncio.gather(*map(mailbot.deliver, halves))
    await mailbot.running.settled()
    assert await mailbot.state() == "merged"
    assert await mailbot.is_merged()


async def test_halves_days_apart_across_restarts(mailbot: Mailbot) -> None:
    await mailbot.authorise("cy")
    await mailbot.pass_time(days=2)
    await mailbot.restart()
    await mailbot.pass_time(days=9)
    await mailbot.consolidate()
    assert await mailbot.is_merged()


async def test_without_a_relay_the_letters_are_kept(start: StartMailbot) -> None:
    mailbot = await start(with_relay=False)
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    assert sorted(str(letter.message["To"]) for letter in mailbot.letters()) == sorted(
        [FORMER_HEAD, MOVER, OLD_ADDRESS, FORMER_HEAD]
    )
    assert not mailbot.relay.taken


class TestIncomplete:
    async def test_an_authorisation_completed_by_filling_in_the_quoted_form(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(without="new school")
        assert await mailbot.state() == "waiting-authorisation"
        letter = mailbot.letter("headteacher-authorisation-incomplete")
        assert "New school" in letter.text
        assert mailbot.templates() == ["headteacher-authorisation-incomplete"]
        await mailbot.answer(
            "headteacher-authorisation-incomplete",
            "Sorry about that, filled in below.",
            form={"New school name": "Coed Llwyd High School"},
        )
        assert await mailbot.state() == "waiting-consolidation"
        await mailbot.consolidate()
        assert await mailbot.is_merged()
        assert len(await mailbot.cases()) == 1

    async def test_a_welsh_consolidation_completed_in_the_quoted_form(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate("cy", without="staff code")
        letter = mailbot.letter("mover-consolidation-incomplete")
        assert "Cod staff" in letter.text
        await mailbot.authorise("cy")
        assert await mailbot.state() == "waiting-consolidation"
        await mailbot.answer(
            "mover-consolidation-incomplete", "Dyma fe:", form={"Cod staff yn yr ysgol newydd": "SAR"}, welsh=True
        )
        assert await mailbot.is_merged()

    async def test_completed_by_a_plain_sentence_on_top(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate(without="employee number")
        await mailbot.authorise()
        await mailbot.answer("mover-consolidation-incomplete", "Hello,\n\nEmployee number: 55012\n\nThanks,\nSiân")
        assert await mailbot.is_merged()

    async def test_completed_by_a_mail_of_its_own(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(without="former number")
        await mailbot.consolidate()
        assert await mailbot.state() == "waiting-authorisation"
        await mailbot.authorise()
        assert await mailbot.is_merged()

    async def test_the_invitation_filled_in_where_it_stands(self, mailbot: Mailbot) -> None:
        await mailbot.authorise()
        form = {
            "New school name": "Coed Llwyd High School",
            "New school DfES number": "6724022",
            "New Hwb username": "aprhyss77",
            "New school staff code": "SAR",
            "New school employee number": "55012",
        }
        await mailbot.answer("mover-consolidation-invited", "Here you are.", form=form)
        assert await mailbot.is_merged()


class TestContradictory:
    async def test_a_wrong_dfes_number_is_asked_back_and_put_right(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate()
        await mailbot.authorise(former_number="661/4012")
        assert await mailbot.state() == "waiting-authorisation"
        letter = mailbot.letter("headteacher-authorisation-incomplete")
        assert letter.receiver == FORMER_HEAD
        assert "6614012" in letter.text
        await mailbot.answer("headteacher-authorisation-incomplete", "Sorry:\nFormer school DfES number: 661/4011")
        assert await mailbot.is_merged()

    async def test_a_wrong_username_is_asked_back_and_nothing_is_said_of_its_holder(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(former_username="robertsj1")
        assert await mailbot.state() in ("waiting-authorisation", "review")
        assert all("Jac Roberts" not in letter.text for letter in mailbot.letters())
        await mailbot.authorise()
        await mailbot.consolidate()
        assert await mailbot.is_merged()

    async def test_a_username_that_nobody_has(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate(new_username="aprhyss78")
        assert "check the username that you gave" in " ".join(mailbot.letter("sender-own-account").text.split())
        await mailbot.consolidate()
        await mailbot.authorise()
        assert await mailbot.is_merged()


async def test_one_mail_for_two_leavers(mailbot: Mailbot) -> None:
    tomos = {"name": "Tomos Gwynn", "former username": "gwynnt5"}
    await mailbot.send(mailbot.mail(FORMER_HEAD, mails.authorisation_of_two({}, tomos)))
    assert {case["person"] for case in await mailbot.cases()} == {"Siân ap Rhys", "Tomos Gwynn"}
    await mailbot.consolidate()
    await mailbot.consolidate(
        sender="gwynnt9@hwbcymru.example", new_username="gwynnt9", staff_code="TG", employee_number="55340"
    )
    assert {case["state"] for case in await mailbot.cases()} == {"merged"}
    assert await mailbot.is_merged()
    assert (await mailbot.account("gwynnt9"))["merged_into"] == "gwynnt5"


class TestTheSameMailAgain:
    async def test_changes_nothing_and_brings_no_letter(self, mailbot: Mailbot) -> None:
        authorisation = mailbot.mail(FORMER_HEAD, mails.authorisation())
        consolidation = mailbot.mail(MOVER, mails.consolidation())
        await mailbot.send(authorisation, authorisation)
        before = await mailbot.case()
        await mailbot.send(authorisation)
        assert await mailbot.case() == before
        await mailbot.send(consolidation, consolidation, authorisation)
        await mailbot.restart()
        await mailbot.send(authorisation, consolidation)
        assert len(await mailbot.cases()) == 1
        assert await mailbot.is_merged()
        assert len(mailbot.letters()) == len(set(mailbot.templates())) == 4

    async def test_by_another_way_with_other_traces(self, mailbot: Mailbot) -> None:
        mail = mailbot.mail(FORMER_HEAD, mails.authorisation())
        await mailbot.send(mail)
        before = await mailbot.case()
        trace = b"Received: from mx2.support.example ([127.0.0.1]) by mx.support.example; today\r\n"
        await mailbot.send(mails.Mail(trace + mail.raw, mail.mail_from, mail.recipient))
        assert await mailbot.case() == before

    async def test_at_the_same_moment(self, mailbot: Mailbot) -> None:
        mail = mailbot.mail(FORMER_HEAD, mails.authorisation())
        await asyncio.gather(*(mailbot.deliver(mail) for _ in range(8)))
        await mailbot.running.settled()
        assert len(await mailbot.cases()) == 1
        assert sorted(mailbot.templates()) == ["headteacher-authorisation-received", "mover-consolidation-invited"]
        assert not list(mailbot.running.spool.waiting())


async def test_one_word_on_a_telephone_confirms_the_leaving_date(mailbot: Mailbot) -> None:
    await mailbot.authorise(without="confirmed")
    letter = mailbot.letter("headteacher-authorisation-incomplete")
    assert "Is the leaving date in your school's MIS?" in letter.flowing
    assert "Siân ap Rhys" in letter.text
    await mailbot.answer("headteacher-authorisation-incomplete", "APPROVE\n\nSent from my phone")
    assert await mailbot.state() == "waiting-consolidation"


async def test_a_question_above_a_form_filled_in_for_them_reaches_a_person(mailbot: Mailbot) -> None:
    await mailbot.consolidate(without="employee number")
    before = await mailbot.case()
    words = "Hello, where do I find my employee number?\n\nThanks, Siân"
    await mailbot.answer("mover-consolidation-incomplete", words)
    assert mailbot.templates()[-1] == "sender-with-support"
    assert len(await mailbot.queue()) == 1
    assert (await mailbot.case())["fields"] == before["fields"]
    await mailbot.answer("mover-consolidation-incomplete", "55012\n\nSiân", form={"employee number": "55012"})
    assert await mailbot.state() == "waiting-authorisation"
    await mailbot.authorise()
    assert await mailbot.is_merged()


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "A school's DfES number has seven digits"), ("cy", "saith digid, ac mae'n dechrau â rhif rhwng 660 a 681")],
)
async def test_a_number_with_a_digit_too_many_is_named_beside_what_is_missing(
    mailbot: Mailbot, language: str, says: str
) -> None:
    subject, text = mails.authorisation(language)
    await mailbot.send(mailbot.mail(FORMER_HEAD, (subject, text.replace("661/4011", "661/40111"))))
    letter = mailbot.letter("headteacher-authorisation-incomplete")
    assert says in letter.flowing
    assert "661/40111" in letter.flowing
    await mailbot.answer("headteacher-authorisation-incomplete", "", form={"Former school DfES number": "6614011"})
    assert await mailbot.state() == "waiting-consolidation"
