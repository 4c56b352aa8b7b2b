"""Questions to the index of cases: the queue's shelves with their filters and counts, and searching for words.

Answers come from the index alone, in milliseconds with a hundred thousand cases. Nothing here can fail but the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.names import fold
from hwb_mailbot.web import tallies
from hwb_mailbot.web.case_entries import shelf_of
from hwb_mailbot.web.case_index import SHELVES, CaseIndex

PAGE = 25
MOST_FOUND = 1_000
"""A search that finds more shows the newest of them and asks for another word."""
MOST_EXPORTED = 10_000
OPEN = "open"
"""As a shelf: all of them but the closed cases."""
EVERY = -1
"""As a number of cases: no limit (SQLite's own word for it)."""
_COUNTS_LAST = timedelta(seconds=2)
_LONGEST_INDEXED = 3
"""So many letters of a word's beginning the full text has an index for."""
_MOST_WHOLE_WORDS = 64
_ORDER = "ORDER BY closes_at, opened_at, number"
_OPEN_FIRST = "ORDER BY shelf = 'closed', closes_at, opened_at, number"
_AUTHORITIES = """
WITH RECURSIVE every (authority) AS (
    SELECT min(authority) FROM authorities
    UNION ALL SELECT (SELECT min(authority) FROM authorities WHERE authority > every.authority) FROM every
    WHERE every.authority IS NOT NULL
)
SELECT authority FROM every WHERE authority IS NOT NULL
"""
"""One step for each authority, not for each case."""
_REASONS = """
SELECT substr(what, 8) AS code, sum(number) AS n FROM tallies
WHERE day = ? AND what > 'reason:' AND what < 'reason;' GROUP BY what ORDER BY n DESC, code
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the queue shall show. Empty texts ask for nothing; ``older_than`` counts days since the case was opened."""

    shelf: str = "review"
    words: str = ""
    state: str = ""
    reason: str = ""
    school: str = ""
    authority: str = ""
    older_than: int = 0
    assignee: str = ""
    """A username, or ``nobody``."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of cases: rows with the columns of the index. ``total`` is capped where ``more`` says so."""

    rows: list[sqlite3.Row]
    total: int
    page: int
    more: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Counts:
    """What the whole index holds: cases by shelf and by state; reasons and authorities of cases that are open."""

    shelves: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    authorities: tuple[str, ...] = ()


class CaseSearch:
    """Asks the index."""

    def __init__(self, index: CaseIndex) -> None:
        self._index = index
        self._counts: tuple[datetime, Counts] | None = None
        self._counted_at = 0

    @property
    def complete(self) -> bool:
        """Whether the index has caught up with the store; before that cases may be missing."""
        return self._index.caught_up.is_set()

    def find(self, wanted: Wanted, page: int, now: datetime) -> Found:
        """The wanted cases, those that close soonest and then the oldest first."""
        self._index.refresh()
        asked = self._asked(wanted, now)
        total = self._number(f"SELECT count(*) AS n FROM {asked.cases}", *asked.values)
        page = min(max(1, page), max(1, -(-total // PAGE)))
        place = [PAGE, (page - 1) * PAGE]
        order = _OPEN_FIRST if asked.searched else _ORDER
        rows = self._index.query(_listing(asked, order) + " OFFSET ?) " + order, [*asked.values, *place])
        return Found(rows, total, page, asked.more)

    def every(self, wanted: Wanted, now: datetime) -> list[sqlite3.Row]:
        """The wanted cases on one list, ten thousand at most, for exporting."""
        self._index.refresh()
        asked = self._asked(wanted, now)
        return self._index.query(_listing(asked, _ORDER) + ") " + _ORDER, [*asked.values, MOST_EXPORTED])

    def listed(self, state: str, most: int, after: tuple[str, str] | None) -> list[str] | None:
        """``most`` references by when they were opened: those after ``after`` (its time and itself), or the newest.

        Oldest first; None where the index does not hold every case yet.
        """
        if not self._index.is_current:
            return None
        condition, values = ("state = ?", [state]) if state else ("1", [])
        order = "DESC"
        if after is not None:
            condition, values, order = f"{condition} AND (opened_at, reference) > (?, ?)", [*values, *after], "ASC"
        rows = self._index.query(
            f"SELECT reference FROM cases WHERE {condition} ORDER BY opened_at {order}, reference {order} LIMIT ?",
            [*values, most],
        )
        references = [str(row["reference"]) for row in rows]
        return references if after is not None else references[::-1]

    def next_for(self, assignee: str, after: str = "") -> str:
        """The reference of the first case for review that is nobody's or theirs and not ``after``; empty for none."""
        self._index.refresh()
        rows = self._index.query(
            "SELECT reference FROM cases WHERE shelf = 'review' AND assignee IN ('', ?) AND reference != ? "
            "ORDER BY assignee = '', closes_at, opened_at, number LIMIT 1",
            (assignee, after),
        )
        return str(rows[0]["reference"]) if rows else ""

    def of_writers(self, addresses: set[str]) -> list[sqlite3.Row]:
        """The open cases that a message from one of these addresses may belong to: ``address``, ``reference``,
        ``person``, and ``asked`` where support waits for an answer from there; these first, then the newest."""
        self._index.refresh()
        places = ", ".join("?" * len(addresses))
        return self._index.query(
            "SELECT address, reference, person, asked FROM writers JOIN cases ON cases.number = writers.number "
            f"WHERE address IN ({places}) ORDER BY asked DESC, opened_at DESC",
            addresses,
        )

    def asked_by_support(self, numbers: Sequence[int]) -> list[tuple[int, str]]:
        """Of the cases with these row numbers: from which addresses support waits for an answer."""
        places = ", ".join("?" * len(numbers))
        rows = self._index.query(f"SELECT number, address FROM writers WHERE asked AND number IN ({places})", numbers)
        return [(row["number"], row["address"]) for row in rows]

    def count_of(self, assignee: str) -> int:
        """How many open cases somebody looks after."""
        asked = "SELECT count(*) AS n FROM cases WHERE assignee != '' AND assignee = ? AND shelf != 'closed'"
        return self._number(asked, assignee)

    def counts(self, now: datetime) -> Counts:
        """What there is to choose from; at most two seconds old."""
        if self._counts is not None and timedelta() <= now - self._counts[0] < _COUNTS_LAST:
            return self._counts[1]
        self._index.refresh()
        if self._counts is not None and self._counted_at == self._index.changes:
            return self._counts[1]
        self._counted_at = self._index.changes
        ask = self._index.query
        states = {row["state"]: row["n"] for row in ask("SELECT state, count(*) AS n FROM cases GROUP BY state")}
        shelves = dict.fromkeys(SHELVES, 0)
        for state, number in states.items():
            shelves[shelf_of(state)] += number
        reasons = ask(_REASONS, (tallies.NOW,))
        counts = Counts(
            shelves,
            states,
            {row["code"]: row["n"] for row in reasons},
            tuple(row["authority"] for row in ask(_AUTHORITIES)),
        )
        self._counts = (now, counts)
        return counts

    def _asked(self, wanted: Wanted, now: datetime) -> _Asked:
        """The question for the wanted cases. The full text is gone through once, whatever is asked of them then."""
        words = self._match(wanted.words)
        if not words:
            return _asked(wanted, now, [] if wanted.words.strip() else None)  # "%" is no word, and in no case
        found = "SELECT rowid AS number FROM entries WHERE entries MATCH ? ORDER BY rowid DESC LIMIT ?"
        return _asked(wanted, now, [row["number"] for row in self._index.query(found, (words, MOST_FOUND + 1))])

    def _match(self, text: str) -> str:
        """FTS5's words, all of which must occur; of an address only the local part, the last one as a beginning."""
        text = identifiers.dfes_number(text) or text
        words = fold(" ".join(word.partition("@")[0] for word in text[:200].split())).split()[:12]
        return " AND ".join([*(f'"{word}"' for word in words[:-1]), *map(self._beginning, words[-1:])])

    def _beginning(self, word: str) -> str:
        """FTS5's expression for all words that begin so.

        A longer beginning is put into whole words where these are few: FTS5 goes through the cases of whole words one
        by one until it has enough, but would first gather every case of a beginning that it has no index for.
        """
        if len(word) > _LONGEST_INDEXED:
            asked = "SELECT word FROM words WHERE word >= ? AND word < ? LIMIT ?"
            whole = self._index.query(asked, (word, f"{word}\U0010ffff", _MOST_WHOLE_WORDS + 1))
            if 0 < len(whole) <= _MOST_WHOLE_WORDS:
                return "(" + " OR ".join('"' + str(row["word"]) + '"' for row in whole) + ")"
        return f'"{word}"*'

    def _number(self, sql: str, *values: str | int) -> int:
        rows = self._index.query(sql, values)
        return int(rows[0]["n"]) if rows else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which cases a question is about, as SQL from the table's name to the end of the condition, and its values."""

    cases: str
    values: list[str | int]
    searched: bool
    more: bool
    """Whether words were searched for, and occur in more cases than are shown."""


def _listing(asked: _Asked, order: str) -> str:
    """The beginning of a list of these cases: only the rows that are shown are fetched, so it may be long."""
    return f"SELECT * FROM cases WHERE number IN (SELECT number FROM {asked.cases} {order} LIMIT ?"


def _asked(wanted: Wanted, now: datetime, found: list[int] | None) -> _Asked:
    """The question; ``found`` are the row numbers that the words were found in, where words were asked for."""
    where: list[str] = []
    values: list[str | int] = []
    searched = (found is not None, found is not None and len(found) > MOST_FOUND)

    def ask(condition: str, *given: str) -> None:
        where.append(condition)
        values.extend(given)

    if wanted.authority:
        ask("authority = ?", wanted.authority)
        if wanted.state:
            ask("shelf = ?", shelf_of(wanted.state))
    if wanted.state:
        ask("state = ?", wanted.state)
    elif wanted.shelf == OPEN:
        ask("shelf != 'closed'")
    elif wanted.shelf:
        ask("shelf = ?", wanted.shelf)
    if wanted.reason:
        ask("number IN (SELECT number FROM reasons WHERE code = ?)", wanted.reason)
    if wanted.older_than:
        ask("opened_at < ?", (now - timedelta(days=wanted.older_than)).isoformat())
    if found is not None:
        ask("number IN (SELECT value FROM json_each(?))", orjson.dumps(found[:MOST_FOUND]).decode())
    if wanted.school:
        of_school = (
            "SELECT number FROM cases WHERE former_school = ? UNION SELECT number FROM cases WHERE new_school = ?"
        )
        ask(f"number IN ({of_school})", wanted.school, wanted.school)
    shared = len(where)
    if wanted.assignee:
        if wanted.assignee == "nobody":
            ask("assignee = ''")
        else:
            ask("assignee != '' AND assignee = ?", wanted.assignee)
    if wanted.language:
        ask("language = ?", wanted.language)
    if not wanted.authority:
        return _Asked(f"cases WHERE {' AND '.join(where) or '1'}", values, *searched)
    if where[shared:]:  # what only the case's own row tells
        own = " AND ".join(["cases.number = authorities.number", *where[shared:]])
        where[shared:] = [f"EXISTS (SELECT 1 FROM cases WHERE {own})"]
    return _Asked(f"authorities WHERE {' AND '.join(where)}", values, *searched)
