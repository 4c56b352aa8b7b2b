"""The only way to change a case: gather -> decide -> render -> commit -> effects, one event at a time (invariant 4).

``Casework.handle`` takes an event that mail, timers, pages or commands built; ``gathering`` looks up what the decision
asks for, ``hwb_mailbot.domain.deciding`` decides, the letters are rendered, and case, letters and mail record are
committed as one. Then, and only then, effects: a decided merge is carried out step by step (``merging``), letters are
sent by the outbox.

What can fail: ``Conflict`` (decided again on fresh facts), ``StoreFault`` (nothing happened; the caller tries later),
``LetterFault`` and ``DecisionFault`` (nothing was committed; the caller sets the mail aside).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hwb_mailbot import eventlog
from hwb_mailbot.casework.due_letters import due_letter, letter_id_of, nobody_is_there
from hwb_mailbot.casework.forwarding import Forwarder
from hwb_mailbot.casework.gathering import Gathering
from hwb_mailbot.casework.letter_values import in_words
from hwb_mailbot.casework.merging import carry_out, put_back
from hwb_mailbot.casework.receivers import CameBack, Receivers
from hwb_mailbot.casework.separations import Separations
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.deciding import Decision, MailEnd
from hwb_mailbot.domain.deciding.questioning import Receiver, askable
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.events import Event, LetterFailed
from hwb_mailbot.domain.letters import LetterOrder, LetterState
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.tokens import return_tag
from hwb_mailbot.letters import LetterFault, Letters, RenderedLetter
from hwb_mailbot.records import Change, Conflict, Document, Records

_MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Handled:
    """What an event came to. ``refused`` is the code of a support action that cannot be done, with its values."""

    decision: Decision
    refused: str = ""
    refused_values: Mapping[str, str] = field(default_factory=dict)


class Casework:
    """Handles events for the process that owns the store."""

    def __init__(
        self,
        records: Records,
        directory: Directory,
        letters: Letters,
        policy: Policy,
        now: Callable[[], datetime],
        letters_due: Callable[[], None] = lambda: None,
        support: str = "",
    ) -> None:
        """``now`` tells the time in UTC; ``letters_due`` is called when letters were committed.

        ``support`` is the team's address for what the bot cannot deal with, or nothing.
        """
        self.records = records
        self.directory = directory
        self.policy = policy
        self.now = now
        self._letters = letters
        self._letters_due = letters_due
        self.receivers = Receivers(records, policy.secret)
        self._forwarder = Forwarder(records, letters, self.receivers, policy.secret, policy.inbox, support)
        self._serial = asyncio.Lock()

    async def handle(self, event: Event, mail: Document | None = None) -> Handled:
        """Decide on ``event`` and make the outcome durable; carry out a merge that it decides.

        ``mail`` is the record of the mail behind the event, as read; its new body is committed with the case, so that
        a mail is never acted on twice (N2). Raises ``StoreFault``, ``LetterFault``, ``DecisionFault``.
        """
        async with self._serial:
            return self.handle_now(event, mail)

    def handle_now(self, event: Event, mail: Document | None = None) -> Handled:
        """``handle`` for a caller that already holds the one turn (``turn``)."""
        decision = self._commit(event, mail)
        for case in decision.cases:
            eventlog.case_decided(case.reference, str(case.state), list(case.reasons))
            if case.state is CaseState.MERGING:
                self._merge_or_later(case)
        if decision.letters or decision.mail_end is MailEnd.SUPPORT:
            self._letters_due()
        return Handled(decision, decision.refused, decision.refused_values)

    def preview(self, event: Event) -> tuple[Decision, tuple[RenderedLetter, ...]]:
        """What an event would come to now, with its letters as they would be written; nothing is kept or sent.

        Raises ``StoreFault``, ``LetterFault``, ``DecisionFault``.
        """
        now = self.now()
        decision = Gathering(self.records, self.directory, self.policy, self.receivers).decide(event, now)
        return decision, tuple(self._written(one, "preview", now) for one in decision.letters)

    def askable(self, case: Case) -> tuple[Receiver, ...]:
        """Who can be asked about the case in support's own words. Raises ``StoreFault``."""
        now = self.now()
        gathering = Gathering(self.records, self.directory, self.policy, self.receivers)
        return gathering.answer(lambda facts: askable(case, facts, self.policy, now), now)

    def turn(self) -> asyncio.Lock:
        """The one turn of deciding: hold it while directory and cases are changed together."""
        return self._serial

    def resume(self) -> None:
        """Carry out the merges that a stop or a fault interrupted (invariant 5); holds the turn, or is alone."""
        for document in self.records.find("case", f"state:{CaseState.MERGING}"):
            self._merge_or_later(from_body(Case, document.body))

    async def undo(self, reference: str, by: str, reason: str) -> str:
        """Undo a merge; gives the code of what prevents it, or nothing. Raises ``StoreFault``."""
        async with self._serial:
            undone = put_back(self.records, reference, by, reason, self.now())
            if isinstance(undone, str):
                return undone
            self.handle_now(undone)
        return ""

    def _merge_or_later(self, case: Case) -> None:
        """Merge. The decision is kept already, so whatever prevents it now, such as a full disk, ends in ``resume``."""
        try:
            self._merge(case)
        except Exception as fault:
            eventlog.unexpected_fault("merging", fault, case=case.reference)

    def _merge(self, case: Case) -> None:
        self.handle_now(carry_out(self.records, case, self.now()))

    def _commit(self, event: Event, mail: Document | None) -> Decision:
        for attempt in range(_MOST_TRIES):
            now = self.now()
            gathering = Gathering(self.records, self.directory, self.policy, self.receivers)
            decision = gathering.decide(event, now)
            if decision.refused:
                return decision
            decision = replace(decision, letters=_not_told_yet(decision, mail))
            changes = [self._case_change(case, gathering) for case in decision.cases]
            changes += self._written_about(decision)
            changes += self._letter_changes(decision, gathering, mail, now)
            changes += self._bounced(event)
            changes += Separations(self.records, self.policy.secret).changes(decision.separations, now)
            counted = decision.letters
            if mail is not None:
                changes.append(_mail_change(mail, decision))
                if decision.mail_end is MailEnd.SUPPORT:
                    forwarded = self._forwarder.order(mail, decision.reasons, _references(decision), now)
                    changes += [self._forwarder.change(mail, forwarded, now)] if forwarded is not None else []
                    counted = (*counted, *self._forwarder.counted(mail, forwarded))
            changes += self.receivers.changes(counted, now, self._dead_address(event, now), decision.absences)
            try:
                self.records.commit(changes)
            except Conflict:
                if attempt + 1 == _MOST_TRIES:
                    raise
                continue
            return decision
        raise AssertionError("unreachable")

    def forwardings(self, mail: Document, reason: str) -> Sequence[Change]:
        """The forwarding to the support team of a mail that is set aside, where they have an address and may get it."""
        now = self.now()
        order = self._forwarder.order(mail, (reason,), (), now)
        if order is None:
            return ()
        counted = self._forwarder.counted(mail, order)
        return (self._forwarder.change(mail, order, now), *self.receivers.changes(counted, now))

    def _case_change(self, case: Case, gathering: Gathering) -> Change:
        return Change("case", case.reference, gathering.versions.get(case.reference, 0), to_body(case))

    def _written_about(self, decision: Decision) -> Sequence[Change]:
        """Cases that a letter is written about and that stay as they are, each in a version of its own.

        Letters are known by their case's version: the case's next letters would else be taken for these.
        """
        changed = {case.reference for case in decision.cases}
        told_of = sorted({order.reference for order in decision.letters if order.reference} - changed)
        documents = [self.records.get("case", reference) for reference in told_of]
        return [Change("case", one.id, one.version, one.body) for one in documents if one is not None]

    def _letter_changes(
        self, decision: Decision, gathering: Gathering, mail: Document | None, now: datetime
    ) -> Sequence[Change]:
        """The decision's letters, rendered to bytes. Ids repeat when the same decision is made again."""
        changes = []
        for number, order in enumerate(decision.letters):
            version = gathering.versions.get(order.reference, 0)
            seed = f"{order.reference}/{version}" if order.reference else _mail_seed(mail)
            letter_id = letter_id_of(self.policy.secret, f"letter/{seed}/{number}")
            changes.append(Change("letter", letter_id, 0, self._rendered(order, letter_id, now)))
        return changes

    def _bounced(self, event: Event) -> Sequence[Change]:
        """The record of a letter that came back."""
        letter = self.records.get("letter", event.letter_id) if isinstance(event, LetterFailed) else None
        if letter is None or letter.body["state"] == LetterState.BOUNCED:
            return ()
        return (
            Change("letter", letter.id, letter.version, {**letter.body, "state": LetterState.BOUNCED, "due_at": None}),
        )

    def _dead_address(self, event: Event, now: datetime) -> CameBack | None:
        """The address that a letter came back from, unless something else than the address was at fault."""
        letter = self.records.get("letter", event.letter_id) if isinstance(event, LetterFailed) else None
        if letter is None or not nobody_is_there(letter.body):
            return None
        eventlog.address_came_back(letter.id)
        return CameBack(str(letter.body["to"]), now.isoformat(), letter.id)

    def _written(self, order: LetterOrder, letter_id: str, now: datetime) -> RenderedLetter:
        back = return_tag(self.policy.secret, letter_id)
        if not order.again_of:
            return self._letters.render(in_words(order), letter_id, now, back)
        before = self.records.get("letter", order.again_of)
        if before is None:
            raise LetterFault(f"there is no letter {order.again_of} to send again")
        return self._letters.again(before.body, letter_id, now, back)

    def _rendered(self, order: LetterOrder, letter_id: str, now: datetime) -> dict[str, Any]:
        letter = self._written(order, letter_id, now)
        return due_letter(letter.to, letter.mail_from, order.template, now) | {
            "raw": letter.raw.decode("ascii"),
            "reference": order.reference,
            "others": list(order.others),
            "message_id": letter.message_id,
            "subject": letter.subject,
        }


def _mail_change(mail: Document, decision: Decision) -> Change:
    """The mail's record once it was decided on: dealt with, or in the support team's hands."""
    body = {
        **mail.body,
        "state": str(decision.mail_end),
        "reasons": list(decision.reasons),
        "references": _references(decision),
        "told": sorted({*mail.body.get("told", ()), *(one.template for one in decision.letters if not one.reference)}),
        "due_at": None,
        "keys": ["queue"] if decision.mail_end == "support" else [],
    }
    return Change("mail", mail.id, mail.version, body)


def _not_told_yet(decision: Decision, mail: Document | None) -> tuple[LetterOrder, ...]:
    """The letters, without those of no case that the sender got when this very mail was decided on before (N4)."""
    told = mail.body.get("told", ()) if mail is not None else ()
    return tuple(one for one in decision.letters if one.reference or one.template not in told)


def _mail_seed(mail: Document | None) -> str:
    """What the ids of a mail's own letters are made of; another one each time the mail is handed in again."""
    if mail is None:
        return "mail/"
    retries = mail.body.get("retries", 0)
    return f"mail/{mail.id}" + (f"/{retries}" if retries else "")


def _references(decision: Decision) -> list[str]:
    return [case.reference for case in decision.cases if not case.joined_to]
