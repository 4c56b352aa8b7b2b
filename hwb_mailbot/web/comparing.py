"""Both halves of a case beside the directory's record, field by field, with every difference marked.

Shows, and decides nothing: whether a value agrees is ``domain.agreement``'s word.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.agreement import compare
from hwb_mailbot.domain.cases import Case, CaseState, Half, Journey
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, CONSOLIDATION_FIELDS, TRANSFER_FIELDS, FieldName

_MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Stated:
    """What one half states: the value in ``pieces`` (text, whether it differs), and the words it was read from."""

    value: str | bool
    pieces: tuple[tuple[str, bool], ...]
    evidence: str
    where: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One field.

    ``verdict`` is ``agrees``, ``has-become`` (agrees by way of a closed school), ``differs``, ``missing`` or nothing
    where nothing can be compared.
    """

    field: str
    authorisation: Stated | None
    consolidation: Stated | None
    recorded: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two accounts with its school, as the directory has them now; the account's username if it has not."""

    side: str
    username: str
    account: Account | None
    school: School | None
    headteachers: tuple[str, ...] = ()


def sides(case: Case, directory: Directory) -> tuple[Side, Side]:
    """The former and the new account."""
    return _side("former", case, directory), _side("new", case, directory)


def sides_then(case: Case, directory: Directory) -> tuple[Side, Side]:
    """The same; of a merged case as they were before it, since what the halves say is of that day."""
    if not is_of_then(case):
        return sides(case, directory)
    former, new = (from_body(Account, body) for body in case.before_merge)
    schools = (directory.school(one.dfes_number) for one in (former, new))
    return Side("former", former.username, former, next(schools)), Side("new", new.username, new, next(schools))


def is_of_then(case: Case) -> bool:
    """Whether the halves of ``case`` are compared with the accounts as they were before the merge."""
    return case.state in (CaseState.MERGING, CaseState.MERGED) and len(case.before_merge) == 2


def compared(case: Case, former: Side, new: Side, directory: Directory) -> list[Row]:
    """Every field that a half states or must state, in the order of the rules."""
    halves = (case.authorisation, case.consolidation)
    schools = (former.school, new.school)
    agreements = [
        {one.field: one for one in compare(half, former.account, new.account, schools, directory)} if half else {}
        for half in halves
    ]
    recorded = _recorded(former, new)
    transfer = case.journey is Journey.TRANSFER
    required = (AUTHORISATION_FIELDS, TRANSFER_FIELDS if transfer else CONSOLIDATION_FIELDS)
    rows = []
    for name in FieldName:
        stated = [_stated(half, name, agreements[place].get(name)) for place, half in enumerate(halves)]
        lacks = any(
            half is not None and name in required[place] and stated[place] is None for place, half in enumerate(halves)
        )
        if not any(stated) and not lacks:
            continue
        judged = [agreements[place][name] for place in (0, 1) if name in agreements[place]]
        verdict = "missing" if lacks else ""
        if judged:
            agreeing = "has-become" if any(one.has_become for one in judged) else "agrees"
            verdict = agreeing if all(one.agrees for one in judged) else "differs"
        rows.append(Row(str(name), stated[0], stated[1], recorded.get(name, ""), verdict))
    return rows


def _stated(half: Half | None, name: FieldName, agreement: object) -> Stated | None:
    field = half.fields.get(name) if half is not None else None
    if field is None or field.value == "":
        return None
    agrees = getattr(agreement, "agrees", True)
    text = str(field.value)
    recorded = getattr(agreement, "recorded", text)
    pieces = ((text, False),) if agrees else _differing(text, recorded)
    return Stated(field.value, pieces, field.evidence, field.where, not agrees)


def _differing(stated: str, recorded: str) -> tuple[tuple[str, bool], ...]:
    """``stated`` in pieces: those that are not in ``recorded`` at that place are marked."""
    if not recorded or len(stated) > _MOST_COMPARED or len(recorded) > _MOST_COMPARED:
        return ((stated, True),)
    matcher = SequenceMatcher(None, stated.casefold(), recorded.casefold(), autojunk=False)
    if len(stated.casefold()) != len(stated) or matcher.ratio() < 0.4:
        return ((stated, True),)
    pieces = [(stated[a:b], tag != "equal") for tag, a, b, _, _ in matcher.get_opcodes() if b > a]
    return tuple(pieces) if any(differs for _, differs in pieces) else ((stated, True),)


def _side(side: str, case: Case, directory: Directory) -> Side:
    named = case.former if side == "former" else case.new
    account = directory.account(named.username) if named.username else None
    number = account.dfes_number if account else named.dfes_number
    school = directory.school(number) if number else None
    heads = tuple(one.full_name for one in directory.headteachers(number)) if number else ()
    return Side(side, named.username, account, school, heads)


def _recorded(former: Side, new: Side) -> dict[FieldName, str]:
    recorded: dict[FieldName, str] = {}
    if former.account is not None:
        leaving = former.account.leaving_date
        recorded |= {
            FieldName.LEAVING_DATE_CONFIRMED: leaving.isoformat() if leaving else "",
            FieldName.LEAVING_DATE: leaving.isoformat() if leaving else "",
            FieldName.STAFF_NAME: former.account.full_name,
            FieldName.FORMER_DFES_NUMBER: former.account.dfes_number,
            FieldName.FORMER_USERNAME: former.account.username,
        }
    if new.account is not None:
        recorded |= {
            FieldName.NEW_DFES_NUMBER: new.account.dfes_number,
            FieldName.NEW_USERNAME: new.account.username,
            FieldName.STAFF_CODE: new.account.staff_code,
            FieldName.EMPLOYEE_NUMBER: new.account.employee_number,
        }
        recorded.setdefault(FieldName.STAFF_NAME, new.account.full_name)
    if former.school is not None:
        recorded[FieldName.FORMER_SCHOOL_NAME] = _both_names(former.school)
    if new.school is not None:
        recorded[FieldName.NEW_SCHOOL_NAME] = _both_names(new.school)
    return recorded


def _both_names(school: School) -> str:
    names = dict.fromkeys(name for name in (school.name_cy, school.name_en) if name)
    return " / ".join(names)
