"""Whatever moment the process is killed at, and whichever single operation the disk refuses, a commit is whole.

A story of commits runs again and again: a mail, its case, two letters, and an account that moves between two
schools with every commit. Afterwards all of them must be at the same commit, none earlier than acknowledged.
"""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.records import Change, Records, StoreFault, tiny
from hwb_mailbot.records.tiny import TinyRecords

from .conftest import account, case

SCHOOLS = ("6602011", "6614022")


def _commit(records: Records, number: int) -> None:
    """The commit that brings everything from ``number - 1`` to ``number``."""
    state = "merged" if number % 2 else "review"
    due = {"due_at": "2026-09-14T12:00:00Z"} if number % 3 else {}
    versions = {"case": number - 1, "account": number - 1, "letter": number - 1}
    records.commit(
        [
            Change("mail", f"m{number}", 0, {"n": number}),
            Change("case", "HWB-1", versions["case"], case(state, "former:a", n=number)),
            Change("letter", "first", versions["letter"], {"n": number, **due}),
            Change("letter", "second", versions["letter"], {"n": number}),
            Change("account", "a", versions["account"], account("a", SCHOOLS[number % 2], class_name=str(number))),
        ]
    )


def _number(records: Records) -> int:
    """The commit that everything is at; fails if they differ or an index does not fit."""
    found = [records.get(*name) for name in (("case", "HWB-1"), ("letter", "first"), ("letter", "second"))]
    moved = records.get("account", "a")
    versions = {document.version if document else 0 for document in (*found, moved)}
    assert len(versions) == 1, f"torn: {found} {moved}"
    (number,) = versions
    assert sum(1 for _ in records.all("mail")) == number
    if number:
        assert all(document and document.body["n"] == number for document in found)
        assert len(records.find("case", "former:a")) == (0 if number % 2 else 1)
        assert [len(records.find("account", f"school:{one}")) for one in SCHOOLS] == [1 - number % 2, number % 2]
        assert len(list(records.all("account"))) == len(list(records.all("case"))) == 1
    return number


def _commit_until_killed(directory: Path, start: int, acknowledge: Connection) -> None:
    tiny.CHECKPOINT_FILES = 7
    records = TinyRecords(directory)
    for number in range(start + 1, start + 10_000):
        _commit(records, number)
        acknowledge.send(number)


def test_no_kill_tears_a_commit(in_memory: Path) -> None:
    chance = random.Random(5)
    number = 0
    context = multiprocessing.get_context("fork")
    for _ in range(50):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_commit_until_killed, args=(in_memory, number, theirs))
        process.start()
        theirs.close()
        acknowledged = ours.recv()
        time.sleep(chance.random() * 0.03)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with suppress(EOFError):
            while True:
                acknowledged = ours.recv()
        records = TinyRecords(in_memory)
        number = _number(records)
        assert acknowledged <= number <= acknowledged + 1
        records.close()
    assert number > 100


class _Disk:
    """Refuses the operations numbered from ``first`` on, ``many`` of them; counts all inside ``directory``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, directory: Path, code: int) -> None:
        self.first, self.many, self.count, self.code = 0, 0, 0, code
        self._directory = str(directory)
        self._files: set[int] = set()
        for name in ("write", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir"):
            monkeypatch.setattr(os, name, self._refusing(getattr(os, name), name))
        monkeypatch.setattr(os, "open", self._opening(os.open))
        monkeypatch.setattr(io, "open", self._opening(io.open))

    def begin(self, first: int, many: int) -> None:
        self.first, self.many, self.count = first, many, 0

    def _is_ours(self, target: Any) -> bool:
        return target in self._files if isinstance(target, int) else str(target).startswith(self._directory)

    def _refuse(self, target: Any) -> None:
        self.count += 1
        if self.first <= self.count < self.first + self.many:
            raise OSError(self.code, os.strerror(self.code), None if isinstance(target, int) else str(target))

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(target: Any, *arguments: Any, **named: Any) -> Any:
            if not self._is_ours(target):
                return real(target, *arguments, **named)
            self._refuse(target)
            opened = real(target, *arguments, **named)
            if isinstance(opened, int):
                self._files.add(opened)
            return opened

        return operation

    def _refusing(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def operation(target: Any, *arguments: Any, **named: Any) -> Any:
            if self._is_ours(target):
                try:
                    self._refuse(target)
                except OSError:
                    if name == "write":
                        real(target, arguments[0][: len(arguments[0]) // 2])
                    raise
            return real(target, *arguments, **named)

        return operation


def _crash(records: TinyRecords) -> None:
    """Let go of the store as the death of the process does, writing nothing."""
    records._log.close()
    os.close(records._lock)
    records._lock = -1


def _story(directory: Path, commits: int) -> tuple[int, int]:
    """Commit on the refusing disk, opening again when it gives up; the last number kept and those in doubt."""
    number, doubt = 0, 0
    records: TinyRecords | None = None
    for _ in range(commits * 4):
        if number == commits:
            break
        try:
            if records is None:
                records = TinyRecords(directory)
                # A commit that was refused, and whose taking back was refused as well, may be there after all.
                reached = _number(records)
                assert number <= reached <= number + doubt
                number, doubt = reached, 0
                continue
            _commit(records, number + 1)
        except StoreFault as fault:
            if records is not None and "until the next start" in str(fault):
                doubt = 1
                _crash(records)
                records = None
            elif records is not None:
                with suppress(StoreFault):
                    assert _number(records) == number
        else:
            number += 1
    if records is not None:
        _crash(records)
    return number, doubt


@pytest.mark.parametrize(
    ("code", "many"),
    [(errno.EIO, 1), (errno.EIO, 4), (errno.ENOSPC, 10_000)],
    ids=["broken-once", "broken-for-some-time", "full-for-good"],
)
def test_no_refused_operation_tears_a_commit(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch, code: int, many: int
) -> None:
    monkeypatch.setattr(tiny, "CHECKPOINT_FILES", 9)
    disk = _Disk(monkeypatch, in_memory, code)
    disk.begin(0, 0)
    assert _story(in_memory / "whole", 6) == (6, 0)
    operations = disk.count
    assert operations > 100
    for first in range(1, operations + 1):
        directory = in_memory / str(first)
        disk.begin(first, many)
        number, doubt = _story(directory, 6)
        if many < 10_000:
            assert number == 6
        disk.begin(0, 0)
        records = TinyRecords(directory)
        assert number <= _number(records) <= number + doubt
        records.close()
