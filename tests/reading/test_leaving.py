"""The answer to the leaving-date line: confirmed is only what is said to be so now, by whoever writes."""

from __future__ import annotations

from datetime import date

import pytest

from hwb_mailbot.reading.leaving import answered

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
