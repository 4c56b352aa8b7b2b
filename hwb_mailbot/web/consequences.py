"""What a weighty action would make of both accounts, for a person to see before they say yes. Changes nothing.

Computed by the same pure functions that merging and undoing use, on the accounts as they are now.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.merging import MergeBlocked, changed_since, merged_accounts, separated_accounts
from hwb_mailbot.web.comparing import Side
from hwb_mailbot.web.offers import MAY_MERGE

_SHOWN = (
    "status",
    "dfes_number",
    "role",
    "staff_code",
    "employee_number",
    "start_date",
    "leaving_date",
    "merged_into",
    "aliases",
)


@dataclass(frozen=True, slots=True)
class Before:
    """One field of an account before and after."""

    field: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        """Whether the action changes it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Consequence:
    """One account, field by field."""

    username: str
    name: str
    fields: tuple[Before, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """Both accounts; ``hindrance`` is the code of what prevents it, and then they stay as they are."""

    accounts: tuple[Consequence, ...] = ()
    hindrance: str = ""
    since: tuple[tuple[str, str], ...] = ()
    """What has changed since the merge and goes with undoing it: fields and what they say now."""


def consequences(action: str, case: Case, former: Side, new: Side, directory: Directory) -> Consequences:
    """What ``action`` would make of both accounts, if nothing else stands in the way of a merge."""
    one, other = former.account, new.account
    since: tuple[tuple[str, str], ...] = ()
    try:
        if action == "undo" and len(case.before_merge) == 2:
            then_former, then_new = (from_body(Account, body) for body in case.before_merge)
            one, other = directory.account(then_former.username), directory.account(then_new.username)
            if one is None or other is None:
                return Consequences()
            after = separated_accounts(then_former, then_new, one, other)
            since = changed_since(then_former, then_new, one)
        elif action in MAY_MERGE and one is not None and other is not None:
            after = merged_accounts(one, other)
        elif one is not None and other is not None:
            after = (one, other)
        else:
            return Consequences()
    except MergeBlocked as blocked:
        return Consequences(hindrance=blocked.code)
    return Consequences((_of(one, after[0]), _of(other, after[1])), since=since)


def _of(before: Account, after: Account) -> Consequence:
    then, later = to_body(before), to_body(after)
    fields = tuple(Before(name, _text(then[name]), _text(later[name])) for name in _SHOWN)
    shown = tuple(one for one in fields if one.before or one.after)
    return Consequence(before.username, before.full_name, shown)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
