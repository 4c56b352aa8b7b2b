"""Answers typed below one of the words of our quoted letter, which point at it."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer
from tests.reading.writing import reading

DECISION = "Re: [HWB-7F3K-2MQD] Your approval is needed to move a Hwb account"
CONFIRMATION = "Re: [HWB-7F3K-2MQD] A ydych am fwrw ymlaen?"


def answer(
    first: str, second: str, *, subject: str = DECISION, words: tuple[str, str] = ("APPROVE", "REJECT")
) -> Answer:
    """What the two remarks below our two words amount to."""
    below = [f"\n{one}\n\n" if one else "" for one in (first, second)]
    result = reading(
        "On Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n\n"
        "> Please reply with one of these words:\n>\n"
        f"> - {words[0]} if you agree. By that, you\n>   confirm the date.\n"
        f"{below[0]}> - {words[1]} if you do not agree.\n{below[1]}"
        "> Please write the word by itself in the first line.\n",
        subject=subject,
    )
    assert result.answer is not None
    return result.answer


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("This one, please.", "", Answer.APPROVE),
        ("I agree", "N/A", Answer.APPROVE),
        ("Yes please", "no", Answer.APPROVE),
        ("Hwn, pl\u00ees.", "", Answer.APPROVE),
        ("", "This one.", Answer.REJECT),
        ("n/a", "^ This one. Nobody of that name was ever here.", Answer.REJECT),
        ("This one", "This one", Answer.UNCLEAR),
        ("Not this one", "", Answer.UNCLEAR),
        ("", "Yes", Answer.UNCLEAR),
        ("This one, if she has left.", "", Answer.UNCLEAR),
        ("This one. She is still here.", "", Answer.UNCLEAR),
        ("n/a", "n/a", Answer.UNCLEAR),
    ],
)
def test_a_word_that_is_pointed_at_is_said(first: str, second: str, expected: Answer) -> None:
    assert answer(first, second) is expected


def test_so_for_a_staff_member() -> None:
    kept = answer("Hwn os gwelwch yn dda", "", subject=CONFIRMATION, words=("PARHAU", "CANSLO"))
    assert kept in (Answer.PROCEED, Answer.UNCLEAR)
    assert answer("Hwn, diolch", "", subject=CONFIRMATION, words=("PARHAU", "CANSLO")) is Answer.PROCEED


@pytest.mark.parametrize("text", ["This one", "Hwn"])
def test_below_the_whole_letter_nothing_is_pointed_at(text: str) -> None:
    quoted = "> - APPROVE if you agree.\n>\n> - REJECT if you do not agree.\n>\n> Reference: HWB-7F3K-2MQD\n"
    wrote = "On Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n"
    assert reading(f"{wrote}{quoted}\n{text}\n", subject=DECISION).answer is Answer.UNCLEAR
