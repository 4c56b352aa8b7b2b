"""What the letters of an ordinary journey say, whom they answer, and what its history keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import MergeCarriedOut
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from hwb_mailbot.domain.tokens import from_tag
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, World, world

FORMER = {
    "email": "aprhyss12@hwbcymru.example",
    "former_dfes_number": "6614011",
    "former_school": "Bryn Eithin Primary School",
    "former_school_cy": "Ysgol Gynradd Bryn Eithin",
    "former_username": "aprhyss12",
}
NEW = {
    "new_dfes_number": "6724022",
    "new_school": "Coed Llwyd High School",
    "new_school_cy": "Ysgol Uwchradd Coed Llwyd",
    "new_username": "aprhyss77",
}
PERSON = {"person": "Siân ap Rhys", "undo_days": 30}
STATED_SCHOOL = {"new_school": "Ysgol Uwchradd Coed Llwyd", "new_school_cy": "Ysgol Uwchradd Coed Llwyd"}


@pytest.fixture
def wales() -> World:
    return world()


def events(wales: World) -> list[tuple[str, str, str]]:
    return [(one.actor, one.event, " ".join(one.details)) for one in wales.case.history]


def test_a_journey_by_two_mails(wales: World) -> None:
    first = wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    assert first.mail_end is MailEnd.DONE
    received, invited = wales.letters
    assert (received.to, received.language) == (FORMER_HEAD, Language.ENGLISH)
    assert (received.answers, received.references) == ("<1@mail.example>", ("<1@mail.example>",))
    assert (received.answered_subject, received.token, received.unverified) == ("Hwb accounts", "", False)
    assert received.values == FORMER | PERSON | STATED_SCHOOL | {"expires": "2026-10-20", "pass_on": False}
    assert (invited.to, invited.language, invited.answers) == (MOVER, Language.BOTH, "")
    asked_for = [{"field": str(name)} for name in CONSOLIDATION]
    assert invited.values == FORMER | PERSON | STATED_SCHOOL | {"expires": "2026-10-20", "form": asked_for}
    tag = from_tag(invited.token)
    assert tag is not None
    assert tag[0] == wales.case.reference

    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    wales.decide(MergeCarriedOut(wales.case.reference))
    for letter, template, to, answers in zip(
        wales.letters[2:],
        ("mover-merged", "headteacher-merged"),
        ("aprhyss12@hwbcymru.example", FORMER_HEAD),
        ("<2@mail.example>", "<1@mail.example>"),
        strict=True,
    ):
        assert (letter.template, letter.to, letter.answers) == (template, to, answers)
        assert letter.values == FORMER | NEW | PERSON
    case = wales.case
    assert (case.state, case.merged_at, case.keys, case.due_at) == (CaseState.MERGED, wales.now, (), None)
    assert (case.former.username, case.former.dfes_number) == ("aprhyss12", "6614011")
    assert (case.new.username, case.new.dfes_number) == ("aprhyss77", "6724022")
    assert len(case.compared) == 10
    assert events(wales) == [
        ("headteacher", "authorisation-received", ""),
        ("mailbot", "waiting-consolidation", "waiting-consolidation"),
        ("mailbot", "letter-sent", "headteacher-authorisation-received"),
        ("mailbot", "letter-sent", "mover-consolidation-invited"),
        ("mover", "consolidation-received", ""),
        ("mailbot", "cases-joined", ""),
        ("mailbot", "merging", ""),
        ("mailbot", "merged", ""),
        ("mailbot", "letter-sent", "mover-merged"),
        ("mailbot", "letter-sent", "headteacher-merged"),
    ]
    arrived = case.history[0]
    assert (arrived.message_id, arrived.mail_id) == ("<1@mail.example>", "mail-1")


def test_a_stranger_is_told_only_what_they_said(wales: World) -> None:
    wales.mail("stranger@mail.example", MailKind.AUTHORISATION, AUTHORISATION)
    check = wales.letter("headteacher-sender-check")
    assert (check.to, check.unverified) == (FORMER_HEAD, True)
    assert check.values["stated"] == [
        {"field": str(name), "value": value} for name, value in AUTHORISATION.items() if value
    ]
    assert [one.to for one in wales.letters] == [FORMER_HEAD]


def test_what_is_missing_and_what_differs_is_told_in_codes(wales: World) -> None:
    stated = AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6614012"}
    del stated[FieldName.NEW_SCHOOL_NAME]
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, stated)
    values = wales.letter("headteacher-authorisation-incomplete").values
    assert values["missing"] == [{"field": "new_school_name"}]
    assert values["differs"] == [{"code": "former-dfes-differs", "stated": "6614012"}]
    assert values["form"] == [{"field": str(name)} for name in AUTHORISATION]


def test_a_journey_by_a_transfer_request(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER, language=Language.WELSH)
    asked = wales.letter("headteacher-approval-asked")
    assert asked.to == FORMER_HEAD
    assert FORMER.items() <= asked.values.items()
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)
    proceed = wales.letters[-1]
    assert (proceed.to, proceed.language) == (MOVER, Language.WELSH)
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=proceed)
    assert wales.case.state is CaseState.MERGING
    assert wales.case.before_merge
    assert [one.answered_at for one in wales.case.asked if one.question in ("approve", "proceed")] == [
        wales.case.history[-1].at.replace(minute=10),
        wales.case.history[-1].at,
    ]


def test_a_rejection_is_told_to_the_mover_and_ends_the_case(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    before = len(wales.letters)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=asked)
    assert wales.case.state is CaseState.REJECTED
    assert MOVER in [letter.to for letter in wales.letters[before:]]
    assert (wales.case.keys, wales.case.due_at, wales.case.awaited) == ((), None, ())


def test_an_unvouched_answer_is_no_answer(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    forged = replace(asked, token="")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=forged)
    assert wales.case.state is CaseState.WAITING_AUTHORISATION
