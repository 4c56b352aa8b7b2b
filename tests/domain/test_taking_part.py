"""Whose contrary words hold a case: those of its own people; anybody else's are support's to see, and hold nothing."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    NEW_HEAD,
    TRANSFER,
    World,
    amended,
    staff,
    world,
)

AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION
OTHER_HEAD, TEACHER = "head@maesynant.example", "elsie1@hwbcymru.example"
BYSTANDERS = (TEACHER, OTHER_HEAD, "colleague1@hwbcymru.example", "office1@hwbcymru.example", "past1@hwbcymru.example")
ITS_PEOPLE = (
    MOVER,
    NEW_HEAD,
    "haulw4@hwbcymru.example",
    "moriond3@hwbcymru.example",
    "champion2@hwbcymru.example",
)
ELSEWHERE = {FieldName.NEW_SCHOOL_NAME: "Maes y Nant School"}
OTHER_CODE = {FieldName.STAFF_CODE: "XX"}


@pytest.fixture
def wales() -> World:
    wales = world()
    wales.add(
        School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email=OTHER_HEAD),
        staff("elsie1", "Elsie Mai", "6654001"),
        staff("office1", "Mair Office", "6654001", role=AccountRole.DIGITAL_CHAMPION),
        staff("colleague1", "Carys Llwyd", "6614011"),
        staff("past1", "Past Pennaeth", "6614011", role=AccountRole.HEADTEACHER, status=AccountStatus.INACTIVE),
        staff("champion2", "Huw Puw", "6724022", role=AccountRole.DIGITAL_CHAMPION),
    )
    return wales


def merges(wales: World) -> bool:
    return any(case.state is CaseState.MERGING for case in wales.cases.values())


@pytest.mark.parametrize("sender", BYSTANDERS)
@pytest.mark.parametrize(
    "more", [ELSEWHERE, {FieldName.NEW_USERNAME: "elsie1"}, {FieldName.STAFF_NAME: "Elsie Mai"}], ids=str
)
@pytest.mark.parametrize("when", ["first", "between", "before and between"])
def test_who_has_no_part_in_it_does_not_stop_an_authorised_move(
    wales: World, sender: str, more: dict[FieldName, str | bool], when: str
) -> None:
    """Also not by naming their own account or school as the new one, nor before anybody else has written."""
    if when != "between":
        wales.mail(sender, AUTH, AUTHORISATION | more)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    if when != "first":
        decision = wales.mail(sender, AUTH, AUTHORISATION | more)
        assert (decision.mail_end, decision.reasons) == (MailEnd.SUPPORT, ("stranger-contradicts",))
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert merges(wales)
    assert {one.template for one in wales.letters if one.to == sender} <= {"sender-own-account"}


@pytest.mark.parametrize("sender", BYSTANDERS)
@pytest.mark.parametrize("kind", [CONS, MailKind.TRANSFER_REQUEST])
@pytest.mark.parametrize("takes_back", [False, True])
def test_who_has_no_part_in_it_does_not_stop_what_the_mover_asked(
    wales: World, sender: str, kind: MailKind, takes_back: bool
) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION)
    words = CONSOLIDATION | ({} if takes_back else OTHER_CODE)
    decision = wales.mail(sender, kind, words, takes_back=takes_back)
    assert decision.mail_end is MailEnd.SUPPORT
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert merges(wales)


@pytest.mark.parametrize("sender", ITS_PEOPLE)
def test_its_own_people_hold_what_the_headteacher_gave(wales: World, sender: str) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(sender, AUTH, AUTHORISATION | ELSEWHERE)
    assert wales.case.state is CaseState.REVIEW
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert not merges(wales)


@pytest.mark.parametrize("sender", [NEW_HEAD, "champion2@hwbcymru.example"])
@pytest.mark.parametrize("words", [{}, OTHER_CODE], ids=["taken back", "another code"])
def test_its_own_people_hold_what_the_mover_asked(
    wales: World, sender: str, words: dict[FieldName, str | bool]
) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.mail(sender, CONS, CONSOLIDATION | words, takes_back=not words)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert wales.case.state is CaseState.REVIEW


def test_the_former_headteacher_holds_what_the_mover_asked(wales: World) -> None:
    """They were asked, and write about the mover's account instead."""
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    wales.mail("robertsj1@hwbcymru.example", CONS, CONSOLIDATION | {FieldName.FORMER_DFES_NUMBER: ""}, takes_back=True)
    assert wales.case.state is CaseState.REVIEW


def test_whoever_wrote_a_half_that_was_confirmed_has_a_part_in_it(wales: World) -> None:
    secretary = "colleague1@hwbcymru.example"
    wales.mail(secretary, AUTH, AUTHORISATION)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=wales.letter("headteacher-sender-check"))
    wales.mail(secretary, AUTH, AUTHORISATION | ELSEWHERE)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert wales.case.state is CaseState.REVIEW


def test_the_successors_headteacher_has_a_part_in_a_closed_schools_case(wales: World) -> None:
    wales.add(School("6612009", "Hen Bont", "Yr Hen Bont", status=SchoolStatus.CLOSED, successor_dfes_number="6654001"))
    wales.add(amended(wales.accounts["aprhyss12"], dfes_number="6612009"))
    wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
    wales.mail(OTHER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6612009"})
    assert wales.case.state is CaseState.REVIEW


@pytest.mark.parametrize("sender", BYSTANDERS)
def test_asked_and_denied_often_enough_it_is_not_asked_again_nor_held(wales: World, sender: str) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION)
    for _ in range(5):
        wales.mail(sender, AUTH, AUTHORISATION)
        if wales.case.authorisation is not None:
            letter = wales.letter("headteacher-sender-check")
            wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=letter)
    assert wales.sent.count("headteacher-sender-check") == wales.policy.asks_before_review
    assert wales.case.state is CaseState.WAITING_AUTHORISATION
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert merges(wales)


def test_the_true_new_headteacher_who_authorises_is_a_persons(wales: World) -> None:
    wales.mail(NEW_HEAD, AUTH, AUTHORISATION)
    assert wales.case.reasons == ("conflict-new-headteacher-authorises",)


@pytest.mark.parametrize("order", ["FCA", "AFC", "CFA", "FAC", "CAF", "ACF", "FGCA", "FCGA", "CFGA"])
@pytest.mark.parametrize("sender", ["stranger@mail.example", TEACHER])
def test_nobody_holds_a_move_by_a_namesake_whom_no_headteacher_authorised(
    wales: World, order: str, sender: str
) -> None:
    """F and G are authorisations in the name of two other schools, A and C the true halves."""
    wales.add(
        School("6654002", "Y Dderwen School", "Ysgol y Dderwen", head_email="head@ydderwen.example"),
        staff("aprhyss44", "Siân ap Rhys", "6654001", status=AccountStatus.INACTIVE),
        staff("aprhyss45", "Siân ap Rhys", "6654002", status=AccountStatus.INACTIVE),
    )
    forged = {"F": ("aprhyss44", "6654001", "Maes y Nant"), "G": ("aprhyss45", "6654002", "Y Dderwen")}
    for step in order:
        if step in forged:
            username, number, school = forged[step]
            details = {FieldName.FORMER_USERNAME: username, FieldName.FORMER_DFES_NUMBER: number}
            named = AUTHORISATION | details | {FieldName.FORMER_SCHOOL_NAME: school}
            wales.mail(sender, AUTH, named, evidence=Evidence.FAIL)
        elif step == "C":
            wales.mail(MOVER, CONS, CONSOLIDATION)
        else:
            wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    merged = [case.former.username for case in wales.cases.values() if case.state is CaseState.MERGING]
    assert merged == ["aprhyss12"]


def test_a_namesakes_authorisation_that_its_headteacher_confirms_is_weighed_again(wales: World) -> None:
    wales.add(staff("aprhyss44", "Siân ap Rhys", "6654001", status=AccountStatus.INACTIVE))
    other = {FieldName.FORMER_USERNAME: "aprhyss44", FieldName.FORMER_DFES_NUMBER: "6654001"}
    wales.mail(TEACHER, AUTH, AUTHORISATION | other | {FieldName.FORMER_SCHOOL_NAME: "Maes y Nant"})
    letter = wales.letter("headteacher-sender-check")
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(OTHER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert not merges(wales)
    assert {case.state for case in wales.cases.values()} == {CaseState.REVIEW}
