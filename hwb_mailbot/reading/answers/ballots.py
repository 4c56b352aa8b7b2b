"""What the words of an answer amount to: yes, no, both, and what leaves a doubt; and the one answer of it all.

Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hwb_mailbot.domain.mails import Answer


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the words of an answer amount to before they are weighed."""

    yes: int = 0
    no: int = 0
    weak_yes: int = 0
    weak_no: int = 0
    unsure_no: int = 0
    """A refusing word among unexplained ones: ``my train was cancelled``."""
    doubts: tuple[str, ...] = ()

    @property
    def says_yes(self) -> bool:
        """Whether a yes is said, in whatever words."""
        return bool(self.yes or self.weak_yes)

    @property
    def says_no(self) -> bool:
        """Whether a no is said, or may be."""
        return bool(self.no or self.weak_no or self.unsure_no)

    def __add__(self, other: Ballot) -> Ballot:
        return Ballot(
            self.yes + other.yes,
            self.no + other.no,
            self.weak_yes + other.weak_yes,
            self.weak_no + other.weak_no,
            self.unsure_no + other.unsure_no,
            self.doubts + other.doubts,
        )


OF_THE_NO = frozenset({"condition", "hedge", "question", "both-answers", "taken-back", "not-yet", "not-entitled"})
"""What leaves a doubt about a refusal wherever it stands; a refusal's reasons may be as unsure as they like."""
_OF_A_REASON = frozenset({"condition", "not-yet"})
"""What leaves none in a sentence that refuses too: ``No. He is away until Easter, so his account stays here.``"""


def together(parts: Iterable[Ballot]) -> Ballot:
    """The ballots of an answer's sentences as one; beside a plain no and without any yes, reasons leave no doubt."""
    parts = list(parts)
    whole = sum(parts, start=Ballot())
    plain_no = any((part.no or part.weak_no) and not part.doubts for part in parts)
    if not plain_no or whole.yes or whole.weak_yes:
        return whole
    doubts = [doubt for part in parts for doubt in part.doubts if not (part.no and doubt in _OF_A_REASON)]
    return replace(whole, doubts=tuple(doubt for doubt in doubts if doubt in OF_THE_NO))


def decided(ballot: Ballot, *, to_head: bool) -> Answer:
    """The one answer that ``ballot`` amounts to; unclear wherever a careful officer would ask back."""
    yes, no = ballot.yes, ballot.no
    if ballot.unsure_no and not no:
        return Answer.UNCLEAR
    refused = (no or ballot.weak_no) and not (yes or ballot.weak_yes)
    if any(doubt != "defer" or not refused for doubt in ballot.doubts):
        return Answer.UNCLEAR
    if yes and (no or ballot.weak_no):
        return Answer.UNCLEAR
    if no:
        return Answer.REJECT if to_head else Answer.CANCEL
    if yes:
        return Answer.APPROVE if to_head else Answer.PROCEED
    if ballot.weak_yes and not ballot.weak_no:
        return Answer.APPROVE if to_head else Answer.PROCEED
    if ballot.weak_no and not ballot.weak_yes:
        return Answer.REJECT if to_head else Answer.CANCEL
    return Answer.UNCLEAR
