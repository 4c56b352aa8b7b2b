"""What a sentence tells of its writer's own doings, in which a negation opposes nothing.

``We couldn't get our mail until this morning`` negates as much as ``We couldn't find her``; only the second speaks of
what is asked. A clause is about the writer's own affairs where it is told in the past, speaks of nothing that the
case is about, thinks and finds nothing out, and has something of its own to tell. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hwb_mailbot.reading.words import listed

_JOINT = re.compile(
    r"[,;:()!?]|\.(?=\s|$)|\s-+\s|(?<!\w)(?:and|but|so|because|since|as|while|when|then|thanks to|ac|ond|achos"
    r"|oherwydd|felly|wedyn|a wedyn)(?!\w)(?!')"
)
_NOTION = re.compile(r"[a-z][a-z'-]{2,}")
_MOST_CLAUSES = 40


def clauses(folded: str) -> Iterator[tuple[int, int]]:
    """The spans of the clauses of a folded sentence, without the words that join them; the first forty."""
    start = 0
    for number, joint in enumerate(_JOINT.finditer(folded)):
        if number >= _MOST_CLAUSES:
            break
        yield start, joint.start()
        start = joint.end()
    yield start, len(folded)


def without_own_affairs(folded: str, own: Callable[[str], bool], named: frozenset[str]) -> str:
    """``folded`` with blanks for the clauses about the writer's own affairs, of the same length.

    ``own`` tells which words nobody has listed, as harmless or otherwise: they are what a clause has of its own to
    tell. ``named`` are the folded words of names: a clause that names somebody may be about the case.
    """
    kept = list(folded)
    for start, end in clauses(folded):
        if _own(folded[start:end], own, named):
            kept[start:end] = " " * (end - start)
    return "".join(kept)


def _own(clause: str, own: Callable[[str], bool], named: frozenset[str]) -> bool:
    if not listed("own_affairs", "past").search(clause):
        return False
    if listed("own_affairs", "case", "finding_out", "always_opposing").search(clause):
        return False
    words = [word.strip("'-") for word in _NOTION.findall(clause)]
    if named.intersection(words):
        return False
    return bool(listed("own_affairs", "times").search(clause)) or any(map(own, words))
