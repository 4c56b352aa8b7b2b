"""How a case ends, and who is told."""

from __future__ import annotations

from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.checks import Pair
from hwb_mailbot.domain.deciding import telling
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.matching import pair_of


def end(file: CaseFile, state: CaseState, reason: str, *, tell_headteacher: bool = False) -> None:
    """Close the case as rejected or withdrawn and tell those who take part in it. Raises ``FactNeeded``."""
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    file.change(keys=(), due_at=None)
    file.move(state, [reason])
    if state is CaseState.REJECTED:
        telling.rejected(file, pair, tell_headteacher)
    elif state is CaseState.WITHDRAWN:
        telling.withdrawn(file, pair)


def finish_merge(file: CaseFile) -> None:
    """The directory has merged the accounts: close the case, tell both (R3, R9). Raises ``FactNeeded``."""
    pair = _pair_before_merge(file)
    file.change(merged_at=file.now, keys=(), due_at=None)
    file.move(CaseState.MERGED)
    telling.merged(file, pair)


def block_merge(file: CaseFile, code: str) -> None:
    """The accounts changed under the merge: nothing is done, a person looks (invariant 8)."""
    file.concern(code)
    file.move(CaseState.REVIEW, [code])


def undo_merge(file: CaseFile, by: str, reason: str) -> None:
    """Both accounts are back as they were. Raises ``FactNeeded``."""
    file.note(f"support: {by}", "undone", text=reason)
    file.move(CaseState.UNDONE, ["undone-by-support"])
    telling.undone(file, pair_of(file.case, file.facts, file.policy.today(file.now)))


def _pair_before_merge(file: CaseFile) -> Pair:
    """The pair as it stood: after the merge the former account is already at the new school."""
    before = {body["username"]: from_body(Account, body) for body in file.case.before_merge}
    return Pair(
        file.case,
        file.facts,
        file.policy.today(file.now),
        before.get(file.case.former.username),
        before.get(file.case.new.username),
    )
