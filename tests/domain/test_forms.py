"""Forms that come filled in with what was understood, and what of them counts when they come back (R4, N3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.deciding.forms import newly_stated
from hwb_mailbot.domain.events import SupportActed, SupportAction
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Field, FieldName, Language, MailKind, Reading, Request
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, World, world

AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION
INCOMPLETE = "headteacher-authorisation-incomplete"


@pytest.fixture
def wales() -> World:
    return world()


def form(letter: LetterOrder) -> dict[str, Any]:
    lines: Any = letter.values["form"]
    return {line["field"]: line.get("value", "") for line in lines}


def without(details: dict[FieldName, str | bool], *names: FieldName) -> dict[FieldName, str | bool]:
    return {name: value for name, value in details.items() if name not in names}


def test_what_was_understood_is_filled_in_and_what_does_not_fit_is_not(wales: World) -> None:
    wrong = without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME) | {FieldName.FORMER_DFES_NUMBER: "6614012"}
    wales.mail(FORMER_HEAD, AUTH, wrong)
    assert form(wales.letter(INCOMPLETE)) == {
        "leaving_date_confirmed": True,
        "staff_name": "Siân ap Rhys",
        "former_school_name": "Bryn Eithin",
        "former_dfes_number": "",
        "former_username": "aprhyss12",
        "new_school_name": "",
    }


def test_what_support_amended_is_not_told_to_the_sender(wales: World) -> None:
    wales.mail(MOVER, CONS, without(CONSOLIDATION, FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER))
    amend = SupportActed(wales.case.reference, SupportAction.AMEND, "Mair", "rang", FieldName.EMPLOYEE_NUMBER, "55012")
    wales.decide(amend)
    assert form(wales.letter("mover-consolidation-incomplete"))["employee_number"] == ""


def reading_of(case_fields: dict[FieldName, str | bool], **more: Any) -> Reading:
    fields = {name: Field(value, str(value), "quoted form") for name, value in case_fields.items()}
    return Reading(kind=AUTH, language=Language.ENGLISH, requests=(Request(fields),), from_address=FORMER_HEAD, **more)


class TestQuotedBack:
    @pytest.fixture
    def asked(self, wales: World) -> World:
        wales.mail(FORMER_HEAD, AUTH, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME))
        return wales

    def test_an_untouched_form_below_a_question_states_nothing(self, asked: World) -> None:
        untouched = without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME)
        reading = newly_stated(reading_of(untouched), asked.case, None)
        assert (reading.kind, reading.requests) == (MailKind.ENQUIRY, ())

    def test_a_line_filled_in_by_them_states_it(self, asked: World) -> None:
        reading = newly_stated(reading_of(AUTHORISATION), asked.case, None)
        assert reading.kind is AUTH
        assert set(reading.requests[0].fields) == set(AUTHORISATION)

    def test_an_old_letter_takes_back_nothing_that_was_corrected_since(self, asked: World) -> None:
        better = asked.case.authorisation
        assert better is not None
        name = Field("Bryn Eithin Primary School", "Bryn Eithin Primary School", "body")
        better = replace(better, fields={**better.fields, FieldName.FORMER_SCHOOL_NAME: name})
        reading = newly_stated(reading_of(AUTHORISATION), replace(asked.case, authorisation=better), None)
        assert FieldName.FORMER_SCHOOL_NAME not in reading.requests[0].fields
        assert FieldName.NEW_SCHOOL_NAME in reading.requests[0].fields

    def test_a_refusal_above_the_form_stays_one(self, asked: World) -> None:
        reading = reading_of(without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), answer=Answer.REJECT)
        assert newly_stated(reading, asked.case, None) == reading


class TestOnlyTheLeavingDate:
    @pytest.fixture
    def asked(self, wales: World) -> World:
        wales.mail(FORMER_HEAD, AUTH, without(AUTHORISATION, FieldName.LEAVING_DATE_CONFIRMED))
        return wales

    def test_it_is_asked_for_alone(self, asked: World) -> None:
        assert asked.letter(INCOMPLETE).values["only_leaving_date"] is True

    def test_one_word_confirms_it(self, asked: World) -> None:
        asked.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked.letter(INCOMPLETE))
        assert asked.case.state is CaseState.WAITING_CONSOLIDATION
        assert "leaving-date-confirmed" in [one.event for one in asked.case.history]

    @pytest.mark.parametrize("also", [FieldName.STAFF_NAME, FieldName.NEW_SCHOOL_NAME])
    def test_it_confirms_nothing_where_more_is_missing(self, wales: World, also: FieldName) -> None:
        wales.mail(FORMER_HEAD, AUTH, without(AUTHORISATION, FieldName.LEAVING_DATE_CONFIRMED, also))
        letter = wales.letter(INCOMPLETE)
        assert letter.values["only_leaving_date"] is False
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_AUTHORISATION

    def test_nobody_else_confirms_it(self, asked: World) -> None:
        letter = asked.letter(INCOMPLETE)
        asked.mail("moriond3@hwbcymru.example", MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert asked.case.state is CaseState.REVIEW


def test_a_question_above_an_untouched_form_is_a_persons(wales: World) -> None:
    stated = without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME)
    wales.mail(FORMER_HEAD, AUTH, stated)
    before = len(wales.letters)
    mail = wales.mail(FORMER_HEAD, AUTH, stated, reply_to=wales.letter(INCOMPLETE), where="quoted form")
    assert mail.mail_end is MailEnd.SUPPORT
    assert [one.template for one in wales.letters[before:]] == ["sender-with-support"]
