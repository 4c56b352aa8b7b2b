"""Every word of the pages is there in both languages, and nothing is said that no page says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from hwb_mailbot import wording
from hwb_mailbot.letters.rendering import templates_folder

PACKAGE = Path(wording.__file__).parent
PAGES = "\n".join(path.read_text("utf-8") for path in (templates_folder().parent / "page").glob("*.j2"))
SOURCE = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "web").rglob("*.py"))
COMMANDS = (PACKAGE / "command_trail.py").read_text("utf-8")
CATALOGUE: dict[str, dict[str, dict[str, str]]] = {}
for name in ("wording_pages.toml", "wording_overview.toml"):
    for group, entries in tomllib.loads((PACKAGE / name).read_text("utf-8")).items():
        assert not set(entries) & set(CATALOGUE.get(group, {})), f"{name}: said twice"
        CATALOGUE.setdefault(group, {}).update(entries)


def test_both_languages_have_room_for_the_same_values() -> None:
    for group in CATALOGUE.values():
        for name, entry in group.items():
            assert sorted(re.findall(r"{[a-z]+}", entry["en"])) == sorted(re.findall(r"{[a-z]+}", entry["cy"])), name
            assert entry["en"].strip() == entry["en"]
            assert entry["cy"].strip() == entry["cy"]


def test_every_phrase_that_a_page_names_is_there() -> None:
    for name in re.findall(r"\bt\('([a-z-]+)'[,)]", PAGES):
        assert name in CATALOGUE["page"], name
    for name in re.findall(r"say=\"([a-z-]+)\"", SOURCE):
        assert name in CATALOGUE["page"], name


def test_every_entry_of_the_trail_has_words() -> None:
    noted = re.findall(r"\.note\(\s*\"([a-z-]+)\"", SOURCE) + re.findall(r"_Entry\(\"([a-z-]+)\"", COMMANDS)
    assert len(noted) > 20
    for name in noted:
        assert name in CATALOGUE["audit"], name
