"""Writing the directory out as the CSV files of CONTRACT, and the merges done, for carrying out elsewhere.

What can fail: ``OSError`` when the directory cannot be written, ``StoreFault`` when the store cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hwb_mailbot.directory import columns
from hwb_mailbot.directory.csv_files import write_csv
from hwb_mailbot.records import Document, Records


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows each file has."""

    schools: int
    accounts: int
    runs: int
    merges: int


def export_directory(records: Records, directory: Path, since: date | None = None) -> Exported:
    """Write the three files as they stand now and ``merges.csv`` into ``directory``, which is made if need be.

    ``since`` leaves out merges done and undone before that day (UTC).
    """
    directory.mkdir(parents=True, exist_ok=True)
    schools = sorted(records.all("school"), key=lambda document: document.id)
    runs = ([school.id, *_run(school.body["run"])] for school in schools if school.body["run"])
    return Exported(
        schools=write_csv(directory / "schools.csv", columns.SCHOOL_COLUMNS, _rows(schools, columns.SCHOOL_COLUMNS)),
        accounts=write_csv(
            directory / "accounts.csv",
            columns.ACCOUNT_COLUMNS,
            _rows(records.all("account"), columns.ACCOUNT_COLUMNS),
        ),
        runs=write_csv(directory / "provisioning.csv", columns.RUN_COLUMNS, runs),
        merges=write_csv(
            directory / "merges.csv",
            columns.MERGE_COLUMNS,
            map(_merge_row, merges(records, since)),
        ),
    )


def merges(records: Records, since: date | None = None) -> list[Document]:
    """The merges done, oldest first; with ``since`` those done or undone on that day (UTC) or later."""
    found = [
        document
        for document in records.all("merge")
        if since is None or _latest(document.body).astimezone(UTC).date() >= since
    ]
    return sorted(found, key=lambda document: (document.body["merged_at"], document.id))


def _latest(body: Any) -> datetime:
    return datetime.fromisoformat(body["undone_at"] or body["merged_at"])


def _rows(documents: Iterable[Document], names: Sequence[str]) -> Iterator[list[str]]:
    for document in documents:
        yield [document.body[name] or "" for name in names]


def _merge_row(document: Document) -> list[str]:
    times = {name: _time(document.body[name]) for name in ("merged_at", "undone_at")}
    return [{**document.body, **times}[name] for name in columns.MERGE_COLUMNS]


def _run(run: Any) -> list[str]:
    return [_time(run["last_run"]), run["outcome"]]


def _time(text: str | None) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z") if text else ""
