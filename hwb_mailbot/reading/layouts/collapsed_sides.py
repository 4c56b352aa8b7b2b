"""Tables of old and new that a program made one cell a line: the heading, then a label and two values for every row.

An empty cell leaves no line. So a row counts only where its label stands at the place of all labels and both values
are of its kind; what cannot be divided into rows any more states nothing. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hwb_mailbot.reading.layouts.side_columns import (
    SideColumns,
    SideTable,
    label_of,
    labels_first,
    of_both_values,
    side_columns,
)
from hwb_mailbot.reading.layouts.tables import TableReader
from hwb_mailbot.reading.message.material import Line, Numbered
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Label, Side
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, can_be, shapes_of
from hwb_mailbot.reading.terms.statements import Statement, is_empty

_LONGEST = 70
_LEAST_ROWS = 2
_ROW = 3


def collapsed_sides(own: Sequence[Numbered], sent_on: date | None) -> Iterator[SideTable]:
    """The tables of old and new among the sender's ``own`` lines, one cell each."""
    texts = [line.text.strip() for _, line in own]
    start = 0
    while start + 2 + _LEAST_ROWS * (_ROW - 1) <= len(own):
        found = _table(texts, start)
        if found is None:
            start += 1
            continue
        columns, cells = found
        table = TableReader(sent_on)
        table.take_sides(columns)
        for first, row in cells.rows:
            table.take(row, own[first][1].where, own[start][0])
        stated = [*table.finish(), *(one for at in cells.lost for one in _unsure(own[at][1], own[start][0]))]
        yield SideTable([replace(s, person=0) for s in stated], own[start : cells.end])
        start = cells.end


_MOST_LOST = 12
"""Cells in a row that make no whole one: behind so many there is no table any more, and a mail of headings alone is
looked through once."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """The whole rows of a table, their labels in front, what is left of those that lost a cell, and where it ends."""

    rows: list[tuple[int, tuple[str, ...]]]
    lost: list[int]
    end: int


def _table(texts: Sequence[str], start: int) -> tuple[SideColumns, _Cells] | None:
    """The heading at ``start`` and the cells beneath it."""
    for size in (_ROW, _ROW - 1):
        columns = side_columns(texts[start : start + size])
        if columns is None:
            continue
        places = range(_ROW) if columns.labels_at is None else (columns.labels_at,)
        tried = [_cells(texts, start + size, place) for place in places]
        people = start > 0 and (above := label_of(texts[start - 1])) is not None and above.concept is Concept.NAME
        tried += [_pairs(texts, start + size)] if columns.labels_at is None and not people else []
        most = max(tried, key=lambda one: len(one.rows))
        if len(most.rows) >= _LEAST_ROWS and sum(len(one.rows) == len(most.rows) for one in tried) == 1:
            return replace(columns, labels_at=0), most
    return None


def _cells(texts: Sequence[str], first: int, labels_at: int) -> _Cells:
    rows: list[tuple[int, tuple[str, ...]]] = []
    lost: list[int] = []
    at = last = first
    while at < len(texts) and at - last < _MOST_LOST:
        row = tuple(texts[at : at + _ROW])
        if _is_row(row, labels_at):
            rows.append((at, labels_first(row, labels_at)))
            at += _ROW
            last = at
        elif _is_cell(texts[at]):
            lost += [at] if label_of(texts[at]) else []
            at += 1
        else:
            break
    return _Cells(rows, lost, at)


def _pairs(texts: Sequence[str], first: int) -> _Cells:
    """Rows of two values of one kind and no label, beneath ``Old`` and ``New``."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    lost: list[int] = []
    at = first
    while at < len(texts) and shapes_of(texts[at]) and not label_of(texts[at]):
        row = ("", *texts[at : at + 2])
        if of_both_values(row) is None:
            lost.append(at)
            at += 1
        else:
            rows.append((at, row))
            at += 2
    return _Cells(rows, lost, at)


def _unsure(line: Line, order: int) -> Iterator[Statement]:
    """Beside a cell that was empty nobody can tell whose the other value is."""
    label = label_of(line.text)
    concepts = (label.concept,) if label is not None else shapes_of(line.text)
    for concept in concepts:
        if concept in (*IDENTIFIERS, Concept.SCHOOL):
            for side in (Side.FORMER, Side.NEW):
                yield Statement(concept, side, "", line.text.strip(), line.where, order=order, problem="unsure")


def _is_row(row: tuple[str, ...], labels_at: int) -> bool:
    """Whether the label of ``row`` stands where the labels do, and both values are what it asks for."""
    if len(row) < _ROW or any(len(cell) > _LONGEST for cell in row):
        return False
    words, *values = labels_first(row, labels_at)
    label = label_of(words) or _by_values(words, values)
    if label is None or (label.side is not None and label.concept is not Concept.LEAVING):
        return False
    kinds = {shapes_of(value)[:1] for value in values if not is_empty(value)}
    if label.concept is Concept.CODE and len(kinds) > 1:
        return False  # the employee number of the row beneath
    return all(not label_of(value) and _may_be(label, value) for value in values)


def _by_values(words: str, values: Sequence[str]) -> Label | None:
    """The label of a row that nobody listed, if both its values are of one kind and it is no value itself."""
    return None if shapes_of(words) or any(map(str.isdigit, words)) else of_both_values((words, *values))


def _may_be(label: Label, value: str) -> bool:
    if is_empty(value):
        return True
    if label.concept in IDENTIFIERS:
        return can_be(label.concept, value)
    if label.concept in (Concept.SCHOOL, Concept.NAME):
        return not any(map(str.isdigit, value)) and value[-1] not in ".,;:!?"
    return label.concept is not Concept.LEAVING or bool(find_dates(value, date(2050, 6, 15)))


def _is_cell(text: str) -> bool:
    """Whether a line that belongs to no whole row may still be a cell of the table."""
    return len(text) <= _LONGEST and bool(label_of(text) or shapes_of(text))
