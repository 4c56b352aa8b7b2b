"""``read`` says what mails say, ``letters preview`` shows our letters, ``words`` what the reader knows."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import click

from hwb_mailbot.cli.calling import Session, as_json, print_json
from hwb_mailbot.cli.reading_shown import show_reading
from hwb_mailbot.domain.mails import Reading
from hwb_mailbot.letters import Letters
from hwb_mailbot.letters.gallery import gallery
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.reading.pool import ReaderFailed, Readers
from hwb_mailbot.reading.words_page import words_page

_DEADLINE_SECONDS = 2.0
_AT_ONCE = 2


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@as_json
def read(files: tuple[str, ...], as_json: bool) -> None:
    """Say what the mails in FILE… say, with the evidence; changes nothing. '-' reads standard input."""

    async def run() -> bool:
        whole = True
        async for name, outcome in _readings(files):
            if isinstance(outcome, str):
                click.echo(f"hwb-mailbot: {name}: {outcome}", err=True)
                whole = False
            elif as_json:
                print_json([reading_as_json(name, outcome)])
            else:
                show_reading(name, outcome)
        return whole

    if not asyncio.run(run()):
        sys.exit(1)


async def _readings(files: Sequence[str]) -> AsyncIterator[tuple[str, Reading | str]]:
    """Each file's reading in the order given, or why it cannot be read."""
    readers = Readers(min(_AT_ONCE, len(files)), _DEADLINE_SECONDS, collect(templates_folder(), MARKER))
    with tempfile.TemporaryDirectory() as folder:

        async def one(name: str) -> Reading | str:
            path = Path(name)
            if name == "-":
                path = Path(folder) / "standard-input.eml"
                path.write_bytes(await asyncio.to_thread(sys.stdin.buffer.read))
            try:
                return await readers.read(path, null_sender=False)
            except ReaderFailed as failed:
                return _FAILURES.get(failed.reason_code, "cannot be read") if path.exists() else "no such file"

        try:
            tasks = [asyncio.create_task(one(name)) for name in files]
            for name, task in zip(files, tasks, strict=True):
                yield name, await task
        finally:
            readers.close()


_FAILURES = {
    "deadline": f"reading it took over {_DEADLINE_SECONDS:g} seconds and was stopped; a person should look at it",
    "crashed": "it broke its reader; a person should look at it",
    "unreadable": "the file cannot be opened",
}


@click.group()
def letters() -> None:
    """Our own letters."""


@letters.command()
@click.pass_obj
def preview(session: Session) -> None:
    """Show every letter in both languages with sample values, as Markdown."""
    click.echo(gallery(Letters(session.settings)), nl=False)


@click.command()
def words() -> None:
    """Show every label and word that the reader knows, in both languages, as Markdown."""
    click.echo(words_page(), nl=False)
