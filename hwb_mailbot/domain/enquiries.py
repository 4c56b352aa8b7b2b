"""What may be answered to the FAQ's questions, and to whom (R21, R22, N3). Pure.

A school's questions are answered to whoever leads it on record (its own address, a headteacher, a digital champion),
about that school alone; how to move an account also to any member of staff; which username to use after a merge only to
the holder of the account. Records are found by exact keys, and only what is certain is said: anything else gives no
answer, and a person takes the enquiry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hwb_mailbot.domain.accounts import (
    Account,
    AccountKind,
    AccountRole,
    AccountStatus,
    RunOutcome,
    School,
    SchoolStatus,
    UnfitRecord,
)
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import LetterValue, Scalar
from hwb_mailbot.domain.mails import Enquiry, Topic
from hwb_mailbot.domain.names import same_name, school_names_agree

Cause = Mapping[str, Scalar]
"""A code for ``wording`` with its ``date`` (ISO) or ``stated``, and ``who`` it is about."""

_MOST_SHOWN = 10
_LEADERS = frozenset({AccountRole.HEADTEACHER, AccountRole.DIGITAL_CHAMPION})
_OTHER_SCHOOL_BELONGS = frozenset({Topic.LEARNER_NOT_IN_PORTAL, Topic.STAFF_TRANSFERRED})
"""Topics in which the former school is rightly named beside the sender's own."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """One enquiry of one school's, with what is needed to answer it."""

    enquiry: Enquiry
    school: School
    facts: Facts
    now: datetime
    day_of: Callable[[datetime], date]
    """The calendar day of a moment where schools are."""

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    @property
    def unfit(self) -> tuple[UnfitRecord, ...]:
        return self.school.run.unfit if self.school.run is not None else ()


def answer(
    enquiry: Enquiry, address: str, facts: Facts, now: datetime, day_of: Callable[[datetime], date]
) -> dict[str, LetterValue] | None:
    """The values of the letter that answers whoever writes, vouched for, from ``address``; None: a person answers.

    ``day_of`` gives the calendar day (Europe/London) of a moment. Raises ``FactNeeded``.
    """
    accounts = [one for one in facts.accounts_with_address(address) if one.status is AccountStatus.ACTIVE]
    staff = [one for one in accounts if one.kind is AccountKind.STAFF]
    led = {one.dfes_number for one in staff if one.role in _LEADERS}
    led |= {one.dfes_number for one in facts.schools_with_address(address)}
    if enquiry.topic is Topic.STAFF_TRANSFERRED:
        return {} if staff or led else None
    if enquiry.topic is Topic.CANNOT_SIGN_IN:
        return _signs_in_with(enquiry, address, facts)
    school = _school_asked_about(enquiry, led, facts)
    causes_of = _CAUSES.get(enquiry.topic)
    if school is None or causes_of is None:
        return None
    values = causes_of(_Desk(enquiry, school, facts, now, day_of))
    if values is None:
        return None
    champions = facts.administrators(school.dfes_number)
    return {
        "school": school.name_en or school.name_cy,
        "school_cy": school.name_cy or school.name_en,
        "champions": [{"name": one.full_name} for one in champions[:_MOST_SHOWN]],
        "is_champion": any(one.email.lower() == address for one in champions),
        **values,
    }


def _signs_in_with(enquiry: Enquiry, address: str, facts: Facts) -> dict[str, LetterValue] | None:
    """The details of the account that lives on after a merge (R3), to its holder alone (N3).

    None where the mail names anybody else's account, or nothing that was merged explains why they cannot sign in.
    """
    own = facts.accounts_with_address(address)
    kept = {facts.account(one.merged_into) if one.merged_into else one for one in own}
    survivor = next(iter(kept)) if len(kept) == 1 else None
    if survivor is None or survivor.status is not AccountStatus.ACTIVE or survivor.kind is not AccountKind.STAFF:
        return None
    merged = [one for one in map(facts.account, survivor.aliases) if one is not None]
    gone = [one.username for one in merged if one.status is AccountStatus.MERGED]
    known = set(enquiry.usernames) <= {survivor.username, *survivor.aliases}
    themself = all(same_name(one, survivor.full_name) for one in enquiry.names)
    if not gone or not known or not themself:
        return None
    school = facts.school(survivor.dfes_number)
    names = (school.name_en, school.name_cy) if school is not None else ("", "")
    return {
        "former_username": survivor.username,
        "email": survivor.email,
        "new_username": next((one for one in gone if one in enquiry.usernames), gone[-1]),
        "new_school": names[0] or names[1],
        "new_school_cy": names[1] or names[0],
    }


def _school_asked_about(enquiry: Enquiry, led: set[str], facts: Facts) -> School | None:
    """The one open school that the sender leads and the enquiry can be about."""
    named = led & set(enquiry.dfes_numbers) if len(led) > 1 else led
    if len(named) != 1:
        return None
    school = facts.school(next(iter(named)))
    if school is None or school.status is not SchoolStatus.OPEN:
        return None
    if enquiry.topic in _OTHER_SCHOOL_BELONGS:
        return school
    others = set(enquiry.dfes_numbers) - {school.dfes_number}
    strange = [one for one in enquiry.school_names if not school_names_agree(one, school.name_en, school.name_cy)]
    return None if others or strange else school


def _staff_not_in_portal(desk: _Desk) -> dict[str, LetterValue] | None:
    """Start date? Unique staff code? Last run? The record that the last run refused says which (R16)."""
    causes: list[Cause] = []
    others = False
    for name in desk.enquiry.names:
        unfit = [one for one in desk.unfit if one.kind is AccountKind.STAFF and same_name(one.name, name)]
        accounts = desk.facts.staff_named(desk.school.dfes_number, name)
        if unfit:
            causes += [_refused(one) for one in unfit]
        elif len(accounts) == 1:
            causes.append(_state_of(accounts[0]))
        elif accounts:
            return None
        else:
            others = True
    for username in desk.enquiry.usernames:
        account = _living(username, desk.facts)
        if account is not None and account.dfes_number == desk.school.dfes_number:
            if account.kind is not AccountKind.STAFF:
                return None
            causes.append(_state_of(account))
    return _told(desk, causes, AccountKind.STAFF, others=others)


def _learner_not_in_portal(desk: _Desk) -> dict[str, LetterValue] | None:
    """UPN? Last run of both schools, leaving date? Of the former school nothing more than what holds the learner up,
    and only where the enquiring school's own MIS brought that learner's record (R17, N3)."""
    causes: list[Cause] = []
    others = False
    seen: set[str] = set()
    learners = [one for one in desk.unfit if one.kind is AccountKind.LEARNER]
    for name in desk.enquiry.names:
        unfit = [one for one in learners if same_name(one.name, name)]
        others = others or not unfit
        seen |= {one.upn for one in unfit}
        causes += [_held_up(one, desk) for one in unfit]
    for upn in desk.enquiry.upns:
        unfit = [one for one in learners if one.upn == upn and upn not in seen]
        causes += [_held_up(one, desk) for one in unfit]
        here = [
            one
            for one in desk.facts.learners_with_upn(upn)
            if one.dfes_number == desk.school.dfes_number and one.status is not AccountStatus.MERGED
        ]
        causes += [_state_of(one) for one in here if not unfit]
        others = others or not (unfit or here or upn in seen)
    return _told(desk, causes, AccountKind.LEARNER, others=others and bool(causes))


def _told(desk: _Desk, causes: list[Cause], kind: AccountKind, *, others: bool) -> dict[str, LetterValue]:
    """The causes found, the last run, and where no cause was found all records of that kind that the run refused."""
    if causes and others:
        causes.append({"code": "others-not-found"})
    refused: list[Cause] = []
    if not causes:
        of_kind = [one for one in desk.unfit if one.kind is kind]
        refused = [_held_up(one, desk) for one in of_kind[:_MOST_SHOWN]]
    there = bool(causes) and all(one["code"] == "account-is-there" for one in causes)
    return {"causes": [*causes, _run(desk)], "refused": refused, "there": there}


def _refused(record: UnfitRecord) -> Cause:
    """The record and why the last run could make no account of it."""
    code = "staff-code-taken" if record.code == "staff-code-not-unique" else record.code
    return {"code": code, "who": record.name}


def _leavers_still_shown(desk: _Desk) -> dict[str, LetterValue] | None:
    """Leavers stay visible, marked, without access (R19); of those named, whether they are marked."""
    causes: list[Cause] = []
    accounts: list[Account] = []
    for name in desk.enquiry.names:
        found = desk.facts.staff_named(desk.school.dfes_number, name)
        if len(found) > 1:
            return None
        accounts += found
    for username in desk.enquiry.usernames:
        account = desk.facts.account(username)
        if account is not None and account.dfes_number == desk.school.dfes_number:
            accounts.append(account)
    for upn in desk.enquiry.upns:
        learners = desk.facts.learners_with_upn(upn)
        accounts += [one for one in learners if one.dfes_number == desk.school.dfes_number]
    if any(one.kind not in (AccountKind.STAFF, AccountKind.LEARNER) for one in accounts):
        return None
    for account in {one.username: one for one in accounts if one.status is not AccountStatus.MERGED}.values():
        causes.append(_marked(account, desk))
    return {"causes": [*causes, _run(desk)]}


def _learner_password(desk: _Desk) -> dict[str, LetterValue] | None:
    """The old password may still work, else the school's digital champion resets it; not for an account elsewhere."""
    accounts = [desk.facts.account(one) for one in desk.enquiry.usernames]
    for upn in desk.enquiry.upns:
        accounts += list(desk.facts.learners_with_upn(upn)) or [None]
    for account in accounts:
        theirs = account is not None and account.dfes_number == desk.school.dfes_number
        if account is None or not theirs or account.kind is not AccountKind.LEARNER:
            return None
        if account.status is not AccountStatus.ACTIVE:
            return None
    return {}


def _last_years_classes(desk: _Desk) -> dict[str, LetterValue]:
    """A successful run after the start of the school year brings the new classes; before it, last year's show (R18)."""
    begins = date(desk.today.year, 9, 1)
    if date(desk.today.year, 7, 1) <= desk.today < begins:
        return {"causes": [{"code": "school-year-not-begun"}]}
    if desk.today < begins:
        begins = date(desk.today.year - 1, 9, 1)
    run = desk.school.run
    if run is not None and desk.day_of(run.last_run) < begins:
        return {"causes": [_dated("run-before-school-year", desk.day_of(run.last_run))]}
    succeeded = run is not None and run.outcome is RunOutcome.SUCCESS
    return {"causes": [_run(desk)], "run_succeeded": succeeded}


_CAUSES: Mapping[Topic, Callable[[_Desk], dict[str, LetterValue] | None]] = {
    Topic.STAFF_NOT_IN_PORTAL: _staff_not_in_portal,
    Topic.LEAVERS_STILL_SHOWN: _leavers_still_shown,
    Topic.LEARNER_NOT_IN_PORTAL: _learner_not_in_portal,
    Topic.LEARNER_PASSWORD: _learner_password,
    Topic.LAST_YEARS_CLASSES: _last_years_classes,
}
"""Topics that are answered to a school; what is not here is a person's (Just2easy)."""


def _run(desk: _Desk) -> Cause:
    """When the school's provisioning client last ran, and how it ended (R20)."""
    run = desk.school.run
    if run is None:
        return {"code": "run-unknown"}
    code = "run-succeeded" if run.outcome is RunOutcome.SUCCESS else "run-failed"
    return _dated(code, desk.day_of(run.last_run))


def _dated(code: str, day: date, **more: Scalar) -> Cause:
    return {"code": code, "date": day.isoformat(), **more}


def _living(username: str, facts: Facts) -> Account | None:
    """The account of that username, or the one that it was merged into (R3)."""
    account = facts.account(username)
    if account is not None and account.merged_into:
        account = facts.account(account.merged_into)
    return account if account is not None and account.status is not AccountStatus.MERGED else None


def _state_of(account: Account) -> Cause:
    """Of an account that is missed and not merged: it is there, or why it is inactive."""
    if account.status is AccountStatus.ACTIVE:
        return {"code": "account-is-there", "stated": account.username, "who": account.full_name}
    return _inactive(account)


def _inactive(account: Account) -> Cause:
    who, leaving = account.full_name, account.leaving_date
    return _dated("account-left", leaving, who=who) if leaving else {"code": "account-deactivated", "who": who}


def _marked(account: Account, desk: _Desk) -> Cause:
    """Whether an account is marked as having left, or why not yet."""
    if account.status is AccountStatus.INACTIVE:
        return _inactive(account)
    who, leaving = account.full_name, account.leaving_date
    if leaving is None:
        return {"code": "no-leaving-date", "who": who}
    if leaving > desk.today:
        return _dated("leaving-date-to-come", leaving, who=who)
    return _dated("leaving-date-awaits-run", leaving, who=who)


def _held_up(record: UnfitRecord, desk: _Desk) -> Cause:
    """Why the last run could make no account of a record, as it is by now."""
    if record.code != "not-released":
        return _refused(record)
    accounts = desk.facts.learners_with_upn(record.upn)
    if len(accounts) != 1:
        return {"code": "not-released", "who": record.name}
    account = accounts[0]
    former = desk.facts.school(account.dfes_number)
    leaving = account.leaving_date
    if leaving is None:
        return {"code": "former-school-no-leaving-date", "who": record.name}
    if leaving > desk.today:
        return {"code": "former-school-leaving-date-to-come", "who": record.name}
    if account.status is AccountStatus.INACTIVE:
        return {"code": "released-since", "who": record.name}
    if former is not None and former.run is not None and former.run.outcome is RunOutcome.FAILED:
        return _dated("former-school-run-failed", desk.day_of(former.run.last_run), who=record.name)
    return {"code": "former-school-run-awaited", "who": record.name}
