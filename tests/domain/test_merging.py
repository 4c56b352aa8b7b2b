"""What a merge makes of two accounts, and undoing of them again (R3, R14, R15, N1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus
from hwb_mailbot.domain.merging import MergeBlocked, changed_since, merged_accounts, separated_accounts

FORMER = Account(
    username="bowens42",
    email="bowens42@hwbcymru.example",
    kind=AccountKind.STAFF,
    role=AccountRole.STAFF,
    forename="Siân",
    surname="Bowen",
    dfes_number="6602011",
    staff_code="SB",
    employee_number="981",
    start_date=date(2019, 9, 1),
    leaving_date=date(2026, 8, 31),
    status=AccountStatus.INACTIVE,
)
NEW = Account(
    username="bowens280",
    email="bowens280@hwbcymru.example",
    kind=AccountKind.STAFF,
    role=AccountRole.DIGITAL_CHAMPION,
    forename="Sian",
    surname="Bowen",
    dfes_number="6614022",
    staff_code="SBO",
    employee_number="620",
    start_date=date(2026, 9, 1),
)


def test_the_former_account_lives_on_at_the_new_school() -> None:
    survivor, deactivated = merged_accounts(FORMER, NEW)
    assert survivor == replace(
        FORMER,
        dfes_number="6614022",
        role=AccountRole.DIGITAL_CHAMPION,
        staff_code="SBO",
        employee_number="620",
        start_date=date(2026, 9, 1),
        leaving_date=None,
        status=AccountStatus.ACTIVE,
        aliases=("bowens280",),
    )
    assert deactivated == replace(NEW, status=AccountStatus.MERGED, merged_into="bowens42")


def test_names_that_led_to_either_account_lead_to_the_survivor() -> None:
    survivor, deactivated = merged_accounts(replace(FORMER, aliases=("b1",)), replace(NEW, aliases=("b2",)))
    assert survivor.aliases == ("b1", "b2", "bowens280")
    assert deactivated.aliases == ()


@pytest.mark.parametrize(
    ("former", "new", "code"),
    [
        (FORMER, replace(NEW, username="bowens42"), "same-account"),
        (replace(FORMER, kind=AccountKind.GOVERNOR), NEW, "governor-account"),
        (FORMER, replace(NEW, kind=AccountKind.GOVERNOR), "governor-account"),
        (replace(FORMER, kind=AccountKind.LEARNER), NEW, "learner-account"),
        (FORMER, replace(NEW, kind=AccountKind.LEARNER), "learner-account"),
        (replace(FORMER, kind=AccountKind.OTHER), NEW, "former-account-not-staff"),
        (FORMER, replace(NEW, kind=AccountKind.OTHER), "new-account-not-staff"),
        (replace(FORMER, status=AccountStatus.MERGED), NEW, "former-account-already-merged"),
        (FORMER, replace(NEW, status=AccountStatus.MERGED), "new-account-already-merged"),
        (FORMER, replace(NEW, status=AccountStatus.INACTIVE), "new-account-inactive"),
    ],
)
def test_what_may_never_be_merged_is_not(former: Account, new: Account, code: str) -> None:
    with pytest.raises(MergeBlocked) as raised:
        merged_accounts(former, new)
    assert raised.value.code == str(raised.value) == code


@given(
    former=st.builds(Account, username=st.just("former"), kind=st.just(AccountKind.STAFF)),
    new=st.builds(
        Account,
        username=st.just("new"),
        kind=st.just(AccountKind.STAFF),
        status=st.just(AccountStatus.ACTIVE),
        merged_into=st.none(),
    ),
)
def test_undoing_brings_both_accounts_back(former: Account, new: Account) -> None:
    former = replace(former, status=AccountStatus.INACTIVE, aliases=("older",))
    new = replace(new, aliases=("other",))
    assert separated_accounts(former, new, *merged_accounts(former, new)) == (former, new)


def test_what_changed_meanwhile_is_put_back_and_said() -> None:
    survivor, deactivated = merged_accounts(FORMER, NEW)
    changed = replace(survivor, staff_code="SBW", role=AccountRole.STAFF, aliases=("bowens280", "b9"))
    assert changed_since(FORMER, NEW, survivor) == ()
    assert changed_since(FORMER, NEW, changed) == (("role", "staff"), ("staff_code", "SBW"))
    former, new = separated_accounts(FORMER, NEW, changed, deactivated)
    assert former == replace(FORMER, aliases=("b9",))
    assert new == NEW


@pytest.mark.parametrize(
    "left", [{"leaving_date": date(2026, 12, 31)}, {"status": AccountStatus.INACTIVE}], ids=["leaving", "by hand"]
)
def test_undoing_lets_nobody_in_who_has_left_the_new_school_since(left: dict[str, object]) -> None:
    survivor, deactivated = merged_accounts(FORMER, NEW)
    former, new = separated_accounts(FORMER, NEW, replace(survivor, **left), deactivated)  # type: ignore[arg-type]
    assert former == FORMER
    assert new == replace(NEW, **left)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("survivor", "deactivated", "code"),
    [
        ({"dfes_number": "6622033"}, {}, "moved-again-since"),
        ({"status": AccountStatus.MERGED}, {}, "merged-again-since"),
        ({"aliases": ()}, {}, "former-account-changed"),
        ({}, {"merged_into": "other1"}, "new-account-changed"),
        ({}, {"status": AccountStatus.ACTIVE}, "new-account-changed"),
    ],
)
def test_accounts_that_went_on_are_not_separated(
    survivor: dict[str, object], deactivated: dict[str, object], code: str
) -> None:
    one, other = merged_accounts(FORMER, NEW)
    with pytest.raises(MergeBlocked) as raised:
        separated_accounts(FORMER, NEW, replace(one, **survivor), replace(other, **deactivated))  # type: ignore[arg-type]
    assert raised.value.code == code


def test_everything_that_undoing_puts_back_is_told() -> None:
    survivor, _ = merged_accounts(FORMER, NEW)
    changed = replace(
        survivor, forename="Sian", surname="Puw", email="s@x.example", role=AccountRole.STAFF, staff_code="",
        employee_number="1", start_date=date(2026, 9, 2), upn="U",
    )  # fmt: skip
    assert changed_since(FORMER, NEW, changed) == (
        ("forename", "Sian"),
        ("surname", "Puw"),
        ("email", "s@x.example"),
        ("role", "staff"),
        ("staff_code", ""),
        ("employee_number", "1"),
        ("start_date", "2026-09-02"),
    )


def test_names_that_led_to_the_new_account_lead_there_again() -> None:
    new = replace(NEW, aliases=("b2",))
    survivor, deactivated = merged_accounts(replace(FORMER, aliases=("b1",)), new)
    former, new_again = separated_accounts(replace(FORMER, aliases=("b1",)), new, survivor, deactivated)
    assert (former.aliases, new_again.aliases) == (("b1",), ("b2",))
