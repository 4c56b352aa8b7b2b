"""Counts who tried to sign in and was wrong, by network address: so many in a while, then that address waits.

In memory only and bounded; a restart forgets it, the lock of a person's account does not (``sessions``).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST = 30
WITHIN = timedelta(minutes=15)
_MOST_ADDRESSES = 10_000


class Attempts:
    """The failed attempts of the last quarter of an hour."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, deque[datetime]] = OrderedDict()

    def too_many(self, address: str, now: datetime) -> bool:
        """Whether this address has to wait."""
        failed = self._failed.get(address)
        while failed and now - failed[0] >= WITHIN:
            failed.popleft()
        return failed is not None and len(failed) >= MOST

    def begun(self, address: str, now: datetime) -> None:
        """An attempt counts as failed until it has succeeded, so that many at once are counted too."""
        self._failed.setdefault(address, deque(maxlen=MOST)).append(now)
        self._failed.move_to_end(address)
        if len(self._failed) > _MOST_ADDRESSES:
            self._failed.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """The last attempt was right."""
        failed = self._failed.get(address)
        if failed:
            failed.pop()
