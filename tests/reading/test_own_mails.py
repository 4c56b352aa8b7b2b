"""The labelled mails beside this file: no dangerous error, and every share over its bar."""

from __future__ import annotations

import pytest

from tests.reading.scoring import MAILS, score

BARS = {
    "kind": 0.97, "decision": 0.97, "language": 0.95, "people": 0.95, "recall": 0.95, "precision": 0.99, "whole": 0.90
}  # fmt: skip


@pytest.mark.parametrize("writers", [".", "second"])
def test_labelled_mails_are_read_over_the_bars(writers: str) -> None:
    total = score([MAILS / writers])
    figures = total.figures()
    assert figures["dangerous"] == 0, total.differences
    assert {name: figures[name] for name, bar in BARS.items() if figures[name] < bar} == {}, total.differences
