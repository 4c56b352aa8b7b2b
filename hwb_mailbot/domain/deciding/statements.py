"""A mail that states details of a half: which half it is, whose case it belongs to, and what it may change (R1 to R6).

One mail may speak of several staff members (R5); each is decided in turn, on facts that already hold the ones before.
Which half a mail is follows the sender's role first, then what it says (R25); what it may do follows the sender's
standing (``hwb_mailbot.domain.senders``). An unconfirmed mail never changes a half that stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus
from hwb_mailbot.domain.cases import (
    HEADTEACHER_QUESTIONS,
    Asked,
    Case,
    CaseState,
    Half,
    Journey,
    Question,
    Standing,
)
from hwb_mailbot.domain.deciding.already import merged_already, nothing_changed
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.enquirers import enquire, for_a_colleague, on_behalf
from hwb_mailbot.domain.deciding.halves import asked_enough, former_schools_named, values, void_approval
from hwb_mailbot.domain.deciding.handing_over import handed_over
from hwb_mailbot.domain.deciding.joining import join
from hwb_mailbot.domain.enquired import contradicts
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Field, FieldName, MailKind, Request
from hwb_mailbot.domain.matching import pair_of
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import (
    Effect,
    Entitlement,
    Sender,
    is_known,
    may_authorise,
    may_consolidate,
)


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


@dataclass(frozen=True, slots=True)
class StatementOutcome:
    """The cases that changed, first the statement's own; none where nobody on record can be asked (R28)."""

    files: tuple[CaseFile, ...] = ()
    reason: str = ""
    letters: tuple[LetterOrder, ...] = ()
    """Letters that belong to no case."""


def decide_statement(statement: Statement, facts: Facts, policy: Policy, now: datetime) -> StatementOutcome:
    """Put one statement into its case, or open one, and find what it waits for. Raises ``FactNeeded``."""
    authorises = _is_authorisation(statement, facts)
    if not authorises and statement.answered is None:
        asked = for_a_colleague(statement.mail, statement.request, statement.sender, facts, now)
        if asked is not None:
            outcome = enquire(asked, statement.mail, statement.number, statement.sender, facts, policy, now)
            if outcome is not None:
                file, letters = outcome
                return StatementOutcome((file,) if file is not None else (), letters=letters)
            request = on_behalf(asked, statement.request, facts)
            if request is None:
                return StatementOutcome(reason="writes-for-somebody")
            statement = replace(statement, request=request)
    found = _own_case(statement, facts, authorises)
    if found is not None and found.state is CaseState.MERGING:
        file = CaseFile(found, facts, policy, now)
        file.note("sender", "mail-after-decision", mail=statement.mail)
        return StatementOutcome((file,))
    if found is None and (statement.referred is None or not statement.referred.open):
        headed = _headed_school(statement.sender.address, facts)
        survivor = merged_already(statement.request, statement.sender, authorises, headed, facts)
        if survivor is not None:
            letters = nothing_changed(survivor, statement.mail.reading, statement.referred, facts, policy)
            return StatementOutcome(letters=letters)
    file = CaseFile(found or _new_case(statement, facts, now), facts, policy, now, fresh=found is None)
    if file.case.authorisation is None and file.case.consolidation is None and not authorises:
        file.change(journey=_journey_of(statement))  # a case that the new school's enquiry opened has none of its own
    entitlement, half = _half(statement, file, authorises)
    if entitlement.effect is Effect.NOBODY_ON_RECORD:
        if found is None or not statement.others_token:
            return StatementOutcome(reason=entitlement.reason)
        entitlement = Entitlement(Effect.REVIEW, entitlement.reason)
    reason = _enter(statement, file, half, entitlement, authorises)
    if statement.others_token:
        file.concern("right-token-other-sender")
    older = join(file)
    settle(file)
    handed_over(file, statement.mail, statement.sender)
    return StatementOutcome((file, *older), reason)


def placed_by_school(statement: Statement, facts: Facts) -> bool:
    """Whether the school that a statement names finds whoever is asked, whatever usernames there are (R28, N3)."""
    school = facts.school(statement.text(FieldName.FORMER_DFES_NUMBER))
    return school is not None and _is_authorisation(statement, facts)


def _is_authorisation(statement: Statement, facts: Facts) -> bool:
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
    return kind is MailKind.AUTHORISATION or bool(_headed_school(address, facts))


def _has_come(statement: Statement, account: Account) -> bool:
    """Whether the account, as after a merge, is at the new school that a request names, and not at the former one."""
    former, new = statement.text(FieldName.FORMER_DFES_NUMBER), statement.text(FieldName.NEW_DFES_NUMBER)
    return new == account.dfes_number and former not in ("", new)


def _headed_school(address: str, facts: Facts) -> str:
    """The one school whose headteacher this address is on record for, else nothing."""
    schools = {school.dfes_number for school in facts.schools_with_address(address)}
    schools |= {
        account.dfes_number
        for account in facts.accounts_with_address(address)
        if address in facts.headteacher_addresses(account.dfes_number)
    }
    return schools.pop() if len(schools) == 1 else ""


def _own_case(statement: Statement, facts: Facts, authorises: bool) -> Case | None:
    """The open case this statement completes: by its account, else the one it answers."""
    side, name = ("former", FieldName.FORMER_USERNAME) if authorises else ("new", FieldName.NEW_USERNAME)
    username = statement.text(name)
    if not username and not authorises and statement.mail.reading.kind is MailKind.TRANSFER_REQUEST:
        own = _own_account(statement, facts)
        username = own.username if own is not None else ""
    if username:
        # Another half that merely names the account does not make the case this one's: that is for joining to tell.
        completed = [
            case
            for case in facts.open_cases(f"{side}:{username}")
            if (case.authorisation if authorises else case.consolidation) is not None
            or _asked_about(case, authorises)
            or case.enquiry is not None
        ]
        if completed:
            return completed[0]
    referred = statement.referred
    if referred is None or not referred.open:
        return None
    answers = statement.answered is not None or statement.others_token
    return referred if answers or _takes_part(statement, referred, facts) else None


def _asked_about(case: Case, authorises: bool) -> bool:
    """Whether the headteacher was asked for this case's authorisation: their own words then answer in full."""
    return authorises and any(one.question is Question.APPROVE for one in case.asked)


def _takes_part(statement: Statement, case: Case, facts: Facts) -> bool:
    """Whether the sender is vouched for and one of the case's own people."""
    address = statement.sender.address
    if not statement.sender.vouched:
        return False
    people = {half.address for half in (case.authorisation, case.consolidation) if half is not None}
    people |= {asked.address.lower() for asked in case.asked}
    people |= {half.sender for half in (case.authorisation, case.consolidation) if half is not None}
    return address in {one.lower() for one in people}


def _journey_of(statement: Statement) -> Journey:
    transfer = statement.mail.reading.kind is MailKind.TRANSFER_REQUEST
    return Journey.TRANSFER if transfer else Journey.EMAIL


def _new_case(statement: Statement, facts: Facts, now: datetime) -> Case:
    reading = statement.mail.reading
    return Case(
        reference=facts.free_reference(f"{statement.mail.mail_id}/{statement.number}"),
        journey=_journey_of(statement),
        state=CaseState.WAITING_SENDER_CHECK,
        person=statement.text(FieldName.STAFF_NAME) or _sender_name(statement, facts),
        opened_at=now,
        updated_at=now,
        language=reading.language,
    )


def _sender_name(statement: Statement, facts: Facts) -> str:
    own = _own_account(statement, facts)
    return own.full_name if own is not None else ""


def _own_account(statement: Statement, facts: Facts) -> Account | None:
    """The active staff account that the sender writes from; the call-back goes there if it is not vouched for."""
    accounts = [
        account
        for account in facts.accounts_with_address(statement.sender.address)
        if account.kind is AccountKind.STAFF and account.status is AccountStatus.ACTIVE
    ]
    return accounts[0] if len(accounts) == 1 else None


def _half(statement: Statement, file: CaseFile, authorises: bool) -> tuple[Entitlement, Half]:
    """The half as it would stand with this mail's words, and what its sender may do."""
    case, facts = file.case, file.facts
    before = case.authorisation if authorises else case.consolidation
    fields: dict[FieldName, Field] = dict(before.fields) if before is not None and _goes_on(statement, before) else {}
    fields |= {name: field for name, field in statement.request.fields.items() if field.value != ""}
    if not authorises and FieldName.NEW_USERNAME not in fields and case.journey is Journey.TRANSFER:
        own = _own_account(statement, facts)
        if own is not None:
            fields[FieldName.NEW_USERNAME] = Field(own.username, statement.sender.address, "from")
    reading = statement.mail.reading
    half = Half(
        fields=fields,
        sender=statement.sender.address,
        standing=Standing.UNCONFIRMED,
        version=before.version if before is not None else _last_version(case, authorises),
        language=reading.language,
        at=file.now,
        mail_id=statement.mail.mail_id,
        message_id=reading.message_id,
        subject=reading.subject,
        vouched=statement.sender.vouched,
        note=_note(statement, before) if not authorises else "",
    )
    if authorises:
        entitlement, speaks_for = _authority(statement, half, facts, case)
    else:
        entitlement, speaks_for = _voice(half, facts, case, statement.sender)
    address = entitlement.call_back_to or (statement.sender.address if entitlement.effect is Effect.ACTS else "")
    if entitlement.effect is Effect.ACTS and not authorises:
        new = facts.account(half.text(FieldName.NEW_USERNAME))
        address = new.email.lower() if new is not None else statement.sender.address
    return entitlement, replace(half, address=address, speaks_for=speaks_for)


def _note(statement: Statement, before: Half | None) -> str:
    """The words to the headteacher: only of a sender who is vouched for, since no call-back shows them."""
    kept = before.note if before is not None and before.stands else ""
    return (statement.mail.reading.note if statement.sender.vouched else "") or kept


def _last_version(case: Case, authorises: bool) -> int:
    """The highest version anybody was asked about: a half that was denied does not begin again at its number."""
    asked = (one.version for one in case.asked if (one.question in HEADTEACHER_QUESTIONS) is authorises)
    return max(asked, default=0)


def _goes_on(statement: Statement, before: Half) -> bool:
    """Whether a mail adds to the half as it is: a vouched mail never takes over words that nobody confirmed."""
    if before.stands or statement.answered is not None or statement.sender.answered_token:
        return True
    return not statement.sender.vouched and before.sender == statement.sender.address


def _authority(statement: Statement, half: Half, facts: Facts, case: Case) -> tuple[Entitlement, str]:
    """What an authorisation's sender may do, and for which school they speak."""
    former = facts.account(half.text(FieldName.FORMER_USERNAME))
    stated = half.text(FieldName.FORMER_DFES_NUMBER)
    headed = _headed_school(statement.sender.address, facts)
    if former is None:
        school = headed or (stated if facts.school(stated) is not None else "")
    elif headed and headed != former.dfes_number and headed in former_schools_named(half, former, facts):
        school = headed  # a username of another school: back to this head, not to a stranger's
    else:
        school = former.dfes_number
    new = pair_of(case, facts, half.at.date()).new or facts.account(half.text(FieldName.NEW_USERNAME))
    named = (one.dfes_number for one in facts.schools_named(half.text(FieldName.NEW_SCHOOL_NAME)))
    new_schools = tuple(one for one in (*named, new.dfes_number if new else "") if one and one != school)
    return may_authorise(statement.sender, facts, school, former, new, new_schools), school


def _voice(half: Half, facts: Facts, case: Case, sender: Sender) -> tuple[Entitlement, str]:
    """What a consolidation's sender may do, and for which account they speak."""
    new = facts.account(half.text(FieldName.NEW_USERNAME))
    authorisation = case.authorisation
    former = (
        facts.account(authorisation.text(FieldName.FORMER_USERNAME))
        if authorisation is not None and authorisation.stands
        else None
    )
    return may_consolidate(sender, facts, former, new), new.username if new is not None else ""


def _enter(statement: Statement, file: CaseFile, half: Half, entitlement: Entitlement, authorises: bool) -> str:
    """Let the statement change its half, as far as its sender may.

    A stranger's words change nothing in a case that is under way: what they contradict is support's to see, and the
    code that says so comes back.
    """
    before = file.case.authorisation if authorises else file.case.consolidation
    changed = before is None or values(before) != values(half)
    details = [code for code in (entitlement.reason,) if code]
    event = "authorisation-received" if authorises else "consolidation-received"
    file.note(_actor(statement, half, authorises, file.facts), event, details, statement.mail)
    standing = before is not None and before.stands and entitlement.effect is not Effect.ACTS
    differs = before is not None and any(
        half.fields[name].value != stated.value for name, stated in before.fields.items() if name in half.fields
    )
    review = entitlement.effect is Effect.REVIEW
    if (standing or (review and not file.fresh)) and not is_known(statement.sender, file.facts):
        return "stranger-contradicts" if differs or review else ""
    if asked_enough(file, before, half, authorises) and not is_known(statement.sender, file.facts):
        return "stranger-contradicts"
    if review:
        file.concern(entitlement.reason)
    if standing:
        if differs:
            file.concern("halves-contradict")
        return ""
    if before is not None and not changed and entitlement.effect is Effect.ACTS:
        file.repeated = (statement.sender.address, statement.mail.mail_id)
    if authorises and before is not None and _to_another_school(statement, before, file.facts):
        file.concern("authorised-to-two-schools")
    acts = Standing.ACTS if statement.answered is None else Standing.CALLED_BACK
    version = half.version + 1 if changed else half.version
    if not authorises and before is None and contradicts(half, file.case, file.facts):
        version += 1  # what the headteacher was asked about for the new school is not this
    half = replace(half, standing=acts if entitlement.effect is Effect.ACTS else Standing.UNCONFIRMED, version=version)
    if authorises:
        file.change(authorisation=half)
    else:
        void_approval(file, before, half)
        file.change(consolidation=half, language=half.language)
        _journey(statement, file)
    if statement.answered is not None:
        file.answered(statement.answered)
    return ""


def _actor(statement: Statement, half: Half, authorises: bool, facts: Facts) -> str:
    """Who wrote, by the address the mail bears; a half may come from somebody whose half it is not (R25)."""
    address = statement.sender.address
    if authorises and address in facts.headteacher_addresses(half.speaks_for):
        return "headteacher"
    named = {half.text(FieldName.NEW_USERNAME), half.text(FieldName.FORMER_USERNAME)}
    name = half.text(FieldName.STAFF_NAME)
    for account in facts.accounts_with_address(address):
        if account.username in named or (name and same_name(name, account.full_name)):
            return "mover"
    return "sender"


def _to_another_school(statement: Statement, before: Half, facts: Facts) -> bool:
    """Whether an authorisation that stands is followed by one to another school that there is: a person asks which."""
    if statement.answered is not None or not before.stands:
        return False  # an answer to a letter that asked for the school corrects it
    names = (before.text(FieldName.NEW_SCHOOL_NAME), statement.text(FieldName.NEW_SCHOOL_NAME))
    meant = [{school.dfes_number for school in facts.schools_named(name)} for name in names if name]
    return len(meant) == 2 and all(meant) and not meant[0] & meant[1]


def _journey(statement: Statement, file: CaseFile) -> None:
    """A staff code or employee number makes a transfer request a consolidation (R25), unless the head was asked."""
    half, asked = file.case.consolidation, _asked_about(file.case, True)
    if half is None or asked or file.case.authorisation is not None:
        return
    by_mail = half.text(FieldName.STAFF_CODE) or half.text(FieldName.EMPLOYEE_NUMBER)
    if by_mail and file.case.journey is Journey.TRANSFER:
        file.change(journey=Journey.EMAIL)
