"""How commands run and show what comes back: tables for people, JSON Lines for programs, a line for what failed.

What carries commands out is imported by whichever command runs: a shell that completes a word needs none of it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from hwb_mailbot.command_rows import CommandRefused, Rows
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.records import StoreFault
from hwb_mailbot.wording import UnknownCode, text

if TYPE_CHECKING:
    from hwb_mailbot.config import Settings

_WIDE = 240

MOST_SHOWN = 200
limited = click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=f"At most so many; 0: all. Without it tables end after {MOST_SHOWN}, JSON Lines do not.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of tables.")


class Session:
    """One run of the program: its configuration, read when first needed."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        """The configuration. Ends the program with status 2 where it cannot be used."""
        from hwb_mailbot.config import ConfigurationError, load

        if self._settings is None:
            try:
                self._settings = load(self._config)
            except ConfigurationError as fault:
                click.echo(str(fault), err=True)
                sys.exit(2)
        return self._settings

    def run(self, command: str, progress: str = "", **arguments: Any) -> Rows:
        """Carry out a command of ``hwb_mailbot.commands``; ends the program with status 1 where it is refused.

        ``progress`` is what a progress bar on a terminal is called; empty for no bar.
        """
        from hwb_mailbot.config import ConfigurationError
        from hwb_mailbot.control import run_command

        try:
            if not progress:
                return asyncio.run(run_command(self.settings, command, arguments))
            with _bar(progress) as advance:
                return asyncio.run(run_command(self.settings, command, arguments, advance))
        except (CommandRefused, StoreFault, DurableFault) as refused:
            fail(str(refused))
        except ConfigurationError as fault:  # in a file that the configuration names
            click.echo(str(fault), err=True)
            sys.exit(2)


def fail(sentence: str) -> NoReturn:
    """Say why on stderr and end with status 1."""
    click.echo(harmless(f"hwb-mailbot: {sentence}"), err=True)
    sys.exit(1)


class _bar:
    """A progress bar on stderr, if that is a terminal."""

    def __init__(self, title: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task(title, total=None)

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._progress.start()
        return lambda doing, done, all: self._progress.update(
            self._task, description=doing, completed=done, total=all or None
        )

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def print_json(rows: Sequence[Mapping[str, Any]]) -> None:
    """One object a line, UTF-8."""
    for row in rows:
        sys.stdout.buffer.write(orjson.dumps(row) + b"\n")
    sys.stdout.buffer.flush()


def within(limit: int | None, as_json: bool) -> int:
    """How many rows to ask for: one more than are shown, so that ``first_of`` can tell; 0 for all."""
    limit = (0 if as_json else MOST_SHOWN) if limit is None else limit
    return limit + 1 if limit else 0


def first_of(rows: Rows, asked: int, which: str) -> Rows:
    """The rows without the one too many, with a word on stderr that there are more than the ``which`` shown."""
    if not asked or len(rows) < asked:
        return rows
    click.echo(f"hwb-mailbot: no more than the {which} {asked - 1}; --limit 0 shows all", err=True)
    return rows[: asked - 1]


def print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """A table with ``columns`` (key -> heading); nothing at all for no rows. Plain text where it is not a terminal."""
    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns.values():
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row.get(key))) for key in columns))
    console().print(table)


def print_record(row: Mapping[str, Any]) -> None:
    """One object as lines of name and value; what is empty is left out."""
    width = max((len(key) for key in row), default=0)
    for key, value in row.items():
        if value not in (None, "", [], {}):
            console().print(f"{key.replace('_', ' '):<{width + 2}}{_cell(value)}", markup=False, highlight=False)


def console() -> Console:
    """Where people read; wide when it is no terminal, so that no line is cut."""
    return Console(width=None if sys.stdout.isatty() else _WIDE)


def harmless(text: str) -> str:
    """The text without what moves a terminal's cursor or turns its lines around (CWE-150); line feeds and tabs stay."""
    return "".join(one if one.isprintable() or one in "\n\t" else " " for one in text)


def in_words(codes: Iterable[str]) -> str:
    """Reasons as English sentences; a code without one as it is."""
    words = []
    for code in codes:
        try:
            words.append(text(code, "en"))
        except UnknownCode:
            words.append(code)
    return " ".join(words)


def _cell(value: Any) -> str:
    """A value as one line of harmless text."""
    if value is None:
        text = ""
    elif isinstance(value, Mapping):
        text = " ".join(str(item) for item in value.values() if item)
    elif isinstance(value, (list, tuple)):
        text = ", ".join(str(item) for item in value)
    else:
        text = str(value)
    return harmless(text).replace("\n", " ").replace("\t", " ")
