"""Tables: rows under a heading, labels down the side, old and new in columns, or people side by side.

Rows come as cells (HTML, tabs) or as one line cut by strokes. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.layouts.columns import are_titles, column_head, is_no_field
from hwb_mailbot.reading.layouts.fitting import fitting
from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.layouts.missing_cells import certain_of
from hwb_mailbot.reading.layouts.named_rows import names_of_people, with_names
from hwb_mailbot.reading.layouts.pairs import of_what_it_holds
from hwb_mailbot.reading.layouts.side_columns import (
    SideColumns,
    are_schools,
    between_values,
    labels_first,
    of_both_values,
    of_the_days,
    side_columns,
    with_sides,
)
from hwb_mailbot.reading.leaving.bare_dates import with_leaving_dates
from hwb_mailbot.reading.message.material import Line
from hwb_mailbot.reading.terms.composed import composed_label
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.names import find_names
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, OF_NAMES, shapes_of
from hwb_mailbot.reading.terms.statements import Statement, is_same_as
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold, tidy

_TOTAL = re.compile(r"(?:grand |sub-?)?total\w*|cyfanswm|nifer|count")
"""What the last row of a sheet begins with, which is no person."""
_GENERIC_HEADS = frozenset({Concept.IGNORED, Concept.NONE})


def cells_of(line: Line, columns: int = 0) -> tuple[str, ...]:
    """The cells of a table row: those the HTML gave, else the line cut at tabs or at strokes; ``()`` for no row.

    ``columns`` of the table above tell whether tabs one behind another hold an empty cell or are one wide gap.
    """
    if len(line.cells) >= 2:
        return tuple(tidy(cell) for cell in line.cells)
    if "\t" in line.text.strip():
        each = tuple(tidy(cell) for cell in line.text.split("\t"))
        if len(each) == columns:
            return each
        cells = tuple(tidy(cell) for cell in re.split(r"\t+", line.text.strip()))
        return cells if len(cells) >= 2 else ()
    if line.text.count("|") >= (1 if columns >= _LEAST_COLUMNS else 2):
        cells = _between_strokes(line.text.strip(), columns)
        if all(re.fullmatch(r"[-: =]*", cell) for cell in cells):
            return ()
        return cells if len(cells) >= 2 else ()
    if "  " not in line.text:
        return ()
    gaps = re.findall(r"(?<=\S) {2,}(?=\S)", line.text)
    if len(gaps) >= (1 if columns >= _LEAST_COLUMNS else 2) and max(map(len, gaps)) >= 3:
        return tuple(tidy(cell) for cell in re.split(r" {2,}", line.text.strip()))
    if re.fullmatch(r" {4,}\S+(?: \S+)? {3,}\S+(?: \S+)?\s*", line.text):
        return ("", *(tidy(cell) for cell in re.split(r" {3,}", line.text.strip())))
    return ()


def _between_strokes(text: str, columns: int) -> tuple[str, ...]:
    """The cells between strokes: those at the edges close the row, or part an empty cell off where it has a column."""
    closed = text.removeprefix("|").removesuffix("|") if text.startswith("|") else text
    for row in (closed, text):
        cells = tuple(tidy(cell) for cell in row.split("|"))
        if len(cells) == columns:
            return cells
    return tuple(tidy(cell) for cell in (closed if text.startswith("|") else text.strip("|")).split("|"))


_LEAST_COLUMNS = 3
"""Columns of the table above from which on a row may have lost all cells but two."""


class TableReader:
    """Collects rows; ``people`` counts those that speak of one staff member each."""

    def __init__(
        self, sent_on: date | None, sides_told: tuple[Side, Side] | None = None, *, of_leaving: bool = False
    ) -> None:
        self.sent_on = sent_on
        self.of_leaving = of_leaving
        """Whether the mail speaks of leaving dates, which a column of mere dates then holds."""
        self.sides_told = sides_told
        """Whose the columns of values are, where a sentence tells it."""
        self.labels_at: int | None = None
        """Where the labels of a table of old and new stand, if its heading tells it."""
        self.people = 0
        self.heads: list[Label | None] = []
        self.titles: tuple[str, ...] = ()
        self.before: dict[int, str] = {}
        self.stated: list[Statement] = []
        self.side_by_side = 0

    def take(self, cells: tuple[str, ...], where: str, order: int) -> bool:
        """Take one row; ``False`` where it is none of a table the reader understands."""
        filled = [cell for cell in cells if cell]
        if not filled:
            return True
        labels = [read_label(cell, 0.8) if cell else None for cell in cells]
        known = [label for label in labels if label is not None]
        sides = side_columns(cells)
        if sides:
            self.take_sides(sides)
            return True
        titles = are_titles(filled)
        if len(filled) >= 2 and (len(known) == len(filled) or titles):
            heads = [column_head(cell) if cell else None for cell in cells] if titles else labels
            self.heads = with_leaving_dates(heads, cells) if self.of_leaving else heads
            self.labels_at = None
            self.titles = cells
            self.before = {}
            self.side_by_side = 0
            return True
        if names_of_people(self.heads, self.titles, cells):
            self.heads, self.titles = with_names(self.heads, self.titles, cells)
        if self.heads and len(cells) == len(self.heads):
            if labels[0] is not None and self._tells_side(labels[0]):
                return self._row(cells, where, order, labels[0].side)
            if not self._is_side_table() or self._names_person(cells[0], labels[0]):
                return self._row(cells, where, order)
        if self._is_side_table():
            if self._names_person(cells[0], labels[0]):
                return self._gappy_row(filled, where, order)
            return self._side_row(cells, where, order)
        if between_values(cells):
            return self._between(cells, where, order)
        label = labels[0]
        if label is None or label.concept is Concept.NONE:
            return bool(self.heads) and len(cells) >= 2 and self._gappy_row(filled, where, order)
        return self._labelled_row(label, cells, labels, where, order)

    def take_sides(self, columns: SideColumns) -> None:
        """Take the heading of a table that sets the old beside the new."""
        self.heads, self.labels_at, self.titles = with_sides(columns), columns.labels_at, ("", "", "")
        self.before = {}
        self.side_by_side = 0

    def _is_side_table(self) -> bool:
        heads = [h for h in self.heads if h is not None]
        return (
            len(heads) >= 1
            and all(
                h.side is not None and (h.concept is Concept.NONE or h.concept is heads[-1].concept) for h in heads[-2:]
            )
            and sum(h.side is not None for h in heads) >= 2
            and {h.side for h in heads[-2:]} == {Side.FORMER, Side.NEW}
            and len(self.heads) <= 3
        )

    def _side_row(self, cells: tuple[str, ...], where: str, order: int) -> bool:
        """A row under the old and the new, wherever its label stands; one that cannot be read states nothing."""
        cells = labels_first(cells, self.labels_at)
        label = read_label(cells[0], 0.8) if cells[0] else None
        label = of_what_it_holds(cells[0], label, cells[1]) if label is not None and len(cells) == 2 else label
        sides = [h.side for h in self.heads if h is not None and h.side is not None][-2:]
        values = dict(zip(sides, cells[-2:], strict=False)) if len(cells) >= 3 else {}
        if label is None or label.concept in _GENERIC_HEADS:
            label = of_both_values(cells) or label
        if label is not None and label.concept is Concept.NAME and are_schools(cells[1:]):
            label = replace(label, concept=Concept.SCHOOL)
        if values:
            old, new = values[Side.FORMER], values[Side.NEW]
            label = of_the_days(label, cells[0], old, new, self.sent_on)
            if label is not None and label.concept is Concept.LEAVING and old:
                values = {Side.FORMER: old}
        if label is None or label.concept is Concept.NONE:
            return bool(self.labels_at)
        for side, value in values.items():
            if value:
                self._state(replace(label, side=side), value, where, order, 0)
        return True

    def _between(self, cells: tuple[str, ...], where: str, order: int) -> bool:
        """A row with its label between two values under no heading: a sentence may tell whose each column is."""
        if self.sides_told is not None:
            self.take_sides(SideColumns(self.sides_told, 1))
            return self._side_row(cells, where, order)
        return True

    def _tells_side(self, label: Label) -> bool:
        """Whether a row is of the old school or the new: ``Old`` below a first heading that is empty."""
        beside = [head for head in self.heads[1:] if head is not None]
        return (
            label.concept is Concept.NONE
            and label.side is not None
            and self.heads[0] is None
            and len(beside) > 1
            and all(head.side is None and head.concept not in OF_NAMES for head in beside)
        )

    def _names_person(self, cell: str, label: Label | None) -> bool:
        """Whether a row below ``Name | Old | New`` begins with somebody's name."""
        head = self.heads[0] if self.heads else None
        named = head is not None and head.concept is Concept.NAME and label is None
        return named and Concept.NAME in shapes_of(cell)

    def _gappy_row(self, values: Sequence[str], where: str, order: int) -> bool:
        """A row with fewer or more cells than there are headings, or with wide gaps for empty ones."""
        head = self.heads[0]
        if head is not None and head.concept is Concept.NAME and Concept.NAME not in shapes_of(values[0]):
            return False
        found = list(certain_of(self.heads, self.titles, values, where, self.sent_on))
        if not any(s.value or s.confirmed for s in found) or _TOTAL.fullmatch(fold(values[0])):
            return bool(found)
        self.people += 1
        self.stated.extend(replace(s, person=self.people, order=order) for s in found)
        return True

    def _row(self, cells: tuple[str, ...], where: str, order: int, side: Side | None = None) -> bool:
        found: list[Statement] = []
        values = dict(enumerate(cells))
        for place, head in enumerate(self.heads):
            value = values.get(place, "")
            if value and is_same_as(value):
                value = self.before.get(place, "")
            if value:
                self.before[place] = value
            if head is not None and head.concept is Concept.NONE and value:
                head = self._by_value(head, value)
            elif value:
                head = self._by_title(head, place, value)
            if head is not None and side is not None:
                head = replace(head, side=side)
            if head is not None and value:
                found.extend(labelled(head, value, where, self.sent_on))
        if not found:
            return False
        if side is not None:
            self.stated.extend(replace(s, order=order) for s in found)
            return True
        if _TOTAL.fullmatch(fold(next(cell for cell in cells if cell))):
            return True
        self.people += 1
        self.stated.extend(replace(s, person=self.people, order=order) for s in found)
        return True

    def _by_title(self, head: Label | None, place: int, value: str) -> Label | None:
        """A column whose title asks for something else than the label that we know it by, by what it holds."""
        title = self.titles[place] if place < len(self.titles) else ""
        if is_no_field(title):
            return head
        if head is None or head.concept in (Concept.IGNORED, Concept.LEAVING):
            return composed_label(title, value) or head
        return of_what_it_holds(title, head, value)

    def _by_value(self, head: Label, value: str) -> Label:
        """A column that only says the side (``From``, ``To``, ``Left``) is of what its values are."""
        if find_dates(value, self.sent_on):
            return Label(Concept.LEAVING, Side.FORMER)
        if find_dfes_numbers(value) and not find_names(value):
            return replace(head, concept=Concept.DFES)
        if find_usernames(value):
            return replace(head, concept=Concept.USERNAME)
        return replace(head, concept=Concept.SCHOOL) if find_names(value) else head

    def _labelled_row(
        self, label: Label, cells: tuple[str, ...], labels: list[Label | None], where: str, order: int
    ) -> bool:
        values = list(cells[1:])
        label = of_what_it_holds(cells[0], label, values[0]) if len(values) == 1 else label
        if len(values) == 2 and labels[1] is not None and labels[1].concept is label.concept:
            values = values[1:]
        if len(values) == 3 and labels[2] is not None:
            self._state(label, values[0], where, order, 0)
            self._state(labels[2], values[2], where, order, 0)
            return True
        if label.concept is Concept.NAME and len(values) >= 2 and len({fold(value) for value in values}) == 1:
            values = values[:1]  # of one and the same, whose two accounts stand below
        if len(values) >= 2 and (self.side_by_side == len(values) or (label.concept in OF_NAMES and all(values))):
            self.side_by_side = len(values)
            self.people = max(self.people, len(values))
            for number, value in enumerate(values, 1):
                text = values[number - 2] if number > 1 and is_same_as(value) else value
                self._state(label, text, where, order, number)
            return True
        text = " ".join(value for value in values if value)
        self._state(label, text, where, order, 0)
        return True

    def _state(self, label: Label, value: str, where: str, order: int, person: int) -> None:
        self.stated.extend(replace(s, person=person, order=order) for s in labelled(label, value, where, self.sent_on))

    def take_parts(self, text: str, where: str, order: int) -> bool:
        """A paragraph that lists labels between strokes or commas, or the values that answer such a list."""
        plain = tidy(text)
        for stroke in (r"\s*/\s*", r"\s*\|\s*", r"\s*[,;]\s*"):
            if sum(map(plain.count, stroke.strip("\\s*[]"))) < 2:
                continue
            tail = plain.rsplit(":", 1)[1] if ":" in plain and not plain.endswith(":") else plain.rstrip(":")
            parts = [tidy(part) for part in re.split(stroke, tail) if part.strip()]
            if len(parts) < 3:
                continue
            labels = [read_label(part, 0.8) for part in parts]
            if all(label is not None and label.concept not in _GENERIC_HEADS for label in labels):
                self.heads = labels
                self.titles = tuple(parts)
                self.before = {}
                return True
            numbered = [
                part.strip(" *_")
                for part in re.split(stroke.replace(r"\s*/", r"\s+/").replace("/\\s*", "/\\s+"), plain)
                if part.strip(" *_")
            ]
            if self._answers_heads(numbered):
                return self._row(tuple(numbered), where, order)
        return False

    def _answers_heads(self, parts: Sequence[str]) -> bool:
        """Whether the parts of a line are a row of the table above, and no sentence that was cut at its commas."""
        if len(self.heads) < 3 or len(parts) != len(self.heads) or self._is_side_table():
            return False
        found = fitting(self.heads, self.titles, parts)
        asked = any(head is not None and head.concept in IDENTIFIERS for head in self.heads)
        return found is not None and (found > 0 or not asked)

    def finish(self) -> list[Statement]:
        """All statements of the tables."""
        return self.stated
