"""Which name a Hwb username is made of: surname and first letter, mostly (``zielinskit9``). Nothing here fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.text import fold

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_NO_LETTER = re.compile(r"[^a-z]")


_LEAST_OF_SURNAME = 5
CYFRIF = r"(?:ch?|n?gh?|nh)yfri"
"""How the Welsh word for an account begins, however mutated and not always rightly: ``fy nghyfrif``, ``ei chyfri``."""


def words_of(name: str) -> list[str]:
    """The folded words of a written name, without apostrophes."""
    return _WORD.findall(fold(name).replace("'", ""))


def is_made_of(words: Sequence[str], username: str) -> bool:
    """Whether a username is made of a name's folded words."""
    stem = _NO_LETTER.sub("", username.rstrip("0123456789"))
    surnames = ["".join(words[place:]) for place in range(1, len(words))]  # of Anna Sofia Puw Jones: Puw Jones, Jones
    if stem in (*(one + words[0][0] for one in surnames), words[0][0] + words[-1], words[0] + words[-1]):
        return True
    cut = stem[:-1]  # a long surname may be cut short: ``ridgewp15`` of Pauline Ridgeway
    return (
        len(cut) >= _LEAST_OF_SURNAME
        and stem[-1] == words[0][0]
        and any(one.startswith(cut) and one != stem for one in surnames)
    )


def makes_username(name: str, username: str) -> bool:
    """Whether a written name is one that the username is made of."""
    words = words_of(without_title(name))
    return len(words) > 1 and is_made_of(words, username)


def alike(one: str, other: str) -> bool:
    """Whether two usernames are made of one name, as somebody's two accounts are: ``bevanl4``, ``bevanl22``."""
    return one.rstrip("0123456789") == other.rstrip("0123456789")
