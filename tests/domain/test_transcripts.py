"""Everything that ``decide`` says in many stories, as kept in ``transcripts``: read what differs, then keep it."""

from __future__ import annotations

import pytest

from tests.domain.transcripts.stories import FOLDER, STORIES, transcript


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_as_it_is_kept(name: str) -> None:
    kept = FOLDER.joinpath(f"{name}.txt").read_text(encoding="utf-8")
    assert transcript(name).splitlines() == kept.splitlines(), "`python -m tests.domain.transcripts` writes it anew"


def test_nothing_is_kept_of_no_story() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(STORIES)
