"""When is a line of a mail one of our own coming back? Pure; shared by the letters and the reading room.

Mail clients change what they quote: they wrap it anew, mark it with ``>``, turn straight quotes into curly
ones, drop or add blanks, bullets and stars. ``normalise_line`` undoes all that. ``own_phrases`` makes of
one sentence of ours what is kept of it, ``is_own_line`` asks whether a line is made of such sentences.

Lines of fewer than ``RUN`` words are never ours: *APPROVE* alone, or a bare date, must stay the sender's. A
short line must be one of our sentences as a whole; only from ``FRAGMENT`` words on may it be a piece of
one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

RUN = 4
"""How many words in a row make a phrase that nobody but us would write by chance."""

FRAGMENT = 7
"""How many words a line needs before a piece of a sentence of ours counts as ours."""

_WORD = re.compile(r"[^\W_]+(?:'+[^\W_]+)*")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})


def normalise_line(line: str) -> str:
    """``line`` as lower-case words with single spaces: no quote marks, bullets, punctuation, stars or odd
    blanks.

    Welsh accents stay; compatibility forms and combining accents are composed (NFKC). Apostrophes inside
    words stay, as ``'`` whatever they were.
    """
    return " ".join(words_of(line))


@lru_cache(maxsize=512)  # a line is asked about as one of ours, as the beginning of one, and as a form's label
def words_of(line: str) -> tuple[str, ...]:
    """The words that ``normalise_line`` leaves of ``line``."""
    if line.isascii():
        return tuple(_WORD.findall(line.replace("`", "'").lower()))
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", line).translate(_APOSTROPHES).casefold()))


def own_phrases(line: str) -> Iterator[str]:
    """What to remember of a line of ours: the whole line normalised, and marked apart every run of ``RUN``
    words.

    Nothing for a line of fewer than ``RUN`` words.
    """
    words = words_of(line)
    if len(words) >= RUN:
        yield " ".join(words)
        yield from _runs(words)


def is_own_line(line: str, own_lines: frozenset[str]) -> bool:
    """Whether ``line`` is one of ours, or (from ``FRAGMENT`` words on) a piece of one, however it was
    wrapped.

    ``own_lines`` holds what ``own_phrases`` gave. A line that carries anything besides our words (a form's
    line that was filled in, a remark after our sentence) is not ours, and neither is a line of fewer than
    ``RUN`` words.
    """
    words = words_of(line)
    if len(words) < RUN:
        return False
    if " ".join(words) in own_lines:
        return True
    return len(words) >= FRAGMENT and all(run in own_lines for run in _runs(words))


def _runs(words: tuple[str, ...]) -> Iterator[str]:
    return ("… " + " ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
