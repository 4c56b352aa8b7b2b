"""Gathers what a decision asks for: each ``FactNeeded`` is one look-up with an exact key, then ``decide`` runs again.

``decide`` is pure and takes microseconds, so asking again is cheaper than guessing beforehand what it will need. A
case that is read is remembered with its version: that version is what the commit rests on.

What can fail: ``StoreFault``; a decision that keeps asking (``DecisionFault``), which would be a fault in the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from hwb_mailbot.casework.due_letters import written_letter
from hwb_mailbot.casework.finding import find_case
from hwb_mailbot.casework.receivers import Receivers
from hwb_mailbot.casework.separations import Separations
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding import Decision, decide
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.events import DirectoryChanged, Event
from hwb_mailbot.domain.facts import FactNeeded, Facts, Lookup
from hwb_mailbot.domain.letters import WrittenLetter
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.tokens import reference
from hwb_mailbot.records import Document, Records

Answer = TypeVar("Answer")

_MOST_LOOKUPS = 2_000
_TOGETHER = "awaits:"
"""The keys of cases that are decided along with another (``hwb_mailbot.domain.deciding.together``)."""


class DecisionFault(Exception):
    """The rules did not come to a decision; nothing was committed."""


class Gathering:
    """The facts of one decision, looked up as they are asked for."""

    def __init__(self, records: Records, directory: Directory, policy: Policy, receivers: Receivers) -> None:
        self._records = records
        self._directory = directory
        self._policy = policy
        self._receivers = receivers
        self._separations = Separations(records, policy.secret)
        self._now = datetime.min
        self.versions: dict[str, int] = {}
        """The version of every case that was read, by reference."""

    def decide(self, event: Event, now: datetime) -> Decision:
        """The decision on ``event``. Raises ``DecisionFault``, ``StoreFault``."""
        return self.answer(lambda facts: decide(event, facts, self._policy, now), now)

    def answer(self, question: Callable[[Facts], Answer], now: datetime) -> Answer:
        """What ``question`` finds, with the facts that it asks for. Raises ``DecisionFault``, ``StoreFault``."""
        answers: dict[Lookup, Any] = {}
        self._now = now
        for _ in range(_MOST_LOOKUPS):
            try:
                return question(Facts(answers))
            except FactNeeded as needed:
                answers[needed.lookup] = self._look_up(needed.lookup)
                if needed.lookup[0] == "open-cases" and needed.lookup[1].startswith(_TOGETHER):
                    self._foresee(answers[needed.lookup], answers)
        raise DecisionFault(f"no decision after {_MOST_LOOKUPS} look-ups")

    def _foresee(self, cases: Iterable[Case], answers: dict[Lookup, Any]) -> None:
        """Look up what each of several cases asks for by itself, before all of them are decided together.

        A decision begins anew with every look-up: of a dozen cases that would be a dozen times the work.
        """
        first = sorted(cases, key=lambda case: (case.due_at is None, case.due_at))[: self._policy.people_a_mail]
        for case in first:
            for _ in range(_MOST_LOOKUPS):
                try:
                    decide(DirectoryChanged(case.reference), Facts(answers), self._policy, self._now)
                    break
                except FactNeeded as needed:
                    answers[needed.lookup] = self._look_up(needed.lookup)

    def _look_up(self, lookup: Lookup) -> Any:
        directory = self._directory
        answers: dict[str, Callable[..., Any]] = {
            "account": directory.account,
            "school": directory.school,
            "schools-named": directory.schools_named,
            "staff-named": directory.staff_named,
            "staff-coded": directory.by_staff_code,
            "learners-with-upn": directory.by_upn,
            "accounts-with-address": directory.by_email,
            "schools-with-address": directory.schools_by_email,
            "headteachers": directory.headteachers,
            "administrators": directory.administrators,
            "case": self._case,
            "merges-of": directory.merges_of,
            "separated": self._separations.between,
            "case-itself": self._case_itself,
            "letter": self._letter,
            "open-cases": self._open_cases,
            "free-reference": self._free_reference,
            "letters-lately": lambda address, template: self._receivers.letters(address, self._now, template),
            "letters-to": lambda address: self._receivers.letters(address, self._now),
            "call-backs-lately": lambda: self._receivers.call_backs(self._now),
            "came-back": self._receivers.came_back,
            "away": self._receivers.away,
        }
        return answers[lookup[0]](*lookup[1:])

    def _case(self, reference: str) -> Case | None:
        found = find_case(self._records, reference)
        if found is None:
            return None
        document, case = found
        self.versions[document.id] = document.version
        return case

    def _case_itself(self, reference: str) -> Case | None:
        document = self._records.get("case", reference)
        return self._read(document) if document is not None else None

    def _letter(self, letter_id: str) -> WrittenLetter | None:
        document = self._records.get("letter", letter_id)
        return written_letter(document) if document is not None else None

    def _open_cases(self, key: str) -> tuple[Case, ...]:
        return tuple(self._read(document) for document in self._records.find("case", key))

    def _read(self, document: Document) -> Case:
        self.versions[document.id] = document.version
        return from_body(Case, document.body)

    def _free_reference(self, seed: str) -> str:
        counter = 0
        while True:
            candidate = reference(self._policy.secret, seed, counter)
            if self._records.get("case", candidate) is None:
                return candidate
            counter += 1
