"""What the door bears: sizes, numbers, silence, and being shut in the middle."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from hwb_mailbot.config import ConfigurationError
from hwb_mailbot.post.listener import Limits

from .conftest import INBOX, MAIL, Conversation, OpenDoor, until

MEGABYTE = 1024 * 1024


async def test_largest_mail_is_accepted_and_one_byte_more_refused(open_door: OpenDoor) -> None:
    door = await open_door("max_message_mb = 1\n")
    conversation = await door.call()
    line = b"." + b"x" * 998 + b"\r\n"
    largest = (line * 1100)[: MEGABYTE - 2] + b"\r\n"
    wire = largest.replace(b"\r\n.", b"\r\n..")
    await conversation.begin()
    conversation.send(b"." + wire + b".\r\n")
    assert (await conversation.reply()).startswith("250")
    await conversation.begin()
    conversation.send(b".x" + wire + b".\r\n")
    assert (await conversation.reply()).startswith("552 5.3.4")
    await conversation.begin()
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")
    assert door.kept() == [largest, MAIL]
    assert door.listener.held_bytes == 0


async def test_announced_size_is_refused_before_it_comes(open_door: OpenDoor) -> None:
    conversation = await (await open_door("max_message_mb = 1\n")).call()
    await conversation.say("EHLO client.example")
    assert (await conversation.say(f"MAIL FROM:<a@b.example> SIZE={MEGABYTE + 1}")).startswith("552")
    assert (await conversation.say(f"MAIL FROM:<a@b.example> SIZE={MEGABYTE}")).startswith("250")


async def test_stream_without_end_is_cut(open_door: OpenDoor, capfd: pytest.CaptureFixture[str]) -> None:
    door = await open_door("max_message_mb = 1\n")
    conversation = await door.call()
    await conversation.begin()
    held = 0
    with suppress(ConnectionError):
        for _ in range(1000):
            conversation.send(b"x" * 65_536)
            await conversation.writer.drain()
            held = max(held, door.listener.held_bytes)
    assert held < 2 * MEGABYTE
    assert "too-much-data" in capfd.readouterr().err
    await door.listener.stop()
    assert door.listener.held_bytes == 0


async def test_memory_of_all_conversations_is_bounded(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(held_bytes=300_000))
    slow, other = await door.call(), await door.call()
    await slow.begin()
    slow.send(b"x" * 250_000)
    await other.begin()
    await until(lambda: door.listener.held_bytes > 100_000)
    other.send(b"y" * 250_000 + b"\r\n.\r\n")
    assert (await other.reply()).startswith("452")
    slow.send(b"\r\n.\r\n")
    assert (await slow.reply()).startswith("250")
    await other.begin()
    other.send(b"y" * 250_000 + b"\r\n.\r\n")
    assert (await other.reply()).startswith("250")


async def test_recipients_are_counted(open_door: OpenDoor) -> None:
    conversation = await (await open_door(limits=Limits(recipients=2))).call()
    await conversation.begin(recipients=(INBOX, "hwb+x@support.example"))
    conversation.send(MAIL + b".\r\n")
    await conversation.reply()
    await conversation.say("MAIL FROM:<a@b.example>")
    replies = [(await conversation.say(f"RCPT TO:<{INBOX}>"))[:3] for _ in range(3)]
    assert replies == ["250", "250", "452"]


async def test_connections_are_counted(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(connections=2))
    first, second = await door.call(), await door.call()
    third = Conversation(*await asyncio.open_connection(door.host, door.port))
    assert (await third.reply()).startswith("421 ")
    assert await third.ended()
    await first.say("QUIT")
    assert await first.ended()
    fourth = await door.call()
    assert (await fourth.say("NOOP")).startswith("250")
    assert (await second.say("NOOP")).startswith("250")


@pytest.mark.parametrize(("relays", "expected"), [("", "421"), ("127.0.0.0/8", "220")])
async def test_connections_of_one_peer_are_counted_unless_it_is_a_relay(
    open_door: OpenDoor, relays: str, expected: str
) -> None:
    door = await open_door(f"[trust]\ntrusted_relays = {relays}\n", limits=Limits(connections_per_peer=2))
    first, second = await door.call(), await door.call()
    third = Conversation(*await asyncio.open_connection(door.host, door.port))
    assert (await third.reply())[:3] == expected
    assert (await first.say("QUIT")).startswith("221")
    assert await first.ended()
    fourth = await door.call()
    assert (await fourth.say("NOOP")).startswith("250")
    assert (await second.say("NOOP")).startswith("250")


async def test_too_many_refusals_end_the_conversation(open_door: OpenDoor) -> None:
    conversation = await (await open_door(limits=Limits(refusals=3))).call()
    await conversation.say("EHLO client.example")
    await conversation.say("MAIL FROM:<a@b.example>")
    for guess in range(3):
        assert (await conversation.say(f"RCPT TO:<guess{guess}@support.example>")).startswith("550")
    conversation.send(b"RCPT TO:<guess@support.example>\r\n" * 50)
    assert (await conversation.reply()).startswith("550")
    assert (await conversation.reply()).startswith("421 4.7.0")
    assert await conversation.ended()


@pytest.mark.parametrize("command", ["NOOP", "RSET", "VRFY x", "EHLO a", "HELP", "WIZARD", "", "x" * 5000])
async def test_floods_of_commands_end(open_door: OpenDoor, command: str) -> None:
    conversation = await (await open_door()).call()
    conversation.send(f"{command}\r\n".encode() * 2500)
    replies = 0
    with suppress(ConnectionError):  # we say more than the door still reads
        while reply := await conversation.reply():
            replies += 1
            last = reply
        assert last[:3] in ("421", "502")
    assert replies < 2400


async def test_line_longer_than_a_command_may_be(open_door: OpenDoor) -> None:
    conversation = await (await open_door()).call()
    assert (await conversation.say("EHLO " + "x" * 2000)).startswith("500")
    assert (await conversation.say("NOOP " + "x" * 200_000)).startswith("500")
    assert (await conversation.say("EHLO client.example")).startswith("250")
    tag = "t" * 200
    assert (await conversation.say(f"MAIL FROM:<bounce+{tag}@b.example> SIZE=100")).startswith("250")


async def test_length_of_commands_does_not_depend_on_other_conversations(open_door: OpenDoor) -> None:
    door = await open_door()
    first = await door.call()
    await first.say("EHLO client.example")
    await door.call()
    assert (await first.say(f"MAIL FROM:<a@b.example> SIZE={1:0600}")).startswith("250")


async def test_silence_is_ended(open_door: OpenDoor, capfd: pytest.CaptureFixture[str]) -> None:
    conversation = await (await open_door(limits=Limits(timeout_seconds=0.2))).call()
    assert (await conversation.reply()).startswith("421 4.4.2")
    assert await conversation.ended()
    assert '"reason": "timeout"' in capfd.readouterr().err


async def test_slow_mail_is_ended_and_not_kept(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(timeout_seconds=0.3))
    conversation = await door.call()
    await conversation.begin()
    conversation.send(MAIL * 3000)
    assert (await conversation.reply()).startswith("421 4.4.2")
    assert door.kept() == []
    await door.listener.stop()
    assert door.listener.held_bytes == 0


async def test_mail_that_keeps_coming_is_not_silence(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(timeout_seconds=1.5))
    conversation = await door.call()
    await conversation.begin()
    for _ in range(8):
        conversation.send(b"x" * 70_000)
        await conversation.writer.drain()
        await asyncio.sleep(0.25)
    conversation.send(b"\r\n.\r\n")
    assert (await conversation.reply()).startswith("250")


async def test_mail_has_a_deadline(open_door: OpenDoor) -> None:
    door = await open_door(limits=Limits(timeout_seconds=60, data_seconds=0.2))
    conversation = await door.call()
    await conversation.begin()
    conversation.send(b"x" * 70_000)
    assert (await conversation.reply()).startswith("421")
    assert door.kept() == []


async def test_shut_door_lets_a_mail_on_its_way_finish(open_door: OpenDoor, capfd: pytest.CaptureFixture[str]) -> None:
    door = await open_door()
    idle, busy = await door.call(), await door.call()
    await busy.begin()
    busy.send(MAIL)
    stopping = asyncio.create_task(door.listener.stop())
    assert (await idle.reply()).startswith("421 4.3.2")
    assert await idle.ended()
    with pytest.raises(OSError, match=r".+"):
        await asyncio.open_connection(door.host, door.port)
    busy.send(b".\r\n")
    assert (await busy.reply()).startswith("250")
    assert (await busy.reply()).startswith("421 4.3.2")
    await stopping
    assert door.kept() == [MAIL]
    assert '"cut_off": 0' in capfd.readouterr().err


async def test_shut_door_does_not_wait_for_ever(open_door: OpenDoor, capfd: pytest.CaptureFixture[str]) -> None:
    door = await open_door(limits=Limits(drain_seconds=0.1))
    busy = await door.call()
    await busy.begin()
    await door.listener.stop()
    assert await busy.ended()
    assert '"cut_off": 1' in capfd.readouterr().err
    assert door.kept() == []


async def test_port_in_use_is_told_with_its_key(open_door: OpenDoor) -> None:
    door = await open_door()
    with pytest.raises(ConfigurationError, match=rf"\[listener\] host = .*port = {door.port}: cannot listen there"):
        await open_door(port=door.port, spool=door.spool)


async def test_many_clients_at_once_lose_nothing(open_door: OpenDoor) -> None:
    door = await open_door()

    async def client(name: int) -> list[bytes]:
        conversation = await door.call()
        sent = []
        for number in range(20):
            mail = MAIL + b"%d of %d\r\n" % (number, name)
            await conversation.begin()
            conversation.send(mail + b".\r\n")
            assert (await conversation.reply()).startswith("250")
            sent.append(mail)
        await conversation.say("QUIT")
        return sent

    sent = await asyncio.gather(*(client(name) for name in range(30)))
    assert sorted(door.kept()) == sorted(mail for mails in sent for mail in mails)
