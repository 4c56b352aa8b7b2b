"""Every Welsh word that people are sent or shown is one that a Welsh speller knows, or stands in our own short list.

The dictionary (LGPL 3) does not come with the program: ``make dictionary`` fetches npm's dictionary-cy into ``.venv``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
DICTIONARY = PROJECT / ".venv" / "dictionary-cy" / "package" / "index"
OWN_WORDS = frozenset(
    """
    AdAS DfES From HTML yes Just2easy MIS UPN Hwb winmail dat CSV QR English Talbot
    arhoswch byrhewch gellid mewngofnododd ymgeisiau
    cwblhewch cyrhaeddodd dadwnaed dadwnaeth dadactifadu ddadactifadu gellir ellir ellid mewngofnodwch rhyddhewch
    """.split()
)
"""Names, terms of the field, and good forms of verbs that the dictionary lacks."""
WORD = re.compile(r"[A-Za-zÀ-ÿŴŵŶŷ]+\d?[a-z]*(?:['’-][A-Za-zÀ-ÿŴŵŶŷ]+)*")
NO_PROSE = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\]\([^)]*\)|`[^`]*`|hwb-mailbot [^\n]*|\{\w+\}|HWB-[0-9A-Z-]+"
    r"|\w+_\w+|\w+\.eml",
    re.DOTALL,
)
"""What stands in a template and is no Welsh: its own marks, addresses, commands and names of fields and files."""


def in_welsh(table: Any) -> Iterator[str]:
    """Every Welsh text of a table of words."""
    for name, value in table.items() if isinstance(table, dict) else ():
        if name == "cy" and isinstance(value, str):
            yield value
        else:
            yield from in_welsh(value)


def texts() -> Iterator[tuple[str, str]]:
    """Each place with its Welsh text."""
    for template in sorted((PROJECT / "templates" / "letter").glob("*.cy.md.j2")):
        yield template.name, template.read_text("utf-8")
    for wording in sorted((PROJECT / "hwb_mailbot").glob("wording*.toml")):
        yield wording.name, "\n".join(in_welsh(tomllib.loads(wording.read_text("utf-8"))))


def words(text: str) -> set[str]:
    return {word.replace("’", "'") for word in WORD.findall(NO_PROSE.sub(" ", text))}


def misspelt(found: set[str], known: Any) -> set[str]:
    def right(word: str) -> bool:
        return word in OWN_WORDS or word.lower() in OWN_WORDS or known(word) or known(word.lower())

    def piece_by_piece(word: str) -> bool:
        pieces = [piece for piece in re.split(r"['-]", word) if piece]
        return all(len(piece) == 1 or right(piece) for piece in pieces)

    return {word for word in found if not right(word) and not piece_by_piece(word)}


@pytest.fixture(scope="module")
def known() -> Any:
    hunspell = pytest.importorskip("spylls.hunspell", reason="spylls is not installed")
    if not DICTIONARY.with_suffix(".dic").exists():
        pytest.skip("no Welsh dictionary here: make dictionary")
    return hunspell.Dictionary.from_files(str(DICTIONARY)).lookup


def test_every_welsh_word_is_spelt_right(known: Any) -> None:
    wrong = {place: misspelt(words(text), known) for place, text in texts()}
    assert {place: found for place, found in wrong.items() if found} == {}


def test_the_speller_finds_slips(known: Any) -> None:
    assert misspelt({"cyfrrif", "defnydiwr", "ysgol", "wedi'i", "penaeth", "AdAS"}, known) == {
        "cyfrrif",
        "defnydiwr",
        "penaeth",
    }
