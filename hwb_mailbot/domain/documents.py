"""Values to plain JSON bodies and back: what a document of the records room holds.

Pure. ``from_body`` raises ``ValueError`` with the offending field when a body is not one of the class asked
for; a body written by ``to_body`` always comes back equal. Accounts have their own short road, because half a
million of them pass here in an import.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus

Value = TypeVar("Value")

_KINDS = {str(kind): kind for kind in AccountKind}
_ROLES = {str(role): role for role in AccountRole}
_STATUSES = {str(status): status for status in AccountStatus}


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(value_class: type[Any]) -> TypeAdapter[Any]:
    adapter = _adapters.get(value_class)
    if adapter is None:
        adapter = _adapters[value_class] = TypeAdapter(value_class)
    return adapter


def to_body(value: object) -> dict[str, Any]:
    """A frozen dataclass as plain JSON values: enumerations as their texts, dates and times as ISO."""
    if type(value) is Account:
        return account_to_body(value)
    body: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return body


def from_body(value_class: type[Value], body: Mapping[str, Any]) -> Value:
    """The value of that dataclass that ``to_body`` wrote. Raises ``ValueError`` if it does not fit."""
    if value_class is Account:
        return account_from_body(body)  # type: ignore[return-value]  # mypy cannot narrow a type variable
    value: Value = _adapter(value_class).validate_python(dict(body))
    return value


def account_to_body(account: Account) -> dict[str, Any]:
    """An account in the order and with the keys of CONTRACT "An account"."""
    return {
        "username": account.username,
        "email": account.email,
        "kind": account.kind.value,
        "role": account.role.value,
        "forename": account.forename,
        "surname": account.surname,
        "dfes_number": account.dfes_number,
        "staff_code": account.staff_code,
        "employee_number": account.employee_number,
        "upn": account.upn,
        "year_group": account.year_group,
        "class_name": account.class_name,
        "start_date": account.start_date.isoformat() if account.start_date else None,
        "leaving_date": account.leaving_date.isoformat() if account.leaving_date else None,
        "status": account.status.value,
        "merged_into": account.merged_into,
        "aliases": list(account.aliases),
    }


def account_from_body(body: Mapping[str, Any]) -> Account:
    """The account that ``account_to_body`` wrote. Raises ``ValueError`` when it is none."""
    try:
        return Account(
            username=body["username"],
            email=body["email"],
            kind=_KINDS[body["kind"]],
            role=_ROLES[body["role"]],
            forename=body["forename"],
            surname=body["surname"],
            dfes_number=body["dfes_number"],
            staff_code=body["staff_code"],
            employee_number=body["employee_number"],
            upn=body["upn"],
            year_group=body["year_group"],
            class_name=body["class_name"],
            start_date=_date(body["start_date"]),
            leaving_date=_date(body["leaving_date"]),
            status=_STATUSES[body["status"]],
            merged_into=body["merged_into"],
            aliases=tuple(body["aliases"]),
        )
    except (KeyError, TypeError) as fault:
        raise ValueError(f"this is not the body of an account: {fault!s} is missing or not allowed") from fault


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
