"""What the index keeps of a case: its columns, the words that it is found by, and who may write about it.

Schools are kept at hand, folded once: there are some 1,600 of them and a hundred thousand cases. What can fail:
``StoreFault`` when a school cannot be read; ``KeyError`` and the like for a document that is no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.domain.accounts import School
from hwb_mailbot.domain.cases import CLOSED, CaseState
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.names import fold
from hwb_mailbot.records import Body
from hwb_mailbot.web.rendering import label

NEVER = "9999"
"""Stands for the closing date of a case that has none, and comes after all others."""
_CLOSED = frozenset(str(state) for state in CLOSED)


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """What the index takes from a school: ``names`` tell whether that has changed, ``words`` find its cases."""

    names: str = ""
    words: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case as the index keeps it. ``authority`` is the one that it is counted under, ``authorities`` all that it
    lies under: its two schools', each once. ``place`` is where: shelf, state, when it was opened, when it closes.

    ``writers`` are the addresses from which a message may belong to it, and whether support waits for an answer there.
    """

    columns: tuple[str, ...]
    words: str
    authority: str
    authorities: frozenset[str]
    place: tuple[str, str, str, str]
    schools: dict[str, KnownSchool]
    writers: dict[str, bool]


class CaseEntries:
    """Makes entries."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._schools: dict[str, KnownSchool] = {}

    def forget(self, dfes_number: str) -> None:
        """The school has changed: it is read again when a case asks for it."""
        self._schools.pop(dfes_number, None)

    def school(self, dfes_number: str) -> KnownSchool:
        """A school, empty where there is none of that number. Raises ``StoreFault``."""
        known = self._schools.get(dfes_number)
        if known is None:
            known = self._schools[dfes_number] = _known(self._directory.school(dfes_number))
        return known

    def entry(self, body: Body, assignee: str) -> CaseEntry:
        """The entry of a case's stored document. Raises ``KeyError``, ``TypeError``, ``StoreFault``."""
        former, new = body["former"], body["new"]
        schools = {number: self.school(number) for number in (former["dfes_number"], new["dfes_number"]) if number}
        nowhere = KnownSchool()
        authorities = [schools.get(one["dfes_number"], nowhere).authority for one in (former, new)]
        columns = (
            body["reference"],
            shelf_of(body["state"]),
            body["state"],
            " ".join(body["reasons"]),
            body["person"],
            body["journey"],
            body["language"],
            former["username"],
            former["dfes_number"],
            authorities[0],
            new["username"],
            new["dfes_number"],
            authorities[1],
            body["opened_at"],
            body["updated_at"],
            body["closes_at"] or NEVER,
            assignee,
        )
        own = fold(" ".join((body["person"], *former.values(), *new.values(), body["reference"], *_stated(body))))
        words = " ".join((own, *(school.words for school in schools.values())))
        place = (columns[1], columns[2], body["opened_at"], body["closes_at"] or NEVER)
        under = frozenset(one for one in authorities if one)
        return CaseEntry(columns, words, authorities[1] or authorities[0], under, place, schools, _writers(body))


def shelf_of(state: str) -> str:
    """On which shelf of the queue a case in that state lies."""
    if state in (CaseState.REVIEW, CaseState.HELD):
        return state
    return "closed" if state in _CLOSED else "waiting"


def _known(school: School | None) -> KnownSchool:
    """Its names and those of its local authority, in both languages, whichever the reader writes."""
    if school is None:
        return KnownSchool()
    authority = school.local_authority
    welsh = label("authority", authority, Language.WELSH)
    words = fold(f"{school.name_en} {school.name_cy} {authority} {welsh}")
    return KnownSchool(f"{school.name_en}\n{school.name_cy}\n{authority}", words, authority)


def _writers(body: Body) -> dict[str, bool]:
    """The staff member's addresses, and those where support has asked; none of a closed case.

    A headteacher's address says too little by itself: they have many cases.
    """
    if body["state"] in _CLOSED:
        return {}
    half = body["consolidation"] or {}
    found = {str(half[name]).lower(): False for name in ("sender", "address") if half.get(name)}
    waited_for = (one for one in body["asked_by_support"] if one["answered_at"] is None)
    return found | {str(one["address"]).lower(): True for one in waited_for}


def _stated(body: Body) -> Iterator[str]:
    """What the halves state of people and accounts, as far as the directory did not know it."""
    for side in ("authorisation", "consolidation"):
        fields = (body[side] or {}).get("fields") or {}
        for name in ("staff_name", "former_username", "new_username", "former_dfes_number", "new_dfes_number"):
            value = fields.get(name, {}).get("value")
            if isinstance(value, str):
                yield value
