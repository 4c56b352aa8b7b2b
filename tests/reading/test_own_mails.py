"""The labelled mails beside this file: no dangerous error, and every share over its bar."""

from __future__ import annotations

import pytest

from tests.reading.scoring import MAILS, score

BARS = {
    "kind": 0.97, "decision": 0.97, "language": 0.95, "people": 0.95, "recall": 0.95, "precision": 0.99, "whole": 0.90
}  # fmt: skip


FIRST = ("english", "welsh", "replies", "machines")
"""The third writers' mails teach the weights, but the reader has not been mended on all of them yet."""


@pytest.mark.parametrize("folders", [FIRST, ("second",)], ids=["first", "second"])
def test_labelled_mails_are_read_over_the_bars(folders: tuple[str, ...]) -> None:
    total = score([MAILS / name for name in folders])
    figures = total.figures()
    assert figures["dangerous"] == 0, total.differences
    assert {name: figures[name] for name, bar in BARS.items() if figures[name] < bar} == {}, total.differences
