"""Which accounts support has separated, kept for good and found by both usernames (kind ``separation``).

A document for each two, at rest under a keyed hash of both: nothing is scanned, and no file bears a username.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hwb_mailbot.casework.due_letters import letter_id_of
from hwb_mailbot.domain.separations import Separation, separation
from hwb_mailbot.records import Change, Records

_KIND = "separation"


class Separations:
    """What support has said of accounts that seemed to be one person's."""

    def __init__(self, records: Records, secret: bytes) -> None:
        self._records = records
        self._secret = secret

    def between(self, one: str, other: str) -> bool:
        """Whether the accounts of these usernames are to be kept apart."""
        document = self._records.get(_KIND, self._id(separation(one, other, apart=True)))
        return document is not None and bool(document.body["apart"])

    def changes(self, separations: Iterable[Separation], now: datetime) -> list[Change]:
        """What to commit for what a decision has separated, or has let join again."""
        changes = []
        for one in separations:
            id = self._id(one)
            document = self._records.get(_KIND, id)
            body = {"usernames": list(one.usernames), "apart": one.apart, "since": now.isoformat()}
            changes.append(Change(_KIND, id, document.version if document is not None else 0, body))
        return changes

    def _id(self, one: Separation) -> str:
        return letter_id_of(self._secret, "/".join(("separation", *one.usernames)))
