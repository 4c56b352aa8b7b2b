"""``decide``: the one place that decides. Pure: the same event and facts give the same decision, letter for letter.

The way through: ``arriving`` (a mail: machine, answer, statement or question) -> ``statements`` / ``answers`` ->
``joining`` -> ``course`` (what the case waits for now) -> ``telling`` and ``asking_back`` (who hears of it).
``supporting`` is what people do, ``ends`` how cases close. A fact not yet looked up raises ``FactNeeded``; the caller
looks it up and asks again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from hwb_mailbot.domain.cases import Case, CaseState, Journey
from hwb_mailbot.domain.deciding import questioning
from hwb_mailbot.domain.deciding.arriving import decide_mail
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.decision import Decision, MailEnd
from hwb_mailbot.domain.deciding.ends import block_merge, finish_merge, undo_merge
from hwb_mailbot.domain.deciding.permitted import Refused
from hwb_mailbot.domain.deciding.supporting import decide_action
from hwb_mailbot.domain.deciding.together import with_others
from hwb_mailbot.domain.events import (
    DirectoryChanged,
    Event,
    LetterFailed,
    MailArrived,
    MailAttached,
    MergeBlocked,
    MergeCarriedOut,
    MergeUndone,
    SupportActed,
    TimeCame,
)
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.policy import Policy

__all__ = ["Decision", "MailEnd", "decide"]


def decide(event: Event, facts: Facts, policy: Policy, now: datetime) -> Decision:
    """What follows from ``event`` at ``now`` (UTC). Raises ``FactNeeded`` where a fact is missing."""
    if isinstance(event, MailArrived):
        return decide_mail(event, facts, policy, now)
    if isinstance(event, LetterFailed):
        return _of(*_letter_failed(event, facts, policy, now))
    case = facts.case(event.reference)
    if case is None:
        return Decision(refused="case-unknown")
    if isinstance(event, SupportActed):
        try:
            files = decide_action(event, case, facts, policy, now)
        except Refused as refused:
            return Decision(refused=refused.code, refused_values=refused.values)
        return _of(*files)
    file = CaseFile(case, facts, policy, now)
    return _of(*_time_came(file, alone=event.alone)) if isinstance(event, TimeCame) else _of(_moved(event, file))


def _moved(
    event: DirectoryChanged | MergeCarriedOut | MergeBlocked | MergeUndone | MailAttached, file: CaseFile
) -> CaseFile:
    """An event about one known case."""
    if isinstance(event, DirectoryChanged):
        settle(file)
    elif isinstance(event, MergeCarriedOut):
        if file.case.state is CaseState.MERGING:
            finish_merge(file)
    elif isinstance(event, MergeBlocked):
        if file.case.state is CaseState.MERGING:
            block_merge(file, event.code)
    elif isinstance(event, MergeUndone):
        undo_merge(file, event)
    elif isinstance(event, MailAttached):
        _attached(file, event)
    else:
        assert_never(event)
    return file


def _time_came(file: CaseFile, *, alone: bool) -> tuple[CaseFile, ...]:
    """A reminder, a closing date or a leaving date has come, or a grace period has ended: silence merges (R9)."""
    case = file.case
    if case.due_at is None or case.due_at > file.now:
        return (file,)  # the clock was moved back, or somebody else was quicker
    if case.state is CaseState.WAITING_PROCEED and case.journey is Journey.EMAIL:
        file.change(proceeded=True)
    file.timed = True
    if not questioning.time_came(file):
        settle(file)
    return (file,) if alone else with_others(file)


def _letter_failed(event: LetterFailed, facts: Facts, policy: Policy, now: datetime) -> tuple[CaseFile, ...]:
    """A letter that nobody got: a person finds another way (invariant 7), in every case that it was about.

    One that belonged to no case leaves nothing to decide: that its address is dead is all there is to keep.
    """
    cases = (facts.case(reference) for reference in (event.reference, *event.others))
    files = tuple(CaseFile(case, facts, policy, now) for case in cases if case is not None)
    for file in files:
        file.note("mailbot", "letter-failed", (event.template,))
        if file.case.open and event.template == questioning.TEMPLATE:
            questioning.lay_before_support(file, "letter-bounced")
        elif file.case.open:
            file.concern("letter-bounced")
            settle(file)
    return files


def _attached(file: CaseFile, event: MailAttached) -> None:
    """A mail that support puts beside the case, closed ones too: it is shown there and states nothing."""
    file.note(f"support: {event.by}", "mail-attached", text=event.reason)
    *before, entry = file.case.history
    file.change(history=(*before, replace(entry, mail_id=event.mail_id, message_id=event.message_id)))


def _of(*files: CaseFile) -> Decision:
    cases: dict[str, Case] = {file.case.reference: file.case for file in files}
    letters = tuple(letter for file in files for letter in file.letters)
    separations = tuple(one for file in files for one in file.separations)
    return Decision(tuple(cases.values()), letters, separations=separations)
