"""The record of a letter that is due, as the outbox takes it up, and its id."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hwb_mailbot.domain.events import LetterFailed
from hwb_mailbot.domain.letters import LetterState, WrittenLetter
from hwb_mailbot.domain.message_ids import read_message_id
from hwb_mailbot.records import Document

_STATUS = re.compile(r"(?<![\d.])[45]\.(\d)\.\d{1,3}(?![\d.])")
_NO_SUCH_MAILBOX = frozenset({550, 551, 553})


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
        "others": [],
        "template": template,
        "message_id": "",
        "subject": "",
        "attempts": 0,
        "outcomes": [],
    }


def written_letter(document: Document) -> WrittenLetter:
    """What deciding may know of a letter that was written."""
    body, message_id = document.body, document.body["message_id"]
    own = read_message_id(message_id, message_id.rpartition("@")[2].rstrip(">"))
    return WrittenLetter(
        id=document.id,
        reference=body["reference"],
        template=body["template"],
        to=body["to"],
        state=body["state"],
        token=own.token if own is not None else "",
        unverified=not body["mail_from"],
        others=tuple(body["others"]),
    )


def letter_failed(letter: Document) -> LetterFailed:
    """That a letter could not be delivered for good, for the cases that it was about."""
    body = letter.body
    return LetterFailed(body["reference"], letter.id, body["template"], tuple(body["others"]))


def nobody_is_there(body: Mapping[str, Any]) -> bool:
    """Whether a failed letter says that its address is dead, and not that something is wrong with us or our words.

    A notification from further on does. A refusal by our relay does where its status speaks of the address or mailbox
    (RFC 3463 sections 3.2 and 3.3), or its code alone says so (RFC 5321 section 4.2.3).
    """
    if body["state"] != LetterState.FAILED:
        return bool(body["state"] == LetterState.SENT)
    last: Mapping[str, Any] = body["outcomes"][-1] if body["outcomes"] else {"code": 0, "text": ""}
    status = _STATUS.search(last["text"])
    return status[1] in "12" if status else last["code"] in _NO_SUCH_MAILBOX
