"""Which half a mail's details are, and whose case they belong to (R1, R2, R25).

Which half follows the sender's role first, then what the mail says. The case is found by the account that is named,
else by the letter it answers, where the sender takes part in that case.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus
from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Asked, Case, Journey, Question
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.mails import FieldName, MailKind, Request
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.senders import Sender
from hwb_mailbot.domain.successors import has_become


@dataclass(frozen=True, slots=True)
class Statement:
    """One staff member's details in one mail, with who sent it. ``answered`` is the question its token answers.

    ``others_token``: it brought back the token of a question that was put to somebody else.
    """

    mail: MailArrived
    request: Request
    number: int
    sender: Sender
    referred: Case | None
    answered: Asked | None
    others_token: bool = False

    def text(self, name: FieldName) -> str:
        """The stated value as text, empty where it was not stated."""
        stated = self.request.fields.get(name)
        return stated.value if stated is not None and isinstance(stated.value, str) else ""


def placed_by_school(statement: Statement, facts: Facts) -> bool:
    """Whether the school that a statement names finds whoever is asked, whatever usernames there are (R28, N3)."""
    school = facts.school(statement.text(FieldName.FORMER_DFES_NUMBER))
    return school is not None and is_authorisation(statement, facts)


def is_authorisation(statement: Statement, facts: Facts) -> bool:
    """Which half it is: by the sender's role, then by what the reader took it for (R25)."""
    if statement.answered is not None:
        return statement.answered.question in HEADTEACHER_QUESTIONS
    address = statement.sender.address
    former = facts.account(statement.text(FieldName.FORMER_USERNAME))
    schools = {former.dfes_number} if former is not None and not _has_come(statement, former) else set()
    if statement.text(FieldName.FORMER_DFES_NUMBER):
        schools.add(statement.text(FieldName.FORMER_DFES_NUMBER))
    if any(address in facts.headteacher_addresses(school) for school in sorted(schools)):
        return True
    kind = statement.mail.reading.kind
    movers = {statement.text(FieldName.FORMER_USERNAME), statement.text(FieldName.NEW_USERNAME)}
    name = statement.text(FieldName.STAFF_NAME)
    for account in facts.accounts_with_address(address):
        named = account.username in movers or (bool(name) and same_name(name, account.full_name))
        if account.kind is AccountKind.STAFF and named and kind is not MailKind.AUTHORISATION:
            return False
    if kind in (MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST):
        return False
    return kind is MailKind.AUTHORISATION or bool(headed_schools(address, facts))


def own_case(statement: Statement, facts: Facts, authorises: bool) -> Case | None:
    """The open case this statement completes: by its account, else the one it answers."""
    side, name = ("former", FieldName.FORMER_USERNAME) if authorises else ("new", FieldName.NEW_USERNAME)
    username = statement.text(name)
    if not username and not authorises and statement.mail.reading.kind is MailKind.TRANSFER_REQUEST:
        own = own_account(statement, facts)
        username = own.username if own is not None else ""
    if authorises and _names_no_leaver(statement, username, facts):
        username = ""  # whoever names another school's account does not take over its case
    if username:
        # Another half that merely names the account does not make the case this one's: that is for joining to tell.
        completed = [
            case
            for case in facts.open_cases(f"{side}:{username}")
            if (case.authorisation if authorises else case.consolidation) is not None
            or asked_about(case, authorises)
            or case.enquiry is not None
        ]
        if completed:
            return completed[0]
    referred = statement.referred
    if referred is None or not referred.open:
        return None
    answers = statement.answered is not None or statement.others_token
    return referred if answers or _takes_part(statement, referred, facts) else None


def _names_no_leaver(statement: Statement, username: str, facts: Facts) -> bool:
    number = statement.text(FieldName.FORMER_DFES_NUMBER)
    return leaver_meant(statement.sender.address, username, number, facts)[0] is None


def asked_about(case: Case, authorises: bool) -> bool:
    """Whether the headteacher was asked for this case's authorisation: their own words then answer in full."""
    return authorises and any(one.question is Question.APPROVE for one in case.asked)


def headed_schools(address: str, facts: Facts) -> tuple[str, ...]:
    """The DfES numbers of the schools whose headteacher this address is on record for; one head may lead several."""
    schools = {school.dfes_number for school in facts.schools_with_address(address)}
    schools |= {
        account.dfes_number
        for account in facts.accounts_with_address(address)
        if address in facts.headteacher_addresses(account.dfes_number)
    }
    return tuple(sorted(schools))


def addresses_as_headteacher(address: str, facts: Facts) -> frozenset[str]:
    """``address``, and all that are on record for the headteachers of the schools that it heads."""
    schools = headed_schools(address, facts)
    return frozenset((address, *(one for school in schools for one in facts.headteacher_addresses(school))))


def leaver_meant(address: str, username: str, number: str, facts: Facts) -> tuple[Account | None, str]:
    """The leaver's account that an authorisation from ``address`` may be about, and the DfES number of its school.

    Where the username is not that of an account at a school that the sender heads, its words alone tell which school is
    meant: the number, else the one that the sender heads. An account elsewhere is then as if there were none (N3).
    """
    former, headed = facts.account(username) if username else None, headed_schools(address, facts)
    if former is not None and (not headed or _become_one_of(former.dfes_number, headed, facts)):
        return former, former.dfes_number
    named = number if facts.school(number) is not None else ""
    school = headed[0] if len(headed) == 1 and (not named or has_become(named, headed[0], facts)) else named
    return (former if former is not None and former.dfes_number == school else None), school


def _become_one_of(number: str, schools: tuple[str, ...], facts: Facts) -> bool:
    return any(number == one or has_become(number, one, facts) for one in schools)


def own_account(statement: Statement, facts: Facts) -> Account | None:
    """The active staff account that the sender writes from; the call-back goes there if it is not vouched for."""
    accounts = [
        account
        for account in facts.accounts_with_address(statement.sender.address)
        if account.kind is AccountKind.STAFF and account.status is AccountStatus.ACTIVE
    ]
    return accounts[0] if len(accounts) == 1 else None


def journey_of(statement: Statement) -> Journey:
    transfer = statement.mail.reading.kind is MailKind.TRANSFER_REQUEST
    return Journey.TRANSFER if transfer else Journey.EMAIL


def _has_come(statement: Statement, account: Account) -> bool:
    """Whether the account, as after a merge, is at the new school that a request names, and not at the former one."""
    former, new = statement.text(FieldName.FORMER_DFES_NUMBER), statement.text(FieldName.NEW_DFES_NUMBER)
    return new == account.dfes_number and former not in ("", new)


def _takes_part(statement: Statement, case: Case, facts: Facts) -> bool:
    """Whether the sender is vouched for and one of the case's own people."""
    address = statement.sender.address
    if not statement.sender.vouched:
        return False
    people = {half.address for half in (case.authorisation, case.consolidation) if half is not None}
    people |= {asked.address.lower() for asked in case.asked}
    people |= {half.sender for half in (case.authorisation, case.consolidation) if half is not None}
    return address in {one.lower() for one in people}
