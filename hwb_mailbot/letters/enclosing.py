"""A mail that came, put byte for byte into a letter of ours: what the support team gets (CONTRACT ``support``). Pure.

``message/rfc822`` may only be 7bit, 8bit or binary (RFC 2046 section 5.2.1), and SMTP carries no binary: lines have at
most 998 octets (RFC 5322 section 2.1.1), the header is ASCII and has From, Subject or Date. A mail that is not like
that is enclosed as a file in base64 instead, and a sentence says so. What is too large for the relay stays out, and a
sentence says that. Either way not a byte of the mail is changed.
"""

from __future__ import annotations

import hashlib
import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator

from hwb_mailbot import wording

LONGEST_LINE = 998
"""Octets of a line without its CRLF (RFC 5322 section 2.1.1, RFC 6152)."""

_FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_NAMED = re.compile(rb"(?i)^(?:from|subject|date)[ \t]*:", re.MULTILINE)
_FILE_NAME = "mail.eml"


def enclosures(cover: bytes, original: bytes) -> Iterator[bytes]:
    """``cover`` (a rendered letter) with ``original`` in it, in every way it may be sent, the best first.

    As a message where that is lawful (8-bit where the mail is), as a file, and last with neither.
    """
    if fits_message(original):
        yield _with(cover, _message(original), eight_bit=not original.isascii())
    yield _with(cover, _sentence("forwarded-as-file"), _file(original))
    yield _with(cover, _sentence("forwarded-left-out"))


def fits_message(original: bytes) -> bool:
    """Whether the mail may be enclosed as ``message/rfc822`` in 7bit or 8bit."""
    if b"\0" in original or original.count(b"\r\n") != original.count(b"\n") or b"\r" in original.replace(b"\r\n", b""):
        return False
    if max(map(len, original.split(b"\r\n"))) > LONGEST_LINE:
        return False
    header = original.partition(b"\r\n\r\n")[0]
    lines = header.split(b"\r\n")
    well_formed = all(_FIELD.match(line) for line in lines if line[:1] not in (b" ", b"\t"))
    return header.isascii() and well_formed and bool(_NAMED.search(header)) and lines[0][:1] not in (b" ", b"\t")


def _with(cover: bytes, *parts: bytes, eight_bit: bool = False) -> bytes:
    """The letter as ``multipart/mixed``: its own text, then ``parts``."""
    head, _, body = cover.partition(b"\r\n\r\n")
    fields = head.split(b"\r\n")
    (own_type,) = (field for field in fields if field.startswith(b"Content-Type:"))
    fields.remove(own_type)
    boundary = _boundary(cover, *parts)
    if eight_bit:
        fields.append(b"Content-Transfer-Encoding: 8bit")  # RFC 2045 section 6.4: the whole is what its parts are
    fields.append(b'Content-Type: multipart/mixed; boundary="%b"' % boundary)
    pieces = [own_type + b"\r\n\r\n" + body, *parts]
    written = b"".join(b"--%b\r\n%b\r\n" % (boundary, piece) for piece in pieces)
    return b"\r\n".join(fields) + b"\r\n\r\n" + written + b"--%b--\r\n" % boundary


def _boundary(*pieces: bytes) -> bytes:
    """A boundary that no piece holds, the same for the same letter."""
    digest = hashlib.sha256(pieces[0]).hexdigest()
    while True:
        boundary = f"=_{digest[:32]}".encode()
        if not any(boundary in piece for piece in pieces):
            return boundary
        digest = hashlib.sha256(digest.encode()).hexdigest()


def _message(original: bytes) -> bytes:
    encoding = b"7bit" if original.isascii() else b"8bit"
    head = (
        b"Content-Type: message/rfc822\r\n"
        b"Content-Transfer-Encoding: %b\r\n"
        b'Content-Disposition: attachment; filename="%b"\r\n\r\n'
    )
    return head % (encoding, _FILE_NAME.encode()) + original


def _file(original: bytes) -> bytes:
    head = (
        f'Content-Type: application/octet-stream; name="{_FILE_NAME}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{_FILE_NAME}"\r\n\r\n'
    )
    return head.encode() + encodebytes(original).replace(b"\n", b"\r\n").removesuffix(b"\r\n")


def _sentence(code: str) -> bytes:
    """A text part with a sentence in both languages."""
    text = f"{wording.text(code, 'cy')}\n\n{wording.text(code, 'en')}\n"
    head = (
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "Content-Disposition: inline\r\n\r\n"
    )
    return (head + b2a_qp(text.encode(), istext=True).decode("ascii").rstrip("\n").replace("\n", "\r\n")).encode()
