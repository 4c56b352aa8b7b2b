"""Every story by its name: those of ``docs/journeys.md``, and more that reach what those do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hwb_mailbot.domain.deciding import Decision
from tests.domain.moves.page import CHAPTERS
from tests.domain.moves.playing import Script
from tests.domain.transcripts.recording import RecordedWorld

FOLDER = Path(__file__).parent
Story = Callable[["Told"], None]


class Told(Script):
    """A story as it is told: each step under what happened in it."""

    wales: RecordedWorld

    def __init__(self) -> None:
        super().__init__()
        self.wales = RecordedWorld(self.wales)

    def step(self, event: str, action: Callable[[], Decision]) -> None:
        """What happens in ``action``, under its heading."""
        self.wales.told += ["", event]
        super().step(event, action)


STORIES: dict[str, Callable[[Told], None]] = {play.__name__: play for scripts in CHAPTERS.values() for play in scripts}


def transcript(name: str) -> str:
    """A story played and told."""
    told = Told()
    STORIES[name](told)
    return "\n".join([name.replace("_", " ").capitalize(), *told.wales.told, ""])
