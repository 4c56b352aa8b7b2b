"""References by how they begin, from the index's file alone, for whoever types one.

The file is only read, beside a service or without one; it may lag behind the store. What can fail: ``sqlite3.Error``
where there is no file, or one of another shape.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

INDEX_NAME = "cases.sqlite"
_ALL_ALIKE = "HWB-"
_NEWEST = "SELECT reference FROM cases ORDER BY opened_at DESC, reference DESC LIMIT ?"
_BEGINNING = "SELECT reference FROM cases WHERE reference >= ? AND reference < ? ORDER BY reference LIMIT ?"


def beginning_with(store: Path, beginning: str, most: int) -> list[str]:
    """At most so many references that begin so; the newest where that says nothing yet. Raises ``sqlite3.Error``."""
    with closing(sqlite3.connect(f"{(store / INDEX_NAME).resolve().as_uri()}?mode=ro", uri=True)) as database:
        if _ALL_ALIKE.startswith(beginning):
            return [row[0] for row in database.execute(_NEWEST, (most,))]
        return [row[0] for row in database.execute(_BEGINNING, (beginning, f"{beginning}\U0010ffff", most))]
