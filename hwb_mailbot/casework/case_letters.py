"""The letters of a case. A letter's id is made from its case's reference and version, so nothing is scanned.

What can fail: ``StoreFault``.
"""

from __future__ import annotations

from hwb_mailbot.casework.due_letters import letter_id_of
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.records import Document, Records

_MOST_VERSIONS = 80
_MOST_LETTERS_A_VERSION = 8
_NAMING_ANOTHER_CASE = frozenset({"letter-sent", "reminded", "cases-joined"})


def letters_of(records: Records, secret: bytes, case: Case) -> list[Document]:
    """The letters that were written about a case, oldest first, each once.

    Besides its own these are those of the cases joined to it, and those of other cases that are about this one as well
    (``hwb_mailbot.domain.deciding.together``); its history names these cases.
    """
    named = {
        detail
        for entry in case.history
        if entry.event in _NAMING_ANOTHER_CASE
        for detail in entry.details
        if identifiers.reference(detail) == detail != case.reference
    }
    ours = {case.reference, *(one for one in named if _joined_to(records, one) == case.reference)}
    found = {letter.id: letter for one in (case.reference, *sorted(named)) for letter in _under(records, secret, one)}
    about = [one for one in found.values() if ours & {one.body["reference"], *one.body["others"]}]
    return sorted(about, key=lambda letter: str(letter.body["written_at"]))


def _joined_to(records: Records, reference: str) -> str:
    document = records.get("case", reference)
    return str(document.body["joined_to"]) if document is not None else ""


def _under(records: Records, secret: bytes, reference: str) -> list[Document]:
    """The letters whose ids are made from this reference."""
    document = records.get("case", reference)
    version = document.version if document is not None else 0
    found = []
    for tried in range(max(0, version - _MOST_VERSIONS), version + 1):
        for number in range(_MOST_LETTERS_A_VERSION):
            letter = records.get("letter", letter_id_of(secret, f"letter/{reference}/{tried}/{number}"))
            if letter is not None:
                found.append(letter)
    return found
