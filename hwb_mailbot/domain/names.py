"""When two written names are the same name (R12).

People's names are equal after folding case, accents, hyphens, apostrophes, ``ap``/``ab``, titles and order, and are
never matched by likeness. A school's name *agrees* with a record when, without generic words, accents and Welsh
initial mutations, it is the school's Welsh or English name; it never selects a school.

Everything here is total: any text gives an answer.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)
_APOSTROPHES = re.compile("['’‘ʼʹ`´′]")
_WORD = re.compile(r"[a-z0-9]+")
_AGE_RANGE = re.compile(r"\b\d{1,2}\s*[-–]\s*\d{1,2}\b")
_TITLES = frozenset("mr mrs miss ms mx dr prof professor rev parch sir dame mister syr".split())

_GENERIC_SCHOOL_WORDS = frozenset(
    """
    school schools sch primary secondary high special infant infants junior juniors nursery comprehensive community
    through all grammar foundation academy voluntary aided controlled the at
    ysgol ysgolion ysg cynradd gynradd uwchradd arbennig cyfun gyfun cymunedol gymunedol babanod iau plant meithrin
    feithrin canolradd ganolradd gydol oed pob
    """.split()
)

_LEADING = frozenset("y yr yn ym yng i o".split())

_MUTATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # mutated beginning -> the radicals it can come from; longest beginnings first
    ("ngh", ("c",)),
    ("mh", ("p",)),
    ("nh", ("t",)),
    ("ng", ("g",)),
    ("ph", ("p",)),
    ("th", ("t",)),
    ("ch", ("c",)),
    ("dd", ("d",)),
    ("b", ("p",)),
    ("d", ("t",)),
    ("g", ("c",)),
    ("f", ("b", "m")),
    ("m", ("b",)),
    ("n", ("d",)),
    ("l", ("ll",)),
    ("r", ("rh",)),
)


_REMEMBERED = 8_192
"""Results kept: a decision asks for the same few names again and again."""


def fold(text: str) -> str:
    """``text`` in ASCII lower case without accents and apostrophes, everything else than letters and digits a blank."""
    return " ".join(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in plain if not unicodedata.combining(character))
        plain = plain.translate(_LETTERS_WITHOUT_DECOMPOSITION)
    return _APOSTROPHES.sub("", plain)


@lru_cache(maxsize=_REMEMBERED)
def folded_name(name: str) -> str:
    """The key under which a person's name is equal to another spelling of itself (R12), empty for no name.

    Order does not matter (``Evans, Carys``), ``ab`` counts as ``ap``, ``O Brien`` as ``O'Brien``; titles are left out
    where at least two words remain. Names with letters of other scripts fold to nothing and so are never equal to
    anything: without those letters two people of one family would have one name.
    """
    if not name.isascii() and any(letter.isalpha() and not letter.isascii() for letter in _plain(name)):
        return ""
    words = [("ap" if word == "ab" else word) for word in fold(name).split()]
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "o":
            joined[-1] = "o" + word
        else:
            joined.append(word)
    without_titles = [word for word in joined if word not in _TITLES]
    return " ".join(sorted(without_titles if len(without_titles) >= 2 else joined))


def same_name(one: str, other: str) -> bool:
    """Whether two written names are the same person's name (R12). Empty names are never the same."""
    key = folded_name(one)
    return bool(key) and key == folded_name(other)


def radicals(word: str) -> frozenset[str]:
    """The folded ``word`` itself and every word of which it can be an initial mutation (soft, nasal, aspirate)."""
    forms = {word}
    for beginning, sources in _MUTATIONS:
        if word.startswith(beginning):
            forms.update(source + word[len(beginning) :] for source in sources)
    if word[:1] in "aeiouwylr":
        forms.add("g" + word)  # soft mutation of g- is its loss: Gallt, (i) Allt
    return frozenset(forms)


def _distinctive_words(name: str) -> list[str]:
    words = fold(_AGE_RANGE.sub(" ", name)).split()
    distinctive = [word for word in words if word not in _GENERIC_SCHOOL_WORDS] or words
    while len(distinctive) > 1 and distinctive[0] in _LEADING:
        del distinctive[0]  # (ym) Mhorth y Môr, (Yr) Hendre
    return distinctive


@lru_cache(maxsize=_REMEMBERED)
def school_name_keys(name: str) -> frozenset[str]:
    """The keys of a school's name: two names agree when they share one (R12). Empty for an empty name.

    Blanks and hyphens are left out (``Rhyd-ddu``, ``Rhyd Ddu``), the first distinctive word is taken in each radical
    it may stand for (``ym Mhant y Rhedyn``), and a place after a comma is also left out (``Ysgol Bryn, Llanelli``).
    """
    keys: set[str] = set()
    for variant in {name, name.split(",", 1)[0]}:
        words = _distinctive_words(variant)
        if words:
            rest = "".join(words[1:])
            keys.update(first + rest for first in radicals(words[0]))
    return frozenset(keys)


def school_names_agree(stated: str, *recorded: str) -> bool:
    """Whether a stated school name is one of the recorded names of one school (R12)."""
    stated_keys = school_name_keys(stated)
    return any(stated_keys & school_name_keys(name) for name in recorded if name)
