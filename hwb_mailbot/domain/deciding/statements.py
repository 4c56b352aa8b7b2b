"""A mail that states details of a half (R1 to R6): put into its case, which is then found what it waits for.

One mail may speak of several staff members (R5); each is decided in turn, on facts that already hold the ones before.
``placing`` says which half it is and whose case, ``stating`` what half it makes and what its sender may do with it,
``entering`` lets it in that far.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hwb_mailbot.domain.accounts import AccountStatus
from hwb_mailbot.domain.cases import Case, CaseState, Half
from hwb_mailbot.domain.checks import findings
from hwb_mailbot.domain.deciding.already import SWITCHED_OFF, merged_already, nothing_changed
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.course import settle
from hwb_mailbot.domain.deciding.enquirers import enquire, for_a_colleague, on_behalf
from hwb_mailbot.domain.deciding.entering import CONTRADICTED, enter
from hwb_mailbot.domain.deciding.halves import asked_enough
from hwb_mailbot.domain.deciding.handing_over import handed_over
from hwb_mailbot.domain.deciding.joining import join
from hwb_mailbot.domain.deciding.placing import (
    Statement,
    is_authorisation,
    journey_of,
    own_account,
    own_case,
)
from hwb_mailbot.domain.deciding.receivers import may_write
from hwb_mailbot.domain.deciding.stating import half_stated
from hwb_mailbot.domain.deciding.taking_part import may_hold
from hwb_mailbot.domain.deciding.values import ANOTHER_PERSONS
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.domain.matching import pair_of, standing_only
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Effect, Entitlement, is_known


@dataclass(frozen=True, slots=True)
class StatementOutcome:
    """The cases that changed, first the statement's own; none where nobody on record can be asked (R28)."""

    files: tuple[CaseFile, ...] = ()
    reason: str = ""
    letters: tuple[LetterOrder, ...] = ()
    """Letters that belong to no case."""
    not_theirs: bool = False
    """Whether a known sender wrote what is another's to write: each hears the same, whatever is on record (N3)."""


def decide_statement(statement: Statement, facts: Facts, policy: Policy, now: datetime) -> StatementOutcome:
    """Put one statement into its case, or open one, and find what it waits for. Raises ``FactNeeded``."""
    authorises = is_authorisation(statement, facts)
    if not authorises and statement.answered is None:
        asked = for_a_colleague(statement.mail, statement.request, statement.sender, facts, now)
        if asked is not None:
            outcome = enquire(asked, statement.mail, statement.number, statement.sender, facts, policy, now)
            if outcome is not None:
                file, letters, reason = outcome
                return StatementOutcome((file,) if file is not None else (), reason, letters)
            request = on_behalf(asked, statement.request, facts)
            if request is None:
                return StatementOutcome(reason="writes-for-somebody", not_theirs=is_known(statement.sender, facts))
            statement = replace(statement, request=request)
    found = own_case(statement, facts, authorises)
    if found is not None and found.state is CaseState.MERGING:
        file = CaseFile(found, facts, policy, now, sender=statement.sender)
        entitlement, half = half_stated(statement, file, authorises)
        file.note("sender", "mail-after-decision", mail=statement.mail)
        return StatementOutcome((file,), not_theirs=_not_theirs(statement, half, entitlement, authorises, facts))
    if found is None and (statement.referred is None or not statement.referred.open):
        merged = merged_already(statement.request, statement.sender, authorises, statement.referred, facts)
        if merged is not None and merged.survivor.status is not AccountStatus.ACTIVE:
            return StatementOutcome(reason=SWITCHED_OFF)
        if merged is not None:
            return StatementOutcome(letters=nothing_changed(merged, statement.mail.reading, facts, policy))
    case = found or _new_case(statement, facts, now)
    file = CaseFile(case, facts, policy, now, sender=statement.sender, fresh=found is None)
    if file.case.authorisation is None and file.case.consolidation is None and not authorises:
        file.change(journey=journey_of(statement))  # a case that the new school's enquiry opened has none of its own
    entitlement, half = half_stated(statement, file, authorises)
    others_token = found is not None and statement.others_token
    not_theirs = not others_token and _not_theirs(statement, half, entitlement, authorises, facts)
    if entitlement.effect is Effect.NOBODY_ON_RECORD:
        if not others_token:
            return StatementOutcome(reason=entitlement.reason, not_theirs=not_theirs)
        entitlement = Entitlement(Effect.REVIEW, entitlement.reason)
    reason = enter(statement, file, half, entitlement, authorises)
    if statement.others_token:
        file.concern("right-token-other-sender")
    older = join(file)
    if found is None and not file.fresh and _asked_before(statement, file, half, entitlement, authorises):
        return StatementOutcome(reason=CONTRADICTED, not_theirs=not_theirs)
    settle(file)
    if not not_theirs:
        handed_over(file, statement.mail, statement.sender)
    return StatementOutcome((file, *older), reason or _names_another(file), not_theirs=not_theirs)


def _asked_before(statement: Statement, file: CaseFile, half: Half, entitlement: Entitlement, authorises: bool) -> bool:
    """Whether somebody without a part in it would only have a case asked once more what was answered often enough."""
    asks = entitlement.effect is Effect.CALL_BACK and asked_enough(file, None, half, authorises)
    return asks and not may_hold(statement.sender, file)


def _names_another(file: CaseFile) -> str:
    """Why support is shown a mail whose writer hears nothing of it: the other side's account is in another name.

    A name may have changed between two schools, or somebody may be trying usernames.
    """
    pair = standing_only(pair_of(file.case, file.facts, file.policy.today(file.now)))
    return next((one.code for one in findings(pair) if one.code in ANOTHER_PERSONS), "")


def _not_theirs(statement: Statement, half: Half, entitlement: Entitlement, authorises: bool, facts: Facts) -> bool:
    """Whether a known sender, vouched for, states a half that is not theirs to write."""
    if entitlement.effect is Effect.ACTS or not is_known(statement.sender, facts):
        return False
    return not (authorises and may_write(half, facts))


def _new_case(statement: Statement, facts: Facts, now: datetime) -> Case:
    reading = statement.mail.reading
    return Case(
        reference=facts.free_reference(f"{statement.mail.mail_id}/{statement.number}"),
        journey=journey_of(statement),
        state=CaseState.WAITING_SENDER_CHECK,
        person=statement.text(FieldName.STAFF_NAME) or _sender_name(statement, facts),
        opened_at=now,
        updated_at=now,
        language=reading.language,
    )


def _sender_name(statement: Statement, facts: Facts) -> str:
    own = own_account(statement, facts)
    return own.full_name if own is not None else ""
