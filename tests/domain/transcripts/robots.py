"""Stories of mails that seem a robot's and may be a person's: nobody is answered, and a person reads them (N4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hwb_mailbot.domain.mails import PERHAPS_BY_A_PERSON, Evidence, MailKind
from tests.domain.moves.steps import STRANGER, authorised, consolidated, requested
from tests.domain.transcripts.telling import Told
from tests.domain.world import AUTHORISATION, FORMER_HEAD, MOVER


def _seems_a_robots(play: Told, event: str, sender: str, **how: Any) -> None:
    reads = {"machine": True, **how.pop("reads", {})}
    play.mail(event, sender, MailKind.AUTO_REPLY, defects=(PERHAPS_BY_A_PERSON,), reads=reads, **how)


def a_robots_words_about_nothing(play: Told) -> None:
    _seems_a_robots(play, "a seeming robot, about nothing known", FORMER_HEAD)
    _seems_a_robots(play, "… of a stranger, with details", STRANGER, reads={"takes_back": True})


def a_headteacher_like_a_robot(play: Told) -> None:
    authorised(play)
    _seems_a_robots(play, "the headteacher's answer, with a robot's last line", FORMER_HEAD, about=play.reference)
    _seems_a_robots(play, "… thanks", FORMER_HEAD, about=play.reference, only_thanks=True)
    consolidated(play)


def a_mover_like_a_robot(play: Told) -> None:
    play.wales.accounts.pop("robertsj1")
    consolidated(play)
    _seems_a_robots(play, "a robot's mail of the mover that names nothing", MOVER, takes_back=True)
    authorised(play, event="the headteacher authorises meanwhile")


def a_robot_that_nobody_vouches_for(play: Told) -> None:
    authorised(play)
    unvouched: dict[str, Any] = {"evidence": Evidence.NONE, "about": play.reference}
    _seems_a_robots(play, "it may take the authorisation back, and nobody vouches", FORMER_HEAD, takes_back=True,
                    **unvouched)  # fmt: skip
    _seems_a_robots(play, "it takes nothing back, and nobody vouches", FORMER_HEAD, **unvouched)
    _seems_a_robots(play, "a stranger's", STRANGER, about=play.reference, takes_back=True)
    consolidated(play)


def a_robot_that_names_a_person(play: Told) -> None:
    play.mail("an authorisation", FORMER_HEAD, MailKind.AUTHORISATION, AUTHORISATION)
    requested(play)
    _seems_a_robots(play, "a robot's mail names the mover", "Head@BrynEithin.example",
                    people_named=("Sian ap Rhys",))  # fmt: skip


STORIES: Sequence[Callable[[Told], None]] = (
    a_robots_words_about_nothing,
    a_headteacher_like_a_robot,
    a_mover_like_a_robot,
    a_robot_that_nobody_vouches_for,
    a_robot_that_names_a_person,
)
