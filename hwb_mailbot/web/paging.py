"""Long lists in pages. Pure; nothing here fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """One page of ``every``; ``asked`` counts from 1, and the last page stands in for any beyond it."""

    every: Sequence[Row]
    asked: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.every) // self.size))

    @property
    def page(self) -> int:
        """Which page this is."""
        return min(max(1, self.asked), self.pages)

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return len(self.every)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of this page."""
        return self.every[(self.page - 1) * self.size : self.page * self.size]


def asked_page(asked: Mapping[str, str]) -> int:
    """The page that a request asks for."""
    text = asked.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
