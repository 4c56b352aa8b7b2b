"""Two cases that prove to be one become one; two that fit equally well go to the support team (R3, R27)."""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.cases import Asked, Case, CaseState, Half
from hwb_mailbot.domain.deciding import patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.facts import with_cases
from hwb_mailbot.domain.matching import counterparts, keys_of, pair_of

KEPT_APART = "kept-apart-by-support"
"""Why a case is not joined though it fits: support has separated the two accounts before."""

_JOINABLE = frozenset(
    {
        CaseState.WAITING_AUTHORISATION,
        CaseState.WAITING_CONSOLIDATION,
        CaseState.WAITING_SENDER_CHECK,
        CaseState.WAITING_DIRECTORY,
        CaseState.REVIEW,
        CaseState.HELD,
    }
)


def join(file: CaseFile) -> tuple[CaseFile, ...]:
    """Join the case on the desk with the one case that has its other half; gives the other cases that changed.

    The older reference stays. Where several fit, or a namesake's authorisation competes, every one of them goes to
    review and nothing is joined; but words that nobody has confirmed hold up no other case. Nor is a case joined whose
    account support has separated from this one's: then a person looks at this case. Raises ``FactNeeded``.
    """
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    found = counterparts(pair)
    if found.separated and not found.fitting:
        file.concern(KEPT_APART)
    if found.rivals or len(found.fitting) > 1:
        file.concern("several-cases-fit")
        sure = all(half.stands for half, _ in pair.halves())
        others = (*found.rivals, *found.fitting) if sure else ()
        return tuple(_to_review(file, other) for other in others if other.state in _JOINABLE)
    if not found.fitting or found.fitting[0].state not in _JOINABLE:
        return ()
    other = found.fitting[0]
    younger = absorb(file, other)
    return (younger,) if younger is not None else ()


def _to_review(file: CaseFile, other: Case) -> CaseFile:
    desk = CaseFile(other, file.facts, file.policy, file.now)
    desk.concern("several-cases-fit")
    if other.state is not CaseState.HELD:
        desk.move(CaseState.REVIEW, [*other.reasons, "several-cases-fit"])
    return desk


def _renumbered(half: Half | None, asked: tuple[Asked, ...]) -> Half | None:
    """A half that joins a case where another in its place was asked about: no answer to that may mean this one."""
    if half is None or half.stands:
        return half
    highest = max((one.version for one in asked), default=0)
    return replace(half, version=max(half.version, highest + 1)) if asked else half


def _others(one: Case, other: Case) -> tuple[str, ...]:
    """The cases that support has separated from either, but from each other no more."""
    both = (one.reference, other.reference)
    return tuple(dict.fromkeys(reference for reference in (*one.apart, *other.apart) if reference not in both))


def _state(older: Case, younger: Case) -> tuple[CaseState, tuple[str, ...]]:
    """The state of two cases made one, with its reasons: joining must not take a held one off a person's desk.

    An officer's own hold outlasts the wait for an answer to support's question.
    """
    held = [one for one in (older, younger) if one.state is CaseState.HELD]
    found = next((one for one in held if not patience.awaits_support_answer(one)), held[0] if held else older)
    return found.state, found.reasons


def absorb(file: CaseFile, other: Case) -> CaseFile | None:
    """Make one case of two under the older reference; gives the younger where it was already stored."""
    ours = file.case
    stored = not file.fresh
    ours_is_older = stored and (ours.opened_at, ours.reference) < (other.opened_at, other.reference)
    older, younger = (ours, other) if ours_is_older else (other, ours)
    state, reasons = _state(older, younger)
    joined = replace(
        older,
        state=state,
        reasons=reasons,
        journey=ours.journey if ours.consolidation is not None else other.journey,
        authorisation=_renumbered(ours.authorisation, other.asked) or other.authorisation,
        consolidation=_renumbered(ours.consolidation, other.asked) or other.consolidation,
        corrected_authorisation=(ours if ours.authorisation is not None else other).corrected_authorisation,
        corrected_consolidation=(ours if ours.consolidation is not None else other).corrected_consolidation,
        enquiry=ours.enquiry or other.enquiry,
        language=ours.language if ours.consolidation is not None else other.language,
        concerns=tuple(dict.fromkeys((*older.concerns, *younger.concerns))),
        overruled=tuple(dict.fromkeys((*older.overruled, *younger.overruled))),
        told=tuple(dict.fromkeys((*older.told, *younger.told))),
        filled_in=tuple(dict.fromkeys((*older.filled_in, *younger.filled_in))),
        asked=(*older.asked, *younger.asked),
        asked_by_support=(*older.asked_by_support, *younger.asked_by_support),
        awaited=(*older.awaited, *younger.awaited),
        history=tuple(sorted((*older.history, *younger.history), key=lambda one: one.at)),
        before_join=(to_body(older), to_body(younger)),
        apart=_others(older, younger),
        updated_at=file.now,
    )
    file.case, file.fresh = joined, False
    file.change(keys=keys_of(pair_of(joined, file.facts, file.policy.today(file.now))))
    file.note("mailbot", "cases-joined", (younger.reference,) if stored else ())
    if younger is ours and not stored:
        return None
    desk = CaseFile(younger, file.facts, file.policy, file.now)
    desk.change(joined_to=older.reference, keys=(), due_at=None, closes_at=None, state=CaseState.WITHDRAWN)
    desk.note("mailbot", "cases-joined", (older.reference,))
    file.facts = with_cases(file.facts, (desk.case,))
    return desk
