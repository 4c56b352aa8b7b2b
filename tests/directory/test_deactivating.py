"""An account switched off by hand is no release, and no run switches it on again (R19)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hwb_mailbot.directory.deactivating import NotPossible, deactivate, done_by_hand, reactivate
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.directory.provisioning import provision
from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.records import Records

AT = datetime(2026, 9, 14, 5, 30, tzinfo=UTC)
TODAY = date(2026, 9, 14)
SCHOOL = "6602011"
HEADER = "staff_code,employee_number,forename,surname,role,start_date,leaving_date"


def test_switched_off_and_on_again(sample: Records, directory: Directory) -> None:
    (head,) = directory.headteachers(SCHOOL)
    off = deactivate(sample, head.username, "Elin Prys", "left without a word", AT)
    assert (off.status, off.leaving_date) == (AccountStatus.INACTIVE, None)
    assert directory.account(head.username) == off
    assert directory.headteachers(SCHOOL) == ()
    on = reactivate(sample, head.username, "Elin Prys", "is back", AT, TODAY)
    assert on == head
    assert [(one.by, one.reason, one.active) for one in done_by_hand(sample, head.username)] == [
        ("Elin Prys", "left without a word", False),
        ("Elin Prys", "is back", True),
    ]


def test_no_run_switches_it_on_again(sample: Records, directory: Directory, tmp_path: Path) -> None:
    (head,) = directory.headteachers(SCHOOL)
    deactivate(sample, head.username, "Elin Prys", "left without a word", AT)
    export = tmp_path / "staff.csv"
    row = f"{head.staff_code},{head.employee_number},{head.forename},{head.surname},headteacher,{head.start_date},"
    export.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    provision(sample, SCHOOL, AT, TODAY, "hwbcymru.example", staff=export)
    account = directory.account(head.username)
    assert account is not None
    assert account.status is AccountStatus.INACTIVE


def test_what_cannot_be_switched_is_said(sample: Records, directory: Directory) -> None:
    (head,) = directory.headteachers(SCHOOL)
    with pytest.raises(NotPossible, match="no account nobody3"):
        deactivate(sample, "nobody3", "Elin", "why not", AT)
    with pytest.raises(NotPossible, match="is active"):
        reactivate(sample, head.username, "Elin", "why not", AT, TODAY)
    deactivate(sample, head.username, "Elin", "why not", AT)
    with pytest.raises(NotPossible, match="inactive already"):
        deactivate(sample, head.username, "Elin", "why not", AT)
    left = next(
        one for one in directory.accounts_of(SCHOOL) if one.leaving_date and one.status is AccountStatus.INACTIVE
    )
    with pytest.raises(NotPossible, match="has left on"):
        reactivate(sample, left.username, "Elin", "why not", AT, TODAY)
