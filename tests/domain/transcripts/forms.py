"""Stories of our forms in the quotes of other people's mails, which whoever answers all may find filled in (N1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hwb_mailbot.domain.events import SentLetter
from hwb_mailbot.domain.mails import Evidence, FieldName
from tests.domain.moves.steps import AUTH, CONS, STRANGER, authorised, consolidated, without
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER

ANSWERS = {"answers_a_mail": True}


def _in_a_quote(play: Told, event: str, sender: str, **how: Any) -> None:
    details = how.pop("details", AUTHORISATION)
    play.mail(event, sender, how.pop("kind", AUTH), details, where="quoted form", reads=ANSWERS, **how)


def a_form_filled_in_by_another(play: Told) -> None:
    _in_a_quote(play, "a headteacher answers a mail in which the form is filled in", FORMER_HEAD)
    _in_a_quote(play, "… a stranger does", STRANGER)
    _in_a_quote(play, "… nobody vouches for the headteacher", FORMER_HEAD, evidence=Evidence.NONE)
    _in_a_quote(play, "a mover does", MOVER, kind=CONS, details=CONSOLIDATION)


def a_form_filled_in_under_a_half_that_stands(play: Told) -> None:
    authorised(play)
    _in_a_quote(play, "the headteacher answers somebody's form", FORMER_HEAD, about=play.reference)
    consolidated(play)


def a_form_that_was_sent_to_its_writer(play: Told) -> None:
    authorised(play, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), "an authorisation without the new school")
    sent = play.sent("headteacher-authorisation-incomplete")
    _in_a_quote(play, "the form is answered from elsewhere in its thread", "robertsj1@hwbcymru.example",
                arrives={"in_thread_of": (sent,)}, about=play.reference)  # fmt: skip


def a_form_that_was_sent_to_another(play: Told) -> None:
    authorised(play, without(AUTHORISATION, FieldName.NEW_SCHOOL_NAME), "an authorisation without the new school")
    sent: SentLetter = replace(play.sent("headteacher-authorisation-incomplete"), to="head@elsewhere.example")
    _in_a_quote(play, "the form that somebody else was sent", FORMER_HEAD, arrives={"in_thread_of": (sent,)},
                about=play.reference)  # fmt: skip


def a_form_in_a_mail_of_its_own(play: Told) -> None:
    play.mail("whoever begins a mail has filled in the form themselves", FORMER_HEAD, AUTH, AUTHORISATION,
              where="quoted form")  # fmt: skip


STORIES: Sequence[Callable[[Told], None]] = (
    a_form_filled_in_by_another,
    a_form_filled_in_under_a_half_that_stands,
    a_form_that_was_sent_to_its_writer,
    a_form_that_was_sent_to_another,
    a_form_in_a_mail_of_its_own,
)
