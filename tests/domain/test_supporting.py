"""What the support team can do in which state, and what is refused with which words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest

from hwb_mailbot import wording
from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import CaseState, Standing
from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.deciding.permitted import OUT_OF_PLACE, UNDO, Refused, must_be_in_place
from hwb_mailbot.domain.events import MergeCarriedOut, MergeUndone, SupportActed, SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    TRANSFER,
    World,
    amended,
    staff,
    world,
)

AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION
ACTIONS = [*SupportAction, UNDO]
WITH_FORMER = CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"}


@pytest.fixture
def wales() -> World:
    return world()


def act(wales: World, action: SupportAction, reason: str = "rang the school", **more: str | FieldName) -> Decision:
    event = SupportActed(wales.case.reference, action, "Mair", reason, **more)  # type: ignore[arg-type]
    return wales.decide(event)


def authorised(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)


def half_authorised(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, {name: value for name, value in AUTHORISATION.items() if name != "staff_name"})


def consolidated(wales: World) -> None:
    wales.mail(MOVER, CONS, WITH_FORMER)


def unconfirmed(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)


def waiting_for_records(wales: World) -> None:
    wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
    authorised(wales)
    consolidated(wales)


def before_proceed(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)


def in_review(wales: World) -> None:
    wales.add(staff("aprhyss3", "Siân ap Rhys", "6614011", staff_code="SR2"))
    authorised(wales)


def held(wales: World) -> None:
    consolidated(wales)
    act(wales, SupportAction.HOLD)


def merging(wales: World) -> None:
    authorised(wales)
    consolidated(wales)


def merged(wales: World) -> None:
    merging(wales)
    wales.decide(MergeCarriedOut(wales.case.reference))


def undone(wales: World) -> None:
    merged(wales)
    wales.decide(MergeUndone(wales.case.reference, "Mair", "the wrong Siân"))


def rejected(wales: World) -> None:
    authorised(wales)
    act(wales, SupportAction.REJECT)


def withdrawn(wales: World) -> None:
    authorised(wales)
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=wales.case.reference)


ROADS: dict[CaseState, Callable[[World], None]] = {
    CaseState.WAITING_AUTHORISATION: consolidated,
    CaseState.WAITING_CONSOLIDATION: authorised,
    CaseState.WAITING_SENDER_CHECK: unconfirmed,
    CaseState.WAITING_DIRECTORY: waiting_for_records,
    CaseState.WAITING_PROCEED: before_proceed,
    CaseState.REVIEW: in_review,
    CaseState.HELD: held,
    CaseState.MERGING: merging,
    CaseState.MERGED: merged,
    CaseState.UNDONE: undone,
    CaseState.REJECTED: rejected,
    CaseState.WITHDRAWN: withdrawn,
}


@pytest.mark.parametrize("state", ROADS)
@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_out_of_place_is_refused_and_changes_nothing(wales: World, action: str, state: CaseState) -> None:
    ROADS[state](wales)
    assert wales.case.state is state
    before, letters = wales.case, len(wales.letters)
    code = OUT_OF_PLACE[action].get(state, "")
    if action == UNDO:
        with pytest.raises(Refused) if code else nullcontext() as refused:
            must_be_in_place(UNDO, before, wales.policy)
        assert refused is None or refused.value.code == code
        return
    decision = act(wales, SupportAction(action), field=FieldName.STAFF_NAME, value="Siân ap Rhys")
    if code:
        assert decision.refused == code
    if decision.refused:
        assert wording.text(decision.refused, "en", **{**decision.refused_values, "stated": "x"})
        assert (wales.case, len(wales.letters)) == (before, letters)


@pytest.mark.parametrize("state", [CaseState.MERGED, CaseState.UNDONE, CaseState.REJECTED, CaseState.WITHDRAWN])
@pytest.mark.parametrize("action", sorted(set(SupportAction) - {SupportAction.NOTE, SupportAction.RESEND}))
def test_nothing_but_a_note_or_a_letter_again_is_done_to_a_case_that_has_ended(
    wales: World, action: SupportAction, state: CaseState
) -> None:
    ROADS[state](wales)
    decision = act(wales, action)
    assert decision.refused == ("case-merged" if state is CaseState.MERGED else "case-ended")
    assert decision.refused_values["date"] == "2026-09-10"
    assert not act(wales, SupportAction.NOTE).refused


@pytest.mark.parametrize(
    "road", [authorised, waiting_for_records, in_review, before_proceed], ids=lambda one: one.__name__
)
def test_what_is_authorised_is_not_approved_again(wales: World, road: Callable[[World], None]) -> None:
    road(wales)
    decision = act(wales, SupportAction.APPROVE)
    assert decision.refused == "already-authorised"
    assert decision.refused_values == {"by": FORMER_HEAD, "date": "2026-09-10"}


def test_an_approval_by_support_is_not_given_twice(wales: World) -> None:
    wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
    consolidated(wales)
    assert not act(wales, SupportAction.APPROVE).refused
    letters = len(wales.letters)
    wales.now += timedelta(days=1)
    decision = act(wales, SupportAction.APPROVE)
    assert (decision.refused, decision.refused_values) == ("already-authorised", {"by": "Mair", "date": "2026-09-10"})
    assert len(wales.letters) == letters


def test_an_incomplete_authorisation_is_completed_by_an_approval(wales: World) -> None:
    half_authorised(wales)
    assert not act(wales, SupportAction.APPROVE).refused
    assert wales.case.state is CaseState.WAITING_CONSOLIDATION
    received = wales.letter("headteacher-authorisation-received")
    assert (received.to, received.values["by_support"]) == (FORMER_HEAD, True)


def test_on_hold_twice_says_by_whom_and_since_when(wales: World) -> None:
    held(wales)
    decision = act(wales, SupportAction.HOLD)
    assert decision.refused == "already-held"
    assert decision.refused_values == {"state": "held", "by": "Mair", "date": "2026-09-10"}


class TestAfterAnApprovalBySupport:
    def test_the_directory_s_own_stand_where_the_headteachers_did_not_fit(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6614012"})
        act(wales, SupportAction.APPROVE)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION

    def test_the_headteacher_is_not_told_as_theirs_what_they_did_not_say(self, wales: World) -> None:
        short = {FieldName.STAFF_NAME: "Siân ap Rhys", FieldName.FORMER_USERNAME: "aprhyss12"}
        wales.mail(FORMER_HEAD, AUTH, short)
        act(wales, SupportAction.APPROVE)
        letter = wales.letter("headteacher-authorisation-incomplete")
        assert letter.values["missing"] == [{"field": "new_school_name"}]
        said = {item["field"] for item in letter.values["stated"]}  # type: ignore[union-attr,index,call-overload]
        assert said == {"staff_name", "former_username"}

    def test_nobody_is_told_that_the_headteacher_authorised(self, wales: World) -> None:
        unconfirmed(wales)
        act(wales, SupportAction.APPROVE)
        invited = wales.letter("mover-consolidation-invited")
        assert (invited.to, invited.values["by_support"]) == (MOVER, True)
        wales.mail(MOVER, CONS, CONSOLIDATION, reply_to=invited)
        wales.decide(MergeCarriedOut(wales.case.reference))
        told = wales.letter("headteacher-merged")
        assert (told.to, told.values["by_support"]) == (FORMER_HEAD, True)

    def test_a_headteachers_own_authorisation_is_theirs(self, wales: World) -> None:
        authorised(wales)
        assert "by_support" not in wales.letter("mover-consolidation-invited").values

    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
    def test_what_the_mover_wrote_beside_it_is_not_asked_for_again(self, wales: World, evidence: Evidence) -> None:
        """A mail of both halves by the mover: support approves the one, and the mover's own is here or confirmed."""
        wales.mail(MOVER, AUTH, AUTHORISATION | CONSOLIDATION, evidence=evidence)
        assert wales.case.state is (CaseState.REVIEW if evidence is Evidence.PASS else CaseState.WAITING_SENDER_CHECK)
        act(wales, SupportAction.APPROVE)
        half = wales.case.consolidation
        assert half is not None
        assert set(half.fields) == set(CONSOLIDATION)
        assert "mover-consolidation-invited" not in wales.sent
        if evidence is Evidence.PASS:
            assert (half.standing, wales.case.state) == (Standing.ACTS, CaseState.MERGING)
        else:
            assert wales.case.state is CaseState.WAITING_SENDER_CHECK
            assert wales.letter("mover-sender-check").to == MOVER

    def test_the_history_says_who_wrote(self, wales: World) -> None:
        wales.mail(MOVER, AUTH, AUTHORISATION)
        assert wales.case.history[0].actor == "mover"
        assert wales.case.history[0].event == "authorisation-received"


def test_each_action_is_one_line_in_the_history(wales: World) -> None:
    held(wales)
    act(wales, SupportAction.RELEASE)
    lines = [(one.actor, one.event) for one in wales.case.history[-3:]]
    assert lines == [
        ("support: Mair", "held"),
        ("support: Mair", "release"),
        ("mailbot", "waiting-authorisation"),
    ]
    act(wales, SupportAction.REJECT, "a duplicate")
    (line,) = [one for one in wales.case.history if one.event in ("reject", "rejected")]
    assert (line.actor, line.text, line.details) == ("support: Mair", "a duplicate", ("rejected-by-support",))


def test_undoing_is_one_line_in_the_history(wales: World) -> None:
    undone(wales)
    (line,) = [one for one in wales.case.history if one.event == "undone"]
    assert (line.actor, line.text) == ("support: Mair", "the wrong Siân")


class TestAmending:
    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            (FieldName.FORMER_DFES_NUMBER, "12", "dfes-number-shape"),
            (FieldName.FORMER_USERNAME, "Not A Name", "username-shape"),
            (FieldName.LEAVING_DATE, "in summer", "date-shape"),
            (FieldName.LEAVING_DATE_CONFIRMED, "perhaps", "value-yes-or-no"),
            (FieldName.STAFF_NAME, " ", "value-shape"),
            (FieldName.STAFF_CODE, "SAR", "half-of-field-not-here"),
        ],
    )
    def test_what_cannot_be_is_refused_with_the_reason(
        self, wales: World, name: FieldName, value: str, code: str
    ) -> None:
        authorised(wales)
        decision = act(wales, SupportAction.AMEND, field=name, value=value)
        assert decision.refused == code
        assert wording.text(code, "en", **decision.refused_values)

    def test_the_history_names_the_detail_and_its_value(self, wales: World) -> None:
        authorised(wales)
        act(wales, SupportAction.AMEND, field=FieldName.FORMER_SCHOOL_NAME, value="Ysgol Bryn Eithin")
        (line,) = [one for one in wales.case.history if one.event == "amend"]
        assert line.details == ("former_school_name=Ysgol Bryn Eithin",)

    def test_the_former_account_may_be_named_for_the_mover(self, wales: World) -> None:
        """Then its headteacher can be asked, or support approve; without it neither."""
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert act(wales, SupportAction.APPROVE).refused == "former-account-not-named"
        assert not act(wales, SupportAction.AMEND, field=FieldName.FORMER_USERNAME, value="aprhyss12").refused
        assert wales.letter("headteacher-approval-asked").to == FORMER_HEAD
        assert not act(wales, SupportAction.APPROVE).refused
        assert wales.case.state is CaseState.MERGING


class TestLinking:
    def test_the_same_halves_are_not_joined(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        first = wales.case.reference
        other = AUTHORISATION | {FieldName.FORMER_USERNAME: "robertsj1", FieldName.STAFF_NAME: "Jac Roberts"}
        wales.mail("moriond3@hwbcymru.example", AUTH, other)
        (second,) = set(wales.cases) - {first}
        for reference, code in (
            (second, "same-halves"),
            (first, "linked-already"),
            ("HWB-0000-0000", "other-case-unknown"),
        ):
            event = SupportActed(first, SupportAction.LINK, "Mair", "one person", other_reference=reference)
            assert wales.decide(event).refused == code
