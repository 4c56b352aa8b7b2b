"""When a letter is not written although its time has come: nobody is flooded, and no dead address written to (N4).

The case then goes to the support team, who see why. Letters of a closed case are written once each and never too
many; only to an address that letters come back from they are not written either.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.policy import Policy

_LETTERS = frozenset({"letter-sent", "reminded"})


_ASKED_FOR_BY_OTHERS = frozenset({"headteacher-approval-asked"})
"""Letters that anybody's request brings about, over all cases."""


def withheld(
    case: Case, template: str, to: str, facts: Facts, policy: Policy, now: datetime, *, unverified: bool
) -> str:
    """Why no letter of ``case`` may go to ``to`` now, as a code; empty where it may.

    ``unverified``: its receiver may never have written to us. Raises ``FactNeeded``.
    """
    if to == policy.support:
        return ""
    if facts.came_back(to):
        return "address-came-back"
    if not case.open:
        return ""
    if template in _ASKED_FOR_BY_OTHERS and facts.letters_lately(to, template) >= policy.letters_a_day:
        return "too-many-letters"
    day_ago = now - timedelta(days=1)
    of_case = sum(entry.event in _LETTERS and entry.at > day_ago for entry in case.history)
    if (
        of_case >= policy.letters_a_case_a_day
        or facts.letters_to(to) >= policy.letters_an_address_a_day
        or (unverified and facts.call_backs_lately() >= policy.call_backs_a_day)
    ):
        return "too-many-letters"
    return ""


def often_enough(template: str, to: str, facts: Facts, policy: Policy) -> bool:
    """Whether an address had this letter today as often as anybody gets it: an unmarked robot may be writing (N4)."""
    return facts.letters_lately(to, template) >= policy.same_letters_a_day
