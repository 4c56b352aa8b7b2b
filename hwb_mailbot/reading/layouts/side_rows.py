"""Tables of old and new whose labels stand over the columns: ``Username | DfES number``, below it ``Old`` and ``New``.

The first cell of two rows, one below the other, tells whose the row is; without it the two would be two people's, and
an old account would be read as a new one. Such a table is ``side_columns``' turned over, and is read as that one is.
Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hwb_mailbot.reading.layouts.columns import column_head
from hwb_mailbot.reading.layouts.side_columns import SideColumns, SideTable, side_columns
from hwb_mailbot.reading.layouts.tables import TableReader, cells_of
from hwb_mailbot.reading.message.material import Numbered
from hwb_mailbot.reading.terms.labels import read_label
from hwb_mailbot.reading.terms.names import find_names
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, OF_NAMES

_HEIGHT = 3
_LEAST_CELLS = 2


def side_rows(own: Sequence[Numbered], sent_on: date | None) -> Iterator[SideTable]:
    """The tables with a row for the old and one for the new among the sender's ``own`` lines."""
    cells = [cells_of(line) for _, line in own]
    at = 0
    while at + _HEIGHT <= len(own):
        turned = _turned(*cells[at : at + _HEIGHT])
        if turned is None:
            at += 1
            continue
        sides, rows = turned
        table = TableReader(sent_on)
        table.take_sides(sides)
        for row in rows:
            table.take(row, own[at + 1][1].where, own[at][0])
        yield SideTable(table.finish(), own[at : at + _HEIGHT])
        at += _HEIGHT


def _turned(
    heads: tuple[str, ...], first: tuple[str, ...], second: tuple[str, ...]
) -> tuple[SideColumns, list[tuple[str, ...]]] | None:
    """The sides of the two rows, and for each column its title and the two values."""
    if not heads or len(first) < _LEAST_CELLS or len(first) != len(second) or not (first[0] and second[0]):
        return None
    sides = side_columns((first[0], second[0]))
    if sides is None or not (_is_no_name(first[0]) and _is_no_name(second[0])):
        return None
    titles = heads[len(heads) - len(first) + 1 :]
    corner = column_head(heads[0]) if len(heads) == len(first) else None
    if len(first) - len(heads) not in (0, 1) or (corner is not None and corner.concept in OF_NAMES):
        return None
    labels = [column_head(title) for title in titles]
    if not any(label is not None and label.concept in IDENTIFIERS for label in labels):
        return None
    if any(label is not None and label.side is not None and label.concept in IDENTIFIERS for label in labels):
        return None
    return SideColumns(sides.sides, 0), list(zip(titles, first[1:], second[1:], strict=True))


def _is_no_name(cell: str) -> bool:
    """Whether ``cell`` only tells the side: ``Old Road Primary`` beside ``New Inn Primary`` are two schools."""
    label = read_label(cell, 0.8)
    return (label is not None and label.side is not None) or not find_names(cell)
