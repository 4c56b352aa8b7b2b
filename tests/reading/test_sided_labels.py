"""Labels that tell a side in a bracket, by a verb, or by what is to become of the account."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.reading.reader import read
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
        ("Account to be transferred to", Side.NEW),
        ("School to be joined", Side.NEW),
        ("Y cyfrif i'w drosglwyddo", Side.FORMER),
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


def _stated(form: str) -> dict[str, str]:
    mail = f"From: Office <office@glaneirin.example>\nSubject: Hwb\nDate: Tue, 15 Sep 2026 10:00:00 +0100\n\n{form}\n"
    (request,) = read(mail.encode()).requests
    return {str(name): str(field.value) for name, field in request.fields.items()}


_OF_A_HEAD = """I authorise the transfer of Nia Pugh's account.
Staff name: Nia Pugh
{school}
DfES number: 6614031
{username}
Leaving date: 31/08/2026 (on SIMS)
{new}
"""


@pytest.mark.parametrize(
    ("school", "username", "new"),
    [
        ("Current school (ours): Ysgol Glan Eirin", "Current username: pughn4", "New school: Ysgol Bryn Teg"),
        ("Current school: Ysgol Glan Eirin", "Current username: pughn4", "Moving to: Ysgol Bryn Teg"),
        ("Ysgol bresennol: Ysgol Glan Eirin", "Enw defnyddiwr presennol: pughn4", "Ysgol newydd: Ysgol Bryn Teg"),
        ("Ysgol (yma): Ysgol Glan Eirin", "Cyfrif Hwb cyfredol: pughn4", "Ysgol newydd: Ysgol Bryn Teg"),
        ("Former school: Ysgol Glan Eirin", "Former username: pughn4", "Current school: Ysgol Bryn Teg"),
        ("Ysgol flaenorol: Ysgol Glan Eirin", "Hen gyfrif: pughn4", "Ysgol bresennol: Ysgol Bryn Teg"),
    ],
)
def test_current_is_what_no_other_label_calls_new(school: str, username: str, new: str) -> None:
    stated = _stated(_OF_A_HEAD.format(school=school, username=username, new=new))
    assert stated[FieldName.FORMER_SCHOOL_NAME] == "Ysgol Glan Eirin"
    assert stated[FieldName.FORMER_DFES_NUMBER] == "6614031"
    assert stated[FieldName.FORMER_USERNAME] == "pughn4"
    assert stated[FieldName.NEW_SCHOOL_NAME] == "Ysgol Bryn Teg"


def test_current_is_the_new_one_to_who_has_moved() -> None:
    stated = _stated(
        "Please join my two accounts.\nName: Nia Pugh\nCurrent school: Ysgol Bryn Teg\nCurrent username: pughn22\n"
        "Previous school: Ysgol Glan Eirin\nPrevious username: pughn4\nStaff code: NPU\n"
    )
    assert (stated[FieldName.NEW_SCHOOL_NAME], stated[FieldName.NEW_USERNAME]) == ("Ysgol Bryn Teg", "pughn22")
    assert (stated[FieldName.FORMER_SCHOOL_NAME], stated[FieldName.FORMER_USERNAME]) == ("Ysgol Glan Eirin", "pughn4")


@pytest.mark.parametrize(
    ("answer", "confirmed"),
    [("31/08/2026 - yes", "True"), ("31 August 2026, ydy", "True"), ("31/08/2026", None), ("31/08/2026 - no", "False")],
)
def test_a_question_in_a_bracket_is_answered_by_yes_alone(answer: str, confirmed: str | None) -> None:
    form = _OF_A_HEAD.replace("Leaving date: 31/08/2026 (on SIMS)", f"Leaving date (entered on SIMS?): {answer}")
    stated = _stated(form.format(school="School: Ysgol Glan Eirin", username="Username: pughn4", new=""))
    assert stated[FieldName.LEAVING_DATE] == "2026-08-31"
    assert stated.get(FieldName.LEAVING_DATE_CONFIRMED) == confirmed
