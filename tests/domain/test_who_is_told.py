"""The table of letters in ``docs/trust.md``: complete, true of what each letter takes, and kept to in every story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import AccountRole
from hwb_mailbot.domain.cases import Case, CaseState, Half
from hwb_mailbot.domain.deciding import Decision
from hwb_mailbot.domain.events import Event, MailArrived
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Evidence, FieldName
from hwb_mailbot.letters.catalogue import DETAILS, LETTERS
from tests.domain.transcripts.stories import STORIES
from tests.domain.transcripts.telling import Told
from tests.domain.world import World

TEXT = (Path(__file__).parents[2] / "docs" / "trust.md").read_text(encoding="utf-8")
TABLE = TEXT.partition("## Who is told what")[2].partition("\n## ")[0]
ROWS = {
    cells[0].strip("`"): ([one.strip() for one in cells[1].split(",")], [one.strip() for one in cells[2].split(",")])
    for cells in (
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in TABLE.splitlines() if line.startswith("| `")
    )
}
SAYS: dict[str, frozenset[str]] = {
    "nothing": frozenset(),
    "both accounts": DETAILS | {"email"},
    "former school": frozenset({"former_school", "former_school_cy", "former_dfes_number"}),
    "own words": frozenset({"stated", "missing", "differs"}),
    "form": frozenset({"form"}),
    "days": frozenset({"expires", "reminder", "last_reminder", "closed_on", "undo_days"}),
    "why it waits": frozenset({"reasons"}),
    "note": frozenset({"note"}),
    "headteacher's name": frozenset({"head_name"}),
    "what changed": frozenset({"changed"}),
    "outcome": frozenset({"state_en", "state_cy", "merged", "undone"}),
    "support's words": frozenset({"words_en", "words_cy"}),
    "their school": frozenset({"school", "school_cy", "causes", "refused", "champions", "run_succeeded"}),
    "awaited": frozenset({"awaited"}),
    "cases": frozenset({"cases", "count"}),
    "the mail": frozenset({"mail_id", "sender", "mail_subject", "evidence_en", "evidence_cy"}),
    "figures": LETTERS["support-daily-digest"].takes,
}
"""What the words in the table's third column stand for: values of letters."""
SWITCHES = frozenset(
    "by_support pass_on ask_headteacher asked_by_school only_leaving_date details_asked correction takes_back "
    "is_champion there".split()
)
"""Values that choose between sentences and name nobody."""


def test_every_letter_stands_in_the_table_once() -> None:
    assert list(ROWS) == list(LETTERS)
    assert TABLE.count("\n| `") == len(LETTERS)


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_takes_what_the_table_says_and_no_more(template: str) -> None:
    says = ROWS[template][1]
    allowed = frozenset().union(*(SAYS[one] for one in says))
    taken = LETTERS[template].takes - SWITCHES
    assert taken <= allowed, f"{template} takes {sorted(taken - allowed)}"
    assert all(SAYS[one] & taken or one == "nothing" for one in says), f"{template} says less than its row"


class Watch:
    """Who a letter's receiver is to the case, by the directory of the small Wales and by what was heard and asked."""

    def __init__(self, wales: World) -> None:
        self.wales, self.wrong = wales, list[str]()
        self._decide = wales.decide

    def decide(self, event: Event) -> Decision:
        before = dict(self.wales.cases)
        decision = self._decide(event)
        for letter in decision.letters:
            cases = [case for case in (before.get(letter.reference), self.wales.cases.get(letter.reference)) if case]
            roles = set(self._roles(letter, event, cases))
            if not roles & set(ROWS[letter.template][0]):
                self.wrong.append(f"{letter.template} to {letter.to}, who is {sorted(roles) or 'nobody'}")
        return decision

    def _roles(self, letter: LetterOrder, event: Event, cases: list[Case]) -> Iterator[str]:
        to = letter.to.lower()
        if to == self.wales.policy.support:
            yield "support team"
        if isinstance(event, MailArrived) and (event.verdict.evidence is Evidence.PASS or event.tags):
            sender = event.reading.from_address.lower()
            if self._is_of(to, sender):
                yield "sender"
                yield from ("known sender",) if self._on_record(sender) else ()
        for case in cases:
            yield from self._of_case(to, case)

    def _of_case(self, to: str, case: Case) -> Iterator[str]:
        former, new = self._accounts(case, FieldName.FORMER_USERNAME), self._accounts(case, FieldName.NEW_USERNAME)
        halves = self._halves(case)
        schools = {one.dfes_number for one in former} | {case.former.dfes_number}
        schools |= {half.speaks_for for half in halves if half is case.authorisation}
        schools |= {half.text(FieldName.FORMER_DFES_NUMBER) for half in halves}
        if to in self._heads(schools):
            yield "former headteacher"
        over = case.state is CaseState.MERGED
        merged = {one.username for one in former if one.aliases or over}
        movers = {one.email.lower() for one in new} | {one.email.lower() for one in former if one.username in merged}
        own = [half for half in halves if half is case.consolidation]
        heard = {half.address.lower() for half in own if half.stands or half.address.lower() == half.sender}
        if to in movers | heard:
            yield "staff member"
        ours = {one.dfes_number for one in new} | {case.new.dfes_number}
        ours |= {half.speaks_for for half in halves if half is case.enquiry}
        if to in self._heads(ours) | self._champions(ours):
            yield "new school"
        if to in self._champions(ours | schools) | self._heads(ours | schools):
            yield "champion"
        if any(half.sender == to and half.vouched for half in halves) and self._on_record(to):
            yield "known sender"
        if f"sender-with-support@{to}" in case.told:
            yield "known sender"

    def _halves(self, case: Case) -> list[Half]:
        return [half for half in (case.authorisation, case.consolidation, case.enquiry) if half is not None]

    def _accounts(self, case: Case, name: FieldName) -> list[Any]:
        names = {half.text(name) for half in self._halves(case)}
        names.add(case.former.username if name is FieldName.FORMER_USERNAME else case.new.username)
        found = [one for one in self.wales.accounts.values() if one.username in names]
        if name is FieldName.NEW_USERNAME and case.authorisation is not None:  # whoever alone bears the name there
            people = {case.person}
            found += [
                one
                for one in self.wales.accounts.values()
                if one.full_name in people and one.dfes_number != case.authorisation.speaks_for
            ]
        return found

    def _heads(self, schools: set[str]) -> set[str]:
        found = {one.head_email.lower() for number, one in self.wales.schools.items() if number in schools}
        return (found | self._in_role(schools, AccountRole.HEADTEACHER)) - {""}

    def _champions(self, schools: set[str]) -> set[str]:
        return self._in_role(schools, AccountRole.DIGITAL_CHAMPION)

    def _in_role(self, schools: set[str], role: AccountRole) -> set[str]:
        accounts = (one for one in self.wales.accounts.values() if one.dfes_number in schools)
        return {one.email.lower() for one in accounts if one.role is role}

    def _on_record(self, address: str) -> bool:
        accounts, schools = self.wales.accounts.values(), self.wales.schools.values()
        return any(one.email.lower() == address for one in accounts) or any(
            one.head_email.lower() == address for one in schools
        )

    def _is_of(self, to: str, sender: str) -> bool:
        """Whether ``to`` is the sender's address, or the account's that lives on for theirs."""
        if to == sender:
            return True
        merged = {one.merged_into for one in self.wales.accounts.values() if one.email.lower() == sender}
        return any(one.username in merged and one.email.lower() == to for one in self.wales.accounts.values())


@pytest.mark.parametrize("name", STORIES)
def test_in_every_story_letters_go_to_whom_the_table_names(name: str) -> None:
    told = Told()
    watch = Watch(told.wales)
    told.wales.decide = watch.decide  # type: ignore[method-assign]
    STORIES[name](told)
    assert not watch.wrong
