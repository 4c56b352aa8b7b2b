"""Second thoughts: what is said again, taken back, changed, or said about one account twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, School
from hwb_mailbot.domain.cases import CaseState, Question
from hwb_mailbot.domain.deciding.decision import MailEnd
from hwb_mailbot.domain.events import MergeCarriedOut, MergeUndone, SupportActed, SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from hwb_mailbot.domain.merging import merged_accounts
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

AUTH, CONS, REQUEST = MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST
INACTIVE = AccountStatus.INACTIVE
ELSEWHERE = School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example")


@pytest.fixture
def wales() -> World:
    one = world()
    one.add(ELSEWHERE)
    return one


def open_states(wales: World) -> list[CaseState]:
    return [case.state for case in wales.cases.values() if case.open]


class TestSaidAgain:
    def test_a_second_request_meanwhile_is_told_where_it_stands(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER)
        wales.now += timedelta(days=3)
        wales.mail(MOVER, REQUEST, TRANSFER)
        assert len(wales.cases) == 1
        assert wales.sent.count("headteacher-approval-asked") == 1
        assert wales.sent.count("mover-transfer-received") == 2
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_PROCEED, "the first letter's token is as good as before"

    def test_nobody_is_flooded_by_saying_it_again_and_again(self, wales: World) -> None:
        for _ in range(8):
            wales.mail(MOVER, REQUEST, TRANSFER)
        assert wales.sent.count("mover-transfer-received") == wales.policy.same_letters_a_day

    def test_after_the_approval_it_brings_the_question_again_under_its_token(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        wales.mail(MOVER, REQUEST, TRANSFER)
        assert wales.sent.count("mover-transfer-approved") == 2
        assert sum(one.question is Question.PROCEED for one in wales.case.asked) == 1
        wales.mail(
            MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=wales.letter("mover-transfer-approved")
        )
        assert wales.case.state is CaseState.MERGING

    def test_a_headteacher_who_authorises_twice(self, wales: World) -> None:
        for _ in range(2):
            wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION
        assert wales.sent.count("headteacher-authorisation-received") == 2
        assert wales.sent.count("mover-consolidation-invited") == 1


class TestChanged:
    def test_a_request_for_another_account_voids_the_approval(self, wales: World) -> None:
        wales.add(
            staff(
                "aprhyss3",
                "Siân ap Rhys",
                "6654001",
                leaving_date=date(2026, 8, 31),
                status=AccountStatus.INACTIVE,
            )
        )
        wales.mail(MOVER, REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        proceed = wales.letter("mover-transfer-approved")
        other = {FieldName.FORMER_DFES_NUMBER: "6654001", FieldName.FORMER_USERNAME: "aprhyss3"}
        wales.mail(MOVER, REQUEST, other)
        assert wales.case.authorisation is None
        assert wales.letter("headteacher-approval-asked").to == ELSEWHERE.head_email
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=proceed)
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_AUTHORISATION, "neither old token says anything about the new one"
        wales.mail(
            ELSEWHERE.head_email,
            MailKind.DECISION,
            answer=Answer.APPROVE,
            reply_to=wales.letter("headteacher-approval-asked"),
        )
        assert wales.case.state is CaseState.WAITING_PROCEED
        assert wales.sent.count("mover-transfer-approved") == 2

    def test_a_headteacher_may_change_their_mind_before_the_merge(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, about=wales.case.reference)
        assert wales.case.state is CaseState.REJECTED
        assert wales.letter("mover-rejected").to == MOVER
        assert wales.case.due_at is None

    @pytest.mark.parametrize("word", [Answer.CANCEL, Answer.REJECT])
    def test_a_headteacher_takes_back_what_they_authorised(self, wales: World, word: Answer) -> None:
        """In whichever of our letters' two words for it."""
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(FORMER_HEAD, MailKind.CONFIRMATION, answer=word, about=wales.case.reference)
        assert wales.case.state is CaseState.REJECTED
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert open_states(wales) == [CaseState.WAITING_AUTHORISATION]

    def test_a_headteacher_asked_to_approve_may_say_cancel(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.CONFIRMATION, answer=Answer.CANCEL, reply_to=letter)
        assert wales.case.state is CaseState.REJECTED
        assert wales.letter("mover-rejected").to == MOVER

    def test_a_call_back_answered_with_cancel_is_denied(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
        (asked,) = [one for one in wales.letters if one.token]
        wales.mail(FORMER_HEAD, MailKind.CONFIRMATION, answer=Answer.CANCEL, reply_to=asked)
        assert wales.case.reasons == ("sender-denied",)

    @pytest.mark.parametrize("word", [Answer.CANCEL, Answer.REJECT])
    def test_a_mover_takes_it_back_in_either_word(self, wales: World, word: Answer) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION)
        wales.mail(MOVER, MailKind.DECISION, answer=word, about=wales.case.reference)
        assert wales.case.state is CaseState.WITHDRAWN

    def test_so_may_the_mover(self, wales: World) -> None:
        wales.add(amended(wales.accounts["aprhyss12"], leaving_date=None, status=AccountStatus.ACTIVE))
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert wales.case.state is CaseState.WAITING_DIRECTORY
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=wales.case.reference)
        assert wales.case.state is CaseState.WITHDRAWN
        assert wales.letter("headteacher-withdrawn").to == FORMER_HEAD


THIRD_HEAD = "head@maesynant.example"
THIRD_SCHOOL: dict[FieldName, str | bool] = {
    FieldName.FORMER_SCHOOL_NAME: "Maes y Nant",
    FieldName.FORMER_DFES_NUMBER: "6654001",
}


def merge(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    wales.add(*merged_accounts(wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]))
    wales.decide(MergeCarriedOut(wales.case.reference))
    assert wales.case.state is CaseState.MERGED


class TestMergedAlready:
    """Who asks once more for what is done hears so; nothing is opened that would wait for weeks."""

    OLD_ADDRESS = "aprhyss12@hwbcymru.example"

    @pytest.fixture
    def merged(self, wales: World) -> World:
        merge(wales)
        return wales

    @pytest.mark.parametrize(
        ("sender", "kind", "what", "to"),
        [
            (FORMER_HEAD, AUTH, AUTHORISATION, FORMER_HEAD),
            (MOVER, CONS, CONSOLIDATION, OLD_ADDRESS),
            (OLD_ADDRESS, CONS, CONSOLIDATION, OLD_ADDRESS),
            (OLD_ADDRESS, REQUEST, TRANSFER, OLD_ADDRESS),
        ],
    )
    def test_asked_for_once_more(
        self, merged: World, sender: str, kind: MailKind, what: dict[FieldName, str | bool], to: str
    ) -> None:
        for _ in range(5):
            merged.mail(sender, kind, what)
        assert len(merged.cases) == 1
        assert merged.letter("sender-nothing-changed").to == to
        assert merged.letter("sender-nothing-changed").values["state"] == "merged"
        assert merged.sent.count("sender-nothing-changed") == merged.policy.same_letters_a_day

    @pytest.mark.parametrize(
        ("sender", "answer", "a_person_looks"),
        [
            (FORMER_HEAD, Answer.UNCLEAR, True),
            (FORMER_HEAD, Answer.REJECT, True),
            (FORMER_HEAD, Answer.APPROVE, False),
            (OLD_ADDRESS, Answer.CANCEL, True),
            (OLD_ADDRESS, Answer.UNCLEAR, True),
            (OLD_ADDRESS, Answer.PROCEED, False),
        ],
    )
    def test_an_answer_that_may_want_it_undone_comes_before_a_person(
        self, merged: World, sender: str, answer: Answer, a_person_looks: bool
    ) -> None:
        kind = MailKind.DECISION if sender == FORMER_HEAD else MailKind.CONFIRMATION
        decision = merged.mail(sender, kind, answer=answer, about=merged.case.reference)
        assert (decision.mail_end is MailEnd.SUPPORT) is a_person_looks
        assert decision.reasons == (("answered-after-the-end",) if a_person_looks else ())
        assert merged.letter("sender-nothing-changed").to == sender

    def test_thanks_and_what_a_stranger_says_come_before_nobody(self, merged: World) -> None:
        about = merged.case.reference
        thanks = merged.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.UNCLEAR, about=about, only_thanks=True)
        stranger = merged.mail("stranger@mail.example", MailKind.DECISION, answer=Answer.REJECT, about=about)
        assert (thanks.mail_end, stranger.mail_end) == (MailEnd.DONE, MailEnd.DONE)

    def test_with_its_reference_it_says_when(self, merged: World) -> None:
        merged.mail(FORMER_HEAD, AUTH, AUTHORISATION, about=merged.case.reference)
        assert merged.letter("sender-nothing-changed").values["closed_on"] == "2026-09-10"

    @pytest.mark.parametrize("more", [{}, THIRD_SCHOOL])
    def test_no_other_head_hears_that_somebody_is_merged(self, more: dict[FieldName, str | bool]) -> None:
        """The head of a third school hears of a merged account what they hear of one that has not moved."""
        heard = []
        for already in (False, True):
            wales = world()
            wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email=THIRD_HEAD))
            wales.add(staff("elis3", "Gwen Elis", "6614011", staff_code="GE"))
            if already:
                merge(wales)
            told = []
            # ... and, claiming it for their own school, the same as of an account that there is not.
            for username in ("aprhyss12", "elis3", *(("nobody1",) if more else ())):
                seen = len(wales.letters)
                wales.mail(THIRD_HEAD, AUTH, AUTHORISATION | more | {FieldName.FORMER_USERNAME: username})
                mine = [one for one in wales.letters[seen:] if one.to == THIRD_HEAD]
                told.append([(one.template, str(one.values).replace(username, "USERNAME")) for one in mine])
            assert told == [told[0]] * len(told)
            heard.append(told[0])
        assert heard[0] == heard[1]
        assert heard[0]

    def test_only_who_is_the_former_schools_head_by_now_hears_it(self, merged: World) -> None:
        before = merged.accounts["robertsj1"]
        merged.add(amended(before, role=AccountRole.STAFF))
        merged.add(staff("newhead1", "Ann Prys", "6614011", role=AccountRole.HEADTEACHER, staff_code="AP"))
        merged.mail("newhead1@hwbcymru.example", AUTH, AUTHORISATION)
        assert merged.letter("sender-nothing-changed").to == "newhead1@hwbcymru.example"
        merged.mail(before.email, AUTH, AUTHORISATION)
        merged.add(amended(before, dfes_number="6724022"))  # the head of the school where the account lives on
        merged.mail(before.email, AUTH, AUTHORISATION)
        assert merged.sent.count("sender-nothing-changed") == 1

    def test_undone_it_is_no_longer_said(self, merged: World) -> None:
        merged.decide(MergeUndone(merged.case.reference, "Mair", "another person's"))
        merged.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        assert "sender-nothing-changed" not in merged.sent

    def test_a_stranger_hears_nothing_of_it(self, merged: World) -> None:
        merged.mail("stranger@mail.example", AUTH, AUTHORISATION)
        merged.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.FAIL)
        assert "sender-nothing-changed" not in merged.sent

    def test_whoever_moves_again_is_not_put_off(self, merged: World) -> None:
        survivor = amended(merged.accounts["aprhyss12"], leaving_date=date(2026, 9, 9), status=AccountStatus.INACTIVE)
        third = staff(
            "aprhyss5", "Siân ap Rhys", "6654001", staff_code="SA", employee_number="9", start_date=date(2026, 9, 10)
        )
        merged.add(survivor, third)
        again = CONSOLIDATION | {
            FieldName.NEW_SCHOOL_NAME: "Ysgol Maes y Nant",
            FieldName.NEW_DFES_NUMBER: "6654001",
            FieldName.NEW_USERNAME: "aprhyss5",
            FieldName.STAFF_CODE: "SA",
            FieldName.EMPLOYEE_NUMBER: "9",
        }
        merged.mail("aprhyss5@hwbcymru.example", CONS, again)
        authorisation = AUTHORISATION | {
            FieldName.FORMER_SCHOOL_NAME: "Coed Llwyd High School",
            FieldName.FORMER_DFES_NUMBER: "6724022",
            FieldName.NEW_SCHOOL_NAME: "Ysgol Maes y Nant",
        }
        merged.mail(NEW_HEAD, AUTH, authorisation)
        assert [case.state for case in merged.cases.values() if case.open] == [CaseState.MERGING]


ANOTHER_NAME: dict[FieldName, str | bool] = {FieldName.FORMER_SCHOOL_NAME: "Ysgol Maes y Nant"}


class TestSchoolInDoubt:
    """R6: where number and name do not both fit, the mover confirms before any headteacher is written to."""

    def test_the_number_fits_and_the_name_is_another_schools(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER | ANOTHER_NAME)
        assert wales.sent == ["mover-transfer-school-check"]
        letter = wales.letter("mover-transfer-school-check")
        assert letter.values["former_school"] == "Bryn Eithin Primary School"
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=letter)
        assert wales.letter("headteacher-approval-asked").to == FORMER_HEAD
        assert wales.letter("mover-transfer-received").values["head_name"] == "Jac Roberts"

    def test_cancelled_instead(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER | ANOTHER_NAME)
        wales.mail(
            MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, reply_to=wales.letter("mover-transfer-school-check")
        )
        assert wales.case.state is CaseState.WITHDRAWN
        assert "headteacher-withdrawn" not in wales.sent

    def test_the_name_fits_and_the_number_is_another_schools(self, wales: World) -> None:
        request = {FieldName.FORMER_DFES_NUMBER: "6654001", FieldName.FORMER_SCHOOL_NAME: "Bryn Eithin"}
        wales.mail(MOVER, REQUEST, TRANSFER | request)
        letter = wales.letter("mover-transfer-school-check")
        assert "former_school" not in letter.values
        wales.mail(MOVER, REQUEST, {FieldName.FORMER_DFES_NUMBER: "6614011"}, reply_to=letter)
        assert wales.letter("headteacher-approval-asked").to == FORMER_HEAD

    def test_it_is_reminded_of_like_any_question(self, wales: World) -> None:
        wales.mail(MOVER, REQUEST, TRANSFER | ANOTHER_NAME)
        assert [one.letter.partition("@")[0] for one in wales.case.awaited] == ["mover-transfer-school-check"]


class TestTwice:
    def test_one_person_authorised_to_two_schools_is_for_a_person(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Ysgol Maes y Nant"})
        assert wales.case.state is CaseState.REVIEW
        assert "authorised-to-two-schools" in wales.case.reasons
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert CaseState.MERGING not in open_states(wales)

    def test_a_school_told_better_is_no_second_school(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Coedlwyd"})
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd High School"})
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert wales.case.state is CaseState.MERGING

    def test_support_finds_out_which_school_it_is(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Ysgol Maes y Nant"})
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "the second one is right"))
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert wales.case.state is CaseState.MERGING

    def test_one_former_username_claimed_by_two_people(self, wales: World) -> None:
        wales.add(staff("llewelyn5", "Mari Llewelyn", "6724022", staff_code="ML", start_date=date(2026, 9, 1)))
        wales.mail(MOVER, REQUEST, TRANSFER)
        wales.mail("llewelyn5@hwbcymru.example", REQUEST, TRANSFER)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter)
        merging = [
            case for case in wales.cases.values() if case.state in (CaseState.MERGING, CaseState.WAITING_PROCEED)
        ]
        assert [case.new.username for case in merging] == ["aprhyss77"]

    def test_halves_that_contradict_each_other(self, wales: World) -> None:
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "robertsj1"})
        assert CaseState.MERGING not in open_states(wales)


def test_a_voided_approval_is_told_to_the_head_who_gave_it(wales: World) -> None:
    """Of the account that the request names now they hear nothing."""
    wales.add(
        ELSEWHERE,
        staff("aprhyss5", "Siân ap Rhys", "6654001", staff_code="S", leaving_date=date(2026, 8, 1), status=INACTIVE),
    )
    wales.mail(MOVER, REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=asked)
    other = {FieldName.FORMER_USERNAME: "aprhyss5", FieldName.FORMER_DFES_NUMBER: "6654001"}
    wales.mail(MOVER, REQUEST, other, about=wales.case.reference)
    void = wales.letter("headteacher-approval-void")
    assert (void.to, void.values["former_username"]) == (FORMER_HEAD, "aprhyss12")
    assert "aprhyss5" not in str(void.values)
    assert wales.letter("headteacher-approval-asked").to == ELSEWHERE.head_email
