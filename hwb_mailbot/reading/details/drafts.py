"""One value a field of what is stated about each staff member.

Labelled goes before told, corrected before first. Two different values of equal standing are a problem, not a field.
Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hwb_mailbot.domain.mails import Field, FieldName, Problem
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.text import fold

_MOST_SCHOOLS = 40
"""Names that are compared with each other; a mail with more of them is a list, and none of them told more."""
_FIELDS: dict[tuple[Concept, Side | None], FieldName] = {
    (Concept.SCHOOL, Side.FORMER): FieldName.FORMER_SCHOOL_NAME,
    (Concept.SCHOOL, Side.NEW): FieldName.NEW_SCHOOL_NAME,
    (Concept.DFES, Side.FORMER): FieldName.FORMER_DFES_NUMBER,
    (Concept.DFES, Side.NEW): FieldName.NEW_DFES_NUMBER,
    (Concept.USERNAME, Side.FORMER): FieldName.FORMER_USERNAME,
    (Concept.USERNAME, Side.NEW): FieldName.NEW_USERNAME,
    (Concept.CODE, Side.NEW): FieldName.STAFF_CODE,
    (Concept.EMPLOYEE, Side.NEW): FieldName.EMPLOYEE_NUMBER,
    (Concept.NAME, None): FieldName.STAFF_NAME,
    (Concept.LEAVING, Side.FORMER): FieldName.LEAVING_DATE,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is stated about one staff member, before the mail's kind says what is missing."""

    fields: dict[FieldName, Field]
    problems: tuple[Problem, ...] = ()


def drafts_of(statements: list[Statement], settle: Callable[[list[Statement]], list[Statement]]) -> list[Draft]:
    """One draft a person; ``settle`` gives the statements about one person their last sides."""
    statements = _without_people_as_schools(statements)
    people = sorted({s.person for s in statements if s.person})
    if not people:
        draft = _draft(settle(statements))
        return [draft] if draft.fields or draft.problems else []
    # What is told of everybody finds its side in the light of all: the school that all left is not any one's new one.
    told = [s for s in statements if s.person and s.concept is Concept.SCHOOL and s.side is not None]
    everybodys = settle([s for s in statements if not s.person] + told)
    general = [replace(s, certain_side=True) if s.concept is Concept.SCHOOL else s for s in everybodys if not s.person]
    drafts = []
    for person in people:
        mine = [s for s in statements if s.person == person]
        stated = {(s.concept, s.side) for s in mine}
        extra = [s for s in general if (s.concept, s.side) not in stated or s.concept is Concept.LEAVING]
        drafts.append(
            _draft(
                settle(mine + [replace(s, weight=min(s.weight, PROSE)) for s in extra if s.concept is not Concept.NAME])
            )
        )
    return [d for d in drafts if d.fields]


def _without_people_as_schools(statements: list[Statement]) -> list[Statement]:
    """Without schools that are called just as a staff member of the same mail is: those words were a person's."""
    people = {fold(s.value) for s in statements if s.concept is Concept.NAME and " " in s.value.strip()}
    return [s for s in statements if s.concept is not Concept.SCHOOL or fold(s.value) not in people]


def _draft(statements: list[Statement]) -> Draft:
    fields: dict[FieldName, Field] = {}
    problems: list[Problem] = []
    for (concept, side), name in _FIELDS.items():
        mine = [s for s in statements if s.concept is concept and (s.side is side or side is None)]
        if concept is Concept.LEAVING:
            _leaving(mine, fields)
            continue
        good = [s for s in mine if s.value]
        if concept is Concept.DFES:
            good = _of_school(good, fields.get(_FIELDS[Concept.SCHOOL, side]))
        bad = [s for s in mine if s.problem]
        chosen = _choose(concept, good)
        if isinstance(chosen, Statement):
            fields[name] = Field(chosen.value, chosen.evidence, chosen.where)
        elif chosen is not None:
            problems.append(Problem(name, "several-values", ", ".join(dict.fromkeys(s.value for s in chosen))))
        elif bad:
            problems.append(Problem(name, bad[0].problem, bad[0].evidence[:200]))
    return Draft(fields, tuple(problems))


def _choose(concept: Concept, good: list[Statement]) -> Statement | list[Statement] | None:
    """The one statement that counts; several where different identifiers stand equal; ``None`` where there is none."""
    if not good:
        return None
    corrected = [s for s in good if s.corrects]
    if corrected:
        return max(corrected, key=lambda s: s.order)
    best = max((s.weight, s.certain_side) for s in good)
    strongest = [s for s in good if (s.weight, s.certain_side) == best]
    if concept in (Concept.SCHOOL, Concept.NAME):
        if concept is Concept.SCHOOL:
            strongest = _most_told(strongest, good)
        first = min(strongest, key=lambda s: s.order)
        longer = [s for s in strongest if fold(first.value) in fold(s.value)]
        if concept is Concept.SCHOOL:  # ``i Gwm Llan, Ysgol Gyfun Cwm Llan``
            words = len(first.value.split())
            named = [s for s in strongest if len(s.value.split()) > words and same_school(first.value, s.value)]
            longer += [s for s in named if s not in longer]
        return max(longer, key=lambda s: len(s.value)) if longer and best[0] < 3 else first
    values = {s.value.lower() for s in strongest}
    if len(values) > 1 and all(s.where == "quoted form" for s in strongest):
        return max(strongest, key=lambda s: s.order)
    if len(values) == 1:
        return strongest[0]
    return strongest


def _of_school(numbers: list[Statement], school: Field | None) -> list[Statement]:
    """Of several numbers the one that stands beside the chosen school, where it is one."""
    if school is None or len({s.value for s in numbers}) < 2 or any(s.corrects for s in numbers):
        return numbers
    named = [s for s in numbers if s.beside and same_school(s.beside, str(school.value))]
    others = [s for s in numbers if s.beside and s not in named]
    return named if named and others else numbers


def _most_told(strongest: list[Statement], good: list[Statement]) -> list[Statement]:
    """Of two schools on one side (a head may have several), the one that the mail speaks of more."""
    told: dict[str, set[int]] = {}
    for statement in good:
        told.setdefault(statement.value, set()).add(statement.order)
    names = list(dict.fromkeys(s.value for s in strongest))
    if len(names) == 1:
        return strongest
    if len(told) > _MOST_SCHOOLS:
        return strongest
    times = {
        name: len(set().union(*(orders for other, orders in told.items() if same_school(other, name))))
        for name in names
    }
    most = max(times.values())
    return [s for s in strongest if times[s.value] == most]


def _leaving(statements: list[Statement], fields: dict[FieldName, Field]) -> None:
    said = [s for s in statements if s.confirmed is not None]
    if said:
        denied = [s for s in said if s.confirmed is False]
        chosen = denied[0] if denied else said[0]
        fields[FieldName.LEAVING_DATE_CONFIRMED] = Field(bool(chosen.confirmed), chosen.evidence, chosen.where)
    dated = [s for s in statements if s.value]
    if dated:
        best = max(dated, key=lambda s: (s.corrects, s.weight, s.confirmed is not None))
        fields[FieldName.LEAVING_DATE] = Field(best.value, best.evidence, best.where)
