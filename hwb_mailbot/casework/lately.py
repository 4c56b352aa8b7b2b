"""How many letters an address had within the last day, so that nobody is flooded (N4). In memory, bounded in time.

A restart forgets: then somebody may get a few letters more that day, and no letter is ever lost for it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hwb_mailbot.domain.letters import LetterOrder

_DAY = timedelta(days=1)
_MOST_KEPT = 100
_SWEEP_AT = 10_000


class LettersLately:
    """Counts by receiver and template."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._written: defaultdict[tuple[str, str], deque[datetime]] = defaultdict(lambda: deque(maxlen=_MOST_KEPT))

    def note(self, letters: Iterable[LetterOrder]) -> None:
        """Remember letters that were committed now."""
        now = self._now()
        for letter in letters:
            self._written[letter.to.lower(), letter.template].append(now)
        if len(self._written) > _SWEEP_AT:
            for key in [key for key, times in self._written.items() if not times or now - times[-1] > _DAY]:
                del self._written[key]

    def count(self, address: str, template: str) -> int:
        """Letters of ``template`` to ``address`` (lower-case) within a day; at most 100."""
        times = self._written.get((address, template), ())
        return sum(self._now() - time <= _DAY for time in times)
