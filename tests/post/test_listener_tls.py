"""STARTTLS: offered, required, not to be injected into."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import aiosmtplib
import pytest
import trustme

from hwb_mailbot.config import ConfigurationError

from .conftest import INBOX, MAIL, Conversation, OpenDoor


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls_ini(authority: trustme.CA, tmp_path: Path) -> str:
    certificate = authority.issue_cert("support.example", "127.0.0.1")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "door.pem"))
    return "tls_certificate = door.pem\ntls_key = door.pem\n"


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def upgrade(conversation: Conversation, context: ssl.SSLContext) -> None:
    assert (await conversation.say("STARTTLS")).startswith("220")
    await conversation.writer.start_tls(context, server_hostname="support.example")


async def test_mail_by_starttls(open_door: OpenDoor, tls_ini: str, trusting: ssl.SSLContext) -> None:
    door = await open_door(tls_ini + "require_tls = yes\n")
    async with aiosmtplib.SMTP(hostname=door.host, port=door.port, start_tls=True, tls_context=trusting) as client:
        await client.sendmail("head@hendre.example", [INBOX], MAIL)
    assert door.kept() == [MAIL]
    assert door.spool.envelope(next(door.spool.waiting())).tls


async def test_offered_before_and_not_after_and_never_auth(
    open_door: OpenDoor, tls_ini: str, trusting: ssl.SSLContext
) -> None:
    conversation = await (await open_door(tls_ini)).call()
    assert "250-STARTTLS" in await conversation.say("EHLO client.example")
    await upgrade(conversation, trusting)
    assert (await conversation.say("MAIL FROM:<a@b.example>")).startswith("503")
    offers = await conversation.say("EHLO client.example")
    assert "STARTTLS" not in offers
    assert "AUTH" not in offers
    assert (await conversation.say("STARTTLS")).startswith("503")
    assert (await conversation.say("AUTH PLAIN AGEAYg==")).startswith("500")
    await conversation.begin()
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")


@pytest.mark.parametrize(("protocol", "greeting"), [("smtp", "EHLO a"), ("lmtp", "LHLO a")])
async def test_no_mail_without_tls_where_it_is_required(
    open_door: OpenDoor, tls_ini: str, trusting: ssl.SSLContext, protocol: str, greeting: str
) -> None:
    door = await open_door(f"protocol = {protocol}\n{tls_ini}require_tls = yes\n")
    conversation = await door.call()
    assert (await conversation.say(greeting)).startswith("250")
    assert (await conversation.say("MAIL FROM:<a@b.example>")).startswith("530 5.7.0")
    assert (await conversation.say(f"RCPT TO:<{INBOX}>")).startswith("503")
    await upgrade(conversation, trusting)
    await conversation.begin(greeting)
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")


async def test_what_was_said_before_tls_is_not_heard_after_it(
    open_door: OpenDoor, tls_ini: str, trusting: ssl.SSLContext
) -> None:
    door = await open_door(tls_ini)
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    conversation.send(b"STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\n")
    assert (await conversation.reply()).startswith("220")
    await conversation.writer.start_tls(trusting, server_hostname="support.example")
    assert (await conversation.say("NOOP")).startswith("250 ")
    assert (await conversation.say("MAIL FROM:<a@b.example>")).startswith("503")
    await conversation.begin()
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")
    envelope = door.spool.envelope(next(door.spool.waiting()))
    assert (envelope.mail_from, envelope.helo) == ("head@hendre.example", "client.example")


async def test_old_tls_is_not_spoken(open_door: OpenDoor, tls_ini: str, trusting: ssl.SSLContext) -> None:
    door = await open_door(tls_ini)
    assert door.listener.tls is not None
    assert door.listener.tls.minimum_version == ssl.TLSVersion.TLSv1_2
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        trusting.maximum_version = ssl.TLSVersion.TLSv1_1
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await upgrade(conversation, trusting)


async def test_failed_handshake_ends_one_connection_quietly(
    open_door: OpenDoor, tls_ini: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    door = await open_door(tls_ini)
    for _ in range(3):
        conversation = await door.call()
        await conversation.say("EHLO client.example")
        await conversation.say("STARTTLS")
        conversation.send(b"EHLO in the clear\r\n" * 20)
        assert await asyncio.wait_for(conversation.reader.read(), 20) is not None
    other = await door.call()
    await other.begin()
    other.send(MAIL + b".\r\n")
    assert (await other.reply()).startswith("250")
    await door.listener.stop()
    assert "unexpected" not in capfd.readouterr().err
    assert caplog.records == []


@pytest.mark.parametrize("broken", ["missing", "empty", "encrypted"])
async def test_certificates_that_cannot_be_used_are_told_at_start(
    open_door: OpenDoor, tls_ini: str, tmp_path: Path, broken: str
) -> None:
    pem = tmp_path / "door.pem"
    if broken == "missing":
        pem.unlink()
    elif broken == "empty":
        pem.write_bytes(b"")
    else:
        from cryptography.hazmat.primitives import serialization

        key = serialization.load_pem_private_key(pem.read_bytes(), None)
        locked = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
        certificate = pem.read_bytes().partition(b"-----BEGIN CERT")
        pem.write_bytes(locked + certificate[1] + certificate[2])
    with pytest.raises(ConfigurationError, match=r"\[listener\] tls_certificate = .*door\.pem"):
        await open_door(tls_ini)


@pytest.mark.parametrize("rude", [True, False])
async def test_peer_that_leaves_in_the_handshake_is_counted_out(
    open_door: OpenDoor, tls_ini: str, rude: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    door = await open_door(tls_ini)
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    await conversation.say("STARTTLS")
    if rude:
        conversation.writer.transport.abort()
    else:
        await conversation.close()
    await door.listener.stop()
    assert '"cut_off": 0' in capfd.readouterr().err
