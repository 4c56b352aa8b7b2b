"""School days: never a weekend, never a holiday, and counting there and back agrees."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot import config
from hwb_mailbot.domain.school_days import SchoolDays

DAYS = st.dates(date(2025, 9, 1), date(2030, 7, 31))
SPANS = st.builds(lambda first, length: (first, first + timedelta(days=length)), DAYS, st.integers(0, 45))
CALENDARS = st.builds(SchoolDays.outside, st.lists(SPANS, max_size=12))
WALES = SchoolDays.outside(
    config.school_holidays(config.parse("[mailbot]\naddress = hwb@support.example\n", Path("/nowhere")))
)


@given(calendar=CALENDARS, day=DAYS, count=st.integers(0, 80))
def test_what_is_found_is_a_school_day(calendar: SchoolDays, day: date, count: int) -> None:
    found = calendar.after(day, count)
    assert found.weekday() < 5
    assert found not in calendar.closed
    assert found > day or (count == 0 and found == day)


@given(calendar=CALENDARS, day=DAYS, count=st.integers(1, 80))
def test_counting_back_gives_the_count(calendar: SchoolDays, day: date, count: int) -> None:
    found = calendar.after(day, count)
    assert calendar.between(day, found) == count
    assert calendar.between(day, found - timedelta(days=1)) == count - 1


@given(calendar=CALENDARS, day=DAYS, one=st.integers(1, 40), more=st.integers(0, 40))
def test_counting_on_is_counting_in_one_go(calendar: SchoolDays, day: date, one: int, more: int) -> None:
    assert calendar.after(calendar.after(day, one), more) == calendar.after(day, one + more)


@given(spans=st.lists(SPANS, min_size=1, max_size=12), day=DAYS, count=st.integers(0, 60))
def test_more_holidays_never_make_it_earlier(spans: list[tuple[date, date]], day: date, count: int) -> None:
    assert SchoolDays.outside(spans).after(day, count) >= SchoolDays.outside(spans[1:]).after(day, count)


@given(calendar=CALENDARS, day=DAYS)
def test_nothing_lies_between_a_day_and_an_earlier_one(calendar: SchoolDays, day: date) -> None:
    assert calendar.between(day, day) == 0
    assert calendar.between(day, day - timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 9, 10), 3, date(2026, 9, 15)),  # over a weekend
        (date(2026, 9, 10), 28, date(2026, 10, 20)),
        (date(2026, 10, 22), 3, date(2026, 11, 3)),  # over the autumn half-term
        (date(2026, 12, 18), 1, date(2027, 1, 4)),  # over Christmas
        (date(2027, 3, 19), 1, date(2027, 4, 5)),  # over Easter
        (date(2027, 4, 30), 1, date(2027, 5, 4)),  # over the early May bank holiday
        (date(2026, 7, 17), 3, date(2026, 9, 2)),  # a July afternoon: the third day is in September
        (date(2026, 8, 12), 0, date(2026, 9, 1)),
    ],
)
def test_the_calendar_that_comes_along(day: date, count: int, found: date) -> None:
    assert WALES.after(day, count) == found


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029])
def test_every_year_has_its_summer_its_christmas_and_its_half_terms(year: int) -> None:
    for day in (date(year, 8, 12), date(year, 12, 25), date(year, 12, 28), date(year, 10, 31)):
        assert not WALES.is_one(day)
    terms = [number for number in range(365) if WALES.is_one(date(year, 1, 1) + timedelta(days=number))]
    assert 185 <= len(terms) <= 200  # a school year has 195 days, less those that schools take for training
