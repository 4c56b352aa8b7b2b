"""What happened to a case from its first mail to now: its history, with the letters that were written and their fate.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from typing import Any

from hwb_mailbot.casework.case_letters import letters_of
from hwb_mailbot.domain.cases import Case, HistoryEntry
from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.records import Document, Records

_LETTER_EVENTS = frozenset({"letter-sent", "reminded"})


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter: to whom, what it says, and what became of it. ``outcomes`` are the delivery attempts."""

    id: str
    template: str
    to: str
    subject: str
    state: str
    written_at: str
    text: str
    outcomes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the history, with its letter where it is about one."""

    at: datetime
    actor: str
    event: str
    details: tuple[str, ...]
    text: str
    mail_id: str
    letter: ShownLetter | None


def timeline(records: Records, secret: bytes, case: Case) -> list[Happening]:
    """The history of the case, latest first."""
    letters = [shown_letter(one) for one in letters_of(records, secret, case)]
    named = {one.template: f"{one.subject.replace(f'[{case.reference}]', '').strip()}, {one.to}" for one in letters}
    shown = [_happening(entry, letters, named) for entry in case.history]
    return list(reversed(shown))


def _happening(entry: HistoryEntry, letters: list[ShownLetter], named: Mapping[str, str]) -> Happening:
    """One entry. A letter that it only mentions, as one that came back, is named by its subject and receiver."""
    letter, details = None, entry.details
    if entry.event in _LETTER_EVENTS and details:
        letter = next((one for one in letters if one.template == details[0] and _same(one.written_at, entry.at)), None)
        if letter is not None:
            letters.remove(letter)
            details = details[1:]
    details = tuple(named.get(one, "") if one in LETTERS else one for one in details)
    details = tuple(filter(None, details))
    return Happening(entry.at, entry.actor, entry.event, details, entry.text, entry.mail_id, letter)


def _same(written_at: str, at: datetime) -> bool:
    return abs((datetime.fromisoformat(written_at) - at).total_seconds()) < 1


def shown_letter(document: Document) -> ShownLetter:
    """A letter's record as pages show it."""
    body = document.body
    return ShownLetter(
        document.id,
        body["template"],
        body["to"],
        body["subject"],
        body["state"],
        body["written_at"],
        text_of(body.get("raw", "")),
        tuple(body["outcomes"]),
    )


def text_of(raw: str) -> str:
    """The plain text of a letter of ours."""
    try:
        part = message_from_bytes(raw.encode("ascii"), policy=policy.default).get_body(("plain",))
        return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    except (MessageError, LookupError, ValueError):
        return ""
