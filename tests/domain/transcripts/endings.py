"""Stories of how cases end, and of what is asked for once more afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.domain.accounts import AccountStatus, School
from hwb_mailbot.domain.events import MergeCarriedOut, SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from hwb_mailbot.domain.merging import merged_accounts
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


def _merged(play: Told) -> str:
    authorised(play)
    consolidated(play)
    play.merged()
    return play.reference


def authorised_once_more_after_the_merge(play: Told) -> None:
    reference = _merged(play)
    authorised(play, event="the headteacher writes the same once more")
    play.mail("… in the case's own thread, in Welsh", "Head@BrynEithin.example", AUTH, AUTHORISATION, about=reference,
              language=Language.WELSH)  # fmt: skip
    authorised(play, event="a third time that day")


def authorised_elsewhere_after_the_merge(play: Told) -> None:
    _merged(play)
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    further = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant", FieldName.FORMER_SCHOOL_NAME: "Coed Llwyd",
                               FieldName.FORMER_DFES_NUMBER: "6724022"}  # fmt: skip
    play.mail("the new headteacher authorises a move further on", NEW_HEAD, AUTH, further)


def authorised_once_more_after_moving_twice(play: Told) -> None:
    _merged(play)
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    play.record(username="aprhyss12", leaving_date=date(2026, 9, 9), status=AccountStatus.INACTIVE)
    further = staff("aprhyss88", "Siân ap Rhys", "6654001", staff_code="SAR", employee_number="7",
                    start_date=date(2026, 9, 10))  # fmt: skip
    play.wales.add(further)
    again = AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant", FieldName.FORMER_SCHOOL_NAME: "Coed Llwyd",
                             FieldName.FORMER_DFES_NUMBER: "6724022"}  # fmt: skip
    play.mail("the new headteacher authorises a move further on", NEW_HEAD, AUTH, again)
    play.mail("the mover sends their half from there", further.email, CONS, {
        FieldName.NEW_SCHOOL_NAME: "Maes y Nant", FieldName.NEW_DFES_NUMBER: "6654001",
        FieldName.NEW_USERNAME: "aprhyss88", FieldName.STAFF_CODE: "SAR", FieldName.EMPLOYEE_NUMBER: "7"})  # fmt: skip
    play.happens("the directory has merged these too", MergeCarriedOut(play.reference))
    play.wales.add(*merged_accounts(play.wales.accounts["aprhyss12"], further))
    authorised(play, event="the first headteacher writes the same once more")
    play.mail("so does the second", NEW_HEAD, AUTH, again)


def authorised_by_name_after_the_merge(play: Told) -> None:
    _merged(play)
    authorised(play, AUTHORISATION | {FieldName.STAFF_NAME: "Jac Roberts"}, "for another person")
    play.mail("by a stranger", STRANGER, AUTH, AUTHORISATION)
    play.mail("by whom nobody vouches for", FORMER_HEAD, AUTH, AUTHORISATION, evidence=NONE)
    authorised(play, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), "without a school")


def consolidated_once_more_after_the_merge(play: Told) -> None:
    reference = _merged(play)
    play.mail("from the surviving address, in Welsh", OLD, CONS, CONSOLIDATION, language=Language.WELSH)
    play.mail("from the other, in the case's thread", MOVER, REQUEST, TRANSFER, about=reference)
    play.mail("from the other once more", MOVER, CONS, NAMING_FORMER)
    play.mail("by a colleague", "haulw4@hwbcymru.example", CONS, CONSOLIDATION)


def moving_on_after_the_merge(play: Told) -> None:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    _merged(play)
    play.mail("another number", OLD, CONS, CONSOLIDATION | {FieldName.NEW_DFES_NUMBER: "6654001"})
    play.mail("another account", OLD, CONS, NAMING_FORMER | {FieldName.NEW_USERNAME: "aprhyss99"})
    play.mail("another school", OLD, CONS, {FieldName.NEW_USERNAME: "aprhyss12",
                                            FieldName.NEW_SCHOOL_NAME: "Maes y Nant"})  # fmt: skip
    play.mail("the surviving account, by its own name", OLD, CONS, {FieldName.NEW_USERNAME: "aprhyss12"})


def once_more_when_the_survivor_is_gone(play: Told) -> None:
    _merged(play)
    play.wales.add(replace(play.wales.accounts["aprhyss12"], status=AccountStatus.INACTIVE))
    authorised(play, event="the headteacher writes the same once more")
    play.mail("the mover does", OLD, CONS, CONSOLIDATION)


def once_more_when_letters_come_back(play: Told) -> None:
    _merged(play)
    play.wales.came_back.add(OLD)
    play.mail("from the surviving address", OLD, CONS, CONSOLIDATION)


def once_more_after_an_earlier_merge(play: Told) -> None:
    _merged(play)
    play.wales.cases.clear()
    play.mail("the case is long forgotten", OLD, CONS, CONSOLIDATION)


def withdrawn_before_the_head_was_asked(play: Told) -> None:
    consolidated(play)
    play.mail("the mover cancels", MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=play.reference,
              language=Language.WELSH)  # fmt: skip


def withdrawn_after_the_authorisation(play: Told) -> None:
    play.record(username="aprhyss12", status=AccountStatus.ACTIVE)
    authorised(play)
    consolidated(play, event="both halves are here; the former account is not released")
    play.mail("the mover cancels", MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=play.reference)


def withdrawn_before_an_authorisation_fitted(play: Told) -> None:
    authorised(play, without(AUTHORISATION, FieldName.STAFF_NAME) | {FieldName.FORMER_SCHOOL_NAME: "Maes y Nant"},
               "an authorisation that does not fit")  # fmt: skip
    consolidated(play, NAMING_FORMER, "the mover names the account")
    play.mail("the mover cancels", MOVER, MailKind.CONFIRMATION, answer=Answer.CANCEL, about=play.reference)


def rejected_after_the_approval(play: Told) -> None:
    approved(play)
    play.mail("the headteacher takes it back", FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT,
              about=play.reference, language=Language.WELSH)  # fmt: skip


def rejected_with_another_name(play: Told) -> None:
    play.record(username="aprhyss77", surname="Parry", forename="Siân")
    authorised(play, AUTHORISATION | {FieldName.NEW_USERNAME: "aprhyss77"}, "the headteacher names both accounts")
    play.mail("the mover's half, in Welsh", MOVER, CONS, CONSOLIDATION, language=Language.WELSH)
    play.mail("the headteacher takes it back", FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT,
              about=play.reference)  # fmt: skip


def undone_in_welsh(play: Told) -> None:
    play.mail("awdurdodiad", FORMER_HEAD, AUTH, AUTHORISATION, language=Language.WELSH)
    play.mail("cyfuno", MOVER, CONS, CONSOLIDATION, language=Language.WELSH)
    play.merged()
    play.undone("support undoes the merge")
    play.asks_how_it_stands("the mover asks", MOVER)
    play.support("support rejects it", SupportAction.REJECT)


def merged_with_a_deputys_half(play: Told) -> None:
    play.mail("a deputy authorises, in Welsh", "deputy@bryneithin.example", AUTH, AUTHORISATION,
              language=Language.WELSH)  # fmt: skip
    play.answer("the headteacher confirms", "headteacher-sender-check", Answer.APPROVE, evidence=NONE)
    play.mail("a colleague consolidates, in Welsh", "haulw4@hwbcymru.example", CONS, CONSOLIDATION,
              language=Language.WELSH)  # fmt: skip
    play.answer("the mover confirms", "mover-sender-check", Answer.PROCEED, evidence=NONE)
    play.merged()


def merged_after_support_approved(play: Told) -> None:
    requested(play)
    play.support("support approves by name", SupportAction.APPROVE)
    play.answer("the mover proceeds", "mover-transfer-approved", Answer.PROCEED)
    play.merged()
    play.undone("support undoes the merge")


STORIES: Sequence[Callable[[Told], None]] = (
    authorised_once_more_after_the_merge,
    authorised_elsewhere_after_the_merge,
    authorised_once_more_after_moving_twice,
    authorised_by_name_after_the_merge,
    consolidated_once_more_after_the_merge,
    moving_on_after_the_merge,
    once_more_when_the_survivor_is_gone,
    once_more_when_letters_come_back,
    once_more_after_an_earlier_merge,
    withdrawn_before_the_head_was_asked,
    withdrawn_after_the_authorisation,
    withdrawn_before_an_authorisation_fitted,
    rejected_after_the_approval,
    rejected_with_another_name,
    undone_in_welsh,
    merged_with_a_deputys_half,
    merged_after_support_approved,
)
