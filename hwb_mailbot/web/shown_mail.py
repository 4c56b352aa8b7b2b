"""A mail as its sender wrote it, for the support team to see: plain text in blocks, the words that count marked.

The bytes are divided in a reader's child process with its deadline, never in the serving one. Nothing of the mail's
own markup, pictures or links comes through: only characters, which the templates escape. What can fail: the child
(``ReaderFailed``) or the raw mail is gone; then what was read at the time is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from hwb_mailbot.reading.processes.pool import ReaderFailed, Readers

MOST_LINES = 1_500
"""Lines of one mail that are shown."""
DOUBT = "doubt"
"""Instead of a detail: words that made an answer unclear."""
_LONG_ENOUGH = 3
"""Characters of evidence that are sought anywhere in a line."""
_ENDS = " \t.,;)*_|"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that came as a file: only what it says of itself."""

    name: str
    content_type: str
    octets: int


@dataclass(frozen=True, slots=True)
class Divided:
    """What the child makes of a file: each line with its voice (``reading.material.Voice``)."""

    lines: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line; ``field`` names the detail that was read from them, is ``DOUBT``, or empty."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines in one voice, each as pieces."""

    voice: str
    lines: tuple[tuple[Piece, ...], ...]


def divide(path: str) -> Divided:
    """In a child: the mail's lines as its receiver sees them. Raises ``OSError``."""
    from hwb_mailbot.reading.message.mime import parse
    from hwb_mailbot.reading.voices.divide import material

    raw = Path(path).read_bytes()
    lines = [(str(line.voice), line.text) for line in material(raw, frozenset()).lines]
    attachments = tuple(
        Attachment(part.filename[:120], part.content_type, len(part.body))
        for part in parse(raw).top.walk()
        if part.filename
    )
    return Divided(tuple(lines[:MOST_LINES]), attachments, max(0, len(lines) - MOST_LINES))


async def divided(readers: Readers, path: Path, reading: Mapping[str, Any] | None) -> tuple[Divided, bool]:
    """The mail in that file, and whether it is whole; else what was read of it when it came."""
    try:
        return await readers.run(divide, str(path)), True
    except ReaderFailed:
        own = ((reading or {}).get("own_text") or "").split("\n")
        return Divided(tuple(("own", line) for line in own), (), 0), False


def blocks(lines: Iterable[tuple[str, str]], evidence: Iterable[tuple[str, str]]) -> list[Block]:
    """The lines in blocks, with every piece of ``evidence`` (field, verbatim text) marked where it first stands.

    A staff code is two letters that may stand in any line: it is marked as a word of its own at the end of one.
    """
    wanted = [(field, part.strip()) for field, text in evidence for part in text.split("\n") if part.strip()]
    shown: list[Block] = []
    for voice, group in groupby(_trimmed(lines), key=lambda line: line[0]):
        marked = []
        for _, text in group:
            pieces, used = _pieces(text, wanted)
            wanted = [one for one in wanted if one not in used]
            marked.append(tuple(pieces))
        shown.append(Block(voice, tuple(marked)))
    return shown


def _trimmed(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Without more than one blank line in a row."""
    blank = True
    for voice, text in lines:
        if text.strip():
            blank = False
            yield voice, text
        elif not blank:
            blank = True
            yield voice, ""


def _place(text: str, part: str) -> int:
    """Where the evidence stands in a line, or -1."""
    if len(part) >= _LONG_ENOUGH:
        return text.find(part)
    start = len(text.rstrip(_ENDS)) - len(part)
    alone = start >= 0 and text.startswith(part, start) and not text[start - 1 : start].isalnum()
    return start if alone else -1


def _pieces(text: str, wanted: list[tuple[str, str]]) -> tuple[list[Piece], list[tuple[str, str]]]:
    places: list[tuple[int, int, tuple[str, str]]] = []
    for one in wanted:
        start = _place(text, one[1])
        end = start + len(one[1])
        if start >= 0 and all(end <= taken[0] or start >= taken[1] for taken in places):
            places.append((start, end, one))
    pieces, at = [], 0
    for start, end, (field, part) in sorted(places):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(part, field))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Piece(text[at:]))
    return pieces, [one for _, _, one in places]
