"""Representative cases that are really decided, step by step; what follows from each step is written down as a move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hwb_mailbot import config
from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.events import (
    DirectoryChanged,
    LetterFailed,
    MergeBlocked,
    MergeCarriedOut,
    MergeUndone,
    SupportActed,
    SupportAction,
    TimeCame,
)
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Answer, MailKind
from hwb_mailbot.domain.merging import merged_accounts
from hwb_mailbot.domain.school_days import SchoolDays
from tests.domain.world import FORMER_HEAD, MOVER, NEW_HEAD, World, world

TEAM = "team@support.example"
CALENDAR = SchoolDays.outside(
    config.school_holidays(config.parse("[mailbot]\naddress = hwb@support.example\n", Path("/nowhere")))
)
WHO = {
    MOVER: "new account",
    "aprhyss12@hwbcymru.example": "former account",
    FORMER_HEAD: "former headteacher",
    NEW_HEAD: "new headteacher",
    TEAM: "support team",
    "moriond3@hwbcymru.example": "former school's digital champion",
    "champion4@hwbcymru.example": "new school's digital champion",
    "officeg8@hwbcymru.example": "new school's secretary",
}
"""The people of the small Wales by what they are to the case."""


@dataclass(frozen=True)
class Move:
    """One row: what happened, the state before and after, why, and the letters with their receivers."""

    event: str
    before: str
    after: str
    reasons: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]

    def row(self) -> str:
        """The row as Markdown."""
        letters = "<br>".join(f"`{template}` to the {to}" for template, to in self.letters) or "none"
        why = f" ({', '.join(self.reasons)})" if self.reasons and self.reasons != (self.after,) else ""
        return f"| {self.event} | {self.before} | {self.after}{why} | {letters} |"


class Script:
    """One representative case as it goes on, each step a move."""

    def __init__(self) -> None:
        self.wales: World = world()
        self.wales.policy = replace(self.wales.policy, school_days=CALENDAR, support=TEAM)
        self.moves: list[Move] = []
        self.before: tuple[Account, ...] = ()

    @property
    def case(self) -> Case | None:
        """The case that the script is about: the youngest that was not joined to another."""
        cases = [one for one in self.wales.cases.values() if not one.joined_to]
        return cases[-1] if cases else None

    def record(self, **changes: Any) -> None:
        """Another record in the directory: of the account ``username``, or the school ``dfes_number``."""
        if "username" in changes:
            self.wales.add(replace(self.wales.accounts[changes["username"]], **changes))
        else:
            self.wales.add(replace(self.wales.schools[changes["dfes_number"]], **changes))

    def mail(self, event: str, sender: str, kind: MailKind, *people: Any, **how: Any) -> None:
        """A mail arrives."""
        self.step(event, lambda: self.wales.mail(sender, kind, *people, **how))

    def answer(self, event: str, template: str, answer: Answer, **how: Any) -> None:
        """The receiver of the latest letter of that kind replies."""
        letter = self.wales.letter(template)
        kind = MailKind.DECISION if template.startswith("headteacher") else MailKind.CONFIRMATION
        self.mail(event, how.pop("sender", letter.to), kind, answer=answer, reply_to=letter, **how)

    def support(self, event: str, action: SupportAction, **how: Any) -> None:
        """Mair of the support team acts."""
        self.step(event, lambda: self.wales.decide(SupportActed(self._reference, action, "Mair", "rang them", **how)))

    def run(self, event: str, **changes: Any) -> None:
        """A provisioning run changes a record, and the case goes on."""
        if changes:
            self.record(**changes)
        self.step(event, lambda: self.wales.decide(DirectoryChanged(self._reference)))

    def merged(self, event: str = "the directory has merged the accounts") -> None:
        """The directory has carried the merge out."""
        self.step(event, lambda: self.wales.decide(MergeCarriedOut(self._reference)))
        self.before = (self.wales.accounts["aprhyss12"], self.wales.accounts["aprhyss77"])
        former, new = self.before
        self.wales.add(*merged_accounts(former, new))

    def blocked(self, event: str) -> None:
        """The accounts are no longer as they were."""
        self.step(event, lambda: self.wales.decide(MergeBlocked(self._reference, "former-account-changed")))

    def undone(self, event: str) -> None:
        """Support has undone the merge; both accounts are as they were before."""
        self.wales.add(*self.before)
        self.step(event, lambda: self.wales.decide(MergeUndone(self._reference, "Mair", "asked for")))

    def letter_failed(self, event: str) -> None:
        """A letter of the case came back."""
        failed = LetterFailed(self._reference, "letter-1", self.wales.letters[-1].template)
        self.step(event, lambda: self.wales.decide(failed))

    def time_comes(self, event: str) -> None:
        """The case's next due time has come."""
        case = self.wales.cases[self._reference]
        assert case.due_at is not None, f"{event}: nothing is due"
        self.wales.now = case.due_at
        self.step(event, lambda: self.wales.decide(TimeCame(self._reference)))

    def until(self, state: CaseState, event: str) -> None:
        """Let due times come until the case is in ``state``; only the last is a move."""
        reference = self._reference
        while self.wales.cases[reference].state is not state:
            kept = len(self.moves)
            self.time_comes(event)
            if self.wales.cases[reference].state is not state:
                del self.moves[kept:]

    @property
    def _reference(self) -> str:
        assert self.case is not None
        return self.case.reference

    def step(self, event: str, action: Callable[[], Decision]) -> None:
        """Do it, and write down the move that it was."""
        known, written = self.case, len(self.wales.letters)
        decision = action()
        assert not decision.refused, f"{event}: {decision.refused}"
        case = self.case
        letters = tuple((one.template, _who(one)) for one in self.wales.letters[written:])
        after = str(case.state) if case else f"no case; mail: {decision.mail_end}"
        reasons = case.reasons if case and case.reasons else decision.reasons
        move = Move(event, str(known.state) if known else "none", after, reasons, letters)
        if move not in self.moves:
            self.moves.append(move)
        self.wales.now += timedelta(minutes=5)


def _who(letter: LetterOrder) -> str:
    return WHO.get(letter.to, f"sender `{letter.to}`")
