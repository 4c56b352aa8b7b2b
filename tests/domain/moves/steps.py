"""First steps that many scripts share."""

from __future__ import annotations

from collections.abc import Mapping

from hwb_mailbot.domain.mails import Answer, FieldName, MailKind
from tests.domain.moves.playing import Script
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, TRANSFER

AUTH, CONS, REQUEST = MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST
OLD = "aprhyss12@hwbcymru.example"
STRANGER = "nobody@post.example"
NAMING_FORMER = CONSOLIDATION | {FieldName.FORMER_USERNAME: "aprhyss12"}
Details = Mapping[FieldName, str | bool]


def without(details: Details, name: FieldName) -> dict[FieldName, str | bool]:
    return {one: value for one, value in details.items() if one is not name}


def authorised(play: Script, details: Details = AUTHORISATION, event: str = "the headteacher authorises") -> None:
    play.mail(event, FORMER_HEAD, AUTH, details)


def consolidated(play: Script, details: Details = CONSOLIDATION, event: str = "the mover sends their half") -> None:
    play.mail(event, MOVER, CONS, details)


def requested(play: Script, details: Details = TRANSFER, event: str = "the mover asks for a transfer") -> None:
    play.mail(event, MOVER, REQUEST, details)


def approved(play: Script) -> None:
    requested(play)
    play.answer("the headteacher replies APPROVE", "headteacher-approval-asked", Answer.APPROVE)
