"""Passwords, hashed with argon2id as pwdlib recommends. Hashing takes tens of milliseconds, so it runs in threads.

Nothing here can fail but for want of memory.
"""

from __future__ import annotations

import asyncio
import secrets
from functools import cache

from pwdlib import PasswordHash

FEWEST, MOST = 12, 200
"""Characters of a password (NIST SP 800-63B section 3.1.1: length counts, composition does not)."""

_hasher = PasswordHash.recommended()
_AT_ONCE = 2


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password[:MOST])


class Checking:
    """Checks passwords beside the event loop, few at a time, so that a flood of them costs little memory."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def right(self, password: str, kept: str | None) -> bool:
        """Whether ``password`` is the one whose hash is ``kept``. Nobody's (None) takes as long and is never right."""
        async with self._room:
            right = await asyncio.to_thread(_hasher.verify, password[:MOST], kept or _nobodys())
        return right and kept is not None

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        async with self._room:
            return await asyncio.to_thread(hashed, password)


@cache
def _nobodys() -> str:
    return hashed(secrets.token_urlsafe(24))
