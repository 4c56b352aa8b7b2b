"""Journeys by two e-mails and by a transfer request, and who wrote. Siân moves from Bryn Eithin to Coed Llwyd."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hwb_mailbot.domain.accounts import AccountStatus, School
from hwb_mailbot.domain.mails import Answer, Detail, Evidence, FieldName, MailKind
from tests.domain.moves.playing import Script
from tests.domain.moves.steps import (
    AUTH,
    CONS,
    NAMING_FORMER,
    STRANGER,
    approved,
    authorised,
    consolidated,
    requested,
    without,
)
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, NEW_HEAD, TRANSFER

ENQUIRY = MailKind.ENQUIRY

# By two e-mails.


def authorisation_first(play: Script) -> None:
    authorised(play)
    consolidated(play)
    play.merged()


def consolidation_first(play: Script) -> None:
    consolidated(play)
    authorised(play)


def consolidation_names_former_account(play: Script) -> None:
    consolidated(play, NAMING_FORMER, "the mover sends their half and names the former account")
    play.answer("the headteacher replies APPROVE", "headteacher-approval-asked", Answer.APPROVE)


def nobody_to_invite(play: Script) -> None:
    play.record(username="aprhyss77", status=AccountStatus.INACTIVE)
    authorised(play, event="the headteacher authorises; no active account at the new school bears the name")


def incomplete_authorisation(play: Script) -> None:
    authorised(play, without(AUTHORISATION, FieldName.STAFF_NAME), "the headteacher leaves something out")
    letter = play.wales.letter("headteacher-authorisation-incomplete")
    more = {FieldName.STAFF_NAME: "Siân ap Rhys"}
    play.mail("the headteacher fills in the form", FORMER_HEAD, AUTH, more, reply_to=letter)


def incomplete_consolidation(play: Script) -> None:
    consolidated(play, without(CONSOLIDATION, FieldName.STAFF_CODE), "the mover leaves something out")
    letter = play.wales.letter("mover-consolidation-incomplete")
    play.mail("the mover fills in the form", MOVER, CONS, {FieldName.STAFF_CODE: "SAR"}, reply_to=letter)


def short_reply(play: Script) -> None:
    wrong = AUTHORISATION | {FieldName.FORMER_DFES_NUMBER: "6724022"}
    authorised(play, wrong, "one number of the headteacher's is wrong, and nothing else")
    letter, number = play.wales.letter("headteacher-authorisation-incomplete"), {Detail.DFES_NUMBER: "6614011"}
    play.mail("the headteacher replies with the bare number", FORMER_HEAD, ENQUIRY, few_words=number, reply_to=letter)


def thanks(play: Script) -> None:
    authorised(play)
    about = play.case.reference if play.case else None
    play.mail("the headteacher replies with thanks alone", FORMER_HEAD, ENQUIRY, mere_thanks=True, about=about)


def contradictory_consolidation(play: Script) -> None:
    consolidated(play, CONSOLIDATION | {FieldName.STAFF_CODE: "XX"}, "something in the mover's half does not fit")


def grace(play: Script) -> None:
    play.wales.policy = replace(play.wales.policy, grace=timedelta(hours=24))
    authorised(play)
    consolidated(play, event="the mover sends their half; a pause (`grace`) is configured")
    play.time_comes("the pause ends")


def grace_cancelled(play: Script) -> None:
    play.wales.policy = replace(play.wales.policy, grace=timedelta(hours=24))
    authorised(play)
    consolidated(play, event="the mover sends their half; a pause (`grace`) is configured")
    play.answer("the mover replies CANCEL", "mover-merge-paused", Answer.CANCEL)


def grace_hastened(play: Script) -> None:
    play.wales.policy = replace(play.wales.policy, grace=timedelta(hours=24))
    authorised(play)
    consolidated(play, event="the mover sends their half; a pause (`grace`) is configured")
    play.answer("the mover replies PROCEED", "mover-merge-paused", Answer.PROCEED)


# Transfer requests.


def transfer(play: Script) -> None:
    approved(play)
    play.answer("the mover replies PROCEED", "mover-transfer-approved", Answer.PROCEED)
    play.merged()


def transfer_rejected(play: Script) -> None:
    requested(play)
    play.answer("the headteacher replies REJECT", "headteacher-approval-asked", Answer.REJECT)


def transfer_cancelled(play: Script) -> None:
    approved(play)
    play.answer("the mover replies CANCEL", "mover-transfer-approved", Answer.CANCEL)


def transfer_withdrawn_before_approval(play: Script) -> None:
    requested(play)
    play.mail(
        "the mover writes CANCEL, naming the case", MOVER, MailKind.CONFIRMATION,
        answer=Answer.CANCEL, about=play.case.reference if play.case else None,
    )  # fmt: skip


def transfer_school_in_doubt(play: Script) -> None:
    wrong = TRANSFER | {FieldName.FORMER_SCHOOL_NAME: "Maes y Nant"}
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    requested(play, wrong, "the mover asks for a transfer; school name and number are of two schools")
    play.answer("the mover replies PROCEED: the number is right", "mover-transfer-school-check", Answer.PROCEED)


def transfer_unclear(play: Script) -> None:
    requested(play)
    play.answer("the headteacher's answer is unclear", "headteacher-approval-asked", Answer.UNCLEAR)
    play.answer("the headteacher's answer is unclear again", "headteacher-answer-unclear", Answer.UNCLEAR)
    play.answer("the headteacher's answer is unclear a third time", "headteacher-answer-unclear", Answer.UNCLEAR)


def proceed_unclear(play: Script) -> None:
    approved(play)
    play.answer("the mover's answer is unclear", "mover-transfer-approved", Answer.UNCLEAR)


# Who wrote?


def _head_called_back(play: Script, answer: Answer) -> None:
    event = "an authorisation from the headteacher's address that nothing vouches for"
    play.mail(event, FORMER_HEAD, AUTH, AUTHORISATION, evidence=Evidence.NONE)
    play.answer(f"the headteacher replies {answer.upper()} to the call-back", "headteacher-sender-check", answer)


def _mover_called_back(play: Script, answer: Answer) -> None:
    event = "a consolidation from the mover's address that nothing vouches for"
    play.mail(event, MOVER, CONS, CONSOLIDATION, evidence=Evidence.NONE)
    play.answer(f"the mover replies {answer.upper()} to the call-back", "mover-sender-check", answer)


def headteacher_called_back(play: Script) -> None:
    _head_called_back(play, Answer.APPROVE)


def headteacher_denies(play: Script) -> None:
    _head_called_back(play, Answer.REJECT)


def deputy_authorises(play: Script) -> None:
    play.mail("a deputy, secretary or stranger authorises", "deputy@bryneithin.example", AUTH, AUTHORISATION)


def mover_called_back(play: Script) -> None:
    _mover_called_back(play, Answer.PROCEED)


def mover_denies(play: Script) -> None:
    _mover_called_back(play, Answer.CANCEL)


def colleague_consolidates(play: Script) -> None:
    play.mail("a colleague sends the mover's half", NEW_HEAD, CONS, CONSOLIDATION)


def token_from_another(play: Script) -> None:
    requested(play)
    play.answer(
        "somebody else replies APPROVE with the headteacher's letter", "headteacher-approval-asked", Answer.APPROVE,
        sender="deputy@bryneithin.example",
    )  # fmt: skip


def one_hand(play: Script) -> None:
    consolidated(play)
    play.mail("the mover sends the authorisation too", MOVER, AUTH, AUTHORISATION)


def nobody_on_record(play: Script) -> None:
    nobody = CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody3"}
    play.mail("a stranger, vouched for, names accounts that are not there", STRANGER, CONS, nobody)


def nobody_unvouched(play: Script) -> None:
    nobody = CONSOLIDATION | {FieldName.NEW_USERNAME: "nobody3"}
    play.mail("a stranger that nothing vouches for does", STRANGER, CONS, nobody, evidence=Evidence.NONE)


CHAPTERS: Mapping[str, Sequence[Callable[[Script], None]]] = {
    "By two e-mails (R1 to R5)": (
        authorisation_first,
        consolidation_first,
        consolidation_names_former_account,
        nobody_to_invite,
        incomplete_authorisation,
        short_reply,
        thanks,
        incomplete_consolidation,
        contradictory_consolidation,
        grace,
        grace_cancelled,
        grace_hastened,
    ),
    "Transfer requests (R6 to R9)": (
        transfer,
        transfer_rejected,
        transfer_cancelled,
        transfer_withdrawn_before_approval,
        transfer_school_in_doubt,
        transfer_unclear,
        proceed_unclear,
    ),
    "Who wrote it (R24, R25, R28)": (
        headteacher_called_back,
        headteacher_denies,
        deputy_authorises,
        mover_called_back,
        mover_denies,
        colleague_consolidates,
        token_from_another,
        one_hand,
        nobody_on_record,
        nobody_unvouched,
    ),
}
