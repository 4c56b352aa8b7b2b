"""The course of a case: what it waits for now, and whom that has to be told (R4, R9, R13, R26, R27).

``settle`` is run after every change of a case or of the directory. It knows no events: from the halves, the checks
and the table of order it finds the state, so that the same facts always lead to the same state whatever came first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from hwb_mailbot.domain.agreement import compare, together
from hwb_mailbot.domain.cases import AccountName, CaseState, Journey, Question
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding import (
    asking_back,
    concluding,
    correcting,
    handing_over,
    instructing,
    patience,
    telling,
)
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.ends import end
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.enquired import enquired, keys_of_enquiry
from hwb_mailbot.domain.findings import Concerns, Finding, Outcome, Pair
from hwb_mailbot.domain.matching import (
    keys_of,
    named_former,
    pair_of,
    person_of,
    separated_in_one_case,
    standing_only,
)

_SEPARATED = "accounts-separated"
"""Both halves have come into one case, of accounts that support has separated before."""

_RUNS_MAY_MEND = frozenset({"staff-code-differs", "employee-number-differs"})
"""What was stated may be what the MIS says by now: its next run shows it, and nobody has to write again."""

_RESTING = frozenset({CaseState.HELD, CaseState.MERGING})


def settle(file: CaseFile) -> None:
    """Find what the case waits for, move it there, and write the letters that this calls for.

    A held or merging case keeps its state, a closed one everything. Raises ``FactNeeded``.
    """
    if not file.case.open:
        return
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    _describe(file, pair)
    file.change(due_at=None)
    if file.case.state in _RESTING:
        patience.rest(file)
        return
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    found = findings(standing_only(pair))
    correcting.hand_over(file)
    reviews = _reviews(file, pair, found)
    if reviews:
        file.move(CaseState.REVIEW, reviews)
        patience.stand(file)
        if set(reviews) - {patience.ANSWERED, patience.UNANSWERED}:  # else support itself has written last
            handing_over.under_review(file, pair)
        return
    state, codes = _waits_for(file, pair, found)
    file.move(state, codes)
    leaving = pair.former.leaving_date if pair.former is not None else None
    patience.begin(file, leaving if "leaving-date-future" in codes else None)
    if patience.over(file):
        end(file, CaseState.EXPIRED, *codes)
        return
    _tell(file, pair, found)
    if _laid_before_support(file, pair):
        return
    if file.case.state is CaseState.WAITING_DIRECTORY:
        _keep_for_runs(file, pair)
    elif any(one.code in _RUNS_MAY_MEND for one in found):
        _be_found_by_runs(file, pair)
    if patience.must_escalate(file):
        concluding.overdue(file, pair)
    correcting.watch(file)
    patience.keep(file)


def _laid_before_support(file: CaseFile, pair: Pair) -> bool:
    """Whether writing the letters has shown that a person must look: nobody on record to ask, or asked too often."""
    codes = [code for code in file.case.concerns if code not in file.case.overruled]
    if not codes or file.case.state is CaseState.MERGING:
        return False
    file.move(CaseState.REVIEW, codes)
    patience.stand(file)
    handing_over.under_review(file, pair)
    return True


def _describe(file: CaseFile, pair: Pair) -> None:
    """Keep what lists and look-ups show of the case: person, accounts, keys, agreement."""
    former, new = pair.former, pair.new
    asked = enquired(file.case.enquiry, file.facts)
    if asked is not None and former in (None, asked[0]) and new in (None, asked[1]):
        former, new = asked
    before = (file.case.former.username, file.case.new.username)
    after = (former.username if former else "", new.username if new else "")
    if any(old and old != now for old, now in zip(before, after, strict=True)):
        file.change(overruled=(), proceeded=False)  # what was overruled and agreed to was about other accounts
    file.change(person=person_of(replace(pair, former=former, new=new)) or file.case.person)
    pair = pair_of(file.case, file.facts, pair.today)
    file.change(
        former=AccountName(former.username, former.dfes_number) if former else AccountName(),
        new=AccountName(new.username, new.dfes_number) if new else AccountName(),
        keys=_keys(file, pair),
        compared=tuple(
            {
                "field": str(one.field),
                "stated": one.stated,
                "recorded": one.recorded,
                "agrees": one.agrees,
                "has_become": one.has_become,
            }
            for one in together(
                one
                for half, _ in pair.halves()
                for one in compare(half, former, new, (pair.former_school, pair.new_school), file.facts)
            )
        ),
    )


def _keys(file: CaseFile, pair: Pair) -> tuple[str, ...]:
    """Those of the halves; an enquiry without a half is no counterpart of any, so it has only its own (R2a)."""
    own = keys_of(pair) if file.case.authorisation is not None or file.case.consolidation is not None else ()
    return tuple(dict.fromkeys((*own, *keys_of_enquiry(file.case, file.facts))))


def _reviews(file: CaseFile, pair: Pair, found: tuple[Finding, ...]) -> tuple[str, ...]:
    """The reasons for which a person must look; what nobody may overrule stays whatever support said (R14, N1)."""
    codes = [code for code in file.case.concerns if code not in file.case.overruled]
    for finding in found:
        overrulable = finding.outcome is Outcome.REVIEW and finding.code not in file.case.overruled
        hopeless = finding.outcome is Outcome.REFUSE and finding.concerns is Concerns.BOTH
        if overrulable or hopeless:
            codes.append(finding.code)
    if _SEPARATED not in file.case.overruled and separated_in_one_case(pair):
        codes.append(_SEPARATED)
    return tuple(dict.fromkeys(codes))


def asks(file: CaseFile, found: tuple[Finding, ...], concerns: Concerns) -> tuple[Finding, ...]:
    """Those findings that are to be asked of the half's sender, or refuse it."""
    return tuple(
        finding
        for finding in found
        if finding.concerns is concerns
        and (
            finding.outcome is Outcome.REFUSE
            or (finding.outcome is Outcome.ASK and finding.code not in file.case.overruled)
        )
    )


def _waits_for(file: CaseFile, pair: Pair, found: tuple[Finding, ...]) -> tuple[CaseState, tuple[str, ...]]:
    """What a case waits for and why, in this order: sender check, the halves, directory, proceed (R27)."""
    case = file.case
    about_authorisation = tuple(one.code for one in asks(file, found, Concerns.AUTHORISATION))
    about_consolidation = tuple(one.code for one in asks(file, found, Concerns.CONSOLIDATION))
    waits = tuple(one.code for one in found if one.outcome is Outcome.WAIT and one.code not in case.overruled)
    if any(not half.stands for half, _ in pair.halves()):
        return CaseState.WAITING_SENDER_CHECK, ("sender-check-pending",)
    if case.authorisation is None or about_authorisation:
        return CaseState.WAITING_AUTHORISATION, about_authorisation or ("waiting-authorisation",)
    if case.consolidation is None or about_consolidation:
        return CaseState.WAITING_CONSOLIDATION, about_consolidation or ("waiting-consolidation",)
    if waits:
        return CaseState.WAITING_DIRECTORY, waits
    if correcting.contested(case):
        return CaseState.WAITING_SENDER_CHECK, ("correction-pending",)
    if _must_proceed(file):
        return CaseState.WAITING_PROCEED, ("waiting-proceed",)
    return CaseState.MERGING, ()


def _tell(file: CaseFile, pair: Pair, found: tuple[Finding, ...]) -> None:
    """Write the letters that the case's state calls for; those written already are at most reminded of."""
    state, case = file.case.state, file.case
    about_authorisation = asks(file, found, Concerns.AUTHORISATION)
    about_consolidation = asks(file, found, Concerns.CONSOLIDATION)
    if case.authorisation is not None and about_authorisation:
        asking_back.authorisation_incomplete(file, pair, about_authorisation)
    if case.consolidation is not None and about_consolidation:
        asking_back.consolidation_incomplete(file, pair, about_consolidation)
    if state is CaseState.WAITING_SENDER_CHECK and not _call_back(file):
        file.concern("asked-too-often")
        file.move(CaseState.REVIEW, ["asked-too-often"])
    elif state is CaseState.WAITING_SENDER_CHECK:
        confirmed = standing_only(pair)  # what nobody confirmed is told to nobody else (N3)
        if not about_authorisation:
            telling.authorisation_received(file, confirmed)
        if not about_consolidation:
            telling.consolidation_received(file, confirmed)
    elif state is CaseState.WAITING_AUTHORISATION:
        if case.authorisation is None and case.consolidation is None and case.enquiry is not None:
            instructing.instruct(file, pair)
        elif case.consolidation is None or about_consolidation:
            return
        elif case.authorisation is None:
            telling.authorisation_awaited(file, pair, named_former(pair))
        else:
            telling.consolidation_received(file, pair)
    elif state is CaseState.WAITING_CONSOLIDATION and case.consolidation is None:
        telling.consolidation_awaited(file, pair)
    elif state is CaseState.WAITING_CONSOLIDATION:
        telling.authorisation_received(file, pair)
    elif state is CaseState.WAITING_DIRECTORY:
        telling.authorisation_received(file, pair)
        telling.directory_awaited(file, pair, case.reasons)
    elif state is CaseState.WAITING_PROCEED:
        telling.authorisation_received(file, pair)
        _await_proceed(file, pair)
    elif state is CaseState.MERGING:
        # Both accounts as they are now: what undoing restores.
        file.change(before_merge=tuple(to_body(one) for one in (pair.former, pair.new) if one is not None))


def _call_back(file: CaseFile) -> bool:
    """Ask each address on record whether the half in its name is really theirs, once for each version.

    False where that was asked too often already: somebody keeps writing in their name, and a person looks (N4).
    """
    for half, question in (
        (file.case.authorisation, Question.HEADTEACHER_SENT_IT),
        (file.case.consolidation, Question.MOVER_SENT_IT),
    ):
        if half is not None and not half.stands and not asking_back.sender_check(file, half, question):
            return False
    return True


def _must_proceed(file: CaseFile) -> bool:
    if file.case.proceeded:
        return False
    return file.case.journey is Journey.TRANSFER or file.policy.grace > timedelta()


def _await_proceed(file: CaseFile, pair: Pair) -> None:
    """R8 and R9: a transfer waits for the mover's word, a grace period for its end."""
    if file.case.journey is Journey.TRANSFER:
        telling.proceed_awaited(file, pair, None)
        return
    entered = next(one.at for one in reversed(file.case.history) if one.event == CaseState.WAITING_PROCEED)
    telling.proceed_awaited(file, pair, entered + file.policy.grace)
    file.change(due_at=entered + file.policy.grace)


def _be_found_by_runs(file: CaseFile, pair: Pair) -> None:
    schools = {one.dfes_number for one in (pair.former, pair.new) if one is not None}
    file.change(keys=(*file.case.keys, *(f"directory:{number}" for number in sorted(schools))))


def _keep_for_runs(file: CaseFile, pair: Pair) -> None:
    """Be found by the runs of both schools, on the day a leaving date comes, and if then no run does (R13)."""
    _be_found_by_runs(file, pair)
    former = pair.former
    if former is not None and former.leaving_date is not None and former.leaving_date > pair.today:
        midnight = datetime.combine(former.leaving_date, time(), file.policy.zone)
        file.change(due_at=midnight.astimezone(file.now.tzinfo))
    elif "former-run-pending" in file.case.reasons:
        file.change(due_at=patience.run_awaited(file, former))
