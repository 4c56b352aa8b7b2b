"""The halves beside the directory's record, field by field, for people to see (R12: "7 of 8 agree").

Shows; does not decide. The checks decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.cases import Half
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.names import same_name, school_names_agree
from hwb_mailbot.domain.successors import Schools, all_have_become, has_become


@dataclass(frozen=True, slots=True)
class Compared:
    """One stated field beside the record's value.

    ``has_become`` tells why the number or name of another school agrees: it has closed and become the recorded one.
    """

    field: FieldName
    stated: str
    recorded: str
    agrees: bool
    has_become: bool = False


def _name(stated: str, account: Account) -> tuple[str, bool]:
    return account.full_name, same_name(stated, account.full_name)


def _exact(recorded: str) -> Callable[[str], tuple[str, bool]]:
    return lambda stated: (recorded, stated.casefold() == recorded.casefold())


def employee_numbers_agree(one: str, other: str) -> bool:
    """Whether two employee numbers are one: letters in either case, leading noughts left out, blanks ignored."""
    first, second = ("".join(number.casefold().split()).lstrip("0") for number in (one, other))
    return bool(first) and first == second


def compare(
    half: Half,
    former: Account | None,
    new: Account | None,
    schools: tuple[School | None, School | None],
    known: Schools,
) -> tuple[Compared, ...]:
    """Each field of ``half`` beside the record of the account it concerns, in the order the rules list them.

    Fields whose account or school is unknown are left out: there is nothing to hold them against. ``schools`` are the
    former and the new account's; ``known`` tells which schools have become the former one.
    """
    former_school, new_school = schools
    compared: list[Compared] = []

    def beside(name: FieldName, judge: Callable[[str], tuple[str, bool]] | None) -> None:
        stated = half.text(name)
        if stated and judge is not None:
            recorded, agrees = judge(stated)
            compared.append(Compared(name, stated, recorded, agrees))

    def former_one(name: FieldName, becomes: Callable[[str, str], bool]) -> None:
        """What was compared last is of the former school, or else of one that has become it."""
        if not compared or compared[-1].field is not name or compared[-1].agrees or former is None:
            return
        if becomes(compared[-1].stated, former.dfes_number):
            compared[-1] = replace(compared[-1], agrees=True, has_become=True)

    def school_name(school: School | None) -> Callable[[str], tuple[str, bool]] | None:
        if school is None:
            return None
        return lambda stated: (school.name_en, school_names_agree(stated, school.name_en, school.name_cy))

    person = former if former is not None and half.text(FieldName.FORMER_USERNAME) else (new or former)
    beside(FieldName.STAFF_NAME, (lambda stated: _name(stated, person)) if person else None)
    beside(FieldName.FORMER_SCHOOL_NAME, school_name(former_school))
    former_one(FieldName.FORMER_SCHOOL_NAME, lambda name, now: all_have_become(known.schools_named(name), now, known))
    beside(FieldName.FORMER_DFES_NUMBER, _exact(former.dfes_number) if former else None)
    former_one(FieldName.FORMER_DFES_NUMBER, lambda number, now: has_become(number, now, known))
    beside(FieldName.FORMER_USERNAME, _exact(former.username) if former else None)
    beside(FieldName.NEW_SCHOOL_NAME, school_name(new_school))
    beside(FieldName.NEW_DFES_NUMBER, _exact(new.dfes_number) if new else None)
    beside(FieldName.NEW_USERNAME, _exact(new.username) if new else None)
    beside(FieldName.STAFF_CODE, _exact(new.staff_code) if new else None)
    beside(
        FieldName.EMPLOYEE_NUMBER,
        (lambda stated: (new.employee_number, employee_numbers_agree(stated, new.employee_number))) if new else None,
    )
    return tuple(compared)


def together(compared: Iterable[Compared]) -> tuple[Compared, ...]:
    """What both halves state as one: their values beside each other where they differ, agreeing if both agree."""
    fields: dict[FieldName, Compared] = {}
    for one in compared:
        known = fields.get(one.field)
        if known is None:
            fields[one.field] = one
            continue
        stated = known.stated if one.stated == known.stated else f"{known.stated} / {one.stated}"
        fields[one.field] = Compared(
            one.field, stated, known.recorded, known.agrees and one.agrees, known.has_become or one.has_become
        )
    return tuple(fields.values())


def summary(compared: tuple[Compared, ...]) -> str:
    """How many of the compared fields agree, as ``7/8``."""
    return f"{sum(one.agrees for one in compared)}/{len(compared)}"
