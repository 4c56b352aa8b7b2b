"""Quoting clients: what the mail programs of schools make of a reply to a letter.

Each takes the words of the reply and the letter as received, and gives text, HTML or both, and the header of the
thread. Form lines are filled in inside the quote, or copied to the top, as people do.
"""

from __future__ import annotations

import html
import random
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property, lru_cache
from quopri import decodestring

from tests.adversary.program import INBOX, Letter

SUPPORT = "Cymorth Hwb / Hwb Support"


@lru_cache(maxsize=512)
def _parsed(raw: bytes) -> Message:
    return message_from_bytes(raw)


class Received:
    """A letter as its receiver has it before their eyes."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.message = _parsed(letter.raw)
        self.to = letter.to

    def header(self, name: str) -> str:
        return str(make_header(decode_header(self.message.get(name, "")))) if self.message.get(name) else ""

    @cached_property
    def subject(self) -> str:
        return " ".join(self.header("Subject").split())

    @property
    def reply_to(self) -> str:
        return self.message.get("Reply-To", "")

    @property
    def message_id(self) -> str:
        return self.message.get("Message-ID", "")

    @cached_property
    def text(self) -> str:
        return self._part("text/plain").replace("\r\n", "\n")

    @cached_property
    def html(self) -> str:
        return self._part("text/html")

    def _part(self, kind: str) -> str:
        for part in self.message.walk():
            if part.get_content_type() == kind:
                raw = part.get_payload(decode=False)
                assert isinstance(raw, str)
                coded = part.get("Content-Transfer-Encoding", "").lower()
                if coded == "quoted-printable":
                    return decodestring(raw.encode("ascii")).decode("utf-8")
                return b64decode(raw).decode("utf-8") if coded == "base64" else raw
        return ""


@dataclass(frozen=True)
class Written:
    """What a client made of a reply."""

    text: str
    html: str = ""
    html_only: bool = False


Client = Callable[[str, Received, str, datetime, bool], Written]


def _attribution(at: datetime, welsh: bool) -> str:
    if welsh:
        return f"Ar {at:%d/%m/%Y} am {at:%H:%M}, {SUPPORT} <{INBOX}> ysgrifennodd:"
    return f"On {at:%a, %d %b %Y} at {at:%H:%M}, {SUPPORT} <{INBOX}> wrote:"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _block(received: Received, at: datetime, welsh: bool) -> str:
    names = ("Oddi wrth", "Anfonwyd", "At", "Pwnc") if welsh else ("From", "Sent", "To", "Subject")
    values = (f"{SUPPORT} <{INBOX}>", f"{at:%d %B %Y %H:%M}", received.to, received.subject)
    return "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))


def gmail(words: str, received: Received, quoted: str, at: datetime, welsh: bool) -> Written:
    """Words above, attribution, each line marked; the same in HTML."""
    attribution = _attribution(at, welsh)
    page = (
        f'<div dir="ltr">{_lines(words)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(attribution)}<br></div><blockquote class="gmail_quote">{_lines(quoted)}</blockquote></div>'
    )
    return Written(f"{words}\n\n{attribution}\n\n{_marked(quoted)}\n", page)


def outlook(words: str, received: Received, quoted: str, at: datetime, welsh: bool) -> Written:
    """Words above, a block of header lines, the letter without marks."""
    return Written(f"{words}\n\n________________________________\n{_block(received, at, welsh)}\n\n{quoted}\n")


def outlook_pages(words: str, received: Received, quoted: str, at: datetime, welsh: bool) -> Written:
    """Outlook in the browser: HTML alone."""
    page = (
        f'<html><body><div class="elementToProof">{_lines(words)}</div><div id="appendonsend"></div><hr>'
        f'<div id="divRplyFwdMsg" dir="ltr">{_lines(_block(received, at, welsh))}</div><div>{_lines(quoted)}</div>'
        "</body></html>"
    )
    return Written("", page, html_only=True)


def iphone(words: str, received: Received, quoted: str, at: datetime, welsh: bool) -> Written:
    """A telephone's own last line, then the quote."""
    sent = "Anfonwyd o fy iPhone" if welsh else "Sent from my iPhone"
    return Written(f"{words}\n\n{sent}\n\n{_attribution(at, welsh)}\n\n{_marked(quoted)}\n")


def thunderbird(words: str, received: Received, quoted: str, at: datetime, welsh: bool) -> Written:
    """The quote above, the words below it."""
    return Written(f"{_attribution(at, welsh)}\n{_marked(quoted)}\n\n{words}\n")


def bare(words: str, received: Received, quoted: str, at: datetime, welsh: bool) -> Written:
    """No quote at all."""
    return Written(f"{words}\n")


CLIENTS: tuple[Client, ...] = (gmail, outlook, outlook_pages, iphone, thunderbird, bare)
QUOTING: tuple[Client, ...] = (gmail, outlook, iphone)
"""Those in which a form can be filled in where it stands."""


def _lines(text: str) -> str:
    return "<br>".join(html.escape(line) for line in text.split("\n"))


def filled(text: str, form: Mapping[str, str]) -> str:
    """The letter's text with the lines of its form filled in: those that end in a colon and hold the label."""
    lines = text.split("\n")
    for label, value in form.items():
        for place, line in enumerate(lines):
            if label in line and line.rstrip().endswith(":"):
                lines[place] = f"{line.rstrip()} {value}"
    return "\n".join(lines)


def choose(chance: random.Random, clients: tuple[Client, ...] = CLIENTS) -> Client:
    return chance.choice(clients)
