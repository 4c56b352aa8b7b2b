"""What a run makes of a school's accounts, rule by rule (R16 to R19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus
from hwb_mailbot.domain.provisioning import (
    Effect,
    LearnerRecord,
    Outcome,
    RunOf,
    StaffRecord,
    learner_outcome,
    staff_outcome,
)

TODAY = date(2026, 9, 14)
SCHOOL, OTHER_SCHOOL = "6602011", "6614022"
RUN = RunOf(SCHOOL, TODAY, "hwbcymru.example", lambda forename, surname, seed: f"new{forename}{surname}".lower())
ACTIVE, INACTIVE = AccountStatus.ACTIVE, AccountStatus.INACTIVE

STAFF = Account(
    "bowens42", "bowens42@hwbcymru.example", AccountKind.STAFF, AccountRole.STAFF, "Siân", "Bowen", SCHOOL,
    staff_code="SB", employee_number="981", start_date=date(2019, 9, 1),
)  # fmt: skip
LEARNER = Account(
    "tegidm9", "tegidm9@hwbcymru.example", AccountKind.LEARNER, AccountRole.LEARNER, "Macsen", "Tegid", SCHOOL,
    upn="U1", year_group="6", class_name="6A", start_date=date(2020, 9, 1),
)  # fmt: skip


def _staff(**changes: Any) -> StaffRecord:
    record = StaffRecord(2, "SB", "981", "Siân", "Bowen", AccountRole.STAFF, date(2019, 9, 1), None)
    return replace(record, **changes)


def _learner(**changes: Any) -> LearnerRecord:
    record = LearnerRecord(2, "U1", "Macsen", "Tegid", "7", "7B", date(2026, 9, 1), None)
    return replace(record, **changes)


def _effects(outcome: Outcome) -> list[tuple[str, str]]:
    return [(effect.value, account.username) for effect, account in outcome.accounts]


def _refusals(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.refused]


@pytest.mark.parametrize("left", [date(2026, 8, 31), TODAY])
def test_a_leaving_date_releases_the_account(left: date) -> None:
    outcome = staff_outcome(RUN, [_staff(leaving_date=left)], [STAFF])
    assert outcome.accounts == ((Effect.RELEASED, replace(STAFF, leaving_date=left, status=INACTIVE)),)


def test_a_leaving_date_to_come_is_noted_only() -> None:
    outcome = staff_outcome(RUN, [_staff(leaving_date=date(2026, 9, 15))], [STAFF])
    assert outcome.accounts == ((Effect.UPDATED, replace(STAFF, leaving_date=date(2026, 9, 15))),)


def test_the_same_record_again_changes_nothing() -> None:
    assert staff_outcome(RUN, [_staff()], [STAFF]) == Outcome((), ())
    released = replace(STAFF, leaving_date=date(2026, 8, 31), status=INACTIVE)
    assert staff_outcome(RUN, [_staff(leaving_date=date(2026, 8, 31))], [released]) == Outcome((), ())
    assert staff_outcome(RUN, [], [STAFF]) == Outcome((), ())


def test_a_new_record_with_start_date_and_staff_code_makes_an_account() -> None:
    record = _staff(forename="Deio", surname="Pugh", staff_code="DP", employee_number="7", start_date=date(2026, 9, 1))
    (created,) = staff_outcome(RUN, [record], [STAFF]).accounts
    assert created == (
        Effect.CREATED,
        Account(
            "newdeiopugh", "newdeiopugh@hwbcymru.example", AccountKind.STAFF, AccountRole.STAFF, "Deio", "Pugh",
            SCHOOL, staff_code="DP", employee_number="7", start_date=date(2026, 9, 1),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start_date": None}, "no-start-date"),
        ({"staff_code": ""}, "no-staff-code"),
        ({"staff_code": "SB"}, "staff-code-not-unique"),
    ],
)
def test_a_new_record_that_lacks_something_makes_none(changes: dict[str, Any], code: str) -> None:
    record = _staff(**{"forename": "Deio", "surname": "Pugh", "staff_code": "DP", "employee_number": "7", **changes})
    outcome = staff_outcome(RUN, [record], [STAFF])
    assert (outcome.accounts, _refusals(outcome)) == ((), [code])


def test_a_staff_code_given_twice_makes_no_account() -> None:
    new = _staff(forename="Deio", surname="Pugh", staff_code="DP", employee_number="7")
    outcome = staff_outcome(RUN, [new, replace(new, line=3, forename="Dewi", employee_number="8")], [STAFF])
    assert (outcome.accounts, _refusals(outcome)) == ((), ["staff-code-not-unique"] * 2)


def test_somebody_who_left_without_ever_having_an_account_gets_none() -> None:
    assert staff_outcome(RUN, [_staff(leaving_date=date(2020, 1, 1))], []) == Outcome((), ())


def test_the_code_of_somebody_who_left_may_be_given_again() -> None:
    released = replace(STAFF, leaving_date=date(2026, 8, 31), status=INACTIVE)
    new = _staff(forename="Steffan", surname="Bebb", employee_number="7")
    assert _effects(staff_outcome(RUN, [new], [released])) == [("created", "newsteffanbebb")]


def test_a_namesake_with_another_employee_number_is_somebody_else() -> None:
    released = replace(STAFF, leaving_date=date(2026, 8, 31), status=INACTIVE)
    assert _effects(staff_outcome(RUN, [_staff(employee_number="7")], [released])) == [("created", "newsiânbowen")]


@pytest.mark.parametrize("turned", [False, True])
def test_who_left_and_came_back_is_back(turned: bool) -> None:
    records = [_staff(leaving_date=date(2026, 7, 1)), _staff(line=3, staff_code="SBO")]
    outcome = staff_outcome(RUN, records[::-1] if turned else records, [STAFF])
    assert outcome.accounts == ((Effect.UPDATED, replace(STAFF, staff_code="SBO")),)


def test_a_new_surname_is_taken_over_where_code_and_employee_number_agree() -> None:
    outcome = staff_outcome(RUN, [_staff(surname="Pugh")], [STAFF])
    assert outcome.accounts == ((Effect.UPDATED, replace(STAFF, surname="Pugh")),)


def test_what_was_deactivated_by_hand_stays_so() -> None:
    by_hand = replace(STAFF, status=INACTIVE)
    assert staff_outcome(RUN, [_staff()], [by_hand]) == Outcome((), ())


def test_a_leaving_date_taken_back_reactivates() -> None:
    released = replace(STAFF, leaving_date=date(2026, 8, 31), status=INACTIVE)
    assert staff_outcome(RUN, [_staff()], [released]).accounts == ((Effect.REACTIVATED, STAFF),)


@pytest.mark.parametrize("changes", [{"kind": AccountKind.GOVERNOR}, {"status": AccountStatus.MERGED}])
def test_governor_and_merged_accounts_are_never_touched(changes: dict[str, Any]) -> None:
    untouched = replace(STAFF, **changes)
    assert _effects(staff_outcome(RUN, [_staff()], [untouched])) == [("created", "newsiânbowen")]


def test_after_a_merge_the_new_schools_record_is_the_survivors() -> None:
    survivor = replace(STAFF, aliases=("bowens280",))
    merged = replace(STAFF, username="bowens280", status=AccountStatus.MERGED, merged_into="bowens42")
    assert staff_outcome(RUN, [_staff()], [merged, survivor]) == Outcome((), ())


def test_a_learner_who_leaves_is_released() -> None:
    outcome = learner_outcome(RUN, [_learner(leaving_date=date(2026, 8, 31))], {"U1": [LEARNER]})
    ((effect, account),) = outcome.accounts
    assert (effect, account.status, account.leaving_date) == (Effect.RELEASED, INACTIVE, date(2026, 8, 31))


def test_a_new_year_brings_year_group_and_class() -> None:
    ((effect, account),) = learner_outcome(RUN, [_learner()], {"U1": [LEARNER]}).accounts
    assert (effect, account.year_group, account.class_name) == (Effect.UPDATED, "7", "7B")


def test_a_released_learner_is_reactivated_at_the_new_school() -> None:
    released = replace(LEARNER, dfes_number=OTHER_SCHOOL, leaving_date=date(2026, 8, 31), status=INACTIVE)
    ((effect, account),) = learner_outcome(RUN, [_learner()], {"U1": [released]}).accounts
    assert effect is Effect.MOVED
    assert account == replace(
        LEARNER, year_group="7", class_name="7B", start_date=date(2026, 9, 1), leaving_date=None, status=ACTIVE
    )


ELSEWHERE = replace(LEARNER, dfes_number=OTHER_SCHOOL)
RELEASED = replace(ELSEWHERE, leaving_date=date(2026, 8, 31), status=INACTIVE)


@pytest.mark.parametrize(
    ("changes", "accounts", "code"),
    [
        ({}, [ELSEWHERE], "not-released"),
        ({}, [replace(ELSEWHERE, status=INACTIVE)], "not-released"),
        ({}, [replace(RELEASED, leaving_date=date(2026, 10, 1))], "not-released"),
        ({}, [replace(RELEASED, forename="Elain", surname="Parri")], "another-name"),
        ({}, [LEARNER, replace(RELEASED, username="tegidm10")], "upn-not-unique"),
        ({"upn": ""}, [], "no-upn"),
        ({"entry_date": date(2026, 9, 15)}, [RELEASED], "entry-date-in-the-future"),
        ({"entry_date": date(2026, 9, 15)}, [], "entry-date-in-the-future"),
    ],
)
def test_a_learner_who_cannot_be_admitted_yet_is_named(
    changes: dict[str, Any], accounts: list[Account], code: str
) -> None:
    outcome = learner_outcome(RUN, [_learner(**changes)], {"U1": accounts})
    assert (outcome.accounts, _refusals(outcome)) == ((), [code])


def test_a_upn_given_twice_is_refused_twice() -> None:
    outcome = learner_outcome(RUN, [_learner(), _learner(line=3)], {"U1": [LEARNER]})
    assert (outcome.accounts, _refusals(outcome)) == ((), ["upn-not-unique"] * 2)


def test_a_learner_without_an_account_gets_one_and_a_leaver_none() -> None:
    assert _effects(learner_outcome(RUN, [_learner()], {})) == [("created", "newmacsentegid")]
    gone = _learner(leaving_date=date(2026, 8, 31))
    assert learner_outcome(RUN, [gone], {}) == Outcome((), ())
    assert learner_outcome(RUN, [gone], {"U1": [ELSEWHERE]}) == Outcome((), ())


def test_records_that_are_refused_are_told_in_the_order_of_their_lines() -> None:
    records = [_staff(line=4, staff_code=""), _staff(line=3, start_date=None)]
    other = [replace(one, forename="Deio", surname="Pugh", employee_number="") for one in records]
    outcome = staff_outcome(RUN, other, [STAFF])
    assert [(one.line, one.code) for one in outcome.refused] == [(3, "no-start-date"), (4, "no-staff-code")]


def test_a_name_is_made_from_the_school_and_the_records_own_number() -> None:
    asked: list[tuple[str, str, str]] = []

    def new_username(forename: str, surname: str, seed: str) -> str:
        asked.append((forename, surname, seed))
        return "new1"

    run = replace(RUN, new_username=new_username)
    staff_outcome(run, [_staff(leaving_date=date(2026, 12, 31))], [])
    learner_outcome(run, [_learner()], {})
    assert asked == [("Siân", "Bowen", "6602011/SB"), ("Macsen", "Tegid", "U1")]


def test_a_new_account_has_everything_that_its_record_has() -> None:
    leaving = date(2026, 12, 31)
    assert staff_outcome(RUN, [_staff(leaving_date=leaving, role=AccountRole.HEADTEACHER)], []).accounts == (
        (
            Effect.CREATED,
            replace(
                STAFF, username="newsiânbowen", email="newsiânbowen@hwbcymru.example", leaving_date=leaving,
                role=AccountRole.HEADTEACHER,
            ),
        ),
    )  # fmt: skip
    assert learner_outcome(RUN, [_learner(leaving_date=leaving)], {}).accounts == (
        (
            Effect.CREATED,
            replace(
                LEARNER, username="newmacsentegid", email="newmacsentegid@hwbcymru.example", leaving_date=leaving,
                year_group="7", class_name="7B", start_date=date(2026, 9, 1),
            ),
        ),
    )  # fmt: skip


def test_what_a_record_lacks_stays_as_it_is() -> None:
    bare = _staff(staff_code="SB", employee_number="", start_date=None, role=AccountRole.HEADTEACHER)
    assert staff_outcome(RUN, [bare], [STAFF]).accounts == (
        (Effect.UPDATED, replace(STAFF, role=AccountRole.HEADTEACHER)),
    )
    uncoded = _staff(staff_code="", forename="Sian")
    assert staff_outcome(RUN, [uncoded], [STAFF]).accounts == ((Effect.UPDATED, replace(STAFF, forename="Sian")),)
    ((_, account),) = learner_outcome(RUN, [_learner(entry_date=None)], {"U1": [LEARNER]}).accounts
    assert account == replace(LEARNER, year_group="7", class_name="7B")


@pytest.mark.parametrize(
    ("changes", "is_bowen"),
    [
        ({"staff_code": "X", "employee_number": "981"}, True),
        ({"staff_code": "SB", "employee_number": "7"}, True),
        ({"staff_code": "X", "employee_number": "7"}, False),
        ({"staff_code": "X", "employee_number": "981", "surname": "Pugh"}, False),
        ({"staff_code": "X", "employee_number": "", "surname": "Bowen"}, False),
    ],
)
def test_whose_a_record_is(changes: dict[str, Any], is_bowen: bool) -> None:
    ((effect, account),) = staff_outcome(RUN, [_staff(**changes)], [STAFF]).accounts
    assert (effect is Effect.UPDATED) is is_bowen
    assert (account.username == "bowens42") is is_bowen


def test_empty_numbers_are_nobodys() -> None:
    bare = replace(STAFF, staff_code="", employee_number="")
    record = _staff(staff_code="", employee_number="", start_date=None)
    assert _refusals(staff_outcome(RUN, [record], [bare])) == ["no-start-date"]


def test_two_records_of_one_account_do_not_both_change_it() -> None:
    outcome = staff_outcome(RUN, [_staff(), _staff(line=3)], [STAFF])
    assert (outcome.accounts, _refusals(outcome)) == ((), ["staff-code-not-unique"])


def test_the_last_day_that_an_earlier_run_brought_has_come() -> None:
    noted = replace(STAFF, leaving_date=TODAY)
    assert staff_outcome(RUN, [], [noted]).accounts == ((Effect.RELEASED, replace(noted, status=INACTIVE)),)
    assert staff_outcome(RUN, [], [replace(STAFF, leaving_date=date(2026, 9, 15))]) == Outcome((), ())


def test_every_record_is_dealt_with_after_one_that_is_passed_over() -> None:
    gone = _learner(leaving_date=date(2026, 8, 31), upn="U0")
    admitted = _learner(line=3, upn="U2", forename="Elain", surname="Parri")
    refused = _learner(line=4, upn="U3", entry_date=date(2027, 1, 1))
    outcome = learner_outcome(RUN, [gone, refused, admitted], {})
    assert _effects(outcome) == [("created", "newelainparri")]
    assert [(one.line, one.code) for one in outcome.refused] == [(4, "entry-date-in-the-future")]


def test_only_learners_accounts_are_learners() -> None:
    staff = replace(LEARNER, kind=AccountKind.STAFF)
    assert _effects(learner_outcome(RUN, [_learner()], {"U1": [staff]})) == [("created", "newmacsentegid")]


@pytest.mark.parametrize(
    ("changes", "admitted"),
    [
        ({"forename": "MACSEN", "surname": "Parri"}, True),
        ({"forename": "Max", "surname": "Tegid"}, True),
        ({"forename": "", "surname": "Parri"}, False),
        ({"entry_date": TODAY}, True),
        ({"entry_date": None}, True),
    ],
)
def test_who_comes_from_elsewhere_bears_the_same_name(changes: dict[str, Any], admitted: bool) -> None:
    outcome = learner_outcome(RUN, [_learner(**changes)], {"U1": [RELEASED]})
    assert (_effects(outcome), _refusals(outcome)) == (
        ([("moved", "tegidm9")], []) if admitted else ([], ["another-name"])
    )
    assert _refusals(learner_outcome(RUN, [_learner(forename="")], {"U1": [replace(RELEASED, forename="")]})) == []
    nameless = replace(RELEASED, forename="", surname="")
    assert _refusals(learner_outcome(RUN, [_learner(forename="", surname="")], {"U1": [nameless]})) == ["another-name"]
