"""The values that letters may use, from a case and the directory. Names of values are those of ``templates/letter``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hwb_mailbot.domain.accounts import School
from hwb_mailbot.domain.cases import Half
from hwb_mailbot.domain.deciding.forms import form_with
from hwb_mailbot.domain.findings import Finding, Pair
from hwb_mailbot.domain.letters import LetterValue
from hwb_mailbot.domain.mails import NOT_THEIRS, FieldName
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.policy import Policy


def details(pair: Pair, policy: Policy) -> dict[str, LetterValue]:
    """What the two parties to a case may be told of it: both accounts as the directory has them."""
    values: dict[str, LetterValue] = {"person": pair.case.person, "undo_days": policy.undo.days}
    if pair.authorisation is not None and pair.authorisation.approved_by:
        values["by_support"] = True
    if pair.former is not None:
        values |= {
            "former_username": pair.former.username,
            "former_dfes_number": pair.former.dfes_number,
            "email": pair.former.email,
        } | school_details("former", pair.former_school)
    if pair.new is not None:
        values |= {
            "new_username": pair.new.username,
            "new_dfes_number": pair.new.dfes_number,
        } | school_details("new", pair.new_school)
    elif pair.authorisation is not None and pair.authorisation.text(FieldName.NEW_SCHOOL_NAME):
        name = pair.authorisation.text(FieldName.NEW_SCHOOL_NAME)
        values |= {"new_school": name, "new_school_cy": name}
    return values


def mover_details(pair: Pair, policy: Policy) -> dict[str, LetterValue]:
    """What a staff member may be told (N3): of the former account only where it is plainly the same person's."""
    former, new = pair.former, pair.new
    if former is not None and new is not None and same_name(former.full_name, new.full_name):
        return details(pair, policy)
    alone = details(Pair(pair.case, pair.facts, pair.today, None, new), policy)
    return alone | {"person": new.full_name if new is not None else ""}


def school_details(side: str, school: School | None) -> dict[str, LetterValue]:
    """A school in both languages; ``side`` is ``former`` or ``new``."""
    if school is None:
        return {}
    return {
        f"{side}_school": school.name_en or school.name_cy,
        f"{side}_school_cy": school.name_cy or school.name_en,
    }


def school_name(school: School | None) -> str:
    """The school's name on record, in Welsh where it has no English one; empty for no school."""
    return (school.name_en or school.name_cy) if school is not None else ""


def own_words(half: Half) -> dict[str, LetterValue]:
    """``stated``, without what the team amended or the directory knew: its sender did not say that (N3)."""
    theirs = {name: field for name, field in half.fields.items() if field.where not in NOT_THEIRS}
    return stated(replace(half, fields=theirs))


_ORDER = tuple(FieldName)
"""In which order letters list details: that of the forms, whatever came first in a mail."""


def stated(half: Half) -> dict[str, LetterValue]:
    """Only what a mail itself said (N3): its fields, as codes of their labels beside the verbatim values."""
    values: dict[str, LetterValue] = {
        "stated": [
            {"field": str(name), "value": field.value}
            for name, field in sorted(half.fields.items(), key=lambda one: _ORDER.index(one[0]))
            if field.value not in ("", False) and field.where != "directory"
        ]
    }
    person = half.text(FieldName.STAFF_NAME)
    return values | ({"person": person} if person else {})


def shortcomings(found: Iterable[Finding], form: Iterable[FieldName], half: Half) -> dict[str, LetterValue]:
    """What is missing and what does not fit, as codes, and the form to fill in with what was understood.

    What was given in a form that it cannot have does not fit, and is not called missing as well.
    """
    found = tuple(found)
    missing = [one.code.removeprefix("missing-") for one in found if one.code.startswith("missing-")]
    misshapen = [one for one in half.misshapen if str(one.field) in missing]
    told = {str(one.field) for one in misshapen}
    differing = [
        {"code": told_as(one.code), "stated": one.stated} for one in found if not one.code.startswith("missing-")
    ]
    return {
        "missing": [{"field": field} for field in missing if field not in told],
        "differs": [*({"code": one.code, "stated": one.text} for one in misshapen), *differing],
        "form": form_with(form, half, found),
    }


def told_as(code: str) -> str:
    """The code under which a sender is told of ``code``: none says that an account exists somewhere else (N3)."""
    return _TOLD_AS.get(code, code)


ANOTHER_PERSONS = frozenset({"former-account-other-person", "new-account-other-person"})
"""Why a half names the other side's account in vain though there is one; its writer is told that there is none."""

_TOLD_AS = {
    "former-account-other-school": "former-account-unknown",
    "former-account-other-person": "former-account-unknown",
    "new-account-other-person": "new-account-unknown",
}


def reasons(codes: Iterable[str]) -> dict[str, LetterValue]:
    """Reason codes for a letter to put into words."""
    return {"reasons": [{"code": code} for code in codes]}
