"""Details in an order that the mail announces: ``The order is: username | staff code | …``, the values after it.

The labels may stand in brackets: ``in your order (school; DfES number; …): X; Y; …``. The announcement may run over
several lines; it counts only where every part of it is a label and the values are as many. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.message.material import Numbered
from hwb_mailbot.reading.terms.labels import Concept, Label, read_label
from hwb_mailbot.reading.terms.statements import Statement
from hwb_mailbot.reading.text import fold

_ORDER = re.compile(
    r"(?<!\w)(?:(?:y drefn (?:yw|ydi|ydy)|(?:yn|dyma) (?:y|yr) drefn(?: \w+)?|yn y drefn (?:hon|yma|ganlynol)"
    r"|mewn trefn|the order (?:is|being)|in (?:this|the following|the) order|in order)\s*[:=-]|(?:sef|namely)(?!\w))\s*"
)
_STROKES = (r"\s*\|\s*", r"\s+/\s+", r"\s*;\s*", r"\s*,\s+")
_ITS_NAME = re.compile(r"(?:a(?:nd|c)? )?(?:ei h?enw(?: hi)?|enw'r ysgol|its name|(?:the )?school'?s? name)")
_ITS_NUMBER = re.compile(r"(?:a(?:nd|c)? )?(?:its |the |school |ei )?(?:number|no|rhif)(?: hi)?")
_LEAST, _MOST_LINES, _FURTHEST, _MOST_ROWS = 3, 4, 3, 20
_LONGEST, _MOST_BRACKETS = 400, 60
"""Characters of a line, and lines with a bracket, that are looked at: who announces an order does so at once."""


def announced_order(lines: Sequence[Numbered], sent_on: date | None) -> tuple[list[Statement], list[Numbered]]:
    """The statements of values in an announced order and their numbered lines; empty where there is none."""
    for first, (_, line) in enumerate(lines):
        cue = _ORDER.search(fold(line.text))
        if cue is None:
            continue
        for size in range(1, _MOST_LINES + 1):
            asked = " ".join([line.text[cue.end() :], *(below.text for _, below in lines[first + 1 : first + size])])
            for stroke in _STROKES:
                labels = _labels(_each(_parts(stroke, asked)))
                if not labels:
                    continue
                for last in range(first + size, min(first + size + _FURTHEST, len(lines))):
                    value = " ".join(below.text for _, below in lines[first + size : last + 1])
                    stated = _values(labels, _parts(stroke, value), line.where, sent_on)
                    if stated:
                        return stated, list(lines[first : last + 1])
    return [], []


@dataclass(frozen=True, slots=True)
class Bracketed:
    """An order told in brackets: what the values state, the numbered lines read, and what else its line says."""

    stated: list[Statement]
    run: list[Numbered]
    spoken: str
    rows: int = 1
    """How many people's values follow, each on a line of their own."""


def bracketed_order(lines: Sequence[Numbered], sent_on: date | None) -> Bracketed | None:
    """The first bracket that holds nothing but labels, with the values behind or below it.

    Where the values are not as many, or do not fit, nothing is stated by their order; the labels are no values either.
    """
    with_bracket = [n for n, (_, line) in enumerate(lines) if "(" in line.text and len(line.text) <= _LONGEST]
    for first in with_bracket[:_MOST_BRACKETS]:
        line = lines[first][1]
        for opening in [found.end() for found in re.finditer(r"\S\s?\(", line.text)][:3]:
            for size in range(1, _MOST_LINES + 1):
                text = " ".join(one.text.strip() for _, one in lines[first : first + size])
                inside, closing, behind = text[opening - _indent(line.text) :].partition(")")
                if not closing or len(inside) > _LONGEST:
                    continue
                labels = next((labels for stroke in _STROKES if (labels := _labels(_parts(stroke, inside)))), [])
                if labels:
                    before = line.text[: opening - 1]
                    return _bracketed(lines, first, first + size, before, behind, labels, sent_on)
                break
    return None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _bracketed(
    lines: Sequence[Numbered], first: int, below: int, before: str, behind: str, labels: Sequence[Label],
    sent_on: date | None,
) -> Bracketed:  # fmt: skip
    """The values behind the bracket or else below it, in the lines from ``below``."""
    where = lines[first][1].where
    rest = _COLON.sub("", behind)
    furthest = below + (1 if rest.strip() else _FURTHEST)
    for last in range(below, min(furthest, len(lines) + 1)):
        value = " ".join([rest, *(line.text for _, line in lines[below:last])]).strip()
        stated = _row(labels, value, where, sent_on)
        if not stated:
            continue
        rows = [stated]
        while last < len(lines) and len(rows) < _MOST_ROWS and last > below:
            more = _row(labels, lines[last][1].text, where, sent_on)
            if not more:
                break
            rows.append(more)
            last += 1
        several = len(rows) > 1
        told = [replace(s, person=n if several else 0) for n, row in enumerate(rows, 1) for s in row]
        return Bracketed(told, list(lines[first:last]), before, len(rows))
    return Bracketed([], list(lines[first:below]), f"{before.rstrip()} {rest}".strip())


def _row(labels: Sequence[Label], value: str, where: str, sent_on: date | None) -> list[Statement]:
    return next(
        (stated for stroke in _STROKES if (stated := _values(labels, _parts(stroke, value), where, sent_on))), []
    )


_COLON = re.compile(r"^[\s.:=-]*(?:(?:are|is|yw|ydi|ydy|sef)(?!\w)[\s.:=-]*)?")
"""Between the order and the values: ``(…):``, ``(…) are``."""


def _parts(stroke: str, text: str) -> list[str]:
    return [part.strip(" *_.:()") for part in re.split(stroke, text.strip(" *_|"))]


def _each(parts: list[str]) -> list[str]:
    """The parts with two that ``and`` joins at the end told apart: ``staff code and employee number``."""
    return [*parts[:-1], *re.split(r"\s(?:and|ac?)\s", parts[-1], maxsplit=1)] if len(parts) >= _LEAST else parts


def _labels(parts: Sequence[str]) -> list[Label]:
    """The labels that the parts of an announcement are, or ``[]``; *its name* after a school's number is a school's."""
    labels: list[Label] = []
    for part in parts:
        label = read_label(part, 0.8) if part else None
        before = labels[-1] if labels else None
        if before is not None and before.concept in (Concept.DFES, Concept.SCHOOL) and _ITS_NAME.fullmatch(fold(part)):
            label = replace(before, concept=Concept.SCHOOL)
        if before is not None and before.concept is Concept.SCHOOL and _ITS_NUMBER.fullmatch(fold(part)):
            label = replace(before, concept=Concept.DFES)
        if label is None or label.concept in (Concept.NONE, Concept.IGNORED):
            return []
        labels.append(label)
    told = {(label.concept, label.side) for label in labels}
    return labels if len(labels) >= _LEAST and len(told) == len(labels) else []


def _values(labels: Sequence[Label], parts: Sequence[str], where: str, sent_on: date | None) -> list[Statement]:
    """What the values state, where there is one for every label and each fits it."""
    if len(parts) != len(labels) or any(not part or len(part) > 80 for part in parts):
        return []
    each = [labelled(label, part, where, sent_on) for label, part in zip(labels, parts, strict=True)]
    fitting = all(
        stated and not stated[0].problem and stated[0].concept is label.concept
        for label, stated in zip(labels, each, strict=True)
    )
    return [statement for stated in each for statement in stated] if fitting else []
