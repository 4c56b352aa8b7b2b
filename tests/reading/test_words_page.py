"""The page of words shows the vocabularies as they are, and a label added to them works without code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words_page import words_page

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "words.md"
VOCABULARY = ROOT / "hwb_mailbot" / "reading" / "vocabulary"

ASK = """
import sys
from hwb_mailbot.reading.reader import read
said = read(b"From: Nia Evans <nia@coedmawr.example>\\r\\nSubject: Hwb\\r\\n\\r\\n" + sys.argv[1].encode() + b"\\r\\n")
print([f"{name}={field.value}" for request in said.requests for name, field in request.fields.items()])
"""
MAIL = "New school: Coed Mawr\r\nNew username: evansn87\r\n{label}: 00417732\r\n"


def test_the_documentation_shows_the_words_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == words_page(), "run: make words"


def test_no_list_holds_a_phrase_twice() -> None:
    twice = [
        f"{file.name}: {where}: {phrase}"
        for file in sorted(VOCABULARY.glob("*.toml"))
        for where, phrases in lists(tomllib.loads(file.read_text("utf-8")))
        for phrase, times in Counter(phrases).items()
        if times > 1
    ]
    assert twice == []


def lists(table: dict[str, Any], within: str = "") -> Iterator[tuple[str, list[str]]]:
    for key, held in table.items():
        if isinstance(held, dict):
            yield from lists(held, f"{within}{key}.")
        elif isinstance(held, list) and all(isinstance(one, str) for one in held):
            yield f"{within}{key}", held


def test_every_label_is_shown_in_both_languages() -> None:
    page = words_page()
    for language in ("en", "cy"):
        for words in vocabulary(language)["labels"].values():
            plain = [word for word in words if word.replace(" ", "").isalpha()]
            assert all(f"`{word}`" in page for word in plain)
    assert "dyddiad gadael / leaving date" in page
    assert not re.search(r"\(\?[:=!<]|\\", page)


@pytest.mark.parametrize(("file", "label"), [("en", "Zebra figure"), ("cy", "Rhif y wiwer")])
def test_an_added_label_works_without_code(file: str, label: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "hwb_mailbot", tmp_path / "hwb_mailbot", ignore=shutil.ignore_patterns("__pycache__"))
    words = tmp_path / "hwb_mailbot" / "reading" / "vocabulary" / f"{file}.toml"

    def stated() -> str:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", "-c", ASK, MAIL.format(label=label)]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment, timeout=60
        ).stdout

    assert "employee_number" not in stated()
    text = words.read_text("utf-8")
    place = text.index("employee = [", text.index("[labels]")) + len("employee = [")
    words.write_text(f'{text[:place]}"{label.lower()}", {text[place:]}', "utf-8")
    assert "employee_number=00417732" in stated()


def test_every_vocabulary_is_shown() -> None:
    files = {path.stem for path in (ROOT / "hwb_mailbot" / "reading" / "vocabulary").glob("*.toml")}
    told, page = vocabulary("page")["sections"], words_page()
    assert [
        name for name in sorted(files - {"en", "cy", "page"}) if told.get(name, {}).get("en", "?") not in page
    ] == []
