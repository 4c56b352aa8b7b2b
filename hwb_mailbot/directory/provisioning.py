"""Carrying out a provisioning run: a school's MIS exports become changes of its accounts, in one commit.

Bad rows stop the whole run before anything is changed; a record that is well written but cannot have an account
(no start date, a staff code given twice …) is refused by itself, with its reason.

What can fail: ``BadFiles`` with every bad cell named, ``RunRefused`` for a school that is not on record,
``Conflict`` when an account was changed meanwhile, ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import blake2s
from pathlib import Path

from hwb_mailbot.directory import columns, run_history
from hwb_mailbot.directory.csv_files import CsvFile, Faults
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.directory.news import news
from hwb_mailbot.domain.accounts import Account, AccountKind, ProvisioningRun, RunOutcome, School, UnfitRecord
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.names import fold
from hwb_mailbot.domain.provisioning import (
    Effect,
    LearnerRecord,
    Refused,
    RunOf,
    StaffRecord,
    learner_outcome,
    staff_outcome,
)
from hwb_mailbot.records import Change, Document, Records

_STAFF_PARSERS = (
    columns.staff_code,
    columns.employee_number,
    columns.text,
    columns.some_text,
    columns.staff_role,
    columns.day,
    columns.day,
)
_LEARNER_PARSERS = (
    columns.upn,
    columns.text,
    columns.some_text,
    columns.text,
    columns.text,
    columns.day,
    columns.day,
)
_FIRST_NUMBER, _NUMBERS = 2, 997
_LONGEST_STEM = 30
_MOST_UNFIT = 200
"""How many records a run remembers of which it could make no account: more is no slip but a broken export."""

REASONS = {
    "no-start-date": "the staff record has no start date",
    "no-staff-code": "the staff record has no staff code",
    "staff-code-not-unique": "the staff code is not unique in the school",
    "no-upn": "the learner record has no UPN",
    "upn-not-unique": "the UPN is not unique",
    "not-released": "the former school's provisioning run has not released the account",
    "another-name": "the account of this UPN bears another name",
    "entry-date-in-the-future": "the entry date has not come yet",
}
"""Why a record was refused, in words."""


class RunRefused(Exception):
    """There can be no such run; the sentence says why."""


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record that made or changed no account: file, line, code and reason."""

    file: str
    line: int
    code: str
    text: str
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class AccountDone:
    """An account that a run changed: whose kind it is, and what was done with it."""

    username: str
    kind: AccountKind
    effect: Effect


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What a run came to, or with ``dry_run`` would have come to."""

    dfes_number: str
    last_run: datetime
    outcome: RunOutcome
    dry_run: bool
    accounts: tuple[AccountDone, ...]
    refused: tuple[RefusedRecord, ...]

    def count(self, effect: Effect, kind: AccountKind | None = None) -> int:
        """How many accounts had that done with them, of one kind or of all."""
        return sum(one.effect is effect and kind in (None, one.kind) for one in self.accounts)


def record_run(records: Records, dfes_number: str, at: datetime, outcome: RunOutcome) -> None:
    """Remember that a school's provisioning client ran at ``at`` and how it ended (R20).

    Raises ``RunRefused``, ``Conflict``, ``StoreFault``.
    """
    records.commit(_run_changes(records, _school(records, dfes_number), _run(at, outcome)))


def provision(
    records: Records,
    dfes_number: str,
    at: datetime,
    today: date,
    account_domain: str,
    staff: Path | None = None,
    learners: Path | None = None,
    *,
    dry_run: bool = False,
) -> Provisioned:
    """Carry out a successful run of a school at ``at``; ``today`` is that day in Europe/London.

    ``dry_run`` changes nothing and says what the run would do; usernames may be others when it is carried out later.
    Raises ``BadFiles``, ``RunRefused``, ``Conflict``, ``StoreFault``; nothing is changed then.
    """
    school = _school(records, dfes_number)
    faults = Faults()
    staff_records = _read_staff(staff, faults) if staff else []
    learner_records = _read_learners(learners, faults) if learners else []
    faults.refuse()

    directory = Directory(records)
    run = RunOf(dfes_number, today, account_domain, _Usernames(directory).free)
    pupils = {record.upn: directory.by_upn(record.upn) for record in learner_records if record.upn}
    outcomes = [
        (staff, staff_outcome(run, staff_records, directory.accounts_of(dfes_number))),
        (learners, learner_outcome(run, learner_records, pupils)),
    ]
    accounts = [changed for _, outcome in outcomes for changed in outcome.accounts]
    changes = [_account_change(records, account) for _, account in accounts]
    unfit = {
        AccountKind.STAFF: [_unfit(AccountKind.STAFF, one, staff_records) for one in outcomes[0][1].refused],
        AccountKind.LEARNER: [_unfit(AccountKind.LEARNER, one, learner_records) for one in outcomes[1][1].refused],
    }
    carried = {kind for kind, file in ((AccountKind.STAFF, staff), (AccountKind.LEARNER, learners)) if file}
    if not dry_run:
        run_done = _run(at, RunOutcome.SUCCESS, _still_unfit(school, carried, unfit))
        records.commit([*changes, *_run_changes(records, school, run_done, len(changes))])
    kinds = (AccountKind.STAFF, AccountKind.LEARNER)
    return Provisioned(
        dfes_number,
        at,
        RunOutcome.SUCCESS,
        dry_run,
        accounts=tuple(AccountDone(account.username, account.kind, effect) for effect, account in accounts),
        refused=tuple(
            _in_words(file, kind, one)
            for kind, (file, outcome) in zip(kinds, outcomes, strict=True)
            if file
            for one in outcome.refused
        ),
    )


class _Usernames:
    """Usernames of surname, initial and a number, each given once."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._given: set[str] = set()

    def free(self, forename: str, surname: str, seed: str) -> str:
        """The same for the same seed, as long as it is free; otherwise the next free one."""
        stem = (fold(surname).replace(" ", "") or "x")[:_LONGEST_STEM] + fold(forename)[:1]
        if not stem[0].isalpha():
            stem = f"x{stem}"
        number = int.from_bytes(blake2s(seed.encode(), digest_size=4).digest()) % _NUMBERS + _FIRST_NUMBER
        while (username := f"{stem}{number}") in self._given or self._directory.resolve(username):
            number += 1
        self._given.add(username)
        return username


def _school(records: Records, dfes_number: str) -> Document:
    document = records.get("school", dfes_number)
    if document is None:
        raise RunRefused(f"{dfes_number} is no school on record")
    return document


def _unfit(kind: AccountKind, refused: Refused, records: Sequence[StaffRecord | LearnerRecord]) -> UnfitRecord:
    """What is remembered of a refused record."""
    record = next(one for one in records if one.line == refused.line)
    name = f"{record.forename} {record.surname}".strip()
    if isinstance(record, StaffRecord):
        return UnfitRecord(kind, name, refused.code, staff_code=record.staff_code)
    return UnfitRecord(kind, name, refused.code, upn=record.upn)


def _still_unfit(
    document: Document, carried: set[AccountKind], unfit: Mapping[AccountKind, Sequence[UnfitRecord]]
) -> tuple[UnfitRecord, ...]:
    """The unfit records of this run, and the former ones of a kind that it did not carry."""
    before = from_body(School, document.body).run
    kept = [one for one in before.unfit if one.kind not in carried] if before is not None else []
    return tuple([*kept, *(one for kind in carried for one in unfit[kind])][:_MOST_UNFIT])


def _run(at: datetime, outcome: RunOutcome, unfit: tuple[UnfitRecord, ...] = ()) -> ProvisioningRun:
    return ProvisioningRun(at.astimezone(UTC), outcome, unfit)


def _run_changes(
    records: Records, document: Document, run: ProvisioningRun, accounts: int | None = None
) -> list[Change]:
    """The school with its latest run, the run in its history, and the news for the cases that wait for it (R13)."""
    school = replace(from_body(School, document.body), run=run)
    return [
        Change("school", document.id, document.version, to_body(school)),
        run_history.added(records, document.id, run, accounts),
        news(records, document.id, [f"directory:{document.id}"]),
    ]


def _account_change(records: Records, account: Account) -> Change:
    document = records.get("account", account.username)
    return Change("account", account.username, document.version if document else 0, to_body(account))


def _read_staff(path: Path, faults: Faults) -> list[StaffRecord]:
    file = CsvFile(path, columns.STAFF_COLUMNS, faults)
    rows = ((line, file.parse(line, cells, _STAFF_PARSERS)) for line, cells in file.rows())
    return [StaffRecord(line, *values) for line, values in rows if values]  # type: ignore[arg-type]


def _read_learners(path: Path, faults: Faults) -> list[LearnerRecord]:
    file = CsvFile(path, columns.LEARNER_COLUMNS, faults)
    rows = ((line, file.parse(line, cells, _LEARNER_PARSERS)) for line, cells in file.rows())
    return [LearnerRecord(line, *values) for line, values in rows if values]  # type: ignore[arg-type]


def _in_words(file: Path, kind: AccountKind, refused: Refused) -> RefusedRecord:
    return RefusedRecord(file.name, refused.line, refused.code, REASONS[refused.code], kind)
