"""Carries out and undoes decided merges in the directory (invariant 5).

Each step may be done again: what is already done is left alone. The event that follows is decided like any other, so
a stop between the steps and the case's end is made good at the next start (``Casework.resume``).
"""

from __future__ import annotations

from datetime import datetime

from hwb_mailbot import eventlog
from hwb_mailbot.directory import merging as directory
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.events import MergeBlocked, MergeCarriedOut, MergeUndone
from hwb_mailbot.records import Records


def carry_out(records: Records, case: Case, now: datetime) -> MergeCarriedOut | MergeBlocked:
    """Merge the accounts of a case in state ``merging``; says what came of it. Raises ``StoreFault``."""
    try:
        steps = directory.changes(records, case, now)
    except directory.MergeBlocked as blocked:
        eventlog.merge_blocked(case.reference, blocked.code)
        return MergeBlocked(case.reference, blocked.code)
    if steps:
        records.commit(steps)
    eventlog.accounts_merged(case.reference)
    return MergeCarriedOut(case.reference)


def put_back(records: Records, reference: str, by: str, reason: str, now: datetime) -> MergeUndone | str:
    """Put both accounts of a merged case back; gives the code of what prevents it instead. Raises ``StoreFault``."""
    document = records.get("case", reference)
    if document is None:
        return "case-unknown"
    case = from_body(Case, document.body)
    try:
        steps = directory.undo_changes(records, case, now)
        changed = directory.changed(records, case) if steps else ()
    except directory.MergeBlocked as blocked:
        return blocked.code
    if steps:
        records.commit(steps)
    return MergeUndone(reference, by, reason, changed)
