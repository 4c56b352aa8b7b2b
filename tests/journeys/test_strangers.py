"""Mails that nobody vouches for, into a case that is under way: nothing changes, and nothing grows without end."""

from __future__ import annotations

import pytest

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
