"""A rendered letter as the exact bytes of a mail: 7-bit ASCII, CRLF, the same bytes for the same letter.

Built by hand because composing through ``email.message`` costs 3 ms a mail. No value can add a header line:
subjects are cleaned of every control character and encoded words are used for anything but ASCII (RFC
2047); addresses and message ids that are not plain ones are refused or left out.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime

from hwb_mailbot.letters.values import clean

SENDER_NAME = "Cymorth Hwb / Hwb Support"

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
_ADDRESS = re.compile(f"{_LOCAL}@{_DOMAIN}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_REFERENCES = re.compile(r"(?i)\[?\bHWB-[0-9A-Z]{4}-[0-9A-Z]{4}\b\]?")
_MARK = re.compile(r"(\[HWB-[0-9A-Z]{4}-[0-9A-Z]{4}\]) ")
_MOST_REFERENCES = 10
_ANSWERED = re.compile(r"(?i)^(?:\s*(?:re|ateb|atb|aw|fwd?|yml|ymlaen)\s*(?:\[\d+\])?\s*:)+\s*")


class LetterFault(ValueError):
    """The letter cannot be written as ordered; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands in a letter's header. ``written_at`` is aware; ``reply_to`` and ``answers`` may be
    empty."""

    inbox: str
    to: str
    subject: str
    message_id: str
    written_at: datetime
    language: str
    reply_to: str = ""
    answers: str = ""
    references: Sequence[str] = ()


def plain_address(address: str) -> str:
    """``address`` itself. Raises ``LetterFault`` unless it is one bare ASCII address (RFC 5321
    dot-string)."""
    if not _ADDRESS.fullmatch(address):
        raise LetterFault(f"{clean(address)!r} is not a bare e-mail address")
    return address


def subject_line(title: str, reference: str, answered_subject: str, *, answering: bool) -> str:
    """The subject: our title, or ``Re:`` and the subject answered; always with the reference, once.

    What else somebody typed as a reference is left out: an answer must not be taken to be about another's case.
    """
    mark = f"[{reference}]" if reference else ""
    answered = clean(_ANSWERED.sub("", clean(answered_subject)))
    if mark and _REFERENCES.findall(answered) != [mark]:
        answered = clean(_ANSWERED.sub("", clean(_REFERENCES.sub(" ", answered)))).lstrip(":;,.- ")
    if answering and answered:
        shown = answered if len(answered) <= 150 else answered[:149] + "…"
        return f"Re: {shown}" if not mark or mark in shown else f"Re: {shown} {mark}"
    return f"{mark} {clean(title)}".strip()


def compose(heading: Heading, text: str, html: str, letter_id: str) -> bytes:
    """The mail's bytes. Raises ``LetterFault`` for a receiver that is no bare address."""
    boundary = f"=_{letter_id}"
    lines = [
        f"From: {SENDER_NAME} <{plain_address(heading.inbox)}>",
        f"To: {plain_address(heading.to)}",
        f"Subject: {_encoded(heading.subject, 'Subject')}",
        f"Date: {format_datetime(heading.written_at.astimezone(UTC))}",
        f"Message-ID: {heading.message_id}",
    ]
    if heading.reply_to:
        lines.append(f"Reply-To: {plain_address(heading.reply_to)}")
    lines += _thread(heading)
    lines += [
        f"Auto-Submitted: {'auto-replied' if heading.answers else 'auto-generated'}",
        "X-Auto-Response-Suppress: All",
        f"Content-Language: {heading.language}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        "",
    ]
    for kind, body in (("plain", text), ("html", html)):
        lines += [
            f"--{boundary}",
            f"Content-Type: text/{kind}; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            b2a_qp(body.encode(), istext=True).decode("ascii").rstrip("\n").replace("\n", "\r\n"),
        ]
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("ascii")


def sent_again(raw: bytes, message_id: str, written_at: datetime) -> bytes:
    """A letter that ``compose`` made, with another id and date in its header and nothing else changed."""
    header, _, body = raw.partition(b"\r\n\r\n")
    own = {
        b"date": f"Date: {format_datetime(written_at.astimezone(UTC))}".encode("ascii"),
        b"message-id": f"Message-ID: {message_id}".encode("ascii"),
    }
    lines = [own.get(line.partition(b":")[0].lower(), line) for line in header.split(b"\r\n")]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _thread(heading: Heading) -> list[str]:
    """In-Reply-To and References (RFC 5322 section 3.6.4), of well-formed message ids only."""
    answered = _MESSAGE_ID.fullmatch(heading.answers)
    known = [one for one in heading.references if _MESSAGE_ID.fullmatch(one) and one != heading.answers]
    chain = [*known[-_MOST_REFERENCES:], *([heading.answers] if answered else [])]
    lines = [f"In-Reply-To: {heading.answers}"] if answered else []
    return lines + (["References: " + "\r\n ".join(chain)] if chain else [])


def _encoded(text: str, name: str) -> str:
    """``text`` folded at 76 columns; our reference and plain ASCII stay readable, the rest is RFC 2047."""
    folded = Header(maxlinelen=76, header_name=name)
    mark = _MARK.match(text)
    if mark:
        folded.append(mark.group(1), "us-ascii")
    rest = text[mark.end() :] if mark else text
    folded.append(rest, "us-ascii" if rest.isascii() and "=?" not in rest else "utf-8")
    return folded.encode(linesep="\r\n")
