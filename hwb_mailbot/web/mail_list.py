"""Which messages lie before the team, oldest first: kept up after commits; a page reads its own few.

In memory only, a line for each: made when first asked for. What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hwb_mailbot.records import Document, Records

QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class _Listed:
    """``placed`` if the message is in some case's history already."""

    received_at: str
    sender: str
    placed: bool


class MailList:
    """The list of one store."""

    def __init__(self, records: Records) -> None:
        """Listens for commits from now on; nothing is read before somebody asks."""
        self._records = records
        self._listed: dict[str, _Listed] | None = None
        self._from: dict[str, set[str]] = defaultdict(set)
        self._touched: dict[str, None] = {}
        records.watch("mail", self._note)

    def page(self, number: int, size: int) -> tuple[list[Document], int, int]:
        """The messages of a page (counted from 1), the page that it is if there are fewer, and how many are listed."""
        listed = self._current()
        ids = sorted(listed, key=lambda one: (listed[one].received_at, one))
        number = min(max(1, number), max(1, -(-len(ids) // size)))
        chosen = (self._records.get("mail", one) for one in ids[(number - 1) * size : number * size])
        return [one for one in chosen if one is not None], number, len(ids)

    @property
    def total(self) -> int:
        """How many are listed."""
        return len(self._current())

    def unplaced_from(self, senders: Iterable[str], since: datetime) -> list[str]:
        """The ids of the messages that one of these addresses (lower-case) has sent since then, in no case's history.

        Oldest first.
        """
        listed = self._current()
        ids = {id for sender in senders for id in self._from.get(sender, ())}
        fitting = [id for id in ids if not listed[id].placed and _time(listed[id].received_at) >= since]
        return sorted(fitting, key=lambda one: (listed[one].received_at, one))

    def _note(self, id: str) -> None:
        self._touched[id] = None

    def _current(self) -> dict[str, _Listed]:
        if self._listed is None:
            self._touched.clear()
            self._listed = {}
            for document in self._records.find("mail", QUEUE):
                self._put(self._listed, document)
        touched, self._touched = self._touched, {}
        for id in touched:
            known = self._listed.pop(id, None)
            if known is not None:
                self._from[known.sender].discard(id)
            now = self._records.get("mail", id)
            if now is not None and QUEUE in now.body["keys"]:
                self._put(self._listed, now)
        return self._listed

    def _put(self, listed: dict[str, _Listed], document: Document) -> None:
        body = document.body
        sender = str((body["reading"] or {}).get("from_address") or "").lower()
        placed = bool(body["references"] or body.get("attached"))
        listed[document.id] = _Listed(str(body["received_at"]), sender, placed)
        self._from[sender].add(document.id)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
