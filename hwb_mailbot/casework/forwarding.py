"""Hands the support team, by mail, what the bot could not deal with: the very bytes that came (CONTRACT ``support``).

A letter document without words of its own: it names the spooled mail, and the outbox sends that. The return path is
null, so that nothing comes back to the inbox from it (N4).
"""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.casework.due_letters import due_letter, letter_id_of
from hwb_mailbot.records import Change, Document


def forwarding(secret: bytes, mail: Document, support: str, now: datetime) -> Change:
    """The forwarding of the mail with this record to ``support``; its id is the same each time it is made."""
    letter_id = letter_id_of(secret, f"forwarded/{mail.id}")
    body = due_letter(support, "", "forwarded", now) | {"spool_id": mail.body["spool_id"]}
    return Change("letter", letter_id, 0, body)
