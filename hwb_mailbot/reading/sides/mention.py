"""A value that a sentence of prose tells, and where in the sentence it stands.

Nothing here fails.
"""

from __future__ import annotations

from typing import NamedTuple

from hwb_mailbot.reading.terms.labels import Concept


class Mention(NamedTuple):
    """A value found in a sentence. ``firm``: a school by its own words, not only by its place."""

    concept: Concept
    value: str
    start: int
    end: int
    firm: bool = True
