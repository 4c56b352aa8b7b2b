"""Who has a part in a case as it stands: whose words against what others have given a person has to weigh (R24, N2).

What a mail itself says makes nobody a part of a case: else whoever names their own school or account in it could stop
anybody's. Words that nobody has confirmed count only while the case rests on nothing else.
"""

from __future__ import annotations

from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.enquired import enquired
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.matching import named_former, pair_of, standing_only
from hwb_mailbot.domain.senders import Party, Sender, takes_part


def may_hold(sender: Sender, file: CaseFile) -> bool:
    """Whether the sender has a part in the case on the desk. Raises ``FactNeeded``."""
    if not sender.vouched:
        return False
    case, facts = file.case, file.facts
    pair = pair_of(case, facts, file.policy.today(file.now))
    if any(half.stands for half, _ in pair.halves()):
        pair = standing_only(pair)
    found = (pair.former, pair.new, named_former(pair), *(enquired(case.enquiry, facts) or ()))
    accounts = tuple(dict.fromkeys(account for account in found if account is not None))
    schools = {account.dfes_number for account in accounts} | _schools_given(case, facts)
    return takes_part(Party(sender, facts, accounts, tuple(sorted(schools)), _wrote(case)))


def _schools_given(case: Case, facts: Facts) -> set[str]:
    """The schools that a half which stands speaks for or names as the new one, and the school that wrote first."""
    schools = {case.enquiry.speaks_for} if case.enquiry is not None else set()
    for half in (case.authorisation, case.consolidation):
        if half is not None and half.stands:
            schools |= {one.dfes_number for one in facts.schools_named(half.text(FieldName.NEW_SCHOOL_NAME))}
    if case.authorisation is not None and case.authorisation.stands:
        schools.add(case.authorisation.speaks_for)
    return schools - {""}


def _wrote(case: Case) -> tuple[str, ...]:
    """Who was asked, or gave a half: one that stands, else the one that nobody has confirmed yet."""
    halves = [half for half in (case.authorisation, case.consolidation) if half is not None]
    given = [half for half in halves if half.stands] or [half for half in halves if half.vouched]
    addresses = [address for half in given for address in (half.sender, half.address)]
    addresses += [asked.address for asked in case.asked]
    return tuple(dict.fromkeys(address.lower() for address in addresses if address))
