"""What a bounce says: which letter of ours has not arrived, whom it was for, and whether that is for good.

By the delivery status that comes with it (RFC 3464); without one by its words, which say no more than an address.
Pure; nothing here raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hwb_mailbot.reading.message.headers import addresses, decoded
from hwb_mailbot.reading.message.mime import Part, parse
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.voices.boundaries import folded

_RETURNED_FIELD = re.compile(
    r"^[ >|]{0,8}(?:message-id|received|references|in-reply-to|from|return-path|sender|reply-to|x-[a-z-]{1,40}):.*$",
    re.IGNORECASE | re.MULTILINE,
)
_WRITTEN = 20_000
"""Characters of the text in which addresses and phrases are looked for."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a bounce says: ``bounce`` is ``failed``, ``delayed`` or ``None``; ``recipients`` are whom it is about."""

    bounce: str | None = None
    recipients: tuple[str, ...] = ()
    returned: str = ""
    returned_id: str = ""


def delivery_report(top: Part, kind: str, text: str, ours: tuple[str, ...]) -> DeliveryReport:
    """What the bounce ``top`` reports; ``text`` is all its words, ``ours`` the addresses it was sent to."""
    if kind != "bounce":
        return DeliveryReport()
    actions: dict[str, str] = {}
    for part in _statuses(top):
        actions.update(_recipients(part))
    returned, returned_id = _returned(top)
    failed = [address for address, action in actions.items() if action == "failed"]
    delayed = [address for address, action in actions.items() if action == "delayed"]
    words = folded(text[:_WRITTEN])
    phrases = vocabulary("machines")["phrases"]
    late = any(phrase in words for phrase in phrases["delayed"]) or "delay" in folded(decoded(top.value("subject")))
    state = "failed" if failed else "delayed" if delayed or (late and not failed) else "failed"
    about = failed or delayed or list(actions)
    if not about:
        about = list(addresses(decoded(top.value("x-failed-recipients")))) or _named(
            text, ours, decoded(top.value("from"))
        )
    return DeliveryReport(state, tuple(dict.fromkeys(about))[:100], returned, returned_id)


def all_delivered(top: Part) -> bool:
    """Whether a delivery report brings nothing but success (RFC 3464 section 2.3.3)."""
    actions = [action for part in _statuses(top) for action in _recipients(part).values()]
    return bool(actions) and set(actions) <= {"delivered", "relayed", "expanded"}


def _recipients(part: Part) -> dict[str, str]:
    """Each recipient of a delivery status with its action (RFC 3464 section 2.3)."""
    found: dict[str, str] = {}
    text = part.octets(200_000).decode("latin-1").replace("\r\n", "\n")
    for block in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, str] = {}
        for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.strip().lower(), value.strip())
        stated = fields.get("original-recipient") or fields.get("final-recipient") or ""
        address = next(iter(addresses(stated.rpartition(";")[2])), "") or next(
            iter(addresses(fields.get("final-recipient", ""))), ""
        )
        action = fields.get("action", "").split(" ")[0].lower()
        if address:
            status = fields.get("status", "")
            found[address] = action or ("delayed" if status.startswith("4") else "failed")
    return found


def _returned(top: Part) -> tuple[str, str]:
    """Subject, reference and first words of the returned mail, and its Message-ID."""
    for part in top.walk():
        inner: Part | None = None
        if part.content_type in ("message/rfc822", "message/global") and part.parts:
            inner = part.parts[0]
        elif part.content_type in ("text/rfc822-headers", "message/global-headers", "message/partial"):
            inner = parse(part.octets(64 * 1024).lstrip(b"\r\n")).top
        if inner is not None:
            fields = [decoded(inner.value(name)) for name in ("subject", "x-hwb-reference")]
            text = next(
                (piece.text()[:4000] for piece in inner.walk() if piece.content_type == "text/plain" and piece.body), ""
            )
            return "\n".join([*fields, text]).strip(), next(
                iter(re.findall(r"<[^<>\s]{1,500}>", inner.value("message-id"))), ""
            )
    return "", ""


def _named(text: str, ours: tuple[str, ...], sender: str) -> list[str]:
    """The address that the words of a bounce without a delivery status are about: neither ours nor a robot's.

    An address of another domain than the robot's is preferred to one of its own.
    """
    senders = addresses(sender)
    domains = {address.rpartition("@")[2] for address in senders}
    known = vocabulary("machines")["senders"]
    robots = {*known["daemons"], *known["unattended"]}
    others = [
        address
        for address in addresses(_RETURNED_FIELD.sub("", text[:_WRITTEN]))
        if address not in ours and address not in senders and address.partition("@")[0].lower() not in robots
    ]
    return [address for address in others if address.rpartition("@")[2] not in domains][:1] or others[:1]


def _statuses(top: Part) -> list[Part]:
    kinds = ("message/delivery-status", "message/global-delivery-status")
    return [part for part in top.walk() if part.content_type in kinds]
