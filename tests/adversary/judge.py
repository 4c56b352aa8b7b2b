"""The judge: knows who is truly who, who truly consented and who wrote what; looks at the program from outside.

Merges are seen in the directory, letters as they left, mails by where they ended up. None of the program's rules are
known here; what somebody may be told follows from whose account, school or own words it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hwb_mailbot.domain.accounts import AccountKind, AccountStatus
from tests.adversary.clients import Received
from tests.adversary.people import folded
from tests.adversary.program import INBOX, TEAM, Letter, Mail, Program
from tests.adversary.wales import Move, Wales

if TYPE_CHECKING:
    from tests.adversary.stage import Truth

MOST_LETTERS_A_DAY = 16
"""To one mailbox, above one for each mail that truly came from it."""
SUPPORT = "support"
"""Who wrote what an officer puts into a case or a letter: that is theirs to tell."""
_HEADER = frozenset(
    "from to subject date message-id reply-to in-reply-to references auto-submitted x-auto-response-suppress "
    "content-language mime-version content-type".split()
)
_REFERENCE = re.compile(r"HWB-[0-9A-Z]{4}-[0-9A-Z]{4}")
_DATE = re.compile(rb"(?im)^Date:.*$")
_ID = re.compile(rb"(?im)^Message-ID:\s*(\S+)")


@dataclass
class Verdict:
    """What was wrong with a script: nothing, if all goes well."""

    false_merges: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Everything else that must not be: a letter to an inactive account, a flood, a header that is not ours."""

    @property
    def clean(self) -> bool:
        return not (self.false_merges or self.leaks or self.lost or self.faults)


class Judge:
    """Judges one script as it goes."""

    def __init__(self, wales: Wales, program: Program, truth: Truth) -> None:
        self._wales, self._program, self._truth = wales, program, truth
        self.verdict = Verdict()
        self.merged: set[tuple[str, str]] = set()
        """As the directory shows it now: what an officer undid is merged no more, and may wrongly be merged again."""
        self._seen = 0
        self._delivered: list[Mail] = []
        self._active = {one.username for one in wales.accounts.values() if one.status is AccountStatus.ACTIVE}
        """The accounts in use before or after the step that is looked at."""
        self._moves = {move.former.username: move for move in wales.all_moves}
        self._stems = {
            number: " ".join(folded(place.school.name_en).split()[:2]) for number, place in wales.places.items()
        }
        self._welsh = {number: folded(place.school.name_cy) for number, place in wales.places.items()}
        self._names: dict[str, set[str]] = {}
        for person in wales.people.values():
            self._names.setdefault(folded(person.name), set()).add(person.id)

    async def look(self, mails: Iterable[Mail]) -> None:
        """After each step: merges that came about, letters that left."""
        self._delivered += mails
        before, self.merged = self.merged, await self._program.merges()
        for pair in self.merged - before:
            self._judge_merge(*pair)
        now_active = await self._program.active()
        self._active |= now_active  # of a merge within this step, both sides
        letters = self._program.letters[self._seen :]
        self._seen = len(self._program.letters)
        for letter in letters:
            if letter.to != TEAM:
                await self._judge_letter(letter)
        self._active = now_active

    async def close(self) -> None:
        """At the end: nothing is lost, nobody was flooded."""
        await self.look(())
        self._judge_floods()
        fates = {fate["message_id"]: fate for fate in await self._program.fates()}
        found = {mail.raw: _ID.search(mail.raw) for mail in self._delivered}
        ids = {raw: one.group(1).decode("ascii", "replace") for raw, one in found.items() if one is not None}
        traced = {_words_and_date(mail) for mail in self._delivered if ids.get(mail.raw) in fates}
        for mail in self._delivered:
            id = ids.get(mail.raw, "")
            fate = fates.get(id)
            if fate is None and _words_and_date(mail) not in traced:  # the same words of one second are a copy
                self.verdict.lost.append(f"no trace of {id}")
            elif fate is not None and fate["state"] == "set-aside" and "fault" in str(fate["reasons"]):
                self.verdict.faults.append(f"{id} broke something: {fate['reasons']}")
            elif fate is not None and not (fate["shown"] or fate["reasons"] or self._answered(id)):
                self.verdict.lost.append(f"{id} is {fate['state']} and nowhere to be seen")

    def _answered(self, message_id: str) -> bool:
        return any(message_id.encode() in letter.raw for letter in self._program.letters)

    # Merges.

    def _judge_merge(self, former: str, new: str) -> None:
        wales, wrong = self._wales, []
        if wales.owner[former] != wales.owner[new]:
            wrong.append("two people")
        if {wales.accounts[one].kind for one in (former, new)} != {AccountKind.STAFF}:
            wrong.append("not both staff")
        if former not in self._truth.approved:
            wrong.append("no headteacher approved it")
        if new not in self._truth.asked:
            wrong.append("nobody asked for it")
        if wrong:
            self.verdict.false_merges.append(f"{former} <- {new}: {', '.join(wrong)}")

    # Letters.

    async def _judge_letter(self, letter: Letter) -> None:
        received = Received(letter)
        self._judge_header(received)
        person = self._wales.reader.get(letter.to)
        text = folded(f"{received.subject} {received.text}")
        said = self._said_by(person)
        for fact in self._facts(text):
            if not self._entitled(person, fact) and not self._says(said, fact):
                self.verdict.leaks.append(f"{letter.to} was told {fact[0]} {fact[1]}: {received.subject!r}")
        if person is None:
            self._judge_stranger(letter, received)
        else:
            await self._judge_mailbox(letter)

    def _said_by(self, person: str | None) -> str:
        """What the reader, their own office or an officer said, and what the adversary, who knows it, put about."""
        own = {person, "stranger", SUPPORT}
        for place in self._wales.places.values():
            if person in (place.head, place.champion):
                own |= {place.head, place.champion}
        return " ".join(words for writer, words in self._truth.wrote if writer in own)

    def _facts(self, text: str) -> list[tuple[str, str]]:
        """Everything in a letter's words that is somebody's: accounts, names, numbers, where they work."""
        words = text.split()
        facts = {("username", word) for word in words if word in self._wales.accounts}
        employees = {one.employee_number: one.username for one in self._wales.accounts.values() if one.employee_number}
        facts |= {("employee number of", employees[word]) for word in words if word in employees}
        facts |= {("name", name.strip()) for name in self._names if name in text}
        for number, stem in self._stems.items():
            if number in words or f" {stem} " in text:
                facts.add(("school", number))
        return sorted(facts)

    def _says(self, said: str, fact: tuple[str, str]) -> bool:
        kind, value = fact
        if kind == "school":
            number = f" {value[:3]} {value[3:]} "
            return any(one in said for one in (f" {value} ", number, f" {self._stems[value]} ", self._welsh[value]))
        if kind == "employee number of":
            value = self._wales.accounts[value].employee_number
        if kind == "name":  # in whatever order
            return all(f" {word} " in said for word in value.split())
        return f" {value} " in said

    def _entitled(self, person: str | None, fact: tuple[str, str]) -> bool:
        """Whose it is: their own, their school's, or that of the leaver whose move they are party to."""
        if person is None:
            return False
        wales, (kind, value) = self._wales, fact
        if self._given_away(kind, value):
            return True
        own = set(wales.people[person].usernames)
        own_schools = {wales.accounts[username].dfes_number for username in own}
        runs = {number for number, place in wales.places.items() if person in (place.head, place.champion)}
        party = [move for move in self._leavers(runs) if move.new.username in self._truth.ever_asked]
        if kind == "school":
            # Who names an account that bears their own name is told its school (R6).
            said = self._said_by(person)
            alike = {
                account.dfes_number
                for account in wales.accounts.values()
                if account.full_name == wales.people[person].name and f" {account.username} " in said
            }
            return value in own_schools | runs | alike | {
                number for move in party for number in (move.former.dfes_number, move.new.dfes_number)
            }
        if kind == "name":
            owners = self._names[f" {value} "]
            heads = {place.head for place in wales.places.values()}
            if owners & heads:  # who leads a school is public
                return True
            return any(self._is_theirs(person, owner, runs) for owner in owners)
        account = wales.accounts[value]
        if value in own or account.dfes_number in runs:
            return True
        return kind == "username" and any(value == move.new.username for move in party)

    def _given_away(self, kind: str, value: str) -> bool:
        """What the dishonest tell of themselves by asking."""
        wales, theirs = self._wales, self._truth.dishonest
        if kind == "school":
            return any(
                value == wales.accounts[one].dfes_number for who in theirs for one in wales.people[who].usernames
            )
        if kind == "name":
            return bool(self._names[f" {value} "] & theirs)
        return wales.owner[value] in theirs

    def _is_theirs(self, person: str, owner: str, runs: set[str]) -> bool:
        schools = {self._wales.accounts[username].dfes_number for username in self._wales.people[owner].usernames}
        return person == owner or bool(schools & runs)

    def _leavers(self, runs: set[str]) -> list[Move]:
        return [move for move in self._moves.values() if move.former.dfes_number in runs]

    def _judge_header(self, received: Received) -> None:
        names = Counter(name.lower() for name in received.message.keys())  # noqa: SIM118
        wrong = [name for name, times in names.items() if times > 1 or name not in _HEADER]
        if wrong or received.message["To"] != received.to or INBOX not in str(received.message["From"]):
            self.verdict.faults.append(f"header of a letter to {received.to}: {wrong}")

    def _judge_stranger(self, letter: Letter, received: Received) -> None:
        """Nobody's mailbox on record: only who truly wrote from there may get anything, and nothing about a case."""
        if letter.to not in self._truth.wrote_from:
            self.verdict.leaks.append(f"{letter.to} never wrote, and was written to: {received.subject!r}")
        if _REFERENCE.search(received.text):
            self.verdict.leaks.append(f"{letter.to} was told a reference")

    async def _judge_mailbox(self, letter: Letter) -> None:
        account = self._wales.accounts.get(letter.to.partition("@")[0])
        if account is None or account.email != letter.to:
            return
        if account.username not in self._active:
            self.verdict.faults.append(f"a letter to {letter.to}, which nobody reads any more")
        if account.kind is not AccountKind.STAFF and letter.to not in self._truth.wrote_from:
            self.verdict.faults.append(f"a letter to the {account.kind} {letter.to}")

    def _judge_floods(self) -> None:
        days: Counter[tuple[str, Any]] = Counter()
        for letter in self._program.letters:
            days[letter.to, letter.at.date()] += 1
        wrote = Counter(writer for writer, _ in self._truth.wrote)
        for (address, day), letters in days.items():
            own = wrote[self._wales.reader.get(address, address)]
            if address != TEAM and letters > MOST_LETTERS_A_DAY + own:
                self.verdict.faults.append(f"{letters} letters to {address} on {day}")


def _words_and_date(mail: Mail) -> bytes:
    header, _, body = mail.raw.partition(b"\r\n\r\n")
    date = _DATE.search(header)
    return (date.group() if date else b"") + b"".join(body.split())
