"""Unconfirmed corrections of what stands: asked back, nothing merged meanwhile, and no forger stops a case for long."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountStatus, School
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import DirectoryChanged, SupportActed, SupportAction, TimeCame
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, World, amended, world

AUTH, CONS, ANSWER, WORD = (
    MailKind.AUTHORISATION,
    MailKind.CONSOLIDATION,
    MailKind.DECISION,
    MailKind.CONFIRMATION,
)
ELSEWHERE = {FieldName.NEW_SCHOOL_NAME: "Ysgol Maes y Nant"}
CHECK = "headteacher-sender-check"


@pytest.fixture
def wales() -> World:
    """Both halves stand; the former school's record is not ready yet."""
    one = world()
    one.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    one.add(amended(one.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
    one.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    one.mail(MOVER, CONS, CONSOLIDATION)
    assert one.case.state is CaseState.WAITING_DIRECTORY
    return one


def ready(wales: World) -> CaseState:
    """The provisioning run of the former school."""
    former = wales.accounts["aprhyss12"]
    wales.add(amended(former, leaving_date=date(2026, 8, 31), status=AccountStatus.INACTIVE))
    wales.decide(DirectoryChanged(wales.case.reference))
    return wales.case.state


def corrected(wales: World, **more: Evidence) -> MailEnd:
    """An authorisation to another school comes from the headteacher's address, and nothing vouches for it."""
    return wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | ELSEWHERE, **({"evidence": Evidence.NONE} | more)).mail_end


def answered(wales: World, answer: Answer) -> None:
    wales.mail(FORMER_HEAD, ANSWER, answer=answer, evidence=Evidence.NONE, reply_to=wales.letter(CHECK))


def time_comes(wales: World) -> datetime:
    due = wales.case.due_at
    assert due is not None
    wales.now = due
    wales.decide(TimeCame(wales.case.reference))
    return due


def test_the_address_on_record_is_asked_and_nothing_merges_meanwhile(wales: World) -> None:
    corrected(wales)
    letter = wales.letter(CHECK)
    assert (letter.to, letter.unverified, letter.values["correction"]) == (FORMER_HEAD, True, True)
    assert wales.case.state is CaseState.WAITING_DIRECTORY
    assert ready(wales) is CaseState.WAITING_SENDER_CHECK
    assert wales.case.reasons == ("correction-pending",)


def test_said_not_to_be_theirs_it_falls_and_the_case_goes_on(wales: World) -> None:
    corrected(wales)
    ready(wales)
    answered(wales, Answer.REJECT)
    assert wales.case.state is CaseState.MERGING
    assert wales.case.authorisation is not None
    assert wales.case.authorisation.text(FieldName.NEW_SCHOOL_NAME) == AUTHORISATION[FieldName.NEW_SCHOOL_NAME]


def test_theirs_it_is_the_half_and_another_school_is_for_a_person(wales: World) -> None:
    corrected(wales)
    ready(wales)
    answered(wales, Answer.APPROVE)
    assert wales.case.authorisation is not None
    assert wales.case.authorisation.text(FieldName.NEW_SCHOOL_NAME) == "Ysgol Maes y Nant"
    assert wales.case.state is CaseState.REVIEW
    assert "authorised-to-two-schools" in wales.case.reasons


def test_theirs_and_no_contradiction_it_merges(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.STAFF_NAME: "Sian Ap Rhys"}, evidence=Evidence.FAIL)
    assert ready(wales) is CaseState.WAITING_SENDER_CHECK
    answered(wales, Answer.APPROVE)
    assert wales.case.state is CaseState.MERGING


def test_unanswered_it_is_support_who_decide_after_three_school_days(wales: World) -> None:
    corrected(wales)
    ready(wales)
    due = time_comes(wales)
    assert wales.policy.school_days.between(date(2026, 9, 10), due.date()) == wales.policy.correction_held
    assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("correction-unanswered",))
    wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "rang the school"))
    assert wales.case.state is CaseState.MERGING
    answered(wales, Answer.APPROVE)
    assert wales.case.state is CaseState.MERGING


def test_answered_late_it_needs_no_support(wales: World) -> None:
    corrected(wales)
    ready(wales)
    time_comes(wales)
    answered(wales, Answer.REJECT)
    assert wales.case.state is CaseState.MERGING


def test_a_forger_who_writes_again_and_again_wins_no_more_time(wales: World) -> None:
    corrected(wales)
    ready(wales)
    first = wales.case.due_at
    for number in range(12):
        wales.now += timedelta(hours=3)
        other = {FieldName.STAFF_NAME: f"Siân ap Rhys {number}"}
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | other, evidence=Evidence.FAIL)
    assert wales.sent.count(CHECK) == wales.policy.asks_before_review
    assert time_comes(wales) == first
    assert wales.case.state is CaseState.REVIEW
    wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "rang the school"))
    assert wales.case.state is CaseState.MERGING


def test_denied_and_its_time_over_the_next_one_holds_nothing_up(wales: World) -> None:
    corrected(wales)
    answered(wales, Answer.REJECT)
    wales.now += timedelta(days=10)
    assert corrected(wales) is MailEnd.SUPPORT
    assert ready(wales) is CaseState.MERGING
    assert wales.sent.count(CHECK) == 1


def test_the_same_words_are_asked_about_once(wales: World) -> None:
    for _ in range(4):
        corrected(wales)
    assert wales.sent.count(CHECK) == 1


def test_what_stands_said_again_holds_nothing(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    assert ready(wales) is CaseState.MERGING


def test_words_that_are_vouched_for_make_the_question_void(wales: World) -> None:
    corrected(wales)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.STAFF_NAME: "Sian ap Rhys"})
    assert ready(wales) is CaseState.MERGING
    answered(wales, Answer.APPROVE)
    assert wales.case.state is CaseState.MERGING


@pytest.mark.parametrize("sender", ["deputy@bryneithin.example", "stranger@mail.example", "moriond3@hwbcymru.example"])
def test_another_address_that_nothing_vouches_for_holds_nothing_up(wales: World, sender: str) -> None:
    end = wales.mail(sender, AUTH, AUTHORISATION | ELSEWHERE, evidence=Evidence.NONE).mail_end
    assert (end, ready(wales)) == (MailEnd.SUPPORT, CaseState.MERGING)


def test_of_the_movers_half_it_is_the_mover_who_is_asked(wales: World) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, evidence=Evidence.NONE)
    assert wales.letter("mover-sender-check").to == MOVER
    assert ready(wales) is CaseState.WAITING_SENDER_CHECK
    wales.mail(MOVER, WORD, answer=Answer.PROCEED, evidence=Evidence.NONE, reply_to=wales.letter("mover-sender-check"))
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION
    assert wales.case.reasons == ("staff-code-differs",)


def test_what_was_missing_comes_by_a_mail_that_nothing_vouches_for() -> None:
    wales = world()
    wales.mail(FORMER_HEAD, AUTH, {k: v for k, v in AUTHORISATION.items() if k is not FieldName.STAFF_NAME})
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    answered(wales, Answer.APPROVE)
    assert (wales.case.state, wales.case.reasons) == (CaseState.WAITING_CONSOLIDATION, ("waiting-consolidation",))


def test_an_unclear_answer_is_asked_back_about(wales: World) -> None:
    corrected(wales)
    ready(wales)
    answered(wales, Answer.UNCLEAR)
    again = wales.letter("headteacher-answer-unclear")
    wales.mail(FORMER_HEAD, ANSWER, answer=Answer.REJECT, evidence=Evidence.NONE, reply_to=again)
    assert wales.case.state is CaseState.MERGING
