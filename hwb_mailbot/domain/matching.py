"""Which accounts a case is about, and which halves belong together (R3, R12, R26, R27).

The usernames select the accounts. Halves are joined through the directory: the same person at the same new school;
never by likeness. Where more than one case fits, nothing is joined and the support team looks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus, School
from hwb_mailbot.domain.cases import Case, CaseState, Half, Standing
from hwb_mailbot.domain.employment import may_have_moved
from hwb_mailbot.domain.enquired import enquired
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.findings import Pair
from hwb_mailbot.domain.mails import NOT_THEIRS, FieldName
from hwb_mailbot.domain.names import folded_name, same_name, school_names_agree
from hwb_mailbot.domain.successors import all_have_become, has_become


def pair_of(case: Case, facts: Facts, today: date) -> Pair:
    """The case beside the accounts that its halves name: each half first for its own account (R12).

    An authorisation finds no account but its own school's, and of the other side's account either half only one that
    bears the person's name: of any other it is as if there were none (N1, N3).
    """
    authorisation, consolidation = case.authorisation, case.consolidation
    former = new = None
    if authorisation is not None and _of_own_school(authorisation, case, facts):
        former = _named(authorisation, FieldName.FORMER_USERNAME, facts)
    if consolidation is not None:
        new = _named(consolidation, FieldName.NEW_USERNAME, facts)
    own_former, own_new = former, new
    if own_former is None and consolidation is not None:
        former = _of_other_side(consolidation, FieldName.FORMER_USERNAME, own_new, case, facts)
    if own_new is None and authorisation is not None:
        new = _of_other_side(authorisation, FieldName.NEW_USERNAME, own_former, case, facts)
    return Pair(case, facts, today, former, new)


_AFTER_MERGE = frozenset({CaseState.MERGING, CaseState.MERGED, CaseState.UNDONE})
"""Once the accounts may be merged the former one is at the new school."""


def _of_own_school(half: Half, case: Case, facts: Facts) -> bool:
    """Whether an authorisation names an account at the school that its sender speaks for, or support says it."""
    account = facts.account(half.text(FieldName.FORMER_USERNAME))
    if account is None or half.standing is Standing.SUPPORT or case.state in _AFTER_MERGE:
        return True
    return half.speaks_for == account.dfes_number


def standing_only(pair: Pair) -> Pair:
    """The pair without halves whose sender is not confirmed: their words weigh nothing and ask nobody anything."""
    case = pair.case
    if all(half.stands for half, _ in pair.halves()):
        return pair
    standing = replace(
        case,
        authorisation=case.authorisation if case.authorisation and case.authorisation.stands else None,
        consolidation=case.consolidation if case.consolidation and case.consolidation.stands else None,
    )
    return pair_of(standing, pair.facts, pair.today)


def _named(half: Half, name: FieldName, facts: Facts) -> Account | None:
    return facts.account(half.text(name)) if half.text(name) else None


def _of_other_side(half: Half, name: FieldName, own: Account | None, case: Case, facts: Facts) -> Account | None:
    """The other side's account as a half names it: where it bears the name of its own account, or others say so."""
    account, stated = _named(half, name, facts), half.fields.get(name)
    if account is None or stated is None:
        return None
    not_by_its_sender = half.standing is Standing.SUPPORT or stated.where in NOT_THEIRS or case.state in _AFTER_MERGE
    return account if not_by_its_sender or (own is not None and same_name(account.full_name, own.full_name)) else None


def person_of(pair: Pair) -> str:
    """The name to call the case's staff member by: the directory's where it is known, else as stated."""
    for account in (pair.former, pair.new):
        if account is not None and account.kind is AccountKind.STAFF:
            return account.full_name
    stated = (half.text(FieldName.STAFF_NAME) for half, _ in pair.halves())
    return next((name for name in stated if name), pair.case.person)


def keys_of(pair: Pair) -> tuple[str, ...]:
    """The keys under which an open case is found: usernames, folded names of the person, who has given a half."""
    names = {account.full_name for account in (pair.former, pair.new) if account is not None}
    if not names and pair.case.person:
        names = {pair.case.person}
    keys = [f"person:{folded_name(name)}" for name in sorted(names) if folded_name(name)]
    if pair.former is not None and (pair.case.authorisation is not None or _names_own(pair)):
        keys.append(f"former:{pair.former.username}")
    if pair.new is not None:
        keys.append(f"new:{pair.new.username}")
    keys += [writer_key(half.address) for half, _ in pair.halves() if half.stands and half.address]
    return tuple(dict.fromkeys(keys))


def writer_key(address: str) -> str:
    """The key under which the open cases are found whose half was given from ``address``."""
    return f"written:{address.lower()}"


def _names_own(pair: Pair) -> bool:
    """Whether the former account that only the mover named bears the mover's name."""
    former, new = pair.former, pair.new
    return former is not None and new is not None and same_name(former.full_name, new.full_name)


@dataclass(frozen=True, slots=True)
class Counterparts:
    """Cases that fit this one: ``fitting`` have the other half only, ``rivals`` compete with it for that half.

    ``separated`` would be fitting, had support not said that the two accounts are two people's.
    """

    fitting: tuple[Case, ...] = ()
    rivals: tuple[Case, ...] = ()
    separated: tuple[Case, ...] = ()


def counterparts(pair: Pair) -> Counterparts:
    """The open cases whose half belongs, or might belong, to this case (R3).

    Raises ``FactNeeded``. An authorisation and a consolidation belong together where the two accounts' holders have
    the same name, the new account's school bears the name that the authorisation gives, and neither half names
    another account than the other's. Words that nobody has confirmed join what waits for them, where they are the only
    ones; beside what stands, on either side, they weigh nothing (N2).
    """
    pair = _as_it_stands(pair)
    case, facts = pair.case, pair.facts
    names = {account.full_name for account in (pair.former, pair.new) if account is not None}
    others = {
        other.reference: other
        for name in sorted(names)
        for other in facts.open_cases(f"person:{folded_name(name)}")
        if other.reference not in (case.reference, *case.apart) and case.reference not in other.apart
    }
    fitting: list[Case] = []
    rivals: list[Case] = []
    separated: list[Case] = []
    for other in others.values():
        theirs = _as_it_stands(pair_of(other, facts, pair.today))
        if (case.authorisation is None) != (theirs.authorisation is None) and (case.consolidation is None) != (
            theirs.consolidation is None
        ):
            authorising, consolidating = (pair, theirs) if case.authorisation is not None else (theirs, pair)
            if _belong_together(authorising, consolidating):
                (separated if _are_separated(authorising.former, consolidating.new, facts) else fitting).append(other)
            elif _near_miss(pair, theirs):
                rivals.append(other)
        elif _compete(pair, theirs):
            rivals.append(other)
    if _anything_stands(case):
        rivals = [other for other in rivals if _anything_stands(other)]
        sure = [other for other in fitting if _anything_stands(other)]
        fitting = sure or (fitting if len(fitting) == 1 else [])
    return Counterparts(tuple(fitting), tuple(rivals), tuple(separated))


def _anything_stands(case: Case) -> bool:
    return any(half is not None and half.stands for half in (case.authorisation, case.consolidation))


def _as_it_stands(pair: Pair) -> Pair:
    """The pair without the half that nobody has confirmed, where the other one stands."""
    return standing_only(pair) if _anything_stands(pair.case) else pair


def _are_separated(former: Account | None, new: Account | None, facts: Facts) -> bool:
    """Whether support has said of these accounts that they are two people's."""
    return former is not None and new is not None and facts.separated(former.username, new.username)


def separated_in_one_case(pair: Pair) -> bool:
    """Whether both halves of one case are of accounts that support has separated."""
    both = pair.authorisation is not None and pair.consolidation is not None
    return both and _are_separated(pair.former, pair.new, pair.facts)


def _belong_together(authorising: Pair, consolidating: Pair) -> bool:
    authorisation, consolidation = authorising.authorisation, consolidating.consolidation
    former, new, new_school = authorising.former, consolidating.new, consolidating.new_school
    if authorisation is None or consolidation is None or former is None or new is None or new_school is None:
        return False
    if not same_name(former.full_name, new.full_name):
        return False
    stated_new = authorisation.text(FieldName.NEW_USERNAME)
    stated_former = consolidation.text(FieldName.FORMER_USERNAME)
    if (stated_new and stated_new != new.username) or (stated_former and stated_former != former.username):
        return False
    return bool(stated_new) or school_names_agree(
        authorisation.text(FieldName.NEW_SCHOOL_NAME), new_school.name_en, new_school.name_cy
    )


def _near_miss(one: Pair, other: Pair) -> bool:
    """Whether two confirmed halves name the same former account but not the same new school: a person looks."""
    if one.former is None or other.former is None or one.former.username != other.former.username:
        return False
    new = one.new or other.new
    if new is None or not same_name(one.former.full_name, new.full_name):
        return False  # a stranger's claim holds nobody up
    return all(half.stands for pair in (one, other) for half, _ in pair.halves())


def _compete(one: Pair, other: Pair) -> bool:
    """Whether two cases authorise namesakes from two accounts to what may be the same new account."""
    ours, theirs = one.authorisation, other.authorisation
    if ours is None or theirs is None or one.former is None or other.former is None:
        return False
    if one.former.username == other.former.username:
        return False
    if not same_name(one.former.full_name, other.former.full_name):
        return False
    names = [half.text(FieldName.NEW_SCHOOL_NAME) for half in (ours, theirs)]
    return bool(names[0] and names[1]) and school_names_agree(names[0], names[1])


def invitable(pair: Pair) -> Account | None:
    """The one staff account at the school that the authorisation names which bears the mover's name (R26), or None.

    A namesake who has long worked there is told nothing of a leaver's account (N3), nor one whom support has separated.
    """
    authorisation, former = pair.authorisation, pair.former
    if authorisation is None or former is None:
        return None
    candidates = [
        account
        for school in pair.facts.schools_named(authorisation.text(FieldName.NEW_SCHOOL_NAME))
        for account in pair.facts.staff_named(school.dfes_number, former.full_name)
        if account.username != former.username
    ]
    if len(candidates) != 1 or candidates[0].status is not AccountStatus.ACTIVE:
        return None
    if _are_separated(former, candidates[0], pair.facts):
        return None
    return candidates[0] if may_have_moved(former, candidates[0]) else None


_OF_FORMER = (FieldName.FORMER_USERNAME, FieldName.FORMER_DFES_NUMBER, FieldName.FORMER_SCHOOL_NAME)


def _names(stated: str, school: School | None, facts: Facts) -> bool:
    """Whether a stated name is that of the former account's school, or of one that has become it."""
    if school is None:
        return False
    if school_names_agree(stated, school.name_en, school.name_cy):
        return True
    return all_have_become(facts.schools_named(stated), school.dfes_number, facts)


def named_former(pair: Pair) -> Account | None:
    """The former account whose headteacher may be asked before they wrote (R26), or None.

    The mover named the username, or the school by number or name where exactly one staff account bears the name; and
    whatever else they said of it agrees with the directory. Where they said nothing of it, their school may have (R2a).
    """
    half, new, facts = pair.consolidation, pair.new, pair.facts
    if half is None or not any(half.text(name) for name in _OF_FORMER):
        asked = enquired(pair.case.enquiry, facts)
        return asked[0] if asked is not None and new in (None, asked[1]) else None
    if new is None:
        return None
    number = half.text(FieldName.FORMER_DFES_NUMBER)
    school_name = half.text(FieldName.FORMER_SCHOOL_NAME)
    if half.text(FieldName.FORMER_USERNAME):
        former = facts.account(half.text(FieldName.FORMER_USERNAME))
    else:
        numbers = (number,) if number else tuple(one.dfes_number for one in facts.schools_named(school_name))
        staff = [
            account
            for one in numbers
            for account in facts.staff_named(one, new.full_name)
            if account.username != new.username
        ]
        former = staff[0] if len(staff) == 1 else None
    if former is None or former.kind is not AccountKind.STAFF or not same_name(former.full_name, new.full_name):
        return None
    school = facts.school(former.dfes_number)
    if number and number != former.dfes_number and not has_become(number, former.dfes_number, facts):
        return None
    if school_name and not _names(school_name, school, facts):
        return None
    return former if former.username != new.username else None
