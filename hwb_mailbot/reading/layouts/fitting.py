"""Whether cells are a row under the headings above them: every identifier must be one, or be said to be none.

Sentences cut at their commas, and lines beneath a table, have as many pieces as a row at times. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwb_mailbot.reading.terms.composed import composed_label
from hwb_mailbot.reading.terms.labels import Label
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, can_be
from hwb_mailbot.reading.terms.statements import is_empty, is_same_as


def fitting(heads: Sequence[Label | None], titles: Sequence[str], cells: Sequence[str]) -> int | None:
    """How many ``cells`` have the shape that their column asks for; ``None`` where one has another."""
    found = 0
    for head, title, cell in zip(heads, titles, cells, strict=True):
        label = head or composed_label(title, cell)
        if label is None or label.concept not in IDENTIFIERS:
            continue
        fits = can_be(label.concept, cell)
        if not fits and not is_same_as(cell) and not is_empty(cell):
            return None
        found += fits
    return found
