"""Stories of halves: whose they are, how they change, which belong together, what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.events import SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.moves.steps import (
    AUTH,
    CONS,
    NAMING_FORMER,
    OLD,
    REQUEST,
    STRANGER,
    approved,
    authorised,
    consolidated,
    requested,
    without,
)
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, TRANSFER, staff

NONE = Evidence.NONE
GONE = {"leaving_date": date(2026, 8, 31), "status": AccountStatus.INACTIVE}


def _third_school(play: Told) -> None:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))


def sender_decides_the_half(play: Told) -> None:
    play.mail("a headteacher's mail reads like a consolidation", FORMER_HEAD, CONS, AUTHORISATION)
    play.mail("the mover's mail reads like an enquiry, with details", MOVER, REQUEST, CONSOLIDATION)


def halves_by_name_alone(play: Told) -> None:
    play.mail("the mover, by name, and not by username", MOVER, REQUEST,
              TRANSFER | {FieldName.STAFF_NAME: "Ab Rhys, Sian"})  # fmt: skip


def a_head_of_two_schools(play: Told) -> None:
    _third_school(play)
    play.record(dfes_number="6654001", head_email=FORMER_HEAD)
    play.mail("an authorisation without username and number", FORMER_HEAD, AUTH,
              without(without(AUTHORISATION, FieldName.FORMER_USERNAME), FieldName.FORMER_DFES_NUMBER))  # fmt: skip


def a_username_of_another_school(play: Told) -> None:
    _third_school(play)
    play.record(username="aprhyss12", dfes_number="6654001")
    authorised(play, event="the username is of another school than the head's")


def a_username_of_another_school_without_its_number(play: Told) -> None:
    _third_school(play)
    play.record(username="aprhyss12", dfes_number="6654001")
    authorised(play, without(AUTHORISATION, FieldName.FORMER_DFES_NUMBER), "… and no number is given")


def an_unknown_username(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.FORMER_USERNAME: "nobody1"}, "a head names an account that is not")
    play.mail("a secretary does", "office@bryneithin.example", AUTH,
              AUTHORISATION | {FieldName.FORMER_USERNAME: "nobody2"})  # fmt: skip
    nowhere = {FieldName.FORMER_USERNAME: "nobody3", FieldName.FORMER_DFES_NUMBER: "6619999"}
    play.mail("a stranger names neither account nor school", STRANGER, AUTH, AUTHORISATION | nowhere)


def the_new_head_authorises(play: Told) -> None:
    authorised_by = AUTHORISATION | {FieldName.NEW_USERNAME: "aprhyss77"}
    play.mail("the new school's head sends the authorisation", NEW_HEAD, AUTH, authorised_by)


def the_mover_authorises(play: Told) -> None:
    play.mail("the mover sends the authorisation", MOVER, AUTH, AUTHORISATION)
    consolidated(play)
    play.support("support releases it", SupportAction.RELEASE)
    play.support("support approves by name", SupportAction.APPROVE)


def an_unknown_new_account(play: Told) -> None:
    unknown = CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody1"}
    consolidated(play, unknown, "the mover mistypes their new username")
    consolidated(play, CONSOLIDATION, "the same with their own username")


def an_unknown_new_account_unvouched(play: Told) -> None:
    unknown = CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody1"}
    play.mail("a mistyped username, and nobody vouches", MOVER, CONS, unknown, evidence=NONE)


def a_stranger_consolidates(play: Told) -> None:
    play.mail("a stranger, of an account that is not", STRANGER, CONS,
              CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody1"})  # fmt: skip
    play.mail("a stranger, of the new account", STRANGER, CONS, CONSOLIDATION, language=Language.WELSH)


def an_inactive_new_account(play: Told) -> None:
    play.record(username="aprhyss77", status=AccountStatus.INACTIVE)
    play.mail("a colleague writes for an inactive account", "haulw4@hwbcymru.example", CONS, CONSOLIDATION)
    play.support("support releases it", SupportAction.RELEASE)


def a_transfer_becomes_a_consolidation(play: Told) -> None:
    mistyped = TRANSFER | {FieldName.FORMER_USERNAME: "nobody1"}
    requested(play, mistyped, "a transfer request of an account that is not")
    letter = play.wales.letters[-1]
    play.mail("the mover adds a staff code", MOVER, CONS, {FieldName.STAFF_CODE: "SAR"}, about=letter.reference)


def a_transfer_becomes_one_by_number(play: Told) -> None:
    play.mail("a transfer request that nobody vouches for", MOVER, REQUEST, TRANSFER, evidence=NONE)
    play.mail("with the employee number", MOVER, CONS,
              {FieldName.EMPLOYEE_NUMBER: "55012", FieldName.NEW_USERNAME: "aprhyss77"})  # fmt: skip


def a_transfer_stays_one_once_the_head_was_asked(play: Told) -> None:
    requested(play)
    play.mail("the mover adds a staff code", MOVER, CONS, CONSOLIDATION, about=play.reference)


def a_transfer_from_the_former_account(play: Told) -> None:
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    play.mail("the mover asks from the former account", OLD, REQUEST, TRANSFER)
    play.mail("two accounts at one address", MOVER, REQUEST, without(TRANSFER, FieldName.FORMER_DFES_NUMBER))


def halves_that_grow(play: Told) -> None:
    consolidated(play, without(CONSOLIDATION, FieldName.STAFF_CODE), "a half without staff code")
    play.mail("somebody adds a wrong one, and nobody vouches", MOVER, CONS,
              {FieldName.STAFF_CODE: "XX", FieldName.NEW_USERNAME: "aprhyss77"}, evidence=NONE)  # fmt: skip
    play.mail("somebody contradicts it, and nobody vouches", MOVER, CONS,
              CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: "99"}, evidence=NONE)  # fmt: skip


def unconfirmed_halves_that_grow(play: Told) -> None:
    half = without(CONSOLIDATION, FieldName.STAFF_CODE)
    play.mail("a half that nobody vouches for", MOVER, CONS, half, evidence=NONE)
    play.mail("more of it, from the same address", MOVER, CONS,
              {FieldName.STAFF_CODE: "SAR", FieldName.NEW_USERNAME: "aprhyss77"}, evidence=NONE)  # fmt: skip
    play.mail("more of it, by a stranger", STRANGER, CONS,
              {FieldName.STAFF_CODE: "XX", FieldName.NEW_USERNAME: "aprhyss77"}, evidence=NONE)  # fmt: skip
    play.mail("the mover themself, vouched for, with less", MOVER, CONS,
              {FieldName.STAFF_CODE: "SAR", FieldName.NEW_USERNAME: "aprhyss77"})  # fmt: skip


def amended_before_the_answer(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    first = play.wales.letter("headteacher-sender-check")
    play.mail("an amended one", FORMER_HEAD, AUTH, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd"},
              evidence=NONE)  # fmt: skip
    play.mail("the first letter is answered", FORMER_HEAD, MailKind.DECISION, answer=Answer.APPROVE, reply_to=first,
              evidence=NONE)  # fmt: skip
    play.answer("the second letter is answered", "headteacher-sender-check", Answer.APPROVE, evidence=NONE)


def amended_after_a_denial(play: Told) -> None:
    authorised(play)
    play.mail("a half that nobody vouches for", MOVER, CONS, CONSOLIDATION, evidence=NONE)
    play.answer("the mover did not write that", "mover-sender-check", Answer.CANCEL, evidence=NONE)
    play.mail("another that nobody vouches for", MOVER, CONS, CONSOLIDATION, evidence=NONE)


def called_back_too_often(play: Told) -> None:
    authorised(play)
    for number in range(5):
        play.mail("a half that nobody vouches for, each time another", MOVER, CONS,
                  CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: f"9{number}"}, evidence=NONE)  # fmt: skip


def asked_for_the_same_too_often(play: Told) -> None:
    for number in range(5):
        consolidated(play, CONSOLIDATION | {FieldName.EMPLOYEE_NUMBER: f"9{number}"}, "a number that does not fit")


def approval_voided(play: Told) -> None:
    _third_school(play)
    play.wales.add(staff("aprhyss33", "Siân ap Rhys", "6654001", staff_code="SAR", **GONE))
    approved(play)
    requested(play, {FieldName.FORMER_DFES_NUMBER: "6654001", FieldName.FORMER_USERNAME: "aprhyss33"},
              "the mover names another former account of theirs")  # fmt: skip


def approval_kept(play: Told) -> None:
    approved(play)
    requested(play, TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Bryn Eithin"}, "the mover adds the school's name")


def authorisation_amended(play: Told) -> None:
    authorised(play, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), "an authorisation without the new school")
    play.mail("the head completes it in a mail of its own", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    authorised(play, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Nowhere"}, "… to a school that there is not")


def authorised_again_as_it_stands(play: Told) -> None:
    authorised(play)
    for how_often in ("once more", "a third time", "a fourth time"):
        authorised(play, event=f"the same, {how_often}")


def asked_again_as_it_stands(play: Told) -> None:
    requested(play)
    play.mail("the approval asked, said again by its own sender", MOVER, REQUEST, TRANSFER, language=Language.WELSH)
    play.wales.now += timedelta(days=4)
    play.mail("and again, days later", MOVER, REQUEST, TRANSFER)


def incomplete_again_as_it_stands(play: Told) -> None:
    half = without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME)
    authorised(play, half, "an authorisation without the new school")
    authorised(play, half, "the same once more")


def two_cases_prove_to_be_one(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    consolidated(play)
    authorised(play, event="the former account bears another name")
    play.record(username="aprhyss77", surname="Rhys", forename="Siân ap")
    consolidated(play, event="the directory has the name right; the mover writes again")


def two_that_fit(play: Told) -> None:
    _third_school(play)
    play.wales.add(staff("aprhyss33", "Siân ap Rhys", "6654001", staff_code="SAR", **GONE))
    authorised(play)
    play.mail("a namesake is authorised from a third school, to the same", "head@maesynant.example", AUTH,
              AUTHORISATION | {FieldName.FORMER_USERNAME: "aprhyss33", FieldName.FORMER_DFES_NUMBER: "6654001",
                               FieldName.FORMER_SCHOOL_NAME: "Maes y Nant"})  # fmt: skip
    consolidated(play)


def a_near_miss(play: Told) -> None:
    _third_school(play)
    authorised(play, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant"}, "authorised to a third school")
    consolidated(play, NAMING_FORMER, "the mover is at another and names the former account")


def held_when_the_other_half_comes(play: Told) -> None:
    consolidated(play)
    play.support("support holds it", SupportAction.HOLD)
    authorised(play)
    play.support("support releases it", SupportAction.RELEASE)


def under_review_when_the_other_half_comes(play: Told) -> None:
    play.mail("the new school's head authorises", NEW_HEAD, AUTH, AUTHORISATION)
    consolidated(play)


def halves_that_name_both(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.NEW_USERNAME: "aprhyss77", FieldName.NEW_DFES_NUMBER: "6724022"},
               "the headteacher names both accounts")  # fmt: skip
    consolidated(play, NAMING_FORMER | {FieldName.FORMER_DFES_NUMBER: "6614011"}, "so does the mover")


def the_mover_is_the_head(play: Told) -> None:
    play.record(dfes_number="6614011", head_email=OLD)
    requested(play, event="the former school's address on record is the mover's own")


def no_head_for_a_consolidation(play: Told) -> None:
    play.record(dfes_number="6614011", head_email="")
    play.record(username="robertsj1", status=AccountStatus.INACTIVE)
    consolidated(play, NAMING_FORMER, "the mover names the account of a school without a headteacher")


def a_transfer_of_a_stranger(play: Told) -> None:
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", staff_code="MJ", **GONE))
    requested(play, TRANSFER | {FieldName.FORMER_USERNAME: "jonesm3"}, "the mover asks for somebody else's account")


def a_new_name_at_the_new_school(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    approved_by = AUTHORISATION | {FieldName.NEW_USERNAME: "aprhyss77"}
    authorised(play, approved_by, "the headteacher names both accounts, of two names")
    consolidated(play, event="the mover sends their half")
    play.support("support releases it", SupportAction.RELEASE)
    play.merged()


def schools_in_one_language(play: Told) -> None:
    play.record(dfes_number="6614011", name_cy="")
    play.record(dfes_number="6724022", name_en="")
    authorised(play, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Ysgol Uwchradd Coed Llwyd"}, "one name each")
    consolidated(play, CONSOLIDATION | {FieldName.NEW_SCHOOL_NAME: "Coed Llwyd"}, "the mover too")
    play.merged()


def closed_new_school(play: Told) -> None:
    play.record(dfes_number="6724022", status=SchoolStatus.CLOSED)
    authorised(play)
    consolidated(play)


def a_governor_of_the_same_name(play: Told) -> None:
    play.wales.add(staff("aprhyss5", "Siân ap Rhys", "6724022", kind=AccountKind.GOVERNOR, role=AccountRole.GOVERNOR))
    play.mail("a governor's account sends the half", "aprhyss5@hwbcymru.example", CONS,
              CONSOLIDATION | {FieldName.NEW_USERNAME: "aprhyss5"})  # fmt: skip
    play.support("support releases it", SupportAction.RELEASE)


def one_account_twice(play: Told) -> None:
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    authorised(play)
    play.mail("the former account is given for the new one", OLD, CONS,
              CONSOLIDATION | {FieldName.NEW_USERNAME: "aprhyss12"})  # fmt: skip


def leaving_date_denied(play: Told) -> None:
    authorised(play, AUTHORISATION | {FieldName.LEAVING_DATE_CONFIRMED: False}, "no leaving date on the record")
    letter = play.wales.letter("headteacher-authorisation-incomplete")
    play.mail("the head confirms it", FORMER_HEAD, AUTH, {FieldName.LEAVING_DATE_CONFIRMED: True}, reply_to=letter)


STORIES: Sequence[Callable[[Told], None]] = (
    sender_decides_the_half,
    halves_by_name_alone,
    a_head_of_two_schools,
    a_username_of_another_school,
    a_username_of_another_school_without_its_number,
    an_unknown_username,
    the_new_head_authorises,
    the_mover_authorises,
    an_unknown_new_account,
    an_unknown_new_account_unvouched,
    a_stranger_consolidates,
    an_inactive_new_account,
    a_transfer_becomes_a_consolidation,
    a_transfer_becomes_one_by_number,
    a_transfer_stays_one_once_the_head_was_asked,
    a_transfer_from_the_former_account,
    halves_that_grow,
    unconfirmed_halves_that_grow,
    amended_before_the_answer,
    amended_after_a_denial,
    called_back_too_often,
    asked_for_the_same_too_often,
    approval_voided,
    approval_kept,
    authorisation_amended,
    authorised_again_as_it_stands,
    asked_again_as_it_stands,
    incomplete_again_as_it_stands,
    two_cases_prove_to_be_one,
    two_that_fit,
    a_near_miss,
    held_when_the_other_half_comes,
    under_review_when_the_other_half_comes,
    halves_that_name_both,
    the_mover_is_the_head,
    no_head_for_a_consolidation,
    a_transfer_of_a_stranger,
    a_new_name_at_the_new_school,
    schools_in_one_language,
    closed_new_school,
    a_governor_of_the_same_name,
    one_account_twice,
    leaving_date_denied,
)
