"""Mails by other hands: none raises, none takes two seconds, and every bounce of a set of bounces is a machine's."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hwb_mailbot.reading.divide import material

REALMAIL = Path(__file__).parents[2].parent / "shared" / "realmail"
pytestmark = pytest.mark.skipif(not REALMAIL.is_dir(), reason="the sets of real mails are not here")


def test_all_are_read_in_time() -> None:
    for path in (path for path in REALMAIL.rglob("*") if path.is_file()):
        began = time.process_time()
        material(path.read_bytes(), frozenset())
        assert time.process_time() - began < 2.0, path


def test_bounces_are_machines() -> None:
    paths = [path for path in (REALMAIL / "sisimai-set-of-emails" / "maildir" / "bsd").iterdir() if path.is_file()]
    people = [path.name for path in paths if not material(path.read_bytes(), frozenset()).machine]
    assert len(people) < len(paths) * 0.03, people
