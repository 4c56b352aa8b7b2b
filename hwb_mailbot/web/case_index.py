"""The index of all cases: a derived SQLite file for the queue and for searching, kept up after commits.

It may be deleted at any time: it is made again when it is gone or damaged, and catches up with what was written while
nobody looked. Making it goes on beside the service's work, in portions. Never asked on a mail's way; nothing is decided
from it. What can fail: ``StoreFault`` when the store cannot be read or the file cannot be made.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hwb_mailbot import durable, eventlog
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import School
from hwb_mailbot.domain.cases import CLOSED, CaseState
from hwb_mailbot.domain.names import fold
from hwb_mailbot.records import Body, Document, Records, StoreFault
from hwb_mailbot.web import tallies

SHELVES = ("review", "held", "waiting", "closed")
"""The queue's shelves: for a person now, put on hold, waiting for others, ended."""

_VERSION = 4
"""Of the tables below; a file of another version is made again."""
_ROUND_SECONDS = 0.5
_AFTER_A_FAULT_SECONDS = 30
_PORTION = 25
_AT_ONCE = 500
_SLACK = timedelta(minutes=2)
_NEVER = "9999"
_BEFORE_ALL = datetime(1970, 1, 2, tzinfo=UTC)
_TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE cases (
    number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, shelf TEXT NOT NULL, state TEXT NOT NULL,
    reasons TEXT NOT NULL, person TEXT NOT NULL, journey TEXT NOT NULL, language TEXT NOT NULL,
    former_username TEXT NOT NULL, former_school TEXT NOT NULL, former_authority TEXT NOT NULL,
    new_username TEXT NOT NULL, new_school TEXT NOT NULL, new_authority TEXT NOT NULL,
    opened_at TEXT NOT NULL, updated_at TEXT NOT NULL, closes_at TEXT NOT NULL, assignee TEXT NOT NULL
);
CREATE INDEX in_order ON cases (shelf, closes_at, opened_at);
CREATE INDEX by_state ON cases (state, closes_at, opened_at);
CREATE INDEX by_opening ON cases (opened_at, reference);
CREATE INDEX by_assignee ON cases (assignee, shelf) WHERE assignee != '';
CREATE INDEX by_former_school ON cases (former_school);
CREATE INDEX by_new_school ON cases (new_school);
CREATE INDEX by_former_authority ON cases (former_authority);
CREATE INDEX by_new_authority ON cases (new_authority);
CREATE TABLE reasons (number INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (code, number)) WITHOUT ROWID;
CREATE INDEX reasons_of ON reasons (number);
CREATE TABLE schools (number TEXT PRIMARY KEY, names TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE entries USING fts5 (words, prefix = '2 3', detail = none, tokenize = 'unicode61');
"""
_PUT = """
INSERT OR REPLACE INTO cases (number, reference, shelf, state, reasons, person, journey, language, former_username,
    former_school, former_authority, new_username, new_school, new_authority, opened_at, updated_at, closes_at,
    assignee)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CLOSED = frozenset(str(state) for state in CLOSED)


class CaseIndex:
    """The index file of one store."""

    def __init__(self, records: Records, directory: Directory, path: Path, zone: ZoneInfo) -> None:
        """Listens for commits from now on; nothing is read or made before ``run`` or a question.

        ``zone`` is where the days of ``tallies`` begin.
        """
        self._records = records
        self._directory = directory
        self._path = path
        self._zone = zone
        self._database: sqlite3.Connection | None = None
        self._behind: dict[str, None] = {}
        self._schools: dict[str, None] = {}
        self._faults = 0
        self.changes = 0
        """Grows with every change of the index."""
        self.caught_up = asyncio.Event()
        """Set while it holds all that the store does."""
        for kind in ("case", "assignment"):
            records.watch(kind, self._note)
        records.watch("school", self._note_school)

    async def run(self) -> None:
        """Make the file or catch up, then keep up, until cancelled."""
        try:
            while True:
                try:
                    if not self.caught_up.is_set():
                        await self._catch_up()
                    self.refresh()
                except Exception as fault:  # a derived file must never take the service down
                    eventlog.unexpected_fault("case index", fault)
                    self._discard()
                    await asyncio.sleep(_AFTER_A_FAULT_SECONDS if self._faults else 0)
                    self._faults += 1
                await asyncio.sleep(_ROUND_SECONDS)
        finally:
            self.close()

    def refresh(self) -> None:
        """Take up what was committed since last time, a few hundred cases at most; ``run`` does the rest."""
        self._take_up_renamed()
        if not self._behind:
            return
        begun = datetime.now(UTC)
        taken = list(islice(self._behind, _AT_ONCE))
        for reference in taken:
            del self._behind[reference]
        documents = (self._records.get("case", reference) for reference in taken)
        self._put([document for document in documents if document is not None])
        if self.caught_up.is_set() and not self._behind:
            self._remember(begun)

    @property
    def is_current(self) -> bool:
        """Whether it holds every case as the store has it this moment."""
        self.refresh()
        return self.caught_up.is_set() and not self._behind

    def query(self, sql: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """The rows that a question yields. A damaged file is made again and yields nothing meanwhile."""
        try:
            return self._open().execute(sql, tuple(values)).fetchall()
        except sqlite3.DatabaseError as fault:
            eventlog.unexpected_fault("case index", fault)
            if not isinstance(fault, sqlite3.OperationalError):  # those are the question's or the disk's
                self._discard()
            return []

    def close(self) -> None:
        """Let go of the file; twice is fine."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _note(self, reference: str) -> None:
        self._behind[reference] = None

    def _note_school(self, number: str) -> None:
        self._schools[number] = None

    def _take_up_renamed(self) -> None:
        """The cases of a school whose names are other ones than were indexed; most changes of a school are runs."""
        if not self._schools:
            return
        touched, self._schools = self._schools, {}
        database = self._open()
        for number in touched:
            known = database.execute("SELECT names FROM schools WHERE number = ?", (number,)).fetchone()
            if known is not None and known[0] != _names_of(self._directory.school(number)):
                cases = "SELECT reference FROM cases WHERE former_school = ? OR new_school = ?"
                self._behind |= {row[0]: None for row in database.execute(cases, (number, number))}

    async def _catch_up(self) -> None:
        begun = datetime.now(UTC)
        self._schools |= {row[0]: None for row in self._open().execute("SELECT number FROM schools")}
        (synced,) = self._open().execute("SELECT value FROM state WHERE name = 'synced'").fetchone() or (None,)
        since = datetime.fromisoformat(synced) - _SLACK if synced else _BEFORE_ALL
        touched = self._records.touched_since("case", since)
        while portion := list(islice(touched, _PORTION)):
            self._put(portion)
            await asyncio.sleep(0)
        self.caught_up.set()
        self._remember(begun)

    def _remember(self, moment: datetime) -> None:
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO state VALUES ('synced', ?)", (moment.isoformat(),))

    def _put(self, documents: list[Document]) -> None:
        with self._open() as database:
            for document in documents:
                try:
                    self._put_one(database, document)
                except (KeyError, TypeError, ValueError, AttributeError) as fault:
                    eventlog.unexpected_fault("case index", fault, case=document.id)
        self.changes += 1

    def _put_one(self, database: sqlite3.Connection, document: Document) -> None:
        body = document.body
        known = database.execute("SELECT number FROM cases WHERE reference = ?", (document.id,)).fetchone()
        if known is not None:
            database.execute("DELETE FROM entries WHERE rowid = ?", known)
            database.execute("DELETE FROM reasons WHERE number = ?", known)
        if body["joined_to"]:
            database.execute("DELETE FROM cases WHERE reference = ?", (document.id,))
            tallies.take(database, document.id, ())
            return
        if known is None:
            (number,) = database.execute("SELECT coalesce(max(number), 0) + 1 FROM cases").fetchone()
        else:
            (number,) = known
        row, words, authority = self._row(body)
        for side in ("former", "new"):
            if dfes_number := body[side]["dfes_number"]:
                names = _names_of(self._directory.school(dfes_number))
                database.execute("INSERT OR REPLACE INTO schools VALUES (?, ?)", (dfes_number, names))
        tallies.take(database, document.id, tallies.counts_of(body, authority, self._zone))
        database.execute(_PUT, (number, *row))
        database.execute("INSERT INTO entries (rowid, words) VALUES (?, ?)", (number, words))
        database.executemany("INSERT OR IGNORE INTO reasons VALUES (?, ?)", ((number, one) for one in body["reasons"]))

    def _row(self, body: Body) -> tuple[tuple[str, ...], str, str]:
        """The columns, the words to be found by, and the local authority under which the case is counted."""
        former, new = body["former"], body["new"]
        schools = [self._directory.school(one["dfes_number"]) if one["dfes_number"] else None for one in (former, new)]
        authorities = [school.local_authority if school else "" for school in schools]
        assignment = self._records.get("assignment", body["reference"])
        assignee = assignment.body["assignee"] if assignment else ""
        row = (
            body["reference"],
            shelf_of(body["state"]),
            body["state"],
            " ".join(body["reasons"]),
            body["person"],
            body["journey"],
            body["language"],
            former["username"],
            former["dfes_number"],
            authorities[0],
            new["username"],
            new["dfes_number"],
            authorities[1],
            body["opened_at"],
            body["updated_at"],
            body["closes_at"] or _NEVER,
            assignee,
        )
        names = " ".join(f"{school.name_en} {school.name_cy}" for school in schools if school)
        accounts = " ".join([*former.values(), *new.values()])
        words = fold(f"{body['person']} {accounts} {body['reference']} {names} {' '.join(_stated(body))}")
        return row, words, authorities[1] or authorities[0]

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = self._connect()
        return self._database

    def _connect(self) -> sqlite3.Connection:
        try:
            database = sqlite3.connect(self._path)
            self._path.chmod(durable.OWN_ONLY)
            database.row_factory = sqlite3.Row
            # A write-ahead log survives anything but the disk's loss, and at worst forgets the last moments.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION):
                database.close()
                self._discard()
                return self._connect()
            if version == 0:
                database.executescript(f"{_TABLES}{tallies.TABLES}PRAGMA user_version = {_VERSION};")
        except (OSError, sqlite3.Error) as fault:
            raise StoreFault(f"open the index of cases {self._path}: {fault}") from fault
        return database

    def _discard(self) -> None:
        """Begin again with an empty file."""
        self.close()
        self.caught_up.clear()
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()


def _names_of(school: School | None) -> str:
    """What the index has taken from a school."""
    return f"{school.name_en}\n{school.name_cy}\n{school.local_authority}" if school is not None else ""


def shelf_of(state: str) -> str:
    """On which shelf of the queue a case in that state lies."""
    if state in (CaseState.REVIEW, CaseState.HELD):
        return state
    return "closed" if state in _CLOSED else "waiting"


def _stated(body: Body) -> Iterator[str]:
    """What the halves state of people and accounts, as far as the directory did not know it."""
    for side in ("authorisation", "consolidation"):
        fields = (body[side] or {}).get("fields") or {}
        for name in ("staff_name", "former_username", "new_username", "former_dfes_number", "new_dfes_number"):
            value = fields.get(name, {}).get("value")
            if isinstance(value, str):
                yield value
