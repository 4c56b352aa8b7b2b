"""Several values of one line that each have their label in a bracket: ``ab1 (old username), ab2 (new username)``.

Read as one labelled value, the line would give the first value the last bracket's label. Every bracket must hold a
label, behind each value or before each. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.terms.labels import Concept, Label, read_label
from hwb_mailbot.reading.terms.shapes import shapes_of
from hwb_mailbot.reading.terms.unseparated import Pair

_LONGEST = 300
_OF_A_SCHOOL = frozenset({Concept.DFES, Concept.USERNAME})
"""What a bracket may call by its school."""
_BEHIND = re.compile(
    r"\s*(?:[,;/|]|\s(?:and|a|ac|&)\s)?\s*(?P<value>[^():=]{2,80}?)\s*\((?P<label>[^()]{2,40})\)[.,;]?"
)
_BEFORE = re.compile(r"\s*[,;/|]?\s*\((?P<label>[^()]{2,40})\)\s?[:=-]?\s*(?P<value>[^()]{2,80}?)(?=[\s,;/|]*(?:\(|$))")
_HEAD = re.compile(r"(?P<head>[^():]{3,40}?)\s?[:=]?\s?(?=\()")


def each_bracketed(line: str) -> tuple[Pair, ...]:
    """The labelled values of a line in which each has a bracket; ``()`` where it is not so."""
    if line.count("(") < 2 or len(line) > _LONGEST:
        return ()
    found = _pairs(line, _BEFORE) if line.startswith("(") else _pairs(line, _BEHIND) or _of_sides(line)
    return tuple(found)


def _of_sides(line: str) -> list[Pair]:
    """``Username (old) ab1 (new) ab2``: one label before values whose brackets tell only their sides."""
    head = _HEAD.match(line)
    label = read_label(head["head"], 0.8) if head else None
    if head is None or label is None or label.concept in (Concept.NONE, Concept.IGNORED) or label.side is not None:
        return []
    pairs = _pairs(line[head.end() :], _BEFORE, label)
    return pairs if len({pair[0].side for pair in pairs}) == len(pairs) else []


def _pairs(line: str, shape: re.Pattern[str], of: Label | None = None) -> list[Pair]:
    pairs: list[Pair] = []
    place = 0
    while place < len(line.rstrip(" .,;")):
        found = shape.match(line, place)
        if found is None:
            return []
        label = _label(found["label"], found["value"], of)
        if label is None:
            return []
        pairs.append((label, found["value"].strip(" :=")))
        place = found.end()
    return pairs if len(pairs) > 1 and _differ([label for label, _ in pairs]) else []


def _label(words: str, value: str, of: Label | None) -> Label | None:
    """The label in a bracket, for what its value is by its shape: ``661 2345 (old school)`` is the school's number."""
    label = read_label(words, 0.8)
    if label is None or label.concept in (Concept.IGNORED, Concept.AUTHORITY):
        return None  # an authority and its school make one number together
    shapes = shapes_of(value)
    if of is not None:
        return replace(of, side=label.side) if label.concept is Concept.NONE and label.side is not None else None
    if label.concept is Concept.NONE:
        return replace(label, concept=shapes[0]) if shapes else None
    if label.concept is Concept.SCHOOL and shapes[:1] and shapes[0] in _OF_A_SCHOOL:
        return replace(label, concept=shapes[0])
    return label


def _differ(labels: Sequence[Label]) -> bool:
    return len({(label.concept, label.side) for label in labels}) == len(labels)
