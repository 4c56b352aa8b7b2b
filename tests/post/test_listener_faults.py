"""A fault of ours is 451 and keeps nothing; what was answered 250 survives any end of the process."""

from __future__ import annotations

import errno
import os
import re
import signal
import smtplib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot import durable
from hwb_mailbot.post.listener.dialogue import Dialogue
from hwb_mailbot.post.spool import Spool

from .conftest import INBOX, MAIL, Door


async def send(door: Door) -> str:
    conversation = await door.call()
    await conversation.begin()
    conversation.send(MAIL + b".\r\n")
    reply = await conversation.reply()
    assert (await conversation.say("NOOP")).startswith("250")
    await conversation.close()
    return reply


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize("operation", ["open", "write", "fdatasync"])
async def test_disk_that_fails_is_451_and_nothing_is_kept(
    door: Door, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], operation: str, number: int
) -> None:
    assert (await send(door)).startswith("250")

    def broken(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, operation, broken)
        reply = await send(door)
    assert reply.startswith("451 4.3.0")
    assert os.strerror(number) not in reply
    assert door.kept() == [MAIL]
    assert (await send(door)).startswith("250")
    assert door.kept() == [MAIL, MAIL]
    told = capfd.readouterr().err
    assert os.strerror(number) in told
    assert "hendre" not in told


async def test_unforeseen_fault_is_451_and_says_nothing_about_itself(
    door: Door, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def surprising(*_: object) -> str:
        raise RuntimeError("secret of head@hendre.example")

    with monkeypatch.context() as patched:
        patched.setattr(door.spool, "accept", surprising)
        assert await send(door) == "451 4.3.0 Temporary fault here, please try again later"
    with monkeypatch.context() as patched:
        patched.setattr(type(door.listener.settings.mailbot), "is_inbox", surprising_sync)
        conversation = await door.call()
        await conversation.say("EHLO client.example")
        await conversation.say("MAIL FROM:<a@b.example>")
        reply = await conversation.say(f"RCPT TO:<{INBOX}>")
        assert reply == "451 4.3.0 Temporary fault here, please try again later"
    assert door.kept() == []
    told = capfd.readouterr().err
    assert "RuntimeError" in told
    assert "secret" not in told


async def test_conversation_that_cannot_even_answer_is_ended_and_told(
    door: Door, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    conversation = await door.call()

    async def speechless(*_: object) -> None:
        raise RuntimeError("secret of head@hendre.example")

    with monkeypatch.context() as patched:
        patched.setattr(Dialogue, "push", speechless)
        conversation.send(b"NOOP\r\n")
        assert await conversation.ended()
    told = capfd.readouterr().err
    assert "unexpected_fault" in told
    assert "secret" not in told
    assert (await send(door)).startswith("250")


def surprising_sync(*_: object) -> bool:
    raise RuntimeError("secret of head@hendre.example")


_DOOR = """
import asyncio, sys
from pathlib import Path
from hwb_mailbot import config
from hwb_mailbot.post.listener import Listener
from hwb_mailbot.post.listener.dialogue import Dialogue
from hwb_mailbot.post.spool import Spool

async def serve():
    folder = Path(sys.argv[1])
    settings = config.parse("[mailbot]\\naddress = hwb@support.example\\n[listener]\\nport = 0\\n", folder)
    spool = Spool(folder / "store")
    listener = Listener(settings, spool)
    print(*await listener.start(), flush=True)
    await asyncio.sleep(600)

asyncio.run(serve())
"""


def _sender(host: str, port: int, name: int, told: list[bytes], begun: threading.Event) -> None:
    try:
        with smtplib.SMTP(host, port, timeout=20) as client:
            for number in range(100_000):
                mail = MAIL + b"%d of %d\r\n" % (number, name)
                client.sendmail("head@hendre.example", INBOX, mail)
                told.append(mail)
                if number == 20:
                    begun.set()
    except (OSError, smtplib.SMTPException):
        begun.set()


@pytest.mark.parametrize("attempt", range(3))
def test_killed_door_loses_nothing_it_said_250_to(tmp_path: Path, attempt: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _DOOR, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdout is not None
    host, port = child.stdout.readline().split()
    told: list[list[bytes]] = [[] for _ in range(4)]
    begun = [threading.Event() for _ in told]
    senders = [
        threading.Thread(target=_sender, args=(host, int(port), name, told[name], begun[name]))
        for name in range(len(told))
    ]
    for sender in senders:
        sender.start()
    for event in begun:
        assert event.wait(60)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    for sender in senders:
        sender.join()
    spool = Spool(tmp_path / "store")
    kept = [spool.read(mail) for mail in spool.waiting()]
    assert len(kept) == len(set(kept))
    for name, accepted in enumerate(told):
        assert len(accepted) > 20
        own = [mail for mail in kept if re.search(rb"of %d\r\n" % name, mail)]
        assert set(own) >= set(accepted)
        assert len(own) - len(accepted) in (0, 1)
    for mail in spool.waiting():
        assert spool.envelope(mail).mail_from == "head@hendre.example"
