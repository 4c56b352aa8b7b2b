"""A no to what stands that nothing vouches for: asked about, never lost, and no forger stops a case for good by it."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.events import SupportActed, SupportAction, TimeCame
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, World, world

AUTH, CONS, ANSWER = MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.DECISION
HEAD_NO, MOVER_NO = (FORMER_HEAD, Answer.REJECT), (MOVER, Answer.CANCEL)
BOTH = pytest.mark.parametrize(("who", "no"), [HEAD_NO, MOVER_NO], ids=["headteacher", "mover"])
UNVOUCHED = pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
FIRST = {FORMER_HEAD: (FORMER_HEAD, AUTH, AUTHORISATION), MOVER: (MOVER, CONS, CONSOLIDATION)}
SECOND = {FORMER_HEAD: FIRST[MOVER], MOVER: FIRST[FORMER_HEAD]}
YES = {FORMER_HEAD: Answer.APPROVE, MOVER: Answer.PROCEED}
CHECK = {FORMER_HEAD: "headteacher-sender-check", MOVER: "mover-sender-check"}


def doubted(who: str, no: Answer, evidence: Evidence = Evidence.NONE) -> World:
    """One half stands, and somebody in its writer's name says no."""
    wales = world()
    wales.mail(*FIRST[who])
    said(wales, who, no, evidence)
    return wales


def said(wales: World, who: str, no: Answer, evidence: Evidence = Evidence.NONE) -> None:
    wales.mail(who, ANSWER, answer=no, evidence=evidence, about=wales.case.reference)


def answers(wales: World, who: str, answer: Answer, evidence: Evidence = Evidence.NONE) -> None:
    wales.mail(who, ANSWER, answer=answer, evidence=evidence, reply_to=asked(wales, who))


def asked(wales: World, who: str) -> LetterOrder:
    return wales.letter(CHECK[who])


@BOTH
@UNVOUCHED
def test_the_address_on_record_is_asked_in_its_own_words(who: str, no: Answer, evidence: Evidence) -> None:
    wales = doubted(who, no, evidence)
    letter = asked(wales, who)
    assert (letter.to, letter.unverified, letter.values["takes_back"]) == (who, True, True)
    before = len(wales.letters)
    said(wales, who, no, evidence)
    assert len(wales.letters) == before, "asked once"


@BOTH
def test_a_no_that_is_theirs_ends_the_case(who: str, no: Answer) -> None:
    wales = doubted(who, no)
    answers(wales, who, no)
    wales.mail(*SECOND[who])
    assert not any(one.state is CaseState.MERGING for one in wales.cases.values())
    ended = CaseState.REJECTED if who == FORMER_HEAD else CaseState.WITHDRAWN
    assert ended in {one.state for one in wales.cases.values()}


@BOTH
def test_or_comes_once_more_vouched_for(who: str, no: Answer) -> None:
    wales = doubted(who, no)
    said(wales, who, no, Evidence.PASS)
    assert wales.case.state is (CaseState.REJECTED if who == FORMER_HEAD else CaseState.WITHDRAWN)


@BOTH
def test_said_not_to_be_theirs_the_case_goes_on(who: str, no: Answer) -> None:
    wales = doubted(who, no)
    wales.mail(*SECOND[who])
    assert (wales.case.state, wales.case.reasons) == (CaseState.WAITING_SENDER_CHECK, ("correction-pending",))
    answers(wales, who, YES[who])
    assert wales.case.state is CaseState.MERGING


@BOTH
def test_nobody_answers_and_a_person_decides(who: str, no: Answer) -> None:
    wales = doubted(who, no)
    wales.mail(*SECOND[who])
    for _ in range(10):
        due = wales.case.due_at
        if wales.case.state is CaseState.REVIEW or due is None:
            break
        wales.now = due
        wales.decide(TimeCame(wales.case.reference))
    assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("correction-unanswered",))
    wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "rang them"))
    assert wales.case.state is CaseState.MERGING


@BOTH
def test_no_forger_asks_for_ever_and_a_person_has_the_last_word(who: str, no: Answer) -> None:
    wales = doubted(who, no)
    for _ in range(wales.policy.asks_before_review):
        assert wales.case.state is not CaseState.REVIEW
        answers(wales, who, YES[who])
        said(wales, who, no)
    assert wales.case.reasons == ("answer-unconfirmed",)
    wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "rang them"))
    said(wales, who, no)
    assert wales.case.state is not CaseState.REVIEW
    wales.mail(*SECOND[who])
    assert wales.case.state is CaseState.MERGING


@BOTH
def test_a_forged_correction_does_not_cover_the_no(who: str, no: Answer) -> None:
    wales = doubted(who, no)
    sender, kind, details = FIRST[who]
    wales.mail(sender, kind, details | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant"}, evidence=Evidence.NONE)
    assert asked(wales, who).values["takes_back"] is True
    answers(wales, who, no)
    assert wales.case.state is (CaseState.REJECTED if who == FORMER_HEAD else CaseState.WITHDRAWN)
