"""The embedded store: many small TinyDB files behind a journal.

A commit is one entry of ``journal`` (flushed to disk), then a change of the files' content in memory. Every now
and then a checkpoint writes the changed files out and starts the journal afresh; opening the store replays what
is left of it. So a crash at any moment leaves every commit whole or undone, across any number of files.

In memory are the schools, the keys of accounts and of live documents (``index_keys``), and a few files; nothing else.

What can fail: ``StoreOwned`` when another process has the store open, ``StoreFault`` when the disk refuses. A
commit that reached the journal counts even if its files cannot be written yet: they are tried again, and the
journal keeps it meanwhile.
"""

from __future__ import annotations

import fcntl
import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from hwb_mailbot import durable, eventlog
from hwb_mailbot.records import Body, Change, Conflict, Document, StoreFault, StoreOwned, layout
from hwb_mailbot.records.commits import CommitLog, Row
from hwb_mailbot.records.files import Files
from hwb_mailbot.records.index_keys import index_keys, school_of_key
from hwb_mailbot.records.live import Accounts, LiveDocuments
from hwb_mailbot.records.memory import ChangeCount

AT_ONCE = 100
PORTION = 1_000
"""A commit of more than ``AT_ONCE`` changes is journalled and carried out in portions, to spare memory."""

CHECKPOINT_FILES = 64
CHECKPOINT_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class _Step:
    """One change, checked, and what its document said before."""

    row: Row
    before: Body | None


class TinyRecords:
    """``Records`` in a directory of its own, which only its owner may read (mode 0700)."""

    def __init__(self, directory: Path) -> None:
        """Open the store, after carrying out what a crash left in the journal.

        Raises ``StoreOwned`` or ``StoreFault``.
        """
        self._lock = _own(directory)
        self._broken = ""
        self._watching: dict[str, list[Callable[[str], object]]] = defaultdict(list)
        try:
            with _told():
                self._log = CommitLog(directory / "journal")
        except BaseException:
            os.close(self._lock)
            raise
        try:
            with _told():
                self._files = Files(directory)
                self._replay()
                self._accounts = Accounts()
                self._live = {"school": LiveDocuments("school")}
                self._schools: dict[str, tuple[int, Body]] = {}
                self._changes = {"account": ChangeCount(), "school": ChangeCount()}
                self._load_schools()
        except BaseException:
            self._log.close()
            os.close(self._lock)
            raise

    def get(self, kind: str, id: str) -> Document | None:
        """See ``Records``."""
        self._refuse_if_broken()
        found = self._entry(kind, id)
        self._files.let_go()
        return _document(kind, id, *found) if found else None

    def find(self, kind: str, key: str) -> list[Document]:
        """See ``Records``."""
        self._refuse_if_broken()
        school = school_of_key(key) if kind == "account" else None
        if school is not None:
            ids = self._files.open(layout.school_file(school)).accounts_with_key(key)
        elif kind == "account":
            ids = self._accounts.ids(key)
        else:
            ids = self._kind(kind).ids(key)
        documents = []
        for id in sorted(ids):
            found = self._entry(kind, id)
            if found and (school is not None or key in index_keys(kind, id, found[1])):
                documents.append(_document(kind, id, *found))
        self._files.let_go()
        return documents

    def commit(self, changes: Sequence[Change]) -> None:
        """See ``Records``. ``ValueError`` for a document twice in one commit or a ``due_at`` that is no time.

        ``changes`` may be longer than memory allows to hold at once: a sequence that makes each change when it
        is asked for is gone through more than once.
        """
        self._refuse_if_broken()
        if len(changes) > AT_ONCE:
            self._commit_in_portions(changes)
        elif changes:
            _refuse_twice(changes, set())
            steps = [self._step(change, _copy(change.body)) for change in changes]
            with _told():
                self._log.append([step.row for step in steps])
            with self._kept():
                self._apply(steps)
        if self._watching:
            for change in changes:
                for changed in self._watching.get(change.kind, ()):
                    changed(change.id)
        if self._files.changed >= CHECKPOINT_FILES or self._log.size_bytes >= CHECKPOINT_BYTES:
            self.checkpoint()
        self._files.let_go()

    def watch(self, kind: str, changed: Callable[[str], object]) -> None:
        """See ``Records``. Not for accounts, which an import commits by the hundred thousand."""
        self._watching[kind].append(changed)

    def touched_since(self, kind: str, since: datetime) -> Iterator[Document]:
        """See ``Records``: by the times of the files, and whatever is not written out yet."""
        self._refuse_if_broken()
        self._kind(kind)
        return self._in_files(kind, self._files.names_since(kind, since.timestamp()))

    def due(self, kind: str, now: datetime, limit: int) -> list[Document]:
        """See ``Records``. ``now`` has its offset."""
        self._refuse_if_broken()
        documents = [self.get(kind, id) for id in self._kind(kind).due.until(now, limit)]
        return [document for document in documents if document]

    def all(self, kind: str) -> Iterator[Document]:
        """See ``Records``: accounts by school, other documents the live ones first."""
        self._refuse_if_broken()
        self._kind(kind)
        yield from self._in_files(kind, self._files.names(kind))

    def ids_beginning(self, kind: str, beginning: str) -> list[str]:
        """See ``Records``. Not for accounts and schools, whose files hold many."""
        self._refuse_if_broken()
        if not (beginning.isascii() and beginning.isalnum()):
            raise ValueError(f"an id does not begin with {beginning!r}")
        self._kind(kind)
        return self._files.ids_beginning(kind, beginning)

    def _in_files(self, kind: str, names: Iterable[str]) -> Iterator[Document]:
        for name in names:
            file = self._files.open(name)
            for id in file.ids(kind):
                if found := file.entry(kind, id):
                    yield _document(kind, id, *found)
            self._files.let_go()

    def change_count(self, kind: str) -> int:
        """See ``Records``."""
        return self._changes[kind].count

    def changed_since(self, kind: str, count: int) -> list[str] | None:
        """See ``Records``."""
        return self._changes[kind].since(count)

    def checkpoint(self) -> None:
        """Write all changed files out and start the journal afresh; if the disk refuses, another time."""
        try:
            self._files.write_out()
            self._log.restart()
        except durable.DurableFault as fault:
            eventlog.files_not_written(self._files.changed, fault)

    def close(self) -> None:
        """See ``Records``. What cannot be written out stays in the journal. Twice is fine."""
        if self._lock >= 0:
            if not self._broken:
                self.checkpoint()
            self._log.close()
            os.close(self._lock)
            self._lock = -1
            self._broken = "the store is closed"

    def _commit_in_portions(self, changes: Sequence[Change]) -> None:
        seen: set[str] = set()
        with _told(), self._log.begin() as commit:
            for portion in _portions(changes):
                _refuse_twice(portion, seen)
                commit.append([self._step(change, change.body).row for change in portion])
                self._files.let_go()
        with self._kept():
            for portion in _portions(changes):
                self._apply([self._step(change, _copy(change.body)) for change in portion])
                if self._files.changed >= CHECKPOINT_FILES:
                    with suppress(durable.DurableFault):
                        self._files.write_out()
                self._files.let_go()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Around carrying out what the journal holds: if that is interrupted, only replaying can finish it."""
        try:
            yield
        except BaseException as fault:
            self._broken = f"a commit is kept but not carried out ({fault!r}); opening the store again does that"
            raise

    def _step(self, change: Change, body: Body) -> _Step:
        """The change checked against what is stored, all files it touches at hand; nothing is changed yet."""
        kind, id = change.kind, change.id
        was = self._file_of(kind, id)
        found = self._files.open(was).entry(kind, id) if was else None
        version = found[0] if found else 0
        if version != change.version:
            raise Conflict(f"{kind} {id} is at version {version}, not {change.version}")
        if kind == "account":
            at = layout.school_file(body["dfes_number"])
        elif kind == "school":
            at = layout.school_file(id)
        else:
            at = self._kind(kind).file(id, body)
        if layout.is_shared(at):
            self._files.open(at)
        row = Row(kind, id, version + 1, body, at, was if found and was != at else None)
        return _Step(row, found[1] if found else None)

    def _apply(self, steps: Sequence[_Step]) -> None:
        for step in steps:
            row = step.row
            index = self._accounts if row.kind == "account" else self._kind(row.kind)
            if step.before is not None:
                index.remove(row.id, step.before)
            index.add(row.id, row.body)
            if row.kind == "school":
                self._schools[row.id] = (row.version, row.body)
            if row.kind in self._changes:
                self._changes[row.kind].add(row.id)
        self._files.put([step.row for step in steps])

    def _entry(self, kind: str, id: str) -> tuple[int, Body] | None:
        """The version and body of a stored document. Schools, asked for by name and by address, are at hand."""
        if kind == "school":
            return self._schools.get(id)
        file = self._file_of(kind, id)
        return self._files.open(file).entry(kind, id) if file else None

    def _file_of(self, kind: str, id: str) -> str | None:
        """Where the document lies if there is one; None where it is certain that there is none."""
        if kind == "account":
            home = self._accounts.home(id)
            return layout.school_file(home) if home else None
        if kind == "school":
            return layout.school_file(id)
        live = id in self._kind(kind).live
        return layout.live_file(kind, id) if live else layout.file_at_rest(kind, id)

    def _kind(self, kind: str) -> LiveDocuments:
        """The live documents of a kind, read when first asked for."""
        known = self._live.get(kind)
        if known is None:
            known = LiveDocuments(kind)
            with _told():
                for file in self._files.live(kind):
                    for id, _, body in file.entries(kind):
                        known.add(id, body)
            self._live[kind] = known
        return known

    def _load_schools(self) -> None:
        # No cycles come into being here, and looking for them among so many objects would take half the time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            for file in self._files.schools():
                for id, version, body in file.entries("school"):
                    self._live["school"].add(id, body)
                    self._schools[id] = (version, body)
                    self._changes["school"].count += version
                for id, version, body in file.entries("account"):
                    self._accounts.add(id, body)
                    self._changes["account"].count += version
        finally:
            if collecting:
                gc.enable()

    def _replay(self) -> None:
        for rows in self._log.replay():
            self._files.put(rows)
            if self._files.changed >= CHECKPOINT_FILES:
                self._files.write_out()
        self._files.write_out()
        self._log.restart()

    def _refuse_if_broken(self) -> None:
        if self._broken:
            raise StoreFault(self._broken)


def _own(directory: Path) -> int:
    """Make this process the store's owner for as long as the returned file is open. Raises ``StoreOwned``."""
    with _told():
        durable.make_folder(directory)
    path = directory / "lock"
    try:
        directory.chmod(durable.FOLDER_OWN_ONLY)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, durable.OWN_ONLY)
    except OSError as fault:
        raise StoreFault(f"open {path}: {fault.strerror}") from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        owner = path.read_text(errors="replace").strip()
        os.close(lock)
        raise StoreOwned(
            f"{directory} is in use by process {owner or 'unknown'}: stop that one, or use another [store]"
        ) from fault
    with suppress(OSError):  # the number only serves the sentence above
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
    return lock


def _document(kind: str, id: str, version: int, body: Body) -> Document:
    """A document of the caller's own: changing its body changes nothing here."""
    return Document(kind, id, version, _copy(body))


def _copy(body: Body) -> Body:
    """What the body will be when it has been written and read again."""
    copy: Body = orjson.loads(orjson.dumps(body))
    return copy


def _portions(changes: Sequence[Change]) -> Iterator[list[Change]]:
    for start in range(0, len(changes), PORTION):
        yield [changes[place] for place in range(start, min(start + PORTION, len(changes)))]


def _refuse_twice(changes: Sequence[Change], seen: set[str]) -> None:
    for change in changes:
        document = f"{change.kind} {change.id}"
        if document in seen:
            raise ValueError(f"{document} is in the commit twice")
        seen.add(document)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except durable.DurableFault as fault:
        raise StoreFault(str(fault)) from fault
