"""What stands around a value, as features: the words before and after it, its label, and the words that tell a side.

A feature is a short text; two mentions with the same surroundings have the same features. Numbers count as numbers,
whichever they are. Nothing here fails.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from hwb_mailbot.reading.sides.cues import Cue

_TOKEN = re.compile(r"[a-z']+|\d+|[^\w\s]|\n")
_BEFORE, _AFTER = 90, 70
"""Characters that are looked at on each side."""
_LABEL = 60
"""A longer beginning of a line is no label."""


def tokens(folded: str) -> list[str]:
    """The words and marks of folded text; every number is ``#``, every line's end a mark."""
    return ["#" if token.isdigit() else token for token in _TOKEN.findall(folded)]


def surroundings(
    folded: str, start: int, end: int, cues: Sequence[Cue], kind: str, about: Iterable[str]
) -> frozenset[str]:
    """The features of characters ``start`` to ``end``; ``cues`` in order of their end, ``about`` what else is known."""
    near = [*_around(folded, start, end), *_cues(cues, start, end), *about]
    with_kind = [f"{one}|{kind}" for one in near if not one.startswith(("before", "after", "pair", "label", "above"))]
    return frozenset((*near, *with_kind, f"kind={kind}"))


def _around(folded: str, start: int, end: int) -> Iterator[str]:
    before = tokens(folded[max(0, start - _BEFORE) : start])[-10:]
    after = tokens(folded[end : end + _AFTER])[:7]
    for distance, token in enumerate(reversed(before)):
        yield f"before{_bucket(distance)} {token}"
        yield f"before {token}"
    for distance, token in enumerate(after):
        yield f"after{min(distance, 2)} {token}"
    for one, other in pairwise(before[-6:]):
        yield f"pair-before {one} {other}"
    for one, other in pairwise(after[:5]):
        yield f"pair-after {one} {other}"
    line = folded.rfind("\n", 0, start) + 1
    label = folded[line:start]
    if len(label) < _LABEL:
        yield from (f"label {token}" for token in tokens(label))
        if not label.strip(" -*>\t"):
            yield "line-start"
            above = folded[folded.rfind("\n", 0, max(0, line - 1)) + 1 : max(0, line - 1)]
            if len(above) < _LABEL:
                yield from (f"above {token}" for token in tokens(above))


def _bucket(distance: int) -> int:
    return distance if distance < 2 else 2 if distance < 4 else 3


def _cues(cues: Sequence[Cue], start: int, end: int) -> Iterator[str]:
    """The last words before and the first after the value that tell a side."""
    ends = [cue.end for cue in cues]
    place = bisect_left(ends, start + 1)
    if place and start - cues[place - 1].end < 60:
        yield f"cue-before {cues[place - 1].side}"
        yield f"cue-before {cues[place - 1].text[:12]}"
    following = next((cue for cue in cues[place : place + 20] if cue.start >= end), None)
    if following is not None and following.start - end < 40:
        yield f"cue-after {following.side}"
