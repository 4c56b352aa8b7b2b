"""Who wrote for a headteacher: ``my deputy wrote this on my behalf``.

A mail from another address than the head's is asked about, and whoever answers the question yes says such a thing
beside the yes. It tells who wrote and takes nothing back, so it is left out before the answer is weighed. Only a clause
that says no more counts: what was written ``without asking me`` is weighed as it stands. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from hwb_mailbot.reading.vocabulary import vocabulary

_NAMES = r"(?:,?\s[A-ZÂÊÎÔÛŴŶ][\w'’-]+){0,3}"
_ENDS = r"(?=\s*(?:[.,;!]|\Z|\n\s*\n|[-–—]\s|(?i:and|a|ac)\s))"


def without_who_wrote(lines: Sequence[str]) -> list[str]:
    """The ``lines``, as many, without the clauses that only tell who wrote for their sender."""
    told = _told_who_wrote().sub(lambda clause: "\n" * clause.group().count("\n"), "\n".join(lines))
    return told.split("\n")


@cache
def _told_who_wrote() -> re.Pattern[str]:
    said = [
        rf"{_any_of(tongue, 'who')}{_NAMES}{_any_of(tongue, 'wrote')}{_any_of(tongue, 'for_me')}"
        for tongue in ("english", "welsh")
    ]
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(said)}){_ENDS}")


def _any_of(tongue: str, part: str) -> str:
    phrases = vocabulary("written_for")[tongue][part]
    return rf"(?i:{'|'.join(phrases)})".replace(" ", r"\s+")
