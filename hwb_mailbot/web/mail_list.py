"""Which messages lie before the team, oldest first: their ids alone, kept up after commits; a page reads its own few.

In memory only: made when first asked for. What can fail: ``StoreFault``.
"""

from __future__ import annotations

from hwb_mailbot.records import Document, Records

QUEUE = "queue"


class MailList:
    """The list of one store."""

    def __init__(self, records: Records) -> None:
        """Listens for commits from now on; nothing is read before somebody asks."""
        self._records = records
        self._listed: dict[str, str] | None = None
        self._touched: dict[str, None] = {}
        records.watch("mail", self._note)

    def page(self, number: int, size: int) -> tuple[list[Document], int, int]:
        """The messages of a page (counted from 1), the page that it is if there are fewer, and how many are listed."""
        listed = self._current()
        ids = sorted(listed, key=lambda one: (listed[one], one))
        number = min(max(1, number), max(1, -(-len(ids) // size)))
        chosen = (self._records.get("mail", one) for one in ids[(number - 1) * size : number * size])
        return [one for one in chosen if one is not None], number, len(ids)

    def _note(self, id: str) -> None:
        self._touched[id] = None

    def _current(self) -> dict[str, str]:
        if self._listed is None:
            self._touched.clear()
            self._listed = {one.id: str(one.body["received_at"]) for one in self._records.find("mail", QUEUE)}
        touched, self._touched = self._touched, {}
        for id in touched:
            document = self._records.get("mail", id)
            if document is not None and QUEUE in document.body["keys"]:
                self._listed[id] = str(document.body["received_at"])
            else:
                self._listed.pop(id, None)
        return self._listed
