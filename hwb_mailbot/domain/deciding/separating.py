"""Two cases that were joined, by hand or by themselves, are made two again before any merge (undoes R27's joining).

Each half goes back to the case it came in, as it is by now; both cases stand as before they were joined, and keep what
a person has to look at. Nothing joins them again by itself, nor other cases about the same two accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hwb_mailbot.domain.cases import Asked, Case, CaseState
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.permitted import Refused
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.events import SupportActed
from hwb_mailbot.domain.facts import with_cases

_SIDES = ("authorisation", "consolidation", "enquiry")
_DECIDED = ("several-cases-fit",)


def separate(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    """Give each half its own case again; gives the other case. Raises ``Refused``, ``FactNeeded``."""
    joined = file.case
    if len(joined.before_join) != 2:
        raise Refused("nothing-to-unlink")
    older, younger = (from_body(Case, body) for body in joined.before_join)
    file.separate(joined.former.username, joined.new.username, apart=True)
    reference = _reference(file, younger)
    file.change(**_as_before(joined, older, younger), apart=(*joined.apart, reference), before_join=older.before_join)
    other = CaseFile(
        replace(
            younger,
            reference=reference,
            joined_to="",
            **_as_before(joined, younger, older, keeps_new=False),
            apart=tuple(dict.fromkeys((*younger.apart, joined.reference))),
        ),
        file.facts,
        file.policy,
        file.now,
    )
    if not all(any(getattr(one.case, side) for side in _SIDES) for one in (file, other)):
        raise Refused("nothing-to-unlink")  # the one half has been taken back since
    file.note(f"support: {act.by}", str(act.action), (reference,), text=act.reason)
    other.note(f"support: {act.by}", str(act.action), (joined.reference,), text=act.reason)
    for one, beside in ((file, other), (other, file)):
        one.facts = with_cases(one.facts, (beside.case,))
        settle(one)
    return (other,)


def _reference(file: CaseFile, younger: Case) -> str:
    """The younger case's own reference; one that was never stored may have given its own away since."""
    stored = file.facts.case_itself(younger.reference)
    if stored is None or stored.joined_to == file.case.reference:
        return younger.reference
    return file.facts.free_reference(f"unlink/{file.case.reference}/{len(file.case.history)}")


def _as_before(joined: Case, own: Case, other: Case, *, keeps_new: bool = True) -> Mapping[str, Any]:
    """What goes back to ``own`` of the joined case. ``keeps_new``: also what neither of the two had before."""
    halves = {side: getattr(joined, side) if _had(own, other, side, keeps_new) else None for side in _SIDES}
    halves["enquiry"] = own.enquiry or halves["enquiry"]
    fresh = tuple(code for code in joined.concerns if code not in (*own.concerns, *other.concerns))
    resting = joined.state is CaseState.HELD and not patience.awaits_support_answer(joined)
    return {
        **halves,
        **{
            f"corrected_{side}": getattr(joined, f"corrected_{side}") if halves[side] is not None else None
            for side in ("authorisation", "consolidation")
        },
        "state": CaseState.HELD if resting else CaseState.WAITING_SENDER_CHECK,  # else ``settle`` finds and notes it
        "reasons": joined.reasons if resting else (),
        "journey": own.journey,
        "language": own.language,
        "person": own.person,
        "proceeded": False,
        "concerns": (*own.concerns, *fresh),
        "overruled": tuple(dict.fromkeys((*own.overruled, *_DECIDED))),
        "told": own.told,
        "filled_in": joined.filled_in,
        "asked": _asked(joined.asked, own.asked, other.asked, joined, keeps_new),
        "asked_by_support": _asked(
            joined.asked_by_support, own.asked_by_support, other.asked_by_support, joined, keeps_new
        ),
        "patience": None,
        "awaited": (),
        "closes_at": None,
        "due_at": None,
    }


def _had(own: Case, other: Case, side: str, keeps_new: bool) -> bool:
    return getattr(own, side) is not None or (keeps_new and getattr(other, side) is None)


def _asked(
    now: tuple[Asked, ...], own: tuple[Asked, ...], other: tuple[Asked, ...], joined: Case, keeps_new: bool
) -> tuple[Asked, ...]:
    """The case's own questions as they are by now; those that were put to the two as one are void, and stay known."""
    mine, theirs = ({one.token_hash for one in asked} for asked in (own, other))
    kept = [one for one in now if one.token_hash in mine]
    if keeps_new:
        void = [one for one in now if one.token_hash not in mine | theirs]
        kept += [replace(one, answered_at=one.answered_at or joined.updated_at) for one in void]
    return tuple(kept)
