"""Importing a directory from CSV files, as one commit: all of it or nothing, however many accounts there are.

Importing again brings changes and leaves the rest alone. What would revert a merge is not done but listed, and
so is a provisioning run older than the one on record. Accounts that the files leave out stay as they are.

What can fail: ``BadFiles`` with every fault of all files, before anything is changed; ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

from hwb_mailbot.directory import run_history
from hwb_mailbot.directory.csv_files import Faults
from hwb_mailbot.directory.news import news
from hwb_mailbot.directory.reading import (
    Progress,
    read_accounts,
    read_merges,
    read_runs,
    read_schools,
    with_merges,
)
from hwb_mailbot.domain.accounts import Account, AccountStatus, ProvisioningRun, School
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.records import Change, Records

_PROGRESS_STEP = 2_000


@dataclass(frozen=True, slots=True)
class ImportConflict:
    """A row that was passed over: its file, the username or DfES number, and why, as code and in words."""

    file: str
    id: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    schools_new: int
    schools_changed: int
    accounts_new: int
    accounts_changed: int
    unchanged: int
    conflicts: tuple[ImportConflict, ...]


def import_directory(
    records: Records, directory: Path, progress: Progress = lambda doing, done, total: None
) -> Imported:
    """Read ``schools.csv``, ``accounts.csv`` and ``provisioning.csv`` (and an export's ``merges.csv``).

    Raises ``BadFiles`` or ``StoreFault``; nothing is changed then.
    """
    faults = Faults()

    def on_record(number: str) -> bool:
        return number in schools or records.get("school", number) is not None

    schools: dict[str, School] = {}
    schools.update(read_schools(directory / "schools.csv", on_record, faults))
    runs = read_runs(directory / "provisioning.csv", on_record, faults)
    accounts = read_accounts(directory / "accounts.csv", on_record, faults, progress)
    with_merges(accounts, read_merges(directory / "merges.csv", faults))
    faults.refuse()

    found = _Comparison(records)
    found.compare_schools(schools, runs)
    found.compare_accounts(accounts, progress)
    told = [news(records, "import", _concerned(schools, accounts))] if found.changes else []
    records.commit(_Changes(found.changes, [*found.runs, *told], progress))
    return Imported(
        schools_new=sum(1 for kind, version, _ in found.changes if kind == "school" and not version),
        schools_changed=sum(1 for kind, version, _ in found.changes if kind == "school" and version),
        accounts_new=sum(1 for kind, version, _ in found.changes if kind == "account" and not version),
        accounts_changed=sum(1 for kind, version, _ in found.changes if kind == "account" and version),
        unchanged=found.unchanged,
        conflicts=tuple(found.conflicts),
    )


def _concerned(schools: Iterable[str], accounts: Mapping[str, Account]) -> list[str]:
    """Under which keys the cases are found that may wait for what the files bring."""
    numbers = {*schools, *(account.dfes_number for account in accounts.values())}
    return ["state:waiting-directory", *(f"directory:{number}" for number in sorted(numbers))]


class _Comparison:
    """The files' rows beside what is on record."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.changes: list[tuple[str, int, School | Account]] = []
        self.runs: list[Change] = []
        self.unchanged = 0
        self.conflicts: list[ImportConflict] = []
        self._merged_elsewhere: set[str | None] = set()

    def compare_schools(self, schools: Mapping[str, School], runs: Mapping[str, ProvisioningRun]) -> None:
        for number in sorted(schools.keys() | runs.keys()):
            document = self._records.get("school", number)
            recorded = from_body(School, document.body) if document else None
            school = schools.get(number, recorded)
            assert school is not None
            run = self._later_run(number, recorded.run if recorded else None, runs.get(number))
            self._note("school", document.version if document else 0, recorded, replace(school, run=run))
            if run is not None and run != (recorded.run if recorded else None):
                self.runs.append(run_history.added(self._records, number, run))

    def compare_accounts(self, accounts: dict[str, Account], progress: Progress) -> None:
        """School by school, so that each school's file is read once."""
        rows = sorted(accounts.values(), key=lambda account: account.dfes_number)
        self._merged_elsewhere = {row.merged_into for row in rows if row.merged_into and self._not_merged_here(row)}
        for done, account in enumerate(rows):
            if done % _PROGRESS_STEP == 0:
                progress("comparing", done, len(rows))
            document = self._records.get("account", account.username)
            if document is None:
                self._compare(account, None, 0)
            elif document.body == to_body(account):
                self.unchanged += 1
            else:
                self._compare(account, from_body(Account, document.body), document.version)

    def _not_merged_here(self, row: Account) -> bool:
        recorded = self._records.get("account", row.username)
        return recorded is not None and recorded.body["status"] != AccountStatus.MERGED

    def _compare(self, row: Account, recorded: Account | None, version: int) -> None:
        if recorded is not None:
            row = replace(row, merged_into=recorded.merged_into, aliases=recorded.aliases)
        conflict = _conflict(row, recorded)
        if conflict is None and row.username in self._merged_elsewhere:
            # Its other account is passed over, so it is too: half a merge would be neither the old state nor the new.
            text = "another account is merged into it in the file, not here"
            conflict = ImportConflict("accounts.csv", row.username, "merged-elsewhere", text)
        if conflict:
            self.conflicts.append(conflict)
        else:
            self._note("account", version, recorded, row)

    def _later_run(
        self, number: str, recorded: ProvisioningRun | None, run: ProvisioningRun | None
    ) -> ProvisioningRun | None:
        if recorded is not None and run is not None and run == replace(recorded, unfit=()):
            return recorded  # the same run: what it remembers stays
        if recorded is None or run is None or run.last_run >= recorded.last_run:
            return run or recorded
        text = f"the run of {run.last_run:%Y-%m-%d %H:%M} UTC is older than the one on record"
        self.conflicts.append(ImportConflict("provisioning.csv", number, "run-older", text))
        return recorded

    def _note(self, kind: str, version: int, recorded: School | Account | None, value: School | Account) -> None:
        if value == recorded:
            self.unchanged += 1
        else:
            self.changes.append((kind, version, value))


def _conflict(row: Account, recorded: Account | None) -> ImportConflict | None:
    """Whether importing ``row`` would revert a merge."""

    def conflict(code: str, text: str) -> ImportConflict:
        return ImportConflict("accounts.csv", row.username, code, text)

    merged = AccountStatus.MERGED
    if recorded is not None and recorded.status is merged and row.status is not merged:
        return conflict("merged-here", f"is merged into {recorded.merged_into}, the file says {row.status}")
    if row.status is merged and row.merged_into is None:
        return conflict("merged-elsewhere", "is merged in the file, which does not say into which account")
    if recorded is not None and row.status is merged and recorded.status is not merged:
        return conflict("merged-elsewhere", f"is merged in the file, {recorded.status} here")
    if recorded is not None and recorded.aliases and row.dfes_number != recorded.dfes_number:
        moved = f"has moved to school {recorded.dfes_number} by a merge, the file says {row.dfes_number}"
        return conflict("moved-by-merge", moved)
    if recorded is not None and recorded.aliases and _left_before(row, recorded):
        left = f"has started again on {recorded.start_date} by a merge, the file says it left {row.leaving_date}"
        return conflict("moved-by-merge", left)
    return None


def _left_before(row: Account, recorded: Account) -> bool:
    if row.leaving_date is None or recorded.start_date is None:
        return False
    return row.leaving_date <= recorded.start_date


class _Changes(Sequence[Change]):
    """The changes of an import, each made when it is asked for: their bodies together would fill the memory."""

    def __init__(
        self, found: Sequence[tuple[str, int, School | Account]], others: Sequence[Change], progress: Progress
    ) -> None:
        """The ``others`` come last: they are few and small."""
        self._found = found
        self._others = others
        self._progress = progress

    def __len__(self) -> int:
        return len(self._found) + len(self._others)

    @overload
    def __getitem__(self, place: int) -> Change: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Change]: ...
    def __getitem__(self, place: int | slice) -> Change | Sequence[Change]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if place >= len(self._found):
            return self._others[place - len(self._found)]
        if place % _PROGRESS_STEP == 0:
            self._progress("writing", place, len(self._found))
        return self._change(*self._found[place])

    def __iter__(self) -> Iterator[Change]:
        return (self[place] for place in range(len(self)))

    def _change(self, kind: str, version: int, value: School | Account) -> Change:
        id = value.username if isinstance(value, Account) else value.dfes_number
        return Change(kind, id, version, to_body(value))
