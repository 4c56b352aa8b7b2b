"""Finds a case by its reference, also by that of a younger case that was joined to it (R27).

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.records import Document, Records


def find_case(records: Records, reference: str) -> tuple[Document, Case] | None:
    """The stored case and its value, or None. A case that leads only back to itself is not found either."""
    seen: set[str] = set()
    while reference not in seen:
        seen.add(reference)
        document = records.get("case", reference)
        if document is None:
            return None
        case = from_body(Case, document.body)
        if not case.joined_to:
            return document, case
        reference = case.joined_to
    return None
