"""Rows that begin with people's names below an empty corner, in cells, strokes or one cell a line."""

from __future__ import annotations

from itertools import product

import pytest

from tests.reading.writing import reading, stated

MOVERS = "There are three of us at Ysgol Bro Dulas (667 4021) to be merged:\n\n{}\n\nMany thanks.\n\nRhian Bowen"
MOVERS_CY = "Mae tri ohonom yn Ysgol Bro Dulas (667 4021) am uno ein cyfrifon:\n\n{}\n\nDiolch yn fawr.\n\nRhian Bowen"
LEAVERS = "I authorise these for former staff of Ysgol Bro Dulas (667 4021).\n\n{}\n\nAlun Bevan, Headteacher"
LEAVERS_CY = "Rwy'n awdurdodi'r rhain ar gyfer cyn-staff Ysgol Bro Dulas (667 4021).\n\n{}\n\nAlun Bevan, Pennaeth"
PEOPLE = [
    ("Rhian Bowen", "bowenr140", "RBO", "4471902"),
    ("Gethin Pugh-Jones", "pughjonesg101", "GPU", "9120447"),
    ("Elan Prys", "prysel30", "EPR", "8155230"),
]
GONE = [
    ("Rhian Bowen", "bowenr14", "31/08/2026", "Maes Elwy High School"),
    ("Gethin Pugh-Jones", "pughjonesg3", "23/10/2026", "Ysgol Gyfun Pen y Glog"),
]
STAFF_HEADS = [
    (MOVERS, ("", "Username", "Staff code", "Employee number")),
    (MOVERS, ("", "New Hwb username", "Code", "Payroll number")),
    (MOVERS_CY, ("", "Enw defnyddiwr", "Cod staff", "Rhif cyflogai")),
    (MOVERS_CY, ("", "Enw defnyddiwr newydd", "Cod staff", "Rhif cyflogres")),
]
LEAVER_HEADS = [
    (LEAVERS, ("", "Username", "Leaving date on SIMS", "New school")),
    (LEAVERS, ("", "Hwb username", "DOL in MIS", "Moved to")),
    (LEAVERS_CY, ("", "Enw defnyddiwr", "Dyddiad gadael ar SIMS", "Ysgol newydd")),
    (LEAVERS_CY, ("", "Enw defnyddiwr Hwb", "Dyddiad gadael (MIS)", "Symudodd i")),
]


def drawn(rows: list[tuple[str, ...]], between: str) -> str:
    if "\n" in between:
        return between.join(cell for row in rows for cell in row if cell)
    if between == "|":
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n".join(between.join(row) for row in rows)


@pytest.mark.parametrize(("written", "between"), [*product(STAFF_HEADS, ["\t", "|", "\n", "\n\n"])])
def test_movers_named_below_an_empty_corner_have_their_own_details(
    written: tuple[str, tuple[str, ...]], between: str
) -> None:
    body, heads = written
    result = reading(body.format(drawn([heads, *PEOPLE], between)))
    names = ("staff_name", "new_username", "staff_code", "employee_number")
    school = {"new_school_name": "Ysgol Bro Dulas", "new_dfes_number": "6674021"}
    said = [stated(result, n) for n in range(len(result.requests))]
    assert said == [school | dict(zip(names, one, strict=True)) for one in PEOPLE]


@pytest.mark.parametrize(("written", "between"), [*product(LEAVER_HEADS, ["\t", "|", "\n", "\n\n"])])
def test_leavers_named_below_an_empty_corner_have_their_own_details(
    written: tuple[str, tuple[str, ...]], between: str
) -> None:
    body, heads = written
    result = reading(body.format(drawn([heads, *GONE], between)))
    said = [stated(result, n) for n in range(len(result.requests))]
    assert [
        (one["staff_name"], one["former_username"], one["leaving_date"], one["new_school_name"]) for one in said
    ] == [
        ("Rhian Bowen", "bowenr14", "2026-08-31", "Maes Elwy High School"),
        ("Gethin Pugh-Jones", "pughjonesg3", "2026-10-23", "Ysgol Gyfun Pen y Glog"),
    ]


def test_old_and_new_below_an_empty_corner_name_nobody() -> None:
    rows = [("", "Username", "DfES number"), ("Old", "bowenr14", "667 4021"), ("New", "bowenr140", "673 4107")]
    said = stated(reading(f"Please merge my two accounts.\n\n{drawn(rows, '|')}\n\nRhian Bowen"))
    assert (said["former_username"], said["new_username"]) == ("bowenr14", "bowenr140")
