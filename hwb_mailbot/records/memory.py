"""What a back end without a database keeps in memory: which keys lead to which ids, and what is due when.

Nothing here can fail but by asking for what was never put in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

MOST_RECENT = 5_000


class KeyIndex:
    """Keys to the ids that bear them. Most keys have one id, which costs one dictionary entry and no list."""

    def __init__(self) -> None:
        self._ids: dict[str, str | set[str]] = {}

    def add(self, id: str, keys: Iterable[str]) -> None:
        """Let ``keys`` lead to ``id`` as well."""
        for key in keys:
            known = self._ids.setdefault(key, id)
            if isinstance(known, set):
                known.add(id)
            elif known != id:
                self._ids[key] = {known, id}

    def remove(self, id: str, keys: Iterable[str]) -> None:
        """Let ``keys`` no longer lead to ``id``; others they lead to stay."""
        for key in keys:
            known = self._ids.get(key)
            if isinstance(known, set):
                known.discard(id)
                if not known:
                    del self._ids[key]
            elif known == id:
                del self._ids[key]

    def ids(self, key: str) -> frozenset[str]:
        """The ids that ``key`` leads to."""
        known: str | set[str] | None = self._ids.get(key)
        return frozenset((known,) if isinstance(known, str) else known or ())


class ChangeCount:
    """How many changes documents of a kind have seen in all: the sum of their versions. The last are known."""

    def __init__(self) -> None:
        self.count = 0
        self._recent: deque[str] = deque(maxlen=MOST_RECENT)

    def add(self, id: str) -> None:
        """One more change, of the document ``id``."""
        self.count += 1
        self._recent.append(id)

    def since(self, count: int) -> list[str] | None:
        """The ids changed since ``count``, or None where that is longer ago than is known, or never was."""
        changes = self.count - count
        if not 0 <= changes <= len(self._recent):
            return None
        return list(dict.fromkeys(islice(reversed(self._recent), changes)))


class DueIndex:
    """Ids in the order of their due times."""

    def __init__(self) -> None:
        self._times: list[tuple[datetime, str]] = []

    def add(self, id: str, time: datetime | None) -> None:
        """``id`` is due at ``time``; None adds nothing."""
        if time is not None:
            insort(self._times, (time, id))

    def remove(self, id: str, time: datetime | None) -> None:
        """``id`` is no longer due at ``time``."""
        if time is not None:
            place = bisect_left(self._times, (time, id))
            if self._times[place : place + 1] == [(time, id)]:
                del self._times[place]

    def until(self, now: datetime, limit: int) -> list[str]:
        """At most ``limit`` ids due at ``now`` or before, earliest first."""
        end = bisect_right(self._times, now, key=lambda entry: entry[0])
        return [id for _, id in self._times[: min(end, limit)]]
