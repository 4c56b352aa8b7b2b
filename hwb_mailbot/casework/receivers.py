"""What each address has had from us within a day, and whether letters to it come back (N4, invariant 7).

One small document an address (kind ``receiver``), committed together with the letters, so that nobody gets more for a
restart and nothing is counted by looking through letters. What no longer matters is forgotten at the next letter; that
letters came back is remembered until the support team clears it, or for ever: a new address is another document.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from hwb_mailbot.casework.due_letters import letter_id_of
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.records import Change, Document, Records

CAME_BACK = "came-back"
"""The key of the addresses that letters came back from."""

_DAY = timedelta(days=1)
_MOST_KEPT = 200
_EVERYBODY = "call-backs"


class Receivers:
    """Counts by receiver, and by hour for what goes to people who may never have written."""

    def __init__(self, records: Records, secret: bytes) -> None:
        self._records = records
        self._secret = secret

    def letters(self, address: str, now: datetime, template: str = "") -> int:
        """Letters to ``address`` within a day before ``now``, of one template or of all; at most 200."""
        written = self._document(address).body["letters"]
        return sum(template in ("", of) and _lately(at, now) for at, of in written)

    def call_backs(self, now: datetime) -> int:
        """Letters within a day (to the hour) to addresses whose owners may not have written to us, in all."""
        return sum(count for hour, count in self._hours().body["hours"].items() if _lately(hour, now))

    def came_back(self, address: str) -> bool:
        """Whether letters to ``address`` come back."""
        return self._document(address).body[CAME_BACK] is not None

    def all_came_back(self) -> list[Mapping[str, Any]]:
        """The bodies of all receivers whose letters come back, by address."""
        bodies = (document.body for document in self._records.find("receiver", CAME_BACK))
        return sorted(bodies, key=lambda body: str(body["address"]))

    def changes(self, letters: Iterable[LetterOrder], now: datetime, came_back: str = "") -> list[Change]:
        """What to commit together with ``letters``; ``came_back`` is the address that one has come back from."""
        fresh: dict[str, list[list[str]]] = {came_back.lower(): []} if came_back else {}
        unverified = 0
        for letter in letters:
            fresh.setdefault(letter.to.lower(), []).append([now.isoformat(), letter.template])
            unverified += letter.unverified
        changes = [self._written(address, added, now, address == came_back.lower()) for address, added in fresh.items()]
        if unverified:
            document = self._hours()
            hours = {hour: count for hour, count in document.body["hours"].items() if _lately(hour, now)}
            hour = now.replace(minute=0, second=0, microsecond=0).isoformat()
            hours[hour] = hours.get(hour, 0) + unverified
            changes.append(Change("receiver", document.id, document.version, {"hours": hours}))
        return changes

    def clear(self, address: str, by: str, reason: str, now: datetime) -> Change | None:
        """Letters may go to ``address`` again, because ``by`` says so; None where nothing stands against them."""
        document = self._document(address)
        if document.body[CAME_BACK] is None:
            return None
        cleared = [*document.body["cleared"], {"at": now.isoformat(), "by": by, "reason": reason}]
        body = {**document.body, CAME_BACK: None, "cleared": cleared, "keys": []}
        return Change("receiver", document.id, document.version, body)

    def _written(self, address: str, added: list[list[str]], now: datetime, came_back: bool) -> Change:
        document = self._document(address)
        body = dict(document.body)
        body["letters"] = [*(one for one in body["letters"] if _lately(one[0], now)), *added][-_MOST_KEPT:]
        if came_back and body[CAME_BACK] is None:
            body |= {CAME_BACK: now.isoformat(), "keys": [CAME_BACK]}
        return Change("receiver", document.id, document.version, body)

    def _document(self, address: str) -> Document:
        address = address.lower()
        id = letter_id_of(self._secret, f"receiver/{address}")
        fresh: dict[str, Any] = {"address": address, "letters": [], CAME_BACK: None, "cleared": [], "keys": []}
        return self._records.get("receiver", id) or Document("receiver", id, 0, fresh)

    def _hours(self) -> Document:
        return self._records.get("receiver", _EVERYBODY) or Document("receiver", _EVERYBODY, 0, {"hours": {}})


def _lately(at: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(at) <= _DAY
