"""Hands the support team, by mail, what the bot could not deal with: a letter of ours that encloses the mail.

The letter says why and which case; the outbox puts the very bytes that came into it (``letters.enclosing``). The
return path is null, so that nothing comes back to the inbox from it (N4).

No loops: a mail that the support team wrote, that was sent with a null return path, from our own inbox, or that is one
of these letters or answers one, is not forwarded; neither is what one sender writes beyond ``A_SENDER_A_DAY``, for
whatever answers our letters without saying so. Such mails stay on the list (``mail list``) like all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from hwb_mailbot.casework.due_letters import due_letter, letter_id_of
from hwb_mailbot.casework.letter_values import in_words
from hwb_mailbot.casework.receivers import Receivers
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Evidence, Language
from hwb_mailbot.letters import Letters
from hwb_mailbot.mail_id import SHOWN_DIGITS
from hwb_mailbot.records import Change, Document, Records
from hwb_mailbot.wording import label

TEMPLATE = "support-mail-forwarded"
A_SENDER_A_DAY = 20
_HEADER_BYTES = 64 * 1024
_WRITERS = (b"from", b"sender", b"resent-from", b"resent-sender")
_ADDRESS = re.compile(r"[^\s<>\"(),:;@]{1,200}@[\w.-]{1,255}")
_MAILS = (b"message-id", b"in-reply-to", b"references")


class Forwarder:
    """Decides whether a mail is forwarded to the support team, and writes the letter that encloses it."""

    def __init__(
        self, records: Records, letters: Letters, receivers: Receivers, secret: bytes, inbox: str, support: str
    ) -> None:
        """``inbox`` is our own address, ``support`` the team's; without one nothing is forwarded."""
        self._records = records
        self._letters = letters
        self._receivers = receivers
        self._secret = secret
        self._inbox = inbox
        self._support = support

    def order(self, mail: Document, reasons: Sequence[str], cases: Sequence[str], now: datetime) -> LetterOrder | None:
        """The letter for the mail with this record, or None where it is not to be forwarded (again)."""
        if not self._support or self._records.get("letter", self._id(mail)) is not None or self._comes_back(mail):
            return None
        if self._receivers.letters(_counted_for(mail), now, TEMPLATE) >= A_SENDER_A_DAY:
            return None
        reading = mail.body.get("reading") or {}
        evidence = (mail.body.get("verdict") or {}).get("evidence") or str(Evidence.NONE)
        return in_words(
            LetterOrder(
                template=TEMPLATE,
                to=self._support,
                language=Language.BOTH,
                reference=cases[0] if len(cases) == 1 else "",
                values={
                    "mail_id": mail.id[:SHOWN_DIGITS],
                    "sender": reading.get("from_address") or mail.body["envelope"]["mail_from"],
                    "mail_subject": reading.get("subject") or "",
                    **{f"evidence_{tongue}": label("evidence", evidence, tongue) for tongue in ("en", "cy")},
                    "reasons": [{"code": code} for code in reasons],
                    "cases": [{"reference": one} for one in cases],
                },
                answered_subject=reading.get("subject") or "",
                unverified=True,
            )
        )

    def change(self, mail: Document, order: LetterOrder, now: datetime) -> Change:
        """The letter to commit, rendered; the outbox encloses the mail."""
        letter = self._letters.render(order, self._id(mail), now)
        body = due_letter(letter.to, letter.mail_from, order.template, now) | {
            "raw": letter.raw.decode("ascii"),
            "spool_id": mail.body["spool_id"],
            "mail_id": mail.id,
            "message_id": letter.message_id,
            "subject": letter.subject,
        }
        return Change("letter", self._id(mail), 0, body)

    def counted(self, mail: Document, order: LetterOrder | None) -> tuple[LetterOrder, ...]:
        """What ``Receivers`` counts for it: one letter on the sender's account, none on the team's."""
        return () if order is None else (replace(order, to=_counted_for(mail), unverified=False),)

    def _id(self, mail: Document) -> str:
        return letter_id_of(self._secret, f"forwarded/{mail.id}")

    def _comes_back(self, mail: Document) -> bool:
        """Whether the mail is from the team, from a machine, from ourselves, or about a letter of this kind."""
        sent_from = mail.body["envelope"]["mail_from"]
        if not sent_from:
            return True
        ours = {bare_address(self._support), bare_address(self._inbox)}
        if ours & {bare_address(one) for one in (sent_from, *mail.body.get("writers", ()))}:
            return True
        letters = (self._records.get("letter", one) for one in mail.body.get("letters_named", ()))
        return any(letter is not None and letter.body["template"] == TEMPLATE for letter in letters)


def bare_address(address: str) -> str:
    """The address in lower case and without ``+tag``: whom a mailbox belongs to."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def named_in(raw: bytes, domain: str) -> dict[str, list[str]]:
    """What a mail's header names, for a mail that nothing else can be read of too: ``writers`` are all addresses in
    From and Sender, ``letters_named`` the ids of letters from ``domain`` in Message-ID, In-Reply-To and References."""
    fields = list(_fields(raw[:_HEADER_BYTES].partition(b"\r\n\r\n")[0]))
    writers = [one for name, value in fields if name in _WRITERS for one in _ADDRESS.findall(value)]
    own = re.compile(rf"<(?:[\w-]{{1,64}}\.){{0,2}}([\w-]{{1,64}})@{re.escape(domain)}>", re.IGNORECASE | re.ASCII)
    letters = [one for name, value in fields if name in _MAILS for one in own.findall(value)]
    return {"writers": sorted(set(writers))[:20], "letters_named": sorted(set(letters))[:20]}


def _fields(header: bytes) -> Iterator[tuple[bytes, str]]:
    for field in re.sub(rb"\r\n(?=[ \t])", b"", header).split(b"\r\n"):
        name, _, value = field.partition(b":")
        yield name.strip().lower(), value.decode("latin-1")


def _counted_for(mail: Document) -> str:
    reading = mail.body.get("reading") or {}
    return f"forwarded for {(reading.get('from_address') or mail.body['envelope']['mail_from']).lower()}"
