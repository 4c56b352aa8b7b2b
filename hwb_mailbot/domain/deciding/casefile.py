"""A case on the desk: the case as decided so far, and the letters that this decision wants sent.

Local and short-lived: one ``CaseFile`` a decision. What it holds at the end are values again. ``move`` raises
``ValueError`` for a move that the table of states does not know; that is a fault in the rules, never a mail's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from hwb_mailbot.domain.cases import (
    MOVES,
    Asked,
    Case,
    CaseState,
    Half,
    HistoryEntry,
    Question,
)
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterOrder, LetterValue
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.tokens import hashed, tag, token


class CaseFile:
    """The case being decided, with what the decision rests on."""

    def __init__(self, case: Case, facts: Facts, policy: Policy, now: datetime, *, fresh: bool = False) -> None:
        self.case = case
        self.fresh = fresh
        """Whether this decision opens the case."""
        self.facts = facts
        self.policy = policy
        self.now = now
        self.letters: list[LetterOrder] = []

    def change(self, **changes: Any) -> None:
        """Replace fields of the case."""
        self.case = replace(self.case, updated_at=self.now, **changes)

    def note(
        self,
        actor: str,
        event: str,
        details: Iterable[str] = (),
        mail: MailArrived | None = None,
        text: str = "",
    ) -> None:
        """Add to the case's history."""
        entry = HistoryEntry(
            at=self.now,
            actor=actor,
            event=event,
            details=tuple(details),
            message_id=mail.reading.message_id if mail else "",
            mail_id=mail.mail_id if mail else "",
            text=text,
        )
        self.change(history=(*self.case.history, entry))

    def move(self, state: CaseState, reasons: Iterable[str] = ()) -> None:
        """Move the case to ``state``; a new state or new reasons go into the history."""
        reasons = tuple(dict.fromkeys(reasons))
        if state not in MOVES[self.case.state]:
            raise ValueError(f"{self.case.reference}: {state} does not follow {self.case.state}")
        if (state, reasons) == (self.case.state, self.case.reasons):
            return
        self.change(state=state, reasons=reasons)
        self.note("mailbot", str(state), reasons)

    def concern(self, *codes: str) -> None:
        """Lay the case before the support team for these reasons, unless they were overruled."""
        fresh = [code for code in codes if code not in self.case.concerns]
        if fresh:
            self.change(concerns=(*self.case.concerns, *fresh))

    def told(self, key: str) -> bool:
        """Whether the letter under ``key`` went out already."""
        return key in self.case.told

    def tell(
        self,
        template: str,
        to: str,
        language: Language,
        values: Mapping[str, LetterValue],
        *,
        once: str = "",
        answering: Half | MailArrived | None = None,
        question: Question | None = None,
        version: int = 0,
        unverified: bool = False,
    ) -> bool:
        """Write a letter, once under ``template`` and ``once``; True if it is written now.

        With a ``question`` the letter carries a token bound to case, address, question and ``version``. No address,
        no letter.
        """
        key = f"{template}@{once}"
        if not to or self.told(key):
            return False
        self.change(told=(*self.case.told, key))
        secret_tag = self._ask(question, to, version) if question else ""
        message_id, subject = _answered(answering)
        self.letters.append(
            LetterOrder(
                template=template,
                to=to,
                language=language,
                reference=self.case.reference,
                values=values,
                token=secret_tag,
                answers=message_id,
                references=(message_id,) if message_id else (),
                answered_subject=subject,
                unverified=unverified,
            )
        )
        self.note("mailbot", "letter-sent", (template,))
        return True

    def _ask(self, question: Question, address: str, version: int) -> str:
        asked_before = self.times_asked(question)
        # The count makes the token of a question asked again another one: a used token stays used.
        action = f"{question}.{asked_before}"
        secret = token(self.policy.secret, self.case.reference, address, action, version)
        fresh = Asked(question, address, hashed(secret), version, self.now + self.policy.token_life)
        self.change(asked=(*self.case.asked, fresh))
        return tag(self.case.reference, secret)

    def answered(self, asked: Asked) -> None:
        """Use a token up, and every other one of the same question."""
        self.change(
            asked=tuple(
                replace(one, answered_at=one.answered_at or self.now) if one.question is asked.question else one
                for one in self.case.asked
            )
        )

    def times_asked(self, question: Question) -> int:
        """How often a question has been put, whatever became of it."""
        return sum(one.question is question for one in self.case.asked)


def _answered(answering: Half | MailArrived | None) -> tuple[str, str]:
    if isinstance(answering, MailArrived):
        return answering.reading.message_id, answering.reading.subject
    if answering is not None:
        return answering.message_id, answering.subject
    return "", ""


def digest(parts: Iterable[str]) -> str:
    """A short name for a set of texts, to tell one letter's content from another's."""
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:12]
