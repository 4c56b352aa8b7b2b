"""What every back end is tested with: ways to open it, and documents."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.records import Records
from hwb_mailbot.records.tiny import TinyRecords

Opener = Callable[[], Records]

BACK_ENDS: dict[str, Callable[[Path], Records]] = {"tiny": TinyRecords}
"""Every back end by name: opening it at the same place again shows what was committed there before."""


@pytest.fixture(params=sorted(BACK_ENDS))
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens one store, as often as it was closed before."""
    opened: list[Records] = []

    def open_store() -> Records:
        opened.append(BACK_ENDS[request.param](tmp_path / "store"))
        return opened[-1]

    yield open_store
    for records in opened:
        records.close()


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder for tests that flush thousands of times, on a file system in memory where there is one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def records(opener: Opener) -> Records:
    """One open, empty store."""
    return opener()


def account(username: str, school: str = "6602011", **changes: Any) -> dict[str, Any]:
    """The body of a staff account."""
    return {
        "username": username,
        "email": f"{username}@hwbcymru.example",
        "kind": "staff",
        "role": "staff",
        "forename": "Siân",
        "surname": "Bowen",
        "dfes_number": school,
        "staff_code": "SB",
        "employee_number": "981",
        "upn": "",
        "year_group": "",
        "class_name": "",
        "start_date": "2020-09-01",
        "leaving_date": None,
        "status": "active",
        "merged_into": None,
        "aliases": [],
    } | changes


def school(dfes_number: str, **changes: Any) -> dict[str, Any]:
    """The body of a school."""
    return {
        "dfes_number": dfes_number,
        "name_en": "Gorse Hill Primary School",
        "name_cy": "Ysgol Gynradd Bryn Eithin",
        "head_email": f"Head@{dfes_number}.example",
        "run": None,
    } | changes


def case(state: str, *keys: str, **changes: Any) -> dict[str, Any]:
    """The body of a case."""
    return {"state": state, "keys": list(keys), "joined_to": "", "due_at": None} | changes
