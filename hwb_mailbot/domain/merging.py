"""What a merge makes of two accounts, and what undoing it makes of them again (R3). Pure.

``MergeBlocked`` when the accounts are not the ones that were decided on, or may never be merged; its ``code``
is one for ``wording``.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus


class MergeBlocked(Exception):
    """The accounts cannot be merged, or no longer be separated; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def merged_accounts(former: Account, new: Account) -> tuple[Account, Account]:
    """Both accounts after their merge: the former lives on at the new school, the new one points to it (R3).

    Raises ``MergeBlocked`` for anything but two different staff accounts not yet merged (N1, R14, R15), the new
    one active.
    """
    _refuse_what_may_never_be(former, new)
    survivor = replace(
        former,
        dfes_number=new.dfes_number,
        role=new.role,
        staff_code=new.staff_code,
        employee_number=new.employee_number,
        start_date=new.start_date,
        leaving_date=None,
        status=AccountStatus.ACTIVE,
        aliases=tuple(dict.fromkeys((*former.aliases, *new.aliases, new.username))),
    )
    deactivated = replace(new, status=AccountStatus.MERGED, merged_into=former.username, aliases=())
    return survivor, deactivated


def separated_accounts(
    former_before: Account, new_before: Account, survivor: Account, deactivated: Account
) -> tuple[Account, Account]:
    """Both accounts after undoing their merge: exactly as they were before it, whatever a run has changed since.

    ``changed_since`` says what that was. One thing stays: whoever has left the new school since, by its own record or
    by hand, gets no way in again. Raises ``MergeBlocked`` when the survivor has moved to a third school or into another
    account, or the new account is no longer its.
    """
    if survivor.status is AccountStatus.MERGED:
        raise MergeBlocked("merged-again-since")
    if survivor.dfes_number != new_before.dfes_number:
        raise MergeBlocked("moved-again-since")
    if new_before.username not in survivor.aliases:
        raise MergeBlocked("former-account-changed")
    if deactivated.merged_into != survivor.username or deactivated.status is not AccountStatus.MERGED:
        raise MergeBlocked("new-account-changed")
    new_again = new_before
    if survivor.status is not AccountStatus.ACTIVE or survivor.leaving_date is not None:
        new_again = replace(new_before, leaving_date=survivor.leaving_date, status=survivor.status)
    later = tuple(alias for alias in survivor.aliases if alias not in (new_before.username, *new_before.aliases))
    return replace(former_before, aliases=later), new_again


def changed_since(former_before: Account, new_before: Account, survivor: Account) -> tuple[tuple[str, str], ...]:
    """What has changed on the surviving account since the merge and goes with undoing it: fields and their values."""
    then, _ = merged_accounts(former_before, new_before)
    pairs = ((name, getattr(then, name), getattr(survivor, name)) for name in _PUT_BACK)
    return tuple((name, str(now or "")) for name, before, now in pairs if now != before)


_PUT_BACK = ("forename", "surname", "email", "role", "staff_code", "employee_number", "start_date")


def _refuse_what_may_never_be(former: Account, new: Account) -> None:
    if former.username == new.username:
        raise MergeBlocked("same-account")
    for account, which in ((former, "former"), (new, "new")):
        if account.kind is AccountKind.GOVERNOR:
            raise MergeBlocked("governor-account")
        if account.kind is AccountKind.LEARNER:
            raise MergeBlocked("learner-account")
        if account.kind is not AccountKind.STAFF:
            raise MergeBlocked(f"{which}-account-not-staff")
        if account.status is AccountStatus.MERGED:
            raise MergeBlocked(f"{which}-account-already-merged")
    if new.status is not AccountStatus.ACTIVE:
        raise MergeBlocked("new-account-inactive")
