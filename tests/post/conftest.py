"""A real door on a real port with a real spool, and raw conversations with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hwb_mailbot import config
from hwb_mailbot.post.listener import Limits, Listener
from hwb_mailbot.post.spool import Spool

INBOX = "hwb@support.example"
MAIL = b"From: head@hendre.example\r\nTo: hwb@support.example\r\nSubject: A leaver\r\n\r\nDear Hwb,\r\n"


@dataclass
class Door:
    """An open door: where it is, and the spool behind it."""

    listener: Listener
    spool: Spool
    host: str
    port: int

    async def call(self) -> Conversation:
        """A raw connection, its greeting read."""
        conversation = Conversation(*await asyncio.open_connection(self.host, self.port))
        await conversation.reply()
        return conversation

    def kept(self) -> list[bytes]:
        """The raw mails that were accepted, oldest first."""
        return [self.spool.read(mail) for mail in self.spool.waiting()]


@dataclass
class Conversation:
    """Bytes to the door and its replies, nothing in between."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def reply(self) -> str:
        """One whole reply, its lines joined by line feeds; empty at the end of the connection."""
        lines = []
        async with asyncio.timeout(20):
            while line := (await self.reader.readline()).decode():
                lines.append(line.rstrip("\r\n"))
                if line[3:4] != "-":
                    break
        return "\n".join(lines)

    async def say(self, line: str | bytes) -> str:
        """Send one command; its reply."""
        self.send((line if isinstance(line, bytes) else line.encode()) + b"\r\n")
        return await self.reply()

    def send(self, wire: bytes) -> None:
        self.writer.write(wire)

    async def begin(self, greeting: str = "EHLO client.example", recipients: tuple[str, ...] = (INBOX,)) -> None:
        """Everything up to the door's 354."""
        replies = [await self.say(greeting), await self.say("MAIL FROM:<head@hendre.example>")]
        replies += [await self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]
        assert [reply[:3] for reply in replies] == ["250"] * len(replies)
        assert (await self.say("DATA")).startswith("354")

    async def ended(self) -> bool:
        """Whether the door closes the connection, without a further word."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read() == b""
            except ConnectionError:
                return True

    async def close(self) -> None:
        self.writer.close()


async def until(happened: Callable[[], bool]) -> None:
    """Wait for something that nobody signals, at most 20 seconds."""
    for _ in range(4000):
        if happened():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


OpenDoor = Callable[..., Awaitable[Door]]


@pytest.fixture
async def open_door(tmp_path: Path) -> AsyncIterator[OpenDoor]:
    """Opens doors that are shut after the test: ``await open_door(ini, limits=..., spool=...)``."""
    doors: list[Door] = []

    async def open_one(ini: str = "", limits: Limits | None = None, spool: Spool | None = None, port: int = 0) -> Door:
        text = f"[mailbot]\naddress = {INBOX}\n[listener]\nport = {port}\n{ini}"
        spool = spool or Spool(tmp_path / "store")
        listener = Listener(config.parse(text, tmp_path), spool, limits=limits)
        door = Door(listener, spool, *await listener.start())
        doors.append(door)
        return door

    yield open_one
    for door in doors:
        await door.listener.stop()
    for spool in {door.spool for door in doors}:
        await spool.close()


@pytest.fixture
async def door(open_door: OpenDoor) -> Door:
    """An ordinary open door."""
    return await open_door()
