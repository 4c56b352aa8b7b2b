"""Tables of the old beside the new, with the labels first, last or between, in cells, strokes or one cell a line."""

from __future__ import annotations

from itertools import product

import pytest

from hwb_mailbot.domain.mails import MailKind
from tests.reading.writing import reading, stated

OLD, NEW = 1, 2
ENGLISH = [
    ("School", "Ysgol Bro Dulas", "Maes Elwy High School"),
    ("DfES number", "667/4021", "673/4107"),
    ("Hwb username", "tomosm4", "tomosm41"),
    ("Staff code", "MT", "MTO"),
    ("Employee number", "4471902", "9120447"),
]
WELSH = [
    ("Ysgol", "Bro Dulas", "Glan Elwy"),
    ("Rhif AdAS", "6674021", "6734107"),
    ("Enw defnyddiwr", "tomosm4", "tomosm41"),
    ("Cod staff", "MT", "MTO"),
    ("Rhif cyflogai", "4471902", "9120447"),
]
HEADS = [
    (("Details", "Old", "New"), ENGLISH),
    (("What", "Then", "Now"), ENGLISH),
    (("", "My previous school", "My current school"), ENGLISH),
    (("Manylion", "Hen", "Newydd"), WELSH),
    (("Maes", "Lle roeddwn i gynt", "Lle ydw i nawr"), WELSH),
    (("", "Blaenorol", "Presennol"), WELSH),
]
ORDERS = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)]
MAIL = "Please merge my two Hwb accounts.\n\n{}\n\nThat is everything, diolch.\n\nMari Tomos"
NUMBERS = {
    "former_dfes_number": "6674021",
    "new_dfes_number": "6734107",
    "former_username": "tomosm4",
    "new_username": "tomosm41",
    "staff_code": "MTO",
    "employee_number": "9120447",
}


def table(rows: list[tuple[str, ...]], order: tuple[int, ...], between: str) -> str:
    turned = [[row[place] for place in order] for row in rows]
    if "\n" in between:
        return between.join(cell for row in turned for cell in row if cell)
    return "\n".join(between.join(row) for row in turned)


@pytest.mark.parametrize(
    ("heads", "rows", "order", "between"),
    [(heads, rows, order, between) for (heads, rows), order, between in product(HEADS, ORDERS, ("\t", "\n", "\n\n"))],
)
def test_each_value_is_of_the_school_over_its_column(
    heads: tuple[str, ...], rows: list[tuple[str, ...]], order: tuple[int, ...], between: str
) -> None:
    result = reading(MAIL.format(table([heads, *rows], order, between)))
    assert result.kind is MailKind.CONSOLIDATION
    schools = {"former_school_name": rows[0][OLD], "new_school_name": rows[0][NEW]}
    assert stated(result) == NUMBERS | schools


@pytest.mark.parametrize("order", ORDERS)
def test_strokes_cut_such_a_table_too(order: tuple[int, ...]) -> None:
    result = reading(MAIL.format(table([HEADS[0][0], *ENGLISH], order, " | ")))
    assert stated(result).items() >= {"former_username": "tomosm4", "new_dfes_number": "6734107"}.items()


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("lost", range(10))
def test_beside_an_empty_cell_that_left_no_line_no_value_is_of_the_wrong_school(
    order: tuple[int, ...], lost: int
) -> None:
    cells = table([HEADS[0][0], *ENGLISH], order, "\n").split("\n")
    emptied = next(n for n, cell in enumerate(cells) if cell == ENGLISH[lost // 2][1 + lost % 2])
    said = stated(reading(MAIL.format("\n".join(cells[:emptied] + cells[emptied + 1 :]))))
    whole = NUMBERS | {"former_school_name": "Ysgol Bro Dulas", "new_school_name": "Maes Elwy High School"}
    assert said.items() <= whole.items()


@pytest.mark.parametrize("between", ["\t", "\n", "\n\n"])
@pytest.mark.parametrize("heads", [("Old", "New"), ("From", "To"), ("Hen", "Newydd"), ("Lle roeddwn i", "Lle ydw i")])
def test_two_values_of_one_kind_need_no_label(heads: tuple[str, str], between: str) -> None:
    rows = [("", *heads), *(("", old, new) for _, old, new in ENGLISH)]
    said = stated(reading(MAIL.format(table(rows, (1, 2), between))))
    assert said == NUMBERS | {"former_school_name": "Ysgol Bro Dulas", "new_school_name": "Maes Elwy High School"}


@pytest.mark.parametrize("lost", range(10))
def test_a_value_whose_fellow_left_no_line_is_of_neither_school(lost: int) -> None:
    cells = [cell for _, *both in ENGLISH for cell in both]
    said = stated(reading(MAIL.format("\n".join(["Old", "New", *cells[:lost], *cells[lost + 1 :]]))))
    whole = NUMBERS | {"former_school_name": "Ysgol Bro Dulas", "new_school_name": "Maes Elwy High School"}
    assert said.items() <= whole.items()


@pytest.mark.parametrize("empty", [OLD, NEW])
def test_a_label_between_two_columns_tells_which_of_them_is_empty(empty: int) -> None:
    rows = [HEADS[0][0], *ENGLISH[:3], *(("Staff code", "", "MTO") if empty == OLD else ("Staff code", "MT", ""),)]
    text = "\n".join(line.strip("\t") for line in table(rows, (1, 0, 2), "\t").split("\n"))
    assert stated(reading(MAIL.format(text))).get("staff_code") == ("MTO" if empty == OLD else None)


@pytest.mark.parametrize(
    "sentence",
    [
        "The old details are on the left and the new ones on the right.",
        "New school in the right-hand column.",
        "Yr hen rai sydd ar y chwith.",
        "Mae'r rhai newydd ar y dde.",
    ],
)
def test_a_sentence_may_tell_whose_the_columns_are(sentence: str) -> None:
    rows = table(ENGLISH, (1, 0, 2), "\t")
    said = stated(reading(MAIL.format(f"{sentence}\n\n{rows}")))
    assert said.items() >= NUMBERS.items()


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 0, 1)])
def test_under_no_heading_the_two_values_beside_a_label_are_of_neither_school(order: tuple[int, ...]) -> None:
    said = stated(reading(MAIL.format(table(ENGLISH, order, "\t"))))
    assert not said.keys() & NUMBERS.keys()


HEAD = (
    "Rwy'n awdurdodi uno cyfrifon Elan Prys. Mae ei dyddiad gadael ar SIMS.\n\n"
    "\tOld\tNew\nSchool\tYsgol Bro Dulas\tMaes Elwy High School\nDfES\t6674021\t6734107\n"
    "Username\tprysel3\tprysel30\n{}\n\nAlun Bevan, Pennaeth"
)


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("Leaving / start date\t31/08/2026\t01/09/2026", "2026-08-31"),
        ("Finished / started\t31 August 2026\t1 September 2026", "2026-08-31"),
        ("Last day / first day\t17/07/2026\t01/09/2026", "2026-07-17"),
        ("Dyddiad gadael / dechrau\t31.8.26\t1.9.26", "2026-08-31"),
        ("Gadael / cychwyn\t31 Awst 2026\t1 Medi 2026", "2026-08-31"),
        ("Leaving date\t31/08/2026\t01/09/2026", "2026-08-31"),
        ("Date\t31/08/2026\t01/09/2026", "2026-08-31"),
        ("Dyddiad / Date\t31/08/2026\t01/09/2026", "2026-08-31"),
        ("Date\t01/09/2019\t01/09/2026", None),
        ("Dates\t01/09/2026\t31/08/2026", None),
        ("Start date\t01/09/2019\t01/09/2026", None),
        ("Dyddiad dechrau\t01/09/2019\t01/09/2026", None),
    ],
)
def test_under_the_old_school_stands_the_leaving_date_and_under_the_new_the_first_day(
    row: str, day: str | None
) -> None:
    said = stated(reading(HEAD.format(row)))
    assert said.get("leaving_date") == day
    assert said["former_username"] == "prysel3"
