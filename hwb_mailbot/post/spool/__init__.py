"""Raw mail kept safe, before anything looks into it (N2).

``mails/YYYY-MM/ID.eml`` is the mail as it came. Its envelope, ``ID.envelope.json``, lies in ``incoming/``
while the mail waits and beside the mail once it was taken in, so one rename is all that taking in changes
here.

The files are written without waiting for the disk; what makes a mail durable is ``incoming/journal``, to
which all mails that wait at a moment are appended with one flush (measured: an eighth of the time of flushing
each file). From time to time the files are flushed and the journal starts anew; after a crash the journal
restores what they miss.

What can fail: the disk. ``accept`` then raises ``DurableFault``, the sender hears 451 and will repeat;
nothing of the mail stays. A crash between the files and the journal may leave a mail whose sender was never
told 250: a whole one is taken in (its repetition is recognised by its record), a torn one is deleted.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path

from hwb_mailbot import durable, eventlog
from hwb_mailbot.domain.mails import Envelope
from hwb_mailbot.post.spool import kept
from hwb_mailbot.post.spool.kept import Kept

ROUND_BYTES = 32 * 1024 * 1024
JOURNAL_BYTES = 32 * 1024 * 1024
_ENVELOPE = ".envelope.json"


class Spool:
    """One folder of kept mail. Owned by one process; ``accept`` and ``forget`` belong to one event loop."""

    def __init__(self, directory: Path) -> None:
        """Open the spool and restore what a crash took. Raises ``DurableFault``."""
        self._mails = directory / "mails"
        self._incoming = directory / "incoming"
        self._months: set[Path] = set()
        self._unflushed: deque[Path] = deque()
        self._flushable = True
        self._start = secrets.token_hex(4)
        self._numbers = count()
        self._queue: deque[tuple[Kept, asyncio.Future[None]]] = deque()
        self._rounds: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()
        durable.make_folder(self._mails)
        durable.make_folder(self._incoming)
        self._journal = durable.Journal(self._incoming / "journal")
        restored = self._restore()
        self._waiting = dict.fromkeys(self._whole_ones())
        self._start_journal_anew()
        if self._waiting:
            self._arrived.set()
        eventlog.spool_recovered(restored, len(self._waiting))
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="spool")

    async def accept(self, envelope: Envelope, raw: bytes) -> str:
        """Keep one mail and return its id; both files are durable when this returns.

        Raises ``DurableFault``; the mail then is not kept. When the caller is cancelled it may be.
        """
        loop = asyncio.get_running_loop()
        id = kept.spool_id(envelope.received_at, self._start, next(self._numbers))
        is_kept: asyncio.Future[None] = loop.create_future()
        self._queue.append((Kept(id, kept.envelope_json(envelope, raw), raw), is_kept))
        if self._rounds is None:
            self._rounds = loop.create_task(self._keep_rounds())
        await is_kept
        return id

    def waiting(self) -> Iterator[str]:
        """The ids of mails accepted and not yet ``done``, oldest first, as they are at the call."""
        return iter(tuple(self._waiting))

    async def arrival(self) -> None:
        """Return once a mail was accepted since the last return, or waits from before. For one waiter."""
        await self._arrived.wait()
        self._arrived.clear()

    def path(self, id: str) -> Path:
        """Where the raw mail lies, or would. Raises ``ValueError`` when ``id`` is no spool id."""
        return mail_path(self._mails.parent, id)

    def read(self, id: str) -> bytes:
        """The raw mail. Raises ``DurableFault`` when it cannot be read, or was forgotten."""
        return _content(self.path(id))

    def envelope(self, id: str) -> Envelope:
        """The envelope the mail came in. Raises ``DurableFault`` when it cannot be read, or was forgotten."""
        incoming = self._incoming / f"{id}{_ENVELOPE}"
        path = incoming if incoming.exists() else self._envelope_path(id)
        try:
            return kept.envelope_of(_content(path))
        except (ValueError, KeyError) as fault:
            raise durable.DurableFault(f"read {path}: not an envelope") from fault

    def done(self, id: str) -> None:
        """Say that the mail was taken in; saying it again is fine. After a loss of power it may wait once
        more.

        Raises ``DurableFault``; the mail then goes on waiting.
        """
        target = self._envelope_path(id)
        if id in self._waiting:
            self._unflushed.append(target)
            durable.move(self._incoming / target.name, target, flushed=False)
            del self._waiting[id]

    def take_in_again(self, id: str) -> None:
        """Let a mail that was taken in wait once more. Raises ``DurableFault``; it then does not."""
        if id not in self._waiting:
            taken_in = self._envelope_path(id)
            durable.move(taken_in, self._incoming / taken_in.name)
            self._waiting[id] = None
        self._arrived.set()

    async def forget(self, id: str) -> None:
        """Delete mail and envelope for good, as retention demands. Raises ``DurableFault``."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._forget, id)
        self._waiting.pop(id, None)

    async def close(self) -> None:
        """Finish what waits to be kept, flush, and let go of the folder."""
        if self._rounds is not None:
            await self._rounds
        await asyncio.get_running_loop().run_in_executor(self._writer, self._start_journal_anew)
        self._writer.shutdown()
        self._journal.close()

    async def _keep_rounds(self) -> None:
        """Keep what waits, round by round: while one round is at the disk, the next one gathers."""
        loop = asyncio.get_running_loop()
        try:
            while self._queue:
                gathered = self._next_round()
                fault: BaseException | None = None
                try:
                    await loop.run_in_executor(self._writer, self._keep, [mail for mail, _ in gathered])
                except BaseException as raised:
                    fault = raised
                self._answer(gathered, fault)
                if self._journal.size_bytes > JOURNAL_BYTES:
                    await loop.run_in_executor(self._writer, self._start_journal_anew)
        finally:
            self._rounds = None

    def _next_round(self) -> list[tuple[Kept, asyncio.Future[None]]]:
        gathered, size = [], 0
        while self._queue and size < ROUND_BYTES:
            gathered.append(self._queue.popleft())
            size += len(gathered[-1][0].raw)
        return gathered

    def _answer(self, gathered: list[tuple[Kept, asyncio.Future[None]]], fault: BaseException | None) -> None:
        for mail, is_kept in gathered:
            if fault is None:
                self._waiting[mail.id] = None
            if is_kept.done():  # the sender has gone, and will repeat what it has no 250 for
                continue
            if fault is None:
                is_kept.set_result(None)
            else:
                is_kept.set_exception(fault)
        if fault is None:
            self._arrived.set()

    # From here on: in the writer's thread, or before it exists.

    def _keep(self, mails: list[Kept]) -> None:
        written: list[Path] = []
        try:
            for mail in mails:
                # The envelope first: a mail without one would never be found again.
                for path, data in self._files(mail, self._incoming):
                    durable.write_new(path, data, flushed=False)
                    written.append(path)
            self._journal.append(kept.entry(mails))
        except BaseException:
            for path in written:
                with suppress(durable.DurableFault):
                    durable.remove(path, flushed=False)
            raise
        self._unflushed.extend(written)

    def _start_journal_anew(self) -> None:
        """Flush the files, so that the journal may forget.

        A flush that failed once is never trusted again: its second success would only mean that the kernel
        has given up. The journal then stays until the next start.
        """
        try:
            while self._flushable and self._unflushed:
                # Mails may be taken in meanwhile and so move; then their new place is in the next turn.
                turn = [self._unflushed.popleft() for _ in range(len(self._unflushed))]
                durable.flush(turn)
            if self._flushable:
                self._journal.restart()
        except durable.DurableFault as fault:
            self._flushable = False
            eventlog.spool_unflushed(fault)

    def _forget(self, id: str) -> None:
        self._start_journal_anew()  # else a crash would bring the mail back
        for path in (self._incoming / f"{id}{_ENVELOPE}", self._envelope_path(id), self.path(id)):
            durable.remove(path, flushed=False)

    def _restore(self) -> int:
        """Write what the journal holds and the files miss; how many mails that were."""
        restored: set[str] = set()
        for entry in self._journal.replay():
            for mail in kept.mails_in(entry):
                taken_in = self._envelope_path(mail.id)
                for path, data in self._files(mail, taken_in.parent if taken_in.exists() else self._incoming):
                    if not path.exists() or _content(path) != data:
                        durable.replace(path, data)
                        restored.add(mail.id)
                    self._unflushed.append(path)
        return len(restored)

    def _whole_ones(self) -> Iterator[str]:
        """The ids of the waiting mails; torn ones, which no sender was told 250 for, are deleted."""
        for incoming in sorted(self._incoming.glob(f"*{_ENVELOPE}")):
            id = incoming.name.removesuffix(_ENVELOPE)
            path = self.path(id)
            if path.exists() and kept.fits(_content(incoming), _content(path)):
                yield id
            else:
                durable.remove(path)
                durable.remove(incoming)

    def _files(self, mail: Kept, beside: Path) -> tuple[tuple[Path, bytes], tuple[Path, bytes]]:
        path = self.path(mail.id)
        if path.parent not in self._months:
            durable.make_folder(path.parent)
            self._months.add(path.parent)
        return (beside / f"{mail.id}{_ENVELOPE}", mail.envelope), (path, mail.raw)

    def _envelope_path(self, id: str) -> Path:
        return self.path(id).with_name(f"{id}{_ENVELOPE}")


def mail_path(directory: Path, id: str) -> Path:
    """Where the spool in ``directory`` keeps a raw mail, or would. Raises ``ValueError`` when ``id`` is no spool id."""
    return directory / "mails" / kept.month_of(id) / f"{id}.eml"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise durable.DurableFault(f"read {path}: {fault.strerror}") from fault
