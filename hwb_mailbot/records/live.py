"""Which documents are live and what leads to them, for the embedded store.

Accounts are too many to keep every key of theirs. A key that only one school's accounts can bear is looked for
in that school's file, and an address whose local part is the username needs no entry.
"""

from __future__ import annotations

from sys import intern

from hwb_mailbot.records import Body, layout
from hwb_mailbot.records.index_keys import account_keys_beyond_school, due_at, index_keys
from hwb_mailbot.records.memory import DueIndex, KeyIndex


class LiveDocuments:
    """The live documents of one kind: their ids, keys and due times."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.live: set[str] = set()
        self.due = DueIndex()
        self._keys = KeyIndex()

    def add(self, id: str, body: Body) -> None:
        """A document with this body is in the store from now on."""
        keys, time = index_keys(self.kind, id, body), due_at(body)
        if keys or time:
            self.live.add(id)
            self._keys.add(id, keys)
            self.due.add(id, time)

    def remove(self, id: str, body: Body) -> None:
        """The document that had this body no longer has it."""
        self.live.discard(id)
        self._keys.remove(id, index_keys(self.kind, id, body))
        self.due.remove(id, due_at(body))

    def ids(self, key: str) -> frozenset[str]:
        """The ids of the documents that bear ``key``."""
        return self._keys.ids(key)

    def file(self, id: str, body: Body) -> str:
        """Where a document with this body belongs. Raises ``ValueError`` for a ``due_at`` that is no time."""
        if index_keys(self.kind, id, body) or due_at(body):
            return layout.live_file(self.kind, id)
        return layout.file_at_rest(self.kind, id)


class Accounts:
    """At which school every account is, and the keys that do not name a school."""

    def __init__(self) -> None:
        self._homes: dict[str, str] = {}
        self._keys = KeyIndex()

    def add(self, id: str, body: Body) -> None:
        """An account with this body is in the store from now on."""
        self._homes[id] = intern(body["dfes_number"])
        self._keys.add(id, _kept_keys(id, body))

    def remove(self, id: str, body: Body) -> None:
        """The account that had this body no longer has it."""
        self._homes.pop(id, None)
        self._keys.remove(id, _kept_keys(id, body))

    def home(self, id: str) -> str | None:
        """The DfES number of the account's school, or None where there is no such account."""
        return self._homes.get(id)

    def ids(self, key: str) -> frozenset[str]:
        """The ids that may bear ``key``, which names no school; look at each."""
        ids = self._keys.ids(key)
        if key.startswith("email:"):
            return ids | {key.removeprefix("email:").partition("@")[0]}
        return ids


def _kept_keys(id: str, body: Body) -> list[str]:
    email, *others = account_keys_beyond_school(body)
    return others if email.startswith(f"email:{id}@") else [email, *others]
