"""Reading in child processes that can be killed: here and in ``children`` this room is not pure, nor in ``in_child``.

A mail can be made to hang or swell any parser, so none is read in the serving process. Children have limited memory,
and are killed when their time is up, without harm to the mails read beside. They are started when a task waits and
there are fewer than may be; one that ended idle is replaced then, and no task is lost with it. Nothing here blocks the
event loop but ``close``: what takes a child milliseconds to do is done in a thread, and answers are read as they come.
What can fail: ``ReaderFailed``; the caller sets the mail aside, it is not lost.
"""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from hwb_mailbot.domain.mails import MailKind, Reading
from hwb_mailbot.reading.processes.children import Child
from hwb_mailbot.reading.processes.in_child import framed, read_file, start_server

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

MEMORY = 2 * 1024**3
"""Octets of address space that a child may use; a mail of 25 MB takes well below a quarter of it."""
TASKS_BEFORE_RENEWAL = 2_000
"""Mails after which a child is replaced, so that nothing it hoards lasts."""


class ReaderFailed(Exception):
    """A child did not bring the task to its end. ``reason_code`` is ``deadline``, ``crashed`` or ``unreadable``."""

    def __init__(self, reason_code: str, detail: str = "") -> None:
        super().__init__(f"{reason_code}: {detail}" if detail else reason_code)
        self.reason_code = reason_code
        self.detail = detail


class Readers:
    """A few readers at work, for one event loop at a time. Close them when the service stops."""

    def __init__(self, workers: int, deadline_seconds: float, own_lines: frozenset[str]) -> None:
        """``workers`` children, each with ``deadline_seconds`` for one task; ``own_lines`` as for ``reader.read``."""
        self._workers = workers
        self._deadline = deadline_seconds
        self._own_lines = own_lines
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        # One thread, so that no two meet in what ``multiprocessing`` keeps of the children.
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="readers")
        start_server()

    async def read(self, path: Path, null_sender: bool, said: MailKind | None = None) -> Reading:
        """What the mail in the file ``path`` says; ``said`` as for ``reader.read``. Raises ``ReaderFailed``."""
        return await self.run(read_file, str(path), null_sender, said)

    async def run(
        self, function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """The result of a pure function at a module's top level, computed in a child. Raises ``ReaderFailed``.

        First come, first served; the deadline begins with the task, not with the wait, and a new child has as long to
        be prepared. Whoever is cancelled while the task is under way has its child killed. Arguments and result travel
        by pickle, so pass a path rather than a large mail's bytes.
        """
        try:
            request = framed(pickle.dumps((function, arguments, named)))
        except Exception as error:  # whatever those who are pickled raise
            raise _crashed(error) from error
        async with self._places():
            answer = await self._asked(request)
        try:
            reason_code, result = pickle.loads(answer)
        except Exception as error:  # whatever those who are unpickled raise
            raise _crashed(error) from error
        if reason_code:
            raise ReaderFailed(reason_code, result)
        return result  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the children at once; tasks under way or waiting fail with ``ReaderFailed``."""
        self._closed = True
        self._threads.shutdown()
        for idle in self._idle:
            idle.hang_up()
        # The others' sockets are closed by those who wait for answers, and now hear that the child has hung up.
        for child in self._children:
            child.end()
        self._children.clear()
        self._idle.clear()

    def _places(self) -> asyncio.Semaphore:
        """As many as there may be children at work; waited for in the order in which one came."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._free = loop, asyncio.Semaphore(self._workers)
        return self._free

    async def _asked(self, request: bytes) -> memoryview:
        """A child's answer. Raises ``ReaderFailed`` when there was none."""
        child = await self._child()
        loop = asyncio.get_running_loop()
        try:
            if not child.prepared:
                await self._in_time(child.asked(loop, b""), loop)
                child.prepared = True
            answer = await self._in_time(child.asked(loop, request), loop)
        except EOFError as error:
            if (ending := self._end(child)) is None:
                raise _were_closed() from error
            # Were this wait cancelled, the child would still have to be ended.
            status = await asyncio.shield(asyncio.wrap_future(ending))
            raise ReaderFailed("crashed", f"exit status {status}") from error
        except TimeoutError as error:
            self._kill(child)
            raise ReaderFailed("deadline", f"{self._deadline:g} s") from error
        except BaseException:
            self._kill(child)
            raise
        child.tasks += 1
        if self._closed or child.tasks >= TASKS_BEFORE_RENEWAL or len(self._children) > self._workers:
            self._kill(child)
        else:
            self._idle.append(child)
        return answer

    async def _in_time(self, asked: asyncio.Future[memoryview], loop: asyncio.AbstractEventLoop) -> memoryview:
        """What was asked for. Raises ``TimeoutError`` where it has not come within the deadline."""
        time_is_up = loop.call_later(self._deadline, _time_is_up, asked)
        try:
            return await asked
        finally:
            time_is_up.cancel()

    async def _child(self) -> Child:
        """One for the caller alone. Raises ``ReaderFailed`` when none can be started."""
        while self._idle:
            child = self._idle.pop()
            if not child.has_hung_up():
                return child
            self._end(child)
        if self._closed:
            raise _were_closed()
        starting = self._threads.submit(self._start)
        try:
            return await asyncio.wrap_future(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(self._keep)
            raise
        except Exception as error:  # whatever keeps the system, or those who are pickled
            raise _crashed(error) from error

    def _start(self) -> Child:
        """In the thread."""
        child = Child(self._own_lines, MEMORY)
        self._children.add(child)
        return child

    def _keep(self, starting: Future[Child]) -> None:
        """The child that was started for a task since cancelled is there for the next."""
        if not starting.cancelled() and starting.exception() is None:
            self._idle.append(starting.result())

    def _kill(self, child: Child) -> None:
        """At once, though the thread may be busy."""
        if not self._closed:
            child.kill()
        self._end(child)

    def _end(self, child: Child) -> Future[int | None] | None:
        """Its exit status, when it has ended; ``None`` if ``close`` has seen to it."""
        child.hang_up()
        if self._closed:
            return None
        self._children.discard(child)
        return self._threads.submit(child.end)


def _time_is_up(asked: asyncio.Future[memoryview]) -> None:
    if not asked.done():
        asked.set_exception(TimeoutError())


def _crashed(error: Exception) -> ReaderFailed:
    return ReaderFailed("crashed", f"{type(error).__name__}: {error}"[:500])


def _were_closed() -> ReaderFailed:
    return ReaderFailed("crashed", "the readers were closed")
