"""Rows in which a cell is missing: what stands under which heading is told by the shape of a value alone.

A sheet pasted one cell a line, or with wide gaps for columns, does not show where the missing cell was, and whatever
stands behind it would be read under the wrong heading, or as the next person's. So a value is stated only where one
heading can hold it and nothing else in the row can stand there; where two headings ask for the same and the row has
fewer values, it is a problem of both. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.terms.composed import composed_label
from hwb_mailbot.reading.terms.cut_short import is_cut_short
from hwb_mailbot.reading.terms.labels import Concept, Label
from hwb_mailbot.reading.terms.shapes import shapes_of
from hwb_mailbot.reading.terms.statements import SIDED, Statement, is_empty
from hwb_mailbot.reading.terms.usernames import makes_username
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_NO_FIELD = frozenset({Concept.IGNORED, Concept.AUTHORITY, Concept.STAFF_NUMBER})
_PARTS = frozenset({Concept.FORENAME, Concept.SURNAME})


def rows_of(heads: Sequence[Label | None], titles: Sequence[str], values: Sequence[str]) -> list[list[str]]:
    """The values by person, each beginning with a name; no more than one row where no column of names leads.

    Empty where it cannot be told where a person begins.
    """
    if any(head is not None and head.concept in _PARTS for head in heads) or any(map(_names_others, titles)):
        return []
    if heads[0] is None or heads[0].concept is not Concept.NAME:
        return [list(values)] if len(values) < len(heads) else []
    rows: list[list[str]] = []
    for place, value in enumerate(values):
        if _names_person(value, values[place + 1 : place + len(heads)]):
            rows.append([])
        elif not rows:
            return []  # whose this is, nobody can tell
        rows[-1].append(value)
    return rows if all(len(row) <= len(heads) for row in rows) else []


def _names_others(title: str) -> bool:
    """Whether a column holds names of people who are none of the leavers: ``Line manager``."""
    return bool(pattern("labels", "others").search(fold(title)) or _OTHERS.search(fold(title)))


_OTHERS = re.compile(r"(?<!\w)(?:manager|contact|replac\w+|cover\w*|by|rheolwr\w*|cyswllt|gan)(?!\w)")


def _names_person(value: str, behind: Sequence[str]) -> bool:
    shapes = shapes_of(value)
    if shapes[:1] == (Concept.NAME,):
        return True
    accounts = (found.value for text in behind for found in find_usernames(text))
    return Concept.NAME in shapes and any(makes_username(value, account) for account in accounts)


def certain_of(
    heads: Sequence[Label | None], titles: Sequence[str], values: Sequence[str], where: str, sent_on: date | None
) -> Iterator[Statement]:
    """What a row with a cell missing states for certain, and the problems of what it does not."""
    told = [value for value in values if not is_empty(value)]
    if len(told) == len(heads) and all(_fits(head, value) for head, value in zip(heads, told, strict=True)):
        for head, title, value in zip(heads, titles, told, strict=True):
            if head is not None:
                yield from labelled(_by_shape(head, title, value), value, where, sent_on)
        return
    placed = _placed(heads, told)
    if placed is None:
        yield from _problems([h for h in heads if h is not None and h.concept is not Concept.NAME], told, where)
        return
    for place, value in placed.items():
        head = heads[place]
        assert head is not None
        yield from labelled(_by_shape(head, titles[place], value), value, where, sent_on)
    left = list(told)
    for value in placed.values():
        left.remove(value)
    yield from _problems([h for n, h in enumerate(heads) if h is not None and n not in placed], left, where)


def _placed(heads: Sequence[Label | None], values: Sequence[str]) -> dict[int, str] | None:
    """The values under the headings that alone can hold them; ``None`` where they do not stand in their order."""
    placed: dict[int, str] = {}
    order: list[int] = []
    concepts = [_concept(value, place, heads) for place, value in enumerate(values)]
    for place, (value, concept) in enumerate(zip(values, concepts, strict=True)):
        fitting = [n for n, head in enumerate(heads) if head is not None and head.concept is concept]
        alike = [n for n, one in enumerate(concepts) if one is concept]
        if not fitting or len(fitting) != len(alike):
            continue
        column = fitting[alike.index(place)]
        placed[column] = value
        order.append(column)
    return placed if order == sorted(order) else None


def _concept(value: str, place: int, heads: Sequence[Label | None]) -> Concept | None:
    """What a value is by its shape; a name stands first or nowhere."""
    asked = [head.concept for head in heads if head is not None]
    shapes = [shape for shape in shapes_of(value) if shape in asked]
    if place == 0 and asked[:1] == [Concept.NAME] and Concept.NAME in shapes_of(value):
        return Concept.NAME
    shapes = [shape for shape in shapes if shape is not Concept.NAME or Concept.SCHOOL not in shapes]
    if shapes[:1] == [Concept.EMPLOYEE] and (
        (Concept.CODE in asked and len(value.strip()) < _LEAST_SURE) or (Concept.DFES in asked and is_cut_short(value))
    ):
        return None  # a staff code may be figures too, and a school's number cut short
    return shapes[0] if shapes else None


_LEAST_SURE = 6


def _fits(head: Label | None, value: str) -> bool:
    shapes = shapes_of(value)
    return head is None or head.concept in (*_NO_FIELD, Concept.NONE) or head.concept in shapes


def _by_shape(head: Label, title: str, value: str) -> Label:
    """A heading that tells only a side holds what its value is; one for leaving dates may ask about the record."""
    shapes = shapes_of(value)
    if head.concept is Concept.LEAVING:
        return composed_label(title, value) or head
    return replace(head, concept=shapes[0]) if head.concept is Concept.NONE and shapes else head


def _problems(heads: Sequence[Label], values: Sequence[str], where: str) -> Iterator[Statement]:
    """A problem for each heading of which a value in the row may be, and of which it is not certain."""
    told = {shape for value in values for shape in shapes_of(value)}
    cut_short = [value for value in values if is_cut_short(value)]
    for head in heads:
        if head.concept is Concept.DFES and cut_short:
            yield Statement(head.concept, head.side, "", cut_short[0], where, problem="dfes-number-shape")
            continue
        concepts = [head.concept] if head.concept is not Concept.NONE else [c for c in SIDED if c in told]
        for concept in concepts:
            if concept in told and concept in _OF_FIELDS:
                text = ", ".join(value for value in values if concept in shapes_of(value))
                yield Statement(concept, head.side, "", text[:200], where, problem="unsure")


_OF_FIELDS = frozenset({*SIDED, Concept.CODE, Concept.EMPLOYEE})
