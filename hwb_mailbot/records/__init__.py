"""What is remembered: documents with versions, committed together or not at all.

A *document* has a kind (``case``, ``mail``, ``letter``, ``account``, ``school``), an id unique in its kind, a version
that grows by one with every change, and a body of plain JSON values. ``index_keys`` (pure, shared by every back end)
says under which keys a document is found; nothing on the way of a mail ever scans.

What can fail: ``Conflict`` when a document changed since it was read (decide again on fresh facts);
``StoreFault`` when the store cannot be read or written (nothing of the commit is kept, the caller tries later).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Body = Mapping[str, Any]


class StoreFault(Exception):
    """The store cannot be read or written; the sentence says what and where."""


class StoreOwned(StoreFault):
    """Another process has the store open; one process owns it."""


class Conflict(Exception):
    """A document was changed by somebody else since it was read."""


@dataclass(frozen=True, slots=True)
class Document:
    """A remembered thing. ``version`` 0 means: not stored yet."""

    kind: str
    id: str
    version: int
    body: Body


@dataclass(frozen=True, slots=True)
class Change:
    """A new body for the document that was read at ``version`` (0: it must not exist yet)."""

    kind: str
    id: str
    version: int
    body: Body


class Records(Protocol):
    """One store. All calls are made by the process that owns it, one at a time."""

    def get(self, kind: str, id: str) -> Document | None:
        """The document, closed cases too, or None."""

    def find(self, kind: str, key: str) -> list[Document]:
        """The documents of that kind whose ``index_keys`` hold ``key``, ordered by id."""

    def commit(self, changes: Sequence[Change]) -> None:
        """Make all changes durable or none.

        Raises ``Conflict`` when any document's stored version differs, ``StoreFault`` when the disk refuses.
        """

    def due(self, kind: str, now: datetime, limit: int) -> list[Document]:
        """Documents of that kind whose body's ``due_at`` (ISO, UTC) is set and not after ``now``, earliest first."""

    def all(self, kind: str) -> Iterator[Document]:
        """Every document of that kind, for lists and exports only, never on a mail's way."""

    def ids_beginning(self, kind: str, beginning: str) -> list[str]:
        """The ids of that kind that begin so, ordered, found by names alone: no document is read.

        Only ids of letters and digits are found; any other ``beginning``, and an empty one, raises ``ValueError``.
        """

    def change_count(self, kind: str) -> int:
        """A number that grows by one with every change of an account or a school, and never shrinks.

        Derived files know by it whether they are out of date. Other kinds raise ``KeyError``.
        """

    def changed_since(self, kind: str, count: int) -> list[str] | None:
        """The ids of the accounts or schools changed since ``change_count`` was ``count``; None for too many."""

    def watch(self, kind: str, changed: Callable[[str], object]) -> None:
        """Call ``changed`` with the id of every document of that kind that a commit has changed, from now on.

        It is called after the commit and must neither fail nor take long: it notes that a derived file is behind.
        """

    def touched_since(self, kind: str, since: datetime) -> Iterator[Document]:
        """Every document of that kind written since then by the clock of the store's disk, and perhaps some more.

        For derived files that were away for a while; never on a mail's way.
        """

    def close(self) -> None:
        """Write everything out and let go of the store."""
