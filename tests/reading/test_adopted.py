"""What a headteacher adopts from the leaver's mail that is forwarded below, and what not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.writing import reading, stated

WHOLE = {
    "staff_name": "Gwenno Mai Pugh",
    "former_school_name": "Thornybank Primary",
    "former_dfes_number": "6725012",
    "former_username": "pughg33",
    "new_school_name": "Ysgol Bro Dulas",
    "leaving_date_confirmed": True,
}
FORWARDED = """

---------- Forwarded message ---------
From: Gwenno Pugh <pughg101@hwbcymru.example>
Date: Wed, 9 Sept 2026 at 17:48
Subject: Hwb
To: <head@thornybank.example>

Hi, my old username was pughg33 at Thornybank Primary 672 5012 and I am now at Ysgol Bro Dulas. {name}
"""


def adopted(words: str, *, name: str = "Gwenno Mai Pugh dw i ar Hwb.") -> dict[str, Any]:
    """What is stated where a headteacher writes these words above the leaver's mail."""
    text = f"I authorise this. Her leaving date is on SIMS. {words}\n\nAlun Bevan, Headteacher"
    return stated(reading(text + FORWARDED.format(name=name), subject="Fwd: Hwb"))


@pytest.mark.parametrize(
    "words",
    [
        "Her message is below. What's in it is all correct.",
        "Everything in her e-mail about her two schools is quite right.",
        "The details she gives below are correct.",
        "Mae popeth mae hi'n ei ddweud isod yn gywir.",
    ],
)
def test_a_mail_said_to_be_right_is_adopted_with_the_name_in_its_text(words: str) -> None:
    assert adopted(words) == WHOLE


def test_a_mail_without_a_name_in_its_text_is_its_senders() -> None:
    assert adopted("The details she gives below are correct.", name="")["staff_name"] == "Gwenno Pugh"


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("The details she gives below are correct except the username.", {"former_username"}),
        ("The details she gives below are right. Her old login is wrong though.", {"former_username"}),
        ("What she says below is all true, but the DfES number is mistyped.", {"former_dfes_number"}),
        ("Mae popeth mae hi'n ei ddweud isod yn gywir heblaw am yr enw defnyddiwr.", {"former_username"}),
        ("Mae'r manylion isod yn gywir. Mae'r rhif DfES yn anghywir.", {"former_dfes_number"}),
        ("The details she gives below are correct apart from one.", WHOLE.keys() - {"leaving_date_confirmed"}),
    ],
)
def test_what_is_left_out_of_it_is_not_adopted(words: str, left_out: set[str]) -> None:
    told = adopted(words)
    assert not left_out & told.keys()
    assert told == {name: value for name, value in WHOLE.items() if name in told}


def test_a_detail_put_right_beside_it_is_stated_as_put_right() -> None:
    told = adopted("The details she gives below are correct apart from the username, which was pughg32.")
    assert told == WHOLE | {"former_username": "pughg32"}
