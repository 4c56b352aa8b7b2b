"""The rows of the directory's CSV files as accounts, schools and runs, checked one by one and against each other.

Everything that is wrong goes to ``Faults``; nothing here looks at what is stored, but by the functions handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hwb_mailbot.directory import columns
from hwb_mailbot.directory.csv_files import CsvFile, Faults
from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, ProvisioningRun, School

_SCHOOL_PARSERS = (
    columns.dfes_number,
    columns.text,
    columns.text,
    columns.text,
    columns.text,
    columns.school_status,
    columns.dfes_number_or_none,
    columns.address_or_none,
)
_ACCOUNT_PARSERS = (
    columns.username,
    columns.address,
    columns.account_kind,
    columns.account_role,
    columns.text,
    columns.text,
    columns.dfes_number,
    columns.staff_code,
    columns.employee_number,
    columns.upn,
    columns.text,
    columns.text,
    columns.day,
    columns.day,
    columns.account_status,
)
_RUN_PARSERS = (columns.dfes_number, columns.time, columns.run_outcome)
_MERGE_PARSERS = (
    columns.username,
    columns.username,
    columns.dfes_number,
    columns.dfes_number,
    columns.time,
    columns.some_text,
    columns.time_or_none,
)

_STAFF_ROLES = frozenset({AccountRole.HEADTEACHER, AccountRole.DIGITAL_CHAMPION, AccountRole.STAFF})
_ROLES = {
    AccountKind.STAFF: _STAFF_ROLES,
    AccountKind.GOVERNOR: frozenset({AccountRole.GOVERNOR}),
    AccountKind.LEARNER: frozenset({AccountRole.LEARNER}),
    AccountKind.OTHER: frozenset(AccountRole),
}

Progress = Callable[[str, int, int], None]
"""Called now and then with what is being done (``reading``, ``comparing``, ``writing``), how far, and of how much."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that another directory's export tells of (``merges.csv``) and that was not undone."""

    former_username: str
    new_username: str


def read_schools(path: Path, known: Callable[[str], bool], faults: Faults) -> dict[str, School]:
    """The schools of ``schools.csv`` by number; ``known`` tells whether another school is on record."""
    file = CsvFile(path, columns.SCHOOL_COLUMNS, faults)
    schools: dict[str, School] = {}
    lines: dict[str, int] = {}
    for line, cells in file.rows():
        values = file.parse(line, cells, _SCHOOL_PARSERS)
        if values is None:
            continue
        school = School(*values)  # type: ignore[arg-type]  # the parsers stand in the order of the fields
        if school.dfes_number in lines:
            first = lines[school.dfes_number]
            file.bad(line, "dfes_number", f"{school.dfes_number!r} is already on line {first}")
        elif not (school.name_en or school.name_cy):
            file.bad(line, "name_en", "must not be empty where name_cy is empty too")
        else:
            schools[school.dfes_number], lines[school.dfes_number] = school, line
    for number, school in schools.items():
        successor = school.successor_dfes_number
        if successor == number:
            file.bad(lines[number], "successor_dfes_number", "must be another school")
        elif successor and successor not in schools and not known(successor):
            file.bad(lines[number], "successor_dfes_number", f"{successor!r} is no school on record")
    return schools


def read_runs(path: Path, known: Callable[[str], bool], faults: Faults) -> dict[str, ProvisioningRun]:
    """The last run of each school in ``provisioning.csv``."""
    file = CsvFile(path, columns.RUN_COLUMNS, faults)
    runs: dict[str, ProvisioningRun] = {}
    for line, cells in file.rows():
        values = file.parse(line, cells, _RUN_PARSERS)
        if values is None:
            continue
        number, *rest = values
        assert isinstance(number, str)
        if number in runs:
            file.bad(line, "dfes_number", f"{number!r} is there twice")
        elif not known(number):
            file.bad(line, "dfes_number", f"{number!r} is no school on record")
        else:
            runs[number] = ProvisioningRun(*rest)  # type: ignore[arg-type]
    return runs


def read_accounts(path: Path, known: Callable[[str], bool], faults: Faults, progress: Progress) -> dict[str, Account]:
    """The accounts of ``accounts.csv`` by username."""
    file = CsvFile(path, columns.ACCOUNT_COLUMNS, faults)
    accounts: dict[str, Account] = {}
    unknown_schools: set[str] = set()
    for line, cells in file.rows():
        if line % 5_000 == 0:
            progress("reading", line, 0)
        values = file.parse(line, cells, _ACCOUNT_PARSERS)
        if values is None:
            continue
        account = Account(*values)  # type: ignore[arg-type]  # the parsers stand in the order of the fields
        if account.username in accounts:
            file.bad(line, "username", f"{account.username!r} is there twice")
        elif account.role not in _ROLES[account.kind]:
            allowed = ", ".join(sorted(_ROLES[account.kind]))
            file.bad(line, "role", f"{account.role.value!r} is none of a {account.kind} account: {allowed}")
        elif not account.full_name:
            file.bad(line, "surname", "must not be empty where forename is empty too")
        elif account.dfes_number in unknown_schools or not known(account.dfes_number):
            unknown_schools.add(account.dfes_number)
            file.bad(line, "dfes_number", f"{account.dfes_number!r} is no school on record")
        else:
            accounts[account.username] = account
    return accounts


def read_merges(path: Path, faults: Faults) -> list[Merged]:
    """The merges of an export's ``merges.csv`` that were not undone; none where there is no such file."""
    if not path.exists():
        return []
    file = CsvFile(path, columns.MERGE_COLUMNS, faults)
    merges: list[Merged] = []
    for line, cells in file.rows():
        values = file.parse(line, cells, _MERGE_PARSERS)
        if values is not None and not isinstance(values[-1], datetime):
            former, new = values[:2]
            assert isinstance(former, str)
            assert isinstance(new, str)
            merges.append(Merged(former, new))
    return merges


def with_merges(accounts: dict[str, Account], merges: list[Merged]) -> None:
    """Let the accounts point to each other as the merges say, where the rows say they are merged."""
    for merge in merges:
        former, new = accounts.get(merge.former_username), accounts.get(merge.new_username)
        if former is not None and new is not None and new.status.value == "merged":
            accounts[former.username] = replace(former, aliases=(*former.aliases, new.username))
            accounts[new.username] = replace(new, merged_into=former.username)
