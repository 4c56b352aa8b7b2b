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
