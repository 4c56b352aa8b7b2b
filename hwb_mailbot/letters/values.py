"""Makes every value that goes into a letter harmless, whatever a stranger wrote into it.

A value is one line of plain words: line breaks and runs of blanks become one blank; control, format and
bidirectional characters go; an overlong value is cut. In Markdown every ASCII punctuation mark is
backslash-escaped (CommonMark section 2.4), so that no value can be markup, HTML, a link or an entity. Jinja
never sees a value as a template. An address such as ``https://…`` is pulled apart so that mail programs do
not make it a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from babel.dates import format_date

LONGEST = 500
"""How many characters of a value are shown."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WEB_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}:)(?=//)|\b(www)(?=\.)")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_YES = {"en": ("no", "yes"), "cy": ("nac ydy", "ydy")}


def clean(value: str) -> str:
    """``value`` as one harmless line of at most ``LONGEST`` characters, not yet escaped for any format."""
    if value.isascii() and value.isprintable():
        return _shown(value)
    spaced = "".join(
        " " if character.isspace() else character
        for character in value[: LONGEST * 4]
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    return _shown(spaced)


def _shown(printable: str) -> str:
    line = " ".join(printable.split())
    line = _WEB_ADDRESS.sub(lambda found: f"{found.group(0)} ", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def escape_markdown(text: str) -> str:
    """``text`` so that CommonMark shows exactly its characters."""
    return _PUNCTUATION.sub(r"\\\1", text)


def finalizer(language: str) -> Callable[[Any], str]:
    """Jinja's ``finalize`` for letters in ``en`` or ``cy``: what ``{{ … }}`` puts into the Markdown."""
    no, yes = _YES[language]

    def finalize(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return yes if value else no
        return escape_markdown(clean(str(value)))

    return finalize


def day(iso: str, language: str) -> str:
    """An ISO date or time as people write it, ``14 Medi 2026``; anything else as it is."""
    try:
        known = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return format_date(known, "d MMMM y", locale="cy" if language == "cy" else "en_GB")
