"""What happened, as one line an event on standard error: JSON, or coloured columns on a terminal.

One named function per event, so that every event has one spelling and its values have types; a room that has
something to tell adds its function here, under its own heading, made of one ``_say``. Told are opaque mail,
letter and case identifiers, counts and codes, never who wrote or what: whatever looks like an e-mail address
is masked, and of an exception only its type and the places in our code are told, because its text may quote a
mail.

Nothing can fail here: a closed standard error loses the line, not the program.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

_ADDRESS = re.compile(r"[^\s<>\"',;:=]+@[^\s<>\"',;]+")
_STAMPS = (structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True))
Values = MutableMapping[str, Any]


class _StandardError:
    """Writes to the standard error of the moment, whatever has become of it."""

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):
            print(line, file=sys.stderr, flush=True)

    debug = info = warning = error = critical = msg


def _arranged(_logger: Any, _method: str, values: Values) -> Values:
    """The constant columns first, e-mail addresses masked, what is not known left out."""
    first = {key: values.pop(key) for key in ("timestamp", "level", "event")}
    for key, value in values.items():
        if isinstance(value, str):
            values[key] = _ADDRESS.sub("[address]", value)
    return first | {key: value for key, value in values.items() if value is not None}


def _render(logger: Any, method: str, values: Values) -> str | bytes:
    return (_as_columns if sys.stderr.isatty() else _as_json)(logger, method, values)


_as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
_as_columns = structlog.dev.ConsoleRenderer()
_log = structlog.wrap_logger(
    _StandardError(), processors=[*_STAMPS, _arranged, _render], wrapper_class=structlog.BoundLogger
)


def _say(event: str, level: str = "info", **values: str | int | float | bool | list[str] | None) -> None:
    getattr(_log, level)(event, **values)


def _places(fault: BaseException) -> list[str]:
    """Where the exception came from, as ``module.py:line function``, the innermost last."""
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


# The program as a whole


def unexpected_fault(where: str, fault: BaseException, mail: str = "", case: str = "") -> None:
    """Something no one foresaw went wrong in the room ``where``; what it concerned was set aside."""
    _say(
        "unexpected_fault",
        "error",
        where=where,
        kind=type(fault).__name__,
        places=_places(fault),
        mail=mail or None,
        case=case or None,
    )


# The door and the spool


def listener_ready(host: str, port: int, protocol: str, tls: bool) -> None:
    """The door is open at ``host``:``port``; ``tls`` tells whether STARTTLS is offered."""
    _say("listener_ready", host=host, port=port, protocol=protocol, tls=tls)


def listener_stopped(cut_off: int) -> None:
    """The door is shut; ``cut_off`` connections had not finished in time and were dropped without a 250."""
    _say("listener_stopped", cut_off=cut_off)


def connection_refused(reason: str) -> None:
    """A connection got 421 at once: ``too-many`` in all or ``too-many-from-peer``."""
    _say("connection_refused", "warning", reason=reason)


def connection_dropped(reason: str) -> None:
    """A connection was ended by us: ``too-many-errors``, ``timeout``, ``too-much-data``."""
    _say("connection_dropped", "warning", reason=reason)


def mail_accepted(mail: str, size_bytes: int) -> None:
    """A mail is durable and its sender told 250."""
    _say("mail_accepted", mail=mail, size_bytes=size_bytes)


def mail_refused(reason: str, size_bytes: int) -> None:
    """A mail was refused for good (``bare-line-end``, ``null-byte``, ``too-large``) or for now (``busy``)."""
    _say("mail_refused", "warning", reason=reason, size_bytes=size_bytes)


def accept_failed(fault: BaseException) -> None:
    """A mail could not be made durable, its sender told 451."""
    reason = fault.__cause__.strerror if isinstance(fault.__cause__, OSError) else None
    _say("accept_failed", "error", kind=type(fault).__name__, reason=reason, places=_places(fault))


def spool_recovered(restored: int, waiting: int) -> None:
    """At start the spool restored that many mails from its journal; ``waiting`` are to be taken in."""
    _say("spool_recovered", restored=restored, waiting=waiting)


def spool_unflushed(fault: BaseException) -> None:
    """The spool's files could not be flushed; its journal keeps the mails and grows until the next start."""
    reason = fault.__cause__.strerror if isinstance(fault.__cause__, OSError) else None
    _say("spool_unflushed", "error", kind=type(fault).__name__, reason=reason)


# The store


def files_not_written(waiting: int, fault: BaseException) -> None:
    """The store could not write its changed files; the journal keeps them, and it tries again."""
    _say("files_not_written", "error", waiting=waiting, kind=type(fault).__name__, fault=str(fault))
