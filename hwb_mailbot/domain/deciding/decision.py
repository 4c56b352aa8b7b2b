"""What a decision comes to: changed cases, letters to send, and what becomes of the mail. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hwb_mailbot.domain.absences import Absence
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.separations import Separation


class MailEnd(StrEnum):
    """What becomes of a mail: dealt with, or laid before the support team with reasons."""

    DONE = "done"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of ``decide``, to be committed as one.

    ``cases`` are whole new values. ``reasons`` are codes that say why a mail went to support.
    """

    cases: tuple[Case, ...] = ()
    letters: tuple[LetterOrder, ...] = ()
    mail_end: MailEnd = MailEnd.DONE
    reasons: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    """Who is away, as an automatic reply said."""
    separations: tuple[Separation, ...] = ()
    """Which accounts support has separated, or has let join again."""
    refused: str = ""
    """Why a support action cannot be done, as a code; empty when it was done."""
    refused_values: Mapping[str, str] = field(default_factory=dict)
    """What the refusal may tell: the case's ``state``, ``by`` whom and on which ``date`` (ISO) it was done already."""
