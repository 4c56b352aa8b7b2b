"""What support has separated: two accounts that are not one person's, whichever cases name them (N1, R27).

A case ends and another is opened in a minute; that two accounts are two people's is true for longer. So it is kept by
the accounts, not by the cases, until support itself links two cases that name them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Separation:
    """Whether two accounts are to be kept ``apart`` from now on; ``usernames`` in alphabetical order."""

    usernames: tuple[str, str]
    apart: bool


def separation(one: str, other: str, *, apart: bool) -> Separation:
    """That of two usernames, in whichever order they are told."""
    first, second = sorted((one, other))
    return Separation((first, second), apart)
