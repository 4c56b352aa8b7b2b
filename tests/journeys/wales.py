"""A small made-up Wales as CSV files: two schools that people move between, and whoever a scenario adds.

Siân ap Rhys and Tomos Gwynn have moved from Bryn Eithin to Coed Llwyd, and both records of each are as they should be.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hwb_mailbot.directory.columns import ACCOUNT_COLUMNS, RUN_COLUMNS, SCHOOL_COLUMNS
from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus, School, SchoolStatus

FORMER, NEW, ELSEWHERE, CLOSED, VACANT = "6614011", "6724022", "6654001", "6612009", "6672033"
FORMER_HEAD, NEW_HEAD = "pennaeth@bryneithin.example", "head@coedllwyd.example"
FORMER_CHAMPION = "moriond3@hwbcymru.example"
LEFT, STARTED = date(2026, 8, 31), date(2026, 9, 1)
LAST_RUN = datetime(2026, 9, 8, 2, 15, tzinfo=UTC)


def staff(username: str, name: str, school: str, **more: Any) -> Account:
    """A staff account; ``more`` are fields of ``Account``."""
    forename, _, surname = name.partition(" ")
    return Account(
        username=username,
        email=f"{username}@hwbcymru.example",
        kind=more.pop("kind", AccountKind.STAFF),
        role=more.pop("role", AccountRole.STAFF),
        forename=forename,
        surname=surname,
        dfes_number=school,
        **more,
    )


def leaver(username: str, name: str, school: str = FORMER, **more: Any) -> Account:
    """A released account: leaving date past, inactive."""
    return staff(
        username,
        name,
        school,
        **{
            "staff_code": username[:2].upper() + username[-1],
            "start_date": date(2015, 9, 1),
            "leaving_date": LEFT,
            "status": AccountStatus.INACTIVE,
        }
        | more,
    )


def arrival(username: str, name: str, school: str = NEW, **more: Any) -> Account:
    """A new account with start date, staff code and employee number."""
    return staff(
        username,
        name,
        school,
        **{"staff_code": username[:2].upper() + username[-1], "employee_number": "70" + username[-1] * 3}
        | {"start_date": STARTED}
        | more,
    )


SIAN, SIAN_NEW = (
    leaver("aprhyss12", "Siân ap Rhys"),
    arrival("aprhyss77", "Siân ap Rhys", staff_code="SAR", employee_number="55012"),
)
TOMOS, TOMOS_NEW = (
    leaver("gwynnt5", "Tomos Gwynn"),
    arrival("gwynnt9", "Tomos Gwynn", staff_code="TG", employee_number="55340"),
)

SCHOOLS = (
    School(FORMER, "Bryn Eithin Primary School", "Ysgol Gynradd Bryn Eithin", "Gwynedd", head_email=FORMER_HEAD),
    School(NEW, "Coed Llwyd High School", "Ysgol Uwchradd Coed Llwyd", "Bridgend", head_email=NEW_HEAD),
    School(ELSEWHERE, "Maes y Nant School", "Ysgol Maes y Nant", "Flintshire", head_email="head@maesynant.example"),
    School(CLOSED, "Hen Bont School", "Ysgol yr Hen Bont", "Gwynedd", "", SchoolStatus.CLOSED, FORMER, ""),
    School(VACANT, "Cwm Celyn School", "Ysgol Cwm Celyn", "Powys"),
)
ACCOUNTS = (
    staff("robertsj1", "Jac Roberts", FORMER, role=AccountRole.HEADTEACHER, staff_code="JR"),
    staff("moriond3", "Dilwyn Morion", FORMER, role=AccountRole.DIGITAL_CHAMPION, staff_code="DM"),
    staff("haulw4", "Wena Haul", NEW, role=AccountRole.HEADTEACHER, staff_code="WH"),
    SIAN,
    SIAN_NEW,
    TOMOS,
    TOMOS_NEW,
)


def amended(account: Account, **changes: Any) -> Account:
    """The same account with other values."""
    return replace(account, **changes)


def write_directory(folder: Path, *more: Account | School) -> Path:
    """The three CSV files; ``more`` is added, or replaces what has the same username or number."""
    schools = {one.dfes_number: one for one in (*SCHOOLS, *more) if isinstance(one, School)}
    accounts = {one.username: one for one in (*ACCOUNTS, *more) if isinstance(one, Account)}
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "schools.csv", SCHOOL_COLUMNS, schools.values())
    _write(folder / "accounts.csv", ACCOUNT_COLUMNS, accounts.values())
    with (folder / "provisioning.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RUN_COLUMNS)
        writer.writerows((number, LAST_RUN.isoformat(), "success") for number in schools)
    return folder


def write_staff_export(path: Path, *people: Account) -> Path:
    """A school's MIS export of staff records, as ``provision`` reads it."""
    columns = ("staff_code", "employee_number", "forename", "surname", "role", "start_date", "leaving_date")
    _write(path, columns, people)
    return path


def _write(path: Path, columns: Iterable[str], rows: Iterable[object]) -> None:
    names = tuple(columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            values = (getattr(row, name) for name in names)
            writer.writerow("" if value is None else str(value) for value in values)
