"""The mail's text as both kinds of part yield it: lines with the marks that the sender's client set.

``plain`` and ``html`` make them, ``quoting`` and ``signatures`` say whose words each line is. Values only.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwb_mailbot.reading.material import Voice

MOST_LINES = 8_000
"""Lines of one part that are read; more is a defect."""


@dataclass(slots=True)
class MarkedLine:
    """One line before its voice is known.

    ``depth`` counts quote marks (``>`` or quoting elements). ``hint`` is what the client's markup says of the line
    (an attribution is ``QUOTE``, a marked signature ``SIGNATURE``). ``begins`` marks the place after which the client
    put the original without further marks. ``coloured`` is set for words in a strong colour.
    ``table`` numbers the table that a row with ``cells`` belongs to, ``None`` otherwise.
    """

    text: str
    depth: int = 0
    hint: Voice | None = None
    begins: bool = False
    cells: tuple[str, ...] = ()
    table: int | None = None
    coloured: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands on it."""
        return not self.text or self.text.isspace()


def row_text(cells: tuple[str, ...]) -> str:
    """A table row as one line: ``label: value`` where it has two cells, else its cells with tabs between them."""
    if len(cells) == 2 and all(cells):
        return f"{cells[0]} {cells[1]}" if cells[0][-1] in ":=?" else f"{cells[0]}: {cells[1]}"
    return "\t".join(cells).strip()
