"""Write every transcript anew: ``python -m tests.domain.transcripts``. What changed is then git's to show."""

from __future__ import annotations

from tests.domain.transcripts.stories import FOLDER, STORIES, transcript

for old in FOLDER.glob("*.txt"):
    if old.stem not in STORIES:
        old.unlink()
for name in STORIES:
    FOLDER.joinpath(f"{name}.txt").write_text(transcript(name), encoding="utf-8")
