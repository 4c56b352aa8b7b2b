"""Records that live in memory, for tens of thousands of scripts over one directory.

Same protocol, same keys (``index_keys``) as the real back ends. ``mark`` remembers the store as it is, ``go_back``
returns to it, so that many scripts share one directory and none sees another's cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from hwb_mailbot.records import Change, Conflict, Document, StoreFault
from hwb_mailbot.records.index_keys import due_at, index_keys
from hwb_mailbot.records.memory import KeyIndex

_Key = tuple[str, str]


class MemoryRecords:
    """Documents by kind and id."""

    def __init__(self) -> None:
        self._documents: dict[_Key, Document] = {}
        self._keys: dict[str, KeyIndex] = {}
        self._due: dict[_Key, datetime] = {}
        self._before: dict[_Key, Document | None] | None = None
        self.refuse_next: str = ""
        """Refuse the next commit that holds a document of this kind, as a full disk would."""

    def get(self, kind: str, id: str) -> Document | None:
        return self._documents.get((kind, id))

    def find(self, kind: str, key: str) -> list[Document]:
        index = self._keys.get(kind)
        return [self._documents[kind, id] for id in sorted(index.ids(key))] if index is not None else []

    def commit(self, changes: Sequence[Change]) -> None:
        for change in changes:
            stored = self._documents.get((change.kind, change.id))
            if (stored.version if stored else 0) != change.version:
                raise Conflict(f"{change.kind} {change.id}")
        if self.refuse_next and any(change.kind == self.refuse_next for change in changes):
            self.refuse_next = ""
            raise StoreFault("the disk is full")
        for change in changes:
            body = json.loads(json.dumps(change.body)) if change.kind == "case" else dict(change.body)
            self._put(change.kind, change.id, Document(change.kind, change.id, change.version + 1, body))

    def due(self, kind: str, now: datetime, limit: int) -> list[Document]:
        due = sorted((time, id) for (of, id), time in self._due.items() if of == kind and time <= now)
        return [self._documents[kind, id] for _, id in due[:limit]]

    def all(self, kind: str) -> Iterator[Document]:
        return iter([document for (of, _), document in self._documents.items() if of == kind])

    def change_count(self, kind: str) -> int:
        return sum(document.version for (of, _), document in self._documents.items() if of == kind)

    def changed_since(self, kind: str, count: int) -> list[str] | None:
        return None

    def forget(self, kind: str, id: str) -> None:
        """As if it had never been stored."""
        self._put(kind, id, None)

    def close(self) -> None:
        pass

    def mark(self) -> None:
        """From now on, remember what was there before."""
        self._before = {}

    def go_back(self) -> None:
        """The store as it was when it was marked."""
        before, self._before = self._before or {}, None
        for (kind, id), document in before.items():
            self._put(kind, id, document)
        self._before, self.refuse_next = {}, ""

    def _put(self, kind: str, id: str, document: Document | None) -> None:
        key, old = (kind, id), self._documents.get((kind, id))
        if self._before is not None:
            self._before.setdefault(key, old)
        index = self._keys.setdefault(kind, KeyIndex())
        if old is not None:
            index.remove(id, index_keys(kind, id, old.body))
            self._due.pop(key, None)
        if document is None:
            del self._documents[key]
            return
        self._documents[key] = document
        index.add(id, index_keys(kind, id, document.body))
        time = due_at(document.body)
        if time is not None:
            self._due[key] = time
