"""Searching the directory for words: names, usernames, addresses, schools, DfES numbers.

A derived SQLite file (FTS5) that may be deleted at any time: it is made again when it is gone, damaged or out of
date by far, and otherwise brought up to date with what changed since it was last asked. Accents do not matter,
and the last word may be a beginning. Never asked on a mail's way.

What can fail: ``StoreFault`` when the store cannot be read or the file cannot be made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from hwb_mailbot import durable
from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.names import fold
from hwb_mailbot.records import Document, Records, StoreFault

MOST_FOUND = 50
_KINDS = ("account", "school")
_TABLES = """
CREATE TABLE state (kind TEXT PRIMARY KEY, changes INTEGER NOT NULL);
CREATE TABLE documents (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id));
CREATE VIRTUAL TABLE entries USING fts5 (words, prefix = '2 3', detail = none);
"""
_INSERT_DOCUMENT = "INSERT INTO documents (number, kind, id) VALUES (?, ?, ?)"
_INSERT_WORDS = "INSERT INTO entries (rowid, words) VALUES (?, ?)"
_FIND = """
SELECT kind, id FROM entries JOIN documents ON number = entries.rowid
WHERE entries MATCH ? ORDER BY kind DESC, id LIMIT ?
"""


class DirectorySearch:
    """The search file of one store."""

    def __init__(self, records: Records, path: Path) -> None:
        """Nothing is read or made before the first question."""
        self._records = records
        self._path = path
        self._database: sqlite3.Connection | None = None

    def find(self, text: str, limit: int = MOST_FOUND) -> list[Account | School]:
        """Schools and accounts in which every word of ``text`` occurs, schools first, as they are now."""
        query = _query(text)
        if not query:
            return []
        self.refresh()
        try:
            rows = self._open().execute(_FIND, (query, limit)).fetchall()
        except sqlite3.DatabaseError:
            self._rebuild()
            rows = self._open().execute(_FIND, (query, limit)).fetchall()
        documents = [self._records.get(kind, id) for kind, id in rows]
        return [_value(document) for document in documents if document is not None]

    def refresh(self) -> None:
        """Bring the file up to date; the first time, or after a large import, that takes seconds."""
        try:
            known = dict(self._open().execute("SELECT kind, changes FROM state").fetchall())
            changed = {kind: self._records.changed_since(kind, known[kind]) for kind in _KINDS}
            if any(ids is None for ids in changed.values()):
                self._rebuild()
            elif any(changed.values()):
                self._update({kind: ids for kind, ids in changed.items() if ids is not None})
        except (sqlite3.DatabaseError, KeyError):
            self._rebuild()

    def close(self) -> None:
        """Let go of the file; twice is fine."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = _connect(self._path)
        return self._database

    def _update(self, changed: dict[str, list[str]]) -> None:
        database = self._open()
        with database:
            for kind, ids in changed.items():
                for id in ids:
                    document = self._records.get(kind, id)
                    row = (kind, id)
                    database.execute("INSERT OR IGNORE INTO documents (kind, id) VALUES (?, ?)", row)
                    (number,) = database.execute(
                        "SELECT number FROM documents WHERE kind = ? AND id = ?", row
                    ).fetchone()
                    database.execute("DELETE FROM entries WHERE rowid = ?", (number,))
                    if document is not None:
                        database.execute(_INSERT_WORDS, (number, _words(document)))
            self._remember(database)

    def _rebuild(self) -> None:
        self.close()
        fresh = self._path.with_name(f"{self._path.name}.new")
        try:
            fresh.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                self._path.unlink()
            database = _connect(fresh)
            try:
                database.execute("PRAGMA journal_mode = OFF")
                database.executescript(_TABLES)
                with database:
                    database.executemany(_INSERT_DOCUMENT, self._numbered(with_words=False))
                    database.executemany(_INSERT_WORDS, self._numbered(with_words=True))
                    self._remember(database)
            finally:
                database.close()
            durable.move(fresh, self._path)
        except (OSError, sqlite3.DatabaseError, durable.DurableFault) as fault:
            raise StoreFault(f"make the search file {self._path}: {fault}") from fault

    def _numbered(self, *, with_words: bool) -> Iterator[tuple[int, str] | tuple[int, str, str]]:
        number = 0
        for kind in _KINDS:
            for document in self._records.all(kind):
                number += 1
                yield (number, _words(document)) if with_words else (number, kind, document.id)

    def _remember(self, database: sqlite3.Connection) -> None:
        rows = [(kind, self._records.change_count(kind)) for kind in _KINDS]
        database.executemany("INSERT OR REPLACE INTO state (kind, changes) VALUES (?, ?)", rows)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        database = sqlite3.connect(path)
        path.chmod(durable.OWN_ONLY)
        database.execute("PRAGMA synchronous = OFF")
    except (OSError, sqlite3.OperationalError) as fault:
        raise StoreFault(f"open the search file {path}: {fault}") from fault
    return database


def _query(text: str) -> str:
    """FTS5's words, all of which must occur; of an address only the local part, the last one as a beginning."""
    words = fold(" ".join(word.partition("@")[0] for word in text.split())).split()
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), *(f'"{word}"*' for word in words[-1:])])


def _words(document: Document) -> str:
    body = document.body
    if document.kind == "school":
        names = fold(f"{body['name_en']} {body['name_cy']} {body['local_authority']}")
        return f"{names} {document.id} {fold(body['head_email'])}"
    local_part = body["email"].partition("@")[0]
    address = "" if local_part == document.id else fold(local_part)
    name = _folded(f"{body['forename']} {body['surname']}")
    return f"{name} {fold(document.id)} {address} {body['dfes_number']} {' '.join(body['aliases'])}"


_folded = lru_cache(maxsize=50_000)(fold)


def _value(document: Document) -> Account | School:
    if document.kind == "school":
        return from_body(School, document.body)
    return from_body(Account, document.body)
