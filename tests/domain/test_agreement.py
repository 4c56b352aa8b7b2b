"""The halves beside the records, for people to see: every field that there is something to hold against (R12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hwb_mailbot.domain.accounts import Account, School, SchoolStatus
from hwb_mailbot.domain.agreement import Compared, compare, employee_numbers_agree, summary, together
from hwb_mailbot.domain.cases import Half, Standing
from hwb_mailbot.domain.mails import Field, FieldName, Language
from hwb_mailbot.domain.names import school_names_agree
from tests.domain.world import START, amended, world

WALES = world()
FORMER, NEW = WALES.accounts["aprhyss12"], WALES.accounts["aprhyss77"]
SCHOOLS = (WALES.schools["6614011"], WALES.schools["6724022"])


class Known:
    """All schools, and a closed one that has become the former."""

    closed = School("6612098", "Hen Bont", "", status=SchoolStatus.CLOSED, successor_dfes_number="6614011")

    def school(self, dfes_number: str) -> School | None:
        return self.closed if dfes_number == self.closed.dfes_number else WALES.schools.get(dfes_number)

    def schools_named(self, name: str) -> tuple[School, ...]:
        every = (self.closed, *WALES.schools.values())
        return tuple(one for one in every if school_names_agree(name, one.name_en, one.name_cy))


KNOWN = Known()


def half(**stated: str) -> Half:
    fields = {FieldName(name): Field(value, value, "body") for name, value in stated.items()}
    return Half(fields, "head@bryneithin.example", Standing.ACTS, 1, Language.ENGLISH, START)


def compared(
    stated: Half,
    former: Account | None = FORMER,
    new: Account | None = NEW,
    schools: tuple[School | None, School | None] = SCHOOLS,
) -> list[tuple[str, str, bool]]:
    return [(one.field.value, one.recorded, one.agrees) for one in compare(stated, former, new, schools, KNOWN)]


EVERYTHING = half(
    staff_name="Ap Rhys, Sian",
    former_school_name="Bryn Eithin",
    former_dfes_number="6614011",
    former_username="APRHYSS12",
    new_school_name="Ysgol Coed Llwyd",
    new_dfes_number="6724022",
    new_username="aprhyss77",
    staff_code="sar",
    employee_number="055012",
    leaving_date="2026-08-31",
)


def test_every_field_that_agrees_in_the_rules_order() -> None:
    assert compared(EVERYTHING) == [
        ("staff_name", "Siân ap Rhys", True),
        ("former_school_name", "Bryn Eithin Primary School", True),
        ("former_dfes_number", "6614011", True),
        ("former_username", "aprhyss12", True),
        ("new_school_name", "Coed Llwyd High School", True),
        ("new_dfes_number", "6724022", True),
        ("new_username", "aprhyss77", True),
        ("staff_code", "SAR", True),
        ("employee_number", "55012", True),
    ]
    assert summary(compare(EVERYTHING, FORMER, NEW, SCHOOLS, KNOWN)) == "9/9"


def test_what_differs_is_shown_beside_the_record() -> None:
    differing = half(
        staff_name="Jac Roberts",
        former_school_name="Elsewhere",
        former_dfes_number="6614012",
        former_username="other1",
        new_school_name="Elsewhere",
        new_dfes_number="6724023",
        new_username="other2",
        staff_code="X",
        employee_number="1",
    )
    found = compare(differing, FORMER, NEW, SCHOOLS, KNOWN)
    assert found[0] == Compared(FieldName.STAFF_NAME, "Jac Roberts", "Siân ap Rhys", False)
    assert len(found) == 9
    assert not any(one.agrees for one in found)
    assert summary((*found, *compare(EVERYTHING, FORMER, NEW, SCHOOLS, KNOWN))) == "9/18"


def test_either_name_of_a_school_agrees() -> None:
    former, new = (replace(school, name_en="Black Brook", name_cy="Ysgol Nant Ddu") for school in SCHOOLS)
    for name in ("Black Brook", "Nant Ddu"):
        stated = half(former_school_name=name, new_school_name=name)
        assert [agrees for _, _, agrees in compared(stated, schools=(former, new))] == [True, True]


def test_a_school_that_has_become_the_former_one_agrees_and_is_said_to_have() -> None:
    stated = half(former_school_name="Ysgol Hen Bont", former_dfes_number="6612098", new_dfes_number="6612098")
    found = compare(stated, FORMER, NEW, SCHOOLS, KNOWN)
    assert [(one.field.value, one.agrees, one.has_become) for one in found] == [
        ("former_school_name", True, True),
        ("former_dfes_number", True, True),
        ("new_dfes_number", False, False),
    ]
    now = compare(half(former_dfes_number="6614011"), FORMER, NEW, SCHOOLS, KNOWN)
    (both,) = [one for one in together((*found, *now)) if one.field is FieldName.FORMER_DFES_NUMBER]
    assert (both.stated, both.agrees, both.has_become) == ("6612098 / 6614011", True, True)


def test_there_is_nothing_to_hold_against_an_unknown_account_or_school() -> None:
    assert [name for name, _, _ in compared(EVERYTHING, None, NEW, (None, None))] == [
        "staff_name",
        "new_dfes_number",
        "new_username",
        "staff_code",
        "employee_number",
    ]
    assert [name for name, _, _ in compared(EVERYTHING, FORMER, None, (None, None))] == [
        "staff_name",
        "former_dfes_number",
        "former_username",
    ]
    assert compared(EVERYTHING, None, None, (None, None)) == []
    assert compared(half()) == []


def test_a_name_stands_beside_the_account_that_the_half_is_about() -> None:
    new = amended(NEW, forename="Sioned ap")
    assert compared(half(staff_name="Sioned ap Rhys"), new=new) == [("staff_name", "Sioned ap Rhys", True)]
    assert compared(half(staff_name="Sioned ap Rhys"), new=None) == [("staff_name", "Siân ap Rhys", False)]
    about_former = half(staff_name="Siân ap Rhys", former_username="aprhyss12")
    assert compared(about_former, new=new)[0] == ("staff_name", "Siân ap Rhys", True)
    assert compared(about_former, former=None, new=new)[0] == ("staff_name", "Sioned ap Rhys", False)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("055012", "55012", True),
        ("55012", "0055012", True),
        ("ab1", "AB1", True),
        ("55 012", "55012 ", True),
        ("10", "1", False),
        ("01", "10", False),
        ("0", "000", False),
        ("", "", False),
        ("1", "", False),
    ],
)
def test_employee_numbers(one: str, other: str, agree: bool) -> None:
    assert employee_numbers_agree(one, other) is agree


def test_what_both_halves_state_is_one_field() -> None:
    one = compare(half(new_school_name="Coed Llwyd"), FORMER, NEW, SCHOOLS, KNOWN)
    other = compare(half(new_school_name="Ysgol Coed Llwyd"), FORMER, NEW, SCHOOLS, KNOWN)
    wrong = compare(half(new_school_name="Maes y Nant"), FORMER, NEW, SCHOOLS, KNOWN)
    assert together((*one, *one)) == one
    (both,) = together((*one, *other))
    assert (both.stated, both.agrees) == ("Coed Llwyd / Ysgol Coed Llwyd", True)
    assert [one.agrees for one in together((*one, *wrong))] == [False]
