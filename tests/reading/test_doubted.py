"""Identifiers that the same mail puts in doubt are asked for, never passed on."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import FieldName, Reading
from tests.reading.writing import reading, stated

HALF = """Hello,

I have moved to Ysgol Bro Gwaun, DfES number 6684021. My new username there is gittinsc14, staff code CGI,
employee number {number}{more}

Please consolidate my accounts.

Catrin Gittins
"""


def half(more: str, number: str = "1904466") -> Reading:
    """A mover's half with further words behind the employee number."""
    return reading(HALF.format(number=number, more=more))


@pytest.mark.parametrize(
    "more",
    [
        "\n\nPS Reading my payslip with glasses on: 1904446.", ". Or perhaps my payslip says 1904456.",
        " – sori, naci, 464 ydi'r tri olaf.", " – oops, 4446 at the end.", "\n\nP.S. The payroll people write 1904646.",
    ],
)  # fmt: skip
def test_a_number_with_a_twin_or_a_scrap_of_a_correction_behind_it_is_asked_for(more: str) -> None:
    result = half(more)
    assert "employee_number" not in stated(result)
    (problem,) = [one for one in result.requests[0].problems if one.field is FieldName.EMPLOYEE_NUMBER]
    assert problem.code in ("several-values", "unsure")
    assert "1904466" in problem.text


@pytest.mark.parametrize(
    "more",
    [
        "", ". Our telephone is 01994 555 0123.", " (not 1904446, which the agency gave me)",
        ". The school opened in 1904.",
        "\n\nPlease ignore 1904446 on the older form.", ". My colleague Olwen has 2904477.",
    ],
)  # fmt: skip
def test_other_numbers_put_nothing_in_doubt(more: str) -> None:
    assert stated(half(more))["employee_number"] == "1904466"


@pytest.mark.parametrize("number", ["6684021", "668 4021", "668/4021"])
def test_a_number_that_is_a_colleagues_is_not_passed_on_however_it_is_written(number: str) -> None:
    result = reading(f"""Hello,

I have moved to Ysgol Bro Gwaun. The DfES number on my colleague's slip is {number}. My new username there is
gittinsc14, staff code CGI, employee number 1904466.

Please consolidate my accounts.

Catrin Gittins
""")
    assert "6684021" not in stated(result).values()


@pytest.mark.parametrize(
    "words",
    ["username was gittinsc41 and that is NOT what you want", "username was gittinsc41 (please don't use it)"],
)
def test_a_disowned_username_is_not_passed_on(words: str) -> None:
    result = reading(f"Dear Hwb,\n\nI authorise the transfer of Catrin Gittins from Ysgol Bro Gwaun. Her {words}.\n")
    assert "gittinsc41" not in stated(result).values()


@pytest.mark.parametrize(
    ("detail", "value"),
    [
        ("payroll no {}", "90412"),
        ("staff code {}", "QRU"),
    ],
)
def test_what_has_another_shape_is_disowned_too(detail: str, value: str) -> None:
    told = f"The agency gave me {detail.format(value)} and that is NOT what you want."
    result = reading(f"Hello,\n\nI moved to Ysgol Bro Gwaun (6684021) and log in as gittinsc14. {told}\n\nCatrin\n")
    assert value not in stated(result).values()


DISOWNED = [
    "My clerk says it is gittinsc41; I am not certain which.",
    "Her username was gittinsc41, I think the clerk said, but I'm not sure.",
    "Her username was gittinsc41 until we found that somebody else had it.",
    "I told the county it was gittinsc41, and told them wrong.",
    "I told you that her username was gittinsc14; it is gittinsc41 that the office has, but that is her namesake's.",
    "Her username: gittinsc41, but that is her sister's.",
    "gittinsc41 medd y clerc, ond nid wyf yn siŵr.",
    "Ei henw defnyddiwr oedd gittinsc41 nes i ni sylweddoli bod rhywun arall yn ei ddefnyddio.",
    "Dywedais wrth y sir mai gittinsc41 oedd o, a dywedais yn anghywir.",
]


@pytest.mark.parametrize("words", DISOWNED)
def test_a_username_that_its_writer_is_not_sure_of_or_gives_to_another(words: str) -> None:
    told = f"I authorise the transfer of Catrin Gittins from Ysgol Bro Gwaun. {words}"
    result = reading(f"Dear Hwb,\n\n{told}\n\nHuw Rees\nHeadteacher")
    assert "gittinsc41" not in stated(result).values()


@pytest.mark.parametrize(
    "words",
    [
        "I am not sure of the school's number.", "I am not sure whether you need anything more.",
        "She had it until she found a new post.", "The office has checked it with her sister.",
        "Nid wyf yn siŵr o rif yr ysgol.",
    ],
)  # fmt: skip
def test_what_is_told_of_other_things_puts_no_username_in_doubt(words: str) -> None:
    result = reading(
        "Dear Hwb,\n\nI authorise the transfer of Catrin Gittins from Ysgol Bro Gwaun. Her username was gittinsc41. "
        f"{words}\n\nHuw Rees\nHeadteacher"
    )
    assert stated(result)["former_username"] == "gittinsc41"


OWN = """Hello,

Please merge my accounts. I have moved to Ysgol Bro Gwaun, DfES number 6684021, username gittinsc14. %s

Catrin Gittins"""


@pytest.mark.parametrize(
    "words",
    [
        "I told you my staff code was CGI; the code on my colleague's sheet is MPR.",
        "You asked for my staff code. It's MPR that Mair Prys has, and I have none yet.",
        "My staff code: it is MPR on my deputy's list is MPR.", "Fy nghod staff ar restr fy nghydweithiwr yw MPR.",
    ],
)  # fmt: skip
def test_a_staff_code_that_is_a_colleagues(words: str) -> None:
    assert stated(reading(OWN % words)).get("staff_code") != "MPR"


def test_a_word_in_capitals_is_no_staff_code() -> None:
    assert "staff_code" not in stated(reading(OWN % "I forgot to give you my staff code. It is DONE now."))


@pytest.mark.parametrize(
    "words",
    [
        "6684012 is what the old letterhead says of our number; since we merged it is another.",
        "Our DfES number was 6684012 and that is out of date.",
    ],
)
def test_a_schools_number_of_an_old_letterhead(words: str) -> None:
    body = f"Dear Hwb,\n\nI authorise Catrin Gittins, gittinsc41, of Ysgol Bro Gwaun. {words}\n\nHuw Rees\nHeadteacher"
    assert "6684012" not in stated(reading(body)).values()
