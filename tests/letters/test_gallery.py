"""The page that shows all letters is the one in the documentation."""

from __future__ import annotations

from pathlib import Path

from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.letters.gallery import VARIANTS, gallery

from .conftest import LETTERS_ROOM

PAGE = Path(__file__).parents[2] / "docs" / "letters.md"


def test_every_letter_is_shown_in_both_languages() -> None:
    page = gallery(LETTERS_ROOM)
    for template in LETTERS:
        assert f"## {template}: Cymraeg / Welsh\n" in page
        assert f"## {template}: Saesneg / English\n" in page
    for template, _, of in VARIANTS:
        assert f"## {template}, {of}: Cymraeg / Welsh\n" in page
        assert f"## {template}, {of}: Saesneg / English\n" in page


def test_the_documentation_shows_the_letters_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == gallery(LETTERS_ROOM), "run: hwb-mailbot letters preview > docs/letters.md"
