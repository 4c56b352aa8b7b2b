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
