"""Cases as the outside sees them: the JSON of CONTRACT "A case", for commands and pages alike."""

from __future__ import annotations

from typing import Any

from hwb_mailbot.domain.cases import Case, Half
from hwb_mailbot.domain.documents import to_body


def case_row(case: Case) -> dict[str, Any]:
    """One line of ``case list --json``."""
    return {
        "reference": case.reference,
        "journey": str(case.journey),
        "state": str(case.state),
        "reasons": list(case.reasons),
        "person": case.person,
        "former": {"username": case.former.username or None, "dfes_number": case.former.dfes_number or None},
        "new": {"username": case.new.username or None, "dfes_number": case.new.dfes_number or None},
        "opened_at": case.opened_at.isoformat(),
        "updated_at": case.updated_at.isoformat(),
        "language": str(case.language),
    }


def case_whole(case: Case) -> dict[str, Any]:
    """``case show --json``: the row, with its history, its fields with their evidence, and the agreement."""
    return case_row(case) | {
        "history": [
            {
                "time": entry.at.isoformat(),
                "actor": entry.actor,
                "event": entry.event,
                "details": list(entry.details),
                "message_id": entry.message_id or None,
                "mail": entry.mail_id or None,
                "text": entry.text or None,
                "times": entry.times,
            }
            for entry in case.history
        ],
        "fields": {
            "authorisation": _half(case.authorisation),
            "consolidation": _half(case.consolidation),
            "enquiry": _half(case.enquiry),
        },
        "agreement": [dict(one) for one in case.compared],
        "concerns": list(case.concerns),
        "overruled": list(case.overruled),
        "awaited": [{"address": one.address, "reminders": one.reminders} for one in case.awaited],
        "escalated": case.patience is not None and case.patience.escalated,
        "closes_at": case.closes_at.isoformat() if case.closes_at else None,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "merged_at": case.merged_at.isoformat() if case.merged_at else None,
    }


def _half(half: Half | None) -> dict[str, Any] | None:
    if half is None:
        return None
    return {
        "sender": half.sender,
        "standing": str(half.standing),
        "version": half.version,
        "fields": {str(name): to_body(field) for name, field in half.fields.items()},
    }
