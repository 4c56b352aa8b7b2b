"""What the words of an answer amount to: yes, no, both, and what leaves a doubt; and the one answer of it all.

Nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    def __add__(self, other: Ballot) -> Ballot:
        return Ballot(
            self.yes + other.yes,
            self.no + other.no,
            self.weak_yes + other.weak_yes,
            self.weak_no + other.weak_no,
            self.unsure_no + other.unsure_no,
            self.doubts + other.doubts,
        )


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
