"""Whether everything beside a yes is known to be harmless: courtesy, names, the case's own nouns, a leaving.

A yes in the middle of words that nobody has accounted for may be no approval (``Yes, this is a fraud``), so what is
not known to be harmless makes the answer unclear. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import cache

from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.words import listed, listed_words, word_set

_WORD = re.compile(r"(?<![a-z\d])[a-z][a-z'-]*(?![a-z\d])")
"""A word that is no identifier: those are looked up in the answered letter."""


def spoken_of(folded: str) -> bool:
    """Whether the folded sentence speaks of the answering word and does not say it: ``I cannot see APPROVE``."""
    return bool(listed("explained", "no_answer").search(folded))


def merely_received(folded: str) -> bool:
    """Whether the folded sentence says that the letter came: a bare yes in it may be to that alone."""
    return bool(listed("explained", "merely_received").search(folded))


def doubtful(folded: str) -> bool:
    """Whether the folded sentence holds words that make any answer in it doubtful: ``how``, ``fraud``, ``the link``."""
    return bool(listed("explained", "doubtful").search(folded))


def without_no_hearsay(folded: str) -> str:
    """The folded sentence without words of saying that tell nobody's answer: ``as you say``, ``say hello``."""
    return blanked(listed("explained", "no_hearsay"), folded)


def without_no_hedge(folded: str) -> str:
    """The folded sentence without courteous turns that sound like a hedge: ``I would be delighted to approve``."""
    return blanked(listed("explained", "no_hedge"), folded)


def explained(sentence: str, left: str, *, refusal: bool = False) -> bool:
    """Whether all words of ``left`` (folded, the answer and what is neutral blanked) are harmless or names.

    ``sentence`` is as written: a capital within a sentence that is not all capitals marks a name. Beside a
    ``refusal`` the common words of both languages are harmless too, save those that ask: nothing follows from it.
    """
    names = _names(sentence)
    plain = listed("explained", "harmless_phrases").sub(" ", left)
    words = _WORD.findall(plain)
    common = _common() | listed_words("explained", "beside_refusal") if refusal else frozenset()
    return all(_is_harmless(word) or word in names or word in common for word in words)


@cache
def _beside() -> frozenset[str]:
    """What is harmless in a sentence beside a yes, but for what negates there."""
    return listed_words("beside", "harmless") - listed_words("beside", "opposing", "never_answered")


@cache
def _common() -> frozenset[str]:
    return word_set("language", "words") - listed_words("explained", "asking")


def names_others(clause: str, known: frozenset[str]) -> bool:
    """Whether ``clause`` names somebody, or something, of whom the folded words of the answered letter know nothing.

    A name is known by its first three letters or as a part of another, so that ``Jon`` stands for Jonathan and
    ``Seun`` for Oluwaseun; abbreviations in capitals are none.
    """
    begun = {word[:3] for word in known}
    longer = " ".join(word for word in known if len(word) > 4)
    for name in re.findall(r"(?<=[a-z0-9,;'’] )([A-ZÂÊÎÔÛŴŶ][a-zâêîôûŵŷáéíóúäëïöü-]{2,})", clause):
        folded = fold(name)
        if folded[:3] not in begun and not (len(folded) >= 4 and folded in longer) and not _is_harmless(folded):
            return True
    return any(
        not any(word.startswith(fold(last)[:5]) for word in known) and not _is_harmless(fold(last))
        for last in _SURNAMES.findall(clause)
    )


_SURNAMES = re.compile(
    r"(?<![\w'’-])[A-ZÂÊÎÔÛŴŶ][a-zâêîôûŵŷáéíóúäëïöü]+(?= ([A-ZÂÊÎÔÛŴŶ][a-zâêîôûŵŷáéíóúäëïöü]{2,})(?![\w'’-]))"
)
"""Right behind another name: three letters tell Jon from nobody, but not Davies from David."""


def _names(sentence: str) -> set[str]:
    if sentence == sentence.upper():
        return set()
    return {fold(word) for word in re.findall(r"(?<=[a-z0-9,;'’] )[A-ZÂÊÎÔÛŴŶ][\w'’-]+", sentence)}


_PIECES = frozenset({"", "n", "r", "w", "u", "s", "d"})
"""What may stand beside an apostrophe; ``t`` and ``m`` (``can't``, ``dwi'm``) say no."""


def _is_harmless(word: str) -> bool:
    harmless = listed_words("explained", "harmless")
    bare = word.strip("'-")
    if bare in harmless or bare in _beside() or len(word) == 1:
        return True
    pieces = re.split("['-]", bare)
    return len(pieces) > 1 and all(piece in harmless or piece in _PIECES for piece in pieces)
