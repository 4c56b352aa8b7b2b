"""Bytes that survive: every single file operation is made to fail in turn, and processes are killed midway."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot import durable
from hwb_mailbot.durable import AlreadyThere, DurableFault, Journal

OPERATIONS = ("open", "write", "fsync", "fdatasync", "ftruncate")


class Failing:
    """Lets the n-th call of any file operation fail, once or from then on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int = errno.ENOSPC) -> None:
        self.left = -1
        self.lasting = False
        self.happened = False
        for name in OPERATIONS:
            monkeypatch.setattr(durable.os, name, self._failing(getattr(os, name), number))
        monkeypatch.setattr(Path, "rename", self._failing(Path.rename, number))

    def _failing(self, real: Callable[..., Any], number: int) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self.left == 0:
                self.happened = True
                if not self.lasting:
                    self.left = -1
                raise OSError(number, os.strerror(number))
            self.left -= 1 if self.left > 0 else 0
            return real(*arguments, **named)

        return call


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    return Failing(monkeypatch)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_replace_and_write_new(tmp_path: Path) -> None:
    durable.write_new(tmp_path / "a", b"one")
    durable.replace(tmp_path / "a", b"two")
    durable.replace(tmp_path / "b", b"", flushed=False)
    with pytest.raises(AlreadyThere):
        durable.write_new(tmp_path / "a", b"three")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"two", b"")
    assert names(tmp_path) == {"a", "b"}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_move_remove_make_folder_and_clear(tmp_path: Path) -> None:
    durable.make_folder(tmp_path / "x" / "y")
    durable.make_folder(tmp_path / "x" / "y")
    assert (tmp_path / "x" / "y").stat().st_mode & 0o777 == 0o700
    durable.write_new(tmp_path / "a", b"one")
    durable.move(tmp_path / "a", tmp_path / "x" / "y" / "b")
    assert (tmp_path / "x" / "y" / "b").read_bytes() == b"one"
    durable.remove(tmp_path / "x" / "y" / "b")
    durable.remove(tmp_path / "x" / "y" / "b")
    (tmp_path / "a.unfinished").touch()
    durable.clear_unfinished(tmp_path)
    assert names(tmp_path) == {"x"}


@pytest.mark.parametrize("count", [3, 40])
def test_flush_takes_few_and_many_and_files_that_are_gone(tmp_path: Path, count: int) -> None:
    paths = [tmp_path / str(number) for number in range(count)]
    for path in paths[1:]:
        durable.write_new(path, b"x", flushed=False)
    durable.flush(paths)
    durable.flush([])


@pytest.mark.parametrize("count", [3, 40])
def test_a_flush_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    paths = [tmp_path / str(number) for number in range(count)]
    for path in paths:
        durable.write_new(path, b"x", flushed=False)

    def broken(_file: int) -> int:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(durable.os, "fsync", broken)
    monkeypatch.setattr(durable, "_syncfs", lambda file: -1)
    with pytest.raises(DurableFault):
        durable.flush(paths)


@pytest.mark.parametrize("step", range(8))
def test_replace_leaves_the_old_or_the_new_whatever_fails(tmp_path: Path, failing: Failing, step: int) -> None:
    path = tmp_path / "a"
    durable.write_new(path, b"old")
    failing.left = step
    try:
        durable.replace(path, b"new" * 100_000)
        failed = False
    except DurableFault:
        failed = True
    assert failed == failing.happened
    assert path.read_bytes() in ({b"old", b"new" * 100_000} if failed else {b"new" * 100_000})
    assert names(tmp_path) == {"a"}


@pytest.mark.parametrize("step", range(6))
def test_write_new_leaves_nothing_when_it_fails(tmp_path: Path, failing: Failing, step: int) -> None:
    failing.left = step
    try:
        durable.write_new(tmp_path / "a", b"new")
    except DurableFault:
        assert failing.happened
        assert names(tmp_path) == set()
    else:
        assert not failing.happened
        assert names(tmp_path) == {"a"}


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_journal_gives_back_what_it_was_given(tmp_path_factory: pytest.TempPathFactory, entries: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path)
    for entry in entries:
        journal.append(entry)
    assert list(journal.replay()) == entries
    journal.close()
    journal.close()
    opened = Journal(path)
    assert list(opened.replay()) == entries
    assert opened.size_bytes == path.stat().st_size
    opened.restart()
    assert (list(opened.replay()), opened.size_bytes) == ([], 0)
    opened.append(b"after")
    opened.close()
    assert list(Journal(path).replay()) == [b"after"]


@given(
    st.lists(st.binary(max_size=60), min_size=1, max_size=4),
    st.integers(min_value=0),
    st.sampled_from([b"", b"\0" * 7, b"00000000 5\nab", b"x"]),
)
def test_journal_cut_anywhere_keeps_all_whole_entries(
    tmp_path_factory: pytest.TempPathFactory, entries: list[bytes], cut: int, litter: bytes
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path)
    ends = [0]
    for entry in entries:
        journal.append(entry)
        ends.append(journal.size_bytes)
    journal.close()
    cut %= ends[-1] + 1
    path.write_bytes(path.read_bytes()[:cut] + litter)
    whole = sum(1 for end in ends[1:] if end <= cut)
    opened = Journal(path)
    assert list(opened.replay()) == entries[:whole]
    opened.append(b"more")
    opened.close()
    assert list(Journal(path).replay()) == [*entries[:whole], b"more"]


def test_last_entry_of_zeroes_is_an_unfinished_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(b"first")
    end = journal.size_bytes
    journal.append(b"second" * 1000)
    journal.close()
    content = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(content[:end] + b"\0" * (len(content) - end))
    assert list(Journal(tmp_path / "journal").replay()) == [b"first"]


def test_damage_before_whole_entries_is_a_fault_not_a_loss(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(b"first")
    journal.append(b"second")
    journal.close()
    content = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(content.replace(b"first", b"fir5t"))
    with pytest.raises(DurableFault, match="damaged at byte 0"):
        Journal(tmp_path / "journal")
    assert (tmp_path / "journal").stat().st_size == len(content)


@pytest.mark.parametrize("step", range(4))
def test_failed_append_is_taken_back(tmp_path: Path, failing: Failing, step: int) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(b"first")
    failing.left = step
    try:
        journal.append(b"second")
        kept = [b"first", b"second"]
    except DurableFault:
        kept = [b"first"]
    assert failing.happened == (kept == [b"first"])
    failing.left = -1
    journal.append(b"third")
    assert list(Journal(tmp_path / "journal").replay()) == [*kept, b"third"]


def test_journal_that_cannot_take_back_refuses_all_until_opened_anew(tmp_path: Path, failing: Failing) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(b"first")
    failing.left, failing.lasting = 1, True
    with pytest.raises(DurableFault):
        journal.append(b"second")
    failing.left = -1
    with pytest.raises(DurableFault, match="until the next start"):
        journal.append(b"third")
    journal.close()
    opened = Journal(tmp_path / "journal")
    opened.append(b"fourth")
    assert b"third" not in list(opened.replay())


def test_journal_on_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DurableFault, match="open"):
        Journal(tmp_path / "none" / "journal")


_APPENDER = """
import sys
from pathlib import Path
from hwb_mailbot.durable import Journal
journal = Journal(Path(sys.argv[1]))
number = 0
while True:
    journal.append(b"%d " % number + b"x" * 5000)
    print(number, flush=True)
    number += 1
"""


def test_killed_process_loses_no_entry_it_was_told_is_kept(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _APPENDER, str(tmp_path / "journal")], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    told = [int(child.stdout.readline()) for _ in range(50)]
    child.send_signal(signal.SIGKILL)
    told += [int(line) for line in child.stdout.read().splitlines()]
    child.wait()
    kept = [int(entry.partition(b" ")[0]) for entry in Journal(tmp_path / "journal").replay()]
    assert kept[: len(told)] == told
    assert len(kept) - len(told) in (0, 1)
