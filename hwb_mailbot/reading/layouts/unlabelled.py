"""Where a mail gives its details without labels: marked lists, bare values on lines of their own, blocks of people.

Finds the lines that belong together; ``lists`` reads them. Lines taken here are read nowhere else. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from hwb_mailbot.reading.layouts.announced import announced_order, bracketed_order
from hwb_mailbot.reading.layouts.collapsed_sides import collapsed_sides
from hwb_mailbot.reading.layouts.columns import column_head, is_no_field
from hwb_mailbot.reading.layouts.fitting import fitting
from hwb_mailbot.reading.layouts.headings import bare_label
from hwb_mailbot.reading.layouts.joined_numbers import each_numbered
from hwb_mailbot.reading.layouts.lists import listed_by_shape, person_block, positional_list, positional_parts
from hwb_mailbot.reading.layouts.missing_cells import certain_of, rows_of
from hwb_mailbot.reading.layouts.named_rows import names_of_people, with_names
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.layouts.side_columns import SideTable
from hwb_mailbot.reading.layouts.side_rows import side_rows
from hwb_mailbot.reading.layouts.tables import TableReader
from hwb_mailbot.reading.layouts.turned import TurnedTable, turned_tables
from hwb_mailbot.reading.message.material import Line, Numbered, Voice
from hwb_mailbot.reading.terms.labels import Concept, Label, read_label
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, shapes_of
from hwb_mailbot.reading.terms.statements import Statement, is_empty, is_same_as
from hwb_mailbot.reading.text import ordinal, without_bullet

_LEAST_HEADINGS, _MOST_HEADINGS = 3, 12
_LEAST_MARKED = 3
_LEAST_CELLS = 2
"""Cells of a row in which others are missing."""
_LONGEST_CELL, _MOST_IN_CELL = 70, 8
"""Characters and words of a cell."""
_NAMES = frozenset({Concept.SURNAME, Concept.FORENAME})
"""Columns of single words, which look like headings."""
_NAMED = frozenset({Concept.NAME, Concept.SCHOOL})
_LEAST_BARE = 4
_ENDED = re.compile(r"[.,;!:=]$")


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """The statements of details without labels, and the numbers of the lines that they are read from."""

    stated: list[Statement]
    consumed: set[int]
    listed: int
    """How many people a table lists."""
    spoken: dict[int, str]
    """What those lines say in prose beside."""


def unlabelled(lines: Sequence[Line], sent_on: date | None) -> Unlabelled:
    """What the lines give without labels."""
    finder = _Finder(lines, sent_on)
    finder.in_rows()
    finder.turned()
    finder.sides()
    finder.announced()
    finder.collapsed()
    finder.marked()
    finder.bare()
    finder.people()
    return Unlabelled(finder.stated, finder.consumed, finder.listed, finder.spoken)


class _Finder:
    def __init__(self, lines: Sequence[Line], sent_on: date | None) -> None:
        self.lines = lines
        self.sent_on = sent_on
        self.stated: list[Statement] = []
        self.consumed: set[int] = set()
        self.spoken: dict[int, str] = {}
        self.listed = 0
        self.own: list[Numbered] = each_numbered(
            (i, line)
            for i, line in enumerate(lines)
            if line.voice in (Voice.OWN, Voice.QUOTED_FORM) and line.text.strip()
        )

    def _left(self) -> list[Numbered]:
        return [(i, line) for i, line in self.own if i not in self.consumed]

    def _take(self, found: Sequence[Statement], run: Sequence[Numbered]) -> bool:
        self.stated.extend(replace(s, order=run[0][0]) for s in found)
        if found:
            self.consumed.update(index for index, _ in run)
        return bool(found)

    def _take_tables(self, tables: Iterable[SideTable | TurnedTable]) -> None:
        for found in tables:
            self.stated.extend(found.stated)
            self.consumed.update(index for index, _ in found.run)

    def _by_shape(self, texts: Sequence[str], run: Sequence[Numbered], *, excuses: int) -> None:
        """Take the answers that are read; an excuse and what is told in words are left for prose."""
        found = listed_by_shape(texts, run[0][1].where, self.sent_on, excuses=excuses)
        for place, stated in found.items():
            self._take(stated, [run[place]])

    def in_rows(self) -> None:
        """Tables with a row for the old and one for the new."""
        self._take_tables(side_rows([item for item in self.own if item[1].voice is Voice.OWN], self.sent_on))

    def turned(self) -> None:
        """Tables with a column for each of several people, in cells or one cell a line."""
        own = [item for item in self._left() if item[1].voice is Voice.OWN]
        tables = list(turned_tables(own, self.sent_on))
        self._take_tables(tables)
        self.listed = max([self.listed, *(found.people for found in tables)])

    def sides(self) -> None:
        """Tables of old and new that a program made one cell a line."""
        own = [item for item in self._left() if item[1].voice is Voice.OWN and not item[1].cells]
        self._take_tables(collapsed_sides(own, self.sent_on))

    def announced(self) -> None:
        """Values below a sentence that announces their order."""
        found, run = announced_order([item for item in self._left() if item[1].voice is Voice.OWN], self.sent_on)
        if found:
            self._take(found, run)
            return
        bracketed = bracketed_order([item for item in self._left() if item[1].voice is Voice.OWN], self.sent_on)
        if bracketed is not None:
            self._take(bracketed.stated, bracketed.run)
            self.consumed.update(index for index, _ in bracketed.run)
            self.spoken[bracketed.run[0][0]] = bracketed.spoken
            self.listed = max(self.listed, bracketed.rows if bracketed.rows > 1 else 0)

    def collapsed(self) -> None:
        """Tables that a program made one cell a line: the headings, then the cells of each row."""
        own = [item for item in self._left() if item[1].voice is Voice.OWN and not item[1].cells]
        if len(own) < _LEAST_HEADINGS + _LEAST_CELLS:
            return
        texts = [line.text.strip() for _, line in own]
        start = 0
        while start + _LEAST_HEADINGS + _LEAST_CELLS <= len(own):
            end = start
            while end < len(own) and end - start < _MOST_HEADINGS and _is_heading(texts[end]):
                end += 1
            all_alike = end
            named = self._below_an_empty_corner(texts, own, start, end)
            if named:
                start = named
                continue
            table, rows = self._headed(texts, own, start, end)
            while not rows and end - start > _LEAST_HEADINGS:
                end -= 1  # a surname may look like a heading
                table, rows = self._headed(texts, own, start, end)
            end = end if rows else all_alike
            size = end - start
            values = self._values(texts, own, end)
            if self._lacks_a_cell(texts, start, end, rows, values):
                start = self._gappy(texts, own, start, end, values)
                continue
            if rows:
                self.stated.extend(table.finish() if rows > 1 else [replace(s, person=0) for s in table.finish()])
                self.listed = max(self.listed, rows if rows > 1 else 0)
                last = end + rows * size
                self.consumed.update(index for index, _ in own[start:last])
            start = max(start + 1, end + rows * size if rows else end)

    def _below_an_empty_corner(self, texts: list[str], own: list[Numbered], start: int, end: int) -> int:
        """Take rows that begin with a name below headings of which none is over the names; the line behind them."""
        size, rows = end - start, 0
        heads, titles = [column_head(text) for text in texts[start:end]], tuple(texts[start:end])
        if size < _LEAST_HEADINGS or not names_of_people(heads, titles, texts[end : end + size + 1]):
            return 0
        table = TableReader(self.sent_on)
        table.heads, table.titles = with_names(heads, titles, texts[end : end + size + 1])
        while self._row(table, texts, own, end + rows * (size + 1), size + 1):
            rows += 1
        last = end + rows * (size + 1)
        self.stated.extend(replace(s, person=s.person if rows > 1 else 0) for s in table.finish())
        self.listed = max(self.listed, rows if rows > 1 else 0)
        self.consumed.update(index for index, _ in own[start:last])
        return last if rows else 0

    def _values(self, texts: list[str], own: list[Numbered], first: int) -> int:
        """How many lines from ``first`` on may be cells: short ones, one right below the other."""
        last = first
        while last < len(own) and len(texts[last]) <= _LONGEST_CELL and not _ENDED.search(texts[last]):
            apart = own[last][0] - own[last - 1][0]
            shapes = shapes_of(texts[last])
            empty_line = apart == 2 and (last == first or (bool(shapes) and shapes[0] in IDENTIFIERS))
            labelled = any(value for _, value in pairs_in(texts[last]))
            if (apart > 1 and not empty_line) or labelled or len(texts[last].split()) > _MOST_IN_CELL:
                break
            last += 1
        return last - first

    def _lacks_a_cell(self, texts: list[str], start: int, end: int, rows: int, values: int) -> bool:
        """Whether the cells below the headings make no whole rows, so that what stands where is not certain."""
        size, over = end - start, texts[end + rows * (end - start) : end + values]
        if size < _LEAST_HEADINGS or not all(column_head(text) for text in texts[start:end]):
            return False
        below = map(column_head, texts[end : end + values + 1])
        if any(label is not None and label.concept is Concept.NONE for label in below):
            return False  # blocks under headings of their own: ``Old``, ``New``
        shapes = [shapes_of(text)[:1] for text in over]
        if rows:
            return any(shape and shape[0] in IDENTIFIERS for shape in shapes)
        known = [shape[0] for shape in shapes if shape]
        return _LEAST_CELLS <= values != size and len(known) * 2 > values and bool(IDENTIFIERS.intersection(known))

    def _gappy(self, texts: list[str], own: list[Numbered], start: int, end: int, values: int) -> int:
        """Take the rows of a table in which a cell is missing; the line behind it."""
        heads = [column_head(text) for text in texts[start:end]]
        people = rows_of(heads, texts[start:end], texts[end : end + values])
        first = end
        for number, row in enumerate(people, 1):
            person = number if len(people) > 1 else 0
            stated = certain_of(heads, texts[start:end], row, own[first][1].where, self.sent_on)
            self.stated.extend(replace(s, person=person, order=own[first][0]) for s in stated)
            first += len(row)
        self.listed = max(self.listed, len(people) if len(people) > 1 else 0)
        self.consumed.update(index for index, _ in own[start : end + values])
        return end + values

    def _headed(self, texts: list[str], own: list[Numbered], start: int, end: int) -> tuple[TableReader, int]:
        """The table whose headings are the lines from ``start`` to ``end``, and how many rows follow."""
        table, rows, size = TableReader(self.sent_on), 0, end - start
        if size >= _LEAST_HEADINGS and table.take(tuple(texts[start:end]), own[start][1].where, own[start][0]):
            while table.heads and self._row(table, texts, own, end + rows * size, size):
                rows += 1
        return table, rows

    def _row(self, table: TableReader, texts: list[str], own: list[Numbered], first: int, size: int) -> bool:
        """Take the lines from ``first`` as a row where they fit the headings."""
        cells = tuple(texts[first : first + size])
        columns = [c for c in zip(table.heads, table.titles, cells, strict=False) if not is_no_field(c[1])]
        ours = [(head, cell) for head, _, cell in columns if head is None or head.concept not in _NAMES]
        if len(cells) < size or any(len(cell) > 70 or _heads_again(head, cell) for head, cell in ours):
            return False
        if any(line.voice is Voice.QUOTE for line in self.lines[own[first - 1][0] : own[first + size - 1][0]]):
            return False
        return bool(fitting(table.heads, table.titles, cells)) and table.take(cells, own[first][1].where, own[first][0])

    def marked(self) -> None:
        """Lists marked with numbers, letters or bullets."""
        if len(self.own) < _LEAST_MARKED:
            return
        for run in self._runs(lambda line: bool(ordinal(line.text))):
            marks = [ordinal(line.text) for _, line in run]
            labels = sum(bool(pairs_in(line.text)) for _, line in run)
            texts = [without_bullet(line.text) for _, line in run]
            ordered = (
                positional_list(marks, texts, run[0][1].where, self.sent_on) if len(run) >= 4 and labels <= 1 else []
            )
            if self._take(ordered, run):
                continue
            if labels * 2 < len(run):
                self._by_shape(texts, run, excuses=2)
        for run in self._runs(lambda line: without_bullet(line.text) != line.text.strip() and not ordinal(line.text)):
            texts = [without_bullet(line.text) for _, line in run]
            if sum(bool(pairs_in(text)) for text in texts) * 2 < len(run):
                self._by_shape(texts, run, excuses=1)

    def _runs(self, belongs: Callable[[Line], bool]) -> list[list[Numbered]]:
        """Own lines one after another that belong together, at least ``_LEAST_MARKED``."""
        runs: list[list[Numbered]] = []
        before = False
        for item in self._left():
            now = belongs(item[1]) and not item[1].cells
            if now and before:
                runs[-1].append(item)
            elif now:
                runs.append([item])
            before = now
        return [run for run in runs if len(run) >= _LEAST_MARKED]

    def bare(self) -> None:
        """Bare values on lines one after another, in the guidance's order or known by their shapes."""
        left = self._left()
        if len(left) < _LEAST_BARE:
            return
        usable = _long_runs([len(line.text) <= 90 and not line.cells for _, line in left])
        usable = _long_runs([
            short and not pairs_in(line.text) and not bare_label(line.text)
            for short, (_, line) in zip(usable, left, strict=True)
        ])  # fmt: skip
        if not any(usable):
            return
        for start in range(len(left) - _LEAST_BARE):
            for size in (6, 5):
                window = left[start : start + size]
                if len(window) < size or not all(usable[start : start + size]) or self._taken(window):
                    continue
                texts = [without_bullet(line.text) for _, line in window]
                self._take(positional_parts(texts, window[0][1].where, self.sent_on), window)
        for run in self._shaped_runs(left, usable):
            texts = [without_bullet(line.text) for _, line in run]
            self._by_shape(texts, run, excuses=0)

    def _shaped_runs(self, left: Sequence[Numbered], usable: Sequence[bool]) -> list[list[Numbered]]:
        runs: list[list[Numbered]] = [[]]
        for (index, line), fit in zip(left, usable, strict=True):
            if fit and index not in self.consumed and shapes_of(without_bullet(line.text)):
                runs[-1].append((index, line))
            else:
                runs.append([])
        return [run for run in runs if len(run) >= _LEAST_BARE and not self._taken(run) and self._stands_apart(run)]

    def _stands_apart(self, run: Sequence[Numbered]) -> bool:
        """Whether the lines are no part of a paragraph of prose."""
        if any(line.text.rstrip().endswith((",", ";")) for _, line in run):
            return False
        before, after = run[0][0] - 1, run[-1][0] + 1
        above = self.lines[before].text.strip() if before >= 0 else ""
        below = self.lines[after].text.strip() if after < len(self.lines) else ""
        return not below and (not above or above.endswith((":", "-", "–")))

    def _taken(self, window: Sequence[Numbered]) -> bool:
        """Whether the lines are read already, or are answers to a quoted form or to labels just above."""
        first, last = window[0][0], window[-1][0]
        if self.consumed & {index for index, _ in window}:
            return True
        if any(line.voice is Voice.QUOTE for line in self.lines[first:last]):
            return True
        above = [line for line in self.lines[max(0, first - 12) : first] if line.text.strip()][-2:]
        return any(read_label(line.text, 0.8) for line in above)

    def people(self) -> None:
        """Blocks of lines, a blank one between them, that each name a leaver, a username and a school."""
        blocks: list[list[Numbered]] = []
        for index, line in self._left():
            if blocks and blocks[-1][-1][0] == index - 1:
                blocks[-1].append((index, line))
            else:
                blocks.append([(index, line)])
        for block in blocks:
            if not any(line.cells for _, line in block):
                texts = [without_bullet(line.text) for _, line in block]
                self._take(person_block(texts, block[0][1].where, self.sent_on), block)


def _long_runs(fit: Sequence[bool]) -> list[bool]:
    """The same without runs of fewer than ``_LEAST_BARE``."""
    kept: list[bool] = []
    for fits, run in groupby(fit):
        size = len(list(run))
        kept += [fits and size >= _LEAST_BARE] * size
    return kept


def _heads_again(head: Label | None, cell: str) -> bool:
    """Whether a cell is no value of its column but a heading; a name of two words, nobody's we know, is a value."""
    if head is not None and head.concept in _NAMED and len(cell.split()) > 1:
        return read_label(cell, 0.8) is not None
    return _is_heading(cell)


def _is_heading(text: str) -> bool:
    """Whether a line can head a column: a label, or a word or two that are no value."""
    if len(text) > 60 or _ENDED.search(text) or (len(text.split()) > 2 and read_label(text, 0.8) is None):
        return False
    if is_empty(text) or is_same_as(text):
        return False
    return not shapes_of(text) or (not any(map(str.isdigit, text)) and column_head(text) is not None)
