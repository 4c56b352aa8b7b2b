"""Searching: what is found, and that the derived file follows the store or is made again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hwb_mailbot.directory.search import DirectorySearch
from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.records import Change, Records


@pytest.fixture
def search(sample: Records, tmp_path: Path) -> Iterator[DirectorySearch]:
    """Search over the sample directory."""
    opened = DirectorySearch(sample, tmp_path / "search.sqlite")
    yield opened
    opened.close()


def _ids(search: DirectorySearch, text: str) -> list[str]:
    return [found.username if isinstance(found, Account) else found.dfes_number for found in search.find(text, 500)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sian bowen", ["bowens280", "bowens42"]),
        ("Siân BOW", ["bowens280", "bowens42"]),
        ("bowen, siân", ["bowens280", "bowens42"]),
        ("bowens42", ["bowens42"]),
        ("bowens42@hwbcymru.example", ["bowens42"]),
        ("porth mor", ["6602011"]),
        ("Crëyr", ["6664077"]),
        ("o'rourke", ["orourken172", "orourken70"]),
        ("ap rhisiart", ["aprhisiartg13", "aprhisiartg330"]),
        ("zzz", []),
        ("", []),
        ('" OR * NOT (', []),
        ("'; DROP TABLE documents; --", []),
    ],
)
def test_words_find_schools_and_accounts(search: DirectorySearch, text: str, found: list[str]) -> None:
    assert sorted(_ids(search, text)) == sorted(found)


def test_a_dfes_number_finds_the_school_first_and_then_its_accounts(search: DirectorySearch) -> None:
    found = _ids(search, "6602011")
    assert found[0] == "6602011"
    assert "bowens42" in found
    assert len(search.find("6602011", 3)) == 3


def test_changes_are_found_at_once(sample: Records, search: DirectorySearch, tmp_path: Path) -> None:
    assert _ids(search, "pendragon") == []
    made = (tmp_path / "search.sqlite").stat().st_ino
    document = sample.get("account", "bowens42")
    assert document is not None
    body = {**document.body, "surname": "Pendragon"}
    sample.commit([Change("account", "bowens42", 1, body), Change("account", "p1", 0, {**body, "username": "p1"})])
    assert _ids(search, "pendragon") == ["bowens42", "p1"]
    assert _ids(search, "bowen sian") == ["bowens280"]
    assert (tmp_path / "search.sqlite").stat().st_ino == made


def test_a_file_left_behind_damaged_or_deleted_is_made_again(
    sample: Records, search: DirectorySearch, tmp_path: Path
) -> None:
    path = tmp_path / "search.sqlite"
    for content in (b"", b"no database at all" * 100, path.read_bytes() if path.exists() else b"x"):
        search.close()
        path.write_bytes(content)
        assert _ids(search, "bowens42") == ["bowens42"]
    search.close()
    path.unlink()
    assert _ids(search, "bowens42") == ["bowens42"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_changed_while_nobody_searched_is_found_by_the_next_program(
    sample: Records, search: DirectorySearch, tmp_path: Path
) -> None:
    assert _ids(search, "bowens42") == ["bowens42"]
    search.close()
    document = sample.get("account", "bowens42")
    assert document is not None
    for version in range(1, 4):
        sample.commit([Change("account", "bowens42", version, {**document.body, "surname": f"Arthur{version}"})])
    later = DirectorySearch(sample, tmp_path / "search.sqlite")
    assert _ids(later, "arthur3") == ["bowens42"]
    assert _ids(later, "arthur2") == []
    later.close()
