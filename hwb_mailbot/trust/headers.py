"""A mail's header block, divided into its fields without interpreting them.

Narrower than RFC 5322 wherever readers of mail disagree about where a field begins or the header ends: a
verifier and a reader that see different fields in the same bytes let a forged From past a valid signature.

What can fail: ``MalformedHeader``; the mail's sender is then not known, and a person looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER_BYTES = 65536
"""Most bytes of a header block that is looked at."""

_FIELD_START = re.compile(rb"([\x21-\x39\x3b-\x7e]+):")
_EMPTY_LINE = re.compile(rb"(\r?\n)(\r?\n)")
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")
_BARE_CR_OR_NUL = re.compile(rb"\r|\x00")


class MalformedHeader(ValueError):
    """The header block cannot be divided into fields in only one way; the sentence says why."""


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One field: ``name`` in lower case, ``value`` the raw bytes after the colon, with folds."""

    name: str
    value: bytes


def header_fields(raw: bytes) -> tuple[HeaderField, ...]:
    """The fields of the header block of ``raw``, a whole mail or its beginning, from the top.

    Lines end with CRLF, or all of them with LF (as mails lie in files). One mbox ``From `` line at the very
    top is passed over. Raises ``MalformedHeader`` for bare CR, bare LF, NUL, a line that is no field (RFC
    5322 section 2.2) and a header block above ``HEADER_BYTES``.
    """
    block = _block(raw)
    line_end = b"\r\n" if b"\r\n" in block else b"\n"
    if (_BARE if line_end == b"\r\n" else _BARE_CR_OR_NUL).search(block):
        raise MalformedHeader("the header holds a bare CR, a bare LF or a NUL")
    fields: list[HeaderField] = []
    name = ""
    lines: list[bytes] = []
    for number, line in enumerate(block.removesuffix(line_end).split(line_end) if block else []):
        if line[:1] in (b" ", b"\t"):
            if not lines:
                raise MalformedHeader("the header begins with a continuation line")
            lines.append(line)
            continue
        if number == 0 and line.startswith(b"From "):
            continue
        start = _FIELD_START.match(line)
        if start is None:
            raise MalformedHeader("a line of the header is no header field")
        if lines:
            fields.append(HeaderField(name, line_end.join(lines)))
        name = start.group(1).decode("ascii").lower()
        lines = [line[start.end() :]]
    if lines:
        fields.append(HeaderField(name, line_end.join(lines)))
    return tuple(fields)


def values(fields: tuple[HeaderField, ...], name: str) -> tuple[bytes, ...]:
    """The raw values of all fields called ``name`` (lower-case), from the top."""
    return tuple(field.value for field in fields if field.name == name)


def _block(raw: bytes) -> bytes:
    """The bytes before the empty line."""
    if raw.startswith((b"\r\n", b"\n")):
        return b""
    end = _EMPTY_LINE.search(raw, 0, HEADER_BYTES + 4)
    if end is None:
        if len(raw) > HEADER_BYTES:
            raise MalformedHeader("the header is longer than 65536 bytes")
        return raw
    if end.group(1) != end.group(2):
        raise MalformedHeader("the header ends with mixed line ends")
    return raw[: end.end(1)]
