"""Details laid out without the words we know: composed labels, lists in any order, tables with their own headings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.domain.mails import MailKind
from tests.reading.writing import reading, stated

WRITTEN = tomllib.loads((Path(__file__).parent / "laid_out.toml").read_text(encoding="utf-8"))
HEAD = "I authorise the merging of the accounts of my former colleague.\n\n{}\n\nAlun Bevan, Headteacher"
HEAD_CY = "Rwy'n awdurdodi uno cyfrifon fy nghyn-gydweithiwr.\n\n{}\n\nAlun Bevan, Pennaeth"
STAFF = "Please merge my two Hwb accounts, I have moved schools.\n\n{}\n\nMari Tomos"
STAFF_CY = "Plis unwch fy nau gyfrif Hwb, dwi wedi symud ysgol.\n\n{}\n\nMari Tomos"
WRITERS = {"head": HEAD, "pennaeth": HEAD_CY, "staff": STAFF, "athro": STAFF_CY}


@pytest.mark.parametrize("written", WRITTEN["line"], ids=[w["text"] for w in WRITTEN["line"]])
def test_a_line_nobody_listed_is_read_by_its_value(written: dict[str, Any]) -> None:
    result = reading(WRITERS[written["by"]].format(written["text"]))
    assert stated(result) == written["states"]


@pytest.mark.parametrize("written", WRITTEN["nothing"], ids=[w["text"] for w in WRITTEN["nothing"]])
def test_a_line_about_somebody_or_something_else_states_nothing(written: dict[str, Any]) -> None:
    assert stated(reading(WRITERS[written["by"]].format(written["text"]))) == {}


@pytest.mark.parametrize("written", WRITTEN["mail"], ids=[w["name"] for w in WRITTEN["mail"]])
def test_details_laid_out_in_their_own_way_are_read(written: dict[str, Any]) -> None:
    header = {"subject": "Hwb"} | {
        name: written[name] for name in ("subject", "sender", "content_type") if name in written
    }
    result = reading(written["body"], **header)
    assert result.kind is MailKind(written["kind"])
    assert [stated(result, n) for n in range(len(result.requests))] == written["people"]


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        (
            ["Old username", "New username", "Old DfES number", "New DfES number", "pughg33", "pughg101", "667 4021"],
            {"former_dfes_number": "667 4021", "new_dfes_number": "667 4021"},
        ),
        (["Hen ysgol", "Ysgol newydd", "Cod staff", "Ysgol Bro Dulas", "GPU"], {
            "former_school_name": "Ysgol Bro Dulas", "new_school_name": "Ysgol Bro Dulas",
        }),
        (
            ["School", "DfES number", "Username", "Staff code", "Employee number", "Ysgol Bro", "66740", "pu1", "GPU"],
            {"new_dfes_number": "66740", "employee_number": "66740"},
        ),
    ],
)  # fmt: skip
def test_a_cell_that_is_missing_makes_what_is_left_a_problem(cells: list[str], problems: dict[str, str]) -> None:
    result = reading(STAFF.format("\n".join(cells)))
    assert {p.field.value: p.text for p in result.requests[0].problems} == problems
    assert not stated(result).keys() & problems.keys()


@pytest.mark.parametrize(
    ("written", "figures"),
    [
        ("New school: Ysgol Bro Dulas, no. 66740", "66740"),
        ("Ysgol newydd: Ysgol Bro Dulas, rhif 66740", "66740"),
        ("I am now at Ysgol Bro Dulas, school number 667/40211.", "667/40211"),
        ("Rwyf nawr yn Ysgol Bro Dulas (667402).", "667402"),
    ],
)
def test_a_schools_number_cut_short_is_a_problem_of_the_dfes_number(written: str, figures: str) -> None:
    result = reading(STAFF.format(f"{written}\nUsername: pughg101\nStaff code: GPU"))
    assert [(p.field.value, p.code, p.text) for p in result.requests[0].problems] == [
        ("new_dfes_number", "dfes-number-shape", figures)
    ]
    assert "employee_number" not in stated(result)
