"""Which language the person wrote in: English, Welsh or both (R23).

By the common words of each language in the sender's own text; greetings, sign-offs and names do not count while other
words stand beside them, so that ``Bore da`` and ``Ysgol`` leave an English mail English. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.reading.terms.names import find_names
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, word_set

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|'[a-z]+")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}|https?://\S{1,300}")
_WELSH_ENDING = re.compile(r"'(?:n|r|w|m|ch|u)$")
_ENGLISH_ENDING = re.compile(r"'(?:t|ve|ll|d|re|s)$")
_SHARE = 0.22
"""The share of the words that the lesser language needs for the mail to count as written in both."""
_MOST_ALONE = 6
"""Words beside sentences that are said in both languages; more are a letter in one of them."""
_A_WISH = 4
"""Words that are said on each side of a stroke, though all but one are a wish that counts for no language."""
MOST_CHARACTERS = 20_000


def language_of(texts: Sequence[str], fallback: Language = Language.ENGLISH) -> Language:
    """The language of ``texts`` (own words; later ones only where the earlier hold no words of either language)."""
    for text in texts:
        welsh, english = _counts(text[:MOST_CHARACTERS], strict=True)
        if welsh + english == 0:
            welsh, english = _counts(text[:MOST_CHARACTERS], strict=False)
        if welsh + english == 0:
            continue
        if welsh >= 2 * english and not pattern("language", "grammar", languages=("en",)).search(_prose(text)):
            return Language.WELSH  # ``mergo'r accounts``, ``leaving date hi``: words borrowed, no English said
        share = min(welsh, english) / (welsh + english)
        if _said_twice(text[:MOST_CHARACTERS]):
            return Language.BOTH
        if min(welsh, english) >= 6 and _apart(text[:MOST_CHARACTERS]):
            return Language.BOTH
        if share >= _SHARE and (min(welsh, english) >= 3 or (min(welsh, english) >= 1 and welsh + english <= 6)):
            return Language.BOTH
        return Language.WELSH if welsh > english else Language.ENGLISH
    return fallback


def _prose(text: str) -> str:
    """The folded text as one line, without names and addresses."""
    folded = fold(text[:MOST_CHARACTERS])
    for name in find_names(text[:MOST_CHARACTERS]):
        folded = folded[: name.start] + " " * (name.end - name.start) + folded[name.end :]
    return _ADDRESS.sub(" ", folded)


def _said_twice(text: str) -> bool:
    """Whether sentences stand beside their like in the other language: ``Hoffwn uno … / I would like to merge …``.

    One at the foot of a letter in one language (``Dilynwch ni / Follow us``) does not make it a letter in both.
    """
    twice = False
    alone = [0, 0]
    for line in text.split("\n"):
        one, stroke, other = line.partition(" / ")
        told = [_counts(half, strict=True) for half in ((one, other) if stroke else (line,))]
        welsh, english = (max(told, key=lambda counts: counts[place]) for place in (0, 1))
        said = welsh[0] >= 2 or (welsh[0] and len(one.split()) >= _A_WISH <= len(other.split()))
        if welsh is not english and said and not welsh[1] and english[1] >= 3 and not english[0]:
            twice = True
        else:
            alone = [many + sum(counts[place] for counts in told) for place, many in enumerate(alone)]
    return twice and max(alone) < _MOST_ALONE


def _apart(text: str) -> bool:
    """Whether at least three lines are in each language alone: a list in one, prose in the other."""
    lines = {Language.WELSH: 0, Language.ENGLISH: 0}
    words = {Language.WELSH: 0, Language.ENGLISH: 0}
    for line in text.split("\n"):
        welsh, english = _counts(line, strict=True)
        if welsh + english and min(welsh, english) == 0:
            lines[Language.WELSH if welsh else Language.ENGLISH] += 1
            words[Language.WELSH if welsh else Language.ENGLISH] += welsh + english
    return min(lines.values()) >= 3 and min(words.values()) >= 6


@lru_cache(maxsize=256)  # a text of one line is its line too
def _counts(text: str, *, strict: bool) -> tuple[int, int]:
    folded = fold(text)
    for name in find_names(text):
        folded = folded[: name.start] + " " * (name.end - name.start) + folded[name.end :]
    if "@" in folded or "http" in folded:
        folded = _ADDRESS.sub(" ", folded)
    if strict:
        for language in ("cy", "en"):
            folded = pattern("language", "greetings", languages=(language,)).sub(" ", folded)
    welsh_words = word_set("language", "words", ("cy",))
    english_words = word_set("language", "words", ("en",))
    welsh = english = 0
    for word in _WORD.findall(folded):
        in_welsh, in_english = word in welsh_words, word in english_words
        if "'" in word:
            pieces = word.split("'")
            in_welsh = (
                in_welsh
                or not welsh_words.isdisjoint(pieces)
                or bool(_WELSH_ENDING.search(word) and word[:2] not in ("do", "i'"))
            )
            in_english = in_english or not english_words.isdisjoint(pieces) or bool(_ENGLISH_ENDING.search(word))
        if in_welsh and not in_english:
            welsh += 1
        elif in_english and not in_welsh:
            english += 1
    return welsh, english
