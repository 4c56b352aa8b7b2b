"""The door (1): takes mail for the inbox by SMTP or LMTP and answers 250 only when the spool has made it
durable.

Invariant: a mail is accepted and durable, or its sender knows that it is not. A fault here is 451, never 250
and never 550; what the program's own rules forbid (another recipient, a mail too large, bytes that cut mails
in two) is refused for good. Nothing here looks into a mail; DNS is never asked before the answer.

What can fail: the disk (451, see ``Spool``), certificates or address at start (``ConfigurationError``), too
many connections (421), peers that vanish (their mail may be kept without their knowing; they will repeat it).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Any

from hwb_mailbot import eventlog
from hwb_mailbot.config import ConfigurationError, Settings
from hwb_mailbot.post.listener.dialogue import Dialogue, LocalDialogue
from hwb_mailbot.post.spool import Spool


@dataclass(frozen=True, slots=True)
class Limits:
    """What the door bears. Trusted relays are held to the number of all connections only.

    ``timeout_seconds`` is the longest silence (RFC 5321 section 4.5.3.2.7 asks for 300), ``data_seconds`` the
    longest time for one mail, ``conversation_seconds`` for one connection (a mail on its way may still finish),
    ``farewell_seconds`` what a peer that is sent away gets to read it, ``drain_seconds`` what a mail on its way gets
    to finish when the door shuts.
    """

    connections: int = 250
    connections_per_peer: int = 25
    recipients: int = 100
    refusals: int = 20
    timeout_seconds: float = 300
    data_seconds: float = 1800
    conversation_seconds: float = 3600
    farewell_seconds: float = 10
    drain_seconds: float = 10
    held_bytes: int = 256 * 1024 * 1024


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Listener:
    """The listening door. One event loop owns it and the spool behind it."""

    def __init__(
        self,
        settings: Settings,
        spool: Spool,
        hostname: str = "",
        limits: Limits | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """``hostname`` is how the door names itself, the inbox's domain where empty; ``now`` tells the time in UTC.

        Raises ``ConfigurationError`` when the certificate or its key cannot be used.
        """
        self.settings = settings
        self.spool = spool
        self.hostname = hostname or settings.mailbot.domain
        self.limits = limits or Limits()
        self.now = now
        self.tls = tls_context(settings)
        self.stopping = False
        self.held_bytes = 0
        self._conversations: dict[Dialogue, str] = {}
        self._per_peer: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def start(self) -> tuple[str, int]:
        """Open the door; the address and port it has. Raises ``ConfigurationError`` if it cannot listen."""
        at = self.settings.listener
        logging.getLogger("mail.log").disabled = True  # aiosmtpd's own log names senders and recipients
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(lambda: _Doorstep(self), at.host, at.port, backlog=512)
        except OSError as fault:
            why = fault.strerror or fault
            raise ConfigurationError(
                f"[listener] host = {at.host}, port = {at.port}: cannot listen there ({why})"
            ) from fault
        host, port = self._server.sockets[0].getsockname()[:2]
        eventlog.listener_ready(host, port, at.protocol, self.tls is not None)
        return host, port

    async def stop(self) -> None:
        """Shut the door: idle peers get 421, mails on their way may finish, and their senders learn it."""
        self.stopping = True
        if self._server is None:
            return
        self._server.close()
        for conversation in tuple(self._conversations):
            if not conversation.busy:
                conversation.send_away("421 4.3.2 Closing down")
        try:
            async with asyncio.timeout(self.limits.drain_seconds):
                while self._conversations:
                    self._empty.clear()
                    await self._empty.wait()
        except TimeoutError:
            pass
        cut_off = len(self._conversations)
        for conversation in tuple(self._conversations):
            conversation.cut_off()
        await self._server.wait_closed()
        eventlog.listener_stopped(cut_off)

    def left(self, conversation: Dialogue) -> None:
        """A conversation's connection is gone; saying it twice is fine."""
        peer = self._conversations.pop(conversation, None)
        if peer is not None:
            self._per_peer[peer] -= 1
            if not self._per_peer[peer]:
                del self._per_peer[peer]
        if not self._conversations:
            self._empty.set()

    def address_of(self, peer: Any) -> str:
        """The IP address in a socket's peer name; of an IPv4 peer of an IPv6 socket the IPv4 address."""
        if not peer:
            return ""
        address = ip_address(str(peer[0]).partition("%")[0])
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return str(mapped or address)

    def refusal(self, peer: str) -> str:
        """Why a new connection from ``peer`` cannot be had now, as a code; empty where it can."""
        if self.stopping:
            return "stopping"
        if len(self._conversations) >= self.limits.connections:
            return "too-many"
        if self._per_peer[peer] >= self.limits.connections_per_peer and not self._is_relay(peer):
            return "too-many-from-peer"
        return ""

    def enter(self, peer: str) -> Dialogue:
        """A new conversation with ``peer``, counted."""
        conversation = (LocalDialogue if self.settings.listener.protocol == "lmtp" else Dialogue)(self)
        self._conversations[conversation] = peer
        self._per_peer[peer] += 1
        return conversation

    def _is_relay(self, peer: str) -> bool:
        return bool(peer) and any(ip_address(peer) in net for net in self.settings.trust.trusted_relays)


class _Doorstep(asyncio.Protocol):
    """Counts before a conversation begins, so that a flood costs next to nothing."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = self._listener.address_of(transport.get_extra_info("peername"))
        refusal = self._listener.refusal(peer)
        if refusal:
            eventlog.connection_refused(refusal)
            transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
            transport.close()
            return
        conversation = self._listener.enter(peer)
        transport.set_protocol(conversation)
        conversation.connection_made(transport)


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """TLS 1.2 or later with the configured certificate, or None where none is.

    Raises ``ConfigurationError`` when the files cannot be used; ``hwb-mailbot check`` asks here too.
    """
    certificate, key = settings.listener.tls_certificate, settings.listener.tls_key
    if certificate is None or key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as fault:
        what = fault.strerror if isinstance(fault, OSError) and fault.strerror else fault
        raise ConfigurationError(
            f"[listener] tls_certificate = {certificate}, tls_key = {key}: cannot be used ({what}): "
            "allowed are PEM files of a certificate chain and its key without a passphrase"
        ) from fault
    return context
