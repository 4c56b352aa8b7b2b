"""Every question the decisions ask, answered by the sample directory."""

from __future__ import annotations

import pytest

from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import Account, AccountStatus, RunOutcome, School
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.records import Change, Records

from .conftest import sample_rows


def _usernames(accounts: tuple[Account, ...]) -> list[str]:
    return [account.username for account in accounts]


def test_every_account_of_the_sample_is_found_by_all_its_details(directory: Directory) -> None:
    for row in sample_rows("accounts.csv"):
        account = directory.account(row["username"])
        assert account is not None
        assert (account.surname, account.dfes_number) == (row["surname"], row["dfes_number"])
        assert directory.resolve(row["username"]) == account
        assert directory.by_email(row["email"].upper()) == (account,)
        assert account in directory.accounts_of(row["dfes_number"])
        if row["kind"] == "staff":
            assert account in directory.staff_named(row["dfes_number"], f"{row['surname']}, {row['forename']}")
            assert account in directory.by_staff_code(row["dfes_number"], row["staff_code"])
        if row["upn"]:
            assert directory.by_upn(row["upn"]) == (account,)


def test_every_school_of_the_sample_is_found_by_name_and_address(directory: Directory) -> None:
    for row in sample_rows("schools.csv"):
        school = directory.school(row["dfes_number"])
        assert school is not None
        assert directory.schools_named(row["name_en"]) == directory.schools_named(row["name_cy"]) == (school,)
        if row["head_email"]:
            assert directory.schools_by_email(row["head_email"].title()) == (school,)
        assert school.run is not None
        assert school.run.last_run.utcoffset() is not None


def test_what_is_not_there_is_none_or_empty(directory: Directory) -> None:
    assert directory.account("nobody1") is None
    assert directory.resolve("nobody1") is None
    assert directory.account("") is None
    assert directory.school("6600000") is None
    assert directory.by_email("nobody@x.example") == ()
    assert directory.by_email("") == ()
    assert directory.schools_by_email("") == ()
    assert directory.staff_named("6602011", "") == ()
    assert directory.staff_named("6602011", "Ива́н") == ()
    assert directory.schools_named("") == ()
    assert directory.headteachers("6772198") == ()


@pytest.mark.parametrize("written", ["Sian Bowen", "BOWEN, Siân", "Mrs Siân  Bowen"])
def test_a_name_is_found_however_it_is_written(directory: Directory, written: str) -> None:
    assert _usernames(directory.staff_named("6602011", written)) == ["bowens42"]


@pytest.mark.parametrize("written", ["Mhorth y Môr", "Porth-y-Mor Primary", "Ysgol Porth y Môr, Caergybi"])
def test_a_school_is_found_however_it_is_written(directory: Directory, written: str) -> None:
    assert [school.dfes_number for school in directory.schools_named(written)] == ["6602011"]


def test_namesakes_at_one_school_are_both_found(directory: Directory) -> None:
    assert len(directory.staff_named("6695110", "Mair Pritchard")) == 2


def test_headteachers_and_administrators_are_the_active_ones(sample: Records, directory: Directory) -> None:
    (head,) = directory.headteachers("6602011")
    assert len(directory.administrators("6602011")) == 1
    document = directory.document("account", head.username)
    assert document is not None
    body = {**to_body(head), "status": AccountStatus.INACTIVE.value}
    sample.commit([Change("account", head.username, document.version, body)])
    assert directory.headteachers("6602011") == ()


def test_the_failed_run_and_the_closed_school_are_told(directory: Directory) -> None:
    failed, closed = directory.school("6722143"), directory.school("6762187")
    assert isinstance(failed, School)
    assert failed.run is not None
    assert failed.run.outcome is RunOutcome.FAILED
    assert closed is not None
    assert (closed.status.value, closed.successor_dfes_number, closed.head_email) == ("closed", "6752176", "")
