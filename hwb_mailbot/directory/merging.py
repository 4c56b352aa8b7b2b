"""Merging two accounts and undoing it, as changes that may be computed again at any time (R3, invariant 5).

A case in state ``merging`` holds both accounts as they were decided on. The changes rest on the accounts as they
stand now: done already means nothing to do, anything else than before or after blocks the merge for a person to
look at. ``MergeBlocked`` says so by a code; ``StoreFault`` when the store cannot be read.
"""

from __future__ import annotations

from datetime import UTC, datetime

from hwb_mailbot.domain.accounts import Account, AccountStatus
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.merging import MergeBlocked, changed_since, merged_accounts, separated_accounts
from hwb_mailbot.records import Change, Document, Records

__all__ = ["MERGE", "MERGES_OF", "MergeBlocked", "changed", "changes", "undo_changes"]

MERGE = "merge"
"""The kind of the documents that remember merges, for exports; their id is the case's reference."""
MERGES_OF = "merges-of"
"""The kind of the documents that find those by the surviving account's username, which is their id."""


def changes(records: Records, case: Case, now: datetime) -> list[Change]:
    """What is still to be changed for the merge of ``case.before_merge``; empty when all is done.

    Commit them together. Raises ``MergeBlocked``.
    """
    former, new = _before(case)
    former_after, new_after = merged_accounts(former, new)
    steps = [
        *_step(records, former, former_after, "former-account-changed"),
        *_step(records, new, new_after, "new-account-changed"),
    ]
    remembered = records.get(MERGE, case.reference)
    if steps or remembered is None:
        body = {
            "reference": case.reference,
            "former_username": former.username,
            "new_username": new.username,
            "former_dfes_number": former.dfes_number,
            "new_dfes_number": new.dfes_number,
            "merged_at": now.astimezone(UTC).isoformat(),
            "undone_at": None,
        }
        steps.append(Change(MERGE, case.reference, remembered.version if remembered else 0, body))
    return [*steps, *_found_by(records, former.username, case.reference)]


def _found_by(records: Records, username: str, reference: str) -> list[Change]:
    """The surviving account leads to the case, if it does not yet."""
    document = records.get(MERGES_OF, username)
    references = document.body["references"] if document is not None else []
    if reference in references:
        return []
    version = document.version if document is not None else 0
    return [Change(MERGES_OF, username, version, {"references": [*references, reference]})]


def undo_changes(records: Records, case: Case, now: datetime) -> list[Change]:
    """What is still to be changed to undo the merge of ``case.before_merge``; empty when all is undone.

    Commit them together. Raises ``MergeBlocked``.
    """
    former, new = _before(case)
    remembered = records.get(MERGE, case.reference)
    if remembered is not None and remembered.body["undone_at"] is not None:
        return []
    survivor = _account(records, former, "former-account-changed")
    deactivated = _account(records, new, "new-account-changed")
    former_again, new_again = separated_accounts(
        former, new, from_body(Account, survivor.body), from_body(Account, deactivated.body)
    )
    steps = [
        Change("account", survivor.id, survivor.version, to_body(former_again)),
        Change("account", deactivated.id, deactivated.version, to_body(new_again)),
    ]
    if remembered is not None:
        body = {**remembered.body, "undone_at": now.astimezone(UTC).isoformat()}
        steps.append(Change(MERGE, case.reference, remembered.version, body))
    return steps


def changed(records: Records, case: Case) -> tuple[tuple[str, str], ...]:
    """What undoing the merge of ``case`` takes back besides it: names of fields with their values now.

    Raises ``MergeBlocked``.
    """
    former, new = _before(case)
    survivor = _account(records, former, "former-account-changed")
    return changed_since(former, new, from_body(Account, survivor.body))


def _before(case: Case) -> tuple[Account, Account]:
    if len(case.before_merge) != 2:
        raise MergeBlocked("nothing-to-merge")
    former, new = (from_body(Account, body) for body in case.before_merge)
    return former, new


def _step(records: Records, before: Account, after: Account, code: str) -> list[Change]:
    document = _account(records, before, code)
    now = from_body(Account, document.body)
    if now == after:
        return []
    if now != before:
        raise MergeBlocked(_reason(now, code))
    return [Change("account", document.id, document.version, to_body(after))]


def _account(records: Records, account: Account, code: str) -> Document:
    document = records.get("account", account.username)
    if document is None:
        raise MergeBlocked(code)
    return document


def _reason(account: Account, code: str) -> str:
    which = code.removesuffix("-changed")
    return f"{which}-already-merged" if account.status is AccountStatus.MERGED else code
