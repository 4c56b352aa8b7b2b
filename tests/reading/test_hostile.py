"""Broken mails raise nothing, and texts made to be slow take time in proportion to their length."""

from __future__ import annotations

import random
import time

import pytest

from hwb_mailbot.reading.reader import read
from tests.reading.hostile import broken, fault, seeds, slow_texts

SLOW = dict(slow_texts(40_000))
SHORT = dict(slow_texts(10_000))


@pytest.mark.parametrize("part", range(8))
def test_two_thousand_broken_mails_are_read(part: int) -> None:
    mails = seeds()
    wrong = {number: fault(broken(mails, random.Random(f"suite/{number}"))) for number in range(part, 2000, 8)}
    assert {number: text for number, text in wrong.items() if text} == {}


def seconds(raw: bytes) -> float:
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        read(raw)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("name", SLOW)
def test_four_times_the_text_takes_no_more_than_about_four_times_as_long(name: str) -> None:
    spent = seconds(SLOW[name])
    assert spent < 4.0  # a busy machine takes three times as long as a quiet one
    if spent > 0.2:  # below that the ratio is noise
        assert spent < 8 * seconds(SHORT[name])
