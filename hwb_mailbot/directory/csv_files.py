"""Reading and writing the CSV files of CONTRACT, with every bad row named by file, line and column.

Files are UTF-8 (a byte order mark is accepted) with a header row; columns may stand in any order, unknown ones
are passed over. Cells lose white space around them. A cell that a spreadsheet would take for a formula is written
with an apostrophe before it (CWE-1236), which reading takes off again.

What can fail: everything that is wrong is gathered in a ``Faults`` and raised together as ``BadFiles``, before
anything is done with the good rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_NAMED = 50
"""So many faults are named one by one; the rest is counted."""


_FORMULA = re.compile(r"[\s']*[=+@|%\-\uff1d\uff0b\uff20\uff0d]")
"""What a spreadsheet may calculate, and what such text looks like once made harmless."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file. ``line`` counts from 1, the header row included; 0 is the whole file."""

    file: str
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        return f"{self.file}{place}{f', column {self.column}' if self.column else ''}: {self.text}"


class BadFiles(Exception):
    """Files that cannot be used; ``faults`` says why, at most ``MOST_NAMED`` of ``count``."""

    def __init__(self, faults: Sequence[Fault], count: int) -> None:
        more = [f"and {count - len(faults)} more"] if count > len(faults) else []
        super().__init__("\n".join([*map(str, faults), *more]))
        self.faults = tuple(faults)
        self.count = count


class Faults:
    """Gathers faults while files are read."""

    def __init__(self) -> None:
        self._named: list[Fault] = []
        self.count = 0

    def add(self, file: str, line: int, column: str, text: str) -> None:
        """Remember one fault."""
        self.count += 1
        if len(self._named) < MOST_NAMED:
            self._named.append(Fault(file, line, column, text))

    def refuse(self) -> None:
        """Raise ``BadFiles`` if there was any fault."""
        if self.count:
            raise BadFiles(self._named, self.count)


class BadCell(ValueError):
    """A cell's text is not what its column allows; the message says what is."""


Parser = Callable[[str], object]


class CsvFile:
    """The rows of one file, cells in the order of the columns asked for."""

    def __init__(self, path: Path, columns: Sequence[str], faults: Faults) -> None:
        self.name = path.name
        self._path = path
        self._columns = columns
        self._faults = faults

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of every row that has as many cells as the header; what is wrong is added as faults."""
        try:
            text = self._path.read_bytes().decode("utf-8-sig")
        except OSError as fault:
            self._faults.add(self.name, 0, "", f"cannot be read: {fault.strerror or fault}")
            return
        except UnicodeDecodeError as fault:
            self._faults.add(self.name, *_not_utf8(fault))
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            yield from self._good_rows(reader)
        except csv.Error as fault:
            self._faults.add(self.name, reader.line_num, "", f"is not CSV here: {fault}")

    def bad(self, line: int, column: str, text: str) -> None:
        """Add a fault of this file."""
        self._faults.add(self.name, line, column, text)

    def parse(self, line: int, cells: Sequence[str], parsers: Sequence[Parser]) -> list[object] | None:
        """The cells' values, or None where any is bad; each bad one becomes a fault."""
        try:
            return [parser(cell) for parser, cell in zip(parsers, cells, strict=True)]
        except BadCell:
            self._name_bad_cells(line, cells, parsers)
            return None

    def _name_bad_cells(self, line: int, cells: Sequence[str], parsers: Sequence[Parser]) -> None:
        for column, cell, parser in zip(self._columns, cells, parsers, strict=True):
            try:
                parser(cell)
            except BadCell as fault:
                self.bad(line, column, str(fault))

    def _good_rows(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        header = [cell.strip().lower() for cell in next(reader, [])]
        faults = _header_faults(header, self._columns)
        for column, fault in faults:
            self.bad(1 if header else 0, column, fault)
        if faults:
            return
        places = [header.index(column) for column in self._columns]
        before = reader.line_num  # type: ignore[attr-defined]  # a csv reader, which has no type of its own
        for row in reader:
            line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
            if not row:
                continue
            if len(row) != len(header):
                self.bad(line, "", f"has {len(row)} cells, the header row {len(header)}")
                continue
            yield line, [_as_meant(row[place].strip()) for place in places]


def _header_faults(header: Sequence[str], columns: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong with a header row, each with its columns; what all columns are is told once."""
    missing = [column for column in columns if column not in header]
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if not any(header):
        return [("", f"is empty: the first line must name the columns {', '.join(columns)}")]
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            return [("", f"the cells are separated by {name}: save the file as CSV with commas")]
    if len(missing) == len(columns):
        return [("", f"is no header row: the first line must name the columns {', '.join(columns)}")]
    faults = [(", ".join(missing), "is missing from the header row")] if missing else []
    return [*faults, *((column, "is there twice") for column in twice)]


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a file as CONTRACT describes; gives the number of rows. Raises ``OSError``."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([inert(cell) for cell in row])
            count += 1
    return count


def inert(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula (CWE-1236)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _as_meant(cell: str) -> str:
    return cell[1:].strip() if cell.startswith("'") and _FORMULA.match(cell) else cell


def _not_utf8(fault: UnicodeDecodeError) -> tuple[int, str, str]:
    data = fault.object
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 0, "", "is UTF-16: save it as UTF-8 (Excel: 'CSV UTF-8')"
    line = data.count(b"\n", 0, fault.start) + 1
    return line, "", f"byte 0x{data[fault.start]:02x} is not UTF-8: save it as UTF-8 (Excel: 'CSV UTF-8')"
