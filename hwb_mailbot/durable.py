"""Bytes that survive the machine stopping: the only module that calls fsync and rename.

Files are replaced whole (temporary file, flush, rename, flush of the folder), so a reader sees the old bytes
or the new. A ``Journal`` is one growing file; what was appended is on disk when ``append`` returns, and an
unfinished last entry is recognised and cut off at the next start.

What can fail: the disk is full, broken, read-only. Every ``OSError`` becomes a ``DurableFault`` that says
what was tried where; then nothing of that call counts as kept. After a failed flush the kernel may have
dropped the bytes, so the journal takes its entry back, and refuses all further ones when even that fails.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

OWN_ONLY = 0o600
FOLDER_OWN_ONLY = 0o700
_TEMPORARY = ".unfinished"
_OWNER = "run this as the user who owns the store, or give them that folder"
_MENDING = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "raise the quota of the store's user",
    errno.EROFS: "that file system is read-only: mount it for writing",
    errno.EACCES: _OWNER,
    errno.EPERM: _OWNER,
    errno.EMFILE: "raise the limit of open files",
    errno.EIO: "the disk is failing: save the store elsewhere",
}
_HEADER = re.compile(rb"([0-9a-f]{8}) ([0-9]{1,12})\n")
_LONGEST_HEADER = 8 + 1 + 12 + 1
_FEW = 16
_syncfs: Any = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


class DurableFault(Exception):
    """Bytes could not be kept or read; the sentence says what was tried where."""


class AlreadyThere(DurableFault):
    """A file that should have been new exists."""


def replace(path: Path, data: bytes, *, flushed: bool = True) -> None:
    """Make ``data`` the whole content of ``path``; a crash leaves the old content or the new.

    With ``flushed=False`` the new content may be lost with the machine's power until ``flush`` was called for
    it; for callers whose journal holds the same bytes. Raises ``DurableFault``; the old content then stands,
    or (when only the flush of the folder failed) the new.
    """
    temporary = path.with_name(path.name + _TEMPORARY)
    with _told("replace", path):
        try:
            _write(temporary, data, os.O_TRUNC, flushed)
            temporary.rename(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        if flushed:
            _flush_folder(path.parent)


def write_new(path: Path, data: bytes, *, flushed: bool = True) -> None:
    """Create ``path`` with ``data``. Raises ``AlreadyThere``, or ``DurableFault`` and there is no such file.

    With ``flushed=False`` see ``replace``; a crash may then leave the file short.
    """
    with _told("create", path):
        _write(path, data, os.O_EXCL, flushed)
        try:
            if flushed:
                _flush_folder(path.parent)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def flush(paths: Collection[Path]) -> None:
    """Bring the content and names of ``paths`` to disk, each folder once; files gone count as flushed.

    Many at a time are flushed with all else on their disk, which takes a tenth of the time of one after the
    other (4,000 mails: 75 ms for 760 ms). Raises ``DurableFault`` when any may not have reached the disk.
    """
    folders = {path.parent for path in paths}
    if len(paths) > _FEW and _syncfs is not None:
        with _told("flush", next(iter(folders))):
            for folder in {folder.stat().st_dev: folder for folder in folders}.values():
                _flush_disk(folder)
        return
    for path in paths:
        with _told("flush", path), suppress(FileNotFoundError):
            _flush_file(path)
    for folder in folders:
        with _told("flush", folder):
            _flush_folder(folder)


def move(source: Path, target: Path, *, flushed: bool = True) -> None:
    """Rename ``source`` to ``target`` on the same disk, replacing what is there. Raises ``DurableFault``."""
    with _told("move", source):
        source.rename(target)
        if flushed:
            for folder in {source.parent, target.parent}:
                _flush_folder(folder)


def remove(path: Path, *, flushed: bool = True) -> None:
    """Delete ``path``; gone already is fine. Raises ``DurableFault``."""
    with _told("remove", path):
        path.unlink(missing_ok=True)
        if flushed:
            _flush_folder(path.parent)


def make_folder(path: Path) -> None:
    """Create the folder with its parents, for its owner only, if need be. Raises ``DurableFault``."""
    with _told("create", path):
        missing = [folder for folder in (path, *path.parents) if not folder.is_dir()]
        for folder in reversed(missing):
            folder.mkdir(mode=FOLDER_OWN_ONLY, exist_ok=True)
            _flush_folder(folder.parent)


def clear_unfinished(folder: Path) -> None:
    """Delete what a killed ``replace`` left in ``folder``. Raises ``DurableFault``."""
    with _told("clear", folder):
        for leftover in folder.glob(f"*{_TEMPORARY}"):
            leftover.unlink(missing_ok=True)


class Journal:
    """An append-only file of entries, each framed by checksum and length so that an unfinished one is known.

    For one owner at a time; not for several threads at once. Layout of an entry: eight hexadecimal digits
    (CRC 32 of the entry's bytes), a blank, their number, a line feed, the bytes, a line feed.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the journal and cut off an unfinished last entry.

        Raises ``DurableFault`` when the file cannot be opened, or is damaged before its end: cutting there
        would lose what was promised, so a person must decide.
        """
        self._path = path
        self._refused = ""
        with _told("open", path):
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, OWN_ONLY)
            _flush_folder(path.parent)
        self._size = 0
        try:
            self._size = sum(_framed_size(entry) for entry in self.replay())
            self._cut(self._size)
        except BaseException:
            self.close()
            raise

    @property
    def size_bytes(self) -> int:
        """How long the journal is, to decide when to write out and ``restart``."""
        return self._size

    def append(self, line: bytes) -> None:
        """Keep one entry (any bytes); it is on disk when this returns.

        Raises ``DurableFault``; the entry then is not kept and will not be replayed, unless taking it back
        failed as well: then it may be, and the journal refuses everything until it is opened anew.
        """
        if self._refused:
            raise DurableFault(self._refused)
        framed = b"%08x %d\n%b\n" % (zlib.crc32(line), len(line), line)
        try:
            with _told("append to", self._path):
                _write_all(self._file, framed)
                os.fdatasync(self._file)
        except BaseException as fault:
            try:
                self._cut(self._size)
            except DurableFault:
                self._refused = f"{fault}; the journal takes nothing more until the next start"
            raise
        self._size += len(framed)

    def replay(self) -> Iterator[bytes]:
        """The entries since the last ``restart``, oldest first, without an unfinished last one.

        Raises ``DurableFault`` when an entry is damaged and whole ones follow it.
        """
        with _told("read", self._path), self._path.open("rb") as file:
            while (entry := _next_entry(file)) is not None:
                yield entry
            damage = file.tell()
            if _whole_entry_in(file.read()):
                raise DurableFault(f"read {self._path}: damaged at byte {damage}, with whole entries behind")

    def restart(self) -> None:
        """Forget all entries, once all they stand for is flushed elsewhere. Raises ``DurableFault``."""
        self._cut(0)
        self._size = 0
        self._refused = ""

    def close(self) -> None:
        """Let go of the file; calling it twice is fine."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _cut(self, size: int) -> None:
        with _told("shorten", self._path):
            if os.fstat(self._file).st_size != size:
                os.ftruncate(self._file, size)
                os.fsync(self._file)


def _next_entry(file: BinaryIO) -> bytes | None:
    """The entry at the file's position, which moves behind it; None and unmoved where none is whole."""
    start = file.tell()
    header = _HEADER.match(file.read(_LONGEST_HEADER))
    if header and start + header.end() + int(header[2]) < os.fstat(file.fileno()).st_size:
        file.seek(start + header.end())
        entry = file.read(int(header[2]))
        if len(entry) == int(header[2]) and file.read(1) == b"\n" and zlib.crc32(entry) == int(header[1], 16):
            return entry
    file.seek(start)
    return None


def _whole_entry_in(rest: bytes) -> bool:
    """Whether behind an unreadable entry a readable one follows, so that it was no unfinished last one."""
    for header in _HEADER.finditer(rest, 1):
        end = header.end() + int(header[2])
        if rest[end : end + 1] == b"\n" and zlib.crc32(rest[header.end() : end]) == int(header[1], 16):
            return True
    return False


def _framed_size(entry: bytes) -> int:
    return 8 + 1 + len(str(len(entry))) + 1 + len(entry) + 1


def _write(path: Path, data: bytes, how: int, flushed: bool) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | how, OWN_ONLY)
    try:
        _write_all(file, data)
        if flushed:
            os.fsync(file)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(file)


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _flush_file(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


_flush_folder = _flush_file
"""A folder is flushed as a file is: then the names of new, moved and deleted files are on disk."""


def _flush_disk(folder: Path) -> None:
    """syncfs(2): everything written to the file system that holds ``folder`` (Linux 5.8: errors are told)."""
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _syncfs(file) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(file)


@contextmanager
def _told(what: str, path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as fault:
        raise AlreadyThere(f"{what} {path}: {fault.strerror}") from fault
    except OSError as fault:
        raise DurableFault(f"{what} {path}: {said(fault)}") from fault


def said(fault: OSError) -> str:
    """What the system says is wrong, and what mends it where that is known."""
    mend = _MENDING.get(fault.errno or 0)
    return f"{fault.strerror or fault}{f' ({mend})' if mend else ''}"
