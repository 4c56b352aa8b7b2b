"""Labels that tell a side in a bracket, by a verb, or by what is to become of the account."""

from __future__ import annotations

import pytest

from hwb_mailbot.reading.terms.labels import Side, read_label


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Hwb login (old)", Side.FORMER),
        ("Hwb login (my new one)", Side.NEW),
        ("Mewngofnod Hwb (hen)", Side.FORMER),
        ("Cyfrif Hwb (newydd)", Side.NEW),
        ("School I left", Side.FORMER),
        ("School I work in now", Side.NEW),
        ("Yr ysgol a adawyd", Side.FORMER),
        ("Account to be moved", Side.FORMER),
        ("Y cyfrif i'w symud", Side.FORMER),
        ("Username (if known)", None),
        ("Username (old or new)", None),
    ],
)
def test_the_side_of_a_label(text: str, side: Side | None) -> None:
    label = read_label(text)
    assert label is not None
    assert label.side is side


def test_a_heading_of_a_form_is_no_label() -> None:
    assert read_label("HWB CONSOLIDATION - FORMER SCHOOL'S") is None
