"""What a child process does that mails are read in, and the server that such children are forked from.

That is ``multiprocessing``'s fork server, a fresh process with no descriptor and no memory of ours, which has read a
mail of each kind: so a new child reads at once. It ends when the serving process does, however that ends, and its
children with it. Requests and answers are pickles in frames over a socket, one at a time; an empty frame comes first,
once the child is prepared. What can fail: a task, which is answered; whatever ends a child, it hangs up. The server
loads this module, so it stays small.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from multiprocessing import forkserver
from pathlib import Path

from hwb_mailbot.domain.mails import MailKind, Reading

LENGTH = struct.Struct("!Q")
"""What a frame begins with: the octets of the pickle that follows."""

_PR_SET_PDEATHSIG = 1
_LOADED_BY = os.getpid()
"""In a child: the server that it was forked from, which has loaded this module for it."""
_LOADED_BEFORE = [__name__, "hwb_mailbot.reading.processes.warmed"]
_own_lines: frozenset[str] = frozenset()
_unfit = ""
"""In a child: why it could not be prepared. Were it to end instead, another would be started for the next task."""


def start_server() -> None:
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


def framed(content: bytes) -> bytes:
    """``content`` as it goes over the socket."""
    return LENGTH.pack(len(content)) + content


def read_file(path: str, null_sender: bool, said: MailKind | None) -> Reading:
    """In a child: what the mail in the file says, as ``reader.read``."""
    from hwb_mailbot.reading.reader import read

    return read(Path(path).read_bytes(), _own_lines, null_sender, said)


def serve(ours: socket.socket, own_lines: frozenset[str], memory: int) -> None:
    """What a child does: one task after another, until the serving process hangs up."""
    _prepare(own_lines, memory)
    with contextlib.suppress(ConnectionError), ours, ours.makefile("rb") as requests:
        ours.sendall(framed(b""))
        while length := requests.read(LENGTH.size):
            ours.sendall(framed(_answer(requests.read(*LENGTH.unpack(length)))))


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


def _answer(request: bytes) -> bytes:
    """In a child: an empty reason code and the result, or the reason code and detail of a ``ReaderFailed``."""
    try:
        if _unfit:
            raise RuntimeError(_unfit)
        function, arguments, named = pickle.loads(request)
        return pickle.dumps(("", function(*arguments, **named)))
    except OSError as error:
        return pickle.dumps(("unreadable", str(error)))
    # Whatever the task raised is a fault of that task; the mail is set aside with it, and others go on.
    except BaseException as error:
        return pickle.dumps(("crashed", f"{type(error).__name__}: {error}"[:500]))
