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


_quiet = False


def keep_quiet() -> None:
    """Say errors only: for the demonstration, whose output people read."""
    global _quiet
    _quiet = True


def _say(event: str, level: str = "info", **values: str | int | float | bool | list[str] | None) -> None:
    if not _quiet or level == "error":
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


def address_came_back(letter: str) -> None:
    """The address of this letter is dead, as its delivery said: it is not written to until support clears it."""
    _say("address_came_back", "warning", letter=letter)


def connection_dropped(reason: str) -> None:
    """A connection was ended by us.

    ``too-many-errors``, ``timeout``, ``too-long``, ``too-much-data``, ``pipelined-data`` or ``not-mail``.
    """
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


# Intake and casework


def mail_taken_in(mail: str, kind: str, evidence: str) -> None:
    """A mail was read, verified and decided on."""
    _say("mail_taken_in", mail=mail, kind=kind, evidence=evidence)


def mail_seen_before(mail: str) -> None:
    """The same mail again: nothing was done."""
    _say("mail_seen_before", mail=mail)


def mail_waits_for_verification(mail: str, attempts: int) -> None:
    """The sender cannot be verified for now, or the mail's turn failed; it is tried again."""
    _say("mail_waits_for_verification", "warning", mail=mail, attempts=attempts)


def mail_set_aside(mail: str, reason: str) -> None:
    """The mail could not be dealt with and lies before the support team."""
    _say("mail_set_aside", "warning", mail=mail, reason=reason)


def case_decided(case: str, state: str, reasons: list[str]) -> None:
    """A decision about a case was committed."""
    _say("case_decided", case=case, state=state, reasons=reasons)


def accounts_merged(case: str) -> None:
    """The directory has carried out every step of a case's merge."""
    _say("accounts_merged", case=case)


def merge_blocked(case: str, reason: str) -> None:
    """The accounts were no longer as they were when the merge was decided; nothing was done."""
    _say("merge_blocked", "warning", case=case, reason=reason)


def serving(smtp: str, web: str) -> None:
    """Every part of the service answers."""
    _say("serving", smtp=smtp, web=web)


def command_carried_out(command: str, refused: bool) -> None:
    """A command came in by the control socket."""
    _say("command_carried_out", command=command, refused=refused)


# The way out


def letter_sent(letter: str, attempts: int) -> None:
    """The relay took a letter (or it was kept in ``store/outgoing``) at that attempt."""
    _say("letter_sent", letter=letter, attempts=attempts)


def letter_put_off(letter: str, attempts: int, code: int, again_in_seconds: int) -> None:
    """A letter could not be sent now; ``code`` is the relay's reply, 0 when it gave none."""
    _say("letter_put_off", "warning", letter=letter, attempts=attempts, code=code, again_in_seconds=again_in_seconds)


def letter_given_up(letter: str, attempts: int, code: int) -> None:
    """A letter was refused for good, or for now for too long; its case is told."""
    _say("letter_given_up", "error", letter=letter, attempts=attempts, code=code)


def letters_wait_for_store(fault: BaseException) -> None:
    """The store could not be asked for letters or record what became of one; it is tried again."""
    _say("letters_wait_for_store", "error", kind=type(fault).__name__)
