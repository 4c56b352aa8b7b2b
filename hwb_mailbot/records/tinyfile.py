"""One small TinyDB file: a table for each kind, documents by their text ids, each with its version.

TinyDB reads and writes a file whole, which is why there are many small ones. Our storage keeps the content in
memory between ``TinyDB``'s operations and brings it to disk only in ``write_out``, by ``durable.replace``.

What can fail: a file that cannot be read, is no JSON or cannot be written raises ``StoreFault`` naming it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document as Entry
from tinydb.table import Table

from hwb_mailbot import durable
from hwb_mailbot.records import Body, StoreFault
from hwb_mailbot.records.index_keys import account_keys_within_school
from hwb_mailbot.records.memory import KeyIndex

Tables = dict[str, dict[str, Any]]
_KEYS_RENEWED_ONE_BY_ONE = 50


class _HeldStorage(Storage):
    """The content of one file, read when first asked for and held until it is let go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables: Tables | None = None
        self.size_bytes = 0

    def read(self) -> Tables:
        if self.tables is None:
            self.tables = self._from_disk()
        return self.tables

    def write(self, data: Tables) -> None:
        self.tables = data

    def write_out(self, *, flushed: bool) -> None:
        tables = {name: table for name, table in (self.tables or {}).items() if table}
        if tables:
            data = orjson.dumps(tables)
            durable.replace(self.path, data, flushed=flushed)
            self.size_bytes = len(data)
        else:
            durable.remove(self.path, flushed=flushed)

    def _from_disk(self) -> Tables:
        try:
            data = self.path.read_bytes()
            self.size_bytes = len(data)
            tables: Tables = orjson.loads(data)
        except FileNotFoundError:
            return {}
        except OSError as fault:
            raise StoreFault(f"read {self.path}: {durable.said(fault)}") from fault
        except orjson.JSONDecodeError as fault:
            raise StoreFault(f"read {self.path}: damaged, {fault} (restore the store from its backup)") from fault
        return tables


class _TextIdTable(Table):
    document_id_class = str  # type: ignore[assignment]  # TinyDB allows other classes, its types do not


class TinyFile(TinyDB):
    """The documents of one file."""

    table_class = _TextIdTable

    def __init__(self, path: Path, *, afresh: bool = False) -> None:
        """Nothing is read yet. With ``afresh`` whatever is on disk counts as not there."""
        super().__init__(path, storage=_HeldStorage)
        self._held: _HeldStorage = self.storage  # type: ignore[assignment]
        self._keys: KeyIndex | None = None
        if afresh:
            self._held.tables = {}

    @property
    def size_bytes(self) -> int:
        """The size of the file when last read or written."""
        return self._held.size_bytes

    def load(self) -> TinyFile:
        """Read the file now. Raises ``StoreFault``."""
        self._held.read()
        return self

    def entry(self, kind: str, id: str) -> tuple[int, Body] | None:
        """The version and body of a document, or None. The body is the file's own: never change it."""
        found = self._held.read().get(kind, {}).get(id)
        return (found["version"], found["body"]) if found else None

    def entries(self, kind: str) -> Iterator[tuple[str, int, Body]]:
        """Id, version and body of every document of a kind."""
        for id, found in self._held.read().get(kind, {}).items():
            yield id, found["version"], found["body"]

    def ids(self, kind: str) -> list[str]:
        """The ids of every document of a kind."""
        return list(self._held.read().get(kind, ()))

    def accounts_with_key(self, key: str) -> frozenset[str]:
        """The ids of the accounts in this file, a school's, that bear ``key``, which only they can bear."""
        if self._keys is None:
            self._keys = KeyIndex()
            for id, _, body in self.entries("account"):
                self._keys.add(id, account_keys_within_school(body))
        return self._keys.ids(key)

    def put(self, kind: str, documents: Mapping[str, tuple[int, Body]], gone: Sequence[str]) -> None:
        """Write and remove documents of one kind, in memory."""
        self._renew_keys(kind, documents, gone)
        table = self.table(kind)
        table.remove(doc_ids=[*gone, *documents])  # type: ignore[list-item]
        table.insert_multiple(
            Entry({"version": version, "body": body}, doc_id=id)  # type: ignore[arg-type]
            for id, (version, body) in documents.items()
        )

    def _renew_keys(self, kind: str, documents: Mapping[str, tuple[int, Body]], gone: Sequence[str]) -> None:
        """Keep the index, if there is one, in step with what will be written; for many documents it is made anew."""
        index = self._keys
        if index is None or kind != "account":
            return
        if len(documents) + len(gone) > _KEYS_RENEWED_ONE_BY_ONE:
            self._keys = None
            return
        for id in (*gone, *documents):
            if found := self.entry(kind, id):
                index.remove(id, account_keys_within_school(found[1]))
        for id, (_, body) in documents.items():
            index.add(id, account_keys_within_school(body))

    def write_out(self, *, flushed: bool) -> None:
        """Bring the content to disk, as ``durable.replace`` does. Raises ``durable.DurableFault``."""
        self._held.write_out(flushed=flushed)
