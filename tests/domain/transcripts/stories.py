"""Every story by its name: those of ``docs/journeys.md``, and more that reach what those do not."""

from __future__ import annotations

from collections.abc import Callable

from tests.domain.moves.page import CHAPTERS
from tests.domain.transcripts import (
    arrivals,
    caps,
    endings,
    enquirers,
    forms,
    halves,
    naming,
    officers,
    questions,
    replies,
    robots,
    schools,
    support,
    waits,
)
from tests.domain.transcripts.telling import Told

STORIES: dict[str, Callable[[Told], None]] = {
    **{play.__name__: play for scripts in CHAPTERS.values() for play in scripts},
    **{
        play.__name__: play
        for room in (
            arrivals,
            caps,
            endings,
            enquirers,
            forms,
            halves,
            naming,
            officers,
            questions,
            replies,
            robots,
            schools,
            support,
            waits,
        )
        for play in room.STORIES
    },
}


def transcript(name: str) -> str:
    """A story played and told."""
    told = Told()
    STORIES[name](told)
    return "\n".join([name.replace("_", " ").capitalize(), *told.wales.told, ""])
