"""Where the bars of a chart stand. Only numbers: the templates draw them as SVG, and say the same figures in a table.

Across everything is in per cent, so a chart fits a telephone and a wide screen alike while its words keep their size;
upwards it is in CSS pixels. Pure; nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PLOT = 150
"""The height of the tallest bar."""
HEADROOM = 22
"""Above it, for its number."""
FOOT = 26
"""Below the bars, for what each stands for."""
HEIGHT = HEADROOM + PLOT + FOOT
_MOST_LABELLED = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One upright rectangle. ``kind`` says what it counts; ``number`` stands above it where there is room."""

    kind: str
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one day or week: what came, and beside it what was merged, alone below and by a person above."""

    label: str
    middle: float
    bars: tuple[Bar, ...]
    received: int
    merged: int
    seldom: bool
    """Whether the label is left out where it is narrow."""


def columns(numbers: Sequence[tuple[str, int, int, int]]) -> tuple[Group, ...]:
    """A group for each label with what came, what was merged alone and what by a person."""
    tallest = max([1, *(max(came, alone + by_person) for _, came, alone, by_person in numbers)])
    slot = 100 / max(1, len(numbers))
    width = slot * 0.36
    groups = []
    for place, (label, came, alone, by_person) in enumerate(numbers):
        left, middle = slot * place + slot * 0.12, slot * place + slot / 2
        bars = [_upright("received", came, left, width, 0, tallest)]
        bars.append(_upright("merged-alone", alone, middle + slot * 0.02, width, 0, tallest))
        bars.append(_upright("merged-by-person", by_person, middle + slot * 0.02, width, alone, tallest))
        seldom = len(numbers) > _MOST_LABELLED and (len(numbers) - 1 - place) % 3 != 0
        shown = tuple(bar for bar in bars if bar.number)
        groups.append(Group(label, round(middle, 2), shown, came, alone + by_person, seldom))
    return tuple(groups)


def _upright(kind: str, number: int, x: float, width: float, above: int, tallest: int) -> Bar:
    height, base = number / tallest * PLOT, above / tallest * PLOT
    return Bar(kind, number, round(x, 2), round(HEADROOM + PLOT - base - height, 1), round(width, 2), round(height, 1))
