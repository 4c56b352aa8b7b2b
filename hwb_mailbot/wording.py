"""Codes, states and names to short Welsh and English texts, for letters, pages and commands alike (R23).

All texts lie in one catalogue beside this module, ``wording.toml`` and, for the words of the support team's pages
alone, ``wording_pages.toml`` and ``wording_overview.toml``, with the two languages of an entry next to each other: a
translator sees both at once, a missing half fails a test, and there is nothing to compile (a gettext pair of ``.po``
and ``.mo`` would keep them in separate files and add a build step; no text here needs plural forms).

A text may hold ``[pieces with a {stated}]``. A piece is left out when its value was not given, so every code
has a whole sentence even where nothing more is known. Values are put in as they are; escaping is the
business of whoever shows them.

What can fail: ``UnknownCode`` when the catalogue has no such entry. A faulty catalogue fails at import.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources

from hwb_mailbot.domain.mails import FieldName, Language

_PIECE = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_FILES = ("wording.toml", "wording_pages.toml", "wording_overview.toml")
_WELSH, _ENGLISH = Language.WELSH.value, Language.ENGLISH.value


class UnknownCode(KeyError):
    """The catalogue has no text for this code, state or name."""

    def __str__(self) -> str:
        return f"wording.toml has no entry {' '.join(str(part) for part in self.args)}"


def _load() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    catalogue: dict[str, dict[str, dict[str, str]]] = {}
    for name in _FILES:
        for group, entries in tomllib.loads(resources.files("hwb_mailbot").joinpath(name).read_text("utf-8")).items():
            catalogue.setdefault(group, {}).update(entries)
    for group, entries in catalogue.items():
        for name, entry in entries.items():
            if set(entry) != {_WELSH, _ENGLISH}:
                raise ValueError(f"wording.toml: {group} {name} needs exactly cy and en")
    return catalogue


_CATALOGUE = _load()


def codes() -> frozenset[str]:
    """Every code that ``text`` knows."""
    return frozenset(_CATALOGUE["text"])


def text(code: str, language: Language | str, **values: str) -> str:
    """The sentence for ``code``, with those of ``values`` that it has room for.

    ``Language.BOTH`` gives the Welsh and then the English sentence. Raises ``UnknownCode``.
    """
    return _say("text", code, language, values)


def text_to(audience: str, code: str, language: Language | str, **values: str) -> str:
    """``text``, in the words for those whom it is about where there are any: ``headteacher``, ``mover``,
    ``administrator``, as letters are named. Raises ``UnknownCode``.
    """
    group = f"to-{audience}"
    return _say(group if code in _CATALOGUE.get(group, {}) else "text", code, language, values)


def every_text(language: Language | str) -> Iterator[str]:
    """All sentences that letters may hold, as ``text`` and ``text_to`` say them without values."""
    for group, entries in _CATALOGUE.items():
        if group == "text" or group.startswith("to-"):
            yield from (_say(group, code, language, {}) for code in entries)


def label(group: str, name: str, language: Language | str) -> str:
    """The label of ``name`` in one of the catalogue's groups: ``field``, ``state``, ``event``, ``role``,
    ``kind``, ``status``, ``mail``, ``answer``, ``journey``, ``language``, ``evidence``, ``letter``.

    Raises ``UnknownCode``.
    """
    return _say(group, name, language, {})


def field_label(name: FieldName | str, language: Language | str) -> str:
    """What a field is called on forms and lists. Raises ``UnknownCode``."""
    return label("field", str(name), language)


def state_label(state: str, language: Language | str) -> str:
    """What a case state is called (CONTRACT "A case"). Raises ``UnknownCode``."""
    return label("state", str(state), language)


def event_label(event: str, language: Language | str) -> str:
    """What an entry of a case's history is called. Raises ``UnknownCode``."""
    return label("event", event, language)


def phrase(name: str, language: Language | str, **values: str) -> str:
    """A phrase of the support team's pages, with its ``{values}`` put in. Raises ``UnknownCode``, ``KeyError``."""
    try:
        pattern = _CATALOGUE["page"][name][Language(language).value]
    except KeyError:
        raise UnknownCode("page", name) from None
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], pattern)


def _say(group: str, name: str, language: Language | str, values: Mapping[str, str]) -> str:
    try:
        entry = _CATALOGUE[group][str(name)]
    except KeyError:
        raise UnknownCode(group, name) from None
    tongue = Language(language)
    if tongue is not Language.BOTH:
        return _fill(entry[tongue.value], values)
    welsh, english = _fill(entry[_WELSH], values), _fill(entry[_ENGLISH], values)
    if welsh == english:
        return welsh
    return f"{welsh} {english}" if group == "text" or group.startswith("to-") else f"{welsh} / {english}"


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    def piece(match: re.Match[str]) -> str:
        inner = match.group(1)
        names = _PLACEHOLDER.findall(inner)
        if not all(values.get(name) for name in names):
            return ""
        return _PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), inner)

    return _PIECE.sub(piece, pattern)
