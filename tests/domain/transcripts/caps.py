"""Stories of letters that are not written: too many, or to an address that letters come back from (N4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.events import SupportAction, TimeCame
from hwb_mailbot.domain.mails import Answer, Enquiry, Evidence, FieldName, MailKind, Topic
from tests.domain.moves.steps import AUTH, CONS, STRANGER, authorised, consolidated, requested
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, staff

NONE = Evidence.NONE


def _limits(play: Told, **limits: Any) -> None:
    play.wales.policy = replace(play.wales.policy, **limits)


def dead_addresses(play: Told) -> None:
    play.wales.came_back.add(MOVER)
    authorised(play)
    play.wales.came_back.clear()
    play.support("the address works again, and support releases it", SupportAction.RELEASE)


def a_dead_address_while_held(play: Told) -> None:
    authorised(play)
    play.support("support holds it", SupportAction.HOLD)
    play.wales.came_back.add(MOVER)
    consolidated(play)
    play.support("support releases it", SupportAction.RELEASE)


def a_dead_address_at_the_end(play: Told) -> None:
    authorised(play)
    consolidated(play)
    play.wales.came_back.add(FORMER_HEAD)
    play.merged()


def too_many_letters_of_one_case(play: Told) -> None:
    _limits(play, letters_a_case_a_day=2)
    authorised(play)
    play.mail("the mover's half does not fit", MOVER, CONS, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"})


def as_many_letters_of_one_case(play: Told) -> None:
    _limits(play, letters_a_case_a_day=3)
    authorised(play)
    play.mail("the mover's half does not fit", MOVER, CONS, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"})
    play.wales.now += timedelta(days=1)
    play.mail("a day later it does not either", MOVER, CONS, CONSOLIDATION | {FieldName.STAFF_CODE: "YY"})


def too_many_letters_to_one_address(play: Told) -> None:
    _limits(play, letters_an_address_a_day=2)
    authorised(play)
    other = AUTHORISATION | {FieldName.STAFF_NAME: "Tomos Gwynn", FieldName.FORMER_USERNAME: "gwynnt5"}
    gone = {"leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}
    play.wales.add(staff("gwynnt5", "Tomos Gwynn", "6614011", **gone))
    authorised(play, other, "a second leaver")
    third = AUTHORISATION | {FieldName.STAFF_NAME: "Mari Jones", FieldName.FORMER_USERNAME: "jonesm3"}
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", **gone))
    authorised(play, third, "a third leaver")
    play.mail("an enquiry on the same day", FORMER_HEAD, MailKind.ENQUIRY)


def too_many_call_backs(play: Told) -> None:
    _limits(play, call_backs_a_day=1)
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    play.mail("a half that nobody vouches for", MOVER, CONS, CONSOLIDATION, evidence=NONE)
    play.wales.now += timedelta(days=2)
    play.support("support releases it", SupportAction.RELEASE)


def too_many_call_backs_to_one_address(play: Told) -> None:
    _limits(play, letters_a_day=1)
    play.mail("a deputy authorises", "deputy@bryneithin.example", AUTH, AUTHORISATION)
    other = AUTHORISATION | {FieldName.STAFF_NAME: "Mari Jones", FieldName.FORMER_USERNAME: "jonesm3"}
    gone = {"leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", **gone))
    play.mail("a deputy authorises another", "deputy@bryneithin.example", AUTH, other)


def called_back_day_by_day(play: Told) -> None:
    for number in range(5):
        play.mail("the new school's headteacher writes for the mover, each day something else",
                  "haulw4@hwbcymru.example", MailKind.CONSOLIDATION,
                  CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: f"9{number}"})  # fmt: skip
        play.wales.now += timedelta(days=1)


def reminders_on_another_day(play: Told) -> None:
    _limits(play, letters_a_day=1)
    other = AUTHORISATION | {FieldName.STAFF_NAME: "Mari Jones", FieldName.FORMER_USERNAME: "jonesm3"}
    play.mail("an incomplete one", FORMER_HEAD, AUTH, {FieldName.FORMER_USERNAME: "aprhyss12"})
    first = play.reference
    gone = {"leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", **gone))
    del other[FieldName.NEW_SCHOOL_NAME]
    play.mail("another incomplete one", FORMER_HEAD, AUTH, other)
    play.time_comes("the second is due to be reminded of")
    play.happens("the first is due on the same day", TimeCame(first))
    play.wales.now += timedelta(days=1)
    play.happens("… and on the next", TimeCame(first))


def fixed_letters_a_day(play: Told) -> None:
    _limits(play, same_letters_a_day=1)
    play.mail("a stranger sends an unknown half", STRANGER, CONS, {FieldName.NEW_USERNAME: "nobody1"})
    play.mail("once more", STRANGER.upper(), CONS, {FieldName.NEW_USERNAME: "nobody1"})
    play.mail("a known sender asks", MOVER, MailKind.ENQUIRY)
    play.mail("once more, and about a case", MOVER, MailKind.ENQUIRY)
    play.mail("a question of the FAQ", MOVER, MailKind.ENQUIRY, enquiry=Enquiry(Topic.STAFF_TRANSFERRED))
    play.wales.now += timedelta(days=1)
    play.mail("a day later", MOVER, MailKind.ENQUIRY)


def nothing_told_twice_a_day(play: Told) -> None:
    _limits(play, same_letters_a_day=1)
    requested(play)
    play.answer("the headteacher rejects", "headteacher-approval-asked", Answer.REJECT)
    for how_often in ("cancels", "once more"):
        play.mail(f"the mover {how_often}", MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=play.reference)
    for how_often in ("asks how it stands", "once more"):
        play.asks_how_it_stands(f"the mover {how_often}", MOVER)


def a_colleague_told_once(play: Told) -> None:
    _limits(play, same_letters_a_day=1)
    play.mail("the new head authorises", NEW_HEAD, AUTH, AUTHORISATION)
    play.mail("once more", NEW_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd"})
    play.mail("the new head asks about it", NEW_HEAD, MailKind.ENQUIRY, about=play.reference)


def asked_once_at_most(play: Told) -> None:
    _limits(play, asks_before_review=1)
    requested(play)
    play.mail("an approval that nobody vouches for", FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE,
              about=play.reference, evidence=NONE)  # fmt: skip
    play.answer("an unclear answer", "headteacher-approval-asked", Answer.UNCLEAR)


def no_support_address(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, support="")
    requested(play)
    play.time_comes("3 school days")
    play.time_comes("7")
    play.time_comes("14")
    play.time_comes("half-way between the last reminder and the end")


def support_is_written_to_all_the_same(play: Told) -> None:
    _limits(play, letters_an_address_a_day=0)
    play.wales.policy = replace(play.wales.policy, letters_an_address_a_day=0, reminders=())
    consolidated(play)
    play.support("support releases it", SupportAction.RELEASE)


STORIES: Sequence[Callable[[Told], None]] = (
    dead_addresses,
    a_dead_address_while_held,
    a_dead_address_at_the_end,
    too_many_letters_of_one_case,
    as_many_letters_of_one_case,
    too_many_letters_to_one_address,
    too_many_call_backs,
    too_many_call_backs_to_one_address,
    called_back_day_by_day,
    reminders_on_another_day,
    fixed_letters_a_day,
    nothing_told_twice_a_day,
    a_colleague_told_once,
    asked_once_at_most,
    no_support_address,
    support_is_written_to_all_the_same,
)
