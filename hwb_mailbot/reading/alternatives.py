"""Many phrases as one pattern, put so that few of them are tried at each word.

A regular expression tries its alternatives one after the other. Those that begin with one letter are put together
behind it, so that all of them are left out at a glance; of two that can begin at one place the earlier still wins.
What begins with a choice of words is written once for each of them, so that it begins with a letter too. Nothing here
fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LETTER = re.compile(r"[a-z](?![?*+{])")
_GROUP = "(?:"
_MOST_REPEATED = 300
"""Characters by which a phrase may grow that is written once for each of its first words: more take long to compile."""


def any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """What finds any of the ``phrases``, which are fragments of patterns, as whole words; the first that fits."""
    if not phrases:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w])(?:{'|'.join(_together(phrases))})(?![\w])")


def _together(phrases: Sequence[str]) -> list[str]:
    """The phrases as alternatives, those of one letter as one of them."""
    found: list[tuple[str, list[str]]] = []
    last: dict[str, list[str]] = {}
    """The rests of the phrases that begin with a letter, where nothing else that may begin with it came after them."""
    for phrase in [each for several in phrases for one in _alternatives(several) for each in _spread(one)]:
        if _LETTER.match(phrase):
            if phrase[0] not in last:
                last[phrase[0]] = []
                found.append((phrase[0], last[phrase[0]]))
            last[phrase[0]].append(phrase[1:])
            continue
        for letter in _beginnings(phrase) or list(last):
            last.pop(letter, None)
        found.append(("", [phrase]))
    return [f"{letter}(?:{'|'.join(rests)})" if len(rests) > 1 else letter + rests[0] for letter, rests in found]


def _spread(phrase: str) -> list[str]:
    """The phrase, as one for each way to begin where it begins with a choice: ``(?:my|our) own`` is two."""
    choice = _choice(phrase)
    each = [first + choice[1] for first in choice[0]] if choice else [phrase]
    return each if sum(map(len, each)) - len(phrase) <= _MOST_REPEATED else [phrase]


def _choice(phrase: str) -> tuple[list[str], str] | None:
    """The ways to begin ``phrase``, each with a letter, and what follows them all; ``None`` where not plain to see."""
    if _LETTER.match(phrase):
        return [phrase], ""
    end = _end_of_group(phrase)
    if not phrase.startswith(_GROUP) or not end:
        return None
    inner = [_choice(one) for one in _alternatives(phrase[len(_GROUP) : end])]
    if None in inner:
        return None
    firsts = [first + rest for one in inner if one for first in one[0] for rest in one[1:]]
    if not re.match(r"[?*+{]", phrase[end + 1 :]):
        return firsts, phrase[end + 1 :]
    following = _choice(phrase[end + 2 :]) if re.match(r"\?(?![?+])", phrase[end + 1 :]) else None
    if following is None:
        return None
    return [*(f"{first}(?:{'|'.join(following[0])})" for first in firsts), *following[0]], following[1]


def _beginnings(phrase: str) -> set[str]:
    """The letters with which what ``phrase`` finds can begin; none where that is not plain to see."""
    if _LETTER.match(phrase):
        return {phrase[0]}
    end = _end_of_group(phrase)
    if not phrase.startswith(_GROUP) or not end:
        return set()
    letters = [_beginnings(one) for one in _alternatives(phrase[len(_GROUP) : end])]
    if phrase[end + 1 : end + 2] == "?":
        letters.append(_beginnings(phrase[end + 2 :]))
    elif phrase[end + 1 : end + 2] in ("*", "{"):
        return set()
    return set().union(*letters) if all(letters) else set()


def _end_of_group(phrase: str) -> int:
    """The place of the bracket that closes the one at the beginning, 0 where none does."""
    return next((place for place, depth in _depths(phrase) if depth == 0 and phrase[place] == ")"), 0)


def _alternatives(phrase: str) -> list[str]:
    """What stands between the strokes of ``phrase`` that are in no bracket."""
    strokes = [place for place, depth in _depths(phrase) if depth == 0 and phrase[place] == "|"]
    return [phrase[a + 1 : b] for a, b in zip([-1, *strokes], [*strokes, len(phrase)], strict=True)]


def _depths(phrase: str) -> Iterator[tuple[int, int]]:
    """Each place of ``phrase`` with the brackets that are open after it; those of a class of characters too."""
    depth, place, within = 0, 0, False
    while place < len(phrase):
        character = phrase[place]
        if character == "\\":
            place += 1
        elif within:
            within = character != "]"
        elif character == "[":
            within = True
        else:
            depth += (character == "(") - (character == ")")
            yield place, depth
        place += 1
