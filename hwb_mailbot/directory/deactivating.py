"""Switching an account off by hand, as a school's digital champion may, and on again (R19).

That is no release: no leaving date is set, so no run takes the account for one that has left, and none switches it on
again. Who did it and why is kept beside the account.

What can fail: ``NotPossible`` with a sentence that says why, ``Conflict``, ``StoreFault``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from hwb_mailbot.directory.news import news
from hwb_mailbot.domain.accounts import Account, AccountStatus
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.records import Change, Records

_KIND = "by-hand"


class NotPossible(Exception):
    """The account cannot be switched off or on by hand; the sentence says why."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """One act: ``at`` (UTC), by whom, why, and whether the account was switched on or off."""

    at: datetime
    by: str
    reason: str
    active: bool


def deactivate(records: Records, username: str, by: str, reason: str, at: datetime) -> Account:
    """Switch an active account off. Raises ``NotPossible``, ``Conflict``, ``StoreFault``."""
    account = _account(records, username)
    if account.status is AccountStatus.MERGED:
        raise NotPossible(f"{username} was merged into {account.merged_into}: that is the account to deactivate")
    if account.status is AccountStatus.INACTIVE:
        raise NotPossible(f"{username} is inactive already")
    return _switch(records, account, AccountStatus.INACTIVE, ByHand(at.astimezone(UTC), by, reason, False))


def reactivate(records: Records, username: str, by: str, reason: str, at: datetime, today: date) -> Account:
    """Switch an account on again that was deactivated by hand. Raises ``NotPossible``, ``Conflict``, ``StoreFault``."""
    account = _account(records, username)
    if account.status is not AccountStatus.INACTIVE:
        raise NotPossible(f"{username} is {account.status}: only an account deactivated by hand can be reactivated")
    if account.leaving_date is not None and account.leaving_date <= today:
        raise NotPossible(f"{username} has left on {account.leaving_date}: the school's MIS and its next run decide")
    return _switch(records, account, AccountStatus.ACTIVE, ByHand(at.astimezone(UTC), by, reason, True))


def done_by_hand(records: Records, username: str) -> tuple[ByHand, ...]:
    """What was done by hand with an account, oldest first."""
    document = records.get(_KIND, username)
    acts: list[dict[str, Any]] = document.body["acts"] if document is not None else []
    return tuple(from_body(ByHand, one) for one in acts)


def _switch(records: Records, account: Account, status: AccountStatus, act: ByHand) -> Account:
    switched = replace(account, status=status)
    document, kept = records.get("account", account.username), records.get(_KIND, account.username)
    acts = [*(kept.body["acts"] if kept is not None else ()), to_body(act)]
    records.commit(
        [
            Change("account", account.username, document.version if document else 0, to_body(switched)),
            Change(_KIND, account.username, kept.version if kept else 0, {"acts": acts}),
            news(records, account.username, [f"former:{account.username}", f"new:{account.username}"]),
        ]
    )
    return switched


def _account(records: Records, username: str) -> Account:
    document = records.get("account", username)
    if document is None:
        raise NotPossible(f"no account {username}: try 'directory search'")
    return from_body(Account, document.body)
