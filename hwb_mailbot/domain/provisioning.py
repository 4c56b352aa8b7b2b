"""What a successful provisioning run makes of a school's accounts (R16 to R19). Pure.

A record of the school's MIS either fits an account, makes one, or is refused with a code. Records that are left
out change nothing: data is not removed automatically (R19).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus
from hwb_mailbot.domain.names import fold, same_name

NewUsername = Callable[[str, str, str], str]
"""Forename, surname and a seed to a username that no account has."""


class Effect(StrEnum):
    """What a run did with an account."""

    CREATED = "created"
    UPDATED = "updated"
    RELEASED = "released"
    REACTIVATED = "reactivated"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A staff record of the MIS; ``line`` is where it stands in its file. Empty texts and None are missing."""

    line: int
    staff_code: str
    employee_number: str
    forename: str
    surname: str
    role: AccountRole
    start_date: date | None
    leaving_date: date | None

    @property
    def full_name(self) -> str:
        """Forename and surname."""
        return f"{self.forename} {self.surname}".strip()


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """A learner record of the MIS; ``line`` is where it stands in its file. Empty texts and None are missing."""

    line: int
    upn: str
    forename: str
    surname: str
    year_group: str
    class_name: str
    entry_date: date | None
    leaving_date: date | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that made or changed no account, and why (``no-start-date``, ``staff-code-not-unique`` …)."""

    line: int
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run makes of the accounts: those changed with what was done, and the records refused."""

    accounts: tuple[tuple[Effect, Account], ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class RunOf:
    """The school whose run it is, the day (Europe/London), and how new accounts get their names."""

    dfes_number: str
    today: date
    account_domain: str
    new_username: NewUsername


def staff_outcome(run: RunOf, records: Sequence[StaffRecord], accounts: Sequence[Account]) -> Outcome:
    """What a run makes of the staff records; ``accounts`` are those of the school (R16)."""
    before = {
        account.username: account
        for account in accounts
        if account.kind is AccountKind.STAFF and account.status is not AccountStatus.MERGED
    }
    after = dict(before)
    left = [record for record in records if _has_left(record.leaving_date, run.today)]
    present = [record for record in records if not _has_left(record.leaving_date, run.today)]
    codes = Counter(record.staff_code for record in present if record.staff_code)
    taken: set[str] = set()
    refused: list[Refused] = []
    for record in left:
        if account := _staff_account(record, after.values()):
            after[account.username] = _with_staff_record(account, record, run.today)
    for record in present:  # after those who left, so that who left and came back is back
        candidates = [one for one in after.values() if not _left_under_other_number(one, record, run.today)]
        account = _staff_account(record, candidates)
        if account is not None and account.username not in taken:
            after[account.username] = _with_staff_record(account, record, run.today)
            taken.add(account.username)
        elif code := _why_no_staff_account(record, codes, candidates):
            refused.append(Refused(record.line, code))
        else:
            created = _new_staff_account(run, record)
            after[created.username] = created
            taken.add(created.username)
    for account in tuple(after.values()):
        # A leaving date that an earlier run brought has come since: this run sees it (R10).
        if account.status is AccountStatus.ACTIVE and _has_left(account.leaving_date, run.today):
            after[account.username] = replace(account, status=AccountStatus.INACTIVE)
    return Outcome(_effects(before, after), tuple(sorted(refused, key=lambda one: one.line)))


def learner_outcome(run: RunOf, records: Sequence[LearnerRecord], accounts: Mapping[str, Sequence[Account]]) -> Outcome:
    """What a run makes of the learner records; ``accounts`` are those of each UPN, at whatever school (R17, R18)."""
    numbers = Counter(record.upn for record in records if record.upn)
    before = {account.username: account for same in accounts.values() for account in same}
    after = dict(before)
    refused: list[Refused] = []
    for record in records:
        same = [one for one in accounts.get(record.upn, ()) if one.kind is AccountKind.LEARNER]
        account = same[0] if same else None
        if account is None or account.dfes_number != run.dfes_number:
            if _has_left(record.leaving_date, run.today):
                continue
            code = _why_not_admitted(record, account, run.today)
        else:
            code = ""
        if len(same) > 1 or numbers[record.upn] > 1:
            code = "upn-not-unique"
        if code:
            refused.append(Refused(record.line, code))
        elif account is None:
            created = _new_learner_account(run, record)
            after[created.username] = created
        else:
            after[account.username] = _with_learner_record(account, record, run)
    return Outcome(_effects(before, after), tuple(refused))


def _has_left(leaving_date: date | None, today: date) -> bool:
    return leaving_date is not None and leaving_date <= today


def _effects(before: Mapping[str, Account], after: Mapping[str, Account]) -> tuple[tuple[Effect, Account], ...]:
    return tuple(
        (_effect(before.get(username), account), account)
        for username, account in after.items()
        if account != before.get(username)
    )


def _effect(before: Account | None, after: Account) -> Effect:
    if before is None:
        return Effect.CREATED
    if after.dfes_number != before.dfes_number:
        return Effect.MOVED
    if after.status is not before.status:
        return Effect.REACTIVATED if after.status is AccountStatus.ACTIVE else Effect.RELEASED
    return Effect.UPDATED


def _left_under_other_number(account: Account, record: StaffRecord, today: date) -> bool:
    """Whether the account's holder left and the record bears another employee number: somebody else, or anew."""
    numbers = {account.employee_number, record.employee_number} - {""}
    return _has_left(account.leaving_date, today) and len(numbers) == 2


def _staff_account(record: StaffRecord, staff: Iterable[Account]) -> Account | None:
    """The account of this record: of its name with its code or employee number, or with both under a new name."""
    for account in staff:
        code = bool(record.staff_code) and account.staff_code == record.staff_code
        number = bool(record.employee_number) and account.employee_number == record.employee_number
        if (code and number) or ((code or number) and same_name(account.full_name, record.full_name)):
            return account
    return None


def _why_no_staff_account(record: StaffRecord, codes: Counter[str], staff: Iterable[Account]) -> str:
    if record.start_date is None:
        return "no-start-date"
    if not record.staff_code:
        return "no-staff-code"
    if codes[record.staff_code] > 1 or any(
        account.staff_code == record.staff_code and account.status is AccountStatus.ACTIVE for account in staff
    ):
        return "staff-code-not-unique"
    return ""


def _status(account: Account, leaving_date: date | None, today: date) -> AccountStatus:
    """Left: inactive. Back: active again; but what was deactivated by hand stays so (R19)."""
    if _has_left(leaving_date, today):
        return AccountStatus.INACTIVE
    return AccountStatus.ACTIVE if account.leaving_date is not None else account.status


def _with_staff_record(account: Account, record: StaffRecord, today: date) -> Account:
    return replace(
        account,
        forename=record.forename,
        surname=record.surname,
        role=record.role,
        staff_code=record.staff_code or account.staff_code,
        employee_number=record.employee_number or account.employee_number,
        start_date=record.start_date or account.start_date,
        leaving_date=record.leaving_date,
        status=_status(account, record.leaving_date, today),
    )


def _new_staff_account(run: RunOf, record: StaffRecord) -> Account:
    seed = f"{run.dfes_number}/{record.staff_code}"
    username = run.new_username(record.forename, record.surname, seed)
    return Account(
        username=username,
        email=f"{username}@{run.account_domain}",
        kind=AccountKind.STAFF,
        role=record.role,
        forename=record.forename,
        surname=record.surname,
        dfes_number=run.dfes_number,
        staff_code=record.staff_code,
        employee_number=record.employee_number,
        start_date=record.start_date,
        leaving_date=record.leaving_date,
    )


def _why_not_admitted(record: LearnerRecord, account: Account | None, today: date) -> str:
    if not record.upn:
        return "no-upn"
    if record.entry_date is not None and record.entry_date > today:
        return "entry-date-in-the-future"
    if account is None:
        return ""
    if account.status is not AccountStatus.INACTIVE or not _has_left(account.leaving_date, today):
        return "not-released"
    names = ((account.forename, record.forename), (account.surname, record.surname))
    return "" if any(fold(one) == fold(other) != "" for one, other in names) else "another-name"


def _with_learner_record(account: Account, record: LearnerRecord, run: RunOf) -> Account:
    return replace(
        account,
        forename=record.forename,
        surname=record.surname,
        dfes_number=run.dfes_number,
        year_group=record.year_group,
        class_name=record.class_name,
        start_date=record.entry_date or account.start_date,
        leaving_date=record.leaving_date,
        status=_status(account, record.leaving_date, run.today),
    )


def _new_learner_account(run: RunOf, record: LearnerRecord) -> Account:
    username = run.new_username(record.forename, record.surname, record.upn)
    return Account(
        username=username,
        email=f"{username}@{run.account_domain}",
        kind=AccountKind.LEARNER,
        role=AccountRole.LEARNER,
        forename=record.forename,
        surname=record.surname,
        dfes_number=run.dfes_number,
        upn=record.upn,
        year_group=record.year_group,
        class_name=record.class_name,
        start_date=record.entry_date,
        leaving_date=record.leaving_date,
    )
