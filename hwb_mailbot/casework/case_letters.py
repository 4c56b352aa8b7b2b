"""The letters of a case. A letter's id is made from the case's reference and version, so nothing is scanned.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from hwb_mailbot.casework.due_letters import letter_id_of
from hwb_mailbot.records import Document, Records

_MOST_VERSIONS = 80
_MOST_LETTERS_A_VERSION = 8


def letters_of(records: Records, secret: bytes, reference: str, version: int) -> list[Document]:
    """The letters that a case has written, oldest first. ``version`` is the stored case's."""
    found = []
    for tried in range(max(0, version - _MOST_VERSIONS), version + 1):
        for number in range(_MOST_LETTERS_A_VERSION):
            document = records.get("letter", letter_id_of(secret, f"letter/{reference}/{tried}/{number}"))
            if document is not None:
                found.append(document)
    return found
