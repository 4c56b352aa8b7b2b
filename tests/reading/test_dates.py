"""Dates in both languages, with mutations, in UK order, with and without a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.voices.returning import returns_on

ENGLISH = "January February March April May June July August September October November December".split()
WELSH = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr".split()
MUTATED = "Ionawr Chwefror Fawrth Ebrill Fai Fehefin Orffennaf Awst Fedi Hydref Dachwedd Ragfyr".split()
ORDINALS = {1: "af", 2: "il", 3: "ydd", 4: "ydd", 5: "ed", 6: "ed", 7: "fed", 8: "fed", 9: "fed", 10: "fed", 12: "fed",
            15: "fed", 18: "fed", 20: "fed", 11: "eg", 13: "eg", 14: "eg", 16: "eg", 17: "eg", 19: "eg"}  # fmt: skip
SENT = date(2026, 9, 22)


def english_ordinal(day: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day not in (11, 12, 13) else 0, "th")


FORMS = [
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d:%d.%m.%y}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d.day} {ENGLISH[d.month - 1]} {d.year}",
    lambda d: f"{d.day}{english_ordinal(d.day)} {ENGLISH[d.month - 1]} {d.year}",
    lambda d: f"the {d.day}{english_ordinal(d.day)} of {ENGLISH[d.month - 1]}, {d.year}",
    lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"{d.day} {ENGLISH[d.month - 1][:3]} {d:%y}",
    lambda d: f"{d.day} {WELSH[d.month - 1]} {d.year}",
    lambda d: f"{d.day}{ORDINALS.get(d.day, 'ain')} o {MUTATED[d.month - 1]} {d.year}",
    lambda d: f"{d.day}{ORDINALS.get(d.day, 'ain')} {WELSH[d.month - 1]} {d.year}",
    lambda d: f"dydd Llun {d.day} {WELSH[d.month - 1]} {d.year}",
    lambda d: f"{d.day} o fis {WELSH[d.month - 1]} {d.year}",
]


@given(st.dates(date(2010, 1, 1), date(2050, 12, 31)), st.sampled_from(FORMS))
def test_every_form_comes_back_as_the_same_day(day: date, form) -> None:  # type: ignore[no-untyped-def]
    found = find_dates(f"on {form(day)}, I think", SENT)
    assert [one.day for one in found] == [day]
    assert found[0].dated


@given(st.dates(date(2026, 1, 1), date(2026, 9, 22)), st.sampled_from([5, 6, 9, 10, 11]))
def test_without_a_year_the_latest_past_day_is_meant(day: date, form: int) -> None:
    text = FORMS[form](day).replace(f" {day.year}", "").replace(f", {day.year}", "")
    if text != FORMS[form](day):
        assert [one.day for one in find_dates(text.replace(f" {day:%y}", ""), SENT)] == [day]


@pytest.mark.parametrize(
    ("text", "sent", "day"),
    [
        ("31 August", date(2027, 1, 10), date(2026, 8, 31)),
        ("31 Awst", date(2026, 9, 1), date(2026, 8, 31)),
        ("31 December", date(2026, 11, 20), date(2026, 12, 31)),
        ("31/8", date(2026, 9, 30), date(2026, 8, 31)),
        ("1af o Fedi", SENT, date(2026, 9, 1)),
        ("5ed o Fai", SENT, date(2026, 5, 5)),
    ],
)
def test_years_that_are_not_written(text: str, sent: date, day: date) -> None:
    assert [one.day for one in find_dates(text, sent)] == [day]


def test_a_text_that_looks_ahead_means_the_next_one() -> None:
    assert [one.day for one in find_dates("31 March", SENT, ahead=True)] == [date(2027, 3, 31)]


@pytest.mark.parametrize(
    "text", ["on 24 October 2025.", "ar 24 Hydref 2025.", "on 24 Oct 25. She", "October 24th, 2025."]
)
def test_the_year_before_a_full_stop(text: str) -> None:
    assert [one.day for one in find_dates(text, date(2026, 9, 22))] == [date(2025, 10, 24)]


@pytest.mark.parametrize("text", ["31/6/2026", "31 June 2026", "30 Chwefror 2026", "45/12/2026", "661/4003", "3-16"])
def test_what_is_no_date(text: str) -> None:
    assert [one for one in find_dates(text, None) if one.dated] == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am away until Monday 9 November 2026.", date(2026, 11, 9)),
        ("Rwyf allan o'r swyddfa tan ddydd Llun 2 Tachwedd.", date(2026, 11, 2)),
        ("The school is closed from Monday 26 October to Friday 30 October.", date(2026, 10, 31)),
        ("Back at my desk on Tuesday 15 December", date(2026, 12, 15)),
        ("Byddaf yn ôl ar 4 Ionawr", date(2027, 1, 4)),
        ("I am out of the office and will be back on 9 November 2026.", date(2026, 11, 9)),
        ("Mae'r ysgol ar gau 26 i 30 Hydref", date(2026, 10, 31)),
        ("Thank you for your message of 1 October 2026.", None),
    ],
)
def test_when_an_absent_sender_is_back(text: str, day: date | None) -> None:
    assert returns_on(text, date(2026, 10, 20)) == day


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for one in find_dates(text, SENT):
        assert text[one.start : one.end]
        assert isinstance(one.day - SENT, timedelta)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on the tenth of April 2026", 10),
        ("the twenty-ninth of April 2026", 29),
        ("twenty second April 2026", 22),
        ("y degfed o Ebrill 2026", 10),
        ("yr ail ar bymtheg o Ebrill 2026", 17),
        ("y pumed ar hugain o Ebrill 2026", 25),
        ("y cyntaf o Ebrill 2026", 1),
    ],
)
def test_a_day_may_be_written_out(text: str, day: int) -> None:
    assert [found.day for found in find_dates(text)] == [date(2026, 4, day)]


@pytest.mark.parametrize("text", ["his second May here", "Year 7 in May", "yr ail dymor"])
def test_an_ordinal_alone_is_no_day(text: str) -> None:
    assert find_dates(text, SENT) == []
