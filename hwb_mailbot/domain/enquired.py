"""The new school's own enquiry for a member of staff: the username and both schools' DfES numbers (R2a). Pure.

What a school says of somebody else weighs nothing: no check reads it, and only the two halves ever merge accounts. It
names a person at most, and only where the directory bears it out: a staff account at the one school, and exactly one
active staff account of that name at the other that its holder may have moved to. Then, and only then, is anybody
written to (R26, N4).
"""

from __future__ import annotations

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountRole, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import Case, Half
from hwb_mailbot.domain.employment import may_have_moved
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.senders import Sender

_LEADERS = frozenset({AccountRole.HEADTEACHER, AccountRole.DIGITAL_CHAMPION})


def leads(sender: Sender, dfes_number: str, facts: Facts) -> bool:
    """Whether the sender is vouched for and leads the open school: its address on record, headteacher or champion."""
    if not sender.vouched or not _open(facts.school(dfes_number)):
        return False
    if any(one.dfes_number == dfes_number for one in facts.schools_with_address(sender.address)):
        return True
    return any(one.role in _LEADERS for one in _staff_of(sender, dfes_number, facts))


def belongs(sender: Sender, dfes_number: str, facts: Facts) -> bool:
    """Whether the address is on record for the school or its staff, vouched for or not."""
    if any(one.dfes_number == dfes_number for one in facts.schools_with_address(sender.address)):
        return True
    return bool(_staff_of(sender, dfes_number, facts))


def _staff_of(sender: Sender, dfes_number: str, facts: Facts) -> list[Account]:
    return [
        account
        for account in facts.accounts_with_address(sender.address)
        if account.dfes_number == dfes_number
        and account.kind is AccountKind.STAFF
        and account.status is AccountStatus.ACTIVE
    ]


def _open(school: School | None) -> bool:
    return school is not None and school.status is SchoolStatus.OPEN


def enquired(half: Half | None, facts: Facts) -> tuple[Account, Account] | None:
    """The former and the new account that an enquiry speaks of, or None where the directory does not bear it out.

    The username may be either of the two; whoever names both names both rightly, else a second one beside the true one
    would tell whether there is such an account (N3). Raises ``FactNeeded``.
    """
    if half is None:
        return None
    former_number, new_number = half.text(FieldName.FORMER_DFES_NUMBER), half.text(FieldName.NEW_DFES_NUMBER)
    if not former_number or not new_number or former_number == new_number:
        return None
    names = tuple(filter(None, (half.text(FieldName.FORMER_USERNAME), half.text(FieldName.NEW_USERNAME))))
    named = [account for account in map(facts.account, names) if account is not None]
    if not named or any(account.kind is not AccountKind.STAFF for account in named):
        return None
    former = _only(named, former_number, named[0], facts)
    new = _only(named, new_number, named[0], facts)
    if former is None or new is None or new.status is not AccountStatus.ACTIVE:
        return None
    known = {former.username, new.username}
    fits = same_name(former.full_name, new.full_name) and may_have_moved(former, new)
    return (former, new) if fits and known.issuperset(names) else None


def _only(named: list[Account], dfes_number: str, person: Account, facts: Facts) -> Account | None:
    """The one staff account of that person at that school; none where there are namesakes."""
    found = {one.username: one for one in named if one.dfes_number == dfes_number}
    for one in facts.staff_named(dfes_number, person.full_name):
        found[one.username] = one
    return next(iter(found.values())) if len(found) == 1 else None


def keys_of_enquiry(case: Case, facts: Facts) -> tuple[str, ...]:
    """The keys of a case's enquiry: its words, and both accounts or, until there are both, the new school's runs."""
    half = case.enquiry
    if half is None:
        return ()
    pair = enquired(half, facts)
    if pair is not None:
        former, new = pair
        return (key_of_words(half), f"former:{former.username}", f"new:{new.username}")
    return (key_of_words(half), f"directory:{half.speaks_for}")


def key_of_words(half: Half) -> str:
    """The key of one school's enquiry about one username."""
    username = half.text(FieldName.FORMER_USERNAME) or half.text(FieldName.NEW_USERNAME)
    return f"enquired:{half.speaks_for}:{username}"


def contradicts(half: Half, case: Case, facts: Facts) -> bool:
    """Whether a consolidation names other accounts than those that the headteacher was asked about for the school."""
    pair = enquired(case.enquiry, facts)
    if pair is None:
        return False
    former, new = half.text(FieldName.FORMER_USERNAME), half.text(FieldName.NEW_USERNAME)
    return bool(former and former != pair[0].username) or bool(new and new != pair[1].username)
