"""Any day from year 1 to the end of 9999, where records, mails and replies name one: nothing overflows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hwb_mailbot.domain.absences import told
from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.events import TimeCame
from hwb_mailbot.domain.mails import Evidence, MailKind
from hwb_mailbot.domain.school_days import SchoolDays
from hwb_mailbot.reading.reader import read
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.voices.returning import returns_on
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, amended, world

DAYS = st.dates(date.min, date.max)


@given(DAYS, st.integers(-5, 60))
@example(date.max, 28)
@example(date.min, 0)
def test_school_days_end_with_the_calendar(day: date, count: int) -> None:
    calendar = SchoolDays.outside([(date(9999, 12, 20), date.max)])
    assert day <= calendar.first(day)
    assert day <= calendar.after(day, count)


@given(DAYS, st.integers(1, 31), st.sampled_from(["January", "December", "Chwefror"]))
@example(date.max, 31, "December")
@example(date.min, 1, "January")
def test_dates_are_read_in_a_mail_of_any_day(sent_on: date, day: int, month: str) -> None:
    for year in ("", " 2026", " 9999", " 0001"):
        text = f"I am back on {day} {month}{year}, away until {day} {month}{year}."
        find_dates(text, sent_on, ahead=True)
        returns_on(text, sent_on)


@given(DAYS)
@settings(max_examples=40, deadline=None)
@example(date.max)
def test_a_mail_of_any_day_is_read(day: date) -> None:
    header = f"From: a@b.example\r\nSubject: Out of office\r\nDate: {day.day} Dec {day.year:04} 23:59:59 +0000\r\n"
    reading = read(f"{header}\r\nI am away until 31 December.\r\n".encode(), frozenset(), False)
    assert reading.kind is MailKind.AUTO_REPLY


@given(DAYS)
@settings(max_examples=40, deadline=None)
@example(date.max)
@example(date(2027, 9, 1))
def test_a_leaving_date_of_any_day_is_waited_for_or_not(leaving: date) -> None:
    for first in (MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST):
        wales = world()
        wales.accounts["aprhyss12"] = amended(
            wales.accounts["aprhyss12"], leaving_date=leaving, status=AccountStatus.ACTIVE
        )
        wales.mail(MOVER, first, CONSOLIDATION if first is MailKind.CONSOLIDATION else TRANSFER)
        wales.mail(FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
        for case in tuple(wales.cases.values()):
            if case.due_at is not None and case.due_at.year < 2030:
                wales.now = case.due_at
                wales.decide(TimeCame(case.reference))
            assert case.closes_at is None or case.closes_at.year <= 2028


@given(DAYS, DAYS)
@example(date.max, date.max)
def test_an_absence_until_any_day_has_its_end(back_on: date, today: date) -> None:
    absence = told("head@school.example", back_on, today, None, SchoolDays(), 10)
    assert absence is None or (absence.back_on - today).days <= 14


@given(DAYS)
@settings(max_examples=30, deadline=None)
@example(date.max)
def test_an_automatic_reply_with_any_day_is_noted(back_on: date) -> None:
    wales = world()
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)
    asked = wales.letter("headteacher-approval-asked")
    wales.mail(FORMER_HEAD, MailKind.AUTO_REPLY, evidence=Evidence.NONE, reply_to=asked, returns_on=back_on)
    assert wales.case.state is CaseState.WAITING_AUTHORISATION
    assert replace(wales.case) == wales.case
