"""The store's TinyDB files: which are at hand, which have changed, and their way to disk.

Changed files stay in memory until they are written out; of the unchanged ones, the last few asked for. What can
fail: ``StoreFault`` when a file cannot be read, ``durable.DurableFault`` when one cannot be written; a file that
could not be written stays among the changed ones.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from hwb_mailbot import durable
from hwb_mailbot.records import Body, layout
from hwb_mailbot.records.commits import Row
from hwb_mailbot.records.tinyfile import TinyFile

SCHOOL_BYTES_AT_HAND = 24_000_000
"""On disk; in memory they take four times that. Some two hundred schools, so that a busy week reloads few of them."""
OTHER_BYTES_AT_HAND = 2_000_000
_BYTES_WITHOUT_CONTENT = 1_000


class _AtHand:
    """The unchanged files asked for last, up to so many bytes on disk; the last one always."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._files: OrderedDict[str, tuple[TinyFile, int]] = OrderedDict()

    def get(self, name: str) -> TinyFile | None:
        if name not in self._files:
            return None
        self._files.move_to_end(name)
        return self._files[name][0]

    def put(self, name: str, file: TinyFile) -> None:
        self.take(name)
        size = file.size_bytes + _BYTES_WITHOUT_CONTENT
        self._files[name] = (file, size)
        self._bytes += size

    def take(self, name: str) -> None:
        _, size = self._files.pop(name, (None, 0))
        self._bytes -= size

    def let_go(self) -> None:
        while self._bytes > self._most_bytes and len(self._files) > 1:
            self.take(next(iter(self._files)))


class Files:
    """The files of one store, each by its name relative to the store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._changed: dict[str, TinyFile] = {}
        self._schools = _AtHand(SCHOOL_BYTES_AT_HAND)
        self._others = _AtHand(OTHER_BYTES_AT_HAND)
        self._folders: set[Path] = set()

    @property
    def changed(self) -> int:
        """How many files wait to be written out."""
        return len(self._changed)

    def open(self, name: str) -> TinyFile:
        """The file's content, empty where there is no such file. Raises ``StoreFault``.

        The same object is given for the same name until ``let_go``.
        """
        file = self._changed.get(name)
        if file is None:
            at_hand = self._at_hand(name)
            file = at_hand.get(name)
            if file is None:
                file = TinyFile(self._store / name).load()
                at_hand.put(name, file)
        return file

    def put(self, rows: Iterable[Row]) -> None:
        """Change the files' content in memory as ``rows`` say. A school's file must be readable."""
        written: dict[tuple[str, str], dict[str, tuple[int, Body]]] = defaultdict(dict)
        gone: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            written[row.at, row.kind][row.id] = (row.version, row.body)
            if row.was is not None:
                gone[row.was, row.kind].append(row.id)
        for name, kind in written.keys() | gone.keys():
            self._to_change(name).put(kind, written.get((name, kind), {}), gone.get((name, kind), ()))

    def write_out(self) -> None:
        """Bring every changed file to disk. Raises ``durable.DurableFault``.

        A file with many documents is flushed before it takes its name, so that losing power never costs the
        others; one with a single document, which the journal holds as well, only before this returns.
        """
        alone: dict[str, TinyFile] = {}
        for name, file in self._changed.items():
            self._make_folder((self._store / name).parent)
            file.write_out(flushed=layout.is_shared(name))
            if not layout.is_shared(name):
                alone[name] = file
        durable.flush([self._store / name for name in alone])
        for name, file in self._changed.items():
            self._at_hand(name).put(name, file)
        self._changed.clear()

    def let_go(self) -> None:
        """Forget the unchanged files that were not asked for lately."""
        self._schools.let_go()
        self._others.let_go()

    def live(self, kind: str) -> Iterator[TinyFile]:
        """The content of every file of live documents of a kind that is on disk. Raises ``StoreFault``."""
        durable.clear_unfinished(self._store / layout.folder(kind))
        for path in layout.live_files(self._store, kind):
            yield TinyFile(path).load()

    def schools(self) -> Iterator[TinyFile]:
        """The content of every school's file on disk, one after the other. Raises ``StoreFault``."""
        durable.clear_unfinished(self._store / layout.SCHOOLS)
        for path in layout.school_files(self._store):
            yield TinyFile(path).load()

    def names(self, kind: str) -> list[str]:
        """Every file that may hold documents of a kind, on disk or not yet."""
        if kind in layout.IN_SCHOOL_FILES:
            folder, paths = layout.SCHOOLS, layout.school_files(self._store)
        else:
            folder = layout.folder(kind)
            paths = layout.live_files(self._store, kind) + layout.files_at_rest(self._store, kind)
        names = dict.fromkeys(path.relative_to(self._store).as_posix() for path in paths)
        names.update(dict.fromkeys(name for name in self._changed if name.startswith(f"{folder}/")))
        return list(names)

    def ids_beginning(self, kind: str, beginning: str) -> list[str]:
        """The ids of a kind with a file for each document that begin so and are their files' names."""
        folder = f"{layout.folder(kind)}/"
        ids = {path.stem for path in layout.files_beginning(self._store, kind, beginning)}
        changed = (name for name in self._changed if name.startswith(folder))
        ids |= {stem for name in changed if (stem := PurePath(name).stem).startswith(beginning)}
        return sorted(id for id in ids if id.isalnum())

    def names_since(self, kind: str, since: float) -> list[str]:
        """Every file of documents of a kind that was written at ``since`` (POSIX time) or later, or not yet."""
        folder = layout.folder(kind)
        paths = layout.touched_files(self._store, kind, since)
        names = dict.fromkeys(path.relative_to(self._store).as_posix() for path in paths)
        names.update(dict.fromkeys(name for name in self._changed if name.startswith(f"{folder}/")))
        return list(names)

    def _to_change(self, name: str) -> TinyFile:
        file = self._changed.get(name)
        if file is None:
            # A file with one document is written whole: what is on disk does not matter, nor whether losing
            # power has damaged it.
            shared = layout.is_shared(name)
            file = self.open(name) if shared else TinyFile(self._store / name, afresh=True)
            self._at_hand(name).take(name)
            self._changed[name] = file
        return file

    def _at_hand(self, name: str) -> _AtHand:
        return self._schools if layout.is_shared(name) else self._others

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._folders:
            durable.make_folder(folder)
            self._folders.add(folder)
