"""What the support team can do to a case in which state: one table. What is out of place is refused, and says why.

An approval depends on one thing more than the state: an authorisation that is here and complete is not given a second
time.
"""

from __future__ import annotations

from collections.abc import Mapping

from hwb_mailbot.domain.cases import CLOSED, Case, CaseState
from hwb_mailbot.domain.events import SupportAction
from hwb_mailbot.domain.policy import Policy

UNDO = "undo"
_WAITING = tuple(state for state in CaseState if state.startswith("waiting-"))
_ENDED = dict.fromkeys(CLOSED, "case-ended") | {
    CaseState.MERGED: "case-merged",
    CaseState.MERGING: "being-merged-now",
}

_NOT_MERGED: dict[CaseState, str] = {state: "not-merged" for state in CaseState if state is not CaseState.MERGED}

OUT_OF_PLACE: Mapping[str, Mapping[CaseState, str]] = {
    SupportAction.APPROVE: _ENDED,
    SupportAction.REJECT: _ENDED,
    SupportAction.HOLD: _ENDED | {CaseState.HELD: "already-held"},
    SupportAction.RELEASE: _ENDED | dict.fromkeys(_WAITING, "nothing-to-release"),
    SupportAction.AMEND: _ENDED,
    SupportAction.LINK: _ENDED,
    SupportAction.NOTE: {},
    SupportAction.ASK: _ENDED,
    SupportAction.RESEND: {CaseState.MERGING: "being-merged-now"},
    SupportAction.UNLINK: _ENDED,
    SupportAction.WITHDRAW: _ENDED,
    UNDO: _NOT_MERGED | {CaseState.UNDONE: "already-undone"},
}
"""Action -> state -> the code that refuses it; a state that is not named allows it."""


class Refused(Exception):
    """The action cannot be done; ``code`` says why, for ``wording``.

    ``values`` may tell ``by`` whom and on which ``date`` (ISO) it was done already, and the case's ``state``.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def must_be_in_place(action: str, case: Case, policy: Policy) -> None:
    """Raises ``Refused`` where the case's state does not allow the action."""
    code = OUT_OF_PLACE[action].get(case.state)
    if code is not None:
        raise Refused(code, **_since(case, policy))


def must_not_be_authorised(case: Case, complete: bool, policy: Policy) -> None:
    """Raises ``Refused`` where an authorisation stands and is ``complete``: it is not given again."""
    half = case.authorisation
    if half is not None and half.stands and complete:
        day = policy.today(half.at).isoformat()
        raise Refused("already-authorised", by=half.approved_by or half.sender, date=day)


def _since(case: Case, policy: Policy) -> dict[str, str]:
    """In which state the case is, since when, and by whom if somebody of the support team brought it there."""
    values = {"state": str(case.state)}
    entered = [one for one in case.history if one.event == case.state]
    if entered:
        values["date"] = policy.today(entered[-1].at).isoformat()
        role, _, name = entered[-1].actor.partition(": ")
        if role == "support":
            values["by"] = name
    return values
