"""Whether everything beside a yes is known to be harmless: courtesy, names, the case's own nouns, a leaving.

A yes in the middle of words that nobody has accounted for may be no approval (``Yes, this is a fraud``), so what is
not known to be harmless makes the answer unclear. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import cache

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary


@cache
def _phrases(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{'|'.join(vocabulary('explained')[key])})(?![\w])")


@cache
def _harmless() -> frozenset[str]:
    return frozenset(vocabulary("explained")["harmless"].split())


def spoken_of(folded: str) -> bool:
    """Whether the folded sentence speaks of the answering word and does not say it: ``I cannot see APPROVE``."""
    return bool(_phrases("no_answer").search(folded))


def doubtful(folded: str) -> bool:
    """Whether the folded sentence holds words that make any answer in it doubtful: ``how``, ``fraud``, ``the link``."""
    return bool(_phrases("doubtful").search(folded))


def explained(sentence: str, left: str) -> bool:
    """Whether all words of ``left`` (folded, the answer and what is neutral blanked) are harmless or names.

    ``sentence`` is as written: a capital within a sentence that is not all capitals marks a name.
    """
    names: set[str] = set()
    if sentence != sentence.upper():
        names = {fold(word) for word in re.findall(r"(?<=[a-z0-9,;'’] )[A-ZÂÊÎÔÛŴŶ][\w'’-]+", sentence)}
    plain = _phrases("harmless_phrases").sub(" ", left)
    words = re.findall(r"[a-z][a-z'-]*", plain)
    return all(word.strip("'-") in _harmless() or word in names or len(word) == 1 for word in words)
