"""Sentences of one's own that grant or refuse what our letter asks, brought to the one word for which it asks.

Who grants, how gladly, the verb, what is granted and what may follow make up such a sentence (``vocabulary/granting``).
Only one that consists of these parts to the end of its clause gives way to the word; what stands before and behind it
is weighed as beside the word itself. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import composed

_LETTERS = {"approve": "head", "proceed": "mover"}
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "refused": {"head": ("i reject it", "reject"), "mover": ("cancel it", "cancel")},
    "gwrthodir": {"head": ("gwrthodaf", "gwrthod"), "mover": ("canslwch y cais", "canslo")},
    "granted": {"head": ("approve",), "mover": ("proceed",)},
    "caniateir": {"head": ("cymeradwyo", "ie"), "mover": ("parhau", "ie")},
}
"""The words that stand for each kind of sentence, the first that is short enough; they are of its own language, as *a*
is another word in the other."""
_GOVERNED = re.compile(
    r"(?<!\w)(?:will|would|can|could|shall|should|may|might|must|do|did|does|if|whether|when|whenever|before|until|till"
    r"|unless|once|after|how|why|who|what|had|were|nor|never|not|lest|where|os|pe|pan|cyn|nes|oni|ni|nid|na|nad|pwy"
    r"|pam|sut|than|nag|hardly|scarcely|rather)\W+$"
)
"""Words right before such a sentence that ask it, deny it or make it hang on something."""
_JOINING = frozenset("and so then therefore thus hence yes please thanks thank you a ac felly ie diolch plis".split())
"""Words that join two grants, or go with one, and tell nothing."""
_DENIED_BEHIND = re.compile(r"\s(?:i |o |ni )?ddim\b")


@lru_cache(maxsize=64)
def in_a_word(folded: str, yes_key: str) -> str:
    """The folded sentence, of the same length, with one word for each whole turn that grants or refuses."""
    letter = _LETTERS[yes_key]
    plain = folded
    for table, words in _WORDS.items():
        for key in (letter, "either"):
            if key in vocabulary("granting")[table]:
                found = composed("granting", f"{table}.{key}")
                plain = found.sub(partial(_put, words=words[letter]), plain)
    return composed("granting", "set.phrases").sub(lambda found: " " * len(found.group()), plain)


def grants_and_no_more(sentence: str, yes_key: str) -> bool:
    """Whether the sentence consists of such grants alone, so that nothing else is told in it."""
    folded = re.sub(r"\s+", " ", fold(sentence)).strip()
    plain = in_a_word(folded, yes_key)
    letter = _LETTERS[yes_key]
    granting = {*_WORDS["granted"][letter], *_WORDS["caniateir"][letter]}
    words = set(re.findall(r"[\w'-]+", plain))
    return plain != folded and bool(words & granting) and words <= granting | _JOINING


def _put(found: re.Match[str], words: Sequence[str]) -> str:
    whole, said = found.group(), found.string
    if _DENIED_BEHIND.match(said, found.end()) or _GOVERNED.search(said, max(0, found.start() - 30), found.start()):
        return whole
    return next((word.ljust(len(whole)) for word in words if len(word) <= len(whole)), whole)
