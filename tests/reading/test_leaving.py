"""The answer to the leaving-date line: confirmed is only what is said to be so now, by whoever writes."""

from __future__ import annotations

from datetime import date

import pytest

from hwb_mailbot.reading.leaving import answered
from tests.reading.writing import reading, stated

SENT = date(2026, 9, 10)


@pytest.mark.parametrize(
    "value",
    [
        "To do",
        "Yes - tbc",
        "Yes, TBC.",
        "31 August 2026 (to be confirmed by payroll)",
        "Yes, she says",
        "Yes, according to her",
        "Yes, apparently",
        "Yes. Payroll will confirm",
        "Yes, pending",
        "I'w gadarnhau",
        "Ydy, meddai hi",
        "Ydy - i'w roi ar SIMS",
        "31 Awst 2026, mae'n debyg",
    ],
)
def test_a_remark_that_puts_it_off_or_tells_it_of_another(value: str) -> None:
    assert answered(value, SENT, asks_record=True).confirmed is not True


@pytest.mark.parametrize(
    "value",
    [
        "Yes",
        "do",
        "Do, 31 Awst",
        "Ydy",
        "Yes, 31 August 2026",
        "31 August 2026",
        "Yes - entered in SIMS",
        "31.8.26 - on SIMS",
        "Yes, let me know if you need anything else",
        "Ydy, rhowch wybod os gwelwch yn dda os oes angen mwy",
    ],
)
def test_a_plain_answer(value: str) -> None:
    assert answered(value, SENT, asks_record=True).confirmed is True


OF_TWO = """I authorise the merging of these accounts.

Name: Elain Puw
Former Hwb username: puwe12
New school: Coed Mawr

Name: Ifan Rhys
Former Hwb username: rhysi8
New school: Pont y Felin

Former school: Cwm Hafren, 667 4021

%s

Huw Rees
Headteacher, Cwm Hafren"""


@pytest.mark.parametrize(
    "told",
    [
        "Leaving date on SIMS 31 August 2026 for Elain only.",
        "Leaving date on SIMS 31 August 2026, not for Ifan though.",
        "Leaving date on SIMS 31 August 2026 except for Ifan.",
        "Leaving date on SIMS: 31 August 2026. Ifan next week.",
        "The leaving date on SIMS is 31 August 2026, I must still do Ifan.",
        "The leaving date on SIMS is 31 August 2026, unlike Ifan's.",
        "Neither Elain nor Ifan has a leaving date on SIMS.",
        "Mae dyddiad gadael 31 Awst 2026 ar SIMS i bawb ond Ifan.",
        "Mae dyddiad gadael Elain, 31 Awst 2026, ar SIMS ond nid un Ifan.",
    ],
)
def test_one_who_is_set_apart_has_no_date_on_record(told: str) -> None:
    assert "leaving_date_confirmed" not in stated(reading(OF_TWO % told), 1)
