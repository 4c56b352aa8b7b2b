"""Where in the store's directory a document lies.

``schools/DFES.json`` holds a school, its last provisioning run and its accounts. Every other document has a
file of its own: a live one directly in its kind's folder, one at rest in a folder below, two hexadecimal digits
made from its id: no folder grows without bound, and a document at rest is found by its id as a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2s
from pathlib import Path
from urllib.parse import quote

SCHOOLS = "schools"
IN_SCHOOL_FILES = frozenset({"school", "account"})
_FOLDERS = {"case": "cases", "letter": "letters", "mail": "mail-records", "merge": "merges"}
_AT_REST = {"case": "closed", "letter": "done"}
_LONGEST_NAME = 120


def school_file(dfes_number: str) -> str:
    """The file of a school and its accounts, relative to the store."""
    return f"{SCHOOLS}/{_name(dfes_number)}.json"


def folder(kind: str) -> str:
    """The folder of a kind that has a file for each document, relative to the store."""
    return _FOLDERS.get(kind) or f"records/{_name(kind)}"


def live_file(kind: str, id: str) -> str:
    """The file of a live document, relative to the store."""
    return f"{folder(kind)}/{_name(id)}.json"


def file_at_rest(kind: str, id: str) -> str:
    """The file of a document at rest, relative to the store."""
    prefix = blake2s(id.encode(), digest_size=1).hexdigest()
    return f"{folder(kind)}/{_AT_REST.get(kind, 'rest')}/{prefix}/{_name(id)}.json"


def is_shared(file: str) -> bool:
    """Whether a file holds many documents, so that writing one must never endanger the others."""
    return file.startswith(f"{SCHOOLS}/")


def files_at_rest(store: Path, kind: str) -> list[Path]:
    """Every file of documents at rest of that kind, in the order of their names."""
    return sorted((store / folder(kind) / _AT_REST.get(kind, "rest")).glob("*/*.json"))


def live_files(store: Path, kind: str) -> list[Path]:
    """Every file of live documents of that kind, in the order of their names."""
    return sorted((store / folder(kind)).glob("*.json"))


def files_beginning(store: Path, kind: str, beginning: str) -> Iterator[Path]:
    """Every file of that kind whose name begins so."""
    kept = store / folder(kind)
    yield from kept.glob(f"{beginning}*.json")
    yield from (kept / _AT_REST.get(kind, "rest")).glob(f"*/{beginning}*.json")


def touched_files(store: Path, kind: str, since: float) -> Iterator[Path]:
    """Every file of that kind written at ``since`` (POSIX time) or later.

    A file is written under another name and renamed, so a folder is at least as new as the newest file in it.
    """
    live = store / folder(kind)
    resting = live / _AT_REST.get(kind, "rest")
    for place in (live, *sorted(resting.glob("*"))):
        if place.is_dir() and place.stat().st_mtime >= since:
            yield from (path for path in place.glob("*.json") if path.stat().st_mtime >= since)


def school_files(store: Path) -> list[Path]:
    """The files of all schools, in the order of their DfES numbers."""
    return sorted((store / SCHOOLS).glob("*.json"))


def _name(id: str) -> str:
    """An id as a file's name: letters, digits, ``-_.~`` stay, a long one ends in a digest."""
    if id.isalnum() and id.isascii() and len(id) <= _LONGEST_NAME:
        return id
    name = quote(id, safe="")
    if len(name) > _LONGEST_NAME or not name.strip("."):
        return f"{name[: _LONGEST_NAME - 33]}~{blake2s(id.encode(), digest_size=16).hexdigest()}"
    return name
