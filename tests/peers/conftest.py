"""A mailbot behind a real Postfix: mails come in through it, letters go out through it into the world.

Where Debian's packages are missing, these tests are skipped and say how to get them.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from pathlib import Path

import pytest

from hwb_mailbot.config import Settings, parse
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.processes.pool import Readers
from tests.journeys.harness import Mailbot
from tests.journeys.mails import INBOX, Mail
from tests.journeys.nameserver import Nameserver
from tests.peers.postfix import (
    BOT_PORT,
    HOSTNAME,
    LMTP_PORT,
    MX_PORT,
    SMARTHOST_PORT,
    WORLD_PORT,
    Postfix,
    machine_forbids,
    missing_packages,
    postfix_folder,
    private_address,
)
from tests.post.conftest import Conversation
from tests.post.relay import Relay
from tests.trust.signing import signed

OUTSIDE = "203.0.113.66"
DOMAINS = ("bryneithin.example", "hwbcymru.example")


@dataclass
class FrontedMailbot(Mailbot):
    """A mailbot that only Postfix talks to, and that hands its letters to Postfix alone."""

    postfix: Postfix = field(kw_only=True)
    protocol: str = "smtp"
    listening: str = ""
    """Further lines of ``[listener]``."""

    @property
    def settings(self) -> Settings:
        at = self.postfix.address
        return parse(
            f"[mailbot]\naddress = {INBOX}\n"
            f"[listener]\nprotocol = {self.protocol}\nhost = {at}\nport = {BOT_PORT}\n{self.listening}"
            "[web]\nport = 0\n"
            f"[relay]\nhost = {at}\nport = {SMARTHOST_PORT}\n"
            f"[trust]\nauthserv_id = {HOSTNAME}\ntrusted_relays = 127.0.0.0/8\nnameserver = {at}:53\n{self.ini}",
            self.folder,
        )

    async def outside(self, port: int = 0) -> Conversation:
        """A connection to Postfix from a machine somewhere outside, its greeting said."""
        port = port or (LMTP_PORT if self.protocol == "lmtp" else MX_PORT)
        conversation = Conversation(*await asyncio.open_connection(self.postfix.address, port))
        await conversation.reply()
        await conversation.say("EHLO client.example")
        assert (await conversation.say(f"XCLIENT ADDR={OUTSIDE} NAME=[UNAVAILABLE]")).startswith("220")
        assert (await conversation.say("EHLO mail.outside.example")).startswith("250")
        return conversation

    async def deliver(self, mail: Mail) -> None:
        """Hand a mail to Postfix from outside. A mail that is to pass DMARC is signed by its domain, no other is."""
        await self.deliver_as_it_is(self.sealed(mail))

    async def deliver_as_it_is(self, mail: Mail) -> None:
        """Hand these very bytes to Postfix from outside."""
        conversation = await self.outside()
        for line in (f"MAIL FROM:<{mail.mail_from}>", f"RCPT TO:<{mail.recipient}>"):
            assert (await conversation.say(line)).startswith("250")
        assert (await conversation.say("DATA")).startswith("354")
        conversation.send(mail.raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert (await conversation.reply()).startswith("250"), self.postfix.log
        await conversation.say("QUIT")
        await conversation.close()

    def sealed(self, mail: Mail) -> Mail:
        """The mail as it comes from outside: signed by its domain where the relay is to find a pass."""
        raw, vouched = honest(mail.raw)
        return replace(mail, raw=signed(raw, domain=vouched) if vouched else raw)

    async def send(self, *outgoing: Mail) -> None:
        """Mails through Postfix; returns when all that they set off has been delivered, bounces too."""
        for mail in outgoing:
            await self.deliver(mail)
            await self.carried()

    async def carried(self) -> None:
        """Return when Postfix has nothing queued and the mailbot nothing to do."""
        for _ in range(3):
            await self.postfix.emptied()
            await self.running.settled()


def honest(raw: bytes) -> tuple[bytes, str]:
    """The mail without the field that stands for the relay's word elsewhere, and the domain that it vouched for."""
    field = re.match(rb"Authentication-Results:\s+%b;[^\r\n]*\r\n" % re.escape(HOSTNAME.encode()), raw)
    if field is None or b"dmarc=" not in field[0]:
        return raw, ""
    sender = message_from_bytes(raw)["From"]
    passes = b"dmarc=pass" in field[0]
    return raw[field.end() :], sender.rpartition("@")[2] if passes else ""


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    """Reader processes with time enough for a busy machine."""
    shared = Readers(2, 20.0, collect(templates_folder(), MARKER))
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def house() -> Iterator[tuple[Postfix, Nameserver]]:
    """A running Postfix, shared by all tests of one process, and the nameserver that its milters ask."""
    if missing_packages() and os.environ.get("PEERS") == "required":
        pytest.fail(missing_packages())
    if why := machine_forbids() or missing_packages():
        pytest.skip(why)
    address = private_address()
    with ExitStack() as stack:
        nameserver = Nameserver(*DOMAINS, key_at=DOMAINS, address=address, port=53)
        stack.callback(nameserver.stop)
        postfix = Postfix(address, stack.enter_context(postfix_folder()))
        stack.callback(postfix.stop)
        postfix.start()
        yield postfix, nameserver


@pytest.fixture
async def fronted(
    house: tuple[Postfix, Nameserver], tmp_path: Path, readers: Readers, request: pytest.FixtureRequest
) -> AsyncIterator[FrontedMailbot]:
    """A running mailbot behind Postfix; parametrise indirectly with ``smtp`` or ``lmtp``."""
    postfix, nameserver = house
    postfix.forget_log()
    world = await Relay(host=postfix.address, port=WORLD_PORT).start()
    protocol = getattr(request, "param", "smtp")
    mailbot = FrontedMailbot(tmp_path, readers, world, postfix=postfix, protocol=protocol)
    try:
        await mailbot.start()
        await mailbot.import_directory()
        yield mailbot
    finally:
        await mailbot.stop()
        await world.stop()
        nameserver.broken = False
        postfix.empty()
