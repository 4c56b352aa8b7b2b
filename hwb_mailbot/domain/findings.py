"""Both halves of a case beside what the directory says of them, and what a check finds of the two.

Nothing here decides; the table of checks is ``checks``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.cases import Case, Half
from hwb_mailbot.domain.facts import Facts


class Outcome(StrEnum):
    """What a finding leads to; "pass" is no finding."""

    WAIT = "wait"
    ASK = "ask"
    REVIEW = "review"
    REFUSE = "refuse"


class Concerns(StrEnum):
    """Whose half or whose record a finding is about."""

    AUTHORISATION = "authorisation"
    CONSOLIDATION = "consolidation"
    BOTH = "both"
    FORMER_RECORD = "former-record"
    NEW_RECORD = "new-record"


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that did not pass: its outcome, the reason code (``wording``), whom it concerns, and the values."""

    outcome: Outcome
    code: str
    concerns: Concerns
    stated: str = ""
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both halves of a case beside what the directory says of them. Anything may still be missing."""

    case: Case
    facts: Facts
    today: date
    former: Account | None
    new: Account | None

    @property
    def authorisation(self) -> Half | None:
        return self.case.authorisation

    @property
    def consolidation(self) -> Half | None:
        return self.case.consolidation

    @property
    def former_school(self) -> School | None:
        return self.facts.school(self.former.dfes_number) if self.former else None

    @property
    def new_school(self) -> School | None:
        return self.facts.school(self.new.dfes_number) if self.new else None

    def halves(self) -> Iterator[tuple[Half, Concerns]]:
        """The halves that are here, with the name of each."""
        if self.case.authorisation is not None:
            yield self.case.authorisation, Concerns.AUTHORISATION
        if self.case.consolidation is not None:
            yield self.case.consolidation, Concerns.CONSOLIDATION
