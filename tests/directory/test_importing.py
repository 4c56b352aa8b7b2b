"""Importing: what comes in, what is refused and named, what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwb_mailbot.directory.csv_files import MOST_NAMED, BadFiles
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import RunOutcome
from hwb_mailbot.records import Records
from hwb_mailbot.samples.generate import DIRECTORY

from .conftest import ACCOUNT_ROWS, RUN_ROWS, SCHOOL_ROWS, Write


def _faults(records: Records, folder: Path) -> list[str]:
    with pytest.raises(BadFiles) as raised:
        import_directory(records, folder)
    assert list(records.all("school")) == []
    assert list(records.all("account")) == []
    return [str(fault) for fault in raised.value.faults]


def test_the_sample_comes_in_whole_and_a_second_time_changes_nothing(records: Records) -> None:
    steps: list[tuple[str, int, int]] = []
    first = import_directory(records, DIRECTORY, lambda *step: steps.append(step))
    assert (first.schools_new, first.accounts_new, first.unchanged, first.conflicts) == (20, 437, 0, ())
    assert {doing for doing, _, _ in steps} >= {"comparing", "writing"}
    again = import_directory(records, DIRECTORY)
    assert (again.schools_new, again.accounts_new, again.unchanged) == (0, 0, 457)
    assert (again.schools_changed, again.accounts_changed) == (0, 0)
    assert {document.version for document in records.all("account")} == {1}


def test_what_changed_comes_in_and_what_is_left_out_stays(records: Records, write: Write) -> None:
    import_directory(records, write())
    moved = ACCOUNT_ROWS[2].replace("6602011", "6614022")
    runs = ["6614022,2026-09-05T05:31:00Z,success"]
    result = import_directory(records, write(SCHOOL_ROWS[:2], [moved], runs))
    assert (result.accounts_changed, result.schools_changed, result.conflicts) == (1, 1, ())
    directory = Directory(records)
    assert [one.username for one in directory.headteachers("6614022")] == ["pughd7"]
    assert directory.headteachers("6602011") == ()
    assert directory.account("tegidm9") is not None
    first, second = directory.school("6602011"), directory.school("6614022")
    assert first is not None
    assert second is not None
    assert first.run is not None
    assert second.run is not None
    assert (first.run.outcome, second.run.outcome) == (RunOutcome.SUCCESS, RunOutcome.SUCCESS)


def test_a_run_older_than_the_one_on_record_is_listed_and_left(records: Records, write: Write) -> None:
    import_directory(records, write())
    result = import_directory(records, write(runs=["6602011,2026-09-01T05:31:00Z,failed"]))
    assert [(one.file, one.id, one.code) for one in result.conflicts] == [("provisioning.csv", "6602011", "run-older")]
    school = Directory(records).school("6602011")
    assert school is not None
    assert school.run is not None
    assert school.run.outcome is RunOutcome.SUCCESS


def test_spreadsheets_may_add_a_mark_columns_blank_lines_and_another_order(records: Records, write: Write) -> None:
    folder = write()
    rows = [line.split(",") for line in (folder / "accounts.csv").read_text().splitlines()]
    turned = "\r\n".join(",".join([" note ", *(f" {cell} " for cell in reversed(row))]) for row in rows)
    turned = turned.replace(" note ", "note", 1).replace("note", "note", 1)
    (folder / "accounts.csv").write_bytes(f"\ufeff{turned}\r\n\r\n".encode())
    assert import_directory(records, folder).accounts_new == len(ACCOUNT_ROWS)
    account = Directory(records).account("pughd7")
    assert account is not None
    assert account.email == "Deio.Pugh@hwbcymru.example"


def _with(row: int, old: str, new: str) -> list[str]:
    rows = list(ACCOUNT_ROWS)
    assert old in rows[row]
    rows[row] = rows[row].replace(old, new, 1)
    return rows


@pytest.mark.parametrize(
    ("accounts", "told"),
    [
        (_with(0, "bowens42,", "Bowens42,"), "line 2, column username: 'Bowens42' is no username"),
        (_with(0, "bowens42,", ","), "line 2, column username: an empty cell is no username"),
        (_with(1, "bowens280,", "bowens42,"), "line 3, column username: 'bowens42' is there twice"),
        (_with(0, "bowens42@hwbcymru.example", "bowens42"), "line 2, column email: 'bowens42' is no e-mail"),
        (_with(0, "staff,staff", "person,staff"), "column kind: 'person' is not one of staff, learner, gov"),
        (_with(0, "staff,staff", "staff,caretaker"), "column role: 'caretaker' is not one of headteacher, dig"),
        (_with(4, "governor,governor", "governor,headteacher"), "role: 'headteacher' is none of a governor acc"),
        (_with(3, "learner,learner", "learner,staff"), "line 5, column role: 'staff' is none of a learner acc"),
        (_with(2, "Deio,Pugh", ","), "line 4, column surname: must not be empty where forename is empty"),
        (_with(0, "6602011", "660/2011"), "column dfes_number: '660/2011' is no DfES number: seven digits"),
        (_with(0, "6602011", "6592011"), "column dfes_number: '6592011' is no DfES number"),
        (_with(0, "6602011", "6609999"), "line 2, column dfes_number: '6609999' is no school on record"),
        (_with(0, ",SB,", ",S B!,"), "column staff_code: 'S B!' is no staff code: at most ten letters"),
        (_with(0, ",981,", ",9_81,"), "column employee_number: '9_81' is no employee number"),
        (_with(3, "W660201118001", "B660201118001"), "its check letter would be W"),
        (_with(3, "W660201118001", "A66020111800"), "is no UPN: thirteen characters"),
        (_with(0, "2026-08-31", "31/08/2026"), "column leaving_date: '31/08/2026' is no date: YYYY-MM-DD"),
        (_with(0, "2026-08-31", "2026-02-30"), "column leaving_date: '2026-02-30' is no date"),
        (_with(0, "inactive", "left"), "column status: 'left' is not one of active, inactive, merged"),
        (_with(0, ",inactive", ""), "line 2: has 14 cells, the header row 15"),
        (_with(2, "Deio", '"Deio'), "accounts.csv, line 6: is not CSV here: unexpected end of data"),
        (_with(2, ",Deio,", ",De\x07io,"), "line 4, column forename: must be at most 200 characters on one line"),
        (_with(2, ",Deio,", f",{'D' * 201},"), "column forename: must be at most 200 characters"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(
    records: Records, write: Write, accounts: list[str], told: str
) -> None:
    faults = _faults(records, write(accounts=accounts))
    assert len(faults) == 1
    assert faults[0].startswith("accounts.csv, ")
    assert told in faults[0]


@pytest.mark.parametrize(
    ("schools", "runs", "told"),
    [
        ([*SCHOOL_ROWS, SCHOOL_ROWS[0]], RUN_ROWS, "schools.csv, line 5, column dfes_number: '6602011' is already"),
        ([SCHOOL_ROWS[0], SCHOOL_ROWS[1], SCHOOL_ROWS[2].replace("6614022", "6699999")], RUN_ROWS,
         "schools.csv, line 4, column successor_dfes_number: '6699999' is no school on record"),
        ([SCHOOL_ROWS[0], SCHOOL_ROWS[1], SCHOOL_ROWS[2].replace("6614022", "6762187")], RUN_ROWS,
         "column successor_dfes_number: must be another school"),
        ([SCHOOL_ROWS[0].replace("Porth School,Ysgol Porth", ","), *SCHOOL_ROWS[1:]], RUN_ROWS, "column name_en"),
        ([SCHOOL_ROWS[0].replace("open", "shut"), *SCHOOL_ROWS[1:]], [], "'shut' is not one of open, closed"),
        (SCHOOL_ROWS, ["6602011,2026-09-02 05:31,success"], "provisioning.csv, line 2, column last_run"),
        (SCHOOL_ROWS, ["6602011,2026-09-02T05:31:00Z,ok"], "column outcome: 'ok' is not one of success, failed"),
        (SCHOOL_ROWS, [RUN_ROWS[0], RUN_ROWS[0]], "provisioning.csv, line 3, column dfes_number: '6602011' is t"),
        (SCHOOL_ROWS, ["6609999,2026-09-02T05:31:00Z,success"], "'6609999' is no school on record"),
    ],
)  # fmt: skip
def test_bad_schools_and_runs_are_named(
    records: Records, write: Write, schools: list[str], runs: list[str], told: str
) -> None:
    assert told in _faults(records, write(schools, ACCOUNT_ROWS, runs))[0]


def test_a_file_that_is_missing_or_no_utf_8_is_named(records: Records, write: Write) -> None:
    folder = write()
    (folder / "schools.csv").unlink()
    data = (folder / "accounts.csv").read_bytes()
    (folder / "accounts.csv").write_bytes(data.replace("Siân".encode(), b"Si\xe2n"))
    (folder / "provisioning.csv").write_bytes((folder / "provisioning.csv").read_text().encode("utf-16"))
    assert _faults(records, folder) == [
        "schools.csv: cannot be read: No such file or directory",
        "provisioning.csv: is UTF-16: save it as UTF-8 (Excel: 'CSV UTF-8')",
        "accounts.csv, line 2: byte 0xe2 is not UTF-8: save it as UTF-8 (Excel: 'CSV UTF-8')",
    ]


def test_missing_and_repeated_columns_are_named(records: Records, write: Write) -> None:
    folder = write()
    header, _, rest = (folder / "schools.csv").read_text().partition("\n")
    (folder / "schools.csv").write_text(header.replace("head_email", "phase") + "\n" + rest)
    faults = _faults(records, folder)
    assert faults[0] == "schools.csv, line 1, column head_email: is missing from the header row"
    assert faults[1] == "schools.csv, line 1, column phase: is there twice"
    (folder / "schools.csv").write_text("")
    assert "schools.csv: is empty: the first line must name the columns dfes_number" in _faults(records, folder)[0]


def test_all_faults_are_counted_and_the_first_ones_named(records: Records, write: Write) -> None:
    rows = [ACCOUNT_ROWS[0].replace("bowens42", f"bowens{n}").replace("inactive", "?") for n in range(1, 81)]
    with pytest.raises(BadFiles) as raised:
        import_directory(records, write(accounts=rows))
    assert raised.value.count == 80
    assert len(raised.value.faults) == MOST_NAMED
    assert str(raised.value).endswith(f"and {80 - MOST_NAMED} more")


def test_a_cell_may_hold_commas_and_line_numbers_stay_right(records: Records, write: Write) -> None:
    schools = [SCHOOL_ROWS[0].replace("Porth School", '"Porth School, Holyhead"'), *SCHOOL_ROWS[1:]]
    accounts = [ACCOUNT_ROWS[0].replace("Siân", '"Si\nân"'), ACCOUNT_ROWS[1].replace("active", "?")]
    faults = _faults(records, write(schools, accounts))
    assert [fault.split(":")[0] for fault in faults] == [
        "accounts.csv, line 2, column forename",
        "accounts.csv, line 4, column status",
    ]


def test_a_status_of_merged_needs_to_be_known_here(records: Records, write: Write) -> None:
    result = import_directory(records, write(accounts=_with(1, "active", "merged")))
    assert [(one.id, one.code) for one in result.conflicts] == [("bowens280", "merged-elsewhere")]
    assert Directory(records).account("bowens280") is None
