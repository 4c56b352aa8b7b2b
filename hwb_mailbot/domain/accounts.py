"""Accounts and schools as the directory knows them (DOMAIN "Who is who", CONTRACT "An account").

Values only. They are built by the directory room from CSV rows and stored documents, which it validates first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AccountKind(StrEnum):
    """What an account is for. Only ``STAFF`` accounts may ever be merged (R12, R14, R15)."""

    STAFF = "staff"
    LEARNER = "learner"
    GOVERNOR = "governor"
    OTHER = "other"


class AccountRole(StrEnum):
    """What the account's holder is at the school."""

    HEADTEACHER = "headteacher"
    DIGITAL_CHAMPION = "digital-champion"
    STAFF = "staff"
    GOVERNOR = "governor"
    LEARNER = "learner"


class AccountStatus(StrEnum):
    """``INACTIVE`` with a past leaving date is *released* (R10); ``MERGED`` points to its survivor."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    MERGED = "merged"


class SchoolStatus(StrEnum):
    """A closed school has no headteacher; its successor may be named."""

    OPEN = "open"
    CLOSED = "closed"


class RunOutcome(StrEnum):
    """How a provisioning run ended (R20)."""

    SUCCESS = "success"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Account:
    """One Hwb account.

    ``username`` is lower-case without domain, ``dfes_number`` seven digits, ``staff_code`` upper-case or empty,
    ``upn`` thirteen characters or empty. ``aliases`` are usernames that lead here since a merge.
    """

    username: str
    email: str
    kind: AccountKind
    role: AccountRole
    forename: str
    surname: str
    dfes_number: str
    staff_code: str = ""
    employee_number: str = ""
    upn: str = ""
    year_group: str = ""
    class_name: str = ""
    start_date: date | None = None
    leaving_date: date | None = None
    status: AccountStatus = AccountStatus.ACTIVE
    merged_into: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Forename and surname as they are written on the record."""
        return f"{self.forename} {self.surname}".strip()


@dataclass(frozen=True, slots=True)
class UnfitRecord:
    """A staff or learner record of a school's MIS of which a run could make no account, and why (a code).

    ``staff_code`` and ``upn`` are as the record has them, empty where it has none.
    """

    kind: AccountKind
    name: str
    code: str
    staff_code: str = ""
    upn: str = ""


@dataclass(frozen=True, slots=True)
class ProvisioningRun:
    """The last run of a school's provisioning client: ``last_run`` in UTC (R20).

    ``unfit`` are the records it could make no account of, kept until the next run to tell the school the actual cause
    when it asks (R21), and exported nowhere.
    """

    last_run: datetime
    outcome: RunOutcome
    unfit: tuple[UnfitRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class School:
    """One school. ``head_email`` is the address on record for authorisations, possibly a shared mailbox or empty."""

    dfes_number: str
    name_en: str
    name_cy: str
    local_authority: str = ""
    phase: str = ""
    status: SchoolStatus = SchoolStatus.OPEN
    successor_dfes_number: str | None = None
    head_email: str = ""
    run: ProvisioningRun | None = None
