"""Whole sentences of one's own that grant or refuse what our letter asks, and such as only sound like it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answers import answer_of
from hwb_mailbot.reading.answers.granted import grants_and_no_more

TOLD = tomllib.loads(Path(__file__).with_name("granted.toml").read_text(encoding="utf-8"))
YES = {"head": Answer.APPROVE, "mover": Answer.PROCEED}
NO = {"head": Answer.REJECT, "mover": Answer.CANCEL}


def _told(key: str) -> list[tuple[str, str]]:
    return [(who, text) for who in TOLD for text in TOLD[who][key]]


def _answer(who: str, text: str) -> Answer:
    return answer_of([text], to_head=who == "head")


@pytest.mark.parametrize(("who", "text"), _told("yes"))
def test_a_whole_sentence_that_grants_is_a_yes(who: str, text: str) -> None:
    assert _answer(who, text) is YES[who]


@pytest.mark.parametrize(("who", "text"), _told("no"))
def test_a_whole_sentence_that_refuses_is_a_no(who: str, text: str) -> None:
    assert _answer(who, text) is NO[who]


@pytest.mark.parametrize(("who", "text"), _told("never_a_yes"))
def test_what_only_sounds_like_a_grant_is_no_yes(who: str, text: str) -> None:
    assert _answer(who, text) is not YES[who]
    assert _answer(who, f"Thank you for your letter. {text}") is not YES[who]


@pytest.mark.parametrize(("who", "text"), _told("never_a_no"))
def test_what_only_sounds_like_a_refusal_is_no_no(who: str, text: str) -> None:
    assert _answer(who, text) is not NO[who]
    assert _answer(who, f"Thank you for your letter. {text}") is not NO[who]


def test_a_grant_that_tells_something_else_is_weighed_with_it() -> None:
    assert grants_and_no_more("I gladly approve of her keeping the account.", "approve")
    assert grants_and_no_more("Rwy'n cymeradwyo'r cais yn llawen.", "approve")
    assert not grants_and_no_more("I approve of her keeping the account that she stole.", "approve")
    assert not grants_and_no_more("The chair approves of her keeping the account.", "approve")


@pytest.mark.parametrize(
    "text",
    [
        "I do not want to lose anything, but yes, go ahead.",
        "Dydw i ddim eisiau colli dim, ond ie, ewch ymlaen.",
        "Please don't leave my accounts as they are.",
    ],
)
def test_a_fear_before_a_yes_cancels_nothing(text: str) -> None:
    assert _answer("mover", text) is not Answer.CANCEL
