"""The new school writes for a member of its staff (R2a): everybody's instructions, and no way to flood or find out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import CaseState, Journey
from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.events import DirectoryChanged, MergeCarriedOut, SupportActed, SupportAction
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

CHAMPION, SECRETARY = "champion4@hwbcymru.example", "officeg8@hwbcymru.example"
REQUEST = MailKind.TRANSFER_REQUEST
ENQUIRY: dict[FieldName, str | bool] = {
    FieldName.FORMER_USERNAME: "aprhyss12",
    FieldName.FORMER_DFES_NUMBER: "6614011",
    FieldName.NEW_DFES_NUMBER: "6724022",
}


def school_world() -> World:
    one = world()
    one.add(
        staff("champion4", "Elin Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION, staff_code="EP"),
        staff("officeg8", "Gwen Office", "6724022", staff_code="GO"),
        School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"),
    )
    return one


@pytest.fixture
def wales() -> World:
    return school_world()


def enquire(wales: World, sender: str = CHAMPION, *, evidence: Evidence = Evidence.PASS, **changes: str) -> Decision:
    named = {FieldName(name): value for name, value in changes.items()}
    return wales.mail(sender, REQUEST, ENQUIRY | named, evidence=evidence)


def receivers(wales: World) -> dict[str, str]:
    return {letter.template: letter.to for letter in wales.letters}


@pytest.mark.parametrize("sender", [CHAMPION, NEW_HEAD, "haulw4@hwbcymru.example"])
def test_a_leader_of_the_new_school_sets_everybody_going(wales: World, sender: str) -> None:
    enquire(wales, sender)
    assert receivers(wales) == {
        "mover-consolidation-invited": MOVER,
        "headteacher-approval-asked": FORMER_HEAD,
        "sender-case-opened": sender,
    }
    assert (wales.case.state, wales.case.person) == (CaseState.WAITING_AUTHORISATION, "Siân ap Rhys")
    assert wales.letter("mover-consolidation-invited").values["asked_by_school"]
    assert wales.letter("headteacher-approval-asked").values["asked_by_school"]
    assert not wales.letter("sender-case-opened").values["pass_on"]


def test_the_new_username_does_as_well(wales: World) -> None:
    enquire(wales, former_username="aprhyss77")
    assert (wales.case.former.username, wales.case.new.username) == ("aprhyss12", "aprhyss77")
    assert receivers(wales)["headteacher-approval-asked"] == FORMER_HEAD


@pytest.mark.parametrize("other", ["nobody9", "officeg8"])
def test_a_second_username_that_is_wrong_can_be_put_right(wales: World, other: str) -> None:
    enquire(wales, new_username=other)
    assert wales.sent == ["sender-case-opened"]
    assert wales.letter("sender-case-opened").values["pass_on"]
    enquire(wales, new_username="aprhyss77")
    assert len(wales.cases) == 1
    assert receivers(wales)["headteacher-approval-asked"] == FORMER_HEAD
    assert not wales.letter("sender-case-opened").values["pass_on"]


def approve(wales: World) -> None:
    letter = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=letter, evidence=Evidence.NONE)


def consolidate(wales: World, **changes: str) -> None:
    letter = wales.letter("mover-consolidation-invited")
    named = {FieldName(name): value for name, value in changes.items()}
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION | named, reply_to=letter)


@pytest.mark.parametrize("order", ["approval first", "consolidation first"])
def test_both_halves_merge_in_either_order(wales: World, order: str) -> None:
    enquire(wales)
    steps = [approve, consolidate]
    for step in steps if order == "approval first" else reversed(steps):
        assert wales.case.state is not CaseState.MERGING
        step(wales)
    assert wales.case.state is CaseState.MERGING
    assert (wales.case.former.username, wales.case.new.username) == ("aprhyss12", "aprhyss77")
    assert wales.sent.count("headteacher-approval-asked") == 1
    assert wales.sent.count("mover-consolidation-invited") == 1


def test_halves_of_their_own_accord_find_the_case(wales: World) -> None:
    enquire(wales)
    wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    assert len(wales.cases) == 1
    assert wales.case.state is CaseState.MERGING


def test_a_transfer_request_of_the_movers_own_still_waits_for_proceed(wales: World) -> None:
    enquire(wales)
    wales.mail(MOVER, REQUEST, TRANSFER)
    assert wales.case.journey is Journey.TRANSFER
    approve(wales)
    assert wales.case.state is CaseState.WAITING_PROCEED


@pytest.mark.parametrize("half", ["authorisation", "consolidation"])
def test_the_enquiry_comes_to_the_case_that_is_open(wales: World, half: str) -> None:
    if half == "authorisation":
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    else:
        wales.mail(MOVER, MailKind.CONSOLIDATION, CONSOLIDATION)
    enquire(wales)
    assert len(wales.cases) == 1
    assert wales.sent.count("mover-consolidation-invited") == (half == "authorisation")
    assert wales.sent.count("headteacher-approval-asked") == (half == "consolidation")
    assert wales.sent[-1] == "sender-case-opened"


class TestNotYet:
    def test_an_account_to_come_is_waited_for_and_passed_on(self, wales: World) -> None:
        arrival = wales.accounts.pop("aprhyss77")
        enquire(wales)
        assert wales.sent == ["sender-case-opened"]
        assert wales.letter("sender-case-opened").values["pass_on"]
        assert "directory:6724022" in wales.case.keys
        wales.add(arrival)
        wales.decide(DirectoryChanged(wales.case.reference))
        assert wales.sent == ["sender-case-opened", "mover-consolidation-invited", "headteacher-approval-asked"]

    def test_nobody_is_written_to_at_an_inactive_account(self, wales: World) -> None:
        wales.add(amended(wales.accounts["aprhyss77"], status=AccountStatus.INACTIVE))
        enquire(wales)
        assert wales.sent == ["sender-case-opened"]

    def test_a_school_without_a_headteacher_is_for_a_person(self, wales: World) -> None:
        wales.add(replace(wales.schools["6614011"], head_email=""))
        wales.add(amended(wales.accounts["robertsj1"], status=AccountStatus.INACTIVE))
        enquire(wales)
        assert (wales.case.state, wales.case.reasons) == (CaseState.REVIEW, ("no-headteacher-on-record",))
        wales.decide(SupportActed(wales.case.reference, SupportAction.APPROVE, "Mair", "the chair of governors wrote"))
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION


class TestOthers:
    """Nobody floods heads, learns who exists, or makes anything of anybody's by writing for them."""

    @pytest.mark.parametrize("evidence", [Evidence.PASS, Evidence.NONE])
    def test_a_secretarys_word_calls_the_mover_back_first(self, wales: World, evidence: Evidence) -> None:
        enquire(wales, SECRETARY, evidence=evidence)
        known = {"sender-own-account": SECRETARY} if evidence is Evidence.PASS else {}
        assert receivers(wales) == {"mover-sender-check": MOVER} | known
        told = wales.letter("mover-sender-check").values["stated"]
        assert {one["field"] for one in told} == set(map(str, ENQUIRY)), "only what the mail said"  # type: ignore
        asked = wales.letter("mover-sender-check")
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.PROCEED, reply_to=asked)
        assert receivers(wales)["headteacher-approval-asked"] == FORMER_HEAD

    @pytest.mark.parametrize("sender", [CHAMPION, NEW_HEAD])
    def test_a_leader_that_nothing_vouches_for_calls_the_mover_back_too(self, wales: World, sender: str) -> None:
        enquire(wales, sender, evidence=Evidence.NONE)
        assert receivers(wales) == {"mover-sender-check": MOVER}
        assert wales.letters[-1].unverified

    @pytest.mark.parametrize("evidence", Evidence)
    @pytest.mark.parametrize("sender", ["nobody@post.example", "head@maesynant.example"])
    def test_nobody_outside_the_school_writes_to_anybody(self, wales: World, sender: str, evidence: Evidence) -> None:
        enquire(wales, sender, evidence=evidence)
        assert not [letter for letter in wales.letters if letter.to != sender]
        assert not [letter for letter in wales.letters if letter.template == "sender-case-opened"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"former_username": "nobody3"},
            {"former_username": "jonesm3"},
            {"former_dfes_number": "6654001"},
            {"former_username": "governor5"},
        ],
    )
    def test_the_answer_is_the_same_whatever_the_words_name(self, wales: World, changes: dict[str, str]) -> None:
        wales.add(staff("jonesm3", "Mari Jones", "6614011", staff_code="MJ"))
        enquire(wales, **changes)
        (letter,) = wales.letters
        assert (letter.template, letter.to, letter.values["pass_on"]) == ("sender-case-opened", CHAMPION, True)
        assert {one["value"] for one in letter.values["stated"]} == set((ENQUIRY | changes).values())  # type: ignore
        assert wales.case.person == ""

    def test_a_namesake_who_has_long_worked_there_is_left_in_peace(self, wales: World) -> None:
        wales.add(amended(wales.accounts["aprhyss77"], start_date=date(2012, 9, 1)))
        enquire(wales)
        assert wales.sent == ["sender-case-opened"]

    def test_said_again_and_again_it_brings_two_answers_and_one_case(self, wales: World) -> None:
        for _ in range(6):
            enquire(wales)
        assert len(wales.cases) == 1
        assert wales.sent.count("sender-case-opened") == wales.policy.same_letters_a_day
        assert wales.sent.count("headteacher-approval-asked") == wales.sent.count("mover-consolidation-invited") == 1

    def test_words_that_find_nobody_open_one_case(self, wales: World) -> None:
        for _ in range(6):
            enquire(wales, former_username="nobody3")
        assert len(wales.cases) == 1

    def test_one_head_is_asked_ten_times_a_day_at_most(self, wales: World) -> None:
        for number in range(15):
            name = f"Ann {'abcdefghijklmno'[number]}{'x' * 5}"
            wales.add(
                staff(
                    f"leaver{number}", name, "6614011", leaving_date=date(2026, 8, 31), status=AccountStatus.INACTIVE
                ),
                staff(f"arrival{number}", name, "6724022", start_date=date(2026, 9, 1), staff_code=f"A{number}"),
            )
            enquire(wales, former_username=f"leaver{number}")
        assert wales.sent.count("headteacher-approval-asked") == wales.policy.letters_a_day
        assert [case.reasons for case in wales.cases.values()][-1] == ("too-many-letters",)

    def test_after_a_refusal_it_is_asked_anew_and_in_the_end_for_a_person(self, wales: World) -> None:
        for _ in range(12):
            asked = wales.sent.count("headteacher-approval-asked")
            enquire(wales)
            if wales.sent.count("headteacher-approval-asked") > asked:
                letter = wales.letter("headteacher-approval-asked")
                wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=letter)
        assert wales.sent.count("headteacher-approval-asked") == wales.policy.letters_a_day
        assert [case.state for case in wales.cases.values() if case.open] == [CaseState.REVIEW]

    def test_an_approval_for_the_school_is_not_one_for_another_account(self, wales: World) -> None:
        wales.add(staff("aprhyss9", "Siân ap Rhys", "6654001", staff_code="SA", start_date=date(2026, 9, 1),
                        employee_number="7"))  # fmt: skip
        enquire(wales)
        approve(wales)
        wales.mail(
            "aprhyss9@hwbcymru.example",
            MailKind.CONSOLIDATION,
            CONSOLIDATION
            | {
                FieldName.NEW_USERNAME: "aprhyss9",
                FieldName.NEW_DFES_NUMBER: "6654001",
                FieldName.NEW_SCHOOL_NAME: "Maes y Nant",
                FieldName.EMPLOYEE_NUMBER: "7",
                FieldName.STAFF_CODE: "SA",
            },
        )
        assert not any(case.state is CaseState.MERGING for case in wales.cases.values())

    def test_a_question_about_other_accounts_is_void_once_the_mover_says_otherwise(self, wales: World) -> None:
        wales.add(
            staff("aprhyss5", "Siân ap Rhys", "6654001", staff_code="S5", leaving_date=date(2026, 8, 31),
                  status=AccountStatus.INACTIVE),
        )  # fmt: skip
        enquire(wales)
        consolidate(wales, former_username="aprhyss5", former_dfes_number="6654001")
        approve(wales)
        assert wales.case.authorisation is None

    def test_a_closed_new_school_asks_for_nobody(self, wales: World) -> None:
        wales.add(replace(wales.schools["6724022"], status=SchoolStatus.CLOSED))
        enquire(wales)
        assert not [letter for letter in wales.letters if letter.to == FORMER_HEAD]

    def test_the_head_of_both_schools_authorises(self, wales: World) -> None:
        wales.add(replace(wales.schools["6724022"], head_email=FORMER_HEAD))
        enquire(wales, FORMER_HEAD)
        assert wales.case.authorisation is not None


class TestEnds:
    def test_the_mover_declines(self, wales: World) -> None:
        enquire(wales)
        letter = wales.letter("mover-consolidation-invited")
        wales.mail(MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, reply_to=letter)
        assert wales.case.state is CaseState.WITHDRAWN
        assert receivers(wales)["headteacher-withdrawn"] == FORMER_HEAD
        assert receivers(wales)["mover-withdrawn"] == MOVER

    def test_the_head_declines(self, wales: World) -> None:
        enquire(wales)
        letter = wales.letter("headteacher-approval-asked")
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT, reply_to=letter)
        assert wales.case.state is CaseState.REJECTED
        assert receivers(wales)["mover-rejected"] == MOVER
        assert receivers(wales)["headteacher-rejection-noted"] == FORMER_HEAD

    def test_what_lives_on_at_the_school_already_is_said(self, wales: World) -> None:
        enquire(wales)
        approve(wales)
        consolidate(wales)
        wales.decide(MergeCarriedOut(wales.case.reference))
        wales.add(*merged_accounts(wales.accounts["aprhyss12"], wales.accounts["aprhyss77"]))
        wales.now += timedelta(days=1)
        enquire(wales)
        assert len(wales.cases) == 1
        assert (wales.letters[-1].template, wales.letters[-1].to) == ("sender-nothing-changed", CHAMPION)
