"""A deputy writes the headteacher's half: the letter to the headteacher says so, and their yes to it counts."""

from __future__ import annotations

import pytest

from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER_HEAD

DEPUTY = "dirprwy@bryneithin.example"
ASKED = "headteacher-sender-check"


async def test_the_letter_says_that_it_may_be_for_the_headteacher_and_prints_no_address(mailbot: Mailbot) -> None:
    await mailbot.authorise(sender=DEPUTY)
    letter = mailbot.letter(ASKED)
    assert letter.receiver == FORMER_HEAD
    assert "in your name or on your behalf" in letter.flowing
    assert "yn eich enw chi neu ar eich rhan" in letter.flowing
    assert DEPUTY not in letter.flowing


@pytest.mark.parametrize(
    "text",
    [
        "Yes, my deputy Dewi wrote this on my behalf, I am happy with it.",
        "Yes. My deputy wrote this on my behalf.",
        "Approve - our business manager, Mrs Ceri Madog, sent it for me, with my agreement.",
        "Ie, fy nirprwy ysgrifennodd hon ar fy rhan.",
    ],
)
async def test_a_yes_beside_who_wrote_counts(mailbot: Mailbot, text: str) -> None:
    await mailbot.consolidate()
    await mailbot.authorise(sender=DEPUTY)
    await mailbot.answer(ASKED, text, dmarc="none")
    assert await mailbot.is_merged()


@pytest.mark.parametrize(
    "text",
    [
        "Yes, my deputy wrote this on my behalf without asking me.",
        "Yes, my deputy wrote this, but not on my behalf.",
        "My deputy wrote this on my behalf, but I am not happy with it.",
        "My deputy wrote this on my behalf.",
        "Ie, fy nirprwy ysgrifennodd hon ar fy rhan heb ofyn i mi.",
    ],
)
async def test_what_was_written_without_the_headteacher_is_no_yes(mailbot: Mailbot, text: str) -> None:
    await mailbot.consolidate()
    await mailbot.authorise(sender=DEPUTY)
    await mailbot.answer(ASKED, text, dmarc="none")
    assert not await mailbot.is_merged()
