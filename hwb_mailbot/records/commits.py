"""The journal of commits: each is on disk whole, or not at all, before any file changes.

An ordinary commit is one entry. A long one is several; the last closes it, and ``replay`` leaves out what was
never closed. ``durable.DurableFault`` when the disk refuses; nothing of that commit is kept then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from hwb_mailbot import durable
from hwb_mailbot.records import Body


@dataclass(frozen=True, slots=True)
class Row:
    """One document as it is after a commit: the file it lies ``at``, and the one it ``was`` in if it moved.

    Both are relative to the store.
    """

    kind: str
    id: str
    version: int
    body: Body
    at: str
    was: str | None


class OpenCommit:
    """A commit of several entries that counts only once it is closed."""

    def __init__(self, journal: durable.Journal, number: int) -> None:
        self._journal = journal
        self._number = number

    def append(self, rows: Sequence[Row], *, last: bool = False) -> None:
        """Add rows; with ``last`` the commit counts when this returns. Raises ``DurableFault``."""
        parts = [(row.kind, row.id, row.version, row.body, row.at, row.was) for row in rows]
        self._journal.append(orjson.dumps((self._number, last, parts)))


class CommitLog:
    """The commits since the last ``restart``."""

    def __init__(self, path: Path) -> None:
        """Open or create the journal. Raises ``durable.DurableFault``."""
        self._journal = durable.Journal(path)
        self._number = 0

    @property
    def size_bytes(self) -> int:
        """How long the journal has become."""
        return self._journal.size_bytes

    def append(self, rows: Sequence[Row]) -> None:
        """Make a commit durable. Raises ``durable.DurableFault``; it then does not count."""
        self._number += 1
        OpenCommit(self._journal, self._number).append(rows, last=True)

    @contextmanager
    def begin(self) -> Iterator[OpenCommit]:
        """A commit in several entries, closed at the end of the ``with`` block unless that was left by a fault."""
        self._number += 1
        commit = OpenCommit(self._journal, self._number)
        yield commit
        commit.append((), last=True)

    def replay(self) -> Iterator[list[Row]]:
        """The rows of every closed commit, oldest first, in portions as they were appended."""
        closed = {number for number, last, _ in self._entries() if last}
        for number, _, rows in self._entries():
            if number in closed:
                yield [Row(*row) for row in rows]

    def restart(self) -> None:
        """Forget all commits, once their files are on disk. Raises ``durable.DurableFault``."""
        self._journal.restart()

    def close(self) -> None:
        """Let go of the file."""
        self._journal.close()

    def _entries(self) -> Iterator[list[Any]]:
        return map(orjson.loads, self._journal.replay())
