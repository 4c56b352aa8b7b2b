"""Write every transcript anew: ``python -m tests.domain.transcripts``. What changed is then git's to show."""

from __future__ import annotations

from tests.domain.transcripts.keeping import write
from tests.domain.transcripts.stories import STORIES, transcript

write(STORIES, transcript)
