"""What people say beside an answer that neither takes it back nor adds to it, and what looks alike and does."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answers import answer_of

LETTER = """\
Dear Huw Puw
Catrin Mair Ellis has told us that they now work at Coed Mawr Primary School.
Staff member: Catrin Mair Ellis
Former school: Ysgol Bryn Teg (6602111)
Former Hwb username: ellisc12
Leaving date we hold: 31/08/2026
New school: Coed Mawr Primary School (6702244)
New Hwb username: ellisc60
Reply APPROVE if you agree. By doing so you confirm that the leaving date has been entered in your school's MIS."""
TO_MOVER = """\
Dear Catrin Mair Ellis
The headteacher of Ysgol Bryn Teg has approved your request. When you tell us to go ahead, the files of ellisc12 are
moved to ellisc60, and ellisc12 is then deleted.
Reply PROCEED to go ahead, or CANCEL to stop."""


def of_head(text: str) -> Answer:
    return answer_of(text.split("\n"), to_head=True, known=LETTER)


def of_mover(text: str) -> Answer:
    return answer_of(text.split("\n"), to_head=False, known=TO_MOVER)


@pytest.mark.parametrize(
    "beside",
    [
        "Bethan in the office has put the leaving date on SIMS.",
        "Bethan in the office has put the date on SIMS.",
        "Our secretary put the date on SIMS on Monday.",
        "The office entered her leaving date last week.",
        "I have put the leaving date on SIMS.",
        "Mae'r swyddfa wedi rhoi'r dyddiad ar SIMS.",
        "Mae Bethan yn y swyddfa wedi nodi'r dyddiad gadael ar SIMS.",
        "Catrin finished with us at the end of August and Bethan in the office has put the date on SIMS.",
        "Gadawodd Catrin ddiwedd Awst ac mae'r swyddfa wedi rhoi'r dyddiad ar SIMS.",
    ],
)
def test_that_the_date_was_put_on_the_record_is_what_we_ask(beside: str) -> None:
    assert of_head(f"Approve. {beside}") is Answer.APPROVE


@pytest.mark.parametrize(
    "beside",
    [
        "The date will be put on SIMS next week.",
        "The date is not on SIMS yet.",
        "The date on SIMS is 14 September.",
        "Somebody put the date on SIMS but it is wrong.",
        "Bethan put the wrong date on SIMS.",
        "Bethan should have put the date on SIMS.",
        "I think Bethan has put the date on SIMS.",
        "Bethan says she has put the date on SIMS.",
        "Dafydd left and somebody has put the date on SIMS.",
        "Nobody has put the leaving date on SIMS.",
        "Mae'r swyddfa am roi'r dyddiad ar SIMS fory.",
    ],
)
def test_a_date_that_may_not_be_there_takes_the_yes_back(beside: str) -> None:
    assert of_head(f"Approve. {beside}") is Answer.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "I can confirm that Miss Ellis no longer works for us and that I authorise the joining of her two accounts.",
        "She no longer works here and I approve.",
    ],
)
def test_a_yes_behind_words_of_the_leaving_is_heard(text: str) -> None:
    assert of_head(text) is Answer.APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "PROCEED. Which password will I use afterwards, the old one or the new one?",
        "Proceed please. Will my old password still work?",
        "Parhau. Pa gyfrinair fydda i'n ei ddefnyddio wedyn?",
        "Parhau os gwelwch yn dda. Pa mor hir fydd o'n cymryd?",
        "Please carry on with it. I do not want to cancel.",
        "Parhau os gwelwch yn dda. Dwi ddim isio canslo.",
        "I'd like my old account back so proceed pls. thank you!!",
    ],
)
def test_who_goes_ahead_may_ask_what_comes_after(text: str) -> None:
    assert of_mover(text) is Answer.PROCEED


@pytest.mark.parametrize(
    "text",
    [
        "PROCEED. Will I lose my files?",
        "PROCEED. Which account will be deleted, the old one or the new one?",
        "Parhau. Fydda i'n cadw fy ffeiliau?",
        "I do not want to cancel.",
        "Dwi ddim isio canslo.",
        "I don't want to cancel but I am not ready.",
        "Can you cancel the new account and keep the old one?",
        "Please cancel my new account.",
        "Canslwch y cyfrif newydd plis.",
    ],
)
def test_who_asks_what_would_be_lost_or_means_an_account_is_asked_back(text: str) -> None:
    assert of_mover(text) is Answer.UNCLEAR


@pytest.mark.parametrize(
    "text", ["Dw i am ganslo.", "Please cancel the move.", "Canslwch y cais plis.", "Cancel please"]
)
def test_a_request_is_cancelled_by_the_plain_word(text: str) -> None:
    assert of_mover(text) is Answer.CANCEL
