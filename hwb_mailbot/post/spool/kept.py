"""How a kept mail and its envelope are written down: names, JSON, and entries of the spool's journal. Pure.

What can fail: bytes that this module did not write. Then ``ValueError``.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hwb_mailbot.domain.mails import Envelope

_ID = re.compile(r"([0-9]{4})([0-9]{2})[0-9]{2}T[0-9]{6}-[0-9a-f]{16}")
_HEADER = re.compile(rb"([0-9T]{15}-[0-9a-f]{16}) ([0-9]{1,12}) ([0-9]{1,12})\n")


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail: spool id, envelope as JSON, and the raw bytes that came after DATA, dots unstuffed."""

    id: str
    envelope: bytes
    raw: bytes


def spool_id(received_at: datetime, start: str, number: int) -> str:
    """``YYYYMMDDTHHMMSS-START`` and the number: ids sort by time, tell their month and never repeat.

    ``start`` is eight hexadecimal digits of chance for each start of the program, ``number`` counts since.
    """
    return f"{received_at:%Y%m%dT%H%M%S}-{start}{number & 0xFFFFFFFF:08x}"


def month_of(id: str) -> str:
    """``YYYY-MM`` of a spool id. ``ValueError`` for anything else, so no id leads out of the spool."""
    match = _ID.fullmatch(id)
    if not match:
        raise ValueError(f"not a spool id: {id!r}")
    return f"{match[1]}-{match[2]}"


def envelope_json(envelope: Envelope, raw: bytes) -> bytes:
    """The envelope with the mail's size and checksum (CRC 32), by which a torn mail file is known."""
    stated = {
        "peer": envelope.peer,
        "helo": envelope.helo,
        "tls": envelope.tls,
        "mail_from": envelope.mail_from,
        "recipients": list(envelope.recipients),
        "received_at": envelope.received_at.isoformat(),
        "size_bytes": len(raw),
        "checksum": f"{zlib.crc32(raw):08x}",
    }
    return json.dumps(stated, ensure_ascii=True).encode() + b"\n"


def envelope_of(stated: bytes) -> Envelope:
    """The envelope that ``envelope_json`` wrote. Raises ``ValueError`` where it did not."""
    values = _values(stated)
    return Envelope(
        peer=values["peer"],
        helo=values["helo"],
        tls=values["tls"],
        mail_from=values["mail_from"],
        recipients=tuple(values["recipients"]),
        received_at=datetime.fromisoformat(values["received_at"]),
    )


def fits(stated: bytes, raw: bytes) -> bool:
    """Whether the envelope is whole and ``raw`` the mail it was written for."""
    try:
        values = _values(stated)
    except ValueError:
        return False
    return bool(values["size_bytes"] == len(raw) and values["checksum"] == f"{zlib.crc32(raw):08x}")


def entry(mails: Sequence[Kept]) -> bytes:
    """Several mails as one entry of the journal, so that they are kept together or not at all."""
    pieces: list[bytes] = []
    for mail in mails:
        pieces += (
            b"%b %d %d\n" % (mail.id.encode(), len(mail.envelope), len(mail.raw)),
            mail.envelope,
            mail.raw,
        )
    return b"".join(pieces)


def mails_in(entry: bytes) -> Iterator[Kept]:
    """The mails of a journal's entry. Raises ``ValueError`` for an entry of another making."""
    at = 0
    while at < len(entry):
        header = _HEADER.match(entry, at)
        if not header:
            raise ValueError(f"no mail begins at byte {at} of the entry")
        middle = header.end() + int(header[2])
        at = middle + int(header[3])
        yield Kept(header[1].decode(), entry[header.end() : middle], entry[middle:at])


def _values(stated: bytes) -> dict[str, Any]:
    values = json.loads(stated)
    if not isinstance(values, dict) or "checksum" not in values:
        raise ValueError("not an envelope of the spool")
    return values
