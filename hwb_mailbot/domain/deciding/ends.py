"""How a case ends, and who is told."""

from __future__ import annotations

from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.deciding import concluding, patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.enquirer_told import tell_end
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.events import MergeUndone
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.matching import pair_of


def end(
    file: CaseFile,
    state: CaseState,
    *reasons: str,
    answered_in: Language | None = None,
    actor: str = "mailbot",
    text: str = "",
) -> None:
    """Close the case as rejected, withdrawn or expired and tell those who take part in it. Raises ``FactNeeded``.

    ``answered_in`` is the language of the answer that ends it, None where none does: its writer hears in that (R23).
    ``actor`` and ``text`` are who ends it and why, for the history.
    """
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    closes_at = file.case.closes_at
    close(file)
    file.move(state, reasons, actor=actor, text=text)
    if state is CaseState.REJECTED:
        concluding.rejected(file, pair, answered_in)
    elif state is CaseState.WITHDRAWN:
        concluding.withdrawn(file, pair, answered_in)
    elif state is CaseState.EXPIRED:
        file.change(closes_at=closes_at)  # the day it was to close, though the clock may have looked a little later
        concluding.expired(file, pair)
    tell_end(file)


def close(file: CaseFile) -> None:
    """Take the case out of everybody's sight: no key finds it, and the clock leaves it alone."""
    patience.stand(file)
    file.change(keys=(), due_at=None, awaited=())


def finish_merge(file: CaseFile) -> None:
    """The directory has merged the accounts: close the case, tell both (R3, R9). Raises ``FactNeeded``."""
    pair = _pair_before_merge(file)
    close(file)
    file.change(merged_at=file.now)
    file.move(CaseState.MERGED)
    concluding.merged(file, pair)
    tell_end(file)


def block_merge(file: CaseFile, code: str) -> None:
    """The accounts changed under the merge: nothing is done, a person looks (invariant 8)."""
    file.concern(code)
    file.move(CaseState.REVIEW, [code])


def undo_merge(file: CaseFile, event: MergeUndone) -> None:
    """Both accounts are back as they were. Raises ``FactNeeded``."""
    file.move(CaseState.UNDONE, ["undone-by-support"], actor=f"support: {event.by}", text=event.reason)
    if event.changed:
        file.note("mailbot", "changes-put-back", (f"{name}: {value}" for name, value in event.changed))
    concluding.undone(file, pair_of(file.case, file.facts, file.policy.today(file.now)), event.changed)
    tell_end(file)


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
