"""What each column of the CSV files allows, and the value that a cell means.

Every parser takes a cell's text without white space around it and raises ``BadCell`` with what is allowed.
Texts that repeat (numbers of schools, dates, names) come back as one object, for there may be half a million
rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from sys import intern
from typing import TypeVar

from stdnum.exceptions import ValidationError
from stdnum.gb import upn as pupil_number

from hwb_mailbot.directory.csv_files import BadCell
from hwb_mailbot.domain import addresses, identifiers
from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, RunOutcome, SchoolStatus

Choice = TypeVar("Choice", bound=Enum)

SCHOOL_COLUMNS = (
    "dfes_number",
    "name_en",
    "name_cy",
    "local_authority",
    "phase",
    "status",
    "successor_dfes_number",
    "head_email",
)
ACCOUNT_COLUMNS = (
    "username",
    "email",
    "kind",
    "role",
    "forename",
    "surname",
    "dfes_number",
    "staff_code",
    "employee_number",
    "upn",
    "year_group",
    "class_name",
    "start_date",
    "leaving_date",
    "status",
)
RUN_COLUMNS = ("dfes_number", "last_run", "outcome")
STAFF_COLUMNS = (
    "staff_code",
    "employee_number",
    "forename",
    "surname",
    "role",
    "start_date",
    "leaving_date",
)
LEARNER_COLUMNS = (
    "upn",
    "forename",
    "surname",
    "year_group",
    "class_name",
    "entry_date",
    "leaving_date",
)
MERGE_COLUMNS = (
    "former_username",
    "new_username",
    "former_dfes_number",
    "new_dfes_number",
    "merged_at",
    "reference",
    "undone_at",
)

_LONGEST_TEXT = 200


def text(cell: str) -> str:
    """Any words on one line, at most 200 characters, possibly none."""
    if len(cell) > _LONGEST_TEXT or not cell.isprintable():
        raise BadCell(f"must be at most {_LONGEST_TEXT} characters on one line")
    return intern(cell)


def some_text(cell: str) -> str:
    """At least one word."""
    if not cell:
        raise BadCell("must not be empty")
    return text(cell)


def username(cell: str) -> str:
    """A username as accounts have it."""
    if identifiers.username(cell) != cell:
        raise BadCell(f"{_shown(cell)} is no username: lower-case letters and digits, a letter first, no domain")
    return cell


_domains: set[str] = set()


def address(cell: str) -> str:
    """An e-mail address, its domain in lower case."""
    local_part, _, domain = cell.partition("@")
    if domain in _domains and local_part.isalnum() and local_part.isascii() and len(local_part) <= 64:
        return cell  # as nearly every account's
    try:
        normalised = addresses.normalised(cell)
        _domains.add(normalised.rpartition("@")[2])
        return normalised
    except addresses.AddressFault as fault:
        raise BadCell(f"{_shown(cell)} is no e-mail address: {fault}") from fault


def address_or_none(cell: str) -> str:
    """An e-mail address or an empty cell."""
    return address(cell) if cell else ""


@lru_cache(maxsize=4_096)
def dfes_number(cell: str) -> str:
    """Seven digits of which the first three are a local authority, 660 to 681."""
    if len(cell) != 7 or identifiers.dfes_number(cell) != cell:
        raise BadCell(f"{_shown(cell)} is no DfES number: seven digits, the first three from 660 to 681")
    return intern(cell)


def dfes_number_or_none(cell: str) -> str | None:
    """A DfES number or an empty cell."""
    return dfes_number(cell) if cell else None


def staff_code(cell: str) -> str:
    """A staff code, in upper case, or an empty cell."""
    code = identifiers.staff_code(cell) if cell else ""
    if code is None:
        raise BadCell(f"{_shown(cell)} is no staff code: at most ten letters, digits, '/', '.' and '-'")
    return code


def employee_number(cell: str) -> str:
    """An employee number or an empty cell."""
    number = identifiers.employee_number(cell) if cell else ""
    if number is None:
        raise BadCell(f"{_shown(cell)} is no employee number: at most twenty letters, digits, '/' and '-'")
    return number


def upn(cell: str) -> str:
    """A Unique Pupil Number with its check letter right, in upper case, or an empty cell."""
    if not cell:
        return ""
    number = cell.upper()
    digits = number[1:12]
    try:
        if len(number) != 13 or not digits.isascii() or not digits.isdigit():
            raise BadCell(f"{_shown(cell)} is no UPN: thirteen characters, a check letter first")
        letter = pupil_number.calc_check_digit(number[1:])
    except (ValidationError, ValueError) as fault:
        raise BadCell(f"{_shown(cell)} is no UPN: thirteen characters, a check letter first") from fault
    if number[0] != letter:
        raise BadCell(f"{_shown(cell)} is no UPN: its check letter would be {letter}")
    return number


_dates: dict[str, date] = {}


def day(cell: str) -> date | None:
    """A date as YYYY-MM-DD or an empty cell."""
    if not cell:
        return None
    known = _dates.get(cell)
    if known is None:
        try:
            known = _dates.setdefault(cell, date.fromisoformat(cell if len(cell) == 10 else ""))
        except ValueError as fault:
            raise BadCell(f"{_shown(cell)} is no date: YYYY-MM-DD") from fault
    return known


def time(cell: str) -> datetime:
    """A time with its offset, ISO 8601, as UTC."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadCell(f"{_shown(cell)} is no time: YYYY-MM-DDTHH:MM:SSZ")
    return moment.astimezone(UTC)


def time_or_none(cell: str) -> datetime | None:
    """A time or an empty cell."""
    return time(cell) if cell else None


def _one_of(choices: type[Choice]) -> Callable[[str], Choice]:
    values = {choice.value: choice for choice in choices}

    def parse(cell: str) -> Choice:
        try:
            return values[cell]
        except KeyError:
            raise BadCell(f"{_shown(cell)} is not one of {', '.join(values)}") from None

    return parse


account_kind = _one_of(AccountKind)
account_role = _one_of(AccountRole)
account_status = _one_of(AccountStatus)
_STAFF_ROLES = {role.value: role for role in (AccountRole.HEADTEACHER, AccountRole.DIGITAL_CHAMPION, AccountRole.STAFF)}


def staff_role(cell: str) -> AccountRole:
    """A role that staff can have; an empty cell is ``staff``."""
    role = _STAFF_ROLES.get(cell or AccountRole.STAFF.value)
    if role is None:
        raise BadCell(f"{_shown(cell)} is not one of {', '.join(_STAFF_ROLES)}")
    return role


school_status = _one_of(SchoolStatus)
run_outcome = _one_of(RunOutcome)


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 60 else f"{cell[:60]}…") if cell else "an empty cell"
