"""Tables with the labels over the columns, and a row each for the old account and the new."""

from __future__ import annotations

from itertools import product

import pytest

from tests.reading.test_named_rows import drawn
from tests.reading.writing import reading, stated

MOVER = "Please merge my two accounts.\n\n{}\n\nMany thanks,\nRhian Bowen"
MOVER_CY = "Unwch fy nau gyfrif os gwelwch yn dda.\n\n{}\n\nDiolch,\nRhian Bowen"
OLD = ("bowenr14", "667 4021", "Ysgol Bro Dulas")
NEW = ("bowenr140", "663 4107", "Maes Elwy High School")
HEADS = ("Username", "DfES number", "School")
HEADS_CY = ("Enw defnyddiwr", "Rhif AdAS", "Ysgol")
SIDES = [
    (MOVER, "", HEADS, "Old", "New"),
    (MOVER, "Account", HEADS, "Old account", "New account"),
    (MOVER, "", HEADS, "Old school", "New school"),
    (MOVER, "Which", HEADS, "Where I was", "Where I am now"),
    (MOVER, "", HEADS, "Before", "Now"),
    (MOVER_CY, "", HEADS_CY, "Hen", "Newydd"),
    (MOVER_CY, "Cyfrif", HEADS_CY, "Hen gyfrif", "Cyfrif newydd"),
    (MOVER_CY, "", HEADS_CY, "Blaenorol", "Presennol"),
]
READ = {
    "former_username": "bowenr14",
    "new_username": "bowenr140",
    "former_dfes_number": "6674021",
    "new_dfes_number": "6634107",
    "former_school_name": "Ysgol Bro Dulas",
    "new_school_name": "Maes Elwy High School",
}


@pytest.mark.parametrize(("written", "between", "new_first"), [*product(SIDES, ["\t", "|"], [False, True])])
def test_each_row_is_of_the_school_that_its_first_cell_tells(
    written: tuple[str, str, tuple[str, ...], str, str], between: str, new_first: bool
) -> None:
    body, corner, heads, old, new = written
    rows = [(old, *OLD), (new, *NEW)]
    table = drawn([(corner, *heads), *(rows[::-1] if new_first else rows)], between)
    result = reading(body.format(table))
    assert len(result.requests) == 1
    assert READ.items() <= stated(result).items()


def test_two_schools_called_old_and_new_are_two_schools() -> None:
    rows = [
        ("School", "Leaver", "Username"),
        ("Old Road Primary School", "Rhian Bowen", "bowenr14"),
        ("New Inn Primary School", "Elan Prys", "prysel30"),
    ]
    body = "I authorise both of these leavers.\n\n{}\n\nAlun Bevan, Headteacher"
    result = reading(body.format(drawn(rows, "\t")))
    values = [stated(result, n) for n in range(len(result.requests))]
    assert all("new_username" not in one for one in values), values
    assert len(values) == 2
