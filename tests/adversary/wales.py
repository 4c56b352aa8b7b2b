"""A made-up Wales from a seed: schools, people and their accounts, and the truth of who is who and who moved.

Nothing here knows a rule of the program. A person may have several accounts; two people may have one name.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hwb_mailbot.directory.columns import ACCOUNT_COLUMNS, RUN_COLUMNS, SCHOOL_COLUMNS
from hwb_mailbot.domain.accounts import (
    Account,
    AccountKind,
    AccountRole,
    AccountStatus,
    ProvisioningRun,
    RunOutcome,
    School,
    SchoolStatus,
)

START = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
LEFT, STARTED, LONG_AGO = date(2026, 8, 31), date(2026, 9, 1), date(2014, 9, 1)
LAST_RUN = datetime(2026, 9, 8, 2, 15, tzinfo=UTC)
DOMAIN = "hwbcymru.example"

_SCHOOLS = (
    ("Bryn Eithin Primary School", "Ysgol Gynradd Bryn Eithin", "bryneithin"),
    ("Coed Llwyd High School", "Ysgol Uwchradd Coed Llwyd", "coedllwyd"),
    ("Maes y Nant School", "Ysgol Maes y Nant", "maesynant"),
    ("Pant Derw Primary School", "Ysgol Gynradd Pant Derw", "pantderw"),
    ("Glan Hafren Comprehensive School", "Ysgol Gyfun Glan Hafren", "glanhafren"),
    ("Rhyd Onnen School", "Ysgol Rhyd Onnen", "rhydonnen"),
    ("Craig Arian Community School", "Ysgol Gymunedol Craig Arian", "craigarian"),
    ("Llwyn Celyn Infants School", "Ysgol Babanod Llwyn Celyn", "llwyncelyn"),
)
_FORENAMES = (
    "Siân Tomos Nia Gareth Catrin Huw Lowri Owain Angharad Dafydd Ffion Rhys Mared Ieuan Elin Gwion Carys Emyr Bethan "
    "Aled Heledd Macsen Non Iestyn Eleri Steffan Mali Geraint Lleucu Trystan Olivia James Aisha Peter Zofia"
).split()
_SURNAMES = (
    "ap Rhys;Evans;Morgan;Llywelyn;O'Brien;Price;Bowen;Parry-Jones;Prosser;Gwynn;Haf;Vaughan;Beynon;Tudur;Madog;"
    "Probert;Wynne;Cadwaladr;Hopkins;Griffiths;Khan;Kowalska;Bevan;Lloyd;Penry;ab Owain;Treharne;Rosser"
).split(";")


@dataclass(frozen=True)
class Person:
    """One living person. ``usernames`` are their accounts; ``addresses`` every mailbox that is theirs alone to read."""

    id: str
    name: str
    usernames: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A true move of one person: the account left behind and the one made at the new school."""

    person: str
    former: Account
    new: Account


@dataclass
class Place:
    """A school with the people who matter there."""

    school: School
    domain: str
    head: str = ""
    champion: str = ""
    colleagues: list[str] = field(default_factory=list)
    learners: list[Account] = field(default_factory=list)
    governors: list[Account] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.school.dfes_number

    @property
    def office(self) -> str:
        """The secretary's mailbox, which is on nobody's record."""
        return f"swyddfa@{self.domain}"


class Wales:
    """The directory, and whose each account and mailbox truly is."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self.places: dict[str, Place] = {}
        self.accounts: dict[str, Account] = {}
        self.people: dict[str, Person] = {}
        self.owner: dict[str, str] = {}
        """Username -> the person whose account it truly is."""
        self.reader: dict[str, str] = {}
        """Mailbox -> the person who reads it."""
        self.moves: list[Move] = []
        self._names: set[str] = set()
        self._codes: dict[str, set[str]] = {}
        self._found_schools()
        self._settle()

    # Look-ups, by the truth.

    def place(self, account: Account) -> Place:
        return self.places[account.dfes_number]

    def head_address(self, number: str) -> str:
        """Where the school's headteacher is written to: the address on record, else the head's own account."""
        place = self.places[number]
        return place.school.head_email or (self.account_of(place.head).email if place.head else "")

    def account_of(self, person: str) -> Account:
        return self.accounts[self.people[person].usernames[0]]

    @property
    def all_moves(self) -> list[Move]:
        """Every true move there is."""
        return [
            *self.moves,
            self.namesake_there,
            self.namesake_left,
            self.namesake_elsewhere,
            *self.crossing,
            self.head_moves,
            self.from_closed,
            self.from_vacant,
            *self.not_yet,
        ]

    # Making it up.

    def _found_schools(self) -> None:
        for at, (english, welsh, domain) in enumerate(_SCHOOLS):
            number = f"{660 + 3 * at % 22}{4001 + 11 * at}"
            mailbox = f"pennaeth@{domain}.example" if at % 4 else ""
            status, successor = SchoolStatus.OPEN, None
            school = School(number, english, welsh, "Powys", "", status, successor, mailbox, self._run())
            self.places[number] = Place(school, f"{domain}.example")
        numbers = list(self.places)
        self.open = numbers[:6]
        self.closed, self.vacant = numbers[6], numbers[7]
        shut = self.places[self.closed]
        shut.school = replace(shut.school, status=SchoolStatus.CLOSED, successor_dfes_number=numbers[0], head_email="")
        empty = self.places[self.vacant]
        empty.school = replace(empty.school, head_email="")

    def _run(self) -> ProvisioningRun:
        return ProvisioningRun(LAST_RUN, RunOutcome.SUCCESS)

    def _settle(self) -> None:
        for number in self.open:
            place = self.places[number]
            mailbox = (place.school.head_email,) if place.school.head_email else ()
            place.head = self._hire(number, role=AccountRole.HEADTEACHER, mailboxes=mailbox)
            place.champion = self._hire(number, role=AccountRole.DIGITAL_CHAMPION, mailboxes=(place.office,))
            place.colleagues = [self._hire(number) for _ in range(3)]
            place.learners = [self._enrol(number, AccountKind.LEARNER, AccountRole.LEARNER) for _ in range(2)]
            place.governors = [self._enrol(number, AccountKind.GOVERNOR, AccountRole.GOVERNOR)]
        for _ in range(10):
            self.moves.append(self._move(*self._two_schools()))
        start, end = self._two_schools()
        self.namesake_there = self._move(start, end)  # a namesake has long worked at the new school
        self.namesake_there_person = self._hire(end, name=self._name_of(self.namesake_there))
        self.namesake_left = self._move(*self._two_schools())  # a namesake stays at the former school
        self.namesake_left_person = self._hire(
            self.namesake_left.former.dfes_number, name=self._name_of(self.namesake_left)
        )
        self.namesake_elsewhere = self._move(*self._two_schools())  # a namesake works at a third school
        self.namesake_elsewhere_person = self._hire(
            self._third(self.namesake_elsewhere), name=self._name_of(self.namesake_elsewhere)
        )
        crossing = self._move(*self._two_schools())  # two namesakes change places
        self.crossing = (
            crossing,
            self._move(crossing.new.dfes_number, crossing.former.dfes_number, name=self._name_of(crossing)),
        )
        # A leaver of long ago, and a namesake of theirs who has just begun at the other school.
        start, end = self._two_schools()
        gone = self._leave(start, left=date(2019, 7, 19))
        self.long_gone = gone
        self.gone_namesake = self._hire(end, name=self.people[self.owner[gone.username]].name, since=STARTED)
        # Two posts at once, nobody has left.
        start, end = self._two_schools()
        self.two_posts = self._hire(start)
        self._more(self.two_posts, self._account(self.people[self.two_posts].name, end, start_date=STARTED))
        self.head_moves = self._head_moves()
        self.from_closed = self._move(self.closed, self.open[1])
        self.from_vacant = self._move(self.vacant, self.open[2])
        self.not_yet = [self._move(*self._two_schools()) for _ in range(3)]
        self._make_not_yet()

    def _two_schools(self) -> tuple[str, str]:
        one, other = self.chance.sample(self.open, 2)
        return one, other

    def _third(self, move: Move) -> str:
        here = {move.former.dfes_number, move.new.dfes_number}
        return self.chance.choice([number for number in self.open if number not in here])

    def _name_of(self, move: Move) -> str:
        return self.people[move.person].name

    def _new_name(self) -> str:
        while True:
            name = f"{self.chance.choice(_FORENAMES)} {self.chance.choice(_SURNAMES)}"
            if name not in self._names:
                self._names.add(name)
                return name

    def _account(self, name: str, number: str, **more: Any) -> Account:
        forename, _, surname = name.partition(" ")
        stem = "".join(letter for letter in _plain(surname).lower() if letter.isalpha()) + _plain(forename)[0].lower()
        while True:
            username = f"{stem}{self.chance.randrange(2, 400)}"
            if username not in self.accounts:
                break
        codes = self._codes.setdefault(number, set())
        initials = (_plain(forename)[0] + _plain(surname)[0]).upper()
        wanted = (initials, *(f"{initials}{n}" for n in range(2, 99)))
        code = next(one for one in wanted if one not in codes and one != "NA")  # which people write for "none"
        if more.get("kind", AccountKind.STAFF) is AccountKind.STAFF:
            codes.add(code)
        else:
            code = ""
        employee = str(self.chance.randrange(40_000, 99_999)) if code else ""
        account = Account(
            username=username,
            email=f"{username}@{DOMAIN}",
            kind=more.pop("kind", AccountKind.STAFF),
            role=more.pop("role", AccountRole.STAFF),
            forename=forename,
            surname=surname,
            dfes_number=number,
            **{"staff_code": code, "employee_number": employee, "start_date": LONG_AGO} | more,
        )
        self.accounts[username] = account
        return account

    def _person(self, name: str, accounts: list[Account], mailboxes: tuple[str, ...] = ()) -> str:
        id = f"p{len(self.people) + 1}"
        addresses = (*(account.email for account in accounts), *mailboxes)
        self.people[id] = Person(id, name, tuple(account.username for account in accounts), addresses)
        self.owner.update({account.username: id for account in accounts})
        self.reader.update(dict.fromkeys(addresses, id))
        return id

    def _more(self, person: str, account: Account) -> None:
        self.people[person] = replace(
            self.people[person],
            usernames=(*self.people[person].usernames, account.username),
            addresses=(*self.people[person].addresses, account.email),
        )
        self.owner[account.username] = self.reader[account.email] = person

    def _hire(
        self,
        number: str,
        *,
        name: str = "",
        role: AccountRole = AccountRole.STAFF,
        mailboxes: tuple[str, ...] = (),
        since: date = LONG_AGO,
    ) -> str:
        name = name or self._new_name()
        return self._person(name, [self._account(name, number, role=role, start_date=since)], mailboxes)

    def _enrol(self, number: str, kind: AccountKind, role: AccountRole) -> Account:
        name = self._new_name()
        account = self._account(name, number, kind=kind, role=role)
        self._person(name, [account])
        return account

    def _leave(self, number: str, *, name: str = "", left: date = LEFT) -> Account:
        name = name or self._new_name()
        account = self._account(name, number, leaving_date=left, status=AccountStatus.INACTIVE)
        self._person(name, [account])
        return account

    def _move(self, start: str, end: str, *, name: str = "") -> Move:
        former = self._leave(start, name=name)
        person = self.owner[former.username]
        new = self._account(self.people[person].name, end, start_date=STARTED)
        self._more(person, new)
        return Move(person, former, new)

    def _head_moves(self) -> Move:
        """A school's headteacher leaves it: nobody but they would be asked about it."""
        start, end = self._two_schools()
        head = self.places[start].head
        former = self.account_of(head)
        new = self._account(self.people[head].name, end, start_date=STARTED)
        self._more(head, new)
        return Move(head, former, new)

    def _make_not_yet(self) -> None:
        """Three movers whose records are not ready: the date lies ahead, the run is to come, the code is missing."""
        ahead, unrun, uncoded = self.not_yet
        ahead = replace(
            ahead, former=replace(ahead.former, leaving_date=date(2026, 9, 18), status=AccountStatus.ACTIVE)
        )
        unrun = replace(unrun, former=replace(unrun.former, status=AccountStatus.ACTIVE))
        uncoded = replace(uncoded, new=replace(uncoded.new, start_date=None))
        self.not_yet = [ahead, unrun, uncoded]
        for move in self.not_yet:
            self.accounts[move.former.username], self.accounts[move.new.username] = move.former, move.new

    def write(self, folder: Path) -> Path:
        """The directory as the three CSV files."""
        folder.mkdir(parents=True, exist_ok=True)
        schools = [place.school for place in self.places.values()]
        _write(folder / "schools.csv", SCHOOL_COLUMNS, schools)
        _write(folder / "accounts.csv", ACCOUNT_COLUMNS, list(self.accounts.values()))
        with (folder / "provisioning.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(RUN_COLUMNS)
            rows.writerows((number, LAST_RUN.isoformat(), "success") for number in self.places)
        return folder


def _write(path: Path, columns: tuple[str, ...], things: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        rows.writerows(["" if getattr(one, name) is None else getattr(one, name) for name in columns] for one in things)


def _plain(text: str) -> str:
    return text.replace("â", "a").replace("ô", "o").replace("î", "i").replace("'", "").replace(" ", "").replace("-", "")
