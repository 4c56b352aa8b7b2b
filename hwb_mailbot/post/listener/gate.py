"""What the door lets in of what comes over the wire: addresses, and the bytes of a mail. Pure."""

from __future__ import annotations

import re

END_OF_DATA = b"\r\n.\r\n"
NULL_PATH = "<>"
LONGEST_PATH = 256
"""Octets of a path with its punctuation (RFC 5321 section 4.5.3.1.3)."""

_LOCAL = r'(?:"(?:[^"\\]|\\.)*"|[^\s"<>@,:;()\[\]\\]+)'
_DOMAIN = r"(?:\[[0-9a-z.:-]+\]|[^\s\"<>@,:;()\[\]\\]+)"
_MAILBOX = rf"{_LOCAL}(?:@{_DOMAIN})?"
_ROUTE = rf"@{_DOMAIN}(?:,@{_DOMAIN})*:"
_PATH = re.compile(rf"<(?:{_ROUTE})?({_MAILBOX})?>(?: +(.*)|)", re.IGNORECASE)
_BARE_PATH = re.compile(rf"({_MAILBOX})(?: +(.*)|)", re.IGNORECASE)


def path_of(argument: str) -> tuple[str, str] | None:
    """Address and parameters of a MAIL or RCPT argument behind its colon; None where it holds no path.

    A source route is ignored (RFC 5321 appendix C), missing brackets are forgiven, the null path is ``<>``.
    """
    match = _PATH.fullmatch(argument) or _BARE_PATH.fullmatch(argument)
    if not match or not argument.isprintable():
        return None
    address = match[1] or NULL_PATH
    return None if len(address.encode("utf-8")) > LONGEST_PATH else (address, match[2] or "")


def is_greeting_name(name: str) -> bool:
    """Whether the argument of HELO, EHLO or LHLO can be written down; nobody believes it anyway."""
    return 0 < len(name) <= 255 and name.isascii() and name.isprintable()


def mail_of(wire: bytes) -> bytes:
    """The mail in what came after DATA, from that command's own CRLF to ``END_OF_DATA``, both included.

    Doubled dots at the start of lines are made single (RFC 5321 section 4.5.2).
    """
    return wire[: -len(b".\r\n")].replace(b"\r\n.", b"\r\n")[2:]


def byte_fault(raw: bytes) -> str:
    """``bare-line-end`` or ``null-byte`` where the mail holds such, else empty.

    A CR or LF alone ends a line for some programs and not for others, so that one mail may pass as two (SMTP
    smuggling) or show a signed header that nobody signed; RFC 5321 section 2.3.8 forbids them.
    """
    pairs = raw.count(b"\r\n")
    if raw.count(b"\r") != pairs or raw.count(b"\n") != pairs:
        return "bare-line-end"
    return "null-byte" if b"\0" in raw else ""
