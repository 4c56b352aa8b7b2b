"""Broken mails raise nothing, and texts made to be slow take work in proportion to their length."""

from __future__ import annotations

import random

import pytest

from hwb_mailbot.reading.reader import read
from tests.reading.hostile import broken, fault, seeds, slow_texts
from tests.reading.work import MOST_GROWTH, SLACK, calls

SLOW = dict(slow_texts(12_000))
SHORT = dict(slow_texts(3_000))


@pytest.mark.parametrize("part", range(8))
def test_two_thousand_broken_mails_are_read(part: int) -> None:
    mails = seeds()
    wrong = {number: fault(broken(mails, random.Random(f"suite/{number}"))) for number in range(part, 2000, 8)}
    assert {number: text for number, text in wrong.items() if text} == {}


@pytest.mark.parametrize("name", SLOW)
def test_four_times_the_text_takes_no_more_than_about_four_times_the_work(name: str) -> None:
    assert calls(lambda: read(SLOW[name])) <= MOST_GROWTH * calls(lambda: read(SHORT[name])) + SLACK


def test_of_two_leavers_named_together_one_is_never_named_again() -> None:
    text = (
        b"From: Nia Evans <nia@coedmawr.example>\r\nTo: hwb@support.example\r\nSubject: Leavers\r\n\r\n"
        b"Marc Thule and Sophie Brock have both left Ysgol Coed Mawr, 661/4003, on 31 August 2026. thulem2 is now at "
        b"Ysgol y Wig. Sophie's username is brocks5 and she's at Elm Grove Primary. I authorise both.\r\n"
    )
    assert fault(text) == ""
