"""Mails as people write them, in English and Welsh, and replies as their mail programs build them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import format_datetime
from itertools import count
from typing import Any

INBOX = "hwb@support.example"
AUTHSERV_ID = "mx.support.example"
_numbers = count(1)


@dataclass(frozen=True)
class Mail:
    """A mail with its SMTP envelope."""

    raw: bytes
    mail_from: str
    recipient: str


@dataclass(frozen=True)
class Letter:
    """A letter of ours as its receiver has it: the envelope's return path and receiver, and the parsed message."""

    mail_from: str
    receiver: str
    message: Any

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def reply_to(self) -> str:
        return str(self.message["Reply-To"] or "")

    @property
    def text(self) -> str:
        """The plain text part."""
        body = self.message.get_body(("plain",))
        return str(body.get_content())

    @property
    def flowing(self) -> str:
        """The text in one line, to look for sentences."""
        return " ".join(self.text.split())


def letter_of(raw: bytes, mail_from: str, receiver: str) -> Letter:
    """A taken mail as a letter."""
    return Letter(mail_from, receiver, message_from_bytes(raw, policy=policy.default))


def results(dmarc: str, sender: str) -> str:
    """What the support team's own relay writes on top of each mail."""
    return f"{AUTHSERV_ID}; dmarc={dmarc} header.from={sender.rpartition('@')[2]}"


def compose(
    sender: str,
    subject: str,
    text: str,
    at: datetime,
    *,
    dmarc: str | None = "pass",
    recipient: str = INBOX,
    mail_from: str | None = None,
    header: Mapping[str, str] | None = None,
    html: str = "",
) -> Mail:
    """A mail to the inbox, with the relay's verdict ``dmarc`` on its sender, or with none."""
    mail = EmailMessage(policy=policy.SMTP)
    if dmarc is not None:
        mail["Authentication-Results"] = results(dmarc, sender)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{next(_numbers)}.{at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"
    for name, value in (header or {}).items():
        mail[name] = value
    mail.set_content(text, cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return Mail(mail.as_bytes(), sender if mail_from is None else mail_from, recipient)


def reply(
    letter: Letter,
    text: str,
    at: datetime,
    *,
    sender: str = "",
    dmarc: str = "pass",
    plain_inbox: bool = False,
    threaded: bool = True,
    form: Mapping[str, str] | None = None,
    welsh: bool = False,
) -> Mail:
    """An answer to a letter with the letter quoted below, as mail programs do.

    ``plain_inbox``: the program ignores Reply-To. ``threaded``: it sets In-Reply-To and References. ``form`` fills
    in lines of the quoted form, by any part of their label.
    """
    sender = sender or letter.receiver
    recipient = INBOX if plain_inbox or not letter.reply_to else letter.reply_to
    header = {}
    if threaded:
        own = str(letter.message["Message-ID"])
        header = {"In-Reply-To": own, "References": f"{letter.message['References'] or ''} {own}".strip()}
    wrote = "ysgrifennodd" if welsh else "wrote"
    quoted = "\n".join(f"> {line}".rstrip() for line in _filled_in(letter.text, form or {}).splitlines())
    body = f"{text}\n\n{_attribution(letter.message, welsh)} {wrote}:\n\n{quoted}\n"
    subject = letter.subject if letter.subject.startswith("Re:") else f"Re: {letter.subject}"
    return compose(sender, subject, body, at, dmarc=dmarc, recipient=recipient, header=header)


def _attribution(message: Message, welsh: bool) -> str:
    at = message["Date"].datetime
    who = f"Cymorth Hwb / Hwb Support <{INBOX}>"
    return f"Ar {at:%d/%m/%Y} am {at:%H:%M}, {who}" if welsh else f"On {at:%d/%m/%Y} at {at:%H:%M}, {who}"


def _filled_in(text: str, form: Mapping[str, str]) -> str:
    lines = text.splitlines()
    for label, value in form.items():
        (place,) = (number for number, line in enumerate(lines) if label in line and line.rstrip().endswith(":"))
        lines[place] = f"{lines[place].rstrip()} {value}"
    return "\n".join(lines)


AUTHORISATION = {
    "confirmed": "Yes, 31 August 2026 (SIMS)",
    "name": "Siân ap Rhys",
    "former school": "Bryn Eithin Primary School",
    "former number": "661/4011",
    "former username": "aprhyss12",
    "new school": "Coed Llwyd High School",
}
CONSOLIDATION = {
    "new school": "Coed Llwyd High School",
    "new number": "672/4022",
    "new username": "aprhyss77@hwbcymru.example",
    "staff code": "SAR",
    "employee number": "55012",
}
_LABELS = {
    "en": {
        "confirmed": "MIS record updated with a leaving date",
        "name": "Former staff member's name",
        "former school": "Former school name",
        "former number": "Former school DfES number",
        "former username": "Former staff member's Hwb username",
        "new school": "New school name",
        "new number": "New school DfES number",
        "new username": "New Hwb username",
        "staff code": "New school staff code",
        "employee number": "New school employee number",
    },
    "cy": {
        "confirmed": "Cofnod MIS wedi'i ddiweddaru gyda dyddiad gadael",
        "name": "Enw'r cyn-aelod o staff",
        "former school": "Enw'r ysgol flaenorol",
        "former number": "Rhif AdAS yr ysgol flaenorol",
        "former username": "Enw defnyddiwr Hwb blaenorol",
        "new school": "Enw'r ysgol newydd",
        "new number": "Rhif AdAS yr ysgol newydd",
        "new username": "Enw defnyddiwr Hwb newydd",
        "staff code": "Cod staff yn yr ysgol newydd",
        "employee number": "Rhif gweithiwr yn yr ysgol newydd",
    },
}
_WELSH_VALUES = {
    "Yes, 31 August 2026 (SIMS)": "Ydy, 31 Awst 2026",
    "Bryn Eithin Primary School": "Ysgol Gynradd Bryn Eithin",
    "Coed Llwyd High School": "Ysgol Uwchradd Coed Llwyd",
}


def _details(values: Mapping[str, str], language: str) -> str:
    labels = _LABELS[language]
    told = {name: _WELSH_VALUES.get(value, value) if language == "cy" else value for name, value in values.items()}
    return "\n".join(f"{labels[name]}: {value}" for name, value in told.items())


def authorisation(language: str = "en", without: str = "", **changes: str) -> tuple[str, str]:
    """Subject and text of a headteacher's authorisation; names of ``changes`` have underscores for blanks."""
    values = {**AUTHORISATION, **{name.replace("_", " "): value for name, value in changes.items()}}
    values.pop(without, None)
    return _authorising(language, _details(values, language))


def authorisation_of_two(*people: Mapping[str, str]) -> tuple[str, str]:
    """One authorisation for several leavers."""
    return _authorising("en", "\n\n".join(_details(AUTHORISATION | dict(one), "en") for one in people))


def _authorising(language: str, details: str) -> tuple[str, str]:
    if language == "cy":
        return (
            "Awdurdodiad i gyfuno cyfrifon Hwb",
            "Annwyl Gymorth Hwb,\n\nRwy'n awdurdodi cyfuno cyfrifon Hwb cyn-aelod o'n staff. Dyma'r manylion:\n\n"
            f"{details}\n\nDiolch yn fawr,\nJac Roberts\nPennaeth\n",
        )
    return (
        "Authorisation to consolidate Hwb accounts",
        "Dear Hwb Support,\n\nI authorise the consolidation of the Hwb accounts of a former member of our staff. "
        f"The details are:\n\n{details}\n\nKind regards,\nJac Roberts\nHeadteacher\n",
    )


def consolidation(language: str = "en", without: str = "", extra: str = "", **changes: str) -> tuple[str, str]:
    """Subject and text of a staff member's consolidation."""
    values = {**CONSOLIDATION, **{name.replace("_", " "): value for name, value in changes.items()}}
    values.pop(without, None)
    details = _details(values, language)
    if language == "cy":
        return (
            "Cyfuno fy nghyfrifon Hwb",
            "Helo,\n\nHoffwn gyfuno fy nghyfrifon Hwb, gan fy mod wedi newid ysgol.\n\n"
            f"{details}\n{extra}\n\nDiolch,\nSiân\n",
        )
    return (
        "Consolidation of my Hwb accounts",
        "Hello,\n\nI have moved school and would like to consolidate my Hwb accounts.\n\n"
        f"{details}\n{extra}\n\nMany thanks,\nSiân\n",
    )


def transfer_request(language: str = "en", number: str = "6614011", username: str = "aprhyss12") -> tuple[str, str]:
    """Subject and text of a transfer request (R6)."""
    if language == "cy":
        return (
            "Cais i drosglwyddo cyfrif Hwb",
            "Helo,\n\nRwyf wedi symud ysgol ac hoffwn drosglwyddo fy nghyfrif Hwb blaenorol.\n\n"
            f"Rhif AdAS yr ysgol flaenorol: {number}\nEnw defnyddiwr Hwb blaenorol: {username}\n\nDiolch,\nSiân\n",
        )
    return (
        "Request to transfer my Hwb account",
        "Hello,\n\nI have moved school and would like to transfer my former Hwb account.\n\n"
        f"Former school DfES number: {number}\nFormer Hwb username: {username}\n\nThank you,\nSiân\n",
    )


def bounce(letter: Letter, at: datetime) -> Mail:
    """A delivery status notification for a letter (RFC 3464), to its return path with the null sender."""
    original = "\r\n".join(f"{name}: {letter.message[name]}" for name in ("From", "To", "Message-ID"))
    raw = f"""From: Mail Delivery System <MAILER-DAEMON@mx.bryneithin.example>
To: {letter.mail_from}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(at)}
Message-ID: <dsn.{next(_numbers)}@mx.bryneithin.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="dsn"

--dsn
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<{letter.receiver}>: host mx.bryneithin.example said: 550 5.1.1 User unknown

--dsn
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bryneithin.example

Final-Recipient: rfc822; {letter.receiver}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--dsn
Content-Type: text/rfc822-headers

"""
    return Mail(
        (raw + original + "\n\n--dsn--\n").replace("\r\n", "\n").replace("\n", "\r\n").encode(), "", letter.mail_from
    )
