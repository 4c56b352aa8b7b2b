"""Support withdraws a case, or takes a half back, for somebody who said so by telephone (R6, R8)."""

from __future__ import annotations

from hwb_mailbot.domain.cases import CaseState, Question
from hwb_mailbot.domain.deciding.agreeing import withdraw
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.ends import end
from hwb_mailbot.domain.deciding.permitted import Refused
from hwb_mailbot.domain.deciding.receivers import language_of
from hwb_mailbot.domain.events import Party, SupportActed
from hwb_mailbot.domain.matching import pair_of


def withdraw_for(file: CaseFile, act: SupportActed) -> tuple[CaseFile, ...]:
    """What the staff member's CANCEL or the headteacher's REJECT would do, for those who wrote or were asked.

    Raises ``Refused``, ``FactNeeded``.
    """
    case, headteachers = file.case, act.party is Party.HEADTEACHER
    half = case.authorisation if headteachers else case.consolidation
    question = Question.APPROVE if headteachers else Question.COMPLETE_CONSOLIDATION
    wrote = half is not None and half.stands and bool(half.address)
    was_asked = half is None and any(one.question is question for one in case.asked)
    if act.party is Party.SCHOOL or not (wrote or was_asked):
        raise Refused("party-not-in-case")
    actor = f"support: {act.by}"
    if headteachers:
        language = language_of(half)
        end(file, CaseState.REJECTED, "rejected-by-headteacher", answered_in=language, actor=actor, text=act.reason)
    else:
        withdraw(file, pair_of(case, file.facts, file.policy.today(file.now)), None, actor=actor, text=act.reason)
    return ()
