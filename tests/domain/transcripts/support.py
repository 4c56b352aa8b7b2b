"""Stories of what support does, and of what it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hwb_mailbot.domain.accounts import AccountKind, AccountStatus
from hwb_mailbot.domain.events import (
    DirectoryChanged,
    LetterFailed,
    MailAttached,
    MergeBlocked,
    MergeCarriedOut,
    MergeUndone,
    SupportAction,
    TimeCame,
)
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.moves.steps import AUTH, CONS, NAMING_FORMER, REQUEST, authorised, consolidated, requested, without
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, TRANSFER, staff

APPROVE, REJECT, HOLD = SupportAction.APPROVE, SupportAction.REJECT, SupportAction.HOLD
RELEASE, AMEND, LINK, NOTE = SupportAction.RELEASE, SupportAction.AMEND, SupportAction.LINK, SupportAction.NOTE
NONE = Evidence.NONE


def cases_that_are_not(play: Told) -> None:
    nothing = "HWB-0000-0000"
    play.support("a note", NOTE, nothing)
    play.happens("a letter of no case fails", LetterFailed(nothing, "letter-1", "mover-merged"))
    for event in (DirectoryChanged(nothing), TimeCame(nothing), MergeCarriedOut(nothing)):
        play.happens("nothing happens to it", event)


def actions_on_a_closed_case(play: Told) -> None:
    authorised(play)
    play.support("support rejects it", REJECT)
    for action in SupportAction:
        play.support(f"support tries {action}", action, field=FieldName.STAFF_NAME, value="Siân")


def actions_while_merging(play: Told) -> None:
    authorised(play)
    consolidated(play)
    for action in (HOLD, REJECT, NOTE):
        play.support(f"support tries {action}", action)


def amendments_refused(play: Told) -> None:
    consolidated(play)
    play.support("which field?", AMEND, value="SAR")
    play.support("nothing as a value", AMEND, field=FieldName.STAFF_CODE, value="  ")
    play.support("not yes and not no", AMEND, field=FieldName.LEAVING_DATE_CONFIRMED, value="perhaps")
    play.support("no DfES number", AMEND, field=FieldName.NEW_DFES_NUMBER, value="12")
    play.support("no username", AMEND, field=FieldName.NEW_USERNAME, value="a b")
    play.support("the other half's", AMEND, field=FieldName.STAFF_NAME, value="Siân ap Rhys")


def amendments(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.LEAVING_DATE_CONFIRMED: False}, "no leaving date on the record")
    play.support("the leaving date is confirmed", AMEND, field=FieldName.LEAVING_DATE_CONFIRMED, value=" Yes ")
    play.support("… and denied", AMEND, field=FieldName.LEAVING_DATE_CONFIRMED, value="NO")
    play.support("the number as people write it", AMEND, field=FieldName.FORMER_DFES_NUMBER, value="661/4011")
    consolidated(play)
    play.support("the new school's name, in both halves", AMEND, field=FieldName.NEW_SCHOOL_NAME,
                 value=" Ysgol Uwchradd Coed Llwyd ")  # fmt: skip
    play.support("the employee number", AMEND, field=FieldName.EMPLOYEE_NUMBER, value="055012")
    play.support("a name", AMEND, field=FieldName.STAFF_NAME, value="Sian Ap Rhys")


def a_number_not_issued_yet(play: Told) -> None:
    play.record(username="aprhyss77", employee_number=None)
    authorised(play)
    waived = {"field": FieldName.EMPLOYEE_NUMBER, "value": " Waived "}
    play.support("a number is waived before there is the half", AMEND, **waived)
    consolidated(play, without(CONSOLIDATION, FieldName.EMPLOYEE_NUMBER), "a half without employee number")
    play.support("support waives it", AMEND, **waived)


def a_number_waived_and_stated(play: Told) -> None:
    authorised(play)
    consolidated(play, CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: "99"}, "a number that does not fit")
    play.support("support waives it", AMEND, field=FieldName.EMPLOYEE_NUMBER, value="waived")


def amendment_of_a_leaving_date(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.LEAVING_DATE: "2026-08-30"}, "another leaving date")
    day = FieldName.LEAVING_DATE
    play.support("no day", AMEND, field=day, value="the 31st")
    play.support("no such day", AMEND, field=day, value="2026-02-30")
    play.support("the right one", AMEND, field=day, value="2026-08-31")
    play.support("the same as people may write it", AMEND, field=day, value="20260831")


def mails_put_beside_a_case(play: Told) -> None:
    requested(play)
    attached = MailAttached(play.reference, "mail-7", "<7@mail.example>", "Mair", "is about this")
    play.happens("support puts a mail beside the case", attached)
    play.answer("the headteacher rejects", "headteacher-approval-asked", Answer.REJECT)
    play.happens("… and beside the closed one", replace(attached, mail_id="mail-8", message_id="<8@mail.example>"))


def amendment_of_what_nobody_confirmed(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    play.support("support amends it", AMEND, field=FieldName.NEW_SCHOOL_NAME, value="Coed Llwyd")
    play.answer("the first letter is answered", "headteacher-sender-check", Answer.APPROVE, evidence=NONE)


def amendment_of_a_cross_check(play: Told) -> None:
    consolidated(play, NAMING_FORMER | {FieldName.FORMER_DFES_NUMBER: "6619999"}, "the former number is wrong")
    play.support("support amends it", AMEND, field=FieldName.FORMER_DFES_NUMBER, value="6614011")


def approvals_refused(play: Told) -> None:
    consolidated(play)
    play.support("no former account is named", APPROVE)


def approval_of_what_nobody_confirmed(play: Told) -> None:
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE, leaving_date=None)
    play.mail("a deputy authorises, half of it", "deputy@bryneithin.example", AUTH,
              without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), language=Language.WELSH)  # fmt: skip
    consolidated(play, NAMING_FORMER, "the mover names the account")
    play.support("support approves by name", APPROVE)
    play.support("… and rejects after all", REJECT)


def approval_of_an_authorisation_that_stands(play: Told) -> None:
    play.mail("an authorisation, in Welsh", FORMER_HEAD, AUTH, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME),
              language=Language.WELSH)  # fmt: skip
    consolidated(play, NAMING_FORMER, "the mover names the account")
    play.support("support approves by name", APPROVE)
    play.merged()


def approval_of_an_unknown_school(play: Told) -> None:
    del play.wales.schools["6614011"]
    requested(play)
    play.support("support approves by name", APPROVE)


def approval_with_a_denied_leaving_date(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.LEAVING_DATE_CONFIRMED: False}, "no leaving date on the record")
    play.support("support approves by name", APPROVE)


def releases(play: Told) -> None:
    play.wales.add(staff("aprhyss3", "Sian Ap Rhys", "6724022", staff_code="SR2", start_date=date(2020, 9, 1)))
    consolidated(play, event="another member of staff of that name is at the new school")
    play.support("support releases it", RELEASE)
    play.support("… holds it", HOLD)
    play.support("… and again", HOLD)
    play.support("… and releases it", RELEASE)


def release_of_nobodys_word(play: Told) -> None:
    play.mail("the new school's head authorises", NEW_HEAD, AUTH, AUTHORISATION)
    play.support("support releases it", RELEASE)
    play.support("support approves it by name", APPROVE)


def release_of_a_learners_word(play: Told) -> None:
    play.record(username="aprhyss77", status=AccountStatus.INACTIVE)
    play.mail("somebody writes for an inactive account", NEW_HEAD, CONS, CONSOLIDATION)
    play.support("support releases it", RELEASE)
    play.run("the account is active again", username="aprhyss77", status=AccountStatus.ACTIVE)


def release_while_waiting(play: Told) -> None:
    requested(play)
    play.support("support releases what waits", RELEASE)


def overruled_for_other_accounts(play: Told) -> None:
    play.wales.add(
        staff("aprhyss3", "Sian Ap Rhys", "6724022", staff_code="SR2", start_date=date(2020, 9, 1)),
        staff("aprhyss4", "Sian Ap Rhys", "6614011", staff_code="SR4", leaving_date=date(2026, 8, 31)),
    )
    requested(play)
    play.support("support releases the namesakes", RELEASE)
    requested(play, TRANSFER | {FieldName.FORMER_USERNAME: "aprhyss4"}, "the mover names the other former account")


def links(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    authorised(play)
    first = play.reference
    play.wales.now += timedelta(days=2)
    play.mail("the mover's half, that nobody vouches for", MOVER, CONS, CONSOLIDATION, evidence=NONE,
              language=Language.WELSH)  # fmt: skip
    second = play.reference
    play.support("with itself", LINK, second, other_reference=second)
    play.support("with nothing", LINK, second, other_reference="HWB-0000-0000")
    play.support("the older with the younger", LINK, first, other_reference=second)
    play.answer("the mover confirms by the younger's letter", "mover-sender-check", Answer.APPROVE, evidence=NONE)
    play.support("support releases it", RELEASE)
    play.merged()


def links_refused(play: Told) -> None:
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", staff_code="MJ"))
    authorised(play)
    first = play.reference
    authorised(play, AUTHORISATION | {FieldName.STAFF_NAME: "Mari Jones", FieldName.FORMER_USERNAME: "jonesm3"},
               "another leaver")  # fmt: skip
    play.support("two authorisations", LINK, other_reference=first)
    play.support("support rejects the other", REJECT)
    play.support("a closed one", LINK, first, other_reference=play.reference)


def link_of_two_transfers(play: Told) -> None:
    play.wales.add(staff("jonesm3", "Mari Jones", "6724022", staff_code="MJ", start_date=date(2026, 9, 1)))
    requested(play)
    first = play.reference
    play.mail("another asks for the same account", "jonesm3@hwbcymru.example", REQUEST, TRANSFER)
    play.support("two consolidations", LINK, first, other_reference=play.reference)


def link_of_a_held_case(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    consolidated(play)
    first = play.reference
    play.support("support holds it", HOLD)
    authorised(play)
    play.support("support links them", LINK, other_reference=first)
    play.support("… and releases them", RELEASE)


def rejections(play: Told) -> None:
    play.mail("an authorisation in Welsh", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    consolidated(play, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, "a staff code that does not fit")
    play.support("support rejects it", REJECT)


def rejection_of_what_nobody_confirmed(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE,
              language=Language.WELSH)  # fmt: skip
    play.mail("a colleague writes for the mover", "haulw4@hwbcymru.example", CONS, CONSOLIDATION,
              language=Language.WELSH)  # fmt: skip
    play.support("support rejects it", REJECT)


def rejection_of_what_support_approved(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    play.support("support approves by name", APPROVE)
    play.support("… and rejects it after all", REJECT)


def rejection_of_a_request_that_support_approved(play: Told) -> None:
    requested(play)
    play.support("support approves by name", APPROVE)
    play.support("… and rejects it after all", REJECT)


def rejection_of_a_conflict(play: Told) -> None:
    play.record(username="aprhyss12", surname="Rhys", forename="Sian")
    play.mail("the new head authorises in Welsh", NEW_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    consolidated(play, NAMING_FORMER, "the mover names the account")
    play.support("support rejects it", REJECT)


def rejection_of_a_request(play: Told) -> None:
    requested(play)
    play.mail("a stranger's token is with a colleague", "moriond3@hwbcymru.example", MailKind.DECISION,
              answer=Answer.APPROVE, reply_to=play.wales.letter("headteacher-approval-asked"))  # fmt: skip
    play.support("support rejects it", REJECT)


def rejection_of_a_namesake(play: Told) -> None:
    play.wales.add(staff("aprhyss3", "Sian Ap Rhys", "6724022", staff_code="SR2", start_date=date(2020, 9, 1)))
    authorised(play, AUTHORISATION | {FieldName.FORMER_USERNAME: "moriond3"}, "the username is another person's")
    consolidated(play, event="another member of staff of that name is at the new school")
    play.support("support rejects it", REJECT)


def rejection_of_a_governor(play: Told) -> None:
    play.record(username="aprhyss77", kind=AccountKind.GOVERNOR)
    consolidated(play)
    play.support("support rejects it", REJECT)


def undoing(play: Told) -> None:
    authorised(play)
    consolidated(play)
    play.merged()
    play.wales.add(*play.before)
    changed = (("staff_code", "SR9"), ("surname", ""), ("employee_number", "7"))
    play.happens("support undoes it; the record had changed since", MergeUndone(play.reference, "Mair", "asked for",
                                                                               changed))  # fmt: skip
    play.support("a note", NOTE)


def events_at_the_wrong_time(play: Told) -> None:
    authorised(play)
    play.happens("a merge that was not decided", MergeCarriedOut(play.reference))
    play.happens("a merge that was not decided is blocked", MergeBlocked(play.reference, "former-account-changed"))
    play.happens("the clock is too early", TimeCame(play.reference))
    play.support("support holds it", HOLD)
    play.happens("nothing is due", TimeCame(play.reference))
    play.happens("a run", DirectoryChanged(play.reference))
    consolidated(play)
    play.happens("a letter fails while it is held", LetterFailed(play.reference, "letter-1", "mover-merged"))
    play.support("support rejects it", REJECT)
    play.happens("a letter fails afterwards", LetterFailed(play.reference, "letter-2", "mover-refused"))


def blocked_and_released(play: Told) -> None:
    play.wales.policy = replace(play.wales.policy, grace=timedelta(hours=24))
    authorised(play)
    consolidated(play)
    play.time_comes("the pause ends")
    play.blocked("the accounts changed")
    play.support("support releases it", RELEASE)


STORIES: Sequence[Callable[[Told], None]] = (
    cases_that_are_not,
    actions_on_a_closed_case,
    actions_while_merging,
    amendments_refused,
    amendments,
    a_number_not_issued_yet,
    a_number_waived_and_stated,
    amendment_of_a_leaving_date,
    mails_put_beside_a_case,
    amendment_of_what_nobody_confirmed,
    amendment_of_a_cross_check,
    approvals_refused,
    approval_of_what_nobody_confirmed,
    approval_of_an_authorisation_that_stands,
    approval_of_an_unknown_school,
    approval_with_a_denied_leaving_date,
    releases,
    release_of_nobodys_word,
    release_of_a_learners_word,
    release_while_waiting,
    overruled_for_other_accounts,
    links,
    links_refused,
    link_of_two_transfers,
    link_of_a_held_case,
    rejections,
    rejection_of_what_nobody_confirmed,
    rejection_of_what_support_approved,
    rejection_of_a_request_that_support_approved,
    rejection_of_a_conflict,
    rejection_of_a_request,
    rejection_of_a_namesake,
    rejection_of_a_governor,
    undoing,
    events_at_the_wrong_time,
    blocked_and_released,
)
