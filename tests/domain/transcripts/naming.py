"""Stories of a yes that names somebody, and of requests that turn to another account (N1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hwb_mailbot.domain.accounts import School
from hwb_mailbot.domain.mails import Answer, FieldName
from tests.domain.moves.steps import approved, authorised, consolidated, requested, without
from tests.domain.transcripts.halves import GONE
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, staff

ELSEWHERE = {FieldName.FORMER_DFES_NUMBER: "6654001", FieldName.FORMER_USERNAME: "aprhyss33"}


def an_approval_for_somebody_else(play: Told) -> None:
    requested(play)
    play.answer("approved is somebody else", "headteacher-approval-asked", Answer.APPROVE,
                reads={"yes_names": ("Tomos Gwynn",)})  # fmt: skip
    play.answer("approved are two, the mover among them", "headteacher-answer-unclear", Answer.APPROVE,
                reads={"yes_names": ("Siân ap Rhys", "Tomos Gwynn")})  # fmt: skip


def an_approval_by_title_and_surname(play: Told) -> None:
    requested(play)
    play.answer("approved is the mover, by title and surname", "headteacher-approval-asked", Answer.APPROVE,
                reads={"yes_names": ("Ms Rhys",)})  # fmt: skip
    play.answer("the mover proceeds, in a short form of their name", "mover-transfer-approved", Answer.PROCEED,
                reads={"yes_names": ("Siani",)})  # fmt: skip


def a_yes_by_a_title_alone(play: Told) -> None:
    requested(play)
    play.answer("approved is a title", "headteacher-approval-asked", Answer.APPROVE, reads={"yes_names": ("Mrs",)})


def an_approval_of_another_with_a_title(play: Told) -> None:
    requested(play)
    play.answer("approved is a namesake by surname alone", "headteacher-approval-asked", Answer.APPROVE,
                reads={"yes_names": ("Mr Tomos Rhys",)})  # fmt: skip


def a_proceed_for_somebody_else(play: Told) -> None:
    approved(play)
    play.answer("to proceed is somebody else", "mover-transfer-approved", Answer.PROCEED,
                reads={"yes_names": ("Tomos",)})  # fmt: skip


def a_leaving_date_confirmed_by_name(play: Told) -> None:
    half = without(AUTHORISATION, FieldName.LEAVING_DATE_CONFIRMED)
    authorised(play, half, "an authorisation without its leaving date")
    play.answer("yes, for somebody else", "headteacher-authorisation-incomplete", Answer.APPROVE,
                reads={"yes_names": ("Tomos Gwynn",)})  # fmt: skip
    play.answer("yes, for the mover", "headteacher-answer-unclear", Answer.APPROVE, reads={"yes_names": ("Sian",)})


def another_school_while_the_head_is_asked(play: Told) -> None:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    play.wales.add(staff("aprhyss33", "Siân ap Rhys", "6654001", staff_code="SAR", **GONE))
    requested(play)
    requested(play, ELSEWHERE, "the mover names another school's account instead")
    play.answer("the first headteacher approves all the same", "headteacher-approval-asked", Answer.APPROVE,
                sender="head@bryneithin.example")  # fmt: skip


def another_school_and_back(play: Told) -> None:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    play.wales.add(staff("aprhyss33", "Siân ap Rhys", "6654001", staff_code="SAR", **GONE))
    first = {FieldName.FORMER_DFES_NUMBER: "6614011", FieldName.FORMER_USERNAME: "aprhyss12"}
    play.wales.policy = replace(play.wales.policy, withdrawals_a_day=1)
    for how_often in ("first", "again"):
        requested(play, first, f"the mover names one account, {how_often}")
        requested(play, ELSEWHERE, f"… and the other, {how_often}")


def a_name_changed_between_the_halves(play: Told) -> None:
    consolidated(play)
    play.record(username="aprhyss77", forename="Siân", surname="Parry")
    authorised(play, event="the new account bears another name by now")


def a_name_changed_after_the_authorisation(play: Told) -> None:
    authorised(play)
    play.record(username="aprhyss12", forename="Siân", surname="Parry")
    consolidated(play, event="the former account bears another name by now")


STORIES: Sequence[Callable[[Told], None]] = (
    an_approval_for_somebody_else,
    an_approval_by_title_and_surname,
    a_yes_by_a_title_alone,
    an_approval_of_another_with_a_title,
    a_proceed_for_somebody_else,
    a_leaving_date_confirmed_by_name,
    another_school_while_the_head_is_asked,
    another_school_and_back,
    a_name_changed_between_the_halves,
    a_name_changed_after_the_authorisation,
)
