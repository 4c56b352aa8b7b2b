"""Carries one letter out: to the relay by SMTP, or into ``store/outgoing`` where no relay is configured.

Connections are kept and used again; each carries one letter at a time, so several letters travel in parallel.

What can fail is sorted in two. ``PermanentFailure``: the relay refused this letter for good (5xx to its
sender, receiver or content). ``TemporaryFailure``: everything else, so that nothing is lost by a fault that
will be mended: a 4xx answer, a relay that cannot be reached or trusted (TLS), refuses our password, breaks
off, or a disk that is full. A relay that breaks off after the last byte may have taken the letter; sent
again, it has the same Message-ID.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from hwb_mailbot import durable
from hwb_mailbot.config import Settings, relay_password

TIMEOUT_SECONDS = 60.0
"""How long the relay may take for one answer."""

REUSE_SECONDS = 20.0
"""How long an idle connection is trusted to be alive; most relays cut idle ones off after a minute or
more."""

NOT_REACHED = 0
"""The code of a failure for which no server answered about this letter."""

_UNAUTHENTICATED = frozenset({530, 534, 535, 538})
_NOT_SO = re.compile(r"(?<![\d.])5\.(?:2\.3|3\.4|6\.[0-9])(?![\d.])")
"""Enhanced status codes of a letter that is too large or written in a way that the relay does not carry (RFC 3463)."""
_BARE = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
_REFERENCE = re.compile(rb"^Message-ID: <(HWB-[0-9A-Z]{4}-[0-9A-Z]{4})\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The relay has taken the letter: its last reply, or ``kept`` where the letter lies in
    ``store/outgoing``."""

    code: int
    text: str


class _Failure(Exception):
    """``code`` is the SMTP reply code or ``NOT_REACHED``, ``text`` what was said, one line."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = " ".join(text.split())[:500]


class TemporaryFailure(_Failure):
    """Not now; trying again later may succeed."""


class PermanentFailure(_Failure):
    """Never; this letter will not be taken however often it is tried."""


@dataclass(slots=True)
class _Idle:
    connection: SMTP
    since: float


class Courier:
    """The way out for letters. ``close`` it when no ``send`` is under way any more."""

    def __init__(self, settings: Settings) -> None:
        """Raises ``ConfigurationError`` when the relay's password cannot be read."""
        self._relay = settings.relay
        self._helo = settings.mailbot.domain
        self._password = relay_password(settings)
        self._outgoing = settings.store_directory / "outgoing"
        self._idle: list[_Idle] = []

    async def send(self, mail_from: str, to: str, raw: bytes, others: Iterable[bytes] = ()) -> Delivered:
        """Hand one letter over; ``mail_from`` is the return path, empty for the null one.

        ``others`` are the same letter in other ways, for a relay that cannot carry ``raw``: too large (RFC 1870) or
        8-bit (RFC 6152). The first that it can carry and does not refuse for that is sent.

        Raises ``TemporaryFailure`` or ``PermanentFailure``.
        """
        if not _BARE.fullmatch(to) or (mail_from and not _BARE.fullmatch(mail_from)):
            # aiosmtplib would pick some address out of whatever it is given.
            raise PermanentFailure(NOT_REACHED, "the letter's envelope has no bare address")
        if not self._relay.host:
            return await asyncio.to_thread(self._keep, to, raw)
        connection = await self._connection()
        try:
            reply = await _handed_over(connection, mail_from, to, raw, iter(others))
        except (SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError) as refused:
            self._put_back(connection)
            raise _sorted(refused) from refused
        except (SMTPException, OSError) as broken:
            connection.close()
            raise TemporaryFailure(NOT_REACHED, f"the relay broke off: {_said(broken)}") from broken
        except BaseException:
            connection.close()
            raise
        self._put_back(connection)
        return Delivered(250, reply)

    async def close(self) -> None:
        """Take leave of the relay on every idle connection."""
        while self._idle:
            connection = self._idle.pop().connection
            with suppress(SMTPException, OSError):
                await connection.quit(timeout=5)
            connection.close()

    async def _connection(self) -> SMTP:
        """An idle connection that is still alive, or a new one. Raises ``TemporaryFailure``."""
        oldest = asyncio.get_running_loop().time() - REUSE_SECONDS
        while self._idle:
            idle = self._idle.pop()
            if idle.connection.is_connected and idle.since >= oldest:
                return idle.connection
            idle.connection.close()
        connection = SMTP(
            hostname=self._relay.host,
            port=self._relay.port,
            username=self._relay.username or None,
            password=self._password or None,
            local_hostname=self._helo,
            timeout=TIMEOUT_SECONDS,
            use_tls=self._relay.security == "tls",
            start_tls=self._relay.security == "starttls",
            tls_context=ssl.create_default_context() if self._relay.security != "none" else None,
        )
        try:
            await connection.connect()
        except (SMTPException, OSError) as fault:
            reason = f"{self._relay.host}:{self._relay.port} cannot be used: {_said(fault)}"
            raise TemporaryFailure(NOT_REACHED, reason) from fault
        return connection

    def _put_back(self, connection: SMTP) -> None:
        """Keep the connection for the next letter, unless it ended, as it does with a 421."""
        if connection.is_connected:
            self._idle.append(_Idle(connection, asyncio.get_running_loop().time()))

    def _keep(self, to: str, raw: bytes) -> Delivered:
        """The same letter to the same receiver is always the same file, so keeping it twice keeps it once."""
        path = self._outgoing / _file_name(to, raw)
        try:
            durable.make_folder(self._outgoing)
            durable.replace(path, raw)
        except durable.DurableFault as fault:
            raise TemporaryFailure(NOT_REACHED, str(fault)) from fault
        return Delivered(250, f"kept as {path.name}")


async def _handed_over(connection: SMTP, mail_from: str, to: str, raw: bytes, others: Iterator[bytes]) -> str:
    """The relay's last reply. Each form is made only when the one before it cannot be carried."""
    if connection.is_ehlo_or_helo_needed:
        with suppress(SMTPHeloError):  # a relay that knows only HELO offers nothing
            await connection.ehlo()
    while True:
        if not _carries(connection, raw) and (other := next(others, None)) is not None:
            raw = other
            continue
        try:
            eight_bit = () if raw.isascii() else ("BODY=8BITMIME",)
            _, reply = await connection.sendmail(mail_from, [to], raw, mail_options=eight_bit)
            return reply
        except (SMTPSenderRefused, SMTPDataError) as refused:
            about_its_form = refused.code == 552 or _NOT_SO.search(refused.message)
            if not about_its_form or not connection.is_connected or (other := next(others, None)) is None:
                raise
            raw = other


def _carries(connection: SMTP, raw: bytes) -> bool:
    """Whether the relay has offered to carry a letter of this size, and 8-bit where it is."""
    limit = connection.esmtp_extensions.get("size", "").strip()
    if limit.isascii() and limit.isdigit() and 0 < int(limit) < len(raw):
        return False
    return raw.isascii() or connection.supports_extension("8bitmime")


def _file_name(to: str, raw: bytes) -> Path:
    digest = hashlib.sha256(to.encode() + b"\0" + raw).hexdigest()[:20]
    reference = _REFERENCE.search(raw)
    return Path(f"{reference.group(1).decode()}-{digest}.eml" if reference else f"{digest}.eml")


def _sorted(refused: SMTPSenderRefused | SMTPRecipientsRefused | SMTPDataError) -> TemporaryFailure | PermanentFailure:
    answer: SMTPResponseException = refused.recipients[0] if isinstance(refused, SMTPRecipientsRefused) else refused
    if 500 <= answer.code <= 599 and answer.code not in _UNAUTHENTICATED:
        return PermanentFailure(answer.code, answer.message)
    return TemporaryFailure(answer.code, answer.message)


def _said(fault: SMTPException | OSError) -> str:
    if isinstance(fault, SMTPResponseException):
        return f"{fault.code} {fault.message}"
    return str(fault) or type(fault).__name__
