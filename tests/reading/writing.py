"""Mails of our own for the reader's tests: everything here is fictional."""

from __future__ import annotations

from typing import Any

from hwb_mailbot.domain.mails import Reading
from hwb_mailbot.reading.reader import read

SUPPORT = "hwb@support.example"


def mail(
    body: str,
    *,
    subject: str = "Hwb",
    sender: str = "Mari Tomos <mari.tomos@post.example>",
    date: str = "Tue, 22 Sep 2026 09:00:00 +0100",
    content_type: str = "text/plain; charset=utf-8",
    extra: str = "",
) -> bytes:
    """A raw mail with one text part."""
    head = (
        f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <a1@post.example>\r\n"
        f"{extra}MIME-Version: 1.0\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return (head + body.replace("\n", "\r\n")).encode("utf-8")


def reading(body: str, **header: str) -> Reading:
    """What the reader makes of a mail with that body."""
    return read(mail(body, **header))


def stated(result: Reading, person: int = 0) -> dict[str, Any]:
    """The values stated for one staff member, by field name."""
    if len(result.requests) <= person:
        return {}
    return {name.value: field.value for name, field in result.requests[person].fields.items()}
