"""Tables that set the old beside the new: which column is of which school, and where among them the labels stand.

Who draws such a table sets the labels first, last or between the two, and heads their column ``Details``, ``Manylion``
or not at all. A row whose values cannot be told apart states nothing. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hwb_mailbot.reading.layouts.columns import heads_labels
from hwb_mailbot.reading.message.material import Numbered
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, shapes_of
from hwb_mailbot.reading.terms.statements import Statement
from hwb_mailbot.reading.text import fold

_THEN = re.compile(
    r"(?<!\w)(?:was|were|then|before|old|former|previous\w*|left|from|past|r?oeddwn|o'n|cynt|gynt|hen|cyn|blaenorol|flaenorol)(?!\w)"
)
_NOW = re.compile(
    r"(?<!\w)(?:am|is|are|now|after|new|current\w*|present|to|today|ydw|dw|dwi|nawr|rwan|bellach|newydd|presennol|bresennol|wedyn)(?!\w)"
)
_LONGEST = 70
_OF_A_DAY = re.compile(
    r"(?<!\w)(?:leaving|left|leaver'?s?|leaves|finish\w*|end(?:ed|s|ing)?|last day|departure|departed"
    r"|g?adael|g?adawodd|g?orffen\w*|ymadael|olaf|diwedd|dod i ben)(?!\w)"
)
_BARE_DAY = re.compile(r"\W*(?:(?:the |y )?(?:dates?|dyddiad(?:au)?)\b[\s/|,&-]*(?:and |a )?){1,2}\W*")
_LONGEST_GAP = 93
"""Days from the last at the one school to the first at the other, a summer; over more, both are days of starting."""


@dataclass(frozen=True, slots=True)
class SideColumns:
    """The sides of the two columns of values, left to right, and the place of the labels where the heading tells it."""

    sides: tuple[Side, Side]
    labels_at: int | None


@dataclass(frozen=True, slots=True)
class SideTable:
    """What a table of old and new states, however it is laid out, and the lines that it is."""

    stated: list[Statement]
    run: Sequence[Numbered]


def side_columns(cells: Sequence[str]) -> SideColumns | None:
    """What the heading of a table of old and new tells, in whatever short words: ``Where I was | | Where I am``."""
    heads = [place for place, cell in enumerate(cells) if cell and not heads_labels(cell)]
    if len(heads) != 2 or len(cells) not in (2, 3):
        return None
    if any(len(cells[place].split()) > 4 or re.search(r"\d", cells[place]) for place in heads):
        return None
    folded = [fold(cells[place]) for place in heads]
    told = [(bool(_THEN.search(one)), bool(_NOW.search(one))) for one in folded]
    labels_at = next((place for place in range(len(cells)) if place not in heads), None)
    if told == [(True, False), (False, True)]:
        return SideColumns((Side.FORMER, Side.NEW), labels_at)
    if told == [(False, True), (True, False)]:
        return SideColumns((Side.NEW, Side.FORMER), labels_at)
    return None


def label_of(cell: str) -> Label | None:
    """The label that ``cell`` is, if it asks for a detail of ours or for another."""
    label = read_label(cell, 0.8) if cell else None
    return None if label is None or label.concept is Concept.NONE else label


def labels_first(cells: tuple[str, ...], labels_at: int | None) -> tuple[str, ...]:
    """A row of three cells with its label in front; where no heading tells which it is, the first that is a label.

    Between two columns of values the label tells which of them is empty.
    """
    if len(cells) == 2 and labels_at == 1 and bool(label_of(cells[0])) is not bool(label_of(cells[1])):
        return (cells[0], "", cells[1]) if label_of(cells[0]) else (cells[1], cells[0], "")
    if len(cells) == 2 and labels_at is None and of_both_values(("", *cells)) is not None:
        return ("", *cells)
    if len(cells) != 3:
        return cells
    place = labels_at if labels_at is not None else next((n for n in range(3) if label_of(cells[n])), 0)
    return (cells[place], *(cell for n, cell in enumerate(cells) if n != place))


def between_values(cells: tuple[str, ...]) -> bool:
    """Whether a row that no heading stands over has its label between two values of the same kind."""
    if len(cells) != 3 or not all(cells):
        return False
    first, label, last = label_of(cells[0]), label_of(cells[1]), label_of(cells[2])
    if label is None or first is not None or last is not None:
        return False
    if label.concept is Concept.SCHOOL:
        return are_schools((cells[0], cells[2]))
    return label.concept in IDENTIFIERS and all(label.concept in shapes_of(cell) for cell in (cells[0], cells[2]))


def are_schools(cells: Sequence[str]) -> bool:
    """Whether what stands beside ``Name`` under the old school and the new are schools' names, and nobody's."""
    kinds = [{name.kind for name in find_names(cell)} for cell in cells if cell]
    return len(kinds) == 2 and all(kinds) and all(NameKind.PERSON not in one for one in kinds) and any(
        NameKind.SCHOOL in one for one in kinds
    )  # fmt: skip


def of_both_values(cells: tuple[str, ...]) -> Label | None:
    """The label of a row in a table of old and new that has no label we know, by the shape that both values share."""
    if len(cells) != 3:
        return None
    one, other = (shapes_of(cell)[:1] for cell in cells[1:])
    if not cells[0] and one == other == (Concept.SCHOOL,) and are_schools(cells[1:]):
        return Label(Concept.SCHOOL)
    return Label(one[0]) if one == other and one and one[0] in IDENTIFIERS else None


def of_the_days(label: Label | None, words: str, old: str, new: str, sent_on: date | None) -> Label | None:
    """The label of a row of days: under the old school stands the leaving date, under the new one the first day.

    ``Leaving / start date``, ``Dyddiad gadael / dechrau``; beside a bare ``Date`` only where a summer at most lies
    between the two, since it may ask when somebody began at each.
    """
    days = find_dates(old, sent_on)
    if len(days) != 1 or (label is not None and label.concept is Concept.LEAVING):
        return label
    folded = fold(words)
    if len(folded) > _LONGEST or not (label is None or label.concept is Concept.IGNORED or len(folded.split()) <= 4):
        return label
    if _OF_A_DAY.search(folded):
        return Label(Concept.LEAVING, Side.FORMER)
    first = find_dates(new, sent_on)
    if len(first) == 1 and _BARE_DAY.fullmatch(folded) and 0 <= (first[0].day - days[0].day).days <= _LONGEST_GAP:
        return Label(Concept.LEAVING, Side.FORMER)
    return label


_WORDS_OLD = r"(?:old|former|previous|hen|blaenorol|flaenorol|cynt)"
_WORDS_NEW = r"(?:new|current|present|newydd|presennol|bresennol)"
_AT_LEFT = (
    r"(?:(?:on|in|down|to) (?:the |my |your )?left(?! (?:the|my|our|in|on)(?!\w))|left[ -]?hand"
    r"|(?:ar|i|ar yr ochr) (?:y |'r )?chwith|ochr chwith)"
)
_AT_RIGHT = r"(?:(?:on|in|down|to) (?:the |my |your )?right|right[ -]?hand|(?:ar|i|ar yr ochr) (?:y |'r )?dde|ochr dde)"
_CLAUSE = re.compile(r"[.;:,\n()]|(?<!\w)(?:and|with|a|ac|a'r|gyda'r)(?!\w)")


def sides_in_words(text: str) -> tuple[Side, Side] | None:
    """The sides that a sentence gives to the columns: ``the old ones are on the left``, ``y rhai newydd ar y dde``."""
    told: set[tuple[Side, Side]] = set()
    for clause in _CLAUSE.split(fold(text)[:8000]):
        old, new = (bool(re.search(rf"(?<!\w){words}(?!\w)", clause)) for words in (_WORDS_OLD, _WORDS_NEW))
        left, right = (bool(re.search(rf"(?<!\w){words}(?!\w)", clause)) for words in (_AT_LEFT, _AT_RIGHT))
        if old is new or left is right:
            continue
        told.add((Side.FORMER, Side.NEW) if old is left else (Side.NEW, Side.FORMER))
    return next(iter(told)) if len(told) == 1 else None


def with_sides(columns: SideColumns) -> list[Label | None]:
    """The heads of such a table, its labels in front."""
    return [Label(Concept.NONE), *(replace(Label(Concept.NONE), side=side) for side in columns.sides)]
