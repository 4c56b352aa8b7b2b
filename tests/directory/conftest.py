"""A directory of the project's own sample, and small files written for one test."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hwb_mailbot.directory import columns
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.records import Records
from hwb_mailbot.records.tiny import TinyRecords
from hwb_mailbot.samples.generate import DIRECTORY

Write = Callable[..., Path]

SCHOOL_ROWS = [
    "6602011,Porth School,Ysgol Porth,Isle of Anglesey,primary,open,,head@porth.example",
    "6614022,Eirin School,Ysgol Eirin,Gwynedd,secondary,open,,head@eirin.example",
    "6762187,Lapwing School,Ysgol y Gornchwiglen,Caerphilly,primary,closed,6614022,",
]
RUN_ROWS = ["6602011,2026-09-02T05:31:00Z,success", "6614022,2026-09-03T05:31:00+01:00,failed"]
ACCOUNT_ROWS = [
    "bowens42,bowens42@hwbcymru.example,staff,staff,Siân,Bowen,6602011,SB,981,,,,2019-09-01,2026-08-31,inactive",
    "bowens280,bowens280@hwbcymru.example,staff,staff,Sian,Bowen,6614022,SBO,620,,,,2026-09-01,,active",
    "pughd7,Deio.Pugh@HWBCYMRU.example,staff,headteacher,Deio,Pugh,6602011,DP,77,,,,2015-01-01,,active",
    "tegidm9,tegidm9@hwbcymru.example,learner,learner,Macsen,Tegid,6602011,,,W660201118001,4,4B,2024-09-01,,active",
    "ellisb5,ellisb5@hwbcymru.example,governor,governor,Beca,Ellis,6602011,,,,,,2020-01-01,,active",
]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """An empty store."""
    store = TinyRecords(tmp_path / "store")
    yield store
    store.close()


@pytest.fixture
def sample(records: Records) -> Records:
    """A store with the sample directory."""
    import_directory(records, DIRECTORY)
    return records


@pytest.fixture
def directory(sample: Records) -> Directory:
    """The sample directory."""
    return Directory(sample)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a directory of CSV files; rows are given as lines, without the header row."""

    def write_files(
        schools: list[str] = SCHOOL_ROWS,
        accounts: list[str] = ACCOUNT_ROWS,
        runs: list[str] = RUN_ROWS,
        name: str = "files",
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for file, header, rows in (
            ("schools.csv", columns.SCHOOL_COLUMNS, schools),
            ("accounts.csv", columns.ACCOUNT_COLUMNS, accounts),
            ("provisioning.csv", columns.RUN_COLUMNS, runs),
        ):
            (folder / file).write_text("\n".join([",".join(header), *rows, ""]), encoding="utf-8")
        return folder

    return write_files


def sample_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the sample's files."""
    with (DIRECTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
