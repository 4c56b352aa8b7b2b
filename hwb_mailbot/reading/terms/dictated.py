"""People's names in a text without capitals, as a telephone writes down what is said to it.

``sioned mair hughes has left us``: forenames and surnames as people in Wales bear them, and right behind them what is
told of a leaver. Schools called after people are none. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwb_mailbot.reading.terms.name_words import is_forename, is_generic
from hwb_mailbot.reading.words import listed, word_set

_WORD = re.compile(r"[a-z][a-z'-]+")
_MOST_WORDS = 4
_JOINT = re.compile(r",?\s")


def people_dictated(folded: str) -> Iterator[tuple[int, int]]:
    """Where a folded text without capitals names somebody of whom it tells a leaving."""
    place = 0
    words = list(_WORD.finditer(folded))
    while place < len(words):
        last = _last_of_name(folded, words, place)
        start = words[place].start()
        place = max(place, last) + 1
        if last < 0:
            continue
        end = words[last].end()
        before = folded[max(0, start - 40) : start].rstrip()
        if _behind("in_office", folded, end) or is_generic(before.rsplit(None, 1)[-1] if before else ""):
            continue
        told = _behind("told_of_a_leaver", folded, end) and not _ends_in("placed_at", before)
        if told or _ends_in("accounts_of", before):
            yield start, end


def _last_of_name(folded: str, words: list[re.Match[str]], first: int) -> int:
    """The place of the last word of the name that begins at word ``first``; -1 where none does."""
    if not is_forename(words[first].group()):
        return -1
    last = -1
    for place in range(first + 1, min(first + _MOST_WORDS, len(words))):
        word = words[place].group()
        if folded[words[place - 1].end() : words[place].start()] != " ":
            break
        surname = word in word_set("names", "surnames") or word in ("ap", "ab")
        if not surname and not is_forename(word):
            break
        if word not in ("ap", "ab"):
            last = place
    return last


def _behind(key: str, folded: str, end: int) -> bool:
    """Whether one of the phrases under ``key`` follows the name that ends at ``end``."""
    joint = _JOINT.match(folded, end)
    return joint is not None and listed("lower_case", key).match(folded, joint.end()) is not None


def _ends_in(key: str, before: str) -> bool:
    """Whether what stands before a name ends with one of the phrases under ``key``."""
    return any(found.end() == len(before) for found in listed("lower_case", key).finditer(before))
