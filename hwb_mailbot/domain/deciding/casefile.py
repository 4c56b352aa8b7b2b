"""A case on the desk: the case as decided so far, and the letters that this decision wants sent.

Local and short-lived: one ``CaseFile`` a decision. What it holds at the end are values again. ``move`` raises
``ValueError`` for a move that the table of states does not know; that is a fault in the rules, never a mail's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hwb_mailbot.domain.absences import Absence
from hwb_mailbot.domain.cases import (
    MOVES,
    Asked,
    Case,
    CaseState,
    Half,
    HistoryEntry,
    Question,
)
from hwb_mailbot.domain.deciding.restraint import often_enough, withheld
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts, with_separation
from hwb_mailbot.domain.letters import LetterOrder, LetterValue
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender
from hwb_mailbot.domain.separations import Separation, separation
from hwb_mailbot.domain.tokens import hashed, tag, token

_LATE = timedelta(days=7)
_MOST_ALIKE = 10
"""How many entries of one kind stand in a history one by one: strangers may write for ever."""


class CaseFile:
    """The case being decided, with what the decision rests on."""

    def __init__(
        self,
        case: Case,
        facts: Facts,
        policy: Policy,
        now: datetime,
        *,
        sender: Sender | None = None,
        fresh: bool = False,
    ) -> None:
        self.case = case
        self.sender = sender
        """Who wrote the mail that is decided on; none where time or the directory called, or a machine wrote."""
        self.fresh = fresh
        """Whether this decision opens the case."""
        self.facts = facts
        self.policy = policy
        self.now = now
        self.timed = False
        """Whether this decision was made because a due time came: only then is anybody reminded or a case closed."""
        self.reminds = ""
        """Whom a letter about another case reminds now (lower-case): what waits for them here is named in it too."""
        self.awaiting: list[str] = []
        """The keys of the letters whose answers the case waits for, as far as this decision has found."""
        self.repeated: tuple[str, str] = ("", "")
        """Who said again what stands already, and in which mail: they hear again where it stands (N4: not often)."""
        self.absences: Mapping[str, Absence] = {}
        """Who was said to be away by the very mail that is decided on, by address."""
        self.mail: MailArrived | None = None
        """The mail that is decided on, once it stands in the history; none where time or the directory called."""
        self.others: tuple[CaseFile, ...] = ()
        """Other cases that an answer to this one changed."""
        self.unanswered = ""
        """The address of a sender who seems a robot (lower-case): nothing is written there now (N4)."""
        self.separations: list[Separation] = []
        """Which accounts this decision keeps apart, or lets join again."""
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
        """Add to the case's history; whatever has come often already stands there once more, with how often."""
        self.mail = mail or self.mail
        entry = HistoryEntry(
            at=self.now,
            actor=actor,
            event=event,
            details=tuple(details),
            message_id=mail.reading.message_id if mail else "",
            mail_id=mail.mail_id if mail else "",
            text=text,
        )
        history = self.case.history
        like = [one for one in history if (one.actor, one.event, one.details) == (actor, event, entry.details)]
        if len(like) >= _MOST_ALIKE and (mail is not None or event == "letter-withheld"):
            history = tuple(one for one in history if one is not like[-1])
            entry = replace(entry, times=like[-1].times + 1)
        self.change(history=(*history, entry))

    def note_again(self, template: str, details: Iterable[str]) -> None:
        """Put what became of the letter ``template``, the latest of its kind, in its place in the history."""
        history = list(self.case.history)
        place = max(number for number, one in enumerate(history) if one.details[:1] == (template,))
        history[place] = replace(history[place], details=tuple(details))
        self.change(history=tuple(history))

    def move(self, state: CaseState, reasons: Iterable[str] = (), *, actor: str = "mailbot", text: str = "") -> None:
        """Move the case to ``state``; a new state or new reasons go into the history, as done by ``actor``."""
        reasons = tuple(dict.fromkeys(reasons))
        if state not in MOVES[self.case.state]:
            raise ValueError(f"{self.case.reference}: {state} does not follow {self.case.state}")
        if (state, reasons) == (self.case.state, self.case.reasons):
            return
        self.change(state=state, reasons=reasons)
        self.note(actor, str(state), reasons, text=text)

    def concern(self, *codes: str) -> None:
        """Lay the case before the support team for these reasons, unless they were overruled."""
        fresh = [code for code in codes if code not in self.case.concerns]
        if fresh:
            self.change(concerns=(*self.case.concerns, *fresh))

    def concern_anew(self, code: str) -> None:
        """``concern`` for what has only come now: that a person has overruled the like before says nothing of it."""
        self.change(overruled=tuple(one for one in self.case.overruled if one != code))
        self.concern(code)

    def separate(self, one: str, other: str, *, apart: bool) -> None:
        """Keep the accounts of two usernames apart, or no longer, for this decision and all that come."""
        if one and other and self.facts.separated(one, other) is not apart:
            self.separations.append(separation(one, other, apart=apart))
            self.facts = with_separation(self.facts, self.separations[-1])

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
        reminder: int = 0,
        token: str = "",
    ) -> None:
        """Write a letter, once under ``template`` and ``once``; ``token`` is the tag under which an answer comes back.

        With a ``question`` the letter carries a token bound to case, address, question and ``version``. No address,
        no letter; and none that ``restraint`` withholds, then the case goes to review. A ``reminder`` (counted from 1)
        is the same letter again, with the token that is still open.
        """
        key = f"{template}@{once}"
        if reminder:
            key = f"reminder {reminder} of {key}"
        repeated = self.told(key) and self.repeats(template, to)
        if repeated:
            key = f"{key} again on {self.repeated[1]}"
        if not to or self.told(key) or to.lower() == self.unanswered:
            return
        if hindrance := withheld(self.case, template, to, self.facts, self.policy, self.now, unverified=unverified):
            self._withhold(template, hindrance)
            return
        self.change(told=(*self.case.told, key))
        secret_tag = token
        if question:
            again = self._asked_already(question, to, version) if reminder or repeated else ""
            secret_tag = again or self._ask(question, to, version)
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
        self.note("mailbot", "reminded" if reminder else "letter-sent", (template,))

    def _withhold(self, template: str, code: str) -> None:
        """Not even a letter that is due is written: the support team sees the case and why."""
        self.note("mailbot", "letter-withheld", (template, code))
        if self.case.open and self.case.state is not CaseState.MERGING:
            self.concern(code)
            self.move(CaseState.REVIEW if self.case.state is not CaseState.HELD else CaseState.HELD, [code])

    def repeats(self, template: str, to: str) -> bool:
        """Whether a letter that was written is written again, because its receiver has just said the same again."""
        if not to or to.lower() != self.repeated[0]:
            return False
        return not often_enough(template, to, self.facts, self.policy)

    def _ask(self, question: Question, address: str, version: int) -> str:
        asked_before = self.times_asked(question)
        secret = self._token(question, asked_before, address, version)
        fresh = Asked(question, address, hashed(secret), version, self.tokens_end())
        self.change(asked=(*self.case.asked, fresh))
        return tag(self.case.reference, secret)

    def _asked_already(self, question: Question, address: str, version: int) -> str:
        """The tag of the question as it was last put and is still open; empty if it is not."""
        asked = [one for one in self.case.asked if one.question is question]
        for number, one in reversed(tuple(enumerate(asked))):
            if one.answered_at is None and (one.address, one.version) == (address, version):
                secret = self._token(question, number, address, version)
                return tag(self.case.reference, secret) if hashed(secret) == one.token_hash else ""
        return ""

    def _token(self, question: Question, asked_before: int, address: str, version: int) -> str:
        # The count makes the token of a question asked again another one: a used token stays used.
        action = f"{question}.{asked_before}"
        return token(self.policy.secret, self.case.reference, address, action, version)

    def tokens_end(self) -> datetime:
        """Until when an open token is good: as long as its case is open, and the clock may be a little late."""
        if self.case.closes_at is not None:
            return self.case.closes_at + _LATE
        return self.now + self.policy.token_life

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
