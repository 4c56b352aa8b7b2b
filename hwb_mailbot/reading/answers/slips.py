"""Slips of the pen in an answer: a keyword mistyped, a word taken back as soon as it was written, words dictated.

Nothing here fails.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import pattern

_LETTERS = re.compile(r"[a-z]+")
_DOUBLED = re.compile(r"(.)\1+")
_MOST_WORDS = 12
"""A mistyped keyword is only looked for in a sentence this short."""


_DICTATED = re.compile(r"\s{0,4}(?<!\w)(?:full stop|atalnod llawn)(?!\w)[.]?", re.IGNORECASE)
_ON_THE_COURSE = re.compile(
    r"(?:[,;-]\s{0,3}|(?<=[.!?] ))?(?<!\w)(?:how long (?:does|do|will|is|might)"
    r"|when (?:will|can|should) (?:i|she|he|they|it|we) (?:be|expect|see|know|get|have|log|hear|start|use)"
    r"|(?:do|does|is there anything(?: else)?) (?:i|we|she|he|you)? ?need"
    r"|will (?:i|she|he|they|we) (?:(?:get|have|receive) (?:an? (?:e-?mail|message|letter|reply|confirmation|note|text)"
    r"|word|confirmation)|hear|be (?:told|notified|informed))"
    r"|(?:is|are) there (?:a|an|any|some) (?:guide|guidance|help|video|training|helpsheet|leaflet|crib sheet)s?"
    r"|faint (?:o amser )?(?:mae|gymer|fydd|wneith|mae'n)|pryd (?:fydd|gaf|ga|caiff|gaiff)"
    r"|(?:ga|gaf|gawn|geith|gaiff|fydda|fyddaf) (?:i|ni|hi|o|e)(?: yn|'n)? (?:neges|wybod|e-?bost|air|glywed|clywed)"
    r"|oes (?:yna |'na )?(?:ganllaw|ganllawiau|fideo|hyfforddiant|daflen))(?!\w)"
    r"(?:(?! (?:who|whose|why|what|which|if|whether|that|before|until|unless|without|not|never|no|she|he|they|hides?"
    r"|object\w*|refus\w*|reject\w*|against|\w+n't|pwy|pam|beth|pa|os|nad|na|cyn|heb|bod|fod)(?!\w))[^.?!,;]){0,80}\?+",
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
    words = _LETTERS.findall(folded)
    if not 1 <= len(words) <= _MOST_WORDS or answers.search(folded):
        return folded
    for word in words:
        meant = _keyword_meant(word)
        if meant:
            return folded.replace(word, meant)
    return folded


@lru_cache(maxsize=1024)
def _keyword_meant(word: str) -> str:
    """The keyword that ``word`` is but for a slip; empty where it is none, or a word of its own."""
    listed = vocabulary("explained")
    if len(word) < 6 or word in listed["no_slips"]:
        return ""
    return next((keyword for keyword in listed["keywords"] if _one_slip(word, keyword)), "")


def taken_back_now(folded: str) -> bool:
    """Whether the folded sentence takes back what stands before it: ``sorry, ignore that``."""
    return bool(pattern("answers", "taken_back_now").search(folded))


@lru_cache(maxsize=1024)
def _single(word: str) -> str:
    """The word with doubled letters written once: ``approoved`` and ``approved`` are one."""
    return _DOUBLED.sub(r"\1", word)


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
