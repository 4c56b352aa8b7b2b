"""The door under attack: mails cut in two, words slipped in, and peers that are slow, deaf or no mail servers."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from hwb_mailbot.post.listener import Limits

from .conftest import INBOX, MAIL, Conversation, Door, OpenDoor, until
from .smuggling import END_MARKS, smuggled

PROTOCOLS = [("smtp", "EHLO client.example"), ("lmtp", "LHLO client.example")]


@pytest.fixture
def tls_ini(tmp_path: Path) -> str:
    certificate = trustme.CA().issue_cert("support.example")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "door.pem"))
    return "tls_certificate = door.pem\ntls_key = door.pem\n"


@pytest.mark.parametrize(("protocol", "greeting"), PROTOCOLS, ids=["smtp", "lmtp"])
@pytest.mark.parametrize("mark", END_MARKS, ids=repr)
async def test_no_mark_but_the_right_one_ends_a_mail(
    open_door: OpenDoor, protocol: str, greeting: str, mark: bytes
) -> None:
    door = await open_door(f"protocol = {protocol}\n")
    conversation = await door.call()
    await conversation.begin(greeting)
    conversation.send(smuggled(MAIL, mark))
    assert (await conversation.reply()).startswith("550 5.6.0")
    conversation.send(b"NOOP\r\n")
    assert (await conversation.reply()).startswith("250"), "and no other answer came before"
    assert door.kept() == []


@pytest.mark.parametrize("mark", END_MARKS[:8], ids=repr)
async def test_a_mark_that_comes_byte_by_byte_ends_nothing_either(door: Door, mark: bytes) -> None:
    conversation = await door.call()
    await conversation.begin()
    for byte in smuggled(MAIL, mark):
        conversation.send(bytes([byte]))
        await conversation.writer.drain()
        await asyncio.sleep(0)
    assert (await conversation.reply()).startswith("550 5.6.0")
    assert door.kept() == []


async def test_text_that_comes_behind_data_unasked_is_no_mail(door: Door, capfd: pytest.CaptureFixture[str]) -> None:
    conversation = await door.call()
    conversation.send(
        b"EHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + INBOX.encode() + b">\r\nDATA\r\n" + MAIL + b".\r\n"
    )
    assert [(await conversation.reply())[:3] for _ in range(4)] == ["250", "250", "250", "503"]
    assert await conversation.ended()
    assert door.kept() == []
    assert "pipelined-data" in capfd.readouterr().err


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "post"])
async def test_a_browser_is_not_listened_to(door: Door, verb: str) -> None:
    conversation = await door.call()
    conversation.send(
        f"{verb} / HTTP/1.1\r\nHost: support.example\r\n\r\nEHLO a\r\nMAIL FROM:<a@b.example>\r\n"
        f"RCPT TO:<{INBOX}>\r\nDATA\r\n".encode()
    )
    assert (await conversation.reply()).startswith("421")
    assert await conversation.ended()
    assert door.kept() == []


async def test_a_peer_that_keeps_talking_is_sent_away_in_the_end(
    open_door: OpenDoor, capfd: pytest.CaptureFixture[str]
) -> None:
    door = await open_door(limits=Limits(conversation_seconds=0.5))
    conversation = await door.call()
    began = time.monotonic()
    reply = "250"
    while reply.startswith("250"):
        reply = await conversation.say("NOOP")
        await asyncio.sleep(0.02)  # the attack is to be slow
    assert reply.startswith("421 4.4.2")
    assert time.monotonic() - began < 10
    assert await conversation.ended()
    assert '"reason": "too-long"' in capfd.readouterr().err


async def test_letters_of_a_command_one_by_one_do_not_keep_a_connection(
    open_door: OpenDoor, capfd: pytest.CaptureFixture[str]
) -> None:
    door = await open_door(limits=Limits(timeout_seconds=0.3))
    conversation = await door.call()
    began = time.monotonic()
    with suppress(ConnectionError):
        for letter in b"EHLO " + b"a" * 900:
            conversation.send(bytes([letter]))
            await conversation.writer.drain()
            await asyncio.sleep(0.02)  # the attack is to be slow
    assert time.monotonic() - began < 15
    await until(lambda: not door.listener._conversations)
    assert '"reason": "timeout"' in capfd.readouterr().err


async def test_a_mail_on_its_way_when_the_time_is_up_may_arrive(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(conversation_seconds=0.3))
    conversation = await door.call()
    await conversation.begin()
    conversation.send(MAIL)
    await asyncio.sleep(0.4)  # until the conversation's time is up
    conversation.send(b".\r\n")
    assert (await conversation.reply()).startswith("250")
    assert (await conversation.reply()).startswith("421 4.4.2")
    assert door.kept() == [MAIL]


async def test_a_peer_that_reads_no_answer_is_cut_off(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(connections=1, timeout_seconds=0.5, farewell_seconds=0.2))
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(deaf, (door.host, door.port))
        await until(lambda: bool(door.listener._conversations))
        (conversation,) = door.listener._conversations
        assert conversation.transport is not None
        conversation.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2048)
        flood = b"EHLO a\r\nMAIL FROM:<a@b.example>\r\n" + f"RCPT TO:<{INBOX}>\r\n".encode() * 15_000
        with suppress(ConnectionError):
            await asyncio.wait_for(loop.sock_sendall(deaf, flood), 20)
        await until(lambda: not door.listener._conversations)
    assert (await (await door.call()).say("NOOP")).startswith("250")


@pytest.mark.parametrize(("protocol", "greeting"), PROTOCOLS, ids=["smtp", "lmtp"])
async def test_clear_text_in_a_packet_of_its_own_behind_starttls_ends_the_conversation(
    open_door: OpenDoor, tls_ini: str, protocol: str, greeting: str
) -> None:
    door = await open_door(f"protocol = {protocol}\n{tls_ini}")
    conversation = await door.call()
    await conversation.say(greeting)
    assert (await conversation.say("STARTTLS")).startswith("220")
    conversation.send(f"MAIL FROM:<evil@evil.example>\r\nRCPT TO:<{INBOX}>\r\nDATA\r\n".encode() + MAIL + b".\r\n")
    async with asyncio.timeout(20):
        with suppress(ConnectionError):
            assert b"250" not in await conversation.reader.read()
    assert door.kept() == []
    await until(lambda: not door.listener._conversations)


@pytest.mark.parametrize(("protocol", "greeting"), PROTOCOLS, ids=["smtp", "lmtp"])
async def test_commands_slipped_in_behind_starttls_are_discarded(
    open_door: OpenDoor, tls_ini: str, protocol: str, greeting: str
) -> None:
    door = await open_door(f"protocol = {protocol}\n{tls_ini}require_tls = yes\n")
    conversation = await door.call()
    await conversation.say(greeting)
    slipped_in = f"{greeting}\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<{INBOX}>\r\n".encode()
    conversation.send(b"STARTTLS\r\n" + slipped_in)
    assert (await conversation.reply()).startswith("220")
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    await conversation.writer.start_tls(unverified)
    assert (await conversation.say("DATA")).startswith("503"), "not even the greeting is remembered"
    await conversation.begin(greeting)
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")
    envelope = door.spool.envelope(next(door.spool.waiting()))
    assert (envelope.mail_from, envelope.tls) == ("head@hendre.example", True)


async def test_a_handshake_that_never_comes_does_not_keep_a_connection(open_door: OpenDoor, tls_ini: str) -> None:
    door = await open_door(tls_ini, limits=Limits(timeout_seconds=0.3, farewell_seconds=0.2))
    conversation: Conversation = await door.call()
    await conversation.say("EHLO client.example")
    assert (await conversation.say("STARTTLS")).startswith("220")
    await until(lambda: not door.listener._conversations)


async def test_slow_peers_leave_room_for_the_relay(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(connections=30, connections_per_peer=10))
    slow = [await asyncio.open_connection(door.host, door.port, local_addr=("127.0.0.2", 0)) for _ in range(60)]
    try:
        conversation = await door.call()
        await conversation.begin()
        conversation.send(MAIL + b".\r\n")
        assert (await conversation.reply()).startswith("250")
        assert len(door.listener._conversations) == 11
    finally:
        for _, writer in slow:
            writer.close()


async def test_one_line_and_one_field_as_long_as_the_limit_lets_it_are_kept(open_door: OpenDoor) -> None:
    """The door judges sizes alone: what such a field means is for the reader, in a process that may be killed."""
    door = await open_door("max_message_mb = 1\n")
    for raw in (b"X-Long: " + b"a" * 900_000 + b"\r\n" + MAIL, MAIL + b"a" * 900_000 + b"\r\n", b"A: b\r\n" * 50_000):
        conversation = await door.call()
        await conversation.begin()
        conversation.send(raw + b".\r\n")
        assert (await conversation.reply()).startswith("250")
        assert door.kept()[-1] == raw
