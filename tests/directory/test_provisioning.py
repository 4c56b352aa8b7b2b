"""Provisioning runs from MIS exports: what they change together, and what stops them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stdnum.gb import upn

from hwb_mailbot.directory.csv_files import BadFiles
from hwb_mailbot.directory.exporting import export_directory
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.directory.provisioning import Provisioned, RunRefused, provision, record_run
from hwb_mailbot.domain.accounts import AccountStatus, RunOutcome
from hwb_mailbot.domain.identifiers import username
from hwb_mailbot.domain.provisioning import Effect
from hwb_mailbot.records import Records

AT = datetime(2026, 9, 14, 5, 30, tzinfo=UTC)
STAFF_HEADER = "staff_code,employee_number,forename,surname,role,start_date,leaving_date"
LEARNER_HEADER = "upn,forename,surname,year_group,class_name,entry_date,leaving_date"
PRIMARY, SECONDARY = "6602011", "6614022"


def _run(records: Records, school: str, **files: Path) -> Provisioned:
    return provision(records, school, AT, date(2026, 9, 14), "hwbcymru.example", **files)


def _file(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_a_leaver_is_released_and_a_starter_gets_an_account(
    sample: Records, directory: Directory, tmp_path: Path
) -> None:
    (head,) = directory.headteachers(PRIMARY)
    leaver = f"{head.staff_code},{head.employee_number},{head.forename},{head.surname}"
    staff = _file(
        tmp_path,
        "staff.csv",
        STAFF_HEADER,
        f"{leaver},headteacher,2019-09-01,2026-09-13",
        "ETG,55,Elin,Tŷ-Gwyn,headteacher,2026-09-14,",
        "XX,56,Huw,Pugh,,,",
    )
    result = _run(sample, PRIMARY, staff=staff)
    assert (result.count(Effect.RELEASED), result.count(Effect.CREATED), result.count(Effect.UPDATED)) == (1, 1, 0)
    assert [(one.file, one.line, one.code) for one in result.refused] == [("staff.csv", 4, "no-start-date")]
    (new,) = directory.headteachers(PRIMARY)
    assert new.surname == "Tŷ-Gwyn"
    assert new.username.startswith("tygwyne")
    assert username(new.username) == new.username
    assert new.email == f"{new.username}@hwbcymru.example"
    assert directory.account(head.username) in directory.accounts_of(PRIMARY)
    school = directory.school(PRIMARY)
    assert school is not None
    assert school.run is not None
    assert (school.run.last_run, school.run.outcome) == (AT, RunOutcome.SUCCESS)
    again = _run(sample, PRIMARY, staff=staff)
    assert again.accounts == ()


def test_a_learner_goes_from_primary_to_secondary_by_two_runs(
    sample: Records, directory: Directory, tmp_path: Path
) -> None:
    learner = next(one for one in directory.accounts_of(PRIMARY) if one.upn)
    names = f"{learner.upn},{learner.forename},{learner.surname}"
    enrolled = _file(tmp_path, "new.csv", LEARNER_HEADER, f"{names},7,7C,2026-09-02,")
    assert [one.code for one in _run(sample, SECONDARY, learners=enrolled).refused] == ["not-released"]
    left = _file(tmp_path, "old.csv", LEARNER_HEADER, f"{names},6,6A,2020-09-01,2026-08-31")
    assert _run(sample, PRIMARY, learners=left).count(Effect.RELEASED) == 1
    result = _run(sample, SECONDARY, learners=enrolled)
    assert (result.count(Effect.MOVED), result.refused) == (1, ())
    moved = directory.account(learner.username)
    assert moved is not None
    assert (moved.dfes_number, moved.class_name, moved.status) == (SECONDARY, "7C", AccountStatus.ACTIVE)
    assert directory.by_upn(learner.upn) == (moved,)
    assert _run(sample, PRIMARY, learners=left).accounts == ()


def test_new_learners_get_usernames_of_their_own(sample: Records, directory: Directory, tmp_path: Path) -> None:
    digits = [f"{PRIMARY}26{number:03d}" for number in range(40)]
    rows = [f"{upn.calc_check_digit(one)}{one},Elin,Tŷ-Gwyn,1,1A,2026-09-01," for one in digits]
    result = _run(sample, PRIMARY, learners=_file(tmp_path, "learners.csv", LEARNER_HEADER, *rows))
    assert result.count(Effect.CREATED) == len({one.username for one in result.accounts}) == 40
    accounts = [directory.account(one) for one in (done.username for done in result.accounts)]
    assert {account.upn for account in accounts if account} == {row[:13] for row in rows}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("S B,55,Elin,Pugh,staff,2026-09-14,", "staff.csv, line 3, column staff_code: 'S B' is no staff code"),
        ("EP,55,Elin,,staff,2026-09-14,", "staff.csv, line 3, column surname: must not be empty"),
        ("EP,55,Elin,Pugh,governor,2026-09-14,", "column role: 'governor' is not one of headteacher, digital-"),
        ("EP,55,Elin,Pugh,staff,14.9.2026,", "column start_date: '14.9.2026' is no date: YYYY-MM-DD"),
        ("EP,55,Elin,Pugh,staff,2026-09-14", "line 3: has 6 cells, the header row 7"),
    ],
)
def test_a_bad_row_stops_the_whole_run(sample: Records, tmp_path: Path, row: str, told: str) -> None:
    staff = _file(tmp_path, "staff.csv", STAFF_HEADER, "GP,54,Gwen,Pugh,staff,2026-09-14,", row)
    learners = _file(tmp_path, "learners.csv", LEARNER_HEADER, "B660201126001,Elin,Pugh,1,1A,,")
    before = {document.id: document.version for kind in ("school", "account") for document in sample.all(kind)}
    with pytest.raises(BadFiles) as raised:
        _run(sample, PRIMARY, staff=staff, learners=learners)
    assert told in str(raised.value)
    assert "learners.csv, line 2, column upn: 'B660201126001' is no UPN" in str(raised.value)
    after = {document.id: document.version for kind in ("school", "account") for document in sample.all(kind)}
    assert after == before


def test_a_failed_run_is_recorded_and_changes_no_account(sample: Records, directory: Directory) -> None:
    record_run(sample, PRIMARY, AT, RunOutcome.FAILED)
    school = directory.school(PRIMARY)
    assert school is not None
    assert school.run is not None
    assert (school.run.last_run, school.run.outcome) == (AT, RunOutcome.FAILED)


def test_a_school_that_is_not_on_record_has_no_run(sample: Records) -> None:
    with pytest.raises(RunRefused, match="6600000 is no school on record"):
        record_run(sample, "6600000", AT, RunOutcome.SUCCESS)
    with pytest.raises(RunRefused):
        _run(sample, "6600000")


def _unfit(directory: Directory, school: str) -> list[tuple[str, str, str]]:
    found = directory.school(school)
    assert found is not None
    assert found.run is not None
    return [(one.name, one.code, one.staff_code or one.upn) for one in found.run.unfit]


def test_a_run_remembers_what_it_could_make_no_account_of_until_the_next(
    sample: Records, directory: Directory, tmp_path: Path
) -> None:
    number = f"{PRIMARY}26001"
    own = f"{upn.calc_check_digit(number)}{number}"
    staff = _file(tmp_path, "staff.csv", STAFF_HEADER, ",56,Huw,Pugh,staff,2026-09-01,", "ZZ,57,Non,Pugh,staff,,")
    learners = _file(tmp_path, "learners.csv", LEARNER_HEADER, ",Elin,Pugh,1,1A,,", f"{own},Ann,Pugh,1,1A,2027-01-04,")
    _run(sample, PRIMARY, staff=staff, learners=learners)
    of_staff = [("Huw Pugh", "no-staff-code", ""), ("Non Pugh", "no-start-date", "ZZ")]
    of_learners = [("Elin Pugh", "no-upn", ""), ("Ann Pugh", "entry-date-in-the-future", own)]
    assert sorted(_unfit(directory, PRIMARY)) == sorted(of_staff + of_learners)
    mended = _file(tmp_path, "mended.csv", STAFF_HEADER, "HP9,56,Huw,Pugh,staff,2026-09-01,")
    _run(sample, PRIMARY, staff=mended)  # brings no learners: what was wrong with them still is
    assert _unfit(directory, PRIMARY) == of_learners
    record_run(sample, PRIMARY, AT, RunOutcome.FAILED)
    assert _unfit(directory, PRIMARY) == []


def test_importing_a_run_again_forgets_nothing_and_exports_nothing(
    sample: Records, directory: Directory, tmp_path: Path
) -> None:
    staff = _file(tmp_path, "staff.csv", STAFF_HEADER, ",56,Huw,Pugh,staff,2026-09-01,")
    _run(sample, PRIMARY, staff=staff)
    export_directory(sample, tmp_path / "out")
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    assert "no-staff-code" not in written
    import_directory(sample, tmp_path / "out")
    assert _unfit(directory, PRIMARY) == [("Huw Pugh", "no-staff-code", "")]
