"""The table of moves in ``docs/journeys.md``: representative cases, played at ``decide`` step by step."""
