"""One SMTP or LMTP conversation: aiosmtpd's, with what it leaves open closed.

Differences to aiosmtpd 1.4: DATA is read in blocks up to the exact end mark and checked as a whole, so that
lines may have any length and nothing but CRLF.CRLF ends a mail; an answer of 250 means durable; every fault
of ours is 451 and says nothing about itself; LMTP gets one answer for each recipient (RFC 2033 section 4.2);
no AUTH; TLS may be required in LMTP too; whoever earns too many refusals, is too slow, stays too long or
sends a mail's text without waiting for 354 is sent away, and cut off where even that is not read.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Session, TLSSetupException
from aiosmtpd.smtp import Envelope as Transaction

from hwb_mailbot import eventlog
from hwb_mailbot.domain.mails import Envelope
from hwb_mailbot.post.listener import gate, replies

if TYPE_CHECKING:
    from hwb_mailbot.post.listener import Listener

BLOCK_BYTES = 64 * 1024
COMMAND_BYTES = 1024
TEMPORARY = "451 4.3.0 Temporary fault here, please try again later"
_CALLS = {"*": 100, "MAIL": 2000, "RCPT": 20_000, "DATA": 2000, "RSET": 2000, "NOOP": 2000, "QUIT": 1000}


class Dialogue(SMTP):
    """The server's side of one SMTP connection. ``busy`` while a mail is being received or kept."""

    line_length_limit = BLOCK_BYTES
    greeting_command = "EHLO"
    one_reply_for_all = True

    def __init__(self, listener: Listener) -> None:
        super().__init__(
            _Answers(listener),
            data_size_limit=listener.settings.listener.max_message_bytes,
            enable_SMTPUTF8=True,
            hostname=listener.hostname,
            ident=f"{listener.settings.listener.protocol.upper()} hwb-mailbot",
            tls_context=listener.tls,
            timeout=listener.limits.timeout_seconds,
            command_call_limit=_CALLS,
            loop=asyncio.get_running_loop(),
        )
        # aiosmtpd keeps these in a dictionary of the class, which every connection changes for all others.
        self.command_size_limits = defaultdict(lambda: COMMAND_BYTES)
        self._smtp_methods.pop("AUTH", None)
        self._listener = listener
        self._refusals = 0
        self._overdue = False
        self._alarms: list[asyncio.TimerHandle] = []
        self.busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._handler_coroutine is not None and self._tls_protocol is None:
            self._handler_coroutine.add_done_callback(self._ended)
            self._alarm(self._listener.limits.conversation_seconds, self._time_is_up)

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.left(self)
        for alarm in self._alarms:
            alarm.cancel()
        if self.transport is not None:
            super().connection_lost(error)

    def send_away(self, reply: str) -> None:
        """Say ``reply`` (421 …) and close, whatever else the peer has sent; a peer that reads nothing is cut off."""
        if self.transport is not None and not self.transport.is_closing():
            self._writer.write(reply.encode() + b"\r\n")
            self.transport.close()
        self._alarm(self._listener.limits.farewell_seconds, self.cut_off)
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

    def cut_off(self) -> None:
        """End the connection at once, without a word."""
        self._writer.transport.abort()

    async def push(self, status: AnyStr) -> None:
        reply = status if isinstance(status, str) else status.decode("utf-8", "replace")
        if not self._greets(reply):
            reply = replies.in_plain_words(reply, self._listener.settings.listener.max_message_bytes)
        await super().push(reply)
        self._refusals += reply.startswith("5")
        if self._refusals > self._listener.limits.refusals:
            eventlog.connection_dropped("too-many-errors")
            self.send_away("421 4.7.0 Too many errors")

    def _greets(self, reply: str) -> bool:
        """Whether it is the greeting, or the last line of the answer to HELO, EHLO or LHLO."""
        return reply == "250 HELP" or reply in (f"250 {self.hostname}", f"220 {self.hostname} {self.__ident__}")

    async def check_helo_needed(self, helo: str = "") -> bool:
        return await super().check_helo_needed(helo or self.greeting_command)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if self._tls_protocol is not None:
            await self.push("503 5.5.1 TLS is active already")
            return
        try:
            await super().smtp_STARTTLS(arg)
        except TLSSetupException:
            pass  # told by what follows
        finally:
            # While hands are shaken asyncio does not tell us that the connection is lost: it ends the wait with a
            # fault, or without when the peer just left. Nobody else would ever count this conversation out.
            assert self.session is not None
            if self._tls_protocol is not None and self.session.ssl is None:
                self.cut_off()
                self.connection_lost(None)

    async def smtp_VRFY(self, arg: str) -> None:
        await self.push("252 2.5.0 Not verified, send the mail to find out")

    async def smtp_GET(self, arg: str) -> None:
        """A browser was made to speak to this port: not another word of it is taken for a command."""
        eventlog.connection_dropped("not-mail")
        self.send_away("421 4.7.0 This is a mail server")

    smtp_POST = smtp_PUT = smtp_HEAD = smtp_OPTIONS = smtp_CONNECT = smtp_GET

    async def smtp_EXPN(self, arg: str) -> None:
        await self.push("502 5.5.1 Not implemented")

    async def smtp_DATA(self, arg: str | None) -> None:
        assert self.envelope is not None
        if await self.check_helo_needed():
            return
        if arg or not self.envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 Send RCPT first")
            return
        if self._reader._buffer:  # type: ignore[attr-defined]
            # RFC 2920 section 3.1: nothing comes behind DATA before 354. Whoever does not listen is no mail server,
            # but a browser made to speak to this port, or a mail that ended where its sender did not mean it to.
            eventlog.connection_dropped("pipelined-data")
            self.send_away("503 5.5.0 Wait for 354 before sending the mail")
            return
        self.busy = True
        held = _Held(self._listener)
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            reply = await self._receive(held)
            if not reply:
                reply = await self._keep(gate.mail_of(held.release()))
            await self.push("\r\n".join([reply] * (1 if self.one_reply_for_all else len(self.envelope.rcpt_tos))))
            self.envelope = self._create_envelope()
        finally:
            held.release()
            self.busy = False
        if self._listener.stopping:
            self.send_away("421 4.3.2 Closing down")
        elif self._overdue:
            self._time_is_up()

    async def _receive(self, held: _Held) -> str:
        """Read up to the end mark into ``held``; the refusal of a mail too large for the limit or memory."""
        assert self.transport is not None
        limit = self._listener.settings.listener.max_message_bytes
        stuffed_limit = limit + limit // 50 + BLOCK_BYTES
        deadline = self.loop.time() + self._listener.limits.data_seconds
        reply, size, ended = "", 0, False
        # The command's own CRLF begins the end mark of an empty mail (RFC 5321 section 4.1.1.4).
        self._reader._buffer[:0] = b"\r\n"  # type: ignore[attr-defined]
        while not ended:
            try:
                block = await self._reader.readuntil(gate.END_OF_DATA)
                ended = True
            except asyncio.LimitOverrunError as more:
                block = await self._reader.read(more.consumed)
            size += len(block)
            if size > stuffed_limit:
                reply = replies.too_large(self._listener.settings.listener.max_message_bytes)
            elif not reply and not held.add(block):
                reply = "452 4.3.1 Too much mail at once, please try again later"
            if reply:
                held.release()
            if size > 2 * stuffed_limit:
                eventlog.connection_dropped("too-much-data")
                self.send_away(f"421{reply[3:]}")
            self._reset_timeout(max(1.0, min(self._listener.limits.timeout_seconds, deadline - self.loop.time())))
        if reply:
            eventlog.mail_refused("busy" if reply.startswith("4") else "too-large", size)
        return reply

    async def _keep(self, raw: bytes) -> str:
        """Check one whole mail and make it durable; the reply."""
        fault = gate.byte_fault(raw)
        if len(raw) > self._listener.settings.listener.max_message_bytes:
            fault = "too-large"
        if fault:
            eventlog.mail_refused(fault, len(raw))
            return _REFUSED.get(fault) or replies.too_large(self._listener.settings.listener.max_message_bytes)
        try:
            mail = await self._listener.spool.accept(self._stated(), raw)
        except Exception as refused:
            eventlog.accept_failed(refused)
            return TEMPORARY
        eventlog.mail_accepted(mail, len(raw))
        return f"250 2.0.0 Accepted as {mail}"

    def _stated(self) -> Envelope:
        assert self.session is not None
        assert self.envelope is not None
        sender = self.envelope.mail_from or ""
        return Envelope(
            peer=self._listener.address_of(self.session.peer),
            helo=self.session.host_name or "",
            tls=self.session.ssl is not None,
            mail_from="" if sender == gate.NULL_PATH else sender,
            recipients=tuple(self.envelope.rcpt_tos),
            received_at=self._listener.now(),
        )

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return gate.path_of(arg) or (None, None)

    def _ended(self, conversation: asyncio.Task[None]) -> None:
        """A conversation that breaks off with its connection is nothing to report; anything else is."""
        fault = None if conversation.cancelled() else conversation.exception()
        if fault is not None and not isinstance(fault, (ConnectionError, asyncio.IncompleteReadError)):
            eventlog.unexpected_fault("post.listener", fault)
            self.cut_off()

    def _timeout_cb(self) -> None:
        eventlog.connection_dropped("timeout")
        self.send_away("421 4.4.2 Too slow")

    def _time_is_up(self) -> None:
        """The conversation has lasted long enough; a mail on its way may still arrive, it has its own deadline."""
        self._overdue = True
        if not self.busy:
            eventlog.connection_dropped("too-long")
            self.send_away("421 4.4.2 Too long, please call again")

    def _alarm(self, seconds: float, call: Callable[[], None]) -> None:
        self._alarms.append(self.loop.call_later(seconds, call))


class LocalDialogue(Dialogue, LMTP):
    """The server's side of one LMTP connection (RFC 2033)."""

    greeting_command = "LHLO"
    one_reply_for_all = False


_REFUSED = {
    "bare-line-end": "550 5.6.0 A CR or LF stands alone in the mail: every line must end in CRLF (RFC 5321 2.3.8)",
    "null-byte": "550 5.6.0 The mail holds a null byte, which no mail may (RFC 5322 section 4)",
}


class _Held:
    """The blocks of a mail in memory, counted against what all conversations together may hold."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._blocks: list[bytes] = []
        self._size = 0

    def add(self, block: bytes) -> bool:
        """Take a block, unless there is no room."""
        if self._listener.held_bytes + len(block) > self._listener.limits.held_bytes:
            return False
        self._listener.held_bytes += len(block)
        self._size += len(block)
        self._blocks.append(block)
        return True

    def release(self) -> bytes:
        """Give back what was taken and count no more."""
        self._listener.held_bytes -= self._size
        wire, self._blocks, self._size = b"".join(self._blocks), [], 0
        return wire


class _Answers:
    """aiosmtpd's hooks: the answers to single commands."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Transaction, name: str) -> str:
        if not gate.is_greeting_name(name):
            return "501 5.5.4 Not a host name"
        session.host_name = name
        return f"250 {server.hostname}"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Transaction, name: str, responses: list[str]
    ) -> list[str]:
        if not gate.is_greeting_name(name):
            return ["501 5.5.4 Not a host name"]
        session.host_name = name
        first, *offers = (line for line in responses if not line.startswith("250-AUTH"))
        return [first, "250-PIPELINING", "250-ENHANCEDSTATUSCODES", *offers]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Transaction, address: str, options: list[str]
    ) -> str:
        if self._listener.settings.listener.require_tls and session.ssl is None:
            return "530 5.7.0 Must issue a STARTTLS command first"
        if not address.isascii() and not envelope.smtp_utf8:
            return "553 5.6.7 An address beyond ASCII needs SMTPUTF8"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Transaction, address: str, options: list[str]
    ) -> str:
        if not self._listener.settings.mailbot.is_inbox(address):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= self._listener.limits.recipients:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        eventlog.unexpected_fault("post.listener", error)
        return TEMPORARY
