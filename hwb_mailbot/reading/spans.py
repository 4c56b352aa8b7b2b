"""Stretches of a text that are taken, asked again and again whether another one meets any of them.

Nothing here fails.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Spans:
    """Stretches from a first to past a last character; what it costs to ask does not grow with their number."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take the stretch, together with those that it meets."""
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def meet(self, start: int, end: int) -> bool:
        """Whether a taken stretch and the one from ``start`` to ``end`` have a character in common."""
        after = bisect_right(self._ends, start)
        return after < len(self._starts) and self._starts[after] < end
