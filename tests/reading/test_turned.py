"""Tables turned on their side: a column for each of several people, in cells, strokes or one cell a line."""

from __future__ import annotations

from itertools import product

import pytest

from tests.reading.writing import reading, stated

Row = tuple[str, ...]
HEAD = (
    "Details of two former members of staff of Ysgol Bro Dulas (667 4021).\n\n{}\n\n"
    "I authorise both.\n\nAlun Bevan\nHeadteacher"
)
PENNAETH = (
    "Dyma fanylion dau gyn-aelod o staff Ysgol Bro Dulas (667 4021).\n\n{}\n\n"
    "Rwy'n awdurdodi uno'r ddau gyfrif.\n\nAlun Bevan\nPennaeth"
)
ENGLISH: list[Row] = [
    ("Name", "Rhian Bowen", "Gethin Pugh"),
    ("Username", "bowenr14", "pughg33"),
    ("Leaving date on MIS", "31/08/2026", "23/10/2026"),
    ("New school", "Maes Elwy High School", "Ysgol Gyfun Pen y Glog"),
]
WELSH: list[Row] = [
    ("Enw", "Rhian Bowen", "Gethin Pugh"),
    ("Enw defnyddiwr Hwb", "bowenr14", "pughg33"),
    ("Dyddiad gadael ar y MIS", "31 Awst 2026", "23 Hydref 2026"),
    ("Ysgol newydd", "Maes Elwy High School", "Ysgol Gyfun Pen y Glog"),
]
HEADS = [
    (HEAD, [("", "Leaver 1", "Leaver 2"), *ENGLISH]),
    (HEAD, [("Details", "First leaver", "Second leaver"), *ENGLISH]),
    (HEAD, [("", "Rhian Bowen", "Gethin Pugh"), *ENGLISH[1:]]),
    (HEAD, ENGLISH),
    (HEAD, [("", "Teacher A", "Teacher B"), ENGLISH[1], ENGLISH[0], *ENGLISH[2:]]),
    (PENNAETH, [("", "Ymadäwr 1", "Ymadäwr 2"), *WELSH]),
    (PENNAETH, [("Manylion", "Ymadäwr cyntaf", "Ail ymadäwr"), *WELSH]),
    (PENNAETH, [("", "Rhian Bowen", "Gethin Pugh"), *WELSH[1:]]),
    (PENNAETH, WELSH),
    (PENNAETH, [("", "Aelod o staff 1", "Aelod o staff 2"), WELSH[3], *WELSH[:3]]),
]
ALL = {"former_school_name": "Ysgol Bro Dulas", "former_dfes_number": "6674021", "leaving_date_confirmed": True}
TWO = [
    ALL | {"staff_name": "Rhian Bowen", "former_username": "bowenr14", "leaving_date": "2026-08-31"}
    | {"new_school_name": "Maes Elwy High School"},
    ALL | {"staff_name": "Gethin Pugh", "former_username": "pughg33", "leaving_date": "2026-10-23"}
    | {"new_school_name": "Ysgol Gyfun Pen y Glog"},
]  # fmt: skip


def drawn(rows: list[Row], between: str) -> str:
    if "\n" in between:
        return between.join(cell for row in rows for cell in row if cell)
    if between == "|":
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n".join(between.join(row) for row in rows)


def html(body: str, rows: list[Row]) -> str:
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    above, below = body.split("{}")
    return f"<p>{above}</p><table>{table}</table><p>{below.strip()}</p>".replace("\n", "<br>")


@pytest.mark.parametrize(("written", "between"), [*product(HEADS, ["\t", "|", "\n", "\n\n", "html"])])
def test_each_leaver_has_the_values_of_their_own_column(written: tuple[str, list[Row]], between: str) -> None:
    body, rows = written
    if between == "html":
        result = reading(html(body, rows), content_type="text/html; charset=utf-8")
    else:
        result = reading(body.format(drawn(rows, between)))
    assert [stated(result, n) for n in range(len(result.requests))] == TWO


@pytest.mark.parametrize("between", ["\t", "\n"])
def test_movers_have_their_codes_and_both_accounts(between: str) -> None:
    rows = [
        ("", "Person 1", "Person 2", "Person 3"),
        ("Name", "Rhian Bowen", "Gethin Pugh", "Elan Prys"),
        ("Old username", "bowenr14", "pughg33", "prysel3"),
        ("New username", "bowenr140", "pughg101", "prysel30"),
        ("Staff code", "RBO", "GPU", "EPR"),
        ("Employee number", "4471902", "9120447", "8155230"),
    ]
    result = reading(
        "Please merge the accounts of the three of us, now at Ysgol Bro Dulas (667 4021).\n\n"
        f"{drawn(rows, between)}\n\nRhian Bowen"
    )
    said = [stated(result, n) for n in range(len(result.requests))]
    assert [(one["staff_name"], one["new_username"], one["staff_code"], one["employee_number"]) for one in said] == [
        ("Rhian Bowen", "bowenr140", "RBO", "4471902"),
        ("Gethin Pugh", "pughg101", "GPU", "9120447"),
        ("Elan Prys", "prysel30", "EPR", "8155230"),
    ]
    assert [one["former_username"] for one in said] == ["bowenr14", "pughg33", "prysel3"]


@pytest.mark.parametrize("lost", range(1, 9))
@pytest.mark.parametrize("body", [(HEAD, ENGLISH), (PENNAETH, WELSH)])
def test_where_a_cell_left_no_line_nobody_gets_the_others_value(body: tuple[str, list[Row]], lost: int) -> None:
    rows = [("", *(("Leaver 1", "Leaver 2") if body[0] == HEAD else ("Ymadäwr 1", "Ymadäwr 2"))), *body[1]]
    cells = drawn(rows, "\n").split("\n")
    at = 2 + (lost - 1) // 2 * 3 + 1 + (lost - 1) % 2
    result = reading(body[0].format("\n".join(cells[:at] + cells[at + 1 :])))
    for n in range(len(result.requests)):
        said = stated(result, n)
        whose = [one for one in TWO if one["former_username"] == said.get("former_username")]
        if "staff_name" in said and whose:
            assert said["staff_name"] == whose[0]["staff_name"]
        if whose:
            own = {"leaving_date", "new_school_name"} & said.keys()
            assert {name: said[name] for name in own} == {name: whose[0][name] for name in own}


def test_one_persons_two_accounts_are_no_two_people() -> None:
    rows = [("Name", "Rhian Bowen", "Rhian Bowen"), ("Username", "bowenr14", "bowenr140")]
    assert len(reading(HEAD.format(drawn(rows, "\t"))).requests) == 1


@pytest.mark.parametrize("between", ["\t", "\n"])
@pytest.mark.parametrize("heads", [("Old account", "New account"), ("Hen gyfrif", "Cyfrif newydd"), ("", "")])
def test_a_name_that_changed_is_of_one_person(heads: tuple[str, str], between: str) -> None:
    rows = [("", *heads), ("Name", "Rhian Bowen", "Rhian Bowen-Lloyd"), ("Username", "bowenr14", "bowenr140")]
    text = drawn([row for row in rows if any(row)], between)
    assert len(reading(f"Please merge my accounts.\n\n{text}\n\nRhian Bowen").requests) <= 1 + (heads[0] == "")


def test_an_empty_cell_is_of_the_person_over_it() -> None:
    rows = [("", "Leaver 1", "Leaver 2"), *ENGLISH[:3], ("New school", "", "Ysgol Gyfun Pen y Glog")]
    result = reading(HEAD.format(drawn(rows, "|")))
    assert "new_school_name" not in stated(result)
    assert stated(result, 1)["new_school_name"] == "Ysgol Gyfun Pen y Glog"
