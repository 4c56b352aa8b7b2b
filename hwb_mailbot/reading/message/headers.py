"""Header fields: unfolded, decoded, and read strictly where somebody's identity hangs on them.

RFC 5322 (fields, mailboxes), RFC 2045 and 2231 (parameters), RFC 2047 (encoded words). Nothing here raises: a field
that breaks its grammar yields nothing, and the caller reports a defect.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from hwb_mailbot.domain.addresses import AddressFault, mailboxes, normalised
from hwb_mailbot.domain.addresses import unfolded as unfolded_address
from hwb_mailbot.reading.message.charsets import decode, visible

LONGEST_FIELD = 16_384
"""Characters of one field value that are looked at; RFC 5322 lines have at most 998."""

_ENCODED_WORD = re.compile(r"=\?([^?\s=]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\n]*)\?=")
_QUOTED_OCTET = re.compile(rb"=([0-9A-Fa-f]{2})")
_FOLD = re.compile(r"\n[ \t]*")
_BLANKS = re.compile(r"[\s\x00-\x1f]+")


@lru_cache(maxsize=256)
def unfold(value: bytes) -> str:
    """One field's value on one line; octets above 127 as UTF-8, or else windows-1252."""
    text = visible(decode(value[:LONGEST_FIELD]))
    return _FOLD.sub(" ", text).strip() if "\n" in text else text.strip()


def decoded(value: str) -> str:
    """``value`` with its encoded words read (RFC 2047); neighbours in one charset are joined as octets first."""
    if "=?" not in value:
        return _BLANKS.sub(" ", visible(value)).strip()
    pieces: list[str] = []
    held: list[bytes] = []
    held_charset = ""
    end = 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        charset = word[1].lower()
        if between.strip(" \t\r\n") or (end == 0 and not held):
            if held:
                pieces.append(decode(b"".join(held), held_charset))
                held = []
            pieces.append(between)
        if held and charset != held_charset:
            pieces.append(decode(b"".join(held), held_charset))
            held = []
        held_charset = charset
        held.append(_octets(word[2], word[3]))
        end = word.end()
    if held:
        pieces.append(decode(b"".join(held), held_charset))
    pieces.append(value[end:])
    return _BLANKS.sub(" ", visible("".join(pieces))).strip()


def _octets(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_octets(raw)
    return _QUOTED_OCTET.sub(lambda m: bytes([int(m[1], 16)]), raw.replace(b"_", b" "))


def base64_octets(raw: bytes) -> bytes:
    """What can be decoded of ``raw``: foreign characters are passed over, missing padding is supplied (RFC 2045)."""
    # Padding ends the data; what a list or gateway appended below it is not decoded into rubbish.
    clean = raw.partition(b"=")[0].translate(None, _NOT_BASE64)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return b""


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))

_ESCAPED = re.compile(r"\\(.)")
_PARAMETER = re.compile(r"""\s*;\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;"]*))""", re.DOTALL)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured value such as Content-Type: its lower-case first word and its parameters (RFC 2045, 2231).

    The first of repeated parameters counts, as in the clients people use.
    """
    first, found = _parameters(value)
    return first, dict(found)


@lru_cache(maxsize=256)
def _parameters(value: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    head, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    continued: dict[str, dict[int, tuple[bool, str]]] = {}
    position = value.find(";")
    while position != -1 and len(plain) + len(continued) < 64:
        found = _PARAMETER.match(value, position)
        if found is None:
            position = value.find(";", position + 1)
            continue
        position = found.end()
        if position >= len(value) or value[position] != ";":
            position = value.find(";", position)
        name = found[1].lower()
        text = _ESCAPED.sub(r"\1", found[2]) if found[2] is not None else found[3]
        base, star, number = name.partition("*")
        if not star:
            plain.setdefault(base, decoded(text))
            continue
        encoded = number.endswith("*") or number == ""
        index = number.rstrip("*")
        place = int(index) if index.isascii() and index.isdigit() and len(index) < 4 else 0
        continued.setdefault(base, {}).setdefault(place, (encoded, text))
    for base, pieces in continued.items():
        plain[base] = _joined(pieces)
    return head.strip().lower(), tuple(plain.items())


def _joined(pieces: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    octets = b""
    for place in sorted(pieces):
        encoded, text = pieces[place]
        if encoded:
            if place == 0 and text.count("'") >= 2:
                charset, _, text = text.split("'", 2)
            octets += unquote_to_bytes(text)
        else:
            octets += text.encode("utf-8", "replace")
    return visible(decode(octets, charset))


def from_field(values: tuple[bytes, ...]) -> tuple[str, str, str | None]:
    """Address, shown name and defect of the raw values of all From fields; without an address wherever a defect is.

    The grammar is the trust room's, so that what is read is what is vouched for (RFC 5322 section 3.6.2, narrowed).
    """
    if len(values) != 1:
        return "", "", "duplicate-from" if values else "missing-from"
    try:
        named = mailboxes(unfolded_address(values[0]))
    except AddressFault:
        return "", "", "malformed-from"
    if len(named) > 1:
        return "", "", "several-from"
    return named[0].address, named[0].display_name, None


def addresses(value: str) -> tuple[str, ...]:
    """The addresses in a To or Cc field or any text, leniently, for matching and never as an identity; at most 200."""
    found: dict[str, None] = {}
    for text in re.findall(r"[^\s<>,;:\"()\[\]]{1,320}", value):
        if "@" in text and len(found) < 200:
            try:
                found[normalised(text.strip(".'"))] = None
            except AddressFault:
                continue
    return tuple(found)


def message_ids(value: str) -> tuple[str, ...]:
    """The message identifiers of In-Reply-To or References, with their angle brackets, at most 100.

    Programs written with Python's ``email`` put identifiers too long for one line into encoded words.
    """
    return tuple(re.findall(r"<[^<>\s]{1,500}>", decoded(value))[:100])


def sent_at(value: str) -> datetime | None:
    """The Date field's moment in UTC, or ``None`` where it is missing or no date."""
    try:
        moment = parsedate_to_datetime(value[:200])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
