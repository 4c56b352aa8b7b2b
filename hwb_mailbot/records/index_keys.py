"""Under which keys a document is found, and when it is due: pure, shared by every back end.

A document with keys or a due time is *live*. Any other is *at rest*: found by its kind and id alone. So a back
end keeps only live documents at hand; ended cases, delivered letters and answered mails cost nothing.

=============  =====================================================================================
kind           keys
=============  =====================================================================================
account        ``school:DFES`` ``email:ADDRESS`` ``alias:USERNAME`` ``upn:UPN``, and of staff
               ``staff-name:DFES:FOLDED`` ``staff-code:DFES:CODE``
               ``headteacher:DFES`` ``administrator:DFES`` (the last two only while active)
school         ``every``, ``email:ADDRESS`` and ``name:KEY`` for every key of its Welsh and its English name
case           while open: the case's own ``keys``, and ``state:STATE``
letter         while due: ``reference:REF`` of every case that it is about
all others     the document's own ``keys``, if it has any
=============  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus
from hwb_mailbot.domain.cases import CLOSED
from hwb_mailbot.domain.letters import LetterState
from hwb_mailbot.domain.names import folded_name, school_name_keys

Body = Mapping[str, Any]

EVERY_SCHOOL = "every"
"""The key of all schools: they are at hand, and lists of them ask for this rather than going through files."""

_OF_ONE_SCHOOL = frozenset({"school", "staff-name", "staff-code", "headteacher", "administrator"})
_ROLE_KEYS = {
    AccountRole.HEADTEACHER.value: "headteacher",
    AccountRole.DIGITAL_CHAMPION.value: "administrator",
}
_STAFF, _ACTIVE = AccountKind.STAFF.value, AccountStatus.ACTIVE.value
_CLOSED = frozenset(state.value for state in CLOSED)


def index_keys(kind: str, id: str, body: Body) -> frozenset[str]:
    """The keys of one document. Raises ``KeyError`` for an account or school body without its fields."""
    return frozenset(_KEYS.get(kind, _own_keys)(id, body))


def due_at(body: Body) -> datetime | None:
    """When the document is due (its body's ``due_at``), or None.

    Raises ``ValueError`` when ``due_at`` is not an ISO time with its offset.
    """
    text = body.get("due_at")
    if not text:
        return None
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"due_at must be a time with its offset, not {text!r}")
    return time


def school_of_key(key: str) -> str | None:
    """The DfES number of the school whose own accounts alone can bear this key, or None."""
    name, _, rest = key.partition(":")
    return rest.partition(":")[0] if name in _OF_ONE_SCHOOL else None


def school_key(dfes_number: str) -> str:
    """The key of every account at a school."""
    return f"school:{dfes_number}"


def email_key(address: str) -> str:
    """The key of an account's or school's address, whose case does not matter."""
    return f"email:{address.lower()}"


def alias_key(username: str) -> str:
    """The key of the account to which ``username`` leads since a merge."""
    return f"alias:{username}"


def upn_key(upn: str) -> str:
    """The key of the learner account with that Unique Pupil Number."""
    return f"upn:{upn}"


def staff_name_key(dfes_number: str, name: str) -> str | None:
    """The key of the staff accounts of that name at a school, or None for a name that folds to nothing."""
    folded = folded_name(name)
    return f"staff-name:{dfes_number}:{folded}" if folded else None


def staff_code_key(dfes_number: str, code: str) -> str:
    """The key of the staff accounts with that staff code at a school."""
    return f"staff-code:{dfes_number}:{code}"


def headteacher_key(dfes_number: str) -> str:
    """The key of the active headteacher accounts of a school."""
    return f"headteacher:{dfes_number}"


def administrator_key(dfes_number: str) -> str:
    """The key of the active digital champions of a school."""
    return f"administrator:{dfes_number}"


def account_keys_beyond_school(body: Body) -> list[str]:
    """The keys of an account that accounts of other schools can bear as well."""
    keys = [email_key(body["email"]), *map(alias_key, body["aliases"])]
    if body["upn"]:
        keys.append(upn_key(body["upn"]))
    return keys


def account_keys_within_school(body: Body) -> Iterator[str]:
    """The keys of an account that only accounts of its own school can bear: those of ``school_of_key``."""
    school = body["dfes_number"]
    yield school_key(school)
    if body["kind"] == _STAFF:
        name = staff_name_key(school, f"{body['forename']} {body['surname']}")
        if name:
            yield name
        if body["staff_code"]:
            yield staff_code_key(school, body["staff_code"])
        if body["status"] == _ACTIVE and body["role"] in _ROLE_KEYS:
            yield f"{_ROLE_KEYS[body['role']]}:{school}"


def _account_keys(id: str, body: Body) -> Iterator[str]:
    yield from account_keys_beyond_school(body)
    yield from account_keys_within_school(body)


def _school_keys(id: str, body: Body) -> Iterator[str]:
    yield EVERY_SCHOOL
    if body["head_email"]:
        yield email_key(body["head_email"])
    for name in {body["name_en"], body["name_cy"]}:
        for key in school_name_keys(name):
            yield f"name:{key}"


def _case_keys(id: str, body: Body) -> Iterator[str]:
    if body["state"] not in _CLOSED and not body.get("joined_to"):
        yield from body["keys"]
        yield f"state:{body['state']}"


def _letter_keys(id: str, body: Body) -> Iterator[str]:
    if body.get("state") == LetterState.DUE and body.get("reference"):
        yield from (f"reference:{one}" for one in (body["reference"], *body.get("others", ())))


def _own_keys(id: str, body: Body) -> Iterator[str]:
    yield from body.get("keys") or ()


_KEYS: Mapping[str, Callable[[str, Body], Iterator[str]]] = {
    "account": _account_keys,
    "school": _school_keys,
    "case": _case_keys,
    "letter": _letter_keys,
}
