"""Slips of the pen in an answer: a keyword mistyped, a word taken back as soon as it was written, words dictated.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import pattern

_MOST_WORDS = 12
"""A mistyped keyword is only looked for in a sentence this short."""


_DICTATED = re.compile(r"\s{0,4}(?<!\w)(?:full stop|atalnod llawn)(?!\w)[.]?", re.IGNORECASE)
_ON_THE_COURSE = re.compile(
    r"(?:[,;-]\s{0,3}|(?<=[.!?] ))?(?<!\w)(?:how long (?:does|do|will|is|might)"
    r"|when (?:will|can|should) (?:i|she|he|they|it|we) (?:be|expect|see|know|get|have|log|hear|start|use)"
    r"|(?:do|does|is there anything(?: else)?) (?:i|we|she|he|you)? ?need"
    r"|faint (?:o amser )?(?:mae|gymer|fydd|wneith|mae'n)|pryd (?:fydd|gaf|ga|caiff|gaiff))(?!\w)[^.?!]{0,80}\?+",
    re.IGNORECASE,
)


def written_out(line: str) -> str:
    """The line with a full stop for one dictated in words, and without a question about what comes next.

    Such a question asks for nothing that the answer hangs on: ``Approved. How long does it take?``
    """
    if "?" in line:
        line = _ON_THE_COURSE.sub(".", line)
    return _DICTATED.sub(".", line)


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


def _single(word: str) -> str:
    """The word with doubled letters written once: ``approoved`` and ``approved`` are one."""
    return re.sub(r"(.)\1+", r"\1", word)


def _one_slip(word: str, keyword: str) -> bool:
    """Whether ``word`` is ``keyword`` but for doubled letters, or one left out, put in or exchanged, or two swapped."""
    if len(word) > 5 and _single(word) == _single(keyword) and word != keyword:
        return True
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
