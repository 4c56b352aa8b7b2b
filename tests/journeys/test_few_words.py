"""Short replies through the real door, with the letter quoted below and without it: what they answer is understood."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.mails import Letter, Mail
from tests.journeys.wales import FORMER_HEAD

HEADS, MOVERS = "headteacher-authorisation-incomplete", "mover-consolidation-incomplete"


def bare(mailbot: Mailbot, letter: Letter, text: str, **how: str) -> Mail:
    """A reply that quotes nothing, as telephones write it."""
    header = {"In-Reply-To": str(letter.message["Message-ID"])}
    words = f"{text}\n\nSent from my iPhone\n"
    subject = f"Re: {letter.subject}"
    at = mailbot.clock()
    return mails.compose(
        how.get("sender", letter.receiver), subject, words, at, dmarc="none", recipient=letter.reply_to, header=header
    )


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize(
    ("half", "text"),
    [
        ({"former_number": "672/4022"}, "Sorry, it should be 6614011"),
        ({"former_number": "672/4022"}, "Mae'n ddrwg gen i, 6614011 yw'r rhif cywir"),
        ({"without": "former number"}, "6614011"),
        ({"former_username": "aprhyss19"}, "Oops - aprhyss12"),
        ({"without": "confirmed"}, "Yes it's in now"),
        ({"without": "confirmed"}, "Ydy, mae o yna rŵan"),
    ],
)
async def test_a_headteachers_short_reply_completes_the_half(
    mailbot: Mailbot, half: dict[str, str], text: str, quoted: bool
) -> None:
    await mailbot.authorise(**half)
    letter = mailbot.letter(HEADS)
    await mailbot.send(mailbot.reply(letter, text) if quoted else bare(mailbot, letter, text))
    assert await mailbot.state() == "waiting-consolidation"
    assert await mailbot.queue() == []


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize(
    ("half", "text"),
    [
        ({"new_number": "661/4011"}, "Sorry, it should be 6724022"),
        ({"without": "new username"}, "aprhyss77"),
        ({"without": "staff code"}, "sar"),
        ({"staff_code": "SR"}, "SAR - sori!"),
        ({"without": "employee number"}, "It's 55012"),
    ],
)
async def test_so_does_a_movers(mailbot: Mailbot, half: dict[str, str], text: str, quoted: bool) -> None:
    await mailbot.consolidate(**half)
    letter = mailbot.letter(MOVERS)
    await mailbot.send(mailbot.reply(letter, text) if quoted else bare(mailbot, letter, text))
    assert await mailbot.state() == "waiting-authorisation"
    assert mailbot.templates()[-1] == "mover-consolidation-received"


async def test_two_things_asked_leave_a_short_reply_to_a_person(mailbot: Mailbot) -> None:
    await mailbot.authorise(former_number="672/4022", new_school="")
    await mailbot.send(bare(mailbot, mailbot.letter(HEADS), "6614011"))
    assert await mailbot.state() == "waiting-authorisation"
    assert [one["reasons"] for one in await mailbot.queue()] == [["enquiry"]]


async def test_not_yet_confirms_nothing(mailbot: Mailbot) -> None:
    await mailbot.authorise(without="confirmed")
    await mailbot.send(bare(mailbot, mailbot.letter(HEADS), "Not yet, it will be in on Friday"))
    assert await mailbot.state() == "waiting-authorisation"
    assert len(await mailbot.queue()) == 1


@pytest.mark.parametrize("text", ["Diolch!", "Thank you very much"])
async def test_thanks_are_filed_and_promise_nothing(mailbot: Mailbot, text: str) -> None:
    await mailbot.authorise()
    before = len(mailbot.letters())
    for dmarc in ("pass", "none"):
        letter = mailbot.letter("headteacher-authorisation-received")
        await mailbot.send(mailbot.reply(letter, text, dmarc=dmarc))
    assert len(mailbot.letters(FORMER_HEAD)) == len(mailbot.letters()) - 1
    assert len(mailbot.letters()) == before
    assert await mailbot.queue() == []
    assert await mailbot.state() == "waiting-consolidation"
    assert [one["event"] for one in (await mailbot.case())["history"]].count("thanks-received") == 2


async def test_a_number_of_no_school_is_named_in_the_letter_that_asks_for_the_username(mailbot: Mailbot) -> None:
    await mailbot.authorise(without="former username", former_number="661/9999")
    letter = mailbot.letter(HEADS).flowing
    assert "No school has the DfES number given, 6619999, for the former school." in letter
    assert letter.count("6619999") == 1


@pytest.mark.parametrize(
    "text",
    [
        "It was entered on 31 August, yes.",
        "Yes, entered last week.",
        "Yes, our office manager entered it two weeks ago.",
        "Do, fe'i nodwyd yr wythnos ddiwethaf.",
    ],
)
async def test_when_the_date_was_entered_may_be_told_beside_the_yes(mailbot: Mailbot, text: str) -> None:
    await mailbot.authorise(without="confirmed")
    await mailbot.answer(HEADS, "Let me ask the office.")
    await mailbot.answer(HEADS, text)
    assert await mailbot.state() == "waiting-consolidation"


async def test_who_was_asked_for_the_leaving_date_is_not_asked_whether_they_agree(mailbot: Mailbot) -> None:
    await mailbot.authorise(without="confirmed")
    await mailbot.answer(HEADS, "APPROVE, but I have to ask the office about the date first.")
    letter = mailbot.letter("headteacher-answer-unclear")
    assert "whether this person's leaving date has been entered in your school's MIS" in letter.flowing
    assert "whether you agree" not in f"{letter.subject} {letter.flowing}"
    await mailbot.answer("headteacher-answer-unclear", "It was entered on 31 August, yes.")
    assert await mailbot.state() == "waiting-consolidation"


async def test_a_yes_does_not_stand_for_the_details_that_were_asked_for(mailbot: Mailbot) -> None:
    await mailbot.authorise(former_number="672/4022", new_school="")
    await mailbot.answer(HEADS, "APPROVE")
    letter = mailbot.letter("headteacher-answer-unclear")
    assert "whether you agree" not in f"{letter.subject} {letter.flowing}"
    assert "We did not find in it the details that we asked you for" in letter.flowing


FILLED_BELOW = ["Filled in below, thanks.", "Please see below.", "Wedi'i llenwi isod, diolch."]


@pytest.mark.parametrize("text", FILLED_BELOW)
async def test_a_form_filled_in_below_takes_no_value_from_what_we_said_is_wrong(mailbot: Mailbot, text: str) -> None:
    """Our sentence ``… at the new school: QQ`` is quoted above the form, wherever a program has wrapped it."""
    await mailbot.consolidate(staff_code="QQ")
    await mailbot.answer(MOVERS, text, form={"staff code": "SAR"})
    assert mailbot.templates()[-1] == "mover-consolidation-received"
    stated = (await mailbot.case())["fields"]["consolidation"]["fields"]
    assert {name: one["value"] for name, one in stated.items()} == {
        "new_school_name": "Coed Llwyd High School",
        "new_dfes_number": "6724022",
        "new_username": "aprhyss77",
        "staff_code": "SAR",
        "employee_number": "55012",
    }


@pytest.mark.parametrize("text", FILLED_BELOW)
async def test_an_empty_form_sent_back_changes_nothing(mailbot: Mailbot, text: str) -> None:
    await mailbot.consolidate(staff_code="QQ")
    before = (await mailbot.case())["fields"]["consolidation"]
    await mailbot.answer(MOVERS, text)
    assert (await mailbot.case())["fields"]["consolidation"] == before


async def test_what_an_earlier_form_held_may_be_written_into_a_later_one(mailbot: Mailbot) -> None:
    """Each value stood in a form of ours before, but not in the one that is answered."""
    await mailbot.consolidate(staff_code="QQ")
    await mailbot.answer(MOVERS, "New school name: Ysgol Foo\nNew school staff code: SAR")
    await mailbot.answer(MOVERS, "Please see below.", form={"New school name": "Coed Llwyd High School"})
    assert mailbot.templates()[-1] == "mover-consolidation-received"
    assert await mailbot.queue() == []


async def test_a_number_that_can_be_none_is_not_called_missing_as_well(mailbot: Mailbot) -> None:
    await mailbot.consolidate(new_number="695/5110")
    letter = mailbot.letter(MOVERS).flowing
    assert "695/5110" in letter
    assert "What is missing" not in letter
