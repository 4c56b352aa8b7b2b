"""Support puts a stated detail right, by name and with a reason; what it must look like is checked first (R12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Standing
from hwb_mailbot.domain.deciding import correcting
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.permitted import Refused
from hwb_mailbot.domain.events import SupportActed
from hwb_mailbot.domain.mails import AUTHORISATION_DETAILS, Field, FieldName


def _iso_day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


_SHAPES: dict[FieldName, tuple[Callable[[str], str | bool | None], str]] = {
    FieldName.FORMER_USERNAME: (identifiers.username, "username-shape"),
    FieldName.NEW_USERNAME: (identifiers.username, "username-shape"),
    FieldName.FORMER_DFES_NUMBER: (identifiers.dfes_number, "dfes-number-shape"),
    FieldName.NEW_DFES_NUMBER: (identifiers.dfes_number, "dfes-number-shape"),
    FieldName.STAFF_CODE: (identifiers.staff_code, "staff-code-shape"),
    FieldName.EMPLOYEE_NUMBER: (identifiers.employee_number, "employee-number-shape"),
    FieldName.LEAVING_DATE: (_iso_day, "date-shape"),
    FieldName.LEAVING_DATE_CONFIRMED: (lambda text: {"yes": True, "no": False}.get(text.lower()), "value-yes-or-no"),
}
"""What a detail must look like, and the code that says so; names of people and schools may be anything."""
WAIVED = "waived"
"""The value that support gives to an employee number which has not been issued yet."""
_WITHOUT_NUMBER = (f"missing-{FieldName.EMPLOYEE_NUMBER}", "employee-number-missing")
_NAMES_AN_ACCOUNT = frozenset({FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME})
"""Details that may stand beside the half that is here, where their own has not come (R25, R26)."""


def _value(name: FieldName, text: str) -> str | bool:
    """The amended value in its normal form. Raises ``Refused``."""
    shape, code = _SHAPES.get(name, (str, "value-shape"))
    value = shape(text)
    if value is None or value == "":
        raise Refused(code, stated=text)
    return value


def amend(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    """Put a detail right in the half or halves that state it. Raises ``Refused``, ``FactNeeded``."""
    if act.field is None:
        raise Refused("field-unknown")
    if act.field is FieldName.EMPLOYEE_NUMBER and act.value.strip().lower() == WAIVED:
        return _waive(file, act)
    value = _value(act.field, act.value.strip())
    field = Field(value, f"{act.by}: {act.reason}", "support")
    halves = {"authorisation": file.case.authorisation, "consolidation": file.case.consolidation}
    amended = 0
    for side, half in halves.items():
        own = act.field is FieldName.NEW_SCHOOL_NAME or (
            (act.field in AUTHORISATION_DETAILS) is (side == "authorisation")
        )
        alone = act.field in _NAMES_AN_ACCOUNT and None in halves.values()
        if half is None or not (own or alone or act.field in half.fields):
            continue
        changed = replace(
            half,
            fields={**half.fields, act.field: field},
            standing=Standing.SUPPORT if half.stands else half.standing,
            version=half.version + 1,
        )
        file.change(**{side: changed})
        correcting.settled(file, side == "authorisation")
        amended += 1
    if not amended:
        raise Refused("half-of-field-not-here")
    file.note(f"support: {act.by}", str(act.action), (f"{act.field}={_shown(value)}",), text=act.reason)
    settle(file)
    return ()


def _waive(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    """An employee number that has not been issued yet is not waited for; one that is stated must still agree (R12)."""
    if file.case.consolidation is None:
        raise Refused("half-of-field-not-here")
    file.change(overruled=tuple(dict.fromkeys((*file.case.overruled, *_WITHOUT_NUMBER))))
    file.note(f"support: {act.by}", str(act.action), (f"{act.field}={WAIVED}",), text=act.reason)
    settle(file)
    return ()


def _shown(value: str | bool) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
