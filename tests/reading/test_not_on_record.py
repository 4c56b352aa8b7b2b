"""Lines of forms that put a leaving date on no record, or on somebody else's; and honest ones that look like them."""

from __future__ import annotations

import pytest

from tests.reading.test_leaving import FORM, HALF, OF_TWO
from tests.reading.writing import reading, stated

LINE = "MIS record updated with a leaving date: {}"


@pytest.mark.parametrize(
    "line",
    [
        "Leaving date on SIMS: Y/N",
        "Leaving date on SIMS? Y/N",
        "Leaving date on SIMS: 31 August 2099",
        "Leaving date has been entered by the new school: 31 August 2026",
        "Leaving date recorded by payroll: 31/08/2026",
        "Leaving date on the county's system: 31/08/2026",
        "Leaving date on the new school's SIMS: Yes",
        "Dyddiad gadael wedi'i nodi gan yr ysgol newydd: 31 Awst 2026",
        "Dyddiad gadael ar system y sir: 31 Awst 2026",
        "Proposed leaving date: 31 August 2026",
        "Expected leaving date on SIMS: 31 August 2026",
        "Draft leaving date on SIMS: 31/08/2026",
        "Dyddiad gadael arfaethedig ar SIMS: 31/08/2026",
        "Dyddiad gadael disgwyliedig ar SIMS: 31/08/2026",
        "Dyddiad gadael drafft ar SIMS: 31/08/2026",
        "DOL - put on SIMS: 31/08/2026",
        "DOL (needed) on SIMS: 31/08/2026",
        "Leaving date (to go) on SIMS: 31/08/2026",
        "Dyddiad gadael - rhowch ar SIMS: 31/08/2026",
        "Dyddiad gadael (angen) ar SIMS: 31/08/2026",
        "My leaving date on SIMS: 31/08/2026",
        "Leaving date to be on SIMS: 31/08/2026",
        "Leaving date, hopefully on SIMS: 31/08/2026",
        "Date she intends to leave (MIS): 31/08/2026",
        "Incorrect leaving date on MIS: 31/08/2026",
        "Leaving date on MIS (example): 31/08/2026",
        "DOL > SIMS: 31/08/2026",
        "DOL on SIMS tbc: 31/08/2026",
        "Dyddiad gadael anghywir ar SIMS: 31/08/2026",
        "Dyddiad gadael enghreifftiol ar SIMS: 31/08/2026",
        "Leaving dates are recorded on SIMS as a matter of course",
        LINE.format("Y / N"),
        LINE.format("[ ] Yes [ ] No"),
        LINE.format("It was on SIMS"),
        LINE.format("Yes, 31 August 1026"),
        LINE.format("31/08/2062"),
        LINE.format("Usually, yes"),
        LINE.format("Yes, on payroll"),
        LINE.format("Ydy, ar system gyflogau"),
        LINE.format("Yes, on the new school's SIMS"),
        LINE.format("my leaving date: yes"),
        LINE.format("31 August 2026 (proposed)"),
        LINE.format("31 Awst 2026 (arfaethedig)"),
        LINE.format("Ydy (yn yr arfaeth)"),
    ],
)
def test_a_line_that_says_so_confirms_nothing(line: str) -> None:
    assert stated(reading(FORM.replace(LINE, line))).get("leaving_date_confirmed") is not True


@pytest.mark.parametrize(
    "line",
    [
        "Leaving date on SIMS (Y/N): Y",
        "Leaving date recorded on MIS by HR: 31/08/2026",
        LINE.format("Yes / No: yes"),
        LINE.format("☒ Yes ☐ No"),
        LINE.format("Yes [x]  No [ ]"),
        LINE.format("Yes, on SIMS and payroll"),
        LINE.format("Yes, entered by HR"),
        LINE.format("Yes, as always"),
        LINE.format("Yes. She had been here since 1 September 1998."),
    ],
)
def test_a_line_that_only_looks_so_confirms(line: str) -> None:
    assert stated(reading(FORM.replace(LINE, line))).get("leaving_date_confirmed") is True


@pytest.mark.parametrize(
    "told",
    [
        "Her leaving date was put on SIMS in July.",
        "Her leaving date was on SIMS by 1 September.",
        "Her leaving date is on SIMS. It has gone in today.",
        "Her leaving date is on SIMS. It was blank until this morning.",
        "Her leaving date is on SIMS. It is missing from Hwb though.",
        "Her leaving date is on SIMS. I have looked and it is there.",
        "Her leaving date is on SIMS. It was wrong last week, and is right now.",
        "Her leaving date is on SIMS. The wrong account is the one in her own name.",
        "Her start and leaving dates are on SIMS.",
        "Her leaving date is on SIMS. Her start date is not on yours.",
        "SIMS records the leaving date as 31 August 2026.",
        "The office put the leaving date on SIMS.",
        "Ysgol Bro Hafan has her now and her leaving date is on our SIMS.",
        "The leaving date you need is on SIMS.",
        "As always, her leaving date is on SIMS.",
        "In line with our procedure, her leaving date has been recorded on SIMS.",
        "Her leaving date has been recorded on SIMS by HR.",
        "The county has put her leaving date on our MIS.",
        "Her leaving date is on SIMS and on the payroll system.",
        "Her leaving date is on SIMS, she is at Ysgol Bro Hafan now.",
        "Her leaving date is on Ysgol Bro Dulas's SIMS.",
        "She joined us on 1 September 1994 and her leaving date is on SIMS.",
        "Checklist: leaving date recorded on SIMS - done",
        "One of our office staff put her leaving date on SIMS.",
        "Mae ei dyddiad gadael ar SIMS. Roedd yn wag tan y bore yma.",
        "Roedd ei dyddiad gadael ar SIMS ers mis Gorffennaf.",
        "Mae'r sir wedi rhoi ei dyddiad gadael ar ein SIMS.",
        "Mae ei dyddiad gadael ar SIMS ac ar system gyflogau'r sir.",
        "Mae ei dyddiad gadael wedi'i nodi ar SIMS gan yr adran adnoddau dynol.",
    ],
)
def test_what_is_said_to_be_there_is_there(told: str) -> None:
    assert stated(reading(HALF.format(told))).get("leaving_date_confirmed") is True


@pytest.mark.parametrize(
    "told",
    [
        "Leaving dates on SIMS for number 1 only.",
        "Leaving date on SIMS: yes for number 1 only",
        "Leaving dates are on SIMS for one of them.",
        "The leaving dates are on SIMS for the former.",
        "Only one of them has a leaving date on SIMS.",
        "Leaving dates are on SIMS for all but one.",
        "Mae'r dyddiad gadael ar SIMS i bawb ond un.",
        "Mae'r dyddiad gadael ar SIMS i bob un ond un.",
        "Mae dyddiad gadael ar SIMS i rif 1 yn unig.",
        "Mae dyddiad gadael ar SIMS i un ohonynt.",
    ],
)
def test_of_two_leavers_a_date_for_one_is_not_for_both(told: str) -> None:
    result = reading(OF_TWO % told)
    assert [stated(result, person).get("leaving_date_confirmed") for person in (0, 1)] != [True, True]


@pytest.mark.parametrize(
    "told", ["Every one of them has a leaving date on SIMS.", "Mae dyddiad gadael ar gofnod SIMS pob un ohonynt."]
)
def test_a_date_for_every_one_of_them_is_for_all(told: str) -> None:
    result = reading(OF_TWO % told)
    assert [stated(result, person).get("leaving_date_confirmed") for person in (0, 1)] == [True, True]
