"""What must be true before any merge (R1, R2, R10 to R15), as one ordered table.

Each check looks at both halves beside the directory and finds nothing (pass) or a ``Finding``: wait for a provisioning
run, ask the sender, lay it before the support team, or refuse. Support may overrule a review by name and reason,
never a refusal. ``findings`` runs the whole table; the deciding room acts on what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import Case, Journey, Standing
from hwb_mailbot.domain.employment import may_have_moved
from hwb_mailbot.domain.findings import Concerns, Finding, Outcome, Pair
from hwb_mailbot.domain.mails import (
    AUTHORISATION_FIELDS,
    CONSOLIDATION_FIELDS,
    TRANSFER_FIELDS,
    FieldName,
)
from hwb_mailbot.domain.names import fold, same_name, school_names_agree
from hwb_mailbot.domain.record_checks import leaving_date, provisioned, released, staff_record
from hwb_mailbot.domain.successors import all_have_become, has_become

Check = Callable[[Pair], Iterator[Finding]]


def _completeness(pair: Pair) -> Iterator[Finding]:
    """R1, R2, R6: every detail of a half is there."""
    for half, concerns in pair.halves():
        for name in _wanted(pair, concerns):
            stated = half.fields.get(name)
            if stated is None or stated.value == "":
                yield Finding(Outcome.ASK, f"missing-{name}", concerns)
            elif stated.value is False:
                yield Finding(Outcome.ASK, "leaving-date-not-confirmed", concerns)


def _wanted(pair: Pair, concerns: Concerns) -> tuple[FieldName, ...]:
    """What a half has to state; the rest are cross-checks."""
    if concerns is Concerns.AUTHORISATION:
        return AUTHORISATION_FIELDS
    return TRANSFER_FIELDS if pair.case.journey is Journey.TRANSFER else CONSOLIDATION_FIELDS


def _usernames(pair: Pair) -> Iterator[Finding]:
    """R12: a stated username is an account's. Both halves may name both, the other side's once their own is known."""
    for half, concerns in pair.halves():
        own = pair.former if concerns is Concerns.AUTHORISATION else pair.new
        for name, account, code in (
            (FieldName.FORMER_USERNAME, pair.former, "former-account-unknown"),
            (FieldName.NEW_USERNAME, pair.new, "new-account-unknown"),
        ):
            stated = half.text(name)
            others = (name is FieldName.NEW_USERNAME) is (concerns is Concerns.AUTHORISATION)
            if not stated or (account is None and others and own is None):
                continue
            if account is None:
                code = _OF_ANOTHER.get((name, concerns), code) if pair.facts.account(stated) else code
                yield Finding(Outcome.ASK, code, concerns, stated)
            elif stated != account.username:
                yield Finding(Outcome.REVIEW, "halves-contradict", concerns, stated, account.username)


_OF_ANOTHER = {
    (FieldName.FORMER_USERNAME, Concerns.AUTHORISATION): "former-account-other-school",
    (FieldName.FORMER_USERNAME, Concerns.CONSOLIDATION): "former-account-other-person",
    (FieldName.NEW_USERNAME, Concerns.AUTHORISATION): "new-account-other-person",
}
"""For support alone: there is such an account, but the half's writer hears what they hear where there is none (N3)."""


def _kinds(pair: Pair) -> Iterator[Finding]:
    """R12, R14, R15: both are staff accounts; governors and learners never take this road."""
    for account, concerns, prefix in (
        (pair.former, Concerns.AUTHORISATION, "former"),
        (pair.new, Concerns.CONSOLIDATION, "new"),
    ):
        if account is None or account.kind is AccountKind.STAFF:
            continue
        code = {
            AccountKind.GOVERNOR: "governor-account",
            AccountKind.LEARNER: "learner-account",
        }.get(account.kind, f"{prefix}-account-not-staff")
        yield Finding(Outcome.REFUSE, code, concerns, account.username)


def _two_accounts(pair: Pair) -> Iterator[Finding]:
    """N1: there are two accounts, and neither has already been merged."""
    if pair.former is not None and pair.former.status is AccountStatus.MERGED:
        yield Finding(Outcome.REFUSE, "former-account-already-merged", Concerns.AUTHORISATION, pair.former.username)
    if pair.new is not None and pair.new.status is AccountStatus.MERGED:
        yield Finding(Outcome.REFUSE, "new-account-already-merged", Concerns.CONSOLIDATION, pair.new.username)
    if pair.former is None or pair.new is None:
        return
    if pair.former.username == pair.new.username:
        yield Finding(Outcome.REFUSE, "same-account", Concerns.BOTH, pair.new.username)
    elif pair.former.dfes_number == pair.new.dfes_number:
        yield Finding(Outcome.REVIEW, "same-school", Concerns.BOTH, pair.new.dfes_number)


def _person(pair: Pair) -> Iterator[Finding]:
    """R12, N1: the named person, the former account's and the new account's holder are one."""
    for half, concerns in pair.halves():
        stated = half.text(FieldName.STAFF_NAME)
        account, code = (
            (pair.former, "former-username-other-person")
            if concerns is Concerns.AUTHORISATION
            else (pair.new, "name-differs")
        )
        if not stated or account is None or same_name(stated, account.full_name):
            continue
        if set(fold(stated).split()) & set(fold(account.full_name).split()):
            yield Finding(Outcome.REVIEW, "name-differs", concerns, stated, account.full_name)
        else:
            yield Finding(Outcome.ASK, code, concerns, stated, account.full_name)
    if pair.former is not None and pair.new is not None:
        one, other = pair.former.full_name, pair.new.full_name
        if not same_name(one, other):
            yield Finding(Outcome.REVIEW, "near-miss", Concerns.BOTH, one, other)


def _dfes_numbers(pair: Pair) -> Iterator[Finding]:
    """R12: a stated DfES number is that of the school where the account is; before there is one, that of any school."""
    for half, concerns in pair.halves():
        for name, account, code in (
            (FieldName.FORMER_DFES_NUMBER, pair.former, "former-dfes-differs"),
            (FieldName.NEW_DFES_NUMBER, pair.new, "new-dfes-differs"),
        ):
            stated = half.text(name)
            if stated and account is None and name in _wanted(pair, concerns) and pair.facts.school(stated) is None:
                yield Finding(Outcome.ASK, code.replace("differs", "unknown"), concerns, stated)
            if not stated or account is None or stated == account.dfes_number:
                continue
            if account is not pair.former or not has_become(stated, account.dfes_number, pair.facts):
                yield Finding(Outcome.ASK, code, concerns, stated, account.dfes_number)


def _school_names(pair: Pair) -> Iterator[Finding]:
    """R12: a stated school name is that of the account's school, and of no other school."""
    for half, concerns in pair.halves():
        for name, account, school, prefix in (
            (FieldName.FORMER_SCHOOL_NAME, pair.former, pair.former_school, "former"),
            (FieldName.NEW_SCHOOL_NAME, pair.new, pair.new_school, "new"),
        ):
            stated = half.text(name)
            if not stated or account is None or school is None:
                continue
            others = [one for one in pair.facts.schools_named(stated) if one.dfes_number != school.dfes_number]
            if account is pair.former:  # a school that has become this one is no other
                others = [one for one in others if not has_become(one.dfes_number, school.dfes_number, pair.facts)]
            if not _names(stated, account, school, pair):
                yield Finding(Outcome.ASK, f"{prefix}-school-name-differs", concerns, stated, school.name_en)
            elif others:
                yield Finding(Outcome.REVIEW, f"{prefix}-school-name-ambiguous", concerns, stated)


def _names(stated: str, account: Account, school: School, pair: Pair) -> bool:
    """Whether a stated name is the account's school's; of a former one also the name of what has become that school."""
    if school_names_agree(stated, school.name_en, school.name_cy):
        return True
    return account is pair.former and all_have_become(pair.facts.schools_named(stated), school.dfes_number, pair.facts)


def _one_career(pair: Pair) -> Iterator[Finding]:
    """N1: a namesake who has long worked at the new school is not the leaver. Two posts at once look the same."""
    former, new = pair.former, pair.new
    if former is not None and new is not None and new.start_date is not None and not may_have_moved(former, new):
        yield Finding(Outcome.REVIEW, "new-post-older", Concerns.BOTH, new.start_date.isoformat())


def _namesakes(pair: Pair) -> Iterator[Finding]:
    """R12: no other staff account of that name at either school; elsewhere in Wales they are normal."""
    for account, concerns, code in (
        (pair.former, Concerns.AUTHORISATION, "namesake-former-school"),
        (pair.new, Concerns.CONSOLIDATION, "namesake-new-school"),
    ):
        if account is None or account.kind is not AccountKind.STAFF:
            continue
        pair_usernames = {one.username for one in (pair.former, pair.new) if one is not None}
        others = [
            other
            for other in pair.facts.staff_named(account.dfes_number, account.full_name)
            if other.username not in pair_usernames and other.username != account.merged_into
        ]
        if others:
            yield Finding(Outcome.REVIEW, code, concerns, account.full_name)


def _one_hand(pair: Pair) -> Iterator[Finding]:
    """R25: the two halves come from two people."""
    one, other = pair.authorisation, pair.consolidation
    if one is not None and other is not None and one.sender and one.sender == other.sender:
        yield Finding(Outcome.REVIEW, "conflict-one-sender-both-halves", Concerns.BOTH)


def _entitled(pair: Pair) -> Iterator[Finding]:
    """N1: each half's sender was entitled to speak for exactly this school and this account."""
    authorisation, consolidation = pair.authorisation, pair.consolidation
    if (
        authorisation is not None
        and authorisation.standing is not Standing.SUPPORT
        and pair.former is not None
        and authorisation.speaks_for != pair.former.dfes_number
    ):
        yield Finding(Outcome.ASK, "former-account-other-school", Concerns.AUTHORISATION, pair.former.username)
    if (
        consolidation is not None
        and consolidation.standing is not Standing.SUPPORT
        and pair.new is not None
        and consolidation.speaks_for != pair.new.username
    ):
        yield Finding(Outcome.REVIEW, "halves-contradict", Concerns.CONSOLIDATION, pair.new.username)


def _schools_open(pair: Pair) -> Iterator[Finding]:
    """R24: a closed school has nobody who may authorise or run its provisioning client."""
    for school, concerns, code in (
        (pair.former_school, Concerns.AUTHORISATION, "former-school-closed"),
        (pair.new_school, Concerns.CONSOLIDATION, "new-school-closed"),
    ):
        if school is not None and school.status is SchoolStatus.CLOSED:
            yield Finding(Outcome.REVIEW, code, concerns, school.dfes_number)
    half = pair.authorisation
    if half is not None and half.stands and pair.former is None:  # its account went to the successor with all others
        spoken_for = pair.facts.school(half.speaks_for)
        if spoken_for is not None and spoken_for.status is SchoolStatus.CLOSED:
            yield Finding(Outcome.REVIEW, "former-school-closed", Concerns.AUTHORISATION, spoken_for.dfes_number)


def _claimed_once(pair: Pair) -> Iterator[Finding]:
    """N1: no other open case claims either account."""
    for account, side, concerns in (
        (pair.former, "former", Concerns.AUTHORISATION),
        (pair.new, "new", Concerns.CONSOLIDATION),
    ):
        if account is None:
            continue
        if any(
            other.reference != pair.case.reference and _claims(other, side)
            for other in pair.facts.open_cases(f"{side}:{account.username}")
        ):
            yield Finding(Outcome.REVIEW, "username-claimed-twice", concerns, account.username)


def _claims(other: Case, side: str) -> bool:
    """Whether another case's claim stands: one that nobody confirmed holds nobody up."""
    halves = (other.authorisation,) if side == "former" else (other.consolidation,)
    return any(half is not None and half.stands for half in halves)


CHECKS: tuple[Check, ...] = (
    _completeness,
    _usernames,
    _kinds,
    _two_accounts,
    _person,
    _dfes_numbers,
    _school_names,
    staff_record,
    _one_career,
    _namesakes,
    _one_hand,
    _entitled,
    _schools_open,
    _claimed_once,
    leaving_date,
    released,
    provisioned,
)
"""Every check, in the order in which findings are told."""


def findings(pair: Pair) -> tuple[Finding, ...]:
    """What the checks find against merging this pair now, in the order of ``CHECKS``; nothing: it may be merged.

    Raises ``FactNeeded`` where a fact has not been looked up yet.
    """
    return tuple(finding for check in CHECKS for finding in check(pair))
