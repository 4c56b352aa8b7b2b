"""The embedded store's own promises: one owner, privacy, tidy folders, memory that does not grow."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import orjson
import pytest

from hwb_mailbot.records import Change, Conflict, StoreFault, StoreOwned
from hwb_mailbot.records.tiny import CHECKPOINT_FILES, TinyRecords

from .conftest import account, case, school


def test_one_process_owns_the_store(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path / "store")
    with pytest.raises(StoreOwned, match=f"in use by process {os.getpid()}"):
        TinyRecords(tmp_path / "store")
    records.close()
    TinyRecords(tmp_path / "store").close()


def _own_and_die(directory: Path) -> None:
    TinyRecords(directory).commit([Change("mail", "m", 0, {})])
    os.kill(os.getpid(), 9)


def test_a_killed_owner_leaves_no_lock_behind(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_own_and_die, args=(tmp_path / "store",))
    process.start()
    process.join()
    assert process.exitcode == -9
    records = TinyRecords(tmp_path / "store")
    assert records.get("mail", "m") is not None
    records.close()


def test_nobody_else_may_read_the_store(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o755)
    records = TinyRecords(tmp_path / "store")
    records.commit([Change("account", "a", 0, account("a"))])
    records.close()
    for path in [tmp_path / "store", *(tmp_path / "store").rglob("*")]:
        allowed = stat.S_IMODE(path.stat().st_mode)
        assert allowed == (0o700 if path.is_dir() else 0o600), path


def test_a_store_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault, match="file"):
        TinyRecords(tmp_path / "file" / "store")


def test_files_lie_where_people_look_for_them(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path)
    records.commit(
        [
            Change("school", "6602011", 0, school("6602011")),
            Change("account", "a", 0, account("a")),
            Change("case", "HWB-0001-0001", 0, case("review", "former:a")),
            Change("case", "HWB-0002-0002", 0, case("merged")),
            Change("letter", "due", 0, {"due_at": "2026-09-14T12:00:00Z"}),
            Change("letter", "sent", 0, {}),
            Change("mail", "m", 0, {}),
            Change("token", "t", 0, {}),
        ]
    )
    records.checkpoint()
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    assert "schools/6602011.json" in files
    assert "cases/HWB-0001-0001.json" in files
    assert any(file.startswith("cases/closed/") and file.endswith("/HWB-0002-0002.json") for file in files)
    assert "letters/due.json" in files
    assert any(file.startswith("letters/done/") for file in files)
    assert any(file.startswith("mail-records/rest/") for file in files)
    assert any(file.startswith("records/token/rest/") for file in files)
    shard = orjson.loads((tmp_path / "schools/6602011.json").read_bytes())
    assert set(shard) == {"school", "account"}
    assert shard["account"]["a"]["version"] == 1
    records.close()


def test_a_document_leaves_nothing_behind_where_it_was(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path)
    records.commit([Change("case", "HWB-1", 0, case("review")), Change("account", "a", 0, account("a"))])
    records.checkpoint()
    records.commit([Change("case", "HWB-1", 1, case("merged")), Change("account", "a", 1, account("a", "6614022"))])
    records.checkpoint()
    files = sorted(path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*.json"))
    assert files == [("cases", "closed"), ("schools", "6614022.json")]
    records.close()


def test_the_journal_is_started_afresh_now_and_then(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path)
    for number in range(CHECKPOINT_FILES * 3):
        records.commit([Change("mail", f"m{number}", 0, {"text": "x" * 1_000})])
        assert (tmp_path / "journal").stat().st_size < CHECKPOINT_FILES * 1_500
    records.close()
    assert (tmp_path / "journal").stat().st_size == 0


def test_a_big_body_is_written_out_too(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path)
    for number in range(5):
        records.commit([Change("mail", f"m{number}", 0, {"text": "x" * 3_000_000})])
    assert (tmp_path / "journal").stat().st_size < 10_000_000
    records.close()


def _copy_of_a_running_store(source: Path, target: Path) -> None:
    """What a crash at this moment would leave."""
    for path in source.rglob("*"):
        if path.is_file() and path.name != "lock":
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(source)).write_bytes(path.read_bytes())


@pytest.mark.parametrize("lost", [1, 5, 40, 200])
def test_a_torn_last_entry_of_the_journal_loses_only_that_commit(tmp_path: Path, lost: int) -> None:
    records = TinyRecords(tmp_path / "store")
    for number in range(5):
        records.commit([Change("mail", "a", number, {"n": number}), Change("mail", "b", number, {"n": number})])
    _copy_of_a_running_store(tmp_path / "store", tmp_path / "crashed")
    journal = tmp_path / "crashed" / "journal"
    journal.write_bytes(journal.read_bytes()[:-lost])
    crashed = TinyRecords(tmp_path / "crashed")
    found = [crashed.get("mail", id) for id in "ab"]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].version == found[1].version == (3 if lost == 200 else 4)
    crashed.close()
    records.close()


def test_a_long_commit_that_was_never_closed_is_not_replayed(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path / "store")
    records.commit([Change("mail", "before", 0, {})])
    changes = [Change("mail", f"m{n}", 0, {}) for n in range(3_000)]
    with pytest.raises(Conflict):
        records.commit([*changes, Change("mail", "before", 0, {})])
    records.commit([Change("mail", "after", 0, {})])
    _copy_of_a_running_store(tmp_path / "store", tmp_path / "crashed")
    crashed = TinyRecords(tmp_path / "crashed")
    assert sorted(document.id for document in crashed.all("mail")) == ["after", "before"]
    crashed.close()
    records.close()


def test_a_file_damaged_by_losing_power_is_made_good_from_the_journal(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path / "store")
    records.commit([Change("case", "HWB-1", 0, case("review", "former:a"))])
    _copy_of_a_running_store(tmp_path / "store", tmp_path / "crashed")
    (tmp_path / "crashed" / "cases").mkdir()
    (tmp_path / "crashed" / "cases" / "HWB-1.json").write_bytes(b"")
    crashed = TinyRecords(tmp_path / "crashed")
    assert len(crashed.find("case", "former:a")) == 1
    crashed.close()
    records.close()


def test_a_damaged_file_without_journal_is_a_fault_that_names_it(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path)
    records.commit([Change("school", "6602011", 0, school("6602011")), Change("mail", "m", 0, {})])
    records.close()
    (mail,) = (tmp_path / "mail-records").rglob("*.json")
    mail.write_bytes(mail.read_bytes()[:-3])
    records = TinyRecords(tmp_path)
    with pytest.raises(StoreFault, match=r"m\.json: damaged"):
        records.get("mail", "m")
    records.close()
    (tmp_path / "schools" / "6602011.json").write_bytes(b"{")
    with pytest.raises(StoreFault, match=r"6602011\.json: damaged"):
        TinyRecords(tmp_path)


def test_changes_are_counted_and_the_last_ones_known(tmp_path: Path) -> None:
    records = TinyRecords(tmp_path)
    assert records.change_count("account") == 0
    records.commit([Change("account", id, 0, account(id)) for id in "abc"])
    before = records.change_count("account")
    records.commit([Change("account", "b", 1, account("b", surname="Pugh"))])
    records.commit([Change("account", "b", 2, account("b", surname="Lloyd"))])
    assert records.change_count("account") == before + 2
    assert records.changed_since("account", before) == ["b"]
    assert records.changed_since("account", before + 2) == []
    assert records.changed_since("account", before + 3) is None
    records.close()
    records = TinyRecords(tmp_path)
    assert records.change_count("account") == before + 2
    assert records.changed_since("account", before) is None
    records.close()
