"""Answers without labels: by the order in which the guidance asks, else by what each answer is by its own shape.

An order is believed only where the identifiers stand exactly at their places; without it, every answer but an excuse
must have a shape, and no two may have the same but the two schools. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.terms.cut_short import is_cut_short
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, side_told
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.shapes import is_yes, shapes_of
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.terms.usernames import makes_username
from hwb_mailbot.reading.terms.values import employee_number_in, find_dfes_numbers, find_usernames, staff_code_in
from hwb_mailbot.reading.text import fold, places

AUTHORISATION_ORDER = (
    Label(Concept.LEAVING, Side.FORMER, asks_record=True),
    Label(Concept.NAME, Side.FORMER),
    Label(Concept.SCHOOL, Side.FORMER),
    Label(Concept.DFES, Side.FORMER),
    Label(Concept.USERNAME, Side.FORMER),
    Label(Concept.SCHOOL, Side.NEW),
)
CONSOLIDATION_ORDER = (
    Label(Concept.SCHOOL, Side.NEW),
    Label(Concept.DFES, Side.NEW),
    Label(Concept.USERNAME, Side.NEW),
    Label(Concept.CODE, Side.NEW),
    Label(Concept.EMPLOYEE, Side.NEW),
)
LEAST_KNOWN = 3
"""Answers of a known shape that make a list of details."""


def _shape(concept: Concept, text: str) -> bool | None:
    """Whether ``text`` has the shape of an identifier; ``None`` for names, which have none."""
    if concept is Concept.DFES:
        return bool(find_dfes_numbers(text))
    if concept is Concept.USERNAME:
        return bool(find_usernames(text))
    if concept is Concept.CODE:
        return len(text) < 30 and staff_code_in(text) is not None and not find_dfes_numbers(text)
    if concept is Concept.EMPLOYEE:
        return len(text) < 60 and employee_number_in(text) is not None
    return None


def _named(concept: Concept, text: str) -> bool:
    """Whether bare words can be the school or person an order asks for; identifiers and answers always can."""
    if concept not in (Concept.SCHOOL, Concept.NAME):
        return True
    names = find_names(text)
    if re.search(r"\d{5,}", text) or not names or names[0].start > 0 or len(text.split()) > 8:
        return False
    if concept is Concept.SCHOOL:
        return names[0].kind is NameKind.SCHOOL or (names[0].kind is NameKind.UNKNOWN and not text.isupper())
    return names[0].kind in (NameKind.PERSON, NameKind.UNKNOWN)


def _read(order: Sequence[Label], slots: dict[int, str], where: str, sent_on: date | None) -> list[Statement]:
    stated: list[Statement] = []
    for place, text in slots.items():
        for statement in labelled(order[place], text, where, sent_on):
            other = statement.concept is Concept.USERNAME and statement.side is not order[place].side
            stated.append(statement if other else replace(statement, side=order[place].side))
    return stated


def positional_list(marks: Sequence[str], texts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """A list marked ``a b c d``, ``a b c ch d dd`` or ``1 2 3``, read by the guidance's order, or ``[]``."""
    found = places(list(marks))
    if found is None or _of_people(texts):
        return []
    slots = dict(zip(found, texts, strict=True))
    for order in (AUTHORISATION_ORDER, CONSOLIDATION_ORDER):
        if max(slots) >= len(order):
            continue
        shapes = [_shape(order[place].concept, text) for place, text in slots.items()]
        if not all(_possible(order[place].concept, text) for place, text in slots.items()):
            continue
        if shapes.count(True) >= 2 and False not in shapes:
            return _read(order, slots, where, sent_on)
        if shapes.count(False) == 1 and shapes.count(True) >= 1 and len(slots) >= 5:
            return _read(order, slots, where, sent_on)
    return []


def _of_people(texts: Sequence[str]) -> bool:
    """Whether the list tells of several people, an account each, rather than of one in the guidance's order."""
    owners = [u.value for text in texts for u in find_usernames(text)[:1] for n in find_names(text)[:1] if not n.start]
    return len(set(owners)) > 1


_ALIKE = frozenset({(Concept.CODE, Concept.EMPLOYEE), (Concept.EMPLOYEE, Concept.DFES), (Concept.SCHOOL, Concept.CODE)})
"""What is asked for, and a shape that its value may have as well."""


def _possible(concept: Concept, text: str) -> bool:
    """Whether nothing in the shape of ``text`` says that it is something else than the order asks for."""
    shapes = shapes_of(text)
    if not shapes or concept in shapes or (concept, shapes[0]) in _ALIKE:
        return True
    return concept is Concept.LEAVING and shapes[0] in (Concept.CODE, Concept.EMPLOYEE)


def positional_parts(texts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """Bare values one after another, every identifier at its place and nothing else; ``[]`` where that is not so."""
    parts = [text.strip(" *_()") for text in texts]
    if any(not part or len(part) > 90 for part in parts):
        return []
    for order in (AUTHORISATION_ORDER, AUTHORISATION_ORDER[1:], CONSOLIDATION_ORDER):
        if len(parts) != len(order):
            continue
        if all(_shape(label.concept, part) in (True, None) for label, part in zip(order, parts, strict=True)):
            if not all(_named(label.concept, part) for label, part in zip(order, parts, strict=True)):
                continue
            return _read(order, dict(enumerate(parts)), where, sent_on)
    return []


@dataclass(slots=True)
class _Answer:
    text: str
    shapes: tuple[Concept, ...]
    label: Label | None = None


def listed_by_shape(
    texts: Sequence[str], where: str, sent_on: date | None, *, excuses: int = 1
) -> dict[int, list[Statement]]:
    """Answers in any order, each read by its shape, by their places; empty where they are not one person's details.

    At most ``excuses`` answers (and a closing word on the merger itself) may have no shape of ours. Of two schools
    without words that tell their sides, the one that its number follows is the one left, else the first.
    """
    answers = _with_cut_short([_answer(text) for text in texts])
    usernames = [a.text for a in answers if a.shapes[:1] == (Concept.USERNAME,)]
    _settle_names(answers, usernames)
    known = [a for a in answers if a.label is not None]
    concepts = [a.label.concept for a in known if a.label is not None]
    once = [c for c in concepts if c is not Concept.SCHOOL]
    if len(set(once)) < len(once) or concepts.count(Concept.SCHOOL) > 2 or len(known) < LEAST_KNOWN:
        return {}
    if len(answers) - len(known) > excuses or not {Concept.USERNAME, Concept.DFES} & _told(known):
        return {}
    if len(_told(known) - {Concept.NAME, Concept.SCHOOL}) < 2:
        return {}
    _settle_schools(answers, moved_here=bool({Concept.CODE, Concept.EMPLOYEE} & set(concepts)))
    return {
        place: labelled(answer.label, answer.text, where, sent_on)
        for place, answer in enumerate(answers)
        if answer.label is not None
    }


def _with_cut_short(answers: list[_Answer]) -> list[_Answer]:
    """The answers, in which figures that lost a digit behind a school's name are its number and nobody's."""
    if any(answer.shapes[:1] == (Concept.DFES,) or find_dfes_numbers(answer.text) for answer in answers):
        return answers
    for school, number in pairwise(answers):
        named = school.shapes[:1] == (Concept.SCHOOL,)
        if named and number.shapes[:1] == (Concept.EMPLOYEE,) and is_cut_short(number.text.strip()):
            number.label, number.shapes = Label(Concept.DFES), (Concept.DFES,)
    return answers


def _told(answers: Sequence[_Answer]) -> set[Concept]:
    """What the answers are about; a school that stands with its number tells both."""
    told = {answer.label.concept for answer in answers if answer.label is not None}
    return told | ({Concept.DFES} if any(find_dfes_numbers(answer.text) for answer in answers) else set())


def _answer(text: str) -> _Answer:
    pairs = pairs_in(text)
    if len(pairs) == 1 and pairs[0][1] and pairs[0][0].concept not in (Concept.NONE, Concept.IGNORED):
        return _Answer(pairs[0][1], (pairs[0][0].concept,), pairs[0][0])
    shapes = shapes_of(text) or ((Concept.LEAVING,) if is_yes(text) else ())
    label = None
    if shapes and shapes[0] not in (Concept.NAME, Concept.SCHOOL):
        label = Label(shapes[0], _side_beside(text), asks_record=shapes[0] is Concept.LEAVING)
    return _Answer(text, shapes, label)


def _side_beside(text: str) -> Side | None:
    """The side that the words beside a value tell: ``Ysgol X (newydd)``, ``now at Y``."""
    spans = [(n.start, n.end) for n in find_names(text) if n.kind is not NameKind.PERSON]
    spans += [(u.start, u.end) for u in (*find_usernames(text), *find_dfes_numbers(text))]
    rest = "".join(c for place, c in enumerate(fold(text)) if not any(a <= place < b for a, b in spans))
    return side_told(rest.strip(" ,;:()-"))


def _settle_names(answers: Sequence[_Answer], usernames: Sequence[str]) -> None:
    """Which of the names is the person's: the one the username is made of, else the likeliest."""
    accounts = [found.value for text in usernames for found in find_usernames(text)]
    named = [a for a in answers if a.label is None and Concept.NAME in a.shapes]
    made = [a for a in named if any(makes_username(_plain_name(a.text), u) for u in accounts)]
    certain = [a for a in named if a.shapes[0] is Concept.NAME]
    has_name = any(a.label is not None and a.label.concept is Concept.NAME for a in answers)
    person = None if has_name else next(iter(made or certain), None)
    for answer in answers:
        if answer.label is None and answer.shapes:
            concept = Concept.NAME if answer is person else Concept.SCHOOL
            if concept in answer.shapes:
                answer.label = Label(concept, None if concept is Concept.NAME else _side_beside(answer.text))


def _plain_name(text: str) -> str:
    turned = re.fullmatch(r"\s*([^\W\d_][\w'’ -]+), ?([^\W\d_][\w'’. -]+?)\s*", text)
    return f"{turned[2]} {turned[1]}" if turned else re.split(r"\s*[,(]", text)[0]


def _settle_schools(answers: Sequence[_Answer], *, moved_here: bool) -> None:
    labels = [(place, a, a.label) for place, a in enumerate(answers) if a.label is not None]
    schools = [(place, a, label) for place, a, label in labels if label.concept is Concept.SCHOOL]
    open_ = [(place, a) for place, a, label in schools if label.side is None and not label.own]
    if not open_:
        return
    if len(schools) == 1:
        if moved_here:
            _place(open_[0][1], Side.NEW)
        return
    if len(open_) == 1:
        other = next(label.side for place, _answered, label in schools if place != open_[0][0])
        if other is not None:
            _place(open_[0][1], Side.FORMER if other is Side.NEW else Side.NEW)
        return
    first, second = open_[0], open_[1]
    if moved_here:
        return
    numbered = [place for place, a in enumerate(answers) if find_dfes_numbers(a.text)]
    if len(numbered) == 1 and numbered[0] in (second[0], second[0] + 1) and numbered[0] != first[0]:
        first, second = second, first
    _place(first[1], Side.FORMER)
    _place(second[1], Side.NEW)


def _place(answer: _Answer, side: Side) -> None:
    if answer.label is not None:
        answer.label = replace(answer.label, side=side)


_PIECES = re.compile(r"\s*[,/|;]\s+|\s+/\s*")


def codes_listed(side: Side | None, value: str) -> list[tuple[Label, str]]:
    """A staff code and an employee number among bare details: ``New: Bryn Teg, 661 2345, ab22, ABC, 5510293``."""
    pieces = [piece.strip() for piece in _PIECES.split(value)]
    if len(pieces) < 3 or not find_usernames(value):
        return []
    shaped = {concept: [p for p in pieces if shapes_of(p)[:1] == (concept,)] for concept in _OF_STAFF}
    return [(Label(concept, side), ones[0]) for concept, ones in shaped.items() if len(ones) == 1]


_OF_STAFF = (Concept.CODE, Concept.EMPLOYEE)


def person_block(texts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """One leaver on lines of their own without labels: a name, a username and at most a school; ``[]`` for others.

    Which of the two schools it is, is left open.
    """
    if not 2 <= len(texts) <= 4 or any(len(text) > 70 or re.search(r"[:;?!]", text) for text in texts):
        return []
    stated: list[Statement] = []
    for text in (text.strip(" *_.,") for text in texts):
        names = find_names(text)
        if find_usernames(text) and len(text.split()) == 1:
            concept = Concept.USERNAME
        elif len(names) == 1 and len(names[0].text) >= len(text) - 5:
            concept = Concept.SCHOOL if names[0].kind is NameKind.SCHOOL else Concept.NAME
        else:
            return []
        if any(s.concept is concept for s in stated):
            return []
        stated.extend(labelled(Label(concept), text, where, sent_on)[:1])
    if not {Concept.NAME, Concept.USERNAME} <= {s.concept for s in stated}:
        return []
    return [replace(s, weight=PROSE) if s.concept is Concept.SCHOOL else s for s in stated]
