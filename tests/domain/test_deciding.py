"""What follows from mails, letters and runs: the rules R1 to R28 at ``decide``, without a mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import MailEnd
from hwb_mailbot.domain.events import DirectoryChanged, SupportActed, SupportAction, TimeCame
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


@pytest.fixture
def wales() -> World:
    return world()


def authorise(wales: World, sender: str = FORMER_HEAD, **more: object) -> None:
    wales.mail(sender, AUTH, AUTHORISATION, **more)  # type: ignore[arg-type]


def consolidate(wales: World, sender: str = MOVER, **more: object) -> None:
    wales.mail(sender, CONS, CONSOLIDATION, **more)  # type: ignore[arg-type]


class TestBothHalves:
    def test_authorisation_first(self, wales: World) -> None:
        authorise(wales)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION
        assert wales.sent == ["headteacher-authorisation-received", "mover-consolidation-invited"]
        assert wales.letter("mover-consolidation-invited").to == MOVER
        consolidate(wales)
        assert wales.case.state is CaseState.MERGING
        assert (wales.case.former.username, wales.case.new.username) == ("aprhyss12", "aprhyss77")

    def test_consolidation_first(self, wales: World) -> None:
        consolidate(wales)
        assert wales.case.state is CaseState.WAITING_AUTHORISATION
        assert wales.sent == ["mover-consolidation-received"]
        authorise(wales)
        assert wales.case.state is CaseState.MERGING

    def test_the_reference_of_the_first_half_stays(self, wales: World) -> None:
        consolidate(wales)
        first = wales.case.reference
        authorise(wales)
        assert wales.case.reference == first

    def test_names_in_another_order_and_without_accents(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.STAFF_NAME: "Ab Rhys, Sian"})
        consolidate(wales)
        assert wales.case.state is CaseState.MERGING

    def test_namesakes_elsewhere_are_normal(self, wales: World) -> None:
        wales.add(School("6654001", "Ysgol Maes y Nant", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
        wales.add(staff("aprhyss3", "Siân ap Rhys", "6654001", staff_code="SAR", start_date=date(2020, 9, 1)))
        authorise(wales)
        consolidate(wales)
        assert wales.case.state is CaseState.MERGING

    @pytest.mark.parametrize("school", ["6614011", "6724022"])
    def test_a_namesake_at_either_school_is_for_a_person(self, wales: World, school: str) -> None:
        wales.add(staff("aprhyss3", "Sian Ap Rhys", school, staff_code="SR2", start_date=date(2020, 9, 1)))
        authorise(wales)
        consolidate(wales)
        assert all(case.state is CaseState.REVIEW for case in wales.cases.values() if not case.joined_to)

    @pytest.mark.parametrize("kind", [AccountKind.GOVERNOR, AccountKind.LEARNER])
    def test_governors_and_learners_of_the_same_name_do_not_count(self, wales: World, kind: AccountKind) -> None:
        wales.add(staff("aprhyss3", "Siân ap Rhys", "6614011", kind=kind))
        authorise(wales)
        consolidate(wales)
        assert wales.case.state is CaseState.MERGING

    def test_two_leavers_in_one_mail(self, wales: World) -> None:
        wales.add(
            staff(
                "gwynnt5",
                "Tomos Gwynn",
                "6614011",
                leaving_date=date(2026, 8, 31),
                status=AccountStatus.INACTIVE,
            )
        )
        other = AUTHORISATION | {FieldName.STAFF_NAME: "Tomos Gwynn", FieldName.FORMER_USERNAME: "gwynnt5"}
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, other)
        assert sorted(case.person for case in wales.cases.values()) == ["Siân ap Rhys", "Tomos Gwynn"]

    def test_the_same_person_twice_in_one_mail_is_one_case(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, AUTHORISATION)
        assert len(wales.cases) == 1


class TestIncomplete:
    def test_what_is_missing_is_asked_once_and_completed_by_a_reply(self, wales: World) -> None:
        half = {name: value for name, value in AUTHORISATION.items() if name is not FieldName.NEW_SCHOOL_NAME}
        wales.mail(FORMER_HEAD, AUTH, half)
        assert wales.case.state is CaseState.WAITING_AUTHORISATION
        assert wales.case.reasons == ("missing-new_school_name",)
        letter = wales.letter("headteacher-authorisation-incomplete")
        wales.mail(FORMER_HEAD, AUTH, {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd"}, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION
        assert len(wales.cases) == 1

    def test_a_wrong_dfes_number_goes_back_to_the_sender(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6614012"})
        assert wales.case.state is CaseState.WAITING_AUTHORISATION
        assert wales.case.reasons == ("former-dfes-differs",)
        letter = wales.letter("headteacher-authorisation-incomplete")
        assert letter.values["differs"] == [{"code": "former-dfes-differs", "stated": "6614012"}]

    def test_somebody_elses_username_goes_back_and_says_nothing_of_that_person(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_USERNAME: "robertsj1"})
        assert wales.case.state in (CaseState.REVIEW, CaseState.WAITING_AUTHORISATION)
        assert not any("Jac" in str(letter.values) for letter in wales.letters)

    def test_a_governor_account_is_never_accepted(self, wales: World) -> None:
        wales.add(staff("aprhyss3", "Siân ap Rhys", "6614011", kind=AccountKind.GOVERNOR, role=AccountRole.GOVERNOR))
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_USERNAME: "aprhyss3"})
        consolidate(wales)
        assert wales.case.state is CaseState.WAITING_AUTHORISATION
        assert "governor-account" in wales.case.reasons

    def test_a_learner_account_is_never_accepted(self, wales: World) -> None:
        learner = staff("aprhyss3", "Siân ap Rhys", "6724022", kind=AccountKind.LEARNER, role=AccountRole.LEARNER)
        wales.add(learner)
        authorise(wales)
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.NEW_USERNAME: "aprhyss3"})
        assert all(case.state is not CaseState.MERGING for case in wales.cases.values())


class TestDirectory:
    def test_not_yet_released_waits_and_goes_on_after_the_run(self, wales: World) -> None:
        former = wales.accounts["aprhyss12"]
        wales.add(amended(former, status=AccountStatus.ACTIVE, leaving_date=None))
        authorise(wales)
        consolidate(wales)
        assert wales.case.state is CaseState.WAITING_DIRECTORY
        assert wales.case.reasons == ("leaving-date-missing",)
        assert "administrator-mend-record" in wales.sent
        assert "directory:6614011" in wales.case.keys
        wales.add(former)
        wales.decide(DirectoryChanged(wales.case.reference))
        assert wales.case.state is CaseState.MERGING

    def test_a_leaving_date_in_the_future_goes_on_on_its_day(self, wales: World) -> None:
        former = wales.accounts["aprhyss12"]
        wales.add(amended(former, leaving_date=date(2026, 10, 31)))
        authorise(wales)
        consolidate(wales)
        assert wales.case.reasons == ("leaving-date-future",)
        assert wales.case.due_at is not None
        wales.now = wales.case.due_at
        wales.decide(TimeCame(wales.case.reference))
        assert wales.case.state is CaseState.MERGING

    def test_deactivated_by_hand_is_no_release(self, wales: World) -> None:
        wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None))
        authorise(wales)
        consolidate(wales)
        assert wales.case.reasons == ("former-manually-deactivated",)


class TestTrust:
    def test_an_unauthenticated_headteacher_is_called_back_and_the_answer_acts(self, wales: World) -> None:
        consolidate(wales)
        authorise(wales, evidence=Evidence.NONE)
        assert wales.case.state is CaseState.WAITING_SENDER_CHECK
        letter = wales.letter("headteacher-sender-check")
        assert letter.to == FORMER_HEAD
        assert letter.unverified
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.MERGING

    def test_the_token_from_another_address_is_for_a_person(self, wales: World) -> None:
        authorise(wales, evidence=Evidence.NONE)
        letter = wales.letter("headteacher-sender-check")
        wales.mail("deputy@bryneithin.example", MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.REVIEW
        assert wales.case.reasons == ("right-token-other-sender",)

    def test_a_token_is_used_once(self, wales: World) -> None:
        authorise(wales, evidence=Evidence.NONE)
        letter = wales.letter("headteacher-sender-check")
        for answer in (Answer.APPROVE, Answer.REJECT):
            wales.mail(FORMER_HEAD, MailKind.DECISION, answer=answer, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION

    def test_an_amended_half_voids_the_token(self, wales: World) -> None:
        authorise(wales, evidence=Evidence.NONE)
        letter = wales.letter("headteacher-sender-check")
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Elsewhere"}, evidence=Evidence.NONE)
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_SENDER_CHECK

    def test_an_unauthenticated_mail_never_changes_a_half_that_stands(self, wales: World) -> None:
        authorise(wales)
        authorise(wales, evidence=Evidence.FAIL)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION
        forged = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Elsewhere"}
        wales.mail(FORMER_HEAD, AUTH, forged, evidence=Evidence.FAIL)
        assert wales.letter("headteacher-sender-check").to == FORMER_HEAD
        assert wales.case.authorisation is not None
        assert wales.case.authorisation.text(FieldName.NEW_SCHOOL_NAME) == "Ysgol Uwchradd Coed Llwyd"

    def test_a_stranger_learns_nothing_and_the_headteacher_is_asked(self, wales: World) -> None:
        authorise(wales, sender="stranger@mail.example")
        assert [letter.to for letter in wales.letters] == [FORMER_HEAD]

    def test_one_sender_of_both_halves_is_for_a_person(self, wales: World) -> None:
        wales.add(amended(wales.schools["6614011"], head_email=MOVER))
        authorise(wales, sender=MOVER)
        consolidate(wales)
        assert any(case.state is CaseState.REVIEW for case in wales.cases.values())
        assert not any(case.state is CaseState.MERGING for case in wales.cases.values())

    def test_the_new_schools_head_cannot_authorise(self, wales: World) -> None:
        consolidate(wales)
        authorise(wales, sender=NEW_HEAD)
        assert any(case.state is CaseState.REVIEW for case in wales.cases.values())

    def test_a_closed_former_school_is_for_a_person(self, wales: World) -> None:
        wales.add(replace(wales.schools["6614011"], status=SchoolStatus.CLOSED))
        authorise(wales)
        assert wales.case.reasons == ("former-school-closed",)

    def test_a_head_cannot_authorise_another_schools_leaver(self, wales: World) -> None:
        authorise(wales, sender=NEW_HEAD)
        consolidate(wales)
        assert not any(case.state is CaseState.MERGING for case in wales.cases.values())

    def test_a_mail_with_a_doubtful_form_decides_nothing(self, wales: World) -> None:
        decision = wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, defects=("duplicate-from",))
        assert decision.mail_end is MailEnd.SUPPORT
        assert not wales.cases

    def test_the_real_mail_takes_nothing_over_from_a_forged_one(self, wales: World) -> None:
        forged = CONSOLIDATION | {FieldName.FORMER_USERNAME: "robertsj1"}
        wales.mail(MOVER, CONS, forged, evidence=Evidence.FAIL)
        consolidate(wales)
        assert wales.case.consolidation is not None
        assert FieldName.FORMER_USERNAME not in wales.case.consolidation.fields

    def test_denying_a_forged_half_keeps_what_others_sent(self, wales: World) -> None:
        authorise(wales)
        wales.mail(MOVER, CONS, CONSOLIDATION, evidence=Evidence.FAIL)
        assert wales.case.state is CaseState.WAITING_SENDER_CHECK
        letter = wales.letter("mover-sender-check")
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION
        assert wales.case.consolidation is None

    def test_nobody_is_flooded_by_mails_in_their_name(self, wales: World) -> None:
        for number in range(20):
            forged = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: f"Elsewhere {number}"}
            wales.mail(FORMER_HEAD, AUTH, forged, evidence=Evidence.FAIL)
        assert wales.sent == ["headteacher-sender-check"] * wales.policy.asks_before_review
        assert wales.case.state is CaseState.WAITING_SENDER_CHECK

    def test_a_denied_half_alone_ends_the_case(self, wales: World) -> None:
        authorise(wales, evidence=Evidence.FAIL)
        letter = wales.letter("headteacher-sender-check")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.REJECTED
        assert wales.case.reasons == ("sender-denied",)

    def test_a_case_released_from_review_calls_back(self, wales: World) -> None:
        wales.add(staff("aprhyss3", "Sian Ap Rhys", "6614011", staff_code="SR2"))
        consolidate(wales)
        authorise(wales)
        authorise(wales, evidence=Evidence.FAIL)
        assert wales.case.state is CaseState.REVIEW

    def test_an_approval_of_other_accounts_is_void(self, wales: World) -> None:
        former = wales.accounts["aprhyss12"]
        wales.add(amended(former, status=AccountStatus.ACTIVE, leaving_date=None))
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_DIRECTORY
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "robertsj1"})
        assert wales.case.authorisation is None

    @pytest.mark.parametrize("sender", ["", "hwb@support.example"])
    def test_machines_and_our_own_address_are_never_answered(self, wales: World, sender: str) -> None:
        wales.policy = replace(wales.policy, inbox="hwb@support.example")
        decision = wales.mail(sender, AUTH, AUTHORISATION)
        assert decision.mail_end is MailEnd.SUPPORT
        assert not wales.cases
        assert not wales.letters


class TestAsking:
    def test_the_headteacher_is_asked_where_the_mover_named_the_former_account(self, wales: World) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        letter = wales.letter("headteacher-approval-asked")
        assert letter.to == FORMER_HEAD
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.MERGING

    def test_a_rejection_ends_the_case(self, wales: World) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=letter)
        assert wales.case.state is CaseState.REJECTED
        assert wales.letter("mover-rejected").to == MOVER

    def test_an_unclear_answer_is_asked_again_then_left_to_a_person(self, wales: World) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        letter = wales.letter("headteacher-approval-asked")
        for _ in range(3):
            wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.UNCLEAR, reply_to=letter)
            letter = [one for one in wales.letters if one.token][-1]
        assert wales.case.state is CaseState.REVIEW

    def test_an_unauthenticated_approval_is_asked_for_again_with_a_token(self, wales: World) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        reference = wales.case.reference
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, about=reference)
        assert wales.case.state is CaseState.WAITING_AUTHORISATION
        assert wales.sent.count("headteacher-approval-asked") == 2

    def test_a_transfer_waits_for_proceed_after_approval(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        assert wales.case.journey == "transfer"
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_PROCEED
        letter = wales.letter("mover-transfer-approved")
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=letter)
        assert wales.case.state is CaseState.MERGING

    def test_an_invited_mover_may_cancel_and_hears_of_it(self, wales: World) -> None:
        authorise(wales)
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=wales.case.reference)
        assert wales.case.state is CaseState.WITHDRAWN
        assert wales.letter("mover-withdrawn").to == MOVER
        assert wales.letter("headteacher-withdrawn").to == FORMER_HEAD

    def test_a_headteacher_hears_that_the_authorisation_is_here_though_the_other_half_is_incomplete(
        self, wales: World
    ) -> None:
        half = {name: value for name, value in CONSOLIDATION.items() if name is not FieldName.EMPLOYEE_NUMBER}
        wales.mail(MOVER, CONS, half)
        authorise(wales)
        assert wales.letter("headteacher-authorisation-received").to == FORMER_HEAD

    def test_cancel_withdraws_at_any_time(self, wales: World) -> None:
        wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=wales.case.reference)
        assert wales.case.state is CaseState.WITHDRAWN

    def test_grace_pauses_and_silence_merges(self, wales: World) -> None:
        wales.policy = replace(wales.policy, grace=timedelta(days=2))
        authorise(wales)
        consolidate(wales)
        assert wales.case.state is CaseState.WAITING_PROCEED
        assert wales.case.due_at is not None
        wales.now = wales.case.due_at
        wales.decide(TimeCame(wales.case.reference))
        assert wales.case.state is CaseState.MERGING


class TestTwoCases:
    def test_two_authorisations_for_namesakes_are_for_a_person(self, wales: World) -> None:
        wales.add(School("6654001", "Ysgol Maes y Nant", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
        wales.add(
            staff(
                "aprhyss3",
                "Siân ap Rhys",
                "6654001",
                leaving_date=date(2026, 8, 31),
                status=AccountStatus.INACTIVE,
            )
        )
        authorise(wales)
        other = AUTHORISATION | {
            FieldName.FORMER_USERNAME: "aprhyss3",
            FieldName.FORMER_DFES_NUMBER: "6654001",
            FieldName.FORMER_SCHOOL_NAME: "Maes y Nant",
        }
        wales.mail("head@maesynant.example", AUTH, other)
        consolidate(wales)
        assert {case.state for case in wales.cases.values() if not case.joined_to} <= {CaseState.REVIEW}

    def test_two_cases_that_prove_to_be_one_keep_the_older_reference(self, wales: World) -> None:
        half = {name: value for name, value in AUTHORISATION.items() if name is not FieldName.NEW_SCHOOL_NAME}
        wales.mail(FORMER_HEAD, AUTH, half)
        older = wales.case.reference
        consolidate(wales)
        assert len(wales.cases) == 2
        letter = wales.letter("headteacher-authorisation-incomplete")
        wales.mail(FORMER_HEAD, AUTH, {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd"}, reply_to=letter)
        assert wales.case.reference == older
        assert wales.case.state is CaseState.MERGING


class TestSupport:
    def test_release_overrules_a_review_by_name(self, wales: World) -> None:
        wales.add(staff("aprhyss3", "Sian Ap Rhys", "6614011", staff_code="SR2"))
        authorise(wales)
        assert wales.case.state is CaseState.REVIEW
        wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "checked by telephone"))
        consolidate(wales)
        assert wales.case.state is CaseState.MERGING
        assert any(entry.actor == "support: Mair" for entry in wales.case.history)

    def test_hold_keeps_a_case_from_merging_until_released(self, wales: World) -> None:
        authorise(wales)
        wales.decide(SupportActed(wales.case.reference, SupportAction.HOLD, "Mair", "a call came in"))
        consolidate(wales)
        assert wales.case.state is CaseState.HELD
        wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "all well"))
        assert wales.case.state is CaseState.MERGING

    def test_support_stands_in_for_a_headteacher(self, wales: World) -> None:
        wales.add(amended(wales.schools["6614011"], head_email=""))
        wales.add(amended(wales.accounts["robertsj1"], status=AccountStatus.INACTIVE))
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})
        wales.decide(SupportActed(wales.case.reference, SupportAction.APPROVE, "Mair", "governors' chair confirmed"))
        assert wales.case.state is CaseState.MERGING

    def test_no_action_makes_a_governor_account_mergeable(self, wales: World) -> None:
        wales.add(amended(wales.accounts["aprhyss12"], kind=AccountKind.GOVERNOR))
        authorise(wales)
        consolidate(wales)
        for action in (SupportAction.RELEASE, SupportAction.APPROVE):
            for case in list(wales.cases.values()):
                wales.decide(SupportActed(case.reference, action, "Mair", "please"))
        assert not any(case.state is CaseState.MERGING for case in wales.cases.values())
