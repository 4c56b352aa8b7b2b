"""Stories of schools: such as have become another, who may authorise for them (R24), and which new one is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from hwb_mailbot.domain.accounts import AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.events import SupportAction
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import FieldName
from tests.domain.moves.steps import AUTH, NAMING_FORMER, authorised, consolidated, requested, without
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, FORMER_HEAD, TRANSFER, staff

OLD = "6612044"
OF_OLD = {FieldName.FORMER_DFES_NUMBER: OLD, FieldName.FORMER_SCHOOL_NAME: "Hen Bont"}


def _hen_bont(play: Told) -> None:
    """Bryn Eithin has taken over a school."""
    play.wales.add(School(OLD, "Hen Bont School", "Ysgol yr Hen Bont", status=SchoolStatus.CLOSED,
                          successor_dfes_number="6614011"))  # fmt: skip


def authorised_by_the_old_number(play: Told) -> None:
    _hen_bont(play)
    authorised(play, AUTHORISATION | OF_OLD, "the successor's headteacher gives the old number and name")
    consolidated(play)


def authorised_by_the_old_number_alone(play: Told) -> None:
    _hen_bont(play)
    nobodys = AUTHORISATION | OF_OLD | {FieldName.FORMER_USERNAME: "nobody1"}
    authorised(play, nobodys, "the successor's headteacher, with a mistyped username")
    consolidated(play, NAMING_FORMER, "the mover names the account")


def authorised_by_the_number_of_another(play: Told) -> None:
    _hen_bont(play)
    elsewhere = {FieldName.FORMER_DFES_NUMBER: "6724022", FieldName.FORMER_USERNAME: "nobody1"}
    authorised(play, AUTHORISATION | elsewhere, "the number is that of a school which they do not head")
    nowhere = {FieldName.FORMER_DFES_NUMBER: "6619999", FieldName.FORMER_USERNAME: "nobody1"}
    authorised(play, AUTHORISATION | nowhere, "the number is that of no school")


def authorised_for_an_account_left_behind(play: Told) -> None:
    _hen_bont(play)
    play.wales.add(staff("aprhyss5", "Siân ap Rhys", OLD, staff_code="SAR", leaving_date=date(2026, 8, 31),
                         status=AccountStatus.INACTIVE))  # fmt: skip
    authorised(play, AUTHORISATION | OF_OLD | {FieldName.FORMER_USERNAME: "aprhyss5"}, "the account is still there")
    play.support("support approves by name", SupportAction.APPROVE)
    consolidated(play)


def requested_by_the_old_number(play: Told) -> None:
    _hen_bont(play)
    requested(play, TRANSFER | OF_OLD, "the mover gives the old number and name")


def _without_username(play: Told) -> LetterOrder:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    half = without(AUTHORISATION, FieldName.FORMER_USERNAME) | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant"}
    authorised(play, half, "an authorisation to another school, without the username")
    return play.wales.letter("headteacher-authorisation-incomplete")


def another_new_school_in_the_form(play: Told) -> None:
    letter = _without_username(play)
    right = {FieldName.FORMER_USERNAME: "aprhyss12", FieldName.NEW_SCHOOL_NAME: "Coed Llwyd High"}
    play.mail("the form comes back with the school put right", FORMER_HEAD, AUTH, right, reply_to=letter)


def another_new_school_in_a_mail(play: Told) -> None:
    _without_username(play)
    play.mail("a mail of its own names the other school", FORMER_HEAD, AUTH, AUTHORISATION, about=play.reference)


STORIES: Sequence[Callable[[Told], None]] = (
    authorised_by_the_old_number,
    authorised_by_the_old_number_alone,
    authorised_by_the_number_of_another,
    authorised_for_an_account_left_behind,
    requested_by_the_old_number,
    another_new_school_in_the_form,
    another_new_school_in_a_mail,
)
