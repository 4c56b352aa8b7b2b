"""Many phrases as one pattern, put so that few of them are tried at each word.

A regular expression tries its alternatives one after the other. Those that begin with one letter are put together
behind it, so that all of them are left out at a glance; of two that can begin at one place the earlier still wins.
Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LETTER = re.compile(r"[a-z](?![?*{])")
_GROUP = "(?:"


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
    for phrase in [one for several in phrases for one in _alternatives(several)]:
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
