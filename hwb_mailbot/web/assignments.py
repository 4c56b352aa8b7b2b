"""Who of the team looks after a case. It orders the work and decides nothing, so it is no part of the case.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot.records import Change, Records

KIND = "assignment"


def assignee_of(records: Records, reference: str) -> str:
    """The username of whoever looks after the case, or nothing."""
    document = records.get(KIND, reference)
    return str(document.body["assignee"]) if document else ""


def assign(records: Records, reference: str, username: str, now: datetime) -> None:
    """Let ``username`` look after the case; nobody for an empty text."""
    document = records.get(KIND, reference)
    version = document.version if document else 0
    body = {"assignee": username, "at": now.isoformat(), "keys": []}
    records.commit([Change(KIND, reference, version, body)])
