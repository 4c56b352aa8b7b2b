"""Where letters go, and in which language: to addresses on record, never to an inactive account (R23, R24, R26)."""

from __future__ import annotations

from hwb_mailbot.domain.accounts import Account, AccountRole, AccountStatus
from hwb_mailbot.domain.cases import Case, Half
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import FieldName, Language
from hwb_mailbot.domain.matching import named_former
from hwb_mailbot.domain.successors import has_become


def language_of(half: Half | None) -> Language:
    """The language the person wrote in; both for one who has not written yet (R23)."""
    return half.language if half is not None and half.sender == half.address else Language.BOTH


def mover_address(pair: Pair) -> str:
    """Where the staff member is written to before the merge: the active new account, else nowhere (R26)."""
    return active_address(pair.new)


def active_address(account: Account | None) -> str:
    """The account's address while it is active, else nothing (R26)."""
    return account.email if account is not None and account.status is AccountStatus.ACTIVE else ""


def headteacher_address(pair: Pair) -> str:
    """Where the former school's headteacher is written to: where they wrote from, else the address on record."""
    if pair.authorisation is not None and pair.authorisation.address:
        return _on_record_still(pair.authorisation, pair.facts)
    if pair.former is None:
        return ""
    return next(iter(pair.facts.headteacher_addresses(pair.former.dfes_number)), "")


def headteacher_language(pair: Pair) -> Language:
    """The language of a letter to ``headteacher_address``: theirs, or both for who leads it since (R23)."""
    half = pair.authorisation
    wrote = half is not None and headteacher_address(pair).lower() == half.address.lower()
    return language_of(half) if wrote else Language.BOTH


def _on_record_still(authorisation: Half, facts: Facts) -> str:
    """The address of an authorisation while it is on record for its school; else that of who leads the school today.

    Whoever has left since is told nothing more (N3, R24).
    """
    addresses = facts.headteacher_addresses(authorisation.speaks_for)
    return authorisation.address if authorisation.address.lower() in addresses else next(iter(addresses), "")


def leads_still(address: str, pair: Pair) -> bool:
    """Whether ``address`` is on record today for the school that authorises, as far as the case tells which it is."""
    half, former = pair.authorisation, pair.former or named_former(pair)
    schools = {half.speaks_for if half is not None and half.stands else "", former.dfes_number if former else ""} - {""}
    return not schools or any(address in pair.facts.headteacher_addresses(one) for one in sorted(schools))


def headteachers_now(case: Case, facts: Facts) -> tuple[str, ...]:
    """The addresses on record today for the school that authorises, where the former account was before any merge."""
    half = case.authorisation
    speaks_for = half.speaks_for if half is not None and half.stands else ""
    school = speaks_for or case.former.dfes_number
    return facts.headteacher_addresses(school) if school else ()


def letter_address(file: CaseFile, half: Half) -> str:
    """The half's address on record, unless an account bears it that is no longer active (R26)."""
    authorises = half == file.case.authorisation and half.speaks_for != "" != half.address
    return reachable(file, _on_record_still(half, file.facts) if authorises else half.address)


def reachable(file: CaseFile, address: str) -> str:
    """``address``, or after a merge the surviving account's; nothing where its account is no longer active (R26)."""
    accounts = file.facts.accounts_with_address(address)
    if not accounts or any(account.status is AccountStatus.ACTIVE for account in accounts):
        return address
    survivors = (file.facts.account(account.merged_into or "") for account in accounts)
    return next((active_address(survivor) for survivor in survivors if survivor is not None), "")


def writer_address(file: CaseFile, half: Half) -> str:
    """Where whoever wrote the half is told of it: where it stands its address, else their own if it is theirs to write.

    Of a half that does not stand nobody else hears more than ``sender-own-account`` says, whatever became of it: that
    would tell what there is on record (N3). Whoever leads the school since an authorisation has not written it.
    """
    if half.stands:
        to = letter_address(file, half)
        return to if half != file.case.authorisation or to.lower() == half.address.lower() else ""
    theirs = half.vouched and half == file.case.authorisation and may_write(half, file.facts)
    return reachable(file, half.sender) if theirs else ""


def may_write(half: Half, facts: Facts) -> bool:
    """Whether an authorisation comes from who leads its school, maybe closed, or its successor; or who it is about."""
    sender, school = half.sender, half.speaks_for
    accounts = facts.accounts_with_address(sender)
    leads = {one.dfes_number for one in facts.schools_with_address(sender)}
    leads |= {one.dfes_number for one in accounts if one.role is AccountRole.HEADTEACHER}
    if school and any(one == school or has_become(school, one, facts) for one in sorted(leads)):
        return True
    named = {half.text(FieldName.FORMER_USERNAME), half.text(FieldName.NEW_USERNAME)}
    return any(account.username in named for account in accounts)


def on_record(facts: Facts, address: str) -> bool:
    """Whether an account or a school bears this address."""
    return bool(facts.accounts_with_address(address) or facts.schools_with_address(address))
