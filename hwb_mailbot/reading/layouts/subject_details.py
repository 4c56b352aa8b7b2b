"""Details that a subject line lists between strokes or commas: ``Consolidation 6602418 / eynonm7 / MEY / 1184402``.

Each is read by its own shape, or by the order in which the mail's text names them. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.layouts.lists import listed_by_shape
from hwb_mailbot.reading.terms.labels import Concept, Label, read_label
from hwb_mailbot.reading.terms.statements import Statement
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames

_STROKES = (r"\s*\|\s*", r"\s+/\s+", r"\s*;\s*", r"\s*,\s+", r"\s+[-–—]\s+", r"\s*/\s*")
_LEAST = 3


def listed_in_subject(subject: str, own_lines: Iterable[str], sent_on: date | None) -> list[Statement]:
    """What the subject's list states, or ``[]`` where the subject is none."""
    for stroke in _STROKES:
        parts = [part.strip(" *_:") for part in re.split(stroke, subject) if part.strip(" *_:")]
        if len(parts) < _LEAST or not any(find_dfes_numbers(part) or find_usernames(part) for part in parts):
            continue
        named = next((order for line in own_lines if (order := _named_order(line, len(parts)))), None)
        if named is not None:
            parts[0] = _without_title(parts[0])
            stated = [s for label, part in zip(named, parts, strict=True)
                      for s in labelled(label, part, "subject", sent_on)]  # fmt: skip
        else:
            found = listed_by_shape(parts, "subject", sent_on, excuses=2)
            stated = [s for place in found.values() for s in place]
        if stated:
            return [replace(s, evidence=subject) for s in stated if s.value or s.confirmed is not None]
    return []


def _named_order(line: str, size: int) -> list[Label] | None:
    """The labels that a line of the mail lists, where they are as many as the values."""
    for piece in re.split(r"[.:!?]\s", line):
        names = [name for name in re.split(r"\s*[,;/|]\s*|\s+(?:and|a|ac|then|wedyn)\s+", piece.strip(" .:")) if name]
        labels = [read_label(name, 0.8) for name in names] if len(names) == size else []
        known = [label for label in labels if label is not None and label.concept not in _NO_DETAIL]
        if known and len(known) == len(labels):
            return known
    return None


def _without_title(part: str) -> str:
    """``Consolidation 6602418`` without the words that say what the mail is about."""
    words = part.split()
    return words[-1] if len(words) > 1 and re.search(r"\d", words[-1]) and not re.search(r"\d", words[-2]) else part


_NO_DETAIL = frozenset({Concept.NONE, Concept.IGNORED})
