"""Forms that ask in whole questions, answers that say that there is none, and schools written without a capital."""

from __future__ import annotations

import pytest

from tests.reading.writing import reading, stated

STAFF = "Please merge my two Hwb accounts.\n\n{}\n\nMari Tomos"
STAFF_CY = "Plis unwch fy nau gyfrif Hwb.\n\n{}\n\nMari Tomos"
HEAD = "I authorise the merging of the accounts of my former colleague.\n\n{}\n\nAlun Bevan, Headteacher"
HEAD_CY = "Rwy'n awdurdodi uno cyfrifon fy nghyn-gydweithiwr.\n\n{}\n\nAlun Bevan, Pennaeth"


@pytest.mark.parametrize("between", ["\t", "\n"])
@pytest.mark.parametrize(
    ("body", "left", "joined"),
    [
        (STAFF, "Which school did you leave?", "Which school have you joined?"),
        (STAFF, "What school did you come from?", "Which school are you at now?"),
        (STAFF, "Where did you work before?", "What school have you moved to?"),
        (STAFF, "Which school were you at previously?", "Which school do you work at now?"),
        (STAFF_CY, "O ba ysgol y daethoch?", "I ba ysgol yr aethoch?"),
        (STAFF_CY, "O ba ysgol ydych chi'n symud?", "I ba ysgol ydych chi wedi symud?"),
        (STAFF_CY, "Pa ysgol ydych chi wedi ei gadael?", "Â pha ysgol yr ydych chi wedi ymuno?"),
        (STAFF_CY, "Pa ysgol adawoch chi?", "Ym mha ysgol ydych chi'n gweithio nawr?"),
    ],
)
def test_a_question_tells_which_of_the_two_schools_it_asks_for(body: str, left: str, joined: str, between: str) -> None:
    rows = [(joined, "Ysgol Bro Dulas"), ("Username", "tomosm41"), (left, "Maes Elwy High School")]
    said = stated(reading(body.format("\n".join(between.join(row) for row in rows))))
    assert (said["former_school_name"], said["new_school_name"]) == ("Maes Elwy High School", "Ysgol Bro Dulas")


@pytest.mark.parametrize(
    "none",
    [
        "not known yet", "not heard yet", "to be confirmed", "yet to hear", "heb glywed eto", "ddim yn gwybod eto",
        "i'w gadarnhau", "dim newyddion eto", "heb ei benderfynu", "not decided",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("body", "label"), [(HEAD, "New school"), (HEAD_CY, "Ysgol newydd")])
@pytest.mark.parametrize("between", [": ", "\t", "\n"])
def test_an_answer_that_there_is_none_names_no_school(body: str, label: str, none: str, between: str) -> None:
    said = stated(reading(body.format(f"Username: bowenr14\n{label}{between}{none}")))
    assert "new_school_name" not in said
    assert said["former_username"] == "bowenr14"


@pytest.mark.parametrize("school", ["Ysgol Heb y Nant", "Noneley Primary School", "Ysgol Dimlands"])
def test_a_school_called_nearly_so_is_named(school: str) -> None:
    assert stated(reading(HEAD.format(f"Username: bowenr14\nNew school: {school}")))["new_school_name"] == school


@pytest.mark.parametrize(
    ("body", "short", "full"),
    [
        (HEAD, "Name of leaver", "Full name if different"),
        (HEAD, "Name", "Full name (if different from above)"),
        (HEAD, "Leaver", "Legal name, if different"),
        (HEAD, "Staff member", "Name in full if not the same"),
        (HEAD_CY, "Enw'r aelod o staff", "Enw llawn os yw'n wahanol"),
        (HEAD_CY, "Enw", "Enw llawn (os yn wahanol)"),
        (HEAD_CY, "Ymadawr", "Enw yn llawn os yn wahanol i'r uchod"),
        (HEAD_CY, "Athrawes", "Enw cyfreithiol os yw'n wahanol"),
    ],
)
def test_the_full_name_asked_for_beside_another_stands_for_it(body: str, short: str, full: str) -> None:
    given = "Username: bowenr14\n{short}: Mrs R Bowen\n{full}: {name}"
    said = stated(reading(body.format(given.format(short=short, full=full, name="Rhiannon Bowen"))))
    assert said["staff_name"] == "Rhiannon Bowen"
    said = stated(reading(body.format(given.format(short=short, full=full, name="n/a"))))
    assert said["staff_name"] == "R Bowen"


@pytest.mark.parametrize("entered", ["Date entered on SIMS", "Date recorded in MIS", "Dyddiad ei roi ar SIMS"])
def test_the_day_of_entry_is_no_leaving_date(entered: str) -> None:
    said = stated(reading(HEAD.format(f"{entered}: 15/07/2026\nDate of leaving on SIMS: 31/08/2026")))
    assert said["leaving_date"] == "2026-08-31"


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("ysgol newydd haven view community school", "haven view community school"),
        ("ysgol newydd ysgol bro dulas", "ysgol bro dulas"),
        ("new school maes elwy high school", "maes elwy high school"),
        ("current school pen y glog primary", "pen y glog primary"),
    ],
)
def test_a_school_in_small_letters_needs_nothing_before_it(line: str, school: str) -> None:
    said = stated(
        reading(f"helo dyma nhw\n{line}\nenw defnyddiwr tomosm41\ncod staff MTO\nrhif cyflogai 9120447\nmari")
    )
    assert said["new_school_name"] == school


@pytest.mark.parametrize("line", ["new school where i am now", "my new school has a new primary school beside it"])
def test_words_about_a_school_name_none(line: str) -> None:
    assert "new_school_name" not in stated(reading(f"please merge\n{line}\nusername tomosm41\nstaff code MTO\nmari"))
