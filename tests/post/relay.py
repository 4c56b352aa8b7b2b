"""A real relay on a real port that can be told to refuse, to break off and to go away."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Relay:
    """Keeps what it takes. ``without`` are extensions that it does not offer, ``size_limit`` its SIZE (RFC 1870), in
    bytes. ``answers`` are given in turn before the ordinary ones: ``(command, reply)``; the reply
    ``drop`` breaks the connection off."""

    port: int = 0
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    password: str = ""
    without: tuple[str, ...] = ()
    size_limit: int = 33_554_432
    options: list[list[str]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    taken: list[Envelope] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    hold: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _now: int = 0
    _server: asyncio.Server | None = None
    _transports: list[Any] = field(default_factory=list)

    async def start(self) -> Relay:
        loop = asyncio.get_running_loop()
        context = self.tls if self.implicit_tls else None
        self._server = await loop.create_server(self._protocol, self.host, self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for session in self._transports:
            if session.transport is not None:
                session.transport.abort()
        await self._server.wait_closed()

    def _protocol(self) -> SMTP:
        relay, extra = self, {}
        if self.password:
            extra = {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
        if self.tls and not self.implicit_tls:
            extra |= {"tls_context": self.tls, "require_starttls": True}

        class Counted(SMTP):
            def connection_made(self, transport: Any) -> None:
                if not isinstance(transport, asyncio.Transport) or transport.get_extra_info("sslcontext") is None:
                    relay.connections += 1
                super().connection_made(transport)

        protocol = Counted(self, hostname="relay.example", data_size_limit=self.size_limit, **extra)
        self._transports.append(protocol)
        return protocol

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=good, handled=good)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [one for one in responses if not one[4:].startswith(self.without or "-")]

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if (answer := self._answer("MAIL", server)) is not None:
            return answer
        envelope.mail_from = address
        self.options.append([str(one) for one in options])
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if (answer := self._answer("RCPT", server)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        self.arrived.set()
        try:
            if self.hold is not None:
                await self.hold.wait()
            if (answer := self._answer("DATA", server)) is not None:
                return answer
            self.taken.append(envelope)
            return "250 taken"
        finally:
            self._now -= 1

    def _answer(self, command: str, server: SMTP) -> str | None:
        if not self.answers or self.answers[0][0] != command:
            return None
        _, reply = self.answers.pop(0)
        if reply == "drop":
            server.transport.abort()
            return "421 gone"
        return reply


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait, at most ten seconds, until ``condition`` holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 -- the store has no event to wait for
            await asyncio.sleep(0.005)
