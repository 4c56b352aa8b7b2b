"""What the layout of a mail gives: its labelled statements, and the passages left for ``prose``. Nothing here fails."""

from __future__ import annotations

from dataclasses import dataclass, field

from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.terms.statements import Statement


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of prose. ``side`` is set where a label such as ``From:`` says whose it is."""

    text: str
    where: str
    side: Side | None = None
    order: int = 0
    there: bool | None = None
    """Of the other school (``With them: …``), of the writer's own (``With us: …``), or not said."""


@dataclass(slots=True)
class Layout:
    """All statements of forms, lists and tables, and the passages left for ``prose``."""

    statements: list[Statement] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    people: int = 0
    """Rows of a table or blocks of a list that each speak of one staff member; 0 where there are none."""
