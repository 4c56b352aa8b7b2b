"""Mails that nobody vouches for, into a case that is under way: nothing changes, and nothing grows without end."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD, NEW_HEAD

STRANGER = "stranger@mail.example"


@pytest.mark.parametrize(("sender", "dmarc"), [(STRANGER, "pass"), (STRANGER, "none"), (NEW_HEAD, "none")])
async def test_who_contradicts_what_stands_changes_nothing(mailbot: Mailbot, sender: str, dmarc: str) -> None:
    await mailbot.authorise()
    letters = len(mailbot.letters())
    await mailbot.authorise(sender=sender, dmarc=dmarc, new_school="Maes y Nant School")
    assert await mailbot.state() == "waiting-consolidation"
    assert len(mailbot.letters()) == letters
    assert [row["reasons"] for row in await mailbot.queue()] == [["stranger-contradicts"]]
    await mailbot.consolidate(sender=STRANGER, dmarc=dmarc)
    await mailbot.consolidate()
    assert await mailbot.is_merged()


async def test_a_correction_from_the_very_address_is_asked_about_and_merges_nothing_meanwhile(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.authorise(dmarc="fail", new_school="Maes y Nant School")
    await mailbot.consolidate()
    assert await mailbot.state() == "waiting-sender-check"
    await mailbot.answer("headteacher-sender-check", "REJECT", dmarc="none")
    assert await mailbot.is_merged()


async def test_somebody_on_record_who_contradicts_is_for_a_person(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.authorise(sender="moriond3@hwbcymru.example", new_school="Maes y Nant School")
    assert await mailbot.state() == "review"


@pytest.mark.parametrize("sender", [NEW_HEAD, MOVER, FORMER_HEAD, STRANGER])
async def test_a_forged_half_joins_a_case_and_only_asks_back(mailbot: Mailbot, sender: str) -> None:
    """Whoever it says it is from, the address on record is asked; the case is not laid before a person for it."""
    await mailbot.consolidate()
    for number in range(6):
        await mailbot.authorise(sender=sender, dmarc="none", confirmed=f"Yes, {number + 1} August 2026")
    assert await mailbot.state() == "waiting-sender-check"
    assert mailbot.templates().count("headteacher-sender-check") == 3
    await mailbot.authorise()
    assert await mailbot.is_merged()


async def test_a_case_file_does_not_grow_with_strangers_mails(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    before = len((await mailbot.case())["history"])
    for number in range(40):
        await mailbot.authorise(sender=STRANGER, dmarc="none", new_school=f"School {number}")
    history = (await mailbot.case())["history"]
    assert len(history) == before + 10
    assert history[-1]["times"] == 31


@pytest.mark.parametrize("dmarc", ["pass", "none"])
@pytest.mark.parametrize("reply", [True, False], ids=["to the invitation", "by themself"])
async def test_nothing_that_only_a_stranger_wrote_becomes_the_movers_word(
    mailbot: Mailbot, dmarc: str, reply: bool
) -> None:
    """Even where both answer the same letter: the stranger has it, or the mover has sent it on."""
    await mailbot.authorise()
    invited = mailbot.letter("mover-consolidation-invited")
    _, all_of_it = mails.consolidation()
    await mailbot.send(mailbot.reply(invited, all_of_it, sender=STRANGER, dmarc=dmarc))
    incomplete = mails.consolidation(without="employee number")
    own = mailbot.reply(invited, incomplete[1]) if reply else mailbot.mail(MOVER, incomplete)
    await mailbot.send(own)
    half = (await mailbot.case())["fields"]["consolidation"]
    assert (half["sender"], half["standing"]) == (MOVER, "called-back" if reply else "acts")
    assert "employee_number" not in half["fields"]
    await mailbot.act("release")
    assert await mailbot.state() == "waiting-consolidation"


async def test_who_has_not_written_is_told_of_the_case_and_of_no_message(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.answer("mover-consolidation-invited", mails.consolidation()[1], sender=STRANGER)
    assert await mailbot.state() == "review"
    told = mailbot.letters(FORMER_HEAD)[-1]
    assert mailbot.template(told) == "sender-case-with-support"
    assert "A colleague at Hwb Support is looking at this request" in told.flowing
    assert "your message" not in told.flowing
    assert mailbot.letters(STRANGER) == []
