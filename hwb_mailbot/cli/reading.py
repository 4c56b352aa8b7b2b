"""``read`` says what mails say, ``letters preview`` shows our letters, ``words`` what the reader knows."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import click

from hwb_mailbot.cli.calling import Session, as_json, harmless, print_json
from hwb_mailbot.cli.reading_shown import show_reading
from hwb_mailbot.domain.mails import Reading
from hwb_mailbot.letters import Letters
from hwb_mailbot.letters.gallery import gallery
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.reading.processes.pool import ReaderFailed, Readers
from hwb_mailbot.reading.words_page import words_page

_DEADLINE_SECONDS = 2.0
_AT_ONCE = 2
_HEADER_BYTES = 64 * 1024
_FIELD = re.compile(rb"^[!-9;-~]{1,200}[ \t]*:", re.MULTILINE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@as_json
def read(files: tuple[str, ...], as_json: bool) -> None:
    """Say what the mails in FILE… say, with the evidence; changes nothing. '-' reads standard input."""

    async def run() -> bool:
        whole = True
        async for name, outcome in _readings(files):
            if isinstance(outcome, str):
                shown = "standard input" if name == "-" else name
                click.echo(harmless(f"hwb-mailbot: {shown}: {outcome}"), err=True)
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
            if why := await asyncio.to_thread(_why_not, path):
                return why
            try:
                return await readers.read(path, null_sender=False)
            except ReaderFailed as failed:
                return _FAILURES.get(failed.reason_code, "cannot be read")

        try:
            tasks = [asyncio.create_task(one(name)) for name in files]
            for name, task in zip(files, tasks, strict=True):
                yield name, await task
        finally:
            readers.close()


def _why_not(path: Path) -> str:
    """Why a file is no mail, and what to do; empty for what may be one (RFC 5322 section 2.1: fields first)."""
    if path.is_dir():
        return "is a folder: name the mails in it, such as FOLDER/*.eml"
    try:
        with path.open("rb") as file:
            begins = file.read(_HEADER_BYTES).lstrip()
    except FileNotFoundError:
        return "no such file"
    except OSError as fault:
        return f"cannot be opened ({fault.strerror})"
    if not begins:
        return "is empty, so it is no mail"
    header = re.split(rb"\r?\n\r?\n", begins, maxsplit=1)[0]
    if len(_CONTROLS.findall(header)) * 20 > len(header):
        return "is no mail but binary data"
    if not _FIELD.search(header):
        return "is no mail: it has no header field such as 'From: …'; save the mail with its header, as .eml"
    return ""


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
