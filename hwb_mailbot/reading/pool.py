"""Reading in child processes that can be killed: the one place of this room that is not pure.

A mail can be made to hang or swell any parser, so none is read in the serving process. Children have limited memory,
and are killed when their time is up, without harm to the mails read beside. They are forked from ``multiprocessing``'s
fork server, a fresh process with no descriptor and no memory of ours, which has read a mail of each kind: so a new
child reads at once. The server ends when the serving process does, however that ends, and its children with it. What
can fail: ``ReaderFailed``; the caller sets the mail aside, it is not lost.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing import forkserver
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from hwb_mailbot.domain.mails import MailKind, Reading

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

MEMORY = 2 * 1024**3
"""Octets of address space that a child may use; a mail of 25 MB takes well below a quarter of it."""
TASKS_BEFORE_RENEWAL = 2_000
"""Mails after which a child is replaced, so that nothing it hoards lasts."""

_PR_SET_PDEATHSIG = 1
_LOADED_BY = os.getpid()
"""In a child: the server that it was forked from, which has loaded this module for it."""
_LOADED_BEFORE = [__name__, "hwb_mailbot.reading.warmed"]
_own_lines: frozenset[str] = frozenset()
_unfit = ""
"""In a child: why it could not be prepared. Were its initializer to raise, the pool would start one after another."""


class ReaderFailed(Exception):
    """A child did not bring the task to its end. ``reason_code`` is ``deadline``, ``crashed`` or ``unreadable``."""

    def __init__(self, reason_code: str, detail: str = "") -> None:
        super().__init__(f"{reason_code}: {detail}" if detail else reason_code)
        self.reason_code = reason_code
        self.detail = detail


class Readers:
    """A few readers at work, for one event loop. Close them when the service stops."""

    def __init__(self, workers: int, deadline_seconds: float, own_lines: frozenset[str]) -> None:
        """``workers`` children, each with ``deadline_seconds`` for one task; ``own_lines`` as for ``reader.read``."""
        self._deadline = deadline_seconds
        _start_server()
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=TASKS_BEFORE_RENEWAL,
            initializer=_prepare,
            initargs=(own_lines, MEMORY),
            context=multiprocessing.get_context("forkserver"),
        )

    async def read(self, path: Path, null_sender: bool, said: MailKind | None = None) -> Reading:
        """What the mail in the file ``path`` says; ``said`` as for ``reader.read``. Raises ``ReaderFailed``."""
        return await self.run(_read, str(path), null_sender, said)

    async def run(
        self, function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """The result of a pure function at a module's top level, computed in a child. Raises ``ReaderFailed``.

        Arguments and result travel by pickle, so pass a path rather than a large mail's bytes.
        """
        try:
            future = self._pool.schedule(_in_child, args=(function, arguments, named), timeout=self._deadline)
        except RuntimeError as error:  # the pool has been closed
            raise ReaderFailed("crashed", str(error)) from error
        try:
            result: Result = await asyncio.wrap_future(future)
        except (FutureTimeout, TimeoutError) as error:
            raise ReaderFailed("deadline", f"{self._deadline:g} s") from error
        except ProcessExpired as error:
            raise ReaderFailed("crashed", f"exit status {error.exitcode}") from error
        except OSError as error:
            raise ReaderFailed("unreadable", str(error)) from error
        except CancelledError as error:
            raise ReaderFailed("crashed", "the readers were closed") from error
        except asyncio.CancelledError:
            future.cancel()  # type: ignore[no-untyped-call]
            raise
        # Whatever the task raised is a fault of that task; the mail is set aside with it, and others go on.
        except Exception as error:
            raise ReaderFailed("crashed", f"{type(error).__name__}: {error}"[:500]) from error
        return result

    def close(self) -> None:
        """End the children at once; tasks under way fail with ``ReaderFailed``."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _start_server() -> None:
    """Start the process that children are forked from, unless it runs."""
    forkserver.set_forkserver_preload(_LOADED_BEFORE)
    # What it loads beforehand it would look for in the working directory first; it is to find what we have found.
    found_in = {"PYTHONPATH": os.pathsep.join(str(Path(one).absolute()) for one in sys.path), "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in found_in}
    os.environ.update(found_in)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _prepare(own_lines: frozenset[str], memory: int) -> None:
    """In a new child: die with the server, keep within memory, see that reading works before the first deadline."""
    global _own_lines, _unfit
    # Each child is given an end of the pipe by which the server knows that the serving process lives, so that it could
    # start children too. Held by one that hangs, the server and that child would outlive the serving process.
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != _LOADED_BY != os.getpid():  # the server died before the line above
        os.kill(os.getpid(), signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _own_lines = own_lines
    try:
        from hwb_mailbot.reading.reader import read

        read(b"Subject: x\r\n\r\nI moved to another school.\r\n", own_lines)
    except Exception as error:
        _unfit = f"the child could not be prepared: {type(error).__name__}: {error}"


def _in_child(function: Callable[..., Result], arguments: tuple[Any, ...], named: dict[str, Any]) -> Result:
    if _unfit:
        raise RuntimeError(_unfit)
    return function(*arguments, **named)


def _read(path: str, null_sender: bool, said: MailKind | None) -> Reading:
    from hwb_mailbot.reading.reader import read

    return read(Path(path).read_bytes(), _own_lines, null_sender, said)
