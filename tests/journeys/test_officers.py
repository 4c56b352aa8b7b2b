"""What officers do by command beside deciding: asking, sending again, separating, withdrawing; reading long lists."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from hwb_mailbot.commands import CommandRefused
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD

FORM = (
    "New school: Coed Llwyd High\nNew DfES number: 6724022\nNew username: aprhyss77\n"
    "New staff code: SAR\nNew employee number: 55012"
)
QUESTION = "Which staff code is yours?\n\n# Not a heading\n[Click](https://evil.example) <b>now</b>\nStaff code: XX"


async def test_an_officers_question_and_its_answer_stay_in_the_case(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate(staff_code="XX")
    reference = (await mailbot.case())["reference"]
    row = await mailbot.act("ask", party="mover", words_en=QUESTION)
    assert (row["state"], row["reasons"]) == ("held", ["asked-by-support"])
    letter = mailbot.letter("sender-question")
    assert letter.receiver == MOVER
    assert reference in str(letter.message["Subject"])
    assert "+" in str(letter.message["Reply-To"])
    assert "hwb@" in str(letter.message["From"])
    html = letter.message.get_body(("html",)).get_content()
    assert "<b>now</b>" not in html
    assert "evil.example" in html
    assert "evil.example" not in html.replace("https: //evil.example", "")
    assert "# Not a heading" in letter.flowing
    await mailbot.send(
        mailbot.reply(
            letter,
            "It is SAR.",
        )
    )
    case = await mailbot.case()
    assert (case["state"], case["reasons"]) == ("review", ["support-answered"])
    assert case["fields"]["consolidation"]["fields"]["staff_code"]["value"] == "XX", "nothing is taken from it"
    assert await mailbot.queue() == []
    await mailbot.act("amend", field="staff_code", value="SAR")
    await mailbot.act("release")
    assert await mailbot.is_merged()


async def test_the_question_quoted_back_states_nothing(mailbot: Mailbot) -> None:
    """The officer's own "Staff code: …" in a reply is nobody's statement, whatever the mail program did to it."""
    await mailbot.authorise()
    await mailbot.consolidate(staff_code="XX")
    await mailbot.act("ask", party="mover", words_en="Staff code: SAR\nIs that right?")
    letter = mailbot.letter("sender-question")
    await mailbot.send(mailbot.reply(letter, f"Yes.\n\n{letter.text}"))
    case = await mailbot.case()
    assert case["state"] == "review"
    assert case["fields"]["consolidation"]["fields"]["staff_code"]["value"] == "XX"
    assert not await mailbot.is_merged()


async def test_a_letter_goes_again_as_a_message_of_its_own(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    first = mailbot.letter("mover-consolidation-invited")
    rows = await mailbot.command("case letters", reference=reference)
    assert [row["kind"] for row in rows] == ["headteacher-authorisation-received", "mover-consolidation-invited"]
    await mailbot.act("resend", letter="mover-consolidation-invited")
    again = mailbot.letters(MOVER)[-1]
    assert again.message["Message-ID"] != first.message["Message-ID"]
    assert again.message["Reply-To"] == first.message["Reply-To"]
    assert again.text == first.text
    assert message_from_bytes(bytes(again.message), policy=policy.default)["Date"] != first.message["Date"]
    await mailbot.send(
        mailbot.reply(
            again,
            FORM,
        )
    )
    assert await mailbot.is_merged(), "an answer to it counts as one to the first"
    for written in ("nonsense", "0000", "mover-expired"):
        with pytest.raises(CommandRefused, match="case letters"):
            await mailbot.act("resend", letter=written)


async def test_joined_cases_are_separated_and_both_are_found(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate(staff_code="XX")
    first = (await mailbot.case())["reference"]
    await mailbot.act("unlink")
    rows = await mailbot.cases()
    assert {row["state"] for row in rows} == {"waiting-consolidation", "waiting-authorisation"}
    (other,) = {row["reference"] for row in rows} - {first}
    await mailbot.restart()
    await mailbot.consolidate()
    assert not await mailbot.is_merged(), "nothing joins them again by itself"
    await mailbot.act("link", first, other=other)
    assert await mailbot.is_merged()


async def test_accounts_that_were_separated_stay_so_though_all_is_sent_anew(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate(staff_code="XX")
    first = (await mailbot.case())["reference"]
    await mailbot.act("unlink")
    (other,) = {row["reference"] for row in await mailbot.cases()} - {first}
    await mailbot.send(mailbot.mail(MOVER, (f"Re: [{other}] consolidation", "CANCEL\n\nSian\n")))
    await mailbot.restart()
    await mailbot.consolidate()
    assert not await mailbot.is_merged()
    rows = {row["reference"]: row for row in await mailbot.cases()}
    (third,) = set(rows) - {first, other}
    assert (rows[third]["state"], rows[third]["reasons"]) == ("review", ["kept-apart-by-support"])
    await mailbot.act("link", first, other=third)
    assert await mailbot.is_merged()


async def test_withdrawn_by_telephone(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    row = await mailbot.act("withdraw", party="headteacher", by="Mair Ellis", reason="Rang: the wrong person")
    assert row["state"] == "rejected"
    assert mailbot.letter("headteacher-rejection-noted").receiver == FORMER_HEAD
    entry = next(one for one in (await mailbot.case())["history"] if one["event"] == "rejected")
    assert (entry["actor"], entry["text"]) == ("support: Mair Ellis", "Rang: the wrong person")


async def test_a_long_list_is_read_in_portions_in_order(mailbot: Mailbot) -> None:
    for number in range(5):
        await mailbot.authorise(former_username=f"nobody{number}", name=f"Person {number}")
    await mailbot.running.index.caught_up.wait()
    everything = [row["reference"] for row in await mailbot.cases()]
    read: list[str] = []
    while rows := await mailbot.command("case list", after=read[-1] if read else "", portion=2):
        assert len(rows) <= 2
        read += [row["reference"] for row in rows]
    assert read == everything
    newest = await mailbot.command("case list", limit=2)
    assert [row["reference"] for row in newest] == everything[-2:]
    assert [one["reference"] for one in await mailbot.command("case list", state="held", limit=2)] == []
