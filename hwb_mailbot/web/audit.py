"""The audit trail: who saw or did what, when, from where, and why. Lines are added, never changed.

One file a day in ``store/audit``, each entry framed with its length and checksum (``durable.Journal``) and on disk
before the page that it speaks of is sent. What can fail: ``DurableFault``; then the page is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import orjson

from hwb_mailbot import durable
from hwb_mailbot.durable import Journal

COMMAND_LINE = "command line"
"""Where an entry comes from that no page made: with ``: `` and the machine's name for whoever gave the command."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``what`` is a code for ``wording``, ``about`` a case's reference, a mail's id or a username.

    ``address`` is the network address, or ``COMMAND_LINE``. ``why`` is the reason that was given, or what chose the
    data that was shown, as in a web address (``shelf=held&words=rhys``).
    """

    at: str
    who: str
    address: str
    what: str
    about: str = ""
    why: str = ""


class Audit:
    """The trail of one store, for the process that owns it."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """``now`` tells the time in UTC. Nothing is opened before the first entry."""
        self._folder = folder
        self._now = now
        self._open: tuple[date, Journal] | None = None

    def add(self, who: str, address: str, what: str, about: str = "", why: str = "") -> None:
        """Keep one entry; it is on disk when this returns. Raises ``DurableFault``."""
        now = self._now()
        entry = Entry(now.isoformat(timespec="seconds"), who, address, what, about, why)
        self._journal(now.date()).append(orjson.dumps(asdict(entry)))

    def of_day(self, day: date) -> list[Entry]:
        """The entries of that day (UTC), latest first. Raises ``DurableFault``."""
        path = self._folder / day.isoformat()
        if not path.exists():
            return []
        journal = self._open[1] if self._open and self._open[0] == day else None
        if journal is not None:
            return list(reversed([Entry(**orjson.loads(line)) for line in journal.replay()]))
        journal = Journal(path)
        try:
            return list(reversed([Entry(**orjson.loads(line)) for line in journal.replay()]))
        finally:
            journal.close()

    def days(self) -> Iterator[date]:
        """The days that have entries, latest first."""
        for path in sorted(self._folder.glob("????-??-??"), reverse=True):
            yield date.fromisoformat(path.name)

    def close(self) -> None:
        """Let go of the file; twice is fine."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _journal(self, day: date) -> Journal:
        if self._open is None or self._open[0] != day:
            self.close()
            durable.make_folder(self._folder)
            self._open = (day, Journal(self._folder / day.isoformat()))
        return self._open[1]
