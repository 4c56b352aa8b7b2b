"""Who else it might be: open cases of the same name or account, and other accounts of that name at either school.

They are shown to a person to think about; nothing is joined from here. What can fail: ``StoreFault``.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.domain.cases import Case
from hwb_mailbot.domain.documents import from_body
from hwb_mailbot.records import Records
from hwb_mailbot.web.comparing import Side

_MOST = 20


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another open case; ``fits`` if it has the half that this one lacks, so that the two can be linked."""

    case: Case
    fits: bool


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another staff account of the same name."""

    account: Account
    school: School | None


def other_cases(case: Case, records: Records) -> list[OtherCase]:
    """The open cases that share the person's name or one of the accounts."""
    found: dict[str, Case] = {}
    for key in case.keys:
        if key.startswith(("person:", "former:", "new:")):
            for document in records.find("case", key):
                if document.id != case.reference and len(found) < _MOST:
                    found[document.id] = from_body(Case, document.body)
    return [OtherCase(other, _fits(case, other)) for _, other in sorted(found.items())]


def namesakes(case: Case, former: Side, new: Side, directory: Directory) -> list[Namesake]:
    """Other staff accounts of the person's name at the former and the new school."""
    known = {case.former.username, case.new.username}
    found: dict[str, Namesake] = {}
    for side in (former, new):
        name = side.account.full_name if side.account else case.person
        if side.school is None or not name:
            continue
        for account in directory.staff_named(side.school.dfes_number, name):
            if account.username not in known and account.merged_into not in known:
                found[account.username] = Namesake(account, side.school)
    return [found[username] for username in sorted(found)][:_MOST]


def _fits(one: Case, other: Case) -> bool:
    return not (one.authorisation and other.authorisation) and not (one.consolidation and other.consolidation)
