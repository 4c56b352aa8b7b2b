"""The mail's text as both kinds of part yield it: lines with the marks that the sender's client set.

``plain`` and ``html`` make them, ``quoting`` and ``signatures`` say whose words each line is. Values only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hwb_mailbot.reading.message.material import Voice

MOST_CHARACTERS = 40_000
"""Characters of one part's visible text that are read, about fifty pages; more is a defect."""
LONGEST_LINE = 4_000
"""Characters of one line; what is longer is no line that somebody wrote, and is read in pieces."""
MOST_LINES = 5_000
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
    blank: bool = field(init=False)
    """Whether nothing but white space stands on it."""

    def __post_init__(self) -> None:
        self.blank = not self.text or self.text.isspace()


CUT = [MarkedLine("")] * (MOST_LINES + 1)
"""Put after lines that are not all there are, so that the limit reports it."""


def within_limits(lines: list[MarkedLine]) -> list[MarkedLine]:
    """The lines up to ``MOST_LINES`` and ``MOST_CHARACTERS``; fewer than were given where there are more."""
    left = MOST_CHARACTERS
    for place, line in enumerate(lines):
        left -= len(line.text)
        if left < 0 or place >= MOST_LINES:
            return lines[:place]
    return lines


def bounded(lines: list[MarkedLine]) -> list[MarkedLine]:
    """The same lines with those longer than ``LONGEST_LINE`` broken at a blank, if there is one in the last quarter."""
    if max([len(line.text) for line in lines], default=0) <= LONGEST_LINE:
        return lines
    found: list[MarkedLine] = []
    for line in lines:
        rest = line.text
        while len(rest) > LONGEST_LINE:
            blank = rest.rfind(" ", LONGEST_LINE * 3 // 4, LONGEST_LINE)
            end = blank if blank > 0 else LONGEST_LINE
            found.append(replace(line, text=rest[:end], cells=(), table=None))
            rest = rest[end:].lstrip(" ")
        found.append(line if rest == line.text else replace(line, text=rest, cells=(), table=None))
    return found


def row_text(cells: tuple[str, ...]) -> str:
    """A table row as one line: ``label: value`` where it has two cells, else its cells with tabs between them."""
    if len(cells) == 2 and all(cells):
        return f"{cells[0]} {cells[1]}" if cells[0][-1] in ":=?" else f"{cells[0]}: {cells[1]}"
    return "\t".join(cells).strip()
