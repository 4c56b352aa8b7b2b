"""The labelled mails, where they are at hand: no dangerous error, and every share over its bar."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.reading.reader import read

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the labelled mails are not at hand")
def test_labelled_mails_are_read_over_the_bars(tmp_path: Path) -> None:
    output = tmp_path / "read.jsonl"
    with output.open("w", encoding="utf-8") as lines:
        for file in sorted((SHARED / "corpus").rglob("*.eml")):
            lines.write(json.dumps(reading_as_json(str(file), read(file.read_bytes())), ensure_ascii=False) + "\n")
    scored = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(SHARED / "corpus"), str(output), "--bar"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert scored.returncode == 0, scored.stdout + scored.stderr
