"""Provisioning by command: what a run does, what it would do, and what a digital champion does by hand (R16 to R20)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from stdnum.gb import upn as upns

from hwb_mailbot.cli import main
from hwb_mailbot.domain.accounts import AccountKind, AccountRole
from tests.journeys.mails import INBOX
from tests.journeys.wales import FORMER, NEW, SIAN_NEW, staff, write_directory

STAFF = "staff_code,employee_number,forename,surname,role,start_date,leaving_date"
LEARNERS = "upn,forename,surname,year_group,class_name,entry_date,leaving_date"
UPN = f"{upns.calc_check_digit('661401116001')}661401116001"
EFAN = staff(
    "reese4", "Efan Rees", FORMER, kind=AccountKind.LEARNER, role=AccountRole.LEARNER, upn=UPN, year_group="6",
    class_name="6A", start_date=date(2020, 9, 1),
)  # fmt: skip
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 9, 14, 6, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], clock: time_machine.Traveller
) -> Run:
    """The program on a store with the small Wales: exit status, standard output and standard error."""
    (tmp_path / "mailbot.ini").write_text(f"[mailbot]\naddress = {INBOX}\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hwb-mailbot", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return int(ended.value.code or 0), out, err

    write_directory(tmp_path / "csv", EFAN)
    assert run_here("directory", "import", "csv")[0] == 0
    return run_here


def export(name: str, header: str, *rows: str) -> str:
    Path(name).write_text("\n".join([header, *rows, ""]), "utf-8")
    return name


def row_of(here: Run, *arguments: str) -> dict[str, Any]:
    code, out, err = here(*arguments, "--json")
    assert (code, err) == (0, "")
    row: dict[str, Any] = json.loads(out)
    return row


def test_a_staff_run_says_what_it_did_with_whom_and_why_not(here: Run) -> None:
    rows = [
        "SAR,55012,Siân,ap Rhys,staff,2026-09-01,2026-09-11",
        "EG,55400,Elin,Tŷ-Gwyn,staff,2026-09-14,",
        "XX,9,Huw,Pugh,,,",
    ]
    file = export("staff.csv", STAFF, *rows)
    row = row_of(here, "provision", NEW, "--staff", file)
    assert row["staff"] == {
        "created": 1, "updated": 0, "released": 1, "reactivated": 0, "moved": 0, "refused": 1,
    }  # fmt: skip
    (created,) = [one["username"] for one in row["accounts"] if one["effect"] == "created"]
    assert created.startswith("tygwyne")
    assert created[len("tygwyne") :].isdigit()
    assert row["refused"] == ["staff.csv line 4: the staff record has no start date"]
    assert row_of(here, "directory", "account", "aprhyss77")["status"] == "inactive"
    school = row_of(here, "directory", "school", NEW)
    assert (school["last_run"], school["outcome"]) == ("2026-09-14T06:00:00Z", "success")


def test_a_dry_run_shows_the_same_and_changes_nothing(here: Run) -> None:
    file = export("staff.csv", STAFF, "EG,55400,Elin,Tŷ-Gwyn,staff,2026-09-14,", "XX,9,Huw,Pugh,,,")
    before = row_of(here, "directory", "school", NEW)
    dry = row_of(here, "provision", NEW, "--staff", file, "--dry-run")
    assert dry["dry_run"]
    (created,) = dry["usernames"]
    assert here("directory", "account", created)[0] == 1
    assert row_of(here, "directory", "school", NEW) == before
    done = row_of(here, "provision", NEW, "--staff", file)
    assert done == dry | {"dry_run": False}


def test_people_read_a_table(here: Run) -> None:
    file = export("staff.csv", STAFF, "EG,55400,Elin,Tŷ-Gwyn,staff,2026-09-14,", "XX,9,Huw,Pugh,,,")
    _, out, _ = here("provision", NEW, "--staff", file, "--dry-run")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == f"What the run would do (nothing was changed): school {NEW}"
    assert "created 1 0" in lines
    assert "refused 1 0" in lines
    assert lines[-1] == "refused: staff.csv line 3: the staff record has no start date"
    assert here("provision", NEW, "--staff", file)[1].startswith("What the run did")


def test_a_failed_run_is_kept_and_cannot_be_tried(here: Run) -> None:
    assert here("provision", NEW, "--failed", "--dry-run")[0] == 2
    assert row_of(here, "provision", NEW, "--failed")["outcome"] == "failed"
    assert row_of(here, "directory", "school", NEW)["outcome"] == "failed"


@pytest.mark.parametrize("order", ["primary first", "secondary first"])
def test_a_learner_moves_by_upn_in_either_order_of_runs(here: Run, order: str) -> None:
    left = export("left.csv", LEARNERS, f"{UPN},Efan,Rees,6,6A,2020-09-01,2026-08-31")
    enrolled = export("enrolled.csv", LEARNERS, f"{UPN},Efan,Rees,7,7C,2026-09-02,")
    if order == "secondary first":
        early = row_of(here, "provision", NEW, "--learners", enrolled)
        assert (early["learners"]["refused"], early["usernames"]) == (1, [])
    assert row_of(here, "provision", FORMER, "--learners", left)["learners"]["released"] == 1
    assert row_of(here, "directory", "account", "reese4")["status"] == "inactive"
    row = row_of(here, "provision", NEW, "--learners", enrolled)
    assert (row["learners"]["moved"], row["usernames"]) == (1, ["reese4"])
    account = row_of(here, "directory", "account", "reese4")
    assert (account["status"], account["dfes_number"], account["year_group"], account["class_name"]) == (
        "active", NEW, "7", "7C",
    )  # fmt: skip


def test_a_new_year_brings_the_class_and_whoever_is_left_out_stays(here: Run) -> None:
    promoted = export("learners.csv", LEARNERS, f"{UPN},Efan,Rees,6,6 Mrs Huws,2020-09-01,")
    assert row_of(here, "provision", FORMER, "--learners", promoted)["learners"]["updated"] == 1
    assert row_of(here, "directory", "account", "reese4")["class_name"] == "6 Mrs Huws"
    assert row_of(here, "provision", FORMER, "--learners", export("none.csv", LEARNERS))["accounts"] == []
    assert row_of(here, "directory", "account", "reese4")["status"] == "active"


def test_a_champion_switches_an_account_off_and_no_run_switches_it_on(here: Run) -> None:
    by = ("--by", "Dilwyn Morion", "--reason", "has left without a word")
    row = row_of(here, "directory", "deactivate", "aprhyss77", *by)
    assert (row["status"], row["leaving_date"]) == ("inactive", None)
    file = export(
        "staff.csv", STAFF, f"SAR,55012,{SIAN_NEW.forename},{SIAN_NEW.surname},staff,2026-09-01,"
    )  # fmt: skip
    assert row_of(here, "provision", NEW, "--staff", file)["staff"]["reactivated"] == 0
    shown = row_of(here, "directory", "account", "aprhyss77")
    assert shown["status"] == "inactive"
    assert [(one["by"], one["reason"]) for one in shown["by_hand"]] == [("Dilwyn Morion", "has left without a word")]
    code, _, err = here("directory", "deactivate", "aprhyss77", *by)
    assert (code, err.strip()) == (1, "hwb-mailbot: aprhyss77 is inactive already")
    assert row_of(here, "directory", "reactivate", "aprhyss77", *by)["status"] == "active"
    assert here("directory", "deactivate", "aprhyss77", "--by", " ", "--reason", "x")[0] == 1
