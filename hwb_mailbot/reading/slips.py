"""Slips of the pen in an answer: a keyword mistyped, and a word taken back as soon as it was written.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import pattern

_MOST_WORDS = 8
"""A mistyped keyword is only looked for in a sentence this short."""


def mended(folded: str, answers: re.Pattern[str]) -> str:
    """The folded sentence with a mistyped keyword put right, where it is short and holds no ``answers`` yet."""
    words = re.findall(r"[a-z]+", folded)
    if not 1 <= len(words) <= _MOST_WORDS or answers.search(folded):
        return folded
    listed = vocabulary("explained")["keywords"]
    for word in words:
        if len(word) >= 6 and word not in vocabulary("explained")["no_slips"]:
            meant = next((keyword for keyword in listed if _one_slip(word, keyword)), "")
            if meant:
                return folded.replace(word, meant)
    return folded


def taken_back_now(folded: str) -> bool:
    """Whether the folded sentence takes back what stands before it: ``sorry, ignore that``."""
    return bool(pattern("answers", "taken_back_now").search(folded))


def _one_slip(word: str, keyword: str) -> bool:
    """Whether one letter left out, put in, exchanged or two letters swapped make ``keyword`` of ``word``."""
    if word == f"{keyword}s" or abs(len(word) - len(keyword)) > 1 or word == keyword:
        return False
    same = 0
    while same < min(len(word), len(keyword)) and word[same] == keyword[same]:
        same += 1
    rest, wanted = word[same:], keyword[same:]
    return (
        rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[1:] == wanted[1:] and bool(rest))
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    )
