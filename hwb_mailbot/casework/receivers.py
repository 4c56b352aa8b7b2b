"""What each address has had from us within a day, whether letters to it come back, and who is away (N4, invariant 7).

Kept in small documents (kind ``receiver``) that several addresses share by a keyed hash, and committed together with
the letters: nobody gets more for a restart, and nothing is counted by looking through letters. An address is forgotten
a day after its last letter, at the next one to any address beside it; that letters came back is remembered until the
support team clears it, and who cleared it for good.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hwb_mailbot.casework.due_letters import letter_id_of
from hwb_mailbot.domain.absences import Absence
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.letters import BLANK_FORM, EVERYBODY, LetterOrder, domain_of
from hwb_mailbot.records import Change, Document, Records

CAME_BACK = "came-back"
"""The key of the documents with addresses that letters came back from."""

AWAY = "away"
"""Where an absence stands beside what the address has had."""

_DAY = timedelta(days=1)
_MOST_KEPT = 200
_HASH_DIGITS = 3
_EVERYBODY = "call-backs"
_LETTER = "letter"
"""Where the id of the letter that came back stands."""
_UNKNOWN: Mapping[str, Any] = {"letters": [], CAME_BACK: None, "cleared": []}


@dataclass(frozen=True, slots=True)
class CameBack:
    """An address that letters come back from: since when (ISO, UTC), and the id of the letter that showed it."""

    address: str
    since: str
    letter_id: str = ""


class Receivers:
    """Counts by receiver, and by hour for what goes to people who may never have written."""

    def __init__(self, records: Records, secret: bytes) -> None:
        self._records = records
        self._secret = secret

    def letters(self, address: str, now: datetime, template: str = "") -> int:
        """Letters to ``address`` within a day before ``now``, of one template or of all; at most 200."""
        written = self._known(address)["letters"]
        return sum(template in ("", of) and _lately(at, now) for at, of in written)

    def call_backs(self, now: datetime) -> int:
        """Letters within a day (to the hour) to addresses whose owners may not have written to us, in all."""
        return sum(count for hour, count in self._hours().body["hours"].items() if _lately(hour, now))

    def came_back(self, address: str) -> bool:
        """Whether letters to ``address`` come back."""
        return self._known(address)[CAME_BACK] is not None

    def away(self, address: str) -> Absence | None:
        """The latest absence that whoever answers at ``address`` has told of, as far as it is still known."""
        known = self._known(address).get(AWAY)
        return from_body(Absence, known) if known else None

    def all_came_back(self) -> list[CameBack]:
        """All addresses whose letters come back, in alphabetical order."""
        documents = self._records.find("receiver", CAME_BACK)
        known = (pair for document in documents for pair in document.body["receivers"].items())
        marked = (CameBack(address, one[CAME_BACK], one.get(_LETTER, "")) for address, one in known if one[CAME_BACK])
        return sorted(marked, key=lambda one: one.address)

    def changes(
        self,
        letters: Iterable[LetterOrder],
        now: datetime,
        came_back: CameBack | None = None,
        absences: Iterable[Absence] = (),
    ) -> list[Change]:
        """What to commit together with ``letters``; ``came_back`` is the address that one has come back from,
        ``absences`` say who is away."""
        dead = came_back.address.lower() if came_back is not None else ""
        fresh: dict[str, list[list[str]]] = {dead: []} if dead else {}
        away = {one.address: to_body(one) for one in absences}
        fresh |= {address: [] for address in away}
        unverified = 0
        for letter in letters:
            known_as = [letter.to.lower()]
            if letter.template == BLANK_FORM:
                known_as += [domain_of(letter.to), EVERYBODY]
            for name in known_as:
                fresh.setdefault(name, []).append([now.isoformat(), letter.template])
            unverified += letter.unverified
        documents: dict[str, tuple[Document, dict[str, Any]]] = {}
        for address, added in fresh.items():
            _, known = documents.setdefault(self._id(address), self._opened(address, now))
            one = dict(known.get(address, _UNKNOWN))
            one["letters"] = [*(each for each in one["letters"] if _lately(each[0], now)), *added][-_MOST_KEPT:]
            if came_back is not None and address == dead and not one[CAME_BACK]:
                one |= {CAME_BACK: came_back.since, _LETTER: came_back.letter_id}
            if address in away:
                one[AWAY] = away[address]
            known[address] = one
        changes = [_change(document, known) for document, known in documents.values()]
        if unverified:
            changes.append(self._counted(unverified, now))
        return changes

    def clear(self, address: str, by: str, reason: str, now: datetime) -> Change | None:
        """Letters may go to ``address`` again, because ``by`` says so; None where nothing stands against them."""
        address = address.lower()
        document, known = self._opened(address, now)
        one = known.get(address, _UNKNOWN)
        if one[CAME_BACK] is None:
            return None
        cleared = [*one["cleared"], {"at": now.isoformat(), "by": by, "reason": reason}]
        known[address] = {**one, CAME_BACK: None, "cleared": cleared}
        return _change(document, known)

    def _counted(self, unverified: int, now: datetime) -> Change:
        document = self._hours()
        hours = {hour: count for hour, count in document.body["hours"].items() if _lately(hour, now)}
        hour = now.replace(minute=0, second=0, microsecond=0).isoformat()
        hours[hour] = hours.get(hour, 0) + unverified
        return Change("receiver", document.id, document.version, {"hours": hours})

    def _known(self, address: str) -> Mapping[str, Any]:
        document = self._records.get("receiver", self._id(address))
        found: Mapping[str, Any] = document.body["receivers"].get(address.lower(), _UNKNOWN) if document else _UNKNOWN
        return found

    def _opened(self, address: str, now: datetime) -> tuple[Document, dict[str, Any]]:
        """The document that ``address`` is in, and its receivers without those that may be forgotten."""
        id = self._id(address)
        document = self._records.get("receiver", id) or Document("receiver", id, 0, {"receivers": {}})
        kept = {}
        for name, one in document.body["receivers"].items():
            away = AWAY in one and now.date() <= from_body(Absence, one[AWAY]).back_on
            if one[CAME_BACK] or one["cleared"] or away or any(_lately(at, now) for at, _ in one["letters"]):
                kept[name] = one
        return document, kept

    def _id(self, address: str) -> str:
        return letter_id_of(self._secret, f"receiver/{address.lower()}")[:_HASH_DIGITS]

    def _hours(self) -> Document:
        return self._records.get("receiver", _EVERYBODY) or Document("receiver", _EVERYBODY, 0, {"hours": {}})


def _change(document: Document, known: Mapping[str, Any]) -> Change:
    keys = [CAME_BACK] if any(one[CAME_BACK] for one in known.values()) else []
    return Change("receiver", document.id, document.version, {"receivers": dict(known), "keys": keys})


def _lately(at: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(at) <= _DAY
