"""Ways into somebody else's account that were tried, and where each one ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, School
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import MergeCarriedOut
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, World, amended, staff, world

AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION
CROOK = "crook9@hwbcymru.example"


@pytest.fixture
def wales() -> World:
    wales = world()
    wales.add(staff("crook9", "Cai Crook", "6724022", staff_code="CC", start_date=date(2020, 9, 1)))
    return wales


def amended_school(school: School, **changes: Any) -> School:
    return replace(school, **changes)


def never_merges(wales: World) -> None:
    assert not any(case.state is CaseState.MERGING for case in wales.cases.values())


@pytest.mark.parametrize("days", [29, -2])
@pytest.mark.parametrize("vouched_by", ["dkim", "spf", "relay"])
def test_only_a_signature_by_itself_goes_stale(wales: World, vouched_by: str, days: int) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, vouched_by=vouched_by, written=timedelta(days=days))
    stale = vouched_by == "dkim"
    assert wales.case.state is (CaseState.WAITING_SENDER_CHECK if stale else CaseState.WAITING_CONSOLIDATION)


@pytest.mark.parametrize("answer", [Answer.REJECT, Answer.UNCLEAR, Answer.CANCEL])
def test_details_beside_a_refusal_authorise_nothing(wales: World, answer: Answer) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION)
    decision = wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, answer=answer)
    assert decision.mail_end is MailEnd.SUPPORT
    never_merges(wales)


@pytest.mark.parametrize("answer", [Answer.REJECT, Answer.UNCLEAR, None])
def test_details_in_the_answer_to_a_call_back_confirm_nothing(wales: World, answer: Answer | None) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    letter = wales.letter("headteacher-sender-check")
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, answer=answer, evidence=Evidence.NONE, reply_to=letter)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    never_merges(wales)


@pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
def test_an_answer_to_an_older_letter_never_confirms_what_came_since(wales: World, evidence: Evidence) -> None:
    wales.mail("secretary@bryneithin.example", AUTH, AUTHORISATION)
    letter = wales.letter("headteacher-sender-check")
    forged = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Elsewhere"}
    wales.mail("stranger@mail.example", AUTH, forged)
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=evidence, reply_to=letter)
    assert wales.case.authorisation is not None
    assert not wales.case.authorisation.stands


def test_a_signed_yes_about_something_else_approves_nothing(wales: World) -> None:
    """A thread header may be added to anybody's mail; subject and words are signed."""
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    reference = wales.case.reference
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, about=reference, subject="Re: Leave on Friday")
    assert wales.case.state is CaseState.WAITING_AUTHORISATION


def test_a_request_with_somebody_elses_account_captures_nothing(wales: World) -> None:
    wales.mail(CROOK, MailKind.TRANSFER_REQUEST, TRANSFER)
    stolen = wales.case.reference
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(CROOK, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=stolen)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    merging = [case for case in wales.cases.values() if case.state is CaseState.MERGING]
    assert [(case.former.username, case.new.username) for case in merging] == [("aprhyss12", "aprhyss77")]


@pytest.mark.parametrize("more", [{}, {FieldName.NEW_USERNAME: "nobody1"}])
def test_who_names_a_strangers_username_learns_nothing(wales: World, more: dict[FieldName, Any]) -> None:
    kind = CONS if more else MailKind.TRANSFER_REQUEST
    wales.mail(CROOK, kind, TRANSFER | more)
    for case in list(wales.cases.values()):
        wales.mail(CROOK, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=case.reference)
    told = " ".join(str(letter.values) for letter in wales.letters if letter.to == CROOK)
    assert "ap Rhys" not in told
    assert "Bryn Eithin" not in told


def test_a_head_learns_nothing_of_another_schools_account(wales: World) -> None:
    letters = []
    for username in ("crook9", "nobody1"):
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_USERNAME: username})
        letters.append(wales.letter("headteacher-authorisation-incomplete").values["differs"])
    assert "Crook" not in str(wales.letters)
    first, second = ([one["code"] for one in differs] for differs in letters)  # type: ignore[union-attr,index,call-overload]
    assert "former-account-unknown" in first
    assert "former-account-unknown" in second


def test_learners_are_never_written_to(wales: World) -> None:
    wales.add(staff("child1", "Mali Puw", "6724022", kind=AccountKind.LEARNER, role=AccountRole.LEARNER))
    wales.mail("stranger@mail.example", CONS, CONSOLIDATION | {FieldName.NEW_USERNAME: "child1"})
    assert [(one.template, one.to) for one in wales.letters] == [("sender-blank-form", "stranger@mail.example")]


@pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize(
    ("kind", "details", "name"),
    [
        (CONS, CONSOLIDATION, FieldName.NEW_USERNAME),
        (MailKind.TRANSFER_REQUEST, TRANSFER | {FieldName.NEW_USERNAME: ""}, FieldName.NEW_USERNAME),
        (AUTH, AUTHORISATION, FieldName.FORMER_USERNAME),
        (AUTH, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: ""}, FieldName.FORMER_USERNAME),
        (AUTH, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6619999"}, FieldName.FORMER_USERNAME),
    ],
)
def test_a_stranger_learns_of_no_username_whether_there_is_one(
    kind: MailKind, details: dict[FieldName, str | bool], name: FieldName, twice: bool, evidence: Evidence
) -> None:
    """What goes to the sender is the same for an account, a merged, an inactive, a learner's one, and none."""
    heard = []
    for username in ("aprhyss77", "aprhyss12", "child1", "gone1", "nobody1"):
        wales = world()
        wales.add(
            staff("child1", "Mali Puw", "6724022", kind=AccountKind.LEARNER, role=AccountRole.LEARNER),
            staff("gone1", "Siân ap Rhys", "6724022", status=AccountStatus.MERGED, merged_into="aprhyss77"),
        )
        if twice:
            wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail("stranger@mail.example", kind, details | {name: username}, evidence=evidence)
        heard.append([one.template for one in wales.letters if one.to == "stranger@mail.example"])
    assert heard == [heard[-1]] * 5
    by_school = details.get(FieldName.FORMER_DFES_NUMBER) == "6614011" and kind is AUTH
    assert heard[-1] == (["sender-blank-form"] if evidence is Evidence.PASS and not by_school else [])


def test_a_denied_half_may_be_sent_again_by_its_true_writer(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail("stranger@mail.example", CONS, CONSOLIDATION)
    letter = wales.letter("mover-sender-check")
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, evidence=Evidence.NONE, reply_to=letter)
    wales.mail(MOVER, CONS, CONSOLIDATION, evidence=Evidence.NONE)
    again = wales.letter("mover-sender-check")
    assert again.token != letter.token
    wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, evidence=Evidence.NONE, reply_to=again)
    assert wales.case.state is CaseState.MERGING


def test_going_ahead_with_other_accounts_is_asked_again(wales: World) -> None:
    former = wales.accounts["aprhyss12"]
    wales.add(amended(former, status=AccountStatus.ACTIVE, leaving_date=None))
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    letter = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
    wales.add(former)
    assert not wales.case.proceeded


def test_a_robot_that_does_not_say_so_is_answered_twice_a_day(wales: World) -> None:
    for _ in range(20):
        wales.mail(MOVER, MailKind.ENQUIRY)
    assert len(wales.letters) == wales.policy.same_letters_a_day
    wales.mail("hwb+7f3k@support.example", MailKind.ENQUIRY)


def test_a_long_list_of_people_is_for_a_person(wales: World) -> None:
    decision = wales.mail(FORMER_HEAD, AUTH, *[AUTHORISATION] * 40)
    assert decision.reasons == ("too-many-people",)


def test_one_address_is_called_back_ten_times_a_day_over_all_cases(wales: World) -> None:
    wales.add(School("6654001", "Ysgol Maes y Nant", "Ysgol Maes y Nant"))
    for number in range(30):
        wales.add(staff(f"puwm{number}", f"Mali Puw {number}", "6614011", status=AccountStatus.INACTIVE))
        forged = AUTHORISATION | {FieldName.FORMER_USERNAME: f"puwm{number}"}
        wales.mail("stranger@mail.example", AUTH, forged)
    assert len(wales.letters) == wales.policy.letters_a_day


def test_long_forged_lists_past_the_days_call_backs_are_one_entry_each_for_support(wales: World) -> None:
    """A case for each of those named would bury the queue, by mails that cost a forger nothing."""
    for number in range(60):
        wales.add(staff(f"puwm{number}", f"Mali Puw {number}", "6614011", status=AccountStatus.INACTIVE))
    ends = []
    for first in range(0, 60, 12):
        forged = [AUTHORISATION | {FieldName.FORMER_USERNAME: f"puwm{number}"} for number in range(first, first + 12)]
        ends.append(wales.mail(f"s{first}@mail.example", AUTH, *forged, evidence=Evidence.NONE))
    called_back = [letter for letter in wales.letters if letter.template == "headteacher-sender-check"]
    assert len(wales.cases) == len(called_back) == 12
    assert [end.reasons for end in ends[1:]] == [("too-many-call-backs",)] * 4
    assert all(end.mail_end is MailEnd.SUPPORT and not end.cases for end in ends[1:])
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, AUTHORISATION | {FieldName.FORMER_USERNAME: "puwm3"})
    assert any(case.former.username == "aprhyss12" for case in wales.cases.values()), "the true one is served"


def test_a_namesake_who_has_long_worked_at_the_new_school_is_not_the_leaver(wales: World) -> None:
    """The leaver's own new account has not been made yet, so the namesake is the only one of that name there."""
    wales.add(amended(wales.accounts["aprhyss77"], start_date=date(2014, 9, 1)))
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    assert [letter.to for letter in wales.letters] == [FORMER_HEAD]
    wales.mail(MOVER, CONS, CONSOLIDATION)
    never_merges(wales)
    assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("new-post-older",))


@pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
def test_who_is_headteacher_no_longer_confirms_nothing(wales: World, evidence: Evidence) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.mail("stranger@mail.example", AUTH, AUTHORISATION)
    letter = wales.letter("headteacher-sender-check")
    wales.add(amended_school(wales.schools["6614011"], head_email="new@bryneithin.example"))
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=evidence, reply_to=letter)
    never_merges(wales)
    assert wales.case.state is CaseState.REVIEW


@pytest.mark.parametrize("answer", [Answer.APPROVE, Answer.REJECT, Answer.UNCLEAR])
def test_a_forwarded_letter_and_a_forged_sender_confirm_nothing(wales: World, answer: Answer) -> None:
    """Headteachers forward our letters ("what is this?"), and then others hold the token."""
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.mail(CROOK, AUTH, AUTHORISATION)
    letter = wales.letter("headteacher-sender-check")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=answer, evidence=Evidence.FAIL, reply_to=letter)
    never_merges(wales)
    assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("right-token-other-sender",))


def test_a_forwarded_letter_and_a_forged_sender_approve_nothing(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    letter = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.FAIL, reply_to=letter)
    assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("right-token-other-sender",))
    assert wales.case.authorisation is None


def test_a_forwarded_form_filled_in_by_a_forged_sender_authorises_nothing(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, {FieldName.STAFF_NAME: AUTHORISATION[FieldName.STAFF_NAME]})
    letter = wales.letter("headteacher-authorisation-incomplete")
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.FAIL, reply_to=letter)
    never_merges(wales)


@pytest.mark.parametrize("evidence", [Evidence.NONE, Evidence.FAIL])
@pytest.mark.parametrize(
    ("sender", "answer"), [(MOVER, Answer.CANCEL), (FORMER_HEAD, Answer.REJECT)], ids=["mover", "headteacher"]
)
def test_what_is_taken_back_unauthenticated_merges_nothing_until_its_writer_has_said(
    wales: World, sender: str, answer: Answer, evidence: Evidence
) -> None:
    """The letters that say how to cancel carry no token, so nobody else may go on as if nothing had been said."""
    first, second = ((MOVER, CONS, CONSOLIDATION), (FORMER_HEAD, AUTH, AUTHORISATION))
    if sender == FORMER_HEAD:
        first, second = second, first
    wales.mail(*first)
    wales.mail(sender, MailKind.DECISION, answer=answer, evidence=evidence, about=wales.case.reference)
    wales.mail(*second)
    never_merges(wales)
    assert (wales.case.state, wales.case.reasons) == (CaseState.WAITING_SENDER_CHECK, ("correction-pending",))


def test_words_that_take_back_without_our_word_for_it_stop_the_case(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(FORMER_HEAD, MailKind.ENQUIRY, answer=Answer.UNCLEAR, about=wales.case.reference)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    never_merges(wales)
    assert wales.case.state is CaseState.REVIEW


def test_a_form_that_comes_after_the_merge_opens_no_other_case(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    invitation = wales.letter("mover-consolidation-invited")
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.decide(MergeCarriedOut(wales.case.reference))
    wales.mail(MOVER, CONS, CONSOLIDATION, reply_to=invitation)
    assert wales.case.state is CaseState.MERGED


def test_an_answer_with_a_used_token_is_shown(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    letter = wales.letter("headteacher-sender-check")
    for answer in (Answer.APPROVE, Answer.REJECT):
        decision = wales.mail(FORMER_HEAD, MailKind.DECISION, answer=answer, evidence=Evidence.NONE, reply_to=letter)
    assert (decision.mail_end, decision.reasons) == (MailEnd.SUPPORT, ("token-expired",))


def test_an_answer_after_the_merge_is_answered_where_the_mover_reads_now(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    reference = wales.case.reference
    wales.decide(MergeCarriedOut(reference))
    former, new = wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]
    wales.add(
        amended(former, status=AccountStatus.ACTIVE, dfes_number="6724022", leaving_date=None),
        amended(new, status=AccountStatus.MERGED, merged_into="aprhyss12"),
    )
    for kind, answer in ((MailKind.CONFIRMATION, Answer.CANCEL), (MailKind.ENQUIRY, None)):
        decision = wales.mail(MOVER, kind, answer=answer, about=reference)
        assert [letter.to for letter in decision.letters] == ["aprhyss12@hwbcymru.example"]
