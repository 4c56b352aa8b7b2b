"""What heads a column of a sheet: the labels that are none anywhere else, and what is no detail of ours.

``DOL``, ``Left`` and ``Destination`` head columns in lists that schools and their HR teams keep, beside ``Post``,
``FTE`` and ``Contract``, whose values must not be taken for a school's or a person's name. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.shapes import shapes_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_LONGEST = 40
_HEADS = (
    ("no_field", Label(Concept.IGNORED)),
    ("new_school", Label(Concept.SCHOOL, Side.NEW)),
    ("username", Label(Concept.USERNAME)),
    ("leaving", Label(Concept.LEAVING, Side.FORMER)),
)
_FOR_SHORT_FORMS = 4
"""Columns from which on a short form is a title too; ``Cod staff``, ``Staff code``, ``JWI`` is an answered row."""
_WIDE = 5
"""Columns from which on a row is so wide that names among its labels are titles too."""


def _plain(cell: str) -> str:
    return fold(cell).strip(" *_:=;?.-\t\"'>|#")


@lru_cache(maxsize=1024)
def column_head(cell: str) -> Label | None:
    """The label that ``cell`` is at the head of a column; ``None`` where it is none that is known."""
    plain = _plain(cell)
    for key, label in _HEADS:
        if plain and pattern("columns", key).fullmatch(plain):
            return label
    return read_label(cell, 0.8)


def heads_labels(cell: str) -> bool:
    """Whether a cell heads the column of labels: ``Details``, ``Manylion``."""
    return bool(pattern("columns", "of_labels").fullmatch(fold(cell).strip(" *_:.?-/")))


def is_no_field(cell: str) -> bool:
    """Whether the column under ``cell`` holds nothing of ours, whatever its values look like: ``Post``, ``FTE``."""
    return bool(pattern("columns", "no_field").fullmatch(_plain(cell)))


def are_titles(filled: Sequence[str]) -> bool:
    """Whether the cells head columns, though not every one is a label we know: most are, and none is a value."""
    labels = [column_head(cell) for cell in filled]
    known = sum(label is not None for label in labels)
    asked = sum(label is not None and label.concept not in (Concept.IGNORED, Concept.NONE) for label in labels)
    if len(filled) < 3 or known < 2 or not asked or known * 2 < len(filled):
        return False
    short_forms = len(filled) >= _FOR_SHORT_FORMS
    wide = len(filled) >= _WIDE and known * 3 >= len(filled) * 2
    return all(
        len(cell) <= _LONGEST and (label is not None or _may_be_title(cell, short_forms, wide))
        for cell, label in zip(filled, labels, strict=True)
    )


def _may_be_title(cell: str, short_forms: bool, wide: bool) -> bool:
    """Whether a cell, no label, may be a title: no value, but a short form (``FTE``) or, in a wide row, a name."""
    if any(character.isdigit() or character == "@" for character in cell):
        return False
    shapes = shapes_of(cell)
    return not shapes or (short_forms and shapes == (Concept.CODE,)) or (wide and Concept.NAME in shapes)
