"""A mail that asks once more for what has been merged already: its sender hears that, and no case is opened.

That somebody's accounts are merged is their own affair and their two schools'. So only who is vouched for and took part
is told: the staff member, the former school's headteacher of today, the new school of its own staff (N3). Everybody
else goes the ordinary way, as if they had named any other account that is not at their school.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwb_mailbot.domain.accounts import Account, AccountStatus
from hwb_mailbot.domain.cases import Case, CaseState
from hwb_mailbot.domain.deciding.receivers import headteachers_now
from hwb_mailbot.domain.deciding.restraint import often_enough
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import FieldName, Reading, Request
from hwb_mailbot.domain.names import same_name
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender

_TEMPLATE = "sender-nothing-changed"
SWITCHED_OFF = "surviving-account-inactive"
"""Why a person looks: nothing more can be merged, and the account that lives on cannot be used (R22)."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that was done: the account that lives on, active or not, and its case where the sender may know it."""

    survivor: Account
    case: Case | None = None


def merged_already(
    request: Request, sender: Sender, authorises: bool, referred: Case | None, facts: Facts
) -> Merged | None:
    """The merge that a statement asks for once more, if its sender may know of it. Raises ``FactNeeded``.

    ``referred`` is the case that the mail speaks of.
    """
    if not sender.vouched:
        return None
    if authorises:
        return _authorised_again(request, sender, facts)
    survivor = _asked_for_again(request, sender, facts)
    return Merged(survivor, referred) if survivor is not None else None


def nothing_changed(merged: Merged, reading: Reading, facts: Facts, policy: Policy) -> tuple[LetterOrder, ...]:
    """The letter that says so: to the sender, or to the surviving account where another of that person's is dead.

    With the day and the reference, where the case is known to be of this very merge.
    """
    survivor, case = merged.survivor, merged.case
    sent_from = facts.accounts_with_address(reading.from_address.lower())
    own = any(account.username in (survivor.username, *survivor.aliases) for account in sent_from)
    to = survivor.email if own else reading.from_address
    if facts.came_back(to) or often_enough(_TEMPLATE, to, facts, policy):
        return ()
    reference = merged_on = ""
    if case is not None and case.merged_at is not None and case.former.username == survivor.username:
        reference, merged_on = case.reference, policy.today(case.merged_at).isoformat()
    return (
        LetterOrder(
            template=_TEMPLATE,
            to=to,
            language=reading.language,
            reference=reference,
            values={"state": str(CaseState.MERGED), "closed_on": merged_on},
            answers=reading.message_id,
            references=(reading.message_id,) if reading.message_id else (),
            answered_subject=reading.subject,
        ),
    )


def _authorised_again(request: Request, sender: Sender, facts: Facts) -> Merged | None:
    """The former school's headteacher names the former account, its holder and the school where it went."""
    survivor = facts.account(_text(request, FieldName.FORMER_USERNAME))
    if survivor is None or not survivor.aliases or survivor.status is AccountStatus.MERGED:
        return None
    schools = {school.dfes_number for school in facts.schools_named(_text(request, FieldName.NEW_SCHOOL_NAME))}
    if not same_name(_text(request, FieldName.STAFF_NAME), survivor.full_name):
        return None
    for case in map(facts.case, reversed(facts.merges_of(survivor.username))):
        if case is None or case.state is not CaseState.MERGED or schools != {case.new.dfes_number}:
            continue
        if sender.address in (*headteachers_now(case, facts), survivor.email.lower()):
            return Merged(survivor, case)
    return None


def _asked_for_again(request: Request, sender: Sender, facts: Facts) -> Account | None:
    """A staff member writes from either of the two accounts and names the one that is no more, or the one that is."""
    for name in (FieldName.NEW_USERNAME, FieldName.FORMER_USERNAME):
        account = facts.account(_text(request, name))
        if account is not None and account.status is AccountStatus.MERGED:
            account = facts.account(account.merged_into or "")
        if account is None or account.status is AccountStatus.MERGED:
            continue
        merged = [one for one in map(facts.account, account.aliases) if one is not None]
        gone = [one for one in merged if one.status is AccountStatus.MERGED]
        if gone and sender.address in {one.email.lower() for one in (account, *gone)}:
            return None if _moves_on(request, account, facts) else account
    return None


def _moves_on(request: Request, survivor: Account, facts: Facts) -> bool:
    """Whether the surviving account is to move again: another account or another school is named for the new one."""
    username, number = _text(request, FieldName.NEW_USERNAME), _text(request, FieldName.NEW_DFES_NUMBER)
    named = {school.dfes_number for school in facts.schools_named(_text(request, FieldName.NEW_SCHOOL_NAME))}
    return (
        bool(username and username not in (survivor.username, *survivor.aliases))
        or bool(number and number != survivor.dfes_number)
        or bool(named and survivor.dfes_number not in named)
    )


def _text(request: Request, name: FieldName) -> str:
    stated = request.fields.get(name)
    return stated.value if stated is not None and isinstance(stated.value, str) else ""
