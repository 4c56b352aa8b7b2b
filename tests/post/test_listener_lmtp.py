"""The door by LMTP (RFC 2033): its own greeting, one answer for each recipient."""

from __future__ import annotations

import asyncio
import smtplib
from typing import Any

import pytest

from hwb_mailbot.durable import DurableFault

from .conftest import INBOX, MAIL, Conversation, Door, OpenDoor

TWO = (INBOX, "hwb+Tok3n@support.example")


@pytest.fixture
async def local_door(open_door: OpenDoor) -> Door:
    return await open_door("protocol = lmtp\n")


async def test_python_lmtp_client(local_door: Door) -> None:
    def send() -> dict[str, Any]:
        # It reads one reply only, so it can have one accepted recipient only.
        with smtplib.LMTP(local_door.host, local_door.port) as client:
            return client.sendmail("head@hendre.example", [TWO[1], "other@support.example"], MAIL)

    refused = await asyncio.to_thread(send)
    assert {name: reply[0] for name, reply in refused.items()} == {"other@support.example": 550}
    assert local_door.kept() == [MAIL]
    assert local_door.spool.envelope(next(local_door.spool.waiting())).recipients == (TWO[1],)


async def test_greetings(local_door: Door) -> None:
    conversation = Conversation(*await asyncio.open_connection(local_door.host, local_door.port))
    assert (await conversation.reply()) == "220 support.example LMTP hwb-mailbot"
    for command in ("EHLO a", "HELO a"):
        assert (await conversation.say(command)).startswith("500")
    assert "LHLO" in await conversation.say("MAIL FROM:<a@b.example>")
    assert "250-PIPELINING" in await conversation.say("LHLO client.example")


async def replies_to_two(door: Door, wire: bytes) -> list[str]:
    conversation = await door.call()
    await conversation.begin("LHLO client.example", TWO)
    conversation.send(wire + b".\r\n")
    replies = [(await conversation.reply())[:3] for _ in TWO]
    assert (await conversation.say("NOOP")).startswith("250")
    return replies


async def test_one_answer_for_each_recipient(local_door: Door) -> None:
    assert await replies_to_two(local_door, MAIL) == ["250", "250"]
    assert local_door.kept() == [MAIL]
    assert local_door.spool.envelope(next(local_door.spool.waiting())).recipients == TWO


async def test_one_refusal_for_each_recipient(local_door: Door) -> None:
    assert await replies_to_two(local_door, b"a\nb\r\n") == ["550", "550"]


async def test_one_552_for_each_recipient(open_door: OpenDoor) -> None:
    door = await open_door("protocol = lmtp\nmax_message_mb = 1\n")
    assert await replies_to_two(door, b"x" * 70 + b"\r\n" + b"y" * 1_100_000 + b"\r\n") == ["552", "552"]


async def test_one_451_for_each_recipient(local_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> str:
        raise DurableFault("append to journal: No space left on device")

    monkeypatch.setattr(local_door.spool, "accept", full)
    assert await replies_to_two(local_door, MAIL) == ["451", "451"]
