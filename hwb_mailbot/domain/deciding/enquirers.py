"""A school writes for a member of its staff: a case that waits for both halves (R2a).

Only who is vouched for and leads the new school opens one. Anybody else at that school asks on the mover's behalf: then
the mover is called back before anybody else hears of it (R25). Nothing that the school says is a half.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hwb_mailbot.domain.accounts import Account, AccountStatus
from hwb_mailbot.domain.cases import Case, CaseState, Half, Journey, Standing
from hwb_mailbot.domain.deciding.already import SWITCHED_OFF, Merged, nothing_changed
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.instructing import answer_school
from hwb_mailbot.domain.enquired import belongs, enquired, key_of_words, leads
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Field, FieldName, MailKind, Request
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender

_USERNAMES = (FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME)
_OF_THE_MOVER_ALONE = (FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER)


def for_a_colleague(mail: MailArrived, request: Request, sender: Sender, facts: Facts, now: datetime) -> Half | None:
    """What a mail asks for somebody else at the sender's own school, as a half that weighs nothing, or None.

    It names a username and both schools' numbers, and its sender is not the person. Raises ``FactNeeded``.
    """
    reading = mail.reading
    half = Half(
        fields=dict(request.fields),
        sender=sender.address,
        standing=Standing.ACTS if sender.vouched else Standing.UNCONFIRMED,
        version=1,
        language=reading.language,
        at=now,
        mail_id=mail.mail_id,
        message_id=reading.message_id,
        subject=reading.subject,
        address=sender.address,
    )
    school, former_school = half.text(FieldName.NEW_DFES_NUMBER), half.text(FieldName.FORMER_DFES_NUMBER)
    usernames = [half.text(name) for name in _USERNAMES if half.text(name)]
    if reading.kind is not MailKind.TRANSFER_REQUEST or any(half.text(name) for name in _OF_THE_MOVER_ALONE):
        return None
    if not school or not former_school or not usernames or school == former_school:
        return None
    if not belongs(sender, school, facts) or _is_the_mover(sender, usernames, facts):
        return None
    return replace(half, speaks_for=school)


def on_behalf(half: Half, request: Request, facts: Facts) -> Request | None:
    """The request as the mover's own, who is called back (R25); None where the directory finds nobody."""
    pair = enquired(half, facts)
    if pair is None:
        return None
    former, new = pair
    found = {FieldName.FORMER_USERNAME: former.username, FieldName.NEW_USERNAME: new.username}
    fields = {name: Field(value, "", "directory") for name, value in found.items() if half.text(name) != value}
    return replace(request, fields={**request.fields, **fields})


def _is_the_mover(sender: Sender, usernames: list[str], facts: Facts) -> bool:
    """Whether the sender writes of their own account, by its username or by the name that it bears."""
    named = [account for account in map(facts.account, usernames) if account is not None]
    return any(
        own.username in usernames or any(same_name(own.full_name, one.full_name) for one in named)
        for own in facts.accounts_with_address(sender.address)
    )


def enquire(
    half: Half, mail: MailArrived, number: int, sender: Sender, facts: Facts, policy: Policy, now: datetime
) -> tuple[CaseFile | None, tuple[LetterOrder, ...], str] | None:
    """Open a case for a school's enquiry or find the one there is; with letters that belong to no case, or why a
    person looks.

    None where the sender does not lead that school: then somebody writes on the mover's behalf. Raises ``FactNeeded``.
    """
    if not leads(sender, half.speaks_for, facts):
        return None
    merged = _merged_here(half, facts)
    if merged is not None and merged.status is not AccountStatus.ACTIVE:
        return None, (), SWITCHED_OFF
    if merged is not None:
        return None, nothing_changed(Merged(merged), mail.reading, facts, policy), ""
    case = _open_case(half, facts)
    of_school = case or _new_case(half, f"{mail.mail_id}/{number}", facts)
    file = CaseFile(of_school, facts, policy, now, sender=sender, fresh=case is None)
    file.note("new-school", "asked-by-school", mail=mail)
    if file.case.state is CaseState.MERGING:
        return file, (), ""
    if case is not None and case.enquiry is not None:
        file.repeated = (sender.address, mail.mail_id)
    file.change(enquiry=half if case is None or _is_put_right(case.enquiry, half, facts) else case.enquiry)
    settle(file)
    answer_school(file)
    return file, (), ""


def _is_put_right(before: Half | None, half: Half, facts: Facts) -> bool:
    """Whether ``half`` takes the place of that school's own enquiry, which the directory does not bear out."""
    if before is None:
        return True
    return before.speaks_for == half.speaks_for and enquired(before, facts) is None


def _merged_here(half: Half, facts: Facts) -> Account | None:
    """The account that lives on at the school already, active or not, where that is what it asks for."""
    for name in _USERNAMES:
        account = facts.account(half.text(name))
        if account is not None and account.status is AccountStatus.MERGED:
            account = facts.account(account.merged_into or "")
        if account is not None and account.aliases and account.status is not AccountStatus.MERGED:
            return account if account.dfes_number == half.speaks_for else None
    return None


def _open_case(half: Half, facts: Facts) -> Case | None:
    """The case of the same words, else of either account that the directory bears out."""
    pair = enquired(half, facts)
    keys = [key_of_words(half)]
    if pair is not None:
        keys += [f"new:{pair[1].username}", f"former:{pair[0].username}"]
    return next((case for key in keys for case in facts.open_cases(key)), None)


def _new_case(half: Half, seed: str, facts: Facts) -> Case:
    return Case(
        reference=facts.free_reference(seed),
        journey=Journey.EMAIL,
        state=CaseState.WAITING_AUTHORISATION,
        person="",
        opened_at=half.at,
        updated_at=half.at,
        language=half.language,
    )
