"""What is said again, taken back, changed or too late. Siân moves from Bryn Eithin to Coed Llwyd."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hwb_mailbot.domain.accounts import School
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, MailKind
from tests.domain.moves.playing import Script
from tests.domain.moves.steps import (
    CONS,
    OLD,
    approved,
    authorised,
    consolidated,
    requested,
)
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, TRANSFER, staff

# Second thoughts.


def said_again(play: Script) -> None:
    requested(play)
    requested(play, event="the mover asks for the same once more")


def amended_after_approval(play: Script) -> None:
    approved(play)
    other = TRANSFER | {FieldName.FORMER_USERNAME: "jonesm3"}
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", staff_code="MJ"))
    requested(play, other, "the mover names another former account after the approval")


def authorised_to_two_schools(play: Script) -> None:
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    authorised(play)
    authorised(play, AUTHORISATION | {FieldName.NEW_SCHOOL_NAME: "Maes y Nant"}, "… to another school as well")


def contradicting_halves(play: Script) -> None:
    play.wales.add(staff("jonesm3", "Mari Jones", "6614011", staff_code="MJ"))
    consolidated(
        play, CONSOLIDATION | {FieldName.FORMER_USERNAME: "jonesm3"}, "the mover names somebody else's account"
    )


def headteacher_takes_back(play: Script) -> None:
    authorised(play)
    play.mail(
        "the headteacher writes REJECT, naming the case", FORMER_HEAD, MailKind.DECISION,
        answer=Answer.REJECT, about=play.case.reference if play.case else None,
    )  # fmt: skip


def taken_back_unvouched(play: Script) -> None:
    authorised(play)
    play.mail(
        "REJECT from the headteacher's address that nothing vouches for", FORMER_HEAD, MailKind.DECISION,
        answer=Answer.REJECT, evidence=Evidence.NONE, about=play.case.reference if play.case else None,
    )  # fmt: skip


def withdrawn_after_invitation(play: Script) -> None:
    authorised(play)
    play.answer("the mover replies CANCEL to the invitation", "mover-consolidation-invited", Answer.CANCEL)


def too_late(play: Script) -> None:
    requested(play)
    play.answer("the headteacher replies REJECT", "headteacher-approval-asked", Answer.REJECT)
    play.answer("the headteacher replies APPROVE afterwards", "headteacher-approval-asked", Answer.APPROVE)


def after_the_merge(play: Script) -> None:
    authorised(play)
    consolidated(play)
    play.merged()
    play.mail("the mover sends their half once more, after the merge", OLD, CONS, CONSOLIDATION)
    play.undone("support undoes the merge")


def merge_blocked(play: Script) -> None:
    authorised(play)
    consolidated(play)
    play.blocked("the accounts changed between decision and merge")


def letter_comes_back(play: Script) -> None:
    authorised(play)
    play.letter_failed("a letter of the case comes back")


CHAPTERS: Mapping[str, Sequence[Callable[[Script], None]]] = {
    "Second thoughts": (
        said_again,
        amended_after_approval,
        authorised_to_two_schools,
        contradicting_halves,
        withdrawn_after_invitation,
        headteacher_takes_back,
        taken_back_unvouched,
        too_late,
        after_the_merge,
        merge_blocked,
        letter_comes_back,
    ),
}
