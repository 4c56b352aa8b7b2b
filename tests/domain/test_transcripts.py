"""Everything that ``decide`` says in many stories, as kept in ``transcripts``: read what differs, then keep it."""

from __future__ import annotations

import pytest

from tests.domain.transcripts.keeping import FOLDER, read
from tests.domain.transcripts.stories import STORIES, transcript


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_as_it_is_kept(name: str) -> None:
    assert transcript(name).splitlines() == read(name).splitlines(), "`make transcripts` writes it anew"


def test_nothing_is_kept_of_no_story() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(STORIES)
