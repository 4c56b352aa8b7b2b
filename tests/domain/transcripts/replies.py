"""Stories of replies to our letters: asked again, unclear, denied, taken back, too late, from the wrong person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus, School
from hwb_mailbot.domain.events import SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.moves.steps import (
    AUTH,
    CONS,
    NAMING_FORMER,
    OLD,
    STRANGER,
    approved,
    authorised,
    consolidated,
    requested,
    without,
)
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER, staff

DECISION, CONFIRMATION, NONE = MailKind.DECISION, MailKind.CONFIRMATION, Evidence.NONE
APPROVE, REJECT, PROCEED, CANCEL, UNCLEAR = Answer


def says(play: Told, event: str, sender: str, answer: Answer, **how: object) -> None:
    """An answer that names the case and brings no token."""
    how.setdefault("about", play.reference)
    play.mail(event, sender, DECISION, answer=answer, **how)


def approval_asked_again(play: Told) -> None:
    requested(play)
    says(play, "an approval that nobody vouches for", FORMER_HEAD, APPROVE, evidence=NONE)
    says(play, "another", FORMER_HEAD, APPROVE, evidence=NONE)
    says(play, "a fourth question would be too many", FORMER_HEAD, APPROVE, evidence=NONE)
    play.answer("the headteacher answers the last letter", "headteacher-approval-asked", APPROVE, evidence=NONE)


def approval_by_the_case_alone(play: Told) -> None:
    requested(play)
    says(play, "a vouched approval that names the case in its own words", "Head@BrynEithin.example", APPROVE,
         about=None, subject="Siân", reads={"own_text": f"approve {play.reference.lower()}",
                                            "reference": play.reference})  # fmt: skip


def approval_by_the_thread_alone(play: Told) -> None:
    requested(play)
    token = play.wales.letter("headteacher-approval-asked").token
    other = ("gybgadvz" + "0" * 20,)
    play.mail("a vouched rejection that names the case only by an unknown tag", FORMER_HEAD, DECISION, answer=REJECT,
              arrives={"threads": other}, subject="Siân")  # fmt: skip
    play.mail("… and one with the token in its thread", FORMER_HEAD, DECISION, answer=REJECT, subject="Siân",
              arrives={"threads": (token,)})  # fmt: skip


def approval_of_an_earlier_version(play: Told) -> None:
    requested(play)
    requested(play, TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Bryn Eithin"}, "the mover says more")
    says(play, "a vouched approval without a token: of which version?", FORMER_HEAD, APPROVE)
    says(play, "a vouched rejection means either", FORMER_HEAD, REJECT)


def call_back_asked_again(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    says(play, "a yes that nobody vouches for", FORMER_HEAD, APPROVE, evidence=NONE)
    says(play, "a no that nobody vouches for", FORMER_HEAD, REJECT, evidence=NONE)
    says(play, "a fourth letter would be too many", FORMER_HEAD, UNCLEAR, evidence=NONE)
    says(play, "a vouched yes without the token", FORMER_HEAD, APPROVE)
    play.answer("the token comes back", "headteacher-sender-check", APPROVE, evidence=NONE)


def mover_called_back_again(play: Told) -> None:
    play.mail("a half that nobody vouches for", MOVER, CONS, CONSOLIDATION, evidence=NONE)
    says(play, "a yes that nobody vouches for", MOVER, PROCEED, evidence=NONE)
    play.answer("a yes that is an approval", "mover-sender-check", APPROVE, evidence=NONE)
    says(play, "a doubtful word that nobody vouches for", MOVER, UNCLEAR, evidence=NONE)


def proceed_by_the_case_alone(play: Told) -> None:
    approved(play)
    says(play, "nobody vouches for a yes", MOVER, PROCEED, evidence=NONE)
    says(play, "a vouched yes that names the case", MOVER, PROCEED)


def cancel_that_nobody_vouches_for(play: Told) -> None:
    approved(play)
    says(play, "nobody vouches for a no", MOVER, CANCEL, evidence=NONE)


def reject_that_nobody_vouches_for(play: Told) -> None:
    requested(play)
    says(play, "nobody vouches for a no, and nothing is authorised yet", FORMER_HEAD, REJECT, evidence=NONE)


def a_strangers_word(play: Told) -> None:
    requested(play)
    says(play, "a stranger approves", STRANGER, APPROVE)
    says(play, "the digital champion approves", "moriond3@hwbcymru.example", APPROVE)
    says(play, "the inactive former account cancels", OLD, CANCEL)


def a_champion_with_the_token(play: Told) -> None:
    requested(play)
    letter = play.wales.letter("headteacher-approval-asked")
    play.mail("the mover approves with the headteacher's token", MOVER, DECISION, answer=APPROVE, reply_to=letter)
    play.mail("a stranger, whom nobody vouches for, too", STRANGER, DECISION, answer=APPROVE, reply_to=letter,
              evidence=NONE)  # fmt: skip


def the_headteacher_with_the_movers_token(play: Told) -> None:
    approved(play)
    letter = play.wales.letter("mover-transfer-approved")
    play.mail("the headteacher proceeds with the mover's token", FORMER_HEAD, DECISION, answer=PROCEED, reply_to=letter)


def unclear_again_and_again(play: Told) -> None:
    requested(play)
    for how_often in ("once", "twice", "a third time"):
        play.mail(f"an unclear answer, {how_often}", FORMER_HEAD, DECISION, answer=UNCLEAR,
                  reply_to=play.wales.letter("headteacher-approval-asked"), language=Language.WELSH)  # fmt: skip
        play.wales.now += timedelta(hours=1)


def unclear_then_clear(play: Told) -> None:
    requested(play)
    play.answer("unclear", "headteacher-approval-asked", UNCLEAR)
    play.answer("the question's own letter is answered", "headteacher-answer-unclear", PROCEED)
    play.answer("the mover is unclear", "mover-transfer-approved", UNCLEAR)
    play.answer("the mover approves", "mover-answer-unclear", APPROVE)


def yes_to_a_form(play: Told) -> None:
    authorised(play, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), "an authorisation without the new school")
    play.answer("the form comes back with yes and nothing else", "headteacher-authorisation-incomplete", APPROVE)
    play.answer("… with no", "headteacher-answer-unclear", REJECT)


def yes_to_the_movers_form(play: Told) -> None:
    consolidated(play, without(CONSOLIDATION, FieldName.STAFF_CODE), "a half without its staff code")
    play.answer("the form comes back with yes and nothing else", "mover-consolidation-incomplete", PROCEED)
    play.answer("… with no", "mover-answer-unclear", REJECT)


def yes_to_an_invitation(play: Told) -> None:
    authorised(play)
    play.answer("the mover says only yes", "mover-consolidation-invited", PROCEED)


def school_check_answers(play: Told) -> None:
    wrong = TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Maes y Nant"}
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    requested(play, wrong, "number and name are of two schools")
    play.answer("unclear", "mover-transfer-school-check", UNCLEAR)
    play.answer("yes", "mover-answer-unclear", APPROVE)


def school_check_by_number(play: Told) -> None:
    wrong = {FieldName.FORMER_SCHOOL_NAME: "Bryn Eithin", FieldName.FORMER_DFES_NUMBER: "6654001",
             FieldName.FORMER_USERNAME: "aprhyss12"}  # fmt: skip
    requested(play, wrong, "the name is the account's school, the number is not")
    play.answer("yes does not say which", "mover-transfer-school-check", PROCEED)
    letter = play.wales.letter("mover-answer-unclear")
    right = {FieldName.FORMER_DFES_NUMBER: "6614011"}
    play.mail("the right number", MOVER, MailKind.TRANSFER_REQUEST, right, reply_to=letter)


def yes_to_a_form_after_the_school_check(play: Told) -> None:
    requested(play, TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Coed Llwyd"}, "name and number of two schools")
    play.answer("the mover says that it is the number's", "mover-transfer-school-check", PROCEED)
    play.mail("the mover adds a staff code that does not fit", MOVER, MailKind.TRANSFER_REQUEST,
              {FieldName.STAFF_CODE: "XX"}, about=play.reference)  # fmt: skip
    play.answer("… and says yes to the form", "mover-consolidation-incomplete", PROCEED)


def school_check_cancelled(play: Told) -> None:
    requested(play, TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Maes y Nant"}, "the name is of no school")
    play.answer("the mover cancels", "mover-transfer-school-check", CANCEL)


def changes_of_mind(play: Told) -> None:
    authorised(play)
    says(play, "the headteacher is unclear, and nothing was asked", FORMER_HEAD, UNCLEAR)
    says(play, "a yes that nothing asked for", FORMER_HEAD, APPROVE)
    says(play, "the headteacher takes it back", FORMER_HEAD, REJECT)


def the_mover_takes_it_back(play: Told) -> None:
    consolidated(play)
    says(play, "a yes that nothing asked for", MOVER, PROCEED)
    says(play, "the mover takes it back, in Welsh", MOVER, CANCEL, language=Language.WELSH)


def the_mover_withdraws_their_half(play: Told) -> None:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    authorised(play)
    consolidated(play, NAMING_FORMER, "the mover names the former account")
    play.blocked("the accounts changed")
    says(play, "the mover cancels while a person looks", MOVER, CANCEL)
    says(play, "… and once more, with nothing left of theirs", MOVER, CANCEL)


def another_persons_account_withdrawn(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    authorised(play, AUTHORISATION | {FieldName.NEW_USERNAME: "aprhyss77"}, "the headteacher names both accounts")
    consolidated(play, NAMING_FORMER, "the new account bears another name")
    says(play, "its holder cancels", MOVER, CANCEL)


def no_answer_needed_any_more(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    letter = play.wales.letter("headteacher-sender-check")
    authorised(play, event="the same, vouched for")
    play.mail("the call-back is answered all the same", FORMER_HEAD, DECISION, answer=APPROVE, reply_to=letter)
    play.wales.now += timedelta(days=1)


def denied_after_it_stood(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    letter = play.wales.letter("headteacher-sender-check")
    authorised(play, event="the same, vouched for")
    play.mail("the call-back is denied", FORMER_HEAD, DECISION, answer=REJECT, reply_to=letter)


def one_false_half_among_two(play: Told) -> None:
    authorised(play)
    play.mail("a half that nobody vouches for", MOVER, CONS, CONSOLIDATION, evidence=NONE)
    play.answer("the mover did not write that", "mover-sender-check", CANCEL, evidence=NONE)
    consolidated(play, event="then the mover writes it themself")


def one_false_authorisation_among_two(play: Told) -> None:
    consolidated(play, NAMING_FORMER, "the mover names the former account")
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    play.answer("the headteacher did not write that", "headteacher-sender-check", REJECT, evidence=NONE)


def headteacher_gone_before_the_answer(play: Told) -> None:
    play.mail("an authorisation that nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    play.record(dfes_number="6614011", head_email="newhead@bryneithin.example")
    play.answer("the former head confirms", "headteacher-sender-check", APPROVE, evidence=NONE)


def headteacher_gone_before_the_approval(play: Told) -> None:
    requested(play)
    play.record(dfes_number="6614011", head_email="newhead@bryneithin.example")
    play.answer("the former head approves", "headteacher-approval-asked", APPROVE, evidence=NONE)


def account_gone_before_the_approval(play: Told) -> None:
    requested(play)
    del play.wales.accounts["aprhyss12"]
    play.answer("the headteacher approves", "headteacher-approval-asked", APPROVE)


def mover_became_head_before_the_approval(play: Told) -> None:
    requested(play)
    play.record(username="aprhyss12", role=AccountRole.HEADTEACHER)
    play.answer("the headteacher approves", "headteacher-approval-asked", APPROVE)


def approval_in_long_words(play: Told) -> None:
    play.record(dfes_number="6614011", name_en="", head_email="")
    consolidated(play, without(NAMING_FORMER, FieldName.FORMER_SCHOOL_NAME), "a school with a Welsh name alone")
    play.answer("the headteacher's own account approves at length", "headteacher-approval-asked", APPROVE,
                evidence=NONE, reads={"own_text": "Cymeradwyo " * 30})  # fmt: skip


def too_late_for_everybody(play: Told) -> None:
    requested(play)
    letter = play.wales.letter("headteacher-approval-asked")
    play.answer("the headteacher rejects", "headteacher-approval-asked", REJECT)
    play.wales.now += timedelta(days=3)
    says(play, "the mover cancels, in Welsh", MOVER, CANCEL, language=Language.WELSH)
    says(play, "nobody vouches for the mover", MOVER, CANCEL, evidence=NONE)
    says(play, "a stranger", STRANGER, APPROVE)
    play.mail("the used token comes back, and nobody vouches", FORMER_HEAD, DECISION, answer=APPROVE, reply_to=letter,
              evidence=NONE)  # fmt: skip
    play.mail("once more on that day", FORMER_HEAD, DECISION, answer=APPROVE, reply_to=letter)
    play.mail("a third time", FORMER_HEAD, DECISION, answer=APPROVE, reply_to=letter)


def too_late_while_merging(play: Told) -> None:
    authorised(play)
    consolidated(play)
    says(play, "the mover cancels", MOVER, CANCEL)
    says(play, "the headteacher takes it back", FORMER_HEAD, REJECT)
    consolidated(play, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, "the mover amends their half")
    play.support("a note", SupportAction.NOTE)


def too_late_after_the_merge(play: Told) -> None:
    authorised(play)
    consolidated(play)
    invitation = play.wales.letter("mover-consolidation-invited")
    play.merged()
    play.mail("the invitation is answered from the other account, with details", MOVER, CONS, CONSOLIDATION,
              reply_to=invitation)  # fmt: skip
    play.wales.add(replace(play.wales.accounts["aprhyss12"], status=AccountStatus.INACTIVE))
    says(play, "the surviving account is inactive", MOVER, CANCEL)


def a_year_too_late(play: Told) -> None:
    requested(play)
    letter = play.wales.letter("headteacher-approval-asked")
    for event in ("3 school days", "7", "14", "half-way to the end", "28"):
        play.time_comes(f"nobody has answered for {event}")
    play.wales.now += timedelta(days=300)
    play.mail("the headteacher approves a year later", FORMER_HEAD, DECISION, answer=APPROVE, reply_to=letter)


def who_is_which_when_both(play: Told) -> None:
    play.wales.add(staff("olds5", "Old Head", "6614011", role=AccountRole.HEADTEACHER))
    requested(play)
    says(play, "a second headteacher on record approves", "olds5@hwbcymru.example", APPROVE)


STORIES: Sequence[Callable[[Told], None]] = (
    approval_asked_again,
    approval_by_the_case_alone,
    approval_by_the_thread_alone,
    approval_of_an_earlier_version,
    call_back_asked_again,
    mover_called_back_again,
    proceed_by_the_case_alone,
    cancel_that_nobody_vouches_for,
    reject_that_nobody_vouches_for,
    a_strangers_word,
    a_champion_with_the_token,
    the_headteacher_with_the_movers_token,
    unclear_again_and_again,
    unclear_then_clear,
    yes_to_a_form,
    yes_to_the_movers_form,
    yes_to_an_invitation,
    school_check_answers,
    school_check_by_number,
    yes_to_a_form_after_the_school_check,
    school_check_cancelled,
    changes_of_mind,
    the_mover_takes_it_back,
    the_mover_withdraws_their_half,
    another_persons_account_withdrawn,
    no_answer_needed_any_more,
    denied_after_it_stood,
    one_false_half_among_two,
    one_false_authorisation_among_two,
    headteacher_gone_before_the_answer,
    headteacher_gone_before_the_approval,
    account_gone_before_the_approval,
    mover_became_head_before_the_approval,
    approval_in_long_words,
    too_late_for_everybody,
    too_late_while_merging,
    too_late_after_the_merge,
    a_year_too_late,
    who_is_which_when_both,
)
