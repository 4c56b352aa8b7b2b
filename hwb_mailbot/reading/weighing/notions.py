"""What a word is about: ``covers`` is work, ``boiler`` a thing that breaks, ``fedra i'm`` a denial.

``vocabulary/notions.toml`` sorts words of both languages under notions, so that what was learnt of one word goes for
its kin. A Welsh word is known by its mutated forms too; a word of no notion has none. Nothing here fails.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary

_MUTATED = (
    ("ngh", "c"), ("mh", "p"), ("nh", "t"), ("ph", "p"), ("th", "t"), ("ch", "c"), ("dd", "d"), ("ng", "g"), ("b", "p"),
    ("b", "m"), ("d", "t"), ("g", "c"), ("f", "b"), ("f", "m"), ("l", "ll"), ("r", "rh"), ("m", "b"), ("n", "d"),
    ("", "g"),
)  # fmt: skip
"""How a Welsh word may begin and how it then begins unmutated; the likelier first."""


@cache
def _listed() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for notion, words in vocabulary("notions").items():
        for word in words.split():
            found.setdefault(fold(word), set()).add(notion)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=4096)
def notions(word: str) -> frozenset[str]:
    """The notions of a folded word; none where nobody has sorted it."""
    listed = _listed()
    if word in listed:
        return listed[word]
    if "'" in word:
        parts = frozenset(chain.from_iterable(listed.get(part, ()) for part in word.split("'") if part))
        return parts | {"denies"} if word.endswith("n't") else parts
    for mutated, plain in _MUTATED:
        if word.startswith(mutated) and plain + word[len(mutated) :] in listed:
            return listed[plain + word[len(mutated) :]]
    return frozenset()
