"""The record of a letter that is due, as the outbox takes it up, and its id."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Any

from hwb_mailbot.domain.letters import LetterState


def letter_id_of(secret: bytes, seed: str) -> str:
    """A letter's id (24 hexadecimal digits), the same for the same seed and guessed by nobody."""
    return hmac.new(secret, seed.encode(), hashlib.sha256).hexdigest()[:24]


def due_letter(to: str, mail_from: str, template: str, now: datetime) -> dict[str, Any]:
    """The body of a letter to be sent at once; what it says is added by whoever writes it."""
    return {
        "state": LetterState.DUE,
        "due_at": now.isoformat(),
        "written_at": now.isoformat(),
        "to": to,
        "mail_from": mail_from,
        "reference": "",
        "template": template,
        "message_id": "",
        "subject": "",
        "attempts": 0,
        "outcomes": [],
    }
