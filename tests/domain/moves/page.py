"""The table of moves in ``docs/journeys.md``, written from what ``decide`` really does in representative cases.

``make journeys`` writes it on the page anew; ``tests/test_journeys_page.py`` sees that the page is as the code is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.domain.moves import halves, second_thoughts, special, waiting
from tests.domain.moves.playing import Move, Script

PAGE = Path(__file__).parents[3] / "docs" / "journeys.md"
BEGIN, END = "<!-- moves: written by `make journeys` -->", "<!-- end of moves -->"
CHAPTERS = {**halves.CHAPTERS, **waiting.CHAPTERS, **second_thoughts.CHAPTERS, **special.CHAPTERS}


def chapters() -> Iterator[tuple[str, list[Move]]]:
    """The chapters of the table, each with its moves, played anew; what happens alike twice stands once."""
    for title, scripts in CHAPTERS.items():
        moves: dict[Move, None] = {}
        for play in scripts:
            script = Script()
            play(script)
            moves |= dict.fromkeys(script.moves)
        yield title, list(moves)


def table() -> str:
    """The table as it stands on the page."""
    lines = [BEGIN]
    for title, moves in chapters():
        lines += ["", f"### {title}", "", "| event | state | next state | letters |", "|---|---|---|---|"]
        lines += [move.row() for move in moves]
    return "\n".join([*lines, "", END])


def rewritten(page: str) -> str:
    """The page with the table as the code has it."""
    before, rest = page.split(BEGIN)
    return before + table() + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
