"""The index of all cases: a derived SQLite file for the queue and for searching, kept up after commits.

It may be deleted at any time: it is made again when it is gone or damaged, and catches up with what was written while
nobody looked. Making it goes on beside the service's work, in portions. Never asked on a mail's way; nothing is decided
from it. What can fail: ``StoreFault`` when the store cannot be read or the file cannot be made.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hwb_mailbot import durable, eventlog
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.records import Document, Records, StoreFault
from hwb_mailbot.web import tallies
from hwb_mailbot.web.case_entries import CaseEntries

SHELVES = ("review", "held", "waiting", "closed")
"""The queue's shelves: for a person now, put on hold, waiting for others, ended."""

_VERSION = 7
"""Of the tables below; a file of another version is made again."""
_ROUND_SECONDS = 0.5
_AFTER_A_FAULT_SECONDS = 30
_PORTION = 25
_KEPT_TOGETHER = 2_000
"""Cases between two commits while the file is made: the full text writes a part of its own for each commit."""
_AT_ONCE = 500
_SLACK = timedelta(minutes=2)
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
CREATE TABLE authorities (
    authority TEXT NOT NULL, shelf TEXT NOT NULL, closes_at TEXT NOT NULL, opened_at TEXT NOT NULL,
    number INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (authority, shelf, closes_at, opened_at, number)
) WITHOUT ROWID;
CREATE INDEX authorities_of ON authorities (number);
CREATE TABLE reasons (number INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (code, number)) WITHOUT ROWID;
CREATE INDEX reasons_of ON reasons (number);
CREATE TABLE writers (
    address TEXT NOT NULL, number INTEGER NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY (address, number)
) WITHOUT ROWID;
CREATE INDEX writers_of ON writers (number);
CREATE TABLE schools (number TEXT PRIMARY KEY, names TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE entries USING fts5 (words, prefix = '1 2 3', detail = none, tokenize = 'unicode61');
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_PUT = """
INSERT INTO cases (number, reference, shelf, state, reasons, person, journey, language, former_username,
    former_school, former_authority, new_username, new_school, new_authority, opened_at, updated_at, closes_at,
    assignee)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_AUTHORITY = """
INSERT INTO authorities (authority, number, shelf, state, opened_at, closes_at) VALUES (?, ?, ?, ?, ?, ?)
"""


class CaseIndex:
    """The index file of one store."""

    def __init__(self, records: Records, directory: Directory, path: Path, zone: ZoneInfo) -> None:
        """Listens for commits from now on; nothing is read or made before ``run`` or a question.

        ``zone`` is where the days of ``tallies`` begin.
        """
        self._records = records
        self._entries = CaseEntries(directory)
        self._path = path
        self._zone = zone
        self._database: sqlite3.Connection | None = None
        self._behind: dict[str, None] = {}
        self._schools: dict[str, None] = {}
        self._recorded: dict[str, str] = {}
        self._assigned: set[str] = set()
        self._fresh = tallies.Fresh()
        self._faults = 0
        self.changes = 0
        """Grows with every change of the index."""
        self.caught_up = asyncio.Event()
        """Set while it holds all that the store does."""
        records.watch("case", self._note)
        records.watch("assignment", self._note_assignment)
        records.watch("school", self._note_school)

    async def run(self) -> None:
        """Make the file or catch up, then keep up, until cancelled."""
        try:
            while True:
                try:
                    if not self.caught_up.is_set():
                        await self.catch_up()
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
        self._commit()
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
            self._recorded.clear()
            self._fresh = tallies.Fresh()

    def _note(self, reference: str) -> None:
        self._behind[reference] = None

    def _note_assignment(self, reference: str) -> None:
        self._assigned.add(reference)
        self._note(reference)

    def _note_school(self, number: str) -> None:
        self._schools[number] = None
        self._entries.forget(number)

    def _take_up_renamed(self) -> None:
        """The cases of a school whose names are other ones than were indexed; most changes of a school are runs."""
        if not self._schools:
            return
        touched, self._schools = self._schools, {}
        database = self._open()
        for number in touched:
            known = database.execute("SELECT names FROM schools WHERE number = ?", (number,)).fetchone()
            if known is not None and known[0] != self._entries.school(number).names:
                cases = "SELECT reference FROM cases WHERE former_school = ? OR new_school = ?"
                self._behind |= {row[0]: None for row in database.execute(cases, (number, number))}

    async def catch_up(self, told: Callable[[int], object] = lambda taken: None) -> None:
        """Take up whatever the store has that the file has not, in portions. Raises ``StoreFault``.

        ``told`` hears after each portion how many cases that were so far.
        """
        begun, database = datetime.now(UTC), self._open()
        self._schools |= {row[0]: None for row in database.execute("SELECT number FROM schools")}
        (synced,) = database.execute("SELECT value FROM state WHERE name = 'synced'").fetchone() or (None,)
        since = datetime.fromisoformat(synced) - _SLACK if synced else _BEFORE_ALL
        self._assigned.clear()
        assignees = None if synced else self._assignees()
        touched = self._records.touched_since("case", since)
        count = 0
        while portion := list(islice(touched, _PORTION)):
            self._put(portion, assignees)
            count += len(portion)
            if count % _KEPT_TOGETHER == 0:
                self._commit()
            told(count)
            await asyncio.sleep(0)
        self._commit()
        self.caught_up.set()
        self._remember(begun)

    def _assignees(self) -> dict[str, str]:
        """Who looks after which case; most cases have nobody, and asking for each costs more than all else."""
        return {one.id: str(one.body["assignee"]) for one in self._records.all("assignment")}

    def _remember(self, moment: datetime) -> None:
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO state VALUES ('synced', ?)", (moment.isoformat(),))

    def _commit(self) -> None:
        self._fresh.write(self._open())
        self._open().commit()
        self.changes += 1

    def _put(self, documents: list[Document], assignees: Mapping[str, str] | None = None) -> None:
        """Put these cases into the open transaction. ``assignees`` are everybody's, where they are known."""
        database = self._open()
        for document in documents:
            try:
                self._put_one(database, document, assignees)
            except (KeyError, TypeError, ValueError, AttributeError) as fault:
                eventlog.unexpected_fault("case index", fault, case=document.id)
        self.changes += 1

    def _put_one(self, database: sqlite3.Connection, document: Document, assignees: Mapping[str, str] | None) -> None:
        body = document.body
        known = database.execute("SELECT number FROM cases WHERE reference = ?", (document.id,)).fetchone()
        if known is not None:
            self._fresh.write(database)  # the case may be one of them
            database.execute("DELETE FROM entries WHERE rowid = ?", known)
            for table in ("authorities", "reasons", "writers", "cases"):
                database.execute(f"DELETE FROM {table} WHERE number = ?", known)
        if body["joined_to"]:
            tallies.take(database, document.id, ())
            return
        entry = self._entries.entry(body, self._assignee(document.id, assignees))
        for dfes_number, school in entry.schools.items():
            if self._recorded.get(dfes_number) != school.names:
                database.execute("INSERT OR REPLACE INTO schools VALUES (?, ?)", (dfes_number, school.names))
                self._recorded[dfes_number] = school.names
        counts = tallies.counts_of(body, entry.authority, self._zone)
        if known is None:
            self._fresh.add(document.id, counts)
        else:
            tallies.take(database, document.id, counts)
        number = database.execute(_PUT, (known[0] if known is not None else None, *entry.columns)).lastrowid
        database.execute("INSERT INTO entries (rowid, words) VALUES (?, ?)", (number, entry.words))
        database.executemany("INSERT OR IGNORE INTO words VALUES (?)", ((one,) for one in entry.words.split()))
        for authority in entry.authorities:
            database.execute(_PUT_AUTHORITY, (authority, number, *entry.place))
        if body["reasons"]:
            reasons = ((number, one) for one in body["reasons"])
            database.executemany("INSERT OR IGNORE INTO reasons VALUES (?, ?)", reasons)
        if entry.writers:
            writers = ((address, number, asked) for address, asked in entry.writers.items())
            database.executemany("INSERT INTO writers VALUES (?, ?, ?)", writers)

    def _assignee(self, reference: str, assignees: Mapping[str, str] | None) -> str:
        if assignees is not None and reference not in self._assigned:
            return assignees.get(reference, "")
        assignment = self._records.get("assignment", reference)
        return str(assignment.body["assignee"]) if assignment else ""

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
        self.changes += 1
        self.caught_up.clear()
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()
