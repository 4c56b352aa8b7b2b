"""An entry of the audit trail in its reader's words: what it is about, as a link where there is a page, why and whence.

What chose a list of cases or schools is kept as it stood in the web address; here it becomes the filters' own names.
Nothing here can fail: what has no words is shown as it was kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.web.audit import COMMAND_LINE, Entry
from hwb_mailbot.web.rendering import label, reason
from hwb_mailbot.wording import UnknownCode, phrase

_CHOOSING = frozenset(
    {
        "queue-seen",
        "queue-exported",
        "schools-exported",
        "figures-exported",
        "directory-searched",
        "people-add",
        "people-role",
    }
)
_DIGITS = 32
"""Of a mail's whole number; commands take the first few as well."""
_NAMES = {
    "words": "search",
    "text": "search",
    "state": "state",
    "reason": "reason",
    "authority": "authority",
    "school": "dfes-number",
    "older_than": "age",
    "assignee": "assignee",
    "language": "language",
    "period": "period",
    "role": "role",
}
"""What a filter is called on its page."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as the page shows it; ``link`` leads to what it is about, if anything does."""

    at: str
    who: str
    what: str
    about: str
    link: str
    why: str
    origin: str


def shown(entry: Entry, language: Language, people: Mapping[str, str], day: Callable[[str], str]) -> ShownEntry:
    """The entry for a reader of ``language``; ``people`` are names by username, ``day`` writes a date out."""
    about = entry.about
    if entry.what == "audit-seen" and about:
        about = day(about)
    why = entry.why
    if entry.what in _CHOOSING and "=" in why:
        why = _chosen(entry, language, people)
    return ShownEntry(entry.at, entry.who, entry.what, about, _link(entry), why, _origin(entry.address, language))


def _link(entry: Entry) -> str:
    about = entry.about
    if about.startswith("HWB-"):
        return f"/cases/{about}"
    if entry.what == "school-seen":
        return f"/schools/{about}"
    whole = entry.what.startswith("mail-") and len(about) >= _DIGITS
    return f"/mails/{about}" if whole else ""


def _origin(address: str, language: Language) -> str:
    place, _, user = address.partition(": ")
    return f"{label('actor', COMMAND_LINE, language)} ({user})" if place == COMMAND_LINE else address


def _chosen(entry: Entry, language: Language, people: Mapping[str, str]) -> str:
    told = []
    for name, value in parse_qsl(entry.why):
        words = value
        with suppress(UnknownCode):
            words = _value(entry.what, name, value, language, people)
        told.append(f"{phrase(_NAMES[name], language)}: {words}" if name in _NAMES else words)
    return "; ".join(told)


def _value(what: str, name: str, value: str, language: Language, people: Mapping[str, str]) -> str:
    match name:
        case "shelf":
            return phrase(f"shelf-{value}", language)
        case "state" if what == "schools-exported":
            return phrase(f"run-{value}", language)
        case "state" | "authority" | "language":
            return label(name, value, language)
        case "role":
            return phrase(f"role-{value}", language)
        case "reason":
            return reason(value, language)
        case "older_than":
            return phrase("older-than", language, days=value)
        case "assignee":
            return phrase("nobody", language) if value == "nobody" else people.get(value, value)
        case "period":
            return phrase(f"period-{value}", language)
        case "awaited":
            return phrase("schools-awaited", language)
    return value
