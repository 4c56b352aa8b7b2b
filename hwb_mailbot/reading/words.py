"""The vocabularies of both languages, compiled once.

Every key of ``vocabulary/en.toml`` and ``vocabulary/cy.toml`` is a list of phrases as people write them; a phrase may
hold regular-expression fragments in lower case (``\\w*`` for any ending). They are folded (no accents) and matched in
folded text. Both languages are always looked for together, since people mix them within a sentence. ``@key`` in a list
stands for all phrases of another list of the same section.
"""

from __future__ import annotations

import re
from functools import cache

from hwb_mailbot.reading.alternatives import any_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary

LANGUAGES = ("en", "cy")
_PART = re.compile(r"<([a-z_]+)>")
SEE = "@"
"""What a phrase begins with that names another list of its section."""


def phrases(section: str, key: str, languages: tuple[str, ...] = LANGUAGES) -> list[str]:
    """The folded phrases under ``[section] key`` of the given languages; a missing key is an empty list."""
    found: list[str] = []
    for language in languages:
        lists = vocabulary(language).get(section, {})
        for phrase in lists.get(key, ()):
            found.extend(map(fold, lists[phrase[1:]] if phrase.startswith(SEE) else (phrase,)))
    return found


def as_spaced(phrase: str) -> str:
    """The phrase as a pattern in which a blank is any white space, also more of it."""
    return phrase.replace(" ?", r"\s{0,4}").replace(" ", r"\s{1,4}")


@cache
def pattern(section: str, *keys: str, languages: tuple[str, ...] = LANGUAGES) -> re.Pattern[str]:
    """One pattern that finds any phrase under the keys as whole words in folded text; blanks match any white space."""
    every = [phrase for key in keys for phrase in phrases(section, key, languages)]
    return any_of([as_spaced(phrase) for phrase in sorted(dict.fromkeys(every), key=len, reverse=True)])


@cache
def word_set(section: str, key: str, languages: tuple[str, ...] = LANGUAGES) -> frozenset[str]:
    """The single folded words under ``[section] key``."""
    return frozenset(phrases(section, key, languages))


@cache
def listed(file: str, *keys: str) -> re.Pattern[str]:
    """One pattern that finds any phrase under the keys of a vocabulary of both languages together, in their order.

    Where the file has ``[parts]``, ``<name>`` in a phrase stands for any phrase of that list of them.
    """
    return _any_of(file, [vocabulary(file)[key] for key in keys])


@cache
def composed(file: str, *keys: str) -> re.Pattern[str]:
    """As ``listed``, of keys ``table.list`` in a file with ``[parts]``."""
    return _any_of(file, [vocabulary(file)[table][name] for table, name in (key.split(".") for key in keys)])


def _any_of(file: str, lists: list[list[str]]) -> re.Pattern[str]:
    parts = vocabulary(file).get("parts", {})
    every = [phrase for phrases_of in lists for phrase in phrases_of]
    return any_of([_put_together(phrase, parts) for phrase in every] if parts else every)


def _put_together(phrase: str, parts: dict[str, list[str]]) -> str:
    """The phrase with its parts written out, parts within parts too."""
    return _PART.sub(lambda part: f"(?:{'|'.join(_put_together(one, parts) for one in parts[part[1]])})", phrase)


@cache
def listed_words(file: str, *keys: str) -> frozenset[str]:
    """The single words under the keys of a vocabulary of both languages together."""
    return frozenset(word for key in keys for word in vocabulary(file)[key].split())


def ends_with(key: tuple[str, str], folded: str, within: int = 80) -> bool:
    """Whether the last words of ``folded`` are a phrase under ``[section] key``; it is looked for in its end alone."""
    tail = folded[-within:].rstrip()
    return any(found.end() == len(tail) for found in pattern(*key).finditer(tail))
