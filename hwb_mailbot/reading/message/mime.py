"""A mail's bytes to header fields and parts, with limits, in linear time (RFC 5322, 2045, 2046).

Own and small rather than the standard library's parser: that one takes a bare CR for a line end (so that it sees
header fields no signature check sees), recurses as deep as the mail pleases, and is slow with the modern policy.
Anything is accepted; what is broken is reported in ``defects`` and read as far as it goes. Nothing here raises.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hwb_mailbot.reading.message.charsets import decode
from hwb_mailbot.reading.message.headers import base64_octets, decoded, parameters, unfold

LARGEST_HEADER = 64 * 1024
MOST_PARTS = 100
DEEPEST = 10
LONGEST_TEXT = 400_000
"""Octets of one text part that are read; more is a defect."""

_HEADER_END = re.compile(rb"\r?\n(?=\r?\n)|\A(?=\r?\n)")
_FIELD = re.compile(rb"([!-9;-~]{1,200})([ \t]*):(.*)\Z", re.DOTALL)
LARGEST_PAGE = 4_000_000
"""Octets of one HTML part that are looked at, pictures written into it among them."""

_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*(?=\r?\n|\Z)")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")


@dataclass(slots=True, eq=False)
class Part:
    """One entity: its fields in order, its decoded type, and its own parts or its raw body."""

    fields: list[tuple[str, bytes]]
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    parts: list[Part] = field(default_factory=list)
    first: dict[str, bytes] = field(init=False)
    """The raw value of the first field of each name."""

    def __post_init__(self) -> None:
        self.first = dict(reversed(self.fields))

    def values(self, name: str) -> tuple[str, ...]:
        """The unfolded, undecoded values of all fields called ``name`` (lower case), in order."""
        return tuple(unfold(value) for key, value in self.fields if key == name)

    def raw_values(self, name: str) -> tuple[bytes, ...]:
        """The same as they stand in the mail, folds kept."""
        return tuple(value for key, value in self.fields if key == name)

    def value(self, name: str) -> str:
        """The first such value, or an empty text."""
        return unfold(self.first[name]) if name in self.first else ""

    @property
    def disposition(self) -> str:
        """``inline``, ``attachment`` … or empty (RFC 2183)."""
        return parameters(self.value("content-disposition"))[0]

    @property
    def filename(self) -> str:
        """The name the sender gave the part, without a folder, or empty."""
        name = parameters(self.value("content-disposition"))[1].get("filename") or self.parameters.get("name", "")
        return re.split(r"[/\\]", name)[-1].strip()[:200] if name else ""

    def octets(self, most: int) -> bytes:
        """The body without its transfer encoding, at most about ``most`` octets (RFC 2045 section 6)."""
        encoding = self.value("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return base64_octets(self.body[: most * 3 // 2 + 1024])[:most]
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body[: most * 4])[:most]
        if encoding in ("x-uuencode", "uuencode", "x-uue"):
            return _uudecoded(self.body[: most * 2])[:most]
        return self.body[:most]

    def text(self, most: int = LONGEST_TEXT) -> str:
        """The body as text, of ``most`` octets at most."""
        return decode(self.octets(most), self.parameters.get("charset", ""))

    def walk(self) -> Iterator[Part]:
        """This part and all within it, in order; nested messages' parts too."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(slots=True)
class Mail:
    """The whole mail with everything that is wrong with its form, as codes of ``Reading.defects``."""

    top: Part
    defects: list[str]


def parse(raw: bytes) -> Mail:
    """The parts of one mail; ``raw`` may be anything at all."""
    defects: list[str] = []
    if b"\r" in raw and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
        defects.append("malformed-header")
    if raw.startswith(b"From "):  # an mbox separator, which is no field
        raw = raw.partition(b"\n")[2]
    counter = [0]
    top = _entity(raw, 0, counter, defects, top=True)
    return Mail(top, list(dict.fromkeys(defects)))


def _entity(raw: bytes, depth: int, counter: list[int], defects: list[str], *, top: bool = False) -> Part:
    counter[0] += 1
    fields, body = _split(raw, defects, top=top)
    part = Part(fields)
    stated = part.value("content-type")
    kind, part.parameters = parameters(stated)
    part.content_type = kind if _TYPE.fullmatch(kind) else "text/plain"
    if part.content_type.startswith("multipart/") and part.parameters.get("boundary"):
        pieces = _pieces(body, part.parameters["boundary"].encode("utf-8", "replace"), MOST_PARTS - counter[0] + 1)
        if pieces is not None:
            if depth >= DEEPEST:
                defects.append("too-deep")
                return part
            for piece in pieces:
                if counter[0] >= MOST_PARTS:
                    defects.append("too-many-parts")
                    break
                part.parts.append(_entity(piece, depth + 1, counter, defects))
            return part
        defects.append("broken-mime")
    elif part.content_type.startswith("multipart/"):
        defects.append("broken-mime")
    elif part.content_type in ("message/rfc822", "message/global") and depth < DEEPEST:
        if counter[0] < MOST_PARTS:
            encoding = part.value("content-transfer-encoding").strip().lower()
            inner = part.octets(len(body)) if encoding in ("base64", "quoted-printable") else body
            part.parts.append(_entity(inner.lstrip(b"\r\n"), depth + 1, counter, []))
        else:
            defects.append("too-many-parts")
    if part.content_type.startswith("multipart/"):
        part.content_type = "text/plain"  # as clients show it when no part can be found
    part.body = body
    return part


def _split(raw: bytes, defects: list[str], *, top: bool) -> tuple[list[tuple[str, bytes]], bytes]:
    """Header fields and body. A header longer than the limit ends there; a line that is no field ends it too."""
    end = _header_end(raw)
    if end is not None:
        header, body = raw[: end[0]], raw[end[1] :]
        body = body[2:] if body.startswith(b"\r\n") else body[1:]
    elif len(raw) > LARGEST_HEADER:
        defects.append("header-too-long")
        header, body = raw[:LARGEST_HEADER], raw[LARGEST_HEADER:]
    else:
        header, body = raw, b""
    block = raw[: len(raw) - len(body)] if end is not None else header
    whole = block.count(b"\r\n")
    if top and (block.count(b"\r") > whole or (whole and block.count(b"\n") > whole)):
        defects.append("malformed-header")
    if b"\x00" in header:
        defects.append("malformed-header")
    fields: list[tuple[str, bytes]] = []
    position = 0
    while position < len(header):
        line, following = _unfolded_line(header, position)
        found = _FIELD.match(line)
        if found is None:
            if top:
                defects.append("malformed-header")
            elif not fields:
                return [], raw  # no header at all: the part is nothing but text
            if not line.strip():
                position = following
                continue
            if len(fields) < 2 and top:
                position = following
                continue
            return fields, header[position:] + b"\n\n" + body
        if found[2] and top:
            defects.append("malformed-header")
        fields.append((found[1].decode("ascii").lower(), found[3]))
        position = following
    return fields, body


def _header_end(raw: bytes) -> tuple[int, int] | None:
    """Where the line end before the first blank line begins and ends."""
    most = LARGEST_HEADER + 4
    if raw[:1] in (b"\r", b"\n"):
        found = _HEADER_END.search(raw, 0, most)
        return found.span() if found else None
    # As that pattern, but a header is searched for its end much faster so.
    ends = [place for place in (raw.find(b"\n\n", 0, most), raw.find(b"\n\r\n", 0, most)) if place != -1]
    if not ends:
        return None
    end = min(ends)
    return (end - 1 if raw[end - 1 : end] == b"\r" else end), end + 1


def _unfolded_line(header: bytes, position: int) -> tuple[bytes, int]:
    """The field or other line that begins at ``position``, its folds within it, and where the next one begins."""
    end = header.find(b"\n", position)
    while end != -1 and header[end + 1 : end + 2] in (b" ", b"\t"):
        end = header.find(b"\n", end + 1)
    if end == -1:
        return header[position:], len(header)
    returned = end > position and header[end - 1 : end] == b"\r"
    return header[position : end - 1 if returned else end], end + 1


def _pieces(body: bytes, boundary: bytes, most: int) -> list[bytes] | None:
    """What stands between the boundary lines (RFC 2046 section 5.1.1), or ``None`` where there is no such line."""
    mark = b"--" + boundary
    pieces: list[bytes] = []
    start: int | None = None
    position = body.find(mark)
    while position != -1:
        after = body[position + len(mark) : position + len(mark) + 200]
        line = _AFTER_BOUNDARY.match(after)
        if line is not None and (position == 0 or body[position - 1 : position] == b"\n"):
            if start is not None:
                end = position - (2 if body[position - 2 : position] == b"\r\n" else 1)
                pieces.append(_without_first_line_end(body[start : max(start, end)]))
            if line[1] is not None or len(pieces) > most:
                return pieces
            start = position + len(mark) + line.end()
        position = body.find(mark, position + len(mark))
    if start is None:
        return None
    pieces.append(_without_first_line_end(body[start:]))
    return pieces


def _without_first_line_end(piece: bytes) -> bytes:
    return piece[2:] if piece.startswith(b"\r\n") else piece[1:] if piece.startswith(b"\n") else piece


def _uudecoded(body: bytes) -> bytes:
    octets: list[bytes] = []
    inside = False
    for line in body.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() in (b"end", b"`", b""):
            break
        else:
            try:
                octets.append(binascii.a2b_uu(line))
            except binascii.Error:
                continue
    return b"".join(octets)


def header_pairs(part: Part, names: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The decoded values of the named fields, in order, at most 200."""
    return tuple((name, decoded(unfold(value))) for name, value in part.fields if name in names)[:200]
