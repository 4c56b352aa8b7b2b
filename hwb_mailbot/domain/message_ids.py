"""The Message-ID of our own letters, which brings reference and token back in an answer's In-Reply-To. Pure.

``<HWB-7F3K-2MQD.TOKEN.LETTERID@domain>``, without token ``<HWB-7F3K-2MQD.LETTERID@domain>``, without a case
``<LETTERID@domain>``. The letter's id is always in it, so a reminder with the same token is a message of
its own (servers drop a message whose id they have seen).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OURS = re.compile(r"<?(HWB-[0-9A-Z]{4}-[0-9A-Z]{4})(?:\.([A-Za-z0-9_-]+))?\.([A-Za-z0-9_-]+)@([^<>@\s]+)>?")
_PIECE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class OwnMessageId:
    """What one of our Message-IDs says; ``token`` is empty where the letter asked for no answer."""

    reference: str
    token: str
    letter_id: str


def write_message_id(reference: str, token: str, letter_id: str, domain: str) -> str:
    """The Message-ID with its angle brackets. Raises ``ValueError`` for a piece with other characters than
    letters, digits, hyphen and underscore, or a token without reference."""
    pieces = [piece for piece in (reference, token, letter_id) if piece]
    if not letter_id or not all(_PIECE.fullmatch(piece) for piece in pieces):
        raise ValueError(f"a message id needs plain pieces, not {pieces!r}")
    if token and not reference:
        raise ValueError("a token needs the reference of its case")
    return f"<{'.'.join(pieces)}@{domain}>"


def read_message_id(message_id: str, domain: str) -> OwnMessageId | None:
    """What a Message-ID of ours says, or None for anybody else's."""
    found = _OURS.fullmatch(message_id.strip())
    if found is None or found.group(4).lower() != domain.lower():
        return None
    return OwnMessageId(found.group(1), found.group(2) or "", found.group(3))
