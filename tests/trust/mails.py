"""Envelopes, headers and policies that the tests of trust share."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network

from hwb_mailbot.domain.mails import Envelope
from hwb_mailbot.trust.policy import TrustPolicy

RELAY = "192.0.2.10"
OUTSIDE = "203.0.113.66"
RECEIVED_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
POLICY = TrustPolicy((ip_network("192.0.2.0/28"), ip_network("2001:db8:10::/48")), "mx.relay.example")
STRIPPING = TrustPolicy(POLICY.trusted_relays, "mx.relay.example", strips_results=True)

BORDER = (
    f"Received: from mail.head.example (mail.head.example [{OUTSIDE}])\r\n"
    "\tby mx.relay.example (Postfix) with ESMTPS id 4F"
)
"""The line with which the relay takes a mail over from outside."""
INSIDE = "Received: from filter.relay.example (localhost [192.0.2.11]) by mx.relay.example with ESMTP; today"
"""A line of a hop between two trusted machines."""
FORGED = "Authentication-Results: mx.relay.example; dmarc=pass header.from=head.example"
"""What a spoofer would like us to believe."""


def envelope(peer: str = RELAY, mail_from: str = "jane@head.example", helo: str = "mx.relay.example") -> Envelope:
    return Envelope(peer, helo, True, mail_from, ("hwb@support.example",), RECEIVED_AT)


def mail(*header: str, sender: str = "Jane Jones <jane@head.example>") -> bytes:
    """A mail with these fields above the ones its sender wrote."""
    lines = [
        *header,
        f"From: {sender}",
        "To: hwb@support.example",
        "Subject: Leaver",
        "",
        "Please move the account.",
        "",
    ]
    return "\r\n".join(lines).encode()
