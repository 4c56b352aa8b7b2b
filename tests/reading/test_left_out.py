"""A headteacher pastes a sheet of leavers and says for whom of it the mail is not."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import FieldName, MailKind, Reading
from hwb_mailbot.reading.answers.denials import DENIED
from tests.reading.writing import reading, stated

SHEET = (
    "Surname\tForename\tHwb\tLeft (SIMS)\tGone to\n"
    "Prys\tElan\tprysel3\t31/08/2026\tYsgol Maes Elwy\n"
    "Tollgate\tGuto\ttollgateg14\t\tseconded to the county\n"
    "Whittle\tBec\twhittleb9\t17/07/2026\tPont y Felin Primary School\n"
)
MAIL = "Good morning,\n\n{}\n{}\n\nOur school is Ysgol Bro Dulas and our number is 6674021.\n\nAlun Bevan, Headteacher"
ELAN = {
    "staff_name": "Elan Prys", "former_username": "prysel3", "leaving_date": "2026-08-31",
    "former_school_name": "Ysgol Bro Dulas", "former_dfes_number": "6674021", "new_school_name": "Ysgol Maes Elwy",
}  # fmt: skip
BEC = {
    "staff_name": "Bec Whittle", "former_username": "whittleb9", "leaving_date": "2026-07-17",
    "former_school_name": "Ysgol Bro Dulas", "former_dfes_number": "6674021",
    "new_school_name": "Pont y Felin Primary School",
}  # fmt: skip


def read_with(text: str) -> Reading:
    return reading(MAIL.format(SHEET, text), sender="Alun Bevan <bevana2@hwbcymru.example>")


@pytest.mark.parametrize(
    "text",
    [
        "Please leave Guto's account just as it is: he has not left, he is only on loan and he is back at Easter.\n\n"
        "For Elan and Bec I confirm that the dates in the table are on their records in SIMS, and I authorise you to"
        " consolidate.",
        "Please ignore Guto. He is on secondment. I authorise Elan and Bec. The leaving dates are on our MIS.",
        "Mr Tollgate is not part of this, he is staying with us.\nElan and Bec have my authority and their leaving"
        " dates are on SIMS.",
        "Guto Tollgate is still with us; please do not touch his account. I authorise Elan and Bec. All dates shown"
        " above are on SIMS.",
        "Gadewch gyfrif Guto fel y mae, ar secondiad mae e. Rwy'n awdurdodi Elan a Bec, ac mae'r dyddiadau uchod ar"
        " SIMS.",
        "Anwybyddwch Guto Tollgate, os gwelwch yn dda. Cadarnhaf fod dyddiadau gadael Elan a Bec ar SIMS ac rwy'n"
        " awdurdodi uno eu cyfrifon.",
    ],
)
def test_whoever_is_left_out_is_not_stated_and_holds_up_nobody_else(text: str) -> None:
    result = read_with(text)
    assert result.kind is MailKind.AUTHORISATION
    assert [stated(result, n) for n in range(len(result.requests))] == [
        {**ELAN, "leaving_date_confirmed": True},
        {**BEC, "leaving_date_confirmed": True},
    ]
    assert DENIED not in result.defects


@pytest.mark.parametrize(
    "text",
    [
        "I authorise the other two. Guto Tollgate has not left us.",
        "Guto is not included: I authorise the others, Elan and Bec.",
        "Rwy'n awdurdodi'r ddau arall. Gadewch lonydd i gyfrif Guto.",
    ],
)
def test_the_others_may_be_meant_without_their_names(text: str) -> None:
    result = read_with(text)
    assert [stated(result, n)["staff_name"] for n in range(len(result.requests))] == ["Elan Prys", "Bec Whittle"]
    assert DENIED not in result.defects


@pytest.mark.parametrize(
    "text",
    [
        "Please leave Guto's account as it is. I authorise you to consolidate. The leaving dates are on SIMS.",
        "Please leave Guto's account as it is. I authorise Elan. The leaving dates are on SIMS.",
        "I authorise Elan, Guto and Bec. Guto's account should be left as it is. The leaving dates are on SIMS.",
        "Please leave Guto's account as it is, and I do not authorise Elan and Bec yet.",
        "Leave Guto out. Elan and Bec are authorised if the governors agree. The leaving dates are on SIMS.",
        "Gadewch gyfrif Guto fel y mae. Rwy'n awdurdodi'r cyfuno. Mae'r dyddiadau gadael ar SIMS.",
    ],
)
def test_where_it_is_not_certain_for_whom_the_mail_is_a_person_looks(text: str) -> None:
    assert DENIED in read_with(text).defects


@pytest.mark.parametrize(
    "text",
    [
        "Please leave Guto's account alone. I authorise moving Elan Prys (prysel3) from Ysgol Bro Dulas.",
        "I have looked at Bec's record. I authorise moving Elan Prys (prysel3) from Ysgol Bro Dulas.",
    ],
)
def test_whoever_has_an_account_is_no_school(text: str) -> None:
    assert stated(reading(text + "\n\nAlun Bevan, Headteacher"))["former_school_name"] == "Ysgol Bro Dulas"


def test_nothing_is_missing_of_the_others() -> None:
    result = read_with("Leave out Guto. I authorise Elan and Bec; the leaving dates are on SIMS.")
    assert all(FieldName.LEAVING_DATE_CONFIRMED not in request.missing for request in result.requests)
