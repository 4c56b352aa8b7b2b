"""Reminders, escalation and closing: by school days, at each person's own pace, each once, on the day it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot import config
from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.events import DirectoryChanged, SupportActed, SupportAction, TimeCame
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from hwb_mailbot.domain.school_days import SchoolDays
from tests.domain.world import (
    AUTHORISATION,
    CONSOLIDATION,
    FORMER_HEAD,
    MOVER,
    NEW_HEAD,
    START,
    TRANSFER,
    World,
    amended,
    staff,
    world,
)

HOLIDAYS = config.school_holidays(config.parse("[mailbot]\naddress = hwb@support.example\n", Path("/nowhere")))
CALENDAR = SchoolDays.outside(HOLIDAYS)
TEAM = "team@support.example"
AUTH, CONS = MailKind.AUTHORISATION, MailKind.CONSOLIDATION


def in_wales(start: datetime = START) -> World:
    wales = world()
    wales.policy = replace(wales.policy, school_days=CALENDAR, support=TEAM)
    wales.now = start
    return wales


@pytest.fixture
def wales() -> World:
    return in_wales()


def pass_time(wales: World, until: datetime) -> None:
    """Let the clock look at each case whenever it is due, as timers do."""
    while True:
        due = [one for one in wales.cases.values() if one.due_at is not None and one.due_at <= until]
        if not due:
            break
        case = min(due, key=lambda one: one.due_at or until)
        assert case.due_at is not None
        wales.now = max(wales.now, case.due_at)
        wales.decide(TimeCame(case.reference))
        after = wales.cases[case.reference].due_at
        assert after is None or after > wales.now, "what is dealt with is not due again"
    wales.now = max(wales.now, until)


def pass_days(wales: World, days: int) -> None:
    pass_time(wales, wales.now + timedelta(days=days))


def days_of(wales: World, template: str) -> list[date]:
    """The days on which letters of that kind were written."""
    written = zip(wales.letters, wales.written_at, strict=True)
    return [wales.policy.today(at) for letter, at in written if letter.template == template]


def closed_on(wales: World) -> date:
    assert wales.case.state is CaseState.EXPIRED
    return wales.policy.today(next(one.at for one in wales.case.history if one.event == CaseState.EXPIRED))


# Who may be waited for.


def approval(wales: World) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"})


def transfer(wales: World) -> None:
    wales.mail(MOVER, MailKind.TRANSFER_REQUEST, TRANSFER)


def proceed(wales: World) -> None:
    transfer(wales)
    wales.mail(
        FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=wales.letter("headteacher-approval-asked")
    )


def invitation(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)


def incomplete_authorisation(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, {name: v for name, v in AUTHORISATION.items() if name is not FieldName.STAFF_NAME})


def incomplete_consolidation(wales: World) -> None:
    wales.mail(MOVER, CONS, {name: v for name, v in CONSOLIDATION.items() if name is not FieldName.STAFF_CODE})


def unnamed_headteacher(wales: World) -> None:
    wales.mail(MOVER, CONS, CONSOLIDATION)


def nobody_invitable(wales: World) -> None:
    wales.add(amended(wales.accounts["aprhyss77"], status=AccountStatus.INACTIVE))
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)


WAITS: dict[str, tuple[Callable[[World], None], str]] = {
    "approval": (approval, "headteacher-approval-asked"),
    "transfer": (transfer, "headteacher-approval-asked"),
    "proceed": (proceed, "mover-transfer-approved"),
    "invitation": (invitation, "mover-consolidation-invited"),
    "incomplete authorisation": (incomplete_authorisation, "headteacher-authorisation-incomplete"),
    "incomplete consolidation": (incomplete_consolidation, "mover-consolidation-incomplete"),
    "unnamed headteacher": (unnamed_headteacher, "mover-consolidation-received"),
    "nobody invitable": (nobody_invitable, "headteacher-authorisation-received"),
}


@pytest.mark.parametrize("wait", WAITS)
def test_whoever_is_awaited_is_reminded_three_times_and_told_of_the_end(wales: World, wait: str) -> None:
    begin, template = WAITS[wait]
    begin(wales)
    pass_days(wales, 60)
    asked = date(2026, 9, 10)
    reminded = [CALENDAR.after(asked, days) for days in (3, 7, 14)]
    assert days_of(wales, template) == [asked, *reminded]
    letters = [letter for letter in wales.letters if letter.template == template]
    assert [bool(letter.values.get("reminder")) for letter in letters] == [False, True, True, True]
    assert [bool(letter.values.get("last_reminder")) for letter in letters] == [False, False, False, True]
    assert closed_on(wales) == date(2026, 10, 20)
    assert {letter.values["expires"] for letter in letters} == {"2026-10-20"}
    assert wales.case.due_at is None


@pytest.mark.parametrize("wait", [wait for wait in WAITS if wait != "unnamed headteacher"])
def test_a_reminder_can_be_answered_with_the_token_of_the_letter(wales: World, wait: str) -> None:
    begin, template = WAITS[wait]
    begin(wales)
    pass_days(wales, 5)
    first, reminder = [letter for letter in wales.letters if letter.template == template]
    assert first.token == reminder.token
    assert len([one for one in wales.case.asked if one.answered_at is None]) <= 1


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        ("approval", {"mover-expired": MOVER, "headteacher-expired": FORMER_HEAD}),
        ("transfer", {"mover-expired": MOVER, "headteacher-expired": FORMER_HEAD}),
        ("proceed", {"mover-expired": MOVER, "headteacher-expired": FORMER_HEAD}),
        ("invitation", {"mover-expired": MOVER, "headteacher-expired": FORMER_HEAD}),
        ("incomplete authorisation", {"headteacher-expired": FORMER_HEAD}),
        ("incomplete consolidation", {"mover-expired": MOVER}),
        ("unnamed headteacher", {"mover-expired": MOVER}),
        ("nobody invitable", {"headteacher-expired": FORMER_HEAD}),
    ],
)
def test_both_sides_that_take_part_hear_that_it_has_closed(wales: World, wait: str, told: dict[str, str]) -> None:
    WAITS[wait][0](wales)
    pass_days(wales, 60)
    assert {one.template: one.to for one in wales.letters if one.template.endswith("-expired")} == told
    assert wales.case.reasons


def test_the_end_tells_nobody_more_than_they_were_told_before(wales: World) -> None:
    """A headteacher who named another school's account does not learn whose it is by waiting (N3)."""
    wales.add(staff("jonesm3", "Mari Jones", "6724022", staff_code="MJ"))
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.FORMER_USERNAME: "jonesm3"})
    pass_days(wales, 60)
    ends = [letter.values for letter in wales.letters if letter.template == "headteacher-expired"]
    assert [values.get("person") for values in ends] == ["Siân ap Rhys"]
    theirs = [str(letter.values) for letter in wales.letters if letter.to != TEAM]
    assert not any("Mari" in told or "6724022" in told for told in theirs)


@pytest.mark.parametrize(
    ("former", "new", "head", "mover"),
    [
        ({}, {"start_date": None}, [], ["start-date-missing"]),
        ({"leaving_date": None, "status": AccountStatus.ACTIVE}, {"start_date": None}, ["leaving-date-missing"], None),
        ({"leaving_date": None, "status": AccountStatus.ACTIVE}, {}, ["leaving-date-missing"], None),
    ],
)
def test_the_former_head_hears_at_the_end_of_no_other_schools_record(
    wales: World, former: dict[str, Any], new: dict[str, Any], head: list[str], mover: list[str] | None
) -> None:
    wales.add(replace(wales.accounts["aprhyss12"], **former), replace(wales.accounts["aprhyss77"], **new))
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    assert wales.case.state is CaseState.WAITING_DIRECTORY
    pass_days(wales, 90)
    assert wales.letter("headteacher-expired").values["reasons"] == [{"code": code} for code in head]
    told = [one["code"] for one in wales.letter("mover-expired").values["reasons"]]  # type: ignore[union-attr,index,call-overload]
    assert told == list(wales.case.reasons) if mover is None else mover


def test_each_side_hears_at_the_end_that_the_other_half_lacked_and_not_what(wales: World) -> None:
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, {**CONSOLIDATION, FieldName.STAFF_CODE: ""})
    pass_days(wales, 60)
    assert wales.letter("headteacher-expired").values["reasons"] == [{"code": "waiting-consolidation"}]
    assert wales.letter("mover-expired").values["reasons"] == [{"code": "missing-staff_code"}]


class TestSenderChecks:
    def test_strangers_calls_leave_nobody_a_heap_of_letters_at_the_end(self, wales: World) -> None:
        for number in range(4):
            name = f"Mover {number}"
            wales.add(staff(f"mover{number}", name, "6614011", staff_code=f"M{number}"))
            named = {FieldName.STAFF_NAME: name, FieldName.FORMER_USERNAME: f"mover{number}"}
            wales.mail("stranger@mail.example", AUTH, AUTHORISATION | named)
            wales.mail(MOVER, CONS, CONSOLIDATION, evidence=Evidence.FAIL)
        for reference in list(wales.cases):
            while wales.cases[reference].open:
                wales.now = wales.cases[reference].due_at or wales.now
                wales.decide(TimeCame(reference))
        assert {one.state for one in wales.cases.values() if not one.joined_to} == {CaseState.EXPIRED}
        assert not [one.template for one in wales.letters if one.template.endswith("-expired")]
        assert FORMER_HEAD not in [one.to for one in wales.letters if one.template == "sender-request-lapsed"]

    def test_whether_somebody_wrote_is_reminded_of_once(self, wales: World) -> None:
        """Somebody else may be writing in their name, and must not make us write again and again."""
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.FAIL)
        pass_days(wales, 60)
        letters = [letter for letter in wales.letters if letter.to == FORMER_HEAD]
        assert [one.template for one in letters] == ["headteacher-sender-check"] * 2 + ["sender-request-lapsed"]
        assert letters[1].values["last_reminder"]
        assert letters[1].unverified

    def test_whoever_is_written_in_the_name_of_hears_that_it_lapsed_and_not_of_many(self, wales: World) -> None:
        """A true headteacher must know that nothing came of their mail; a forger fills no mailbox by it."""
        for number in range(6):
            wales.add(staff(f"mover{number}", f"Mover {number}", "6614011", staff_code=f"M{number}"))
            named = {FieldName.STAFF_NAME: f"Mover {number}", FieldName.FORMER_USERNAME: f"mover{number}"}
            wales.mail(FORMER_HEAD, AUTH, AUTHORISATION | named, evidence=Evidence.FAIL)
        for reference in list(wales.cases):
            while wales.cases[reference].open:
                wales.now = wales.cases[reference].due_at or wales.now
                wales.decide(TimeCame(reference))
        lapsed = [one for one in wales.letters if one.template == "sender-request-lapsed"]
        assert len(lapsed) == wales.policy.same_letters_a_day
        assert {(one.to, one.unverified) for one in lapsed} == {(FORMER_HEAD, True)}
        assert "Mover 0" in str(lapsed[0].values["stated"])

    def test_the_other_side_hears_of_the_end_too(self, wales: World) -> None:
        wales.mail(MOVER, CONS, CONSOLIDATION)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
        pass_days(wales, 60)
        assert wales.letter("mover-expired").values["new_username"] == "aprhyss77"


class TestHolidays:
    def test_over_half_term_and_christmas(self) -> None:
        wales = in_wales(datetime(2026, 10, 22, 14, 0, tzinfo=UTC))
        approval(wales)
        pass_days(wales, 80)
        assert days_of(wales, "headteacher-approval-asked")[1:] == [
            date(2026, 11, 3),  # a Thursday, a Friday, half-term, a Monday, a Tuesday
            date(2026, 11, 9),
            date(2026, 11, 18),
        ]
        assert closed_on(wales) == date(2026, 12, 8)

    def test_what_is_asked_in_july_is_reminded_of_in_september(self) -> None:
        wales = in_wales(datetime(2026, 7, 17, 14, 0, tzinfo=UTC))
        approval(wales)
        pass_time(wales, datetime(2026, 9, 30, tzinfo=UTC))
        assert days_of(wales, "headteacher-approval-asked")[1] == date(2026, 9, 2)

    def test_what_was_due_while_nothing_ran_is_not_made_up_on_a_saturday(self, wales: World) -> None:
        approval(wales)
        assert wales.case.due_at is not None
        wales.now = datetime(2026, 9, 19, 11, 0, tzinfo=UTC)
        wales.decide(TimeCame(wales.case.reference))
        assert days_of(wales, "headteacher-approval-asked") == [date(2026, 9, 10)]
        pass_days(wales, 3)
        assert days_of(wales, "headteacher-approval-asked") == [date(2026, 9, 10), date(2026, 9, 21)]

    def test_an_end_that_came_while_nothing_ran_is_told_on_a_school_day(self, wales: World) -> None:
        approval(wales)
        wales.now = datetime(2026, 10, 24, 11, 0, tzinfo=UTC)  # the first Saturday of half-term
        wales.decide(TimeCame(wales.case.reference))
        assert wales.case.state is CaseState.WAITING_AUTHORISATION
        pass_days(wales, 20)
        assert closed_on(wales) == date(2026, 11, 2)
        assert len(days_of(wales, "headteacher-approval-asked")) == 1


class TestOnce:
    def test_missed_reminders_become_one(self, wales: World) -> None:
        approval(wales)
        wales.now = datetime(2026, 9, 23, 10, 0, tzinfo=UTC)
        wales.decide(TimeCame(wales.case.reference))
        assert len(days_of(wales, "headteacher-approval-asked")) == 2
        pass_days(wales, 30)
        assert len(days_of(wales, "headteacher-approval-asked")) == 3

    def test_a_clock_put_back_sends_nothing_again(self, wales: World) -> None:
        approval(wales)
        pass_days(wales, 6)
        sent = len(wales.letters)
        wales.now -= timedelta(days=5)
        for _ in range(3):
            wales.decide(TimeCame(wales.case.reference))
            wales.decide(DirectoryChanged(wales.case.reference))
            pass_days(wales, 1)
        assert len(wales.letters) == sent
        pass_days(wales, 60)
        assert len(days_of(wales, "headteacher-approval-asked")) == 4
        assert closed_on(wales) == date(2026, 10, 20)

    def test_other_events_remind_nobody(self, wales: World) -> None:
        approval(wales)
        wales.now = datetime(2026, 9, 23, 10, 0, tzinfo=UTC)
        wales.decide(DirectoryChanged(wales.case.reference))
        assert len(wales.letters) == 2
        assert wales.case.due_at is not None
        assert wales.case.due_at <= wales.now, "but the clock still has to look"


class TestPauses:
    def test_days_with_support_do_not_count(self, wales: World) -> None:
        approval(wales)
        pass_days(wales, 5)  # three school days
        wales.decide(SupportActed(wales.case.reference, SupportAction.HOLD, "Mair", "a call came in"))
        assert wales.case.due_at is None
        assert wales.case.closes_at is None
        pass_days(wales, 21)
        assert len(days_of(wales, "headteacher-approval-asked")) == 2
        wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "all well"))
        released = wales.policy.today(wales.now)
        pass_days(wales, 60)
        assert days_of(wales, "headteacher-approval-asked")[2:] == [
            CALENDAR.after(released, 7 - 3),
            CALENDAR.after(released, 14 - 3),
        ]
        assert closed_on(wales) == CALENDAR.after(released, 28 - 3)
        assert wales.letters[-3].values["expires"] == closed_on(wales).isoformat()

    def test_nobody_has_less_than_three_days_after_a_pause(self, wales: World) -> None:
        approval(wales)
        pass_time(wales, datetime(2026, 10, 20, 10, 0, tzinfo=UTC))
        wales.decide(SupportActed(wales.case.reference, SupportAction.HOLD, "Mair", "a call came in"))
        wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "all well"))
        pass_days(wales, 30)
        assert closed_on(wales) == date(2026, 10, 23)

    def test_another_wait_starts_anew(self, wales: World) -> None:
        transfer(wales)
        pass_days(wales, 30)
        letter = [one for one in wales.letters if one.template == "headteacher-approval-asked"][-1]
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.WAITING_PROCEED
        assert wales.letter("mover-transfer-approved").values["expires"] == "2026-11-25"
        pass_days(wales, 60)
        assert closed_on(wales) == date(2026, 11, 25)

    def test_each_at_their_own_pace(self, wales: World) -> None:
        incomplete_authorisation(wales)
        pass_days(wales, 6)
        incomplete_consolidation(wales)
        later = wales.policy.today(wales.now)
        pass_days(wales, 60)
        one = days_of(wales, "headteacher-authorisation-incomplete")
        other = days_of(wales, "mover-consolidation-incomplete")
        assert one == [date(2026, 9, 10), *(CALENDAR.after(date(2026, 9, 10), days) for days in (3, 7, 14))]
        assert other == [later, *(CALENDAR.after(later, days) for days in (3, 7, 14))]


class TestDirectory:
    def waiting(self, start: datetime, **record: object) -> World:
        wales = in_wales(start)
        wales.add(
            amended(wales.accounts["aprhyss12"], **({"leaving_date": None, "status": AccountStatus.ACTIVE} | record))
        )
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        wales.mail(MOVER, CONS, CONSOLIDATION)
        assert wales.case.state is CaseState.WAITING_DIRECTORY
        return wales

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (datetime(2026, 7, 14, 9, 0, tzinfo=UTC), date(2026, 11, 2)),
            (datetime(2026, 9, 10, 9, 0, tzinfo=UTC), date(2026, 11, 2)),
            (datetime(2026, 10, 20, 9, 0, tzinfo=UTC), date(2026, 12, 4)),
            (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), date(2027, 11, 1)),
        ],
    )
    def test_it_does_not_close_before_october_has_ended(self, start: datetime, end: date) -> None:
        wales = self.waiting(start)
        assert wales.letter("mover-waiting-directory").values["expires"] == end.isoformat()
        pass_time(wales, datetime(2028, 1, 1, tzinfo=UTC))
        assert closed_on(wales) == end
        assert wales.letter("mover-expired").to == MOVER
        assert wales.letter("headteacher-expired").to == FORMER_HEAD
        assert not any(letter.values.get("reminder") for letter in wales.letters)

    def test_a_leaving_date_to_come_is_waited_for(self) -> None:
        wales = self.waiting(START, leaving_date=date(2027, 1, 31))
        pass_time(wales, datetime(2027, 1, 30, tzinfo=UTC))
        assert wales.case.reasons == ("leaving-date-future",)
        assert "support-case-overdue" not in wales.sent
        pass_time(wales, datetime(2027, 2, 1, 12, 0, tzinfo=UTC))
        assert wales.case.reasons == ("former-run-pending",)
        assert wales.case.closes_at is not None
        assert wales.policy.today(wales.case.closes_at) == date(2027, 11, 1)

    def test_whoever_can_mend_it_hears_once(self) -> None:
        wales = self.waiting(START)
        wales.add(amended(wales.accounts["aprhyss77"], staff_code=""))
        for _ in range(3):
            wales.decide(DirectoryChanged(wales.case.reference))
            pass_days(wales, 9)
        told = [letter.to for letter in wales.letters if letter.template == "administrator-mend-record"]
        assert told == ["moriond3@hwbcymru.example", NEW_HEAD], "the new school has no digital champion"


class TestGrace:
    def test_the_merge_follows_on_the_day_that_the_letter_names(self, wales: World) -> None:
        wales.policy = replace(wales.policy, grace=timedelta(days=3))
        invitation(wales)
        wales.mail(MOVER, CONS, CONSOLIDATION)
        pass_days(wales, 2)
        wales.decide(DirectoryChanged(wales.case.reference))
        assert wales.sent.count("mover-merge-paused") == 1
        wales.decide(SupportActed(wales.case.reference, SupportAction.HOLD, "Mair", "a call came in"))
        pass_days(wales, 20)
        assert wales.case.state is CaseState.HELD
        wales.decide(SupportActed(wales.case.reference, SupportAction.RELEASE, "Mair", "all well"))
        released = wales.now
        named = wales.letter("mover-merge-paused").values["expires"]
        assert named == wales.policy.today(released + timedelta(days=3)).isoformat()
        pass_time(wales, released + timedelta(days=3) - timedelta(minutes=1))
        assert wales.case.state is CaseState.WAITING_PROCEED
        pass_time(wales, released + timedelta(days=3))
        assert wales.case.state is CaseState.MERGING
        assert not any(letter.values.get("reminder") for letter in wales.letters)


class TestAbsence:
    def away(self, wales: World, back_on: date, sender: str = FORMER_HEAD, letter: LetterOrder | None = None) -> None:
        wales.mail(
            sender,
            MailKind.AUTO_REPLY,
            evidence=Evidence.NONE,
            reply_to=letter or wales.letter("headteacher-approval-asked"),
            returns_on=back_on,
        )

    def test_nobody_is_reminded_before_they_are_back(self, wales: World) -> None:
        approval(wales)
        self.away(wales, date(2026, 9, 20))  # a Sunday
        pass_days(wales, 60)
        assert days_of(wales, "headteacher-approval-asked") == [
            date(2026, 9, 10),
            date(2026, 9, 21),
            date(2026, 9, 30),
        ]
        assert closed_on(wales) == date(2026, 10, 20)

    def test_a_reply_from_another_address_counts_for_whom_we_wrote_to(self, wales: World) -> None:
        approval(wales)
        self.away(wales, date(2026, 9, 28), sender="noreply@bryneithin.example")
        pass_days(wales, 10)
        assert len(days_of(wales, "headteacher-approval-asked")) == 1

    def test_a_stranger_cannot_put_anything_off(self, wales: World) -> None:
        approval(wales)
        letter = replace(wales.letter("headteacher-approval-asked"), token="")
        self.away(wales, date(2026, 9, 28), sender="stranger@mail.example", letter=letter)
        pass_days(wales, 10)
        assert len(days_of(wales, "headteacher-approval-asked")) == 2

    def test_an_absence_that_is_over_says_nothing(self, wales: World) -> None:
        approval(wales)
        self.away(wales, date(2026, 9, 1))
        assert wales.absences == {}

    def test_only_the_absent_are_spared(self, wales: World) -> None:
        incomplete_authorisation(wales)
        incomplete_consolidation(wales)
        self.away(wales, date(2026, 9, 28), letter=wales.letter("headteacher-authorisation-incomplete"))
        pass_days(wales, 7)
        assert len(days_of(wales, "headteacher-authorisation-incomplete")) == 1
        assert len(days_of(wales, "mover-consolidation-incomplete")) == 2


class TestEscalation:
    def test_support_hears_once_half_way_between_the_last_reminder_and_the_end(self, wales: World) -> None:
        approval(wales)
        pass_days(wales, 60)
        assert days_of(wales, "support-case-overdue") == [CALENDAR.after(date(2026, 9, 10), 21)]
        letter = wales.letter("support-case-overdue")
        assert (letter.to, letter.language) == (TEAM, Language.BOTH)
        assert letter.values["awaited"] == [{"address": FORMER_HEAD}]
        assert sum(one.event == "escalated" for one in wales.case.history) == 1

    def test_without_an_address_it_stands_in_the_history(self, wales: World) -> None:
        wales.policy = replace(wales.policy, support="")
        approval(wales)
        pass_days(wales, 60)
        assert sum(one.event == "escalated" for one in wales.case.history) == 1

    def test_it_is_sooner_where_nobody_could_be_written_to(self, wales: World) -> None:
        wales.mail("robertsj1@hwbcymru.example", AUTH, AUTHORISATION)
        for username in ("robertsj1", "aprhyss77"):
            wales.add(amended(wales.accounts[username], status=AccountStatus.INACTIVE))
        wales.add(replace(wales.schools["6614011"], head_email=""))
        wales.decide(DirectoryChanged(wales.case.reference))
        assert wales.case.state is CaseState.WAITING_CONSOLIDATION
        assert not wales.case.awaited
        pass_days(wales, 60)
        assert days_of(wales, "support-case-overdue") == [date(2026, 9, 15)]
        assert closed_on(wales) == date(2026, 10, 20)


class TestShortPeriods:
    def test_less_than_a_day_is_plain_time(self, wales: World) -> None:
        wales.policy = replace(
            wales.policy, reminders=(timedelta(minutes=1), timedelta(hours=2)), expire=timedelta(hours=4)
        )
        approval(wales)
        asked = wales.now
        pass_time(wales, asked + timedelta(hours=5))
        written = zip(wales.letters, wales.written_at, strict=True)
        times = [at - asked for letter, at in written if letter.template == "headteacher-approval-asked"]
        assert times == [timedelta(), timedelta(minutes=1), timedelta(hours=2)]
        assert wales.case.state is CaseState.EXPIRED

    def test_no_reminders_at_all(self, wales: World) -> None:
        wales.policy = replace(wales.policy, reminders=())
        approval(wales)
        pass_days(wales, 60)
        assert len(days_of(wales, "headteacher-approval-asked")) == 1
        assert closed_on(wales) == date(2026, 10, 20)

    def test_a_reminder_after_the_end_is_none(self, wales: World) -> None:
        wales.policy = replace(wales.policy, expire=timedelta(days=5))
        approval(wales)
        pass_days(wales, 60)
        assert len(days_of(wales, "headteacher-approval-asked")) == 2
        assert closed_on(wales) == date(2026, 9, 17)


class TestLate:
    def test_an_answer_after_the_end_is_told_so_and_changes_nothing(self, wales: World) -> None:
        approval(wales)
        letter = wales.letter("headteacher-approval-asked")
        pass_days(wales, 50)
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.EXPIRED
        late = wales.letter("sender-nothing-changed")
        assert late.to == FORMER_HEAD
        assert (late.values["state"], late.values["closed_on"]) == ("expired", "2026-10-20")

    def test_on_the_last_day_an_answer_is_in_time(self, wales: World) -> None:
        approval(wales)
        letter = wales.letter("headteacher-approval-asked")
        pass_time(wales, datetime(2026, 10, 20, 19, 0, tzinfo=UTC))
        wales.mail(FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, evidence=Evidence.NONE, reply_to=letter)
        assert wales.case.state is CaseState.MERGING

    def test_after_the_end_a_new_request_begins(self, wales: World) -> None:
        approval(wales)
        pass_days(wales, 50)
        wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
        states = sorted(case.state for case in wales.cases.values())
        assert states == [CaseState.EXPIRED, CaseState.WAITING_CONSOLIDATION]


BEGINNINGS = st.datetimes(datetime(2026, 1, 5), datetime(2029, 6, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@settings(max_examples=60, deadline=None)
@given(start=BEGINNINGS, wait=st.sampled_from(sorted(WAITS)), checks=st.lists(st.integers(0, 2000), max_size=12))
def test_never_out_of_school_and_closed_on_the_day_all_letters_say(
    start: datetime, wait: str, checks: list[int]
) -> None:
    """Whenever the clock happens to look: reminders and ends on school days, in office hours, each once."""
    wales = in_wales(start)
    # The account is released and the new one active, whatever the year.
    wales.add(amended(wales.accounts["aprhyss12"], leaving_date=date(2025, 8, 31)))
    WAITS[wait][0](wales)
    for hours in sorted(checks):
        pass_time(wales, max(wales.now, start + timedelta(hours=hours)))
        wales.decide(DirectoryChanged(wales.case.reference))
    pass_days(wales, 400)
    end = closed_on(wales)
    reminders = set()
    for letter, at in zip(wales.letters, wales.written_at, strict=True):
        day, hour = wales.policy.today(at), at.astimezone(wales.policy.zone).time()
        if letter.values.get("reminder"):
            assert CALENDAR.is_one(day)
            assert hour == time(9)
            assert (letter.template, day) not in reminders
            reminders.add((letter.template, day))
            assert day < end
            assert letter.values["expires"] == end.isoformat()
        if letter.template.endswith("-expired"):
            assert CALENDAR.is_one(day)
            assert day == end
    assert len(reminders) == 3
    assert {one.values["expires"] for one in wales.letters if one.template == WAITS[wait][1]} == {end.isoformat()}


def test_a_run_may_take_its_time_after_the_leaving_date(wales: World) -> None:
    former = wales.accounts["aprhyss12"]
    wales.add(amended(former, leaving_date=date(2026, 9, 30), status=AccountStatus.ACTIVE))
    wales.mail(FORMER_HEAD, AUTH, AUTHORISATION)
    wales.mail(MOVER, CONS, CONSOLIDATION)
    pass_time(wales, datetime(2026, 10, 20, tzinfo=UTC))
    assert days_of(wales, "mover-waiting-directory") == [START.date(), date(2026, 10, 5)]
    assert days_of(wales, "administrator-mend-record") == [date(2026, 10, 5)]
