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


def interleaved(*below: str) -> Answer:
    """What the remarks below two details and our two words amount to."""
    said = [f"\n{one}\n\n" if one else "" for one in (*below, "", "", "", "")[:5]]
    result = reading(
        "On Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n"
        f">   Former Hwb username / Enw defnyddiwr blaenorol: evansn216\n{said[0]}"
        f">   Leaving date we hold / Dyddiad gadael sydd gennym: 31/08/2026\n{said[1]}"
        f"> Reply APPROVE if you agree. By doing so you confirm that the leaving\n> date has been entered.\n{said[2]}"
        f"> Reply REJECT if you do not agree.\n{said[3]}> Hwb Support\n{said[4]}",
        subject=DECISION,
    )
    assert result.answer is not None
    return result.answer


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (("Yes, that was hers.", "Matches our MIS.", "Agreed and confirmed. APPROVE.", "n/a"), Answer.APPROVE),
        (("Yes", "Yes, and that's what SIMS says too", "", "", "APPROVE"), Answer.APPROVE),
        (("Ie, hwnna oedd ei chyfrif hi", "Cywir, yr un dyddiad sydd gennym", "CYMERADWYO"), Answer.APPROVE),
        (("Correct", "Right date", "Yes", "n/a"), Answer.APPROVE),
        (("Yes, that's her old one", "Same here", "", "", "Please go ahead"), Answer.APPROVE),
        (("", "", "n/a", "This one"), Answer.REJECT),
        (("Yes", "Yes"), Answer.UNCLEAR),
        (("Yes", "Yes, but she is back in January", "APPROVE"), Answer.UNCLEAR),
        (("No, that was her sister's", "", "APPROVE"), Answer.UNCLEAR),
        (("Correct", "Not what SIMS says", "APPROVE"), Answer.UNCLEAR),
        (("Ydi, mae hi gyda ni", "", "APPROVE"), Answer.UNCLEAR),
        (("Yes, she is in our office", "", "APPROVE"), Answer.UNCLEAR),
        (("Yes, that is our account", "", "APPROVE"), Answer.UNCLEAR),
        (("Yes I think so", "", "APPROVE"), Answer.UNCLEAR),
        (("", "", "", "", "Yes, that was hers."), Answer.UNCLEAR),
    ],
)
def test_what_bears_out_a_detail_is_about_that_detail(below: tuple[str, ...], expected: Answer) -> None:
    assert interleaved(*below) is expected
