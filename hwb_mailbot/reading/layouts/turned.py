"""Tables turned on their side: the labels stand below each other, and each column is one of several people.

Over the columns stand ``Leaver 1 | Leaver 2``, the people's names beside an empty corner, or nothing where the first
row is of the names. A program may have made such a table one cell a line; then an empty cell leaves no line, and a row
that has not one value for each of them states nothing. Columns of the old beside the new are ``side_columns``' own.
Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from hwb_mailbot.reading.layouts.columns import column_head, heads_labels
from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.layouts.pairs import of_what_it_holds
from hwb_mailbot.reading.layouts.side_columns import side_columns
from hwb_mailbot.reading.layouts.tables import cells_of
from hwb_mailbot.reading.message.material import Numbered
from hwb_mailbot.reading.terms.composed import composed_label
from hwb_mailbot.reading.terms.labels import Concept, Label
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, can_be, is_yes, says_leaving, shapes_of
from hwb_mailbot.reading.terms.statements import Statement, is_empty, is_same_as
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_LEAST_PEOPLE, _MOST_PEOPLE = 2, 10
_LEAST_ROWS = 2
_LONGEST = 90
_TEXTS = frozenset({Concept.SCHOOL, Concept.NAME, Concept.FORENAME, Concept.SURNAME})
_EDGES = " *_:;.-#()"


@dataclass(frozen=True, slots=True)
class TurnedTable:
    """What such a table states, of how many people, and the lines that it is."""

    stated: list[Statement]
    people: int
    run: Sequence[Numbered]


@dataclass(slots=True)
class _Rows:
    """The rows of a table beneath its heads (empty where none stand over it): the place, the label, the values."""

    heads: tuple[str, ...]
    people: int
    rows: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    end: int = 0


def turned_tables(own: Sequence[Numbered], sent_on: date | None) -> Iterator[TurnedTable]:
    """The turned tables among the sender's ``own`` lines, in cells or one cell a line."""
    at = 0
    while at < len(own):
        below = _below_old_and_new(own, at)
        if below > at:
            at = below
            continue
        found = _in_cells(own, at) or _one_cell_a_line(own, at)
        if found is not None and _tells_apart(found):
            yield TurnedTable(list(_stated(found, own, sent_on, own[at][0])), found.people, own[at : found.end])
            at = found.end
        else:
            at += 1


def _below_old_and_new(own: Sequence[Numbered], at: int) -> int:
    """The line behind a heading of the old beside the new, and behind the rows of cells below it."""
    if side_columns(cells_of(own[at][1])) is not None:
        below = (n for n in range(at + 1, len(own)) if not cells_of(own[n][1]))
        return next(below, len(own))
    texts = [line.text.strip() for _, line in own[at : at + 3] if not line.cells]
    return next((at + size + 1 for size in (3, 2) if len(texts) >= size and side_columns(texts[:size])), at)


def _in_cells(own: Sequence[Numbered], at: int) -> _Rows | None:
    cells = cells_of(own[at][1])
    if len(cells) < _LEAST_PEOPLE or side_columns(cells) is not None:
        return None
    heads = _people_over(cells)
    found = _Rows(heads or (), len(heads) if heads else len(cells) - 1)
    if heads is None and not _names_people(cells):
        return None
    end = at + 1 if heads else at
    while end < len(own):
        row = cells_of(own[end][1], found.people + 1)
        if not _is_row(row, found.people):
            break
        found.rows.append((end, row[0], row[1:]))
        end += 1
    found.end = end
    return found


def _people_over(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The people whose columns they are: behind a corner that is empty or heads the labels, or with none."""
    told = cells[1:] if not cells[0] or heads_labels(cells[0]) or _asks_name(cells[0]) else cells
    numbered = all(map(_is_number_of_person, told))
    if len(told) < _LEAST_PEOPLE or len({fold(one) for one in told}) < len(told):
        return None
    if not numbered and (not all(map(_is_name, told)) or (cells[0] and _asks_name(cells[0]))):
        return None
    return tuple(told)


def _names_people(row: Sequence[str]) -> bool:
    """Whether a row says who each column is: ``Name | Owen Pask | Marged Eurwyn``."""
    named = _asks_name(row[0]) and _LEAST_PEOPLE <= len(row) - 1 <= _MOST_PEOPLE
    return named and all(map(_is_name, row[1:])) and len({fold(one) for one in row[1:]}) == len(row) - 1


def _is_row(row: Sequence[str], people: int) -> bool:
    """Whether a row of cells has its label in front and no other; one value of all stands alone beside it."""
    if not row or not row[0] or len(row) not in (2, people + 1) or shapes_of(row[0])[:1] == (Concept.USERNAME,):
        return False
    head = column_head(row[0])
    return (head is None or head.concept is not Concept.NONE) and not any(_is_label(one) for one in row[1:])


def _one_cell_a_line(own: Sequence[Numbered], at: int) -> _Rows | None:
    first = own[at][1].text.strip()
    if len(own) - at < _LEAST_ROWS * (1 + _LEAST_PEOPLE) or len(first) > _LONGEST or ": " in first:
        return None  # no room for such a table, or a line that is no cell
    texts = [line.text.strip() for _, line in own[at : at + 1 + _MOST_PEOPLE]]
    corner = int(heads_labels(texts[0]))
    heads = tuple(takewhile(_is_number_of_person, texts[corner:])) or tuple(takewhile(_is_name, texts[corner:]))
    if not heads and _asks_name(texts[0]):
        names = tuple(takewhile(_is_name, texts[1:]))
        return _beneath(own, at, _Rows((), len(names))) if len(names) == len(set(map(fold, names))) else None
    return _beneath(own, at + corner + len(heads), _Rows(heads, len(heads)))


def _beneath(own: Sequence[Numbered], at: int, found: _Rows) -> _Rows | None:
    """The rows from ``at`` on: a label, and beneath it one value for each of the people."""
    if not _LEAST_PEOPLE <= found.people < _MOST_PEOPLE or len({fold(one) for one in found.heads}) < len(found.heads):
        return None
    found.end = at
    while at < len(own) and not own[at][1].cells and _is_label(own[at][1].text.strip()):
        words = own[at][1].text.strip()
        label = column_head(words)
        below = [line.text.strip() for _, line in own[at + 1 : at + 1 + found.people] if not line.cells]
        values = tuple(takewhile(lambda text: not _is_label(text) and len(text) <= _LONGEST, below))
        if label is not None and len(values) == found.people and all(_may_be(label, one) for one in values):
            found.rows.append((at, words, values))
        else:  # a cell left no line: whose the others are, nobody can tell
            values = tuple(takewhile(shapes_of, values))
        at += 1 + len(values)
        found.end = at
    return found


def _tells_apart(found: _Rows) -> bool:
    """Whether rows enough are read, one of them with a detail of each that is no other's."""
    if not _LEAST_PEOPLE <= found.people <= _MOST_PEOPLE or len(found.rows) < _LEAST_ROWS:
        return False
    told = [(column_head(words), values) for _, words, values in found.rows if len(values) == found.people]
    accounts = [values for label, values in told if label is not None and label.concept is Concept.USERNAME]
    if not found.heads and any(len({one.rstrip("0123456789") for one in row}) == 1 for row in accounts):
        return False  # two accounts of one person, whose name has changed
    return any(
        label is not None
        and label.concept in _OF_ONE
        and len({fold(one) for one in values}) == len(values)
        and all(_may_be(label, one) for one in values)
        for label, values in told
    )


_OF_ONE = frozenset({Concept.NAME, Concept.USERNAME, Concept.CODE, Concept.EMPLOYEE})


def _stated(found: _Rows, own: Sequence[Numbered], sent_on: date | None, order: int) -> Iterator[Statement]:
    for number, head in enumerate(found.heads, 1):
        if _is_name(head):
            where = own[found.end - 1][1].where
            yield from (
                replace(s, person=number, order=order) for s in labelled(Label(Concept.NAME), head, where, sent_on)
            )
    for at, words, values in found.rows:
        index, line = own[at]
        of_all = len(values) < found.people
        for number, value in enumerate(values, 1):
            text = values[number - 2] if number > 1 and is_same_as(value) else value
            label = _label(words, text)
            if label is not None and text:
                stated = labelled(label, text, line.where, sent_on)
                yield from (replace(s, person=0 if of_all else number, order=index) for s in stated)


def _label(words: str, value: str) -> Label | None:
    head = column_head(words)
    if head is None or head.concept in (Concept.IGNORED, Concept.LEAVING):
        return composed_label(words, value) or head
    return of_what_it_holds(words, head, value)


def _is_label(text: str) -> bool:
    label = column_head(text) if text and len(text) <= _LONGEST else None
    return label is not None and label.concept is not Concept.NONE


def _asks_name(text: str) -> bool:
    label = column_head(text)
    return label is not None and label.concept is Concept.NAME and not _is_number_of_person(text)


def _is_number_of_person(text: str) -> bool:
    """``Leaver 1``, ``Ail ymadäwr``: which of them a column is."""
    return bool(text) and bool(pattern("columns", "of_people").fullmatch(fold(text).strip(_EDGES)))


def _is_name(text: str) -> bool:
    return bool(text) and shapes_of(text)[:1] == (Concept.NAME,) and column_head(text) is None


def _may_be(label: Label, value: str) -> bool:
    if is_empty(value) or is_same_as(value):
        return True
    if label.concept in IDENTIFIERS:
        return can_be(label.concept, value)
    if label.concept is Concept.LEAVING:
        return says_leaving(value) or is_yes(value)
    return label.concept not in _TEXTS or value[-1] not in ".,;:!?"
