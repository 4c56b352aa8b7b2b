"""Stories of the new school's own enquiry (R2a): who may make it, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus
from hwb_mailbot.domain.events import SupportAction
from hwb_mailbot.domain.mails import Answer, Evidence, FieldName, Language, MailKind
from tests.domain.moves.special import ENQUIRY
from tests.domain.moves.steps import REQUEST, STRANGER, authorised, consolidated, requested, without
from tests.domain.transcripts.telling import Told
from tests.domain.world import FORMER_HEAD, NEW_HEAD, staff


def _enquired(play: Told, event: str = "the new school's headteacher enquires, in Welsh", **how: object) -> None:
    play.mail(event, "Head@CoedLlwyd.example", REQUEST, ENQUIRY, language=Language.WELSH, **how)


def an_enquiry_refused(play: Told) -> None:
    _enquired(play)
    play.asks_how_it_stands("the new school asks how it stands", NEW_HEAD)
    play.support("support rejects it", SupportAction.REJECT)


def an_enquiry_that_nobody_follows(play: Told) -> None:
    _enquired(play)
    play.times_come(5, "nobody answers")


def an_enquiry_followed_by_both_halves(play: Told) -> None:
    _enquired(play)
    _enquired(play, "the same once more")
    authorised(play)
    consolidated(play)
    play.merged()
    _enquired(play, "the new school enquires after the merge")
    play.record(username="aprhyss12", status=AccountStatus.INACTIVE)
    _enquired(play, "… when the surviving account is inactive")


def an_enquiry_then_a_request(play: Told) -> None:
    _enquired(play)
    requested(play)
    play.answer("the headteacher approves", "headteacher-approval-asked", Answer.APPROVE)
    _enquired(play, "the new school enquires meanwhile")


def an_enquiry_after_the_mover(play: Told) -> None:
    requested(play)
    _enquired(play)


def enquiries_that_are_none(play: Told) -> None:
    for name in (FieldName.FORMER_USERNAME, FieldName.FORMER_DFES_NUMBER, FieldName.NEW_DFES_NUMBER):
        play.mail(f"without the {name}", NEW_HEAD, REQUEST, without(ENQUIRY, name))
    play.mail("by a stranger", STRANGER, REQUEST, ENQUIRY)
    play.mail("by the former school's headteacher", FORMER_HEAD, REQUEST, ENQUIRY)
    _enquired(play, "nobody vouches for it", evidence=Evidence.NONE)


def an_enquiry_by_a_champion_of_a_dead_address(play: Told) -> None:
    play.wales.add(staff("champion4", "Elin Prys", "6724022", role=AccountRole.DIGITAL_CHAMPION, staff_code="EP"))
    play.wales.came_back.add("champion4@hwbcymru.example")
    play.mail("a digital champion enquires", "champion4@hwbcymru.example", REQUEST, ENQUIRY)
    play.wales.came_back.clear()
    play.wales.policy = replace(play.wales.policy, same_letters_a_day=0)
    play.mail("… and writes again", "champion4@hwbcymru.example", REQUEST, ENQUIRY)


def an_enquiry_declined_by_the_headteacher(play: Told) -> None:
    _enquired(play)
    play.mail("the former headteacher rejects", FORMER_HEAD, MailKind.DECISION, answer=Answer.REJECT,
              about=play.reference)  # fmt: skip


def a_colleague_writes_of_nobody(play: Told) -> None:
    play.wales.add(staff("officeg8", "Gwen Office", "6724022", staff_code="GO"))
    nobodys = ENQUIRY | {FieldName.FORMER_USERNAME: "nobody1"}
    play.mail("a secretary writes for somebody whom the directory does not know", "officeg8@hwbcymru.example",
              REQUEST, nobodys)  # fmt: skip
    play.mail("… and nobody vouches", "officeg8@hwbcymru.example", REQUEST, nobodys, evidence=Evidence.NONE)
    play.mail("of somebody at another school than she says", "officeg8@hwbcymru.example", REQUEST,
              ENQUIRY | {FieldName.FORMER_DFES_NUMBER: "6654001"})  # fmt: skip


STORIES: Sequence[Callable[[Told], None]] = (
    an_enquiry_refused,
    an_enquiry_that_nobody_follows,
    an_enquiry_followed_by_both_halves,
    an_enquiry_then_a_request,
    an_enquiry_after_the_mover,
    enquiries_that_are_none,
    an_enquiry_by_a_champion_of_a_dead_address,
    an_enquiry_declined_by_the_headteacher,
    a_colleague_writes_of_nobody,
)
