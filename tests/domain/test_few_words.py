"""Replies of few words: what the one open question makes of them, and where they stay a person's (R4, N1, N3)."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.cases import CaseState, Standing
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import SentLetter
from hwb_mailbot.domain.mails import Detail, Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, World, world

AUTH, CONS, ENQUIRY = MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.ENQUIRY
HEADS, MOVERS = "headteacher-authorisation-incomplete", "mover-consolidation-incomplete"
NUMBER, USERNAME, ON_RECORD = Detail.DFES_NUMBER, Detail.USERNAME, Detail.ON_RECORD
STRANGER = "somebody@mail.example"
Details = dict[FieldName, str | bool]


@pytest.fixture
def wales() -> World:
    return world()


def lacking(details: Details, *names: FieldName) -> Details:
    return {name: value for name, value in details.items() if name not in names}


WRONG_NUMBER = AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6724022"}


@pytest.mark.parametrize(
    ("half", "detail", "value", "name"),
    [
        (WRONG_NUMBER, NUMBER, "6614011", FieldName.FORMER_DFES_NUMBER),
        (lacking(AUTHORISATION, FieldName.FORMER_DFES_NUMBER), NUMBER, "6614011", FieldName.FORMER_DFES_NUMBER),
        (lacking(AUTHORISATION, FieldName.FORMER_USERNAME), USERNAME, "aprhyss12", FieldName.FORMER_USERNAME),
        (AUTHORISATION | {FieldName.FORMER_USERNAME: "nobody1"}, USERNAME, "aprhyss12", FieldName.FORMER_USERNAME),
        (
            lacking(AUTHORISATION, FieldName.LEAVING_DATE_CONFIRMED),
            ON_RECORD,
            True,
            FieldName.LEAVING_DATE_CONFIRMED,
        ),
        (
            AUTHORISATION | {FieldName.LEAVING_DATE_CONFIRMED: False},
            ON_RECORD,
            True,
            FieldName.LEAVING_DATE_CONFIRMED,
        ),
    ],
)
def test_a_headteachers_few_words_are_what_the_letter_asked_for(
    wales: World, half: Details, detail: Detail, value: str | bool, name: FieldName
) -> None:
    wales.mail(FORMER_HEAD, AUTH, half)
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={detail: value}, reply_to=wales.letter(HEADS), evidence=Evidence.NONE)
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION
    authorisation = wales.case.authorisation
    assert authorisation is not None
    assert authorisation.fields[name].value == value


@pytest.mark.parametrize(
    ("half", "detail", "value"),
    [
        (lacking(CONSOLIDATION, FieldName.NEW_DFES_NUMBER), NUMBER, "6724022"),
        (CONSOLIDATION | {FieldName.NEW_DFES_NUMBER: "6614011"}, NUMBER, "6724022"),
        (lacking(CONSOLIDATION, FieldName.NEW_USERNAME), USERNAME, "aprhyss77"),
        (lacking(CONSOLIDATION, FieldName.STAFF_CODE), Detail.STAFF_CODE, "SAR"),
        (CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, Detail.STAFF_CODE, "SAR"),
        (lacking(CONSOLIDATION, FieldName.EMPLOYEE_NUMBER), Detail.EMPLOYEE_NUMBER, "55012"),
        (CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: "999"}, Detail.EMPLOYEE_NUMBER, "55012"),
    ],
)
def test_so_are_the_movers(wales: World, half: Details, detail: Detail, value: str) -> None:
    wales.mail(MOVER, CONS, half)
    wales.mail(MOVER, ENQUIRY, few_words={detail: value}, reply_to=wales.letter(MOVERS))
    assert wales.case.state is CaseState.WAITING_AUTHORISATION
    assert wales.sent[-1] == "mover-consolidation-received"


def test_a_transfer_request_stays_one(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, lacking(TRANSFER, FieldName.FORMER_DFES_NUMBER))
    wales.mail(MOVER, ENQUIRY, few_words={NUMBER: "6614011"}, reply_to=wales.letter(MOVERS))
    assert "headteacher-approval-asked" in wales.sent
    assert wales.case.journey == "transfer"


def test_without_the_token_a_vouched_reply_about_the_case_is_enough(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6614011"}, about=wales.case.reference)
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION


@pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
def test_without_the_token_and_unvouched_it_is_not(wales: World, evidence: Evidence) -> None:
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    half = wales.case.authorisation
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6614011"}, about=wales.case.reference, evidence=evidence)
    assert wales.case.authorisation == half


@pytest.mark.parametrize("sender", [STRANGER, MOVER])
def test_nobody_else_answers_by_the_token(wales: World, sender: str) -> None:
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    half = wales.case.authorisation
    wales.mail(sender, ENQUIRY, few_words={NUMBER: "6614011"}, reply_to=wales.letter(HEADS))
    assert wales.case.authorisation == half
    assert wales.case.state is CaseState.REVIEW


def test_whoever_answers_the_other_sides_letter_answers_none_of_their_own(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, lacking(AUTHORISATION, FieldName.FORMER_DFES_NUMBER))
    wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.NEW_DFES_NUMBER: "6614011"}, about=wales.case.reference)
    half = wales.case.authorisation
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6614011"}, reply_to=wales.letter(MOVERS))
    assert wales.case.authorisation == half


@pytest.mark.parametrize(
    "half",
    [
        lacking(AUTHORISATION, FieldName.FORMER_DFES_NUMBER, FieldName.FORMER_USERNAME),
        lacking(WRONG_NUMBER, FieldName.NEW_SCHOOL_NAME),
        lacking(WRONG_NUMBER, FieldName.LEAVING_DATE_CONFIRMED),
    ],
)
def test_where_more_than_one_thing_is_asked_a_person_looks(wales: World, half: Details) -> None:
    wales.mail(FORMER_HEAD, AUTH, half)
    kept = wales.case.authorisation
    words: dict[Detail, str | bool] = {NUMBER: "6614011", ON_RECORD: True}
    said = wales.mail(FORMER_HEAD, ENQUIRY, few_words=words, reply_to=wales.letter(HEADS))
    assert said.mail_end is MailEnd.SUPPORT
    assert wales.case.authorisation == kept


def test_a_value_of_another_kind_than_was_asked_is_a_persons(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    said = wales.mail(FORMER_HEAD, ENQUIRY, few_words={USERNAME: "aprhyss12"}, reply_to=wales.letter(HEADS))
    assert said.mail_end is MailEnd.SUPPORT


def test_the_value_called_wrong_said_again_is_a_persons(wales: World) -> None:
    """It may be right as it was given: the letter says that a colleague looks at that."""
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    said = wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6724022"}, reply_to=wales.letter(HEADS))
    assert (said.mail_end, wales.sent[-1]) == (MailEnd.SUPPORT, "sender-with-support")


def test_a_wrong_value_is_checked_like_any_other(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, lacking(AUTHORISATION, FieldName.FORMER_DFES_NUMBER))
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6724022"}, reply_to=wales.letter(HEADS))
    assert wales.case.reasons == ("former-dfes-differs",)
    assert wales.sent.count(HEADS) == 2
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6614011"}, reply_to=wales.letter(HEADS))
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION


def test_an_older_letter_is_not_what_is_answered(wales: World) -> None:
    """A username in answer to a letter that asked for one before another was given and called wrong."""
    wales.mail(FORMER_HEAD, AUTH, lacking(AUTHORISATION, FieldName.FORMER_USERNAME))
    older = wales.letter(HEADS)
    again = AUTHORISATION | {FieldName.FORMER_USERNAME: "nobody1"}
    wales.mail(FORMER_HEAD, AUTH, again, about=wales.case.reference)
    assert wales.letter(HEADS) is not older
    said = wales.mail(FORMER_HEAD, ENQUIRY, few_words={USERNAME: "aprhyss12"}, reply_to=older)
    assert said.mail_end is MailEnd.SUPPORT
    assert wales.case.reasons == ("former-account-unknown",)


def test_what_takes_something_back_is_no_answer(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    kept = wales.case.authorisation
    wales.mail(FORMER_HEAD, ENQUIRY, takes_back=True, reply_to=wales.letter(HEADS))
    assert wales.case.authorisation == kept


def test_a_record_said_to_hold_the_date_answers_no_other_question(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, WRONG_NUMBER)
    said = wales.mail(FORMER_HEAD, ENQUIRY, few_words={ON_RECORD: True}, reply_to=wales.letter(HEADS))
    assert said.mail_end is MailEnd.SUPPORT
    assert wales.case.authorisation is not None
    assert wales.case.authorisation.standing is Standing.ACTS


# Thanks.


@pytest.mark.parametrize(
    ("sender", "evidence"),
    [
        (FORMER_HEAD, Evidence.PASS),
        (FORMER_HEAD, Evidence.NONE),
        (FORMER_HEAD, Evidence.FAIL),
        (STRANGER, Evidence.PASS),
    ],
)
@pytest.mark.parametrize("token", [True, False])
def test_thanks_are_filed_with_their_case_and_nobody_hears_of_them(
    wales: World, sender: str, evidence: Evidence, token: bool
) -> None:
    wales.mail(FORMER_HEAD, AUTH, lacking(AUTHORISATION, FieldName.FORMER_DFES_NUMBER))
    before = wales.case
    answering = {"reply_to": wales.letter(HEADS)} if token else {"about": before.reference}
    said = wales.mail(sender, ENQUIRY, mere_thanks=True, evidence=evidence, **answering)  # type: ignore[arg-type]
    assert (said.mail_end, said.letters, said.reasons) == (MailEnd.DONE, (), ())
    after = wales.case
    assert after.history[-1].event == "thanks-received"
    assert (after.state, after.authorisation, after.asked, after.concerns, after.awaited, after.due_at) == (
        before.state,
        before.authorisation,
        before.asked,
        before.concerns,
        before.awaited,
        before.due_at,
    )


def test_thanks_instead_of_an_answer_leave_the_question_open(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, ENQUIRY, mere_thanks=True, reply_to=asked)
    assert wales.letters[-1].template != "headteacher-answer-unclear"
    assert all(one.answered_at is None for one in wales.case.asked)


def test_what_may_be_a_yes_is_not_taken_for_thanks_where_something_is_asked(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, lacking(AUTHORISATION, FieldName.FORMER_DFES_NUMBER))
    said = wales.mail(FORMER_HEAD, ENQUIRY, only_thanks=True, reply_to=wales.letter(HEADS), own_text="Great, thanks")
    assert said.mail_end is MailEnd.SUPPORT
    wales.mail(FORMER_HEAD, ENQUIRY, few_words={NUMBER: "6614011"}, reply_to=wales.letter(HEADS))
    told = wales.mail(FORMER_HEAD, ENQUIRY, only_thanks=True, about=wales.case.reference, own_text="Great, thanks")
    assert told.mail_end is MailEnd.DONE


def test_thanks_for_a_letter_of_no_case_are_done_with(wales: World) -> None:
    letter = SentLetter("1", "", FORMER_HEAD)
    said = wales.mail(FORMER_HEAD, ENQUIRY, mere_thanks=True, in_thread_of=(letter,))
    assert (said.mail_end, said.letters) == (MailEnd.DONE, ())


def test_thanks_out_of_the_blue_are_a_persons(wales: World) -> None:
    assert wales.mail(FORMER_HEAD, ENQUIRY, mere_thanks=True).mail_end is MailEnd.SUPPORT


# A number that no school has.


def test_a_number_that_no_school_has_is_named_beside_what_is_missing(wales: World) -> None:
    half = lacking(AUTHORISATION, FieldName.FORMER_USERNAME) | {FieldName.FORMER_DFES_NUMBER: "6619999"}
    wales.mail(FORMER_HEAD, AUTH, half)
    letter = wales.letter(HEADS)
    assert letter.values["missing"] == [{"field": "former_username"}]
    assert letter.values["differs"] == [{"code": "former-dfes-unknown", "stated": "6619999"}]
    assert not [line for line in list(letter.values["form"]) + list(letter.values["stated"])  # type: ignore[call-overload]
                if line.get("value") == "6619999"]  # fmt: skip


def test_so_is_the_movers_but_not_a_number_that_is_not_theirs_to_give(wales: World) -> None:
    half = lacking(CONSOLIDATION, FieldName.NEW_USERNAME) | {
        FieldName.NEW_DFES_NUMBER: "6729999",
        FieldName.FORMER_DFES_NUMBER: "6619999",
    }
    wales.mail(MOVER, CONS, half)
    assert wales.letter(MOVERS).values["differs"] == [{"code": "new-dfes-unknown", "stated": "6729999"}]
