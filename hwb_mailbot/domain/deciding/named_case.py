"""The case that a mail without a token speaks of: by the reference it names, where that can be its sender's (R27).

People copy a reference from somebody else's mail, or mistype one. So a reference counts at once only of who has a part
in that case. Anybody else's mail belongs to the case of the letter that it answers, or to the sender's own; only who
has neither writes about a case of others, and a person sees that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.objecting import of_sender
from hwb_mailbot.domain.deciding.taking_part import may_hold
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import Evidence
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender


def named_case(mail: MailArrived, sender: Sender, facts: Facts, policy: Policy, now: datetime) -> Case | None:
    """The case named, or the sender's own instead; none where they have several. Raises ``FactNeeded``."""
    named = facts.case(mail.reading.reference or "")
    as_vouched = replace(sender, evidence=Evidence.PASS)
    if named is None or may_hold(as_vouched, CaseFile(named, facts, policy, now)):
        return named
    if sender.evidence is not Evidence.FAIL:
        answered = [one.reference for one in mail.in_thread_of if one.to.lower() == sender.address]
        if answered:
            return facts.case(answered[0])
    own = {case.reference: case for case in _own(sender, facts)} if sender.vouched else {}
    if not own:
        return named
    return next(iter(own.values())) if len(own) == 1 else None


def _own(sender: Sender, facts: Facts) -> Iterator[Case]:
    """The sender's open cases; where there are none, that of the latest merge of their account."""
    cases = list(of_sender(sender, facts))
    yield from cases
    if cases:
        return
    for account in facts.accounts_with_address(sender.address):
        merges = facts.merges_of(account.merged_into or account.username)
        merged = facts.case(merges[-1]) if merges else None
        if merged is not None:
            yield merged
