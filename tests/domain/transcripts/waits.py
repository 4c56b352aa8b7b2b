"""Stories of waiting: reminders, pauses, leaving dates, the directory, and what stops the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, ProvisioningRun, RunOutcome
from hwb_mailbot.domain.events import SupportAction, TimeCame
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.moves.steps import (
    AUTH,
    NAMING_FORMER,
    OLD,
    approved,
    authorised,
    consolidated,
    requested,
    without,
)
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, staff

NONE = Evidence.NONE


def both_called_back(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    play.mail("a half that nobody vouches for", MOVER, MailKind.CONSOLIDATION, CONSOLIDATION, evidence=NONE)
    play.time_comes("one is due")
    play.time_comes("the next is due")
    play.time_comes("and the next")


def a_pause_that_ends(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, grace=timedelta(days=2))
    play.mail("an authorisation, in Welsh", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    play.mail("the mover's half, in Welsh", MOVER, MailKind.CONSOLIDATION, CONSOLIDATION, language=Language.WELSH)
    play.mail("the mover is away", MOVER, MailKind.AUTO_REPLY, returns_on=date(2026, 9, 21), about=play.reference,
              reply_to=play.wales.letter("mover-merge-paused"))  # fmt: skip
    play.run("a run that changes nothing")
    play.wales.now += timedelta(hours=30)
    play.happens("the clock looks too early", TimeCame(play.reference))
    play.time_comes("the pause ends")


def a_pause_then_a_run_that_undoes(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, grace=timedelta(hours=24))
    authorised(play)
    consolidated(play)
    play.run("the former account is active again", username="aprhyss12", status=AccountStatus.ACTIVE)
    play.run("… and released again", username="aprhyss12", status=AccountStatus.INACTIVE)
    play.time_comes("the pause ends")


def a_leaving_date_far_ahead(play: Told) -> None:
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    consolidated(play, event="both halves are here; the leaving date is to come")
    play.time_comes("the day has come, and it is no school day")
    play.time_comes("no run has come in three school days")
    play.time_comes("nothing has changed long after")


def a_leaving_date_today(play: Told) -> None:
    play.record(username="aprhyss12", leaving_date=date(2026, 9, 10), status=AccountStatus.ACTIVE)
    requested(play)
    play.answer("the headteacher approves", "headteacher-approval-asked", Answer.APPROVE)


def records_of_both_lack_something(play: Told) -> None:
    failed = ProvisioningRun(datetime(2026, 9, 9, 2, tzinfo=UTC), RunOutcome.FAILED)
    play.record(dfes_number="6614011", run=failed)
    play.record(username="moriond3", status=AccountStatus.INACTIVE)
    play.wales.add(
        staff("champion4", "Elin Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION, staff_code="EP"),
        staff("champion5", "Nia Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION, staff_code="SAR"),
    )
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    play.record(username="aprhyss77", start_date=None, employee_number="")
    play.mail("the mover's half, in Welsh", MOVER, MailKind.CONSOLIDATION, NAMING_FORMER, language=Language.WELSH)
    authorised(play)
    play.run("a run that mends some", username="aprhyss77", start_date=date(2026, 9, 1))
    play.run("a run that mends more", username="champion5", staff_code="NP")
    play.support("support releases the employee number", SupportAction.RELEASE)


def deactivated_by_hand(play: Told) -> None:
    play.record(username="aprhyss12", leaving_date=None)
    authorised(play)
    consolidated(play, event="the former account was deactivated by hand")
    play.times_come(3, "nothing changes")


def in_july(play: Told) -> None:
    play.wales.now = datetime(2026, 7, 10, 9, tzinfo=UTC)
    play.record(username="aprhyss12", leaving_date=date(2026, 8, 31), status=AccountStatus.ACTIVE)
    play.record(username="aprhyss77", start_date=None)
    authorised(play)
    consolidated(play, event="both halves are here before the summer")
    play.time_comes("the leaving date has come")
    play.run("the run that releases the former account", username="aprhyss12", status=AccountStatus.INACTIVE)
    play.time_comes("the new record still lacks its start date")


def after_october(play: Told) -> None:
    play.wales.now = datetime(2026, 10, 30, 9, tzinfo=UTC)
    play.record(username="aprhyss77", start_date=None)
    authorised(play)
    consolidated(play, event="on the day before the last of October")
    play.wales.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    play.run("other records lack something now")


def at_the_weekend(play: Told) -> None:
    play.wales.now = datetime(2026, 9, 12, 9, tzinfo=UTC)
    requested(play)
    play.time_comes("3 school days")
    play.wales.now = datetime(2026, 9, 19, 9, tzinfo=UTC)
    play.happens("a clock that looks on a Saturday", TimeCame(play.reference))


def stopped_and_going_on(play: Told) -> None:
    requested(play)
    play.time_comes("3 school days")
    play.time_comes("7")
    play.support("support holds it", SupportAction.HOLD)
    play.wales.now += timedelta(days=20)
    play.support("support releases it", SupportAction.RELEASE)
    play.times_come(3, "what is left of the time")


def stopped_just_before_the_end(play: Told) -> None:
    consolidated(play)
    play.times_come(4, "nobody answers")
    play.wales.now += timedelta(days=8)
    play.support("support holds it", SupportAction.HOLD)
    play.wales.now += timedelta(days=20)
    play.support("support releases it", SupportAction.RELEASE)
    play.time_comes("what is left of the time")


def reminders_missed(play: Told) -> None:
    requested(play)
    play.wales.now += timedelta(days=13)
    play.happens("the clock stood still for a fortnight", TimeCame(play.reference))
    play.wales.now += timedelta(days=60)
    play.happens("… and for two months", TimeCame(play.reference))


def short_periods(play: Told) -> None:
    play.wales.policy = replace(
        play.wales.policy,
        reminders=(timedelta(hours=1), timedelta(hours=2)),
        expire=timedelta(hours=4),
    )
    requested(play)
    play.times_come(4, "some hours have passed")


def short_periods_over_a_weekend(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, reminders=(timedelta(hours=20),), expire=timedelta(days=2))
    play.wales.now = datetime(2026, 9, 11, 14, tzinfo=UTC)
    authorised(play)
    play.times_come(3, "the next is due")


def no_reminders(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, reminders=(), expire=timedelta(days=4))
    consolidated(play)
    play.times_come(2, "the next is due")


def one_reminder(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, reminders=(timedelta(days=3),), expire=timedelta(days=3))
    requested(play)
    play.time_comes("the end comes with the reminder")


def reminded_of_two_letters(play: Told) -> None:
    play.mail("an incomplete authorisation, in Welsh", FORMER_HEAD, AUTH, without(AUTHORISATION, FieldName.STAFF_NAME),
              language=Language.WELSH)  # fmt: skip
    play.wales.now += timedelta(days=1)
    consolidated(play, NAMING_FORMER | {FieldName.STAFF_CODE: "XX"}, "and a half that does not fit")
    play.times_come(3, "the next is due")


def another_wait_begins(play: Told) -> None:
    requested(play)
    play.time_comes("3 school days")
    play.answer("the headteacher approves", "headteacher-approval-asked", Answer.APPROVE)
    play.time_comes("3 school days more")
    play.mail("the mover, in another mail", MOVER, MailKind.CONFIRMATION, answer=Answer.UNCLEAR, about=play.reference)
    play.time_comes("the next is due")


def closes_without_anybody(play: Told) -> None:
    play.record(username="aprhyss77", status=AccountStatus.INACTIVE)
    play.record(username="robertsj1", status=AccountStatus.INACTIVE)
    authorised(play)
    play.times_come(5, "the headteacher was asked to pass it on")


def closes_on_unconfirmed_halves(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, expire=timedelta(days=3))
    play.mail("a deputy authorises", "deputy@bryneithin.example", AUTH, AUTHORISATION)
    play.mail("a colleague writes for the mover", "haulw4@hwbcymru.example", MailKind.CONSOLIDATION, CONSOLIDATION)
    play.time_comes("the end")
    play.mail("the inactive account asks", OLD, MailKind.ENQUIRY, about=play.reference)


def closes_with_both_halves(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, expire=timedelta(days=3))
    approved(play)
    play.time_comes("the end")


def closes_with_an_invitation(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, expire=timedelta(days=3))
    play.mail("an authorisation, in Welsh", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    play.time_comes("the end")


def closes_when_the_head_is_gone(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, expire=timedelta(days=3))
    play.record(dfes_number="6614011", head_email="robertsj1@hwbcymru.example")
    consolidated(play, NAMING_FORMER, "the mover names the account")
    play.record(username="robertsj1", status=AccountStatus.INACTIVE)
    play.time_comes("the end")


def _held_for_one_day(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, correction_held=1)
    play.record(username="aprhyss12", leaving_date=date(2026, 12, 31), status=AccountStatus.ACTIVE)
    authorised(play)
    consolidated(play, event="both halves are here; the leaving date is to come")


def a_corrected_authorisation_waits_one_day(play: Told) -> None:
    _held_for_one_day(play)
    play.mail("nobody vouches for another authorisation", FORMER_HEAD, AUTH,
              AUTHORISATION | {FieldName.STAFF_NAME: "Siân Rhys"}, evidence=NONE)  # fmt: skip
    play.time_comes("nobody has answered")
    play.support("support releases it", SupportAction.RELEASE)


def a_corrected_consolidation_waits_one_day(play: Told) -> None:
    _held_for_one_day(play)
    play.mail("nobody vouches for another half", MOVER, MailKind.CONSOLIDATION,
              CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: "99"}, evidence=NONE)  # fmt: skip
    play.time_comes("nobody has answered")
    play.support("support releases it", SupportAction.RELEASE)


def both_halves_corrected(play: Told) -> None:
    _held_for_one_day(play)
    play.mail("nobody vouches for another authorisation", FORMER_HEAD, AUTH,
              AUTHORISATION | {FieldName.STAFF_NAME: "Siân Rhys"}, evidence=NONE)  # fmt: skip
    play.wales.now += timedelta(hours=15)
    play.mail("nor, after midnight, for another half", MOVER, MailKind.CONSOLIDATION,
              CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: "99"}, evidence=NONE)  # fmt: skip
    play.time_comes("the headteacher has not answered")
    play.answer("the headteacher denies it", "headteacher-sender-check", Answer.REJECT)
    play.answer("the mover says that it is theirs", "mover-sender-check", Answer.PROCEED)


STORIES: Sequence[Callable[[Told], None]] = (
    both_called_back,
    a_pause_that_ends,
    a_pause_then_a_run_that_undoes,
    a_leaving_date_far_ahead,
    a_leaving_date_today,
    records_of_both_lack_something,
    deactivated_by_hand,
    in_july,
    after_october,
    at_the_weekend,
    stopped_and_going_on,
    stopped_just_before_the_end,
    reminders_missed,
    short_periods,
    short_periods_over_a_weekend,
    no_reminders,
    one_reminder,
    reminded_of_two_letters,
    another_wait_begins,
    closes_without_anybody,
    closes_on_unconfirmed_halves,
    closes_with_both_halves,
    closes_with_an_invitation,
    closes_when_the_head_is_gone,
    a_corrected_authorisation_waits_one_day,
    a_corrected_consolidation_waits_one_day,
    both_halves_corrected,
)
