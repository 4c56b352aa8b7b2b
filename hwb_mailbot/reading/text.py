"""Folding text for comparison while its length stays, and cutting it into sentences.

Folded text is lower-case, without accents, with plain apostrophes, hyphens and spaces; character ``n`` of it stands for
character ``n`` of the original, so that evidence can be cut out verbatim. Nothing here fails.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_PLAIN = {
    "‛": "'", "′": "'", "＇": "'", "❜": "'", "\u02bb": "'", "\u02b9": "'", "\ua78c": "'", "’": "'", "‘": "'",
    "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ",
    "\u3000": " ", "ß": "s", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "…": ".", "：": ":", "＝": "=",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    lowered = character.lower()[0]
    if lowered in _PLAIN:
        return _PLAIN[lowered]
    return unicodedata.normalize("NFKD", lowered)[0] or lowered


def normal(text: str) -> str:
    """The text composed (NFC), without characters that show nothing (zero width, soft hyphen, direction marks)."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFC", text))


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """``text`` lower-cased without accents, of the same length."""
    lowered = text.lower()
    if not text.isascii():
        if len(lowered) != len(text):
            return "".join(map(_fold_character, text))
        lowered = _BEYOND_ASCII.sub(lambda found: _fold_character(found[0]), lowered)
    return lowered.replace("`", "'")


@lru_cache(maxsize=8)
def plain_words(text: str) -> frozenset[str]:
    """The words of ``text`` by their folded letters alone."""
    return frozenset(re.findall(r"[a-z]+", fold(text)))


def blanked(words: re.Pattern[str], folded: str) -> str:
    """``folded`` with blanks for all that ``words`` finds, of the same length."""
    return words.sub(lambda found: " " * len(found.group()), folded)


_ABBREVIATIONS = frozenset(
    "mr mrs ms miss dr st no nos ref tel est ext ysg e.g i.e e.e h.y prof parch rev dept approx ed eds".split()
)
_LETTERS = re.compile(r"(?!a\.m|p\.m|p\.s|o\.n|n\.b|u\.k)(?:[a-z]\.){1,3}[a-z]")
"""Letters for words, as in schools' names: ``C.P. School``, ``R.C. Primary``."""
_END = re.compile(r"[.!?](?<![.!?]{2})[.!?]*+[)\"']*+(?=\s)|\|(?<=\s\|)(?=\s[^\W\d_][\w'-]+ [^\W\d_][\w'-]+\s?[,(])")
"""Each begins with a mark of its own, and looks back from there: so those can be searched for quickly."""


@lru_cache(maxsize=128)  # one paragraph is read for denials, topics, corrections and details
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of ``text``, a paragraph; initials end none, a stroke before a name does."""
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(folded):
        before = folded[max(start, end.start() - 12) : end.start()].rsplit(None, 1)
        word = before[-1].lstrip("(\"'") if before else ""
        written = text[end.start() - len(word) : end.start()]
        after = text[end.end() : end.end() + 3].lstrip()
        if end.group().strip(")\"'") == "." and (
            (word in _ABBREVIATIONS and (word not in ("no", "nos") or after[:1].isdigit()) and written != "miss")
            or (len(word) == 1 and word.isalpha() and after[:1].isupper() and written.isupper())
            or (after[:1].islower() and word in _ABBREVIATIONS and word != "no")
            or (after[:1].isupper() and _LETTERS.fullmatch(word))
        ):
            continue
        if end.group().startswith("..") and _PAUSE.match(folded, end.end()):
            continue
        if text[start : end.end()].strip():
            spans.append((start, end.end()))
        start = end.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return tuple(spans)


PICTURED_ARROW = r"[→⇒⇨➔➙➜➝➞➡⟶⮕]\ufe0f?"
ARROW = rf"(?:[-=–—]*>{{1,2}}|{PICTURED_ARROW}|»)"
"""An arrow in whatever sign or picture, as a fragment of a pattern."""
_PAUSE = re.compile(r"\s(?:nage|naci|nace|na|no|sorry|sori),? (?:yn|yng|ym|i|at|in|to)\s")
"""``at Bryn Teg... no, at Coed Mawr``: the sentence goes on behind the dots."""
_BULLET = re.compile(
    r"^\s*(?:[\U0001f300-\U0001faff]\ufe0f?\s+|[*•·●▪◦‣○■□–—>»+~-]\s+|[*•·●▪◦‣○■–—]\s*(?=\w)|\(?(?:\d{1,2}|[a-hA-H]|[cC]h|[dD]d|[fF]f|i{1,3}|iv|vi?)[.):]\)?\s+"
    r"|\(?(?:\d{1,2}|[a-hA-H]|[cC]h|[dD]d|[fF]f)\)\s*|[1-9]\s[-–]\s+(?=\w{3}))+"
)
_ORDINAL = re.compile(
    r"^\s*(?:[*•·-]\s*)?\(?(\d{1,2}|[a-hA-H]|[cC]h|[dD]d|[fF]f)(?:\s?[.):]\)?\s*(?=\S)|\s[-–]\s+(?=\w{3}))"
)

_ORDERS = (
    {letter: place for place, letter in enumerate("abcdefgh")},
    {letter: place for place, letter in enumerate(("a", "b", "c", "ch", "d", "dd", "e", "f"))},
)


@lru_cache(maxsize=1024)
def without_bullet(text: str) -> str:
    """The line without its bullet, number or letter."""
    found = _BULLET.match(text)
    return text[found.end() :].strip() if found else text.strip()


def ordinal(text: str) -> str:
    """The number or letter that begins a list item (``3``, ``ch``), lower-case; empty where none does."""
    found = _ORDINAL.match(text)
    return found.group(1).lower() if found else ""


def places(marks: list[str]) -> list[int] | None:
    """The places (0…) that list marks stand for: numbers, English letters or Welsh letters; ``None`` if unordered."""
    if all(mark.isdigit() for mark in marks):
        numbers = [int(mark) - 1 for mark in marks]
        return numbers if numbers == sorted(set(numbers)) else None
    orders = _ORDERS[::-1] if {"ch", "dd"} & set(marks) else _ORDERS
    for order in orders:
        if all(mark in order for mark in marks):
            found = [order[mark] for mark in marks]
            if found == sorted(set(found)):
                return found
    return None


_WRAPPED = 50
"""A line at least this long may have been broken by the sender's program and not by the sender."""
_FULL, _LONGEST = 72, 80
"""Characters in a full line of a program that breaks them (RFC 3676, section 4.2: 78 at most)."""


def unwrapped(text: str) -> str:
    """``text`` with the breaks that a program put into its long lines turned into blanks, of the same length."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    joined = lines[0]
    for before, after in pairwise(lines):
        first = after.split(" ", 1)[0]
        broken = len(before) >= _WRAPPED and len(before) + 1 + len(first) >= min(longest, 78) - 2
        joined += (" " if broken else "\n") + after
    return joined


def goes_on(before: str, after: str) -> bool:
    """Whether a program broke a sentence off behind the line ``before``, so that ``after`` is no line of its own."""
    before, after = before.rstrip(), after.lstrip()
    full = len(before) <= _LONGEST and len(before) + 1 + len(after.split(" ", 1)[0]) > _FULL
    return full and after[:1].islower() and before[-1:].isalnum()


@lru_cache(maxsize=1024)
def tidy(text: str) -> str:
    """White space runs as one blank, emphasis marks and surrounding blanks off."""
    text = " ".join(text.split())
    while len(text) > 2 and text[0] == text[-1] and text[0] in "*_~":
        text = text[1:-1].strip()
    return text


_NOTE = re.compile(r"[“\"«](?=(?:[^\s“”\"»]+\s+){7})[^“”\"»]{40,1500}[”\"»]")


def without_notes(text: str) -> str:
    """``text`` with sentences in quotation marks blanked out: a note to somebody else, not addressed to us."""
    return _NOTE.sub(lambda found: re.sub(r"\S", " ", found.group()), text)
