"""Counters beside the index of cases: what came, how it ended, what waits now; by day and local authority.

Each case adds its few counts, and they are kept with it, so a case that changes takes back what it had added: no
question ever looks through cases. Days are those of the configured zone; the empty day holds what is so now.

=====================  ==============================================================================================
what                   counted
=====================  ==============================================================================================
``received``           on the day on which the case was opened
``merged-alone:N``     on the day of its merge, when nobody of support had a part in it; N is a place in ``TOOK``
``merged-by-person:N`` the same, when somebody had
``rejected`` …         on the day on which it ended so, also ``expired``, ``withdrawn``, ``undone``
``state:STATE``        now, while it is open
``reason:CODE``        now, while it lies before support or is on hold
``awaits:DFES``        now, while it waits for that school's provisioning run (R13)
``open:DFES``          now, while it is open and one of its accounts is of that school
=====================  ==============================================================================================

The authority is that of the new school, else of the former one. Nothing here fails but the file.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from hwb_mailbot.domain.cases import CLOSED, CaseState
from hwb_mailbot.records import Body

TABLES = """
CREATE TABLE tallies (
    day TEXT NOT NULL, what TEXT NOT NULL, authority TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (day, what, authority)
) WITHOUT ROWID;
CREATE TABLE tallied (reference TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID;
"""
NOW = ""
"""The day of what is so now."""
TOOK = (
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=28),
)
"""Bounds of the time from opening to merging; the last place, ``len(TOOK)``, is for all that took longer."""

_CLOSED = frozenset(str(state) for state in CLOSED)
_FOR_US = frozenset({str(CaseState.REVIEW), str(CaseState.HELD)})
_NO_PART = frozenset({"note", "mail-attached"})
_OF_FORMER = ("former-", "leaving-date-")
_OF_NEW = ("new-", "start-date-", "staff-code-")
"""How the reasons begin that the former or the new school's next run takes away."""
_ADD = """
INSERT INTO tallies VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number
"""
_GONE = "DELETE FROM tallies WHERE day = ? AND what = ? AND authority = ? AND number = 0"

Count = tuple[str, str, str]
"""Day, what, authority."""


def take(database: sqlite3.Connection, reference: str, counts: Iterable[Count]) -> None:
    """Let the case count for ``counts`` and for nothing else any more."""
    fresh = sorted(set(counts))
    row = database.execute("SELECT counts FROM tallied WHERE reference = ?", (reference,)).fetchone()
    before = [tuple(one) for one in orjson.loads(row[0])] if row is not None else []
    if fresh == before:
        return
    gone = [one for one in before if one not in fresh]
    database.executemany(_ADD, [(*one, -1) for one in gone])
    database.executemany(_ADD, [(*one, 1) for one in fresh if one not in before])
    database.executemany(_GONE, gone)
    database.execute("INSERT OR REPLACE INTO tallied VALUES (?, ?)", (reference, orjson.dumps(fresh).decode()))


class Fresh:
    """Cases that count for nothing yet, taken together: most of them count for the same few things."""

    def __init__(self) -> None:
        self._counts: list[tuple[str, list[Count]]] = []

    def add(self, reference: str, counts: Iterable[Count]) -> None:
        """Let a case count that never did."""
        self._counts.append((reference, sorted(set(counts))))

    def write(self, database: sqlite3.Connection) -> None:
        """Into the file with what was added."""
        together = Counter(one for _, counts in self._counts for one in counts)
        database.executemany(_ADD, [(*one, number) for one, number in together.items()])
        kept = [(reference, orjson.dumps(counts).decode()) for reference, counts in self._counts]
        database.executemany("INSERT OR REPLACE INTO tallied VALUES (?, ?)", kept)
        self._counts.clear()


def counts_of(body: Body, authority: str, zone: ZoneInfo) -> Iterator[Count]:
    """What a case adds. ``body`` is its stored document; raises ``KeyError``, ``ValueError`` for any other."""
    yield _day(body["opened_at"], zone), "received", authority
    state = str(body["state"])
    if state not in _CLOSED:
        yield from ((NOW, what, authority) for what in _waiting(body, state))
    elif state == CaseState.MERGED:
        merged_at = body["merged_at"] or body["updated_at"]
        who = "merged-by-person" if had_a_part(body["history"]) else "merged-alone"
        yield _day(merged_at, zone), f"{who}:{_place(body['opened_at'], merged_at)}", authority
    else:
        ends = [entry["at"] for entry in body["history"] if entry["event"] == state]
        yield _day(ends[-1] if ends else body["updated_at"], zone), state, authority


def had_a_part(history: Iterable[Body]) -> bool:
    """Whether somebody of the support team did anything to the case but write beside it."""
    return any(entry["actor"].startswith("support: ") and entry["event"] not in _NO_PART for entry in history)


def _waiting(body: Body, state: str) -> Iterator[str]:
    yield f"state:{state}"
    if state in _FOR_US:
        yield from (f"reason:{code}" for code in body["reasons"])
    sides: tuple[dict[str, Any], ...] = (body["former"], body["new"])
    yield from {f"open:{side['dfes_number']}" for side in sides if side["dfes_number"]}
    if state == CaseState.WAITING_DIRECTORY:
        for side, of_side in zip(sides, (_OF_FORMER, _OF_NEW), strict=True):
            if side["dfes_number"] and any(code.startswith(of_side) for code in body["reasons"]):
                yield f"awaits:{side['dfes_number']}"


def _day(at: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(at).astimezone(zone).date().isoformat()


def _place(opened_at: str, merged_at: str) -> int:
    took = datetime.fromisoformat(merged_at) - datetime.fromisoformat(opened_at)
    return next((place for place, bound in enumerate(TOOK) if took < bound), len(TOOK))
