"""A child process that mails are read in, as the serving process sees it: started, spoken to, killed.

What it does itself is in ``in_child``. Nothing here waits but making and ending a child, which a thread is for: an
answer is taken as it comes, a request goes as fast as the child takes it. What can fail: a child that cannot be forked
raises ``OSError`` or ``EOFError``; one that hangs up, for whatever reason, fails its request with ``EOFError``.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
from asyncio import AbstractEventLoop, Future

from hwb_mailbot.reading.processes.in_child import LENGTH, serve

_AT_ONCE = 32 * 1024
"""Octets of an answer that are taken before the event loop has its turn; most answers have a tenth of it."""
_MOST_SECONDS_TO_END = 10
"""For the server to tell that a killed child has ended; it does in a millisecond."""


class Child:
    """A child and the socket to it. Only one thread may make and ``end`` children: either takes milliseconds."""

    def __init__(self, own_lines: frozenset[str], memory: int) -> None:
        """Forked when this returns, not yet prepared; ``memory`` in octets. Raises ``OSError``, ``EOFError``."""
        self.tasks = 0
        """Those that it has answered."""
        self.prepared = False
        self._loop: AbstractEventLoop | None = None
        """The one that watches the socket; it may have ended since."""
        self._heard = bytearray()
        self._unsent = memoryview(b"")
        self._answer: Future[memoryview] | None = None
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        context = multiprocessing.get_context("forkserver")
        self._process = context.Process(target=serve, args=(theirs, own_lines, memory), name="reader", daemon=True)
        try:
            self._process.start()
        except BaseException:
            self._socket.close()
            raise
        finally:
            theirs.close()
        self._pid = self._process.pid or 0

    def asked(self, loop: AbstractEventLoop, request: bytes) -> Future[memoryview]:
        """The answer to a frame, one at a time; to an empty request, the frame that says that it is prepared."""
        if self._loop is not loop:
            loop.add_reader(self._socket, self._hear)
            self._loop = loop
        self._heard = bytearray()
        self._answer = answer = loop.create_future()
        self._unsent = memoryview(request)
        self._send()
        if self._unsent:
            loop.add_writer(self._socket, self._send_on)
        return answer

    def has_hung_up(self) -> bool:
        """Whether it has ended since its last answer, as when the system ran out of memory."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionError:
            return True
        return True

    def kill(self) -> None:
        """At once. Only for one that has not hung up: another's process may have been given its number since."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def hang_up(self) -> None:
        """Speak with it no more."""
        self._unwatch()
        self._socket.close()

    def end(self) -> int | None:
        """Kill it unless it has ended, and let go of what is held of it; its exit status. To be called once."""
        if self._process.exitcode is None:
            self._process.kill()
        self._process.join(_MOST_SECONDS_TO_END)
        status = self._process.exitcode
        if status is not None:
            self._process.close()
        return status

    def _hear(self) -> None:
        try:
            part = self._socket.recv(_AT_ONCE)
        except BlockingIOError:
            return
        except ConnectionError:
            part = b""
        heard, answer = self._heard, self._answer
        heard += part
        if not part:
            self._unwatch()  # or the loop would be told again and again
            if answer and not answer.done():
                answer.set_exception(EOFError())
        elif (
            answer
            and not answer.done()
            and len(heard) >= LENGTH.size
            and len(heard) >= LENGTH.size + LENGTH.unpack_from(heard)[0]
        ):
            answer.set_result(memoryview(heard)[LENGTH.size :])

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except BlockingIOError:
            return
        except ConnectionError:  # what is heard next says so too
            self._unsent = memoryview(b"")

    def _send_on(self) -> None:
        self._send()
        if self._loop and not self._unsent:
            self._loop.remove_writer(self._socket)

    def _unwatch(self) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
        self._loop = None
