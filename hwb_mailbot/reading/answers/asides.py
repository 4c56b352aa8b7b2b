"""Remarks that their writer sets apart from an answer: a postscript, ``by the way``, ``on another matter``.

Whoever sets a remark apart says that it is about something else, so words may negate and ask there that would turn a
yes beside it (``APPROVE. P.S. Nobody could print on Friday. Was that you?``). An aside that does touch the account, the
person or the answer is left where it stands and weighed with the rest. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import listed, pattern, word_set

_STARTS = re.compile(r"(?:^|(?<=[.!?)\n]))\s*(?:[-*\u2013\u2014]\s*)?(?=\w)")
_NAME = re.compile(r"[A-ZÂÊÎÔÛŴŶÁÉÍÓÚ][\w’'-]{2,}")
_KEYS = ("approve", "reject", "proceed", "cancel")
_LONGEST = 2_000
"""Characters of a paragraph; a longer one is weighed whole."""


def without_asides(lines: Sequence[str], known: str = "") -> list[str]:
    """``lines`` without the asides that touch nothing; each runs from its opening words to its paragraph's end.

    ``known`` is what the answered letter says, where it came back: an aside that names what stands there is kept.
    """
    kept: list[str] = []
    for paragraph in _paragraphs(lines):
        text = "\n".join(paragraph)
        begins = _aside(text) if len(text) <= _LONGEST else None
        if begins is None or _touches(text[begins:], known):
            kept.extend(paragraph)
        else:
            kept.extend(text[:begins].rstrip().split("\n"))
    return kept


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines, each with the blank lines before it."""
    found: list[str] = []
    for line in lines:
        if not line.strip() and any(one.strip() for one in found):
            yield found
            found = []
        found.append(line)
    if found:
        yield found


def _aside(text: str) -> int | None:
    """Where the paragraph turns to something else."""
    opening = listed("asides", "opening")
    return next(
        (start.end() for start in _STARTS.finditer(text) if opening.match(fold(text[start.end() :][:60]))), None
    )


def _touches(aside: str, known: str) -> bool:
    plain = " ".join(fold(aside).split())
    plain = listed("asides", "opening").sub(" ", plain, count=1)
    if pattern("answers", *_KEYS).search(plain) or listed("asides", "touching").search(plain):
        return True
    if listed("beside", "weighty", "contrary", "no_office", "left_the_post").search(plain):
        return True
    stated = {fold(name) for name in _NAME.findall(known)} - set(known.split()) - word_set("language", "words")
    named = {fold(name) for name in _NAME.findall(aside)}
    return bool(named & stated) or bool(word_set("names", "forenames") & named)
