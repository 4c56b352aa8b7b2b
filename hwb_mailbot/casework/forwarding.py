"""Hands the support team, by mail, what the bot could not deal with: the very bytes that came (CONTRACT ``support``).

A letter document without words of its own: it names the spooled mail, and the outbox sends that. The return path is
null, so that nothing comes back to the inbox from it (N4).
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from hwb_mailbot.domain.letters import LetterState
from hwb_mailbot.records import Change, Document


def forwarding(secret: bytes, mail: Document, support: str, now: datetime) -> Change:
    """The forwarding of the mail with this record to ``support``; its id is the same each time it is made."""
    letter_id = hmac.new(secret, f"forwarded/{mail.id}".encode(), hashlib.sha256).hexdigest()[:24]
    body = {
        "state": LetterState.DUE,
        "due_at": now.isoformat(),
        "written_at": now.isoformat(),
        "to": support,
        "mail_from": "",
        "spool_id": mail.body["spool_id"],
        "reference": "",
        "template": "forwarded",
        "message_id": "",
        "subject": "",
        "attempts": 0,
        "outcomes": [],
    }
    return Change("letter", letter_id, 0, body)
