"""The door by SMTP: what is accepted, what is refused, and that 250 means kept."""

from __future__ import annotations

import asyncio
import re
import smtplib

import aiosmtplib
import pytest

from .conftest import INBOX, MAIL, Conversation, Door


async def test_mail_of_an_ordinary_client_is_kept_as_it_came(door: Door) -> None:
    async with aiosmtplib.SMTP(hostname=door.host, port=door.port, start_tls=False) as client:
        errors, reply = await client.sendmail("head@hendre.example", [INBOX, "HWB+Tok3n@support.example"], MAIL)
        assert errors == {}
    (mail,) = door.spool.waiting()
    assert mail in reply
    assert door.spool.read(mail) == MAIL
    envelope = door.spool.envelope(mail)
    assert envelope.peer == "127.0.0.1"
    assert envelope.mail_from == "head@hendre.example"
    assert envelope.recipients == (INBOX, "HWB+Tok3n@support.example")
    assert not envelope.tls
    assert envelope.helo


async def test_door_names_itself_and_what_it_offers(door: Door) -> None:
    conversation = Conversation(*await asyncio.open_connection(door.host, door.port))
    assert (await conversation.reply()) == "220 support.example SMTP hwb-mailbot"
    offers = (await conversation.say("EHLO client.example")).split("\n")
    assert offers == [
        "250-support.example",
        "250-PIPELINING",
        "250-ENHANCEDSTATUSCODES",
        f"250-SIZE {25 * 1024 * 1024}",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250 HELP",
    ]


async def test_python_smtplib_sends_many_on_one_connection(door: Door) -> None:
    def send() -> None:
        with smtplib.SMTP(door.host, door.port) as client:
            for number in range(150):
                client.sendmail("head@hendre.example", INBOX, MAIL + b"%d\r\n" % number)

    await asyncio.to_thread(send)
    assert door.kept() == [MAIL + b"%d\r\n" % number for number in range(150)]


async def test_pipelined_commands_are_answered_in_order(door: Door) -> None:
    conversation = await door.call()
    conversation.send(
        b"EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<nobody@support.example>\r\n"
        b"RCPT TO:<hwb@support.example>\r\nDATA\r\n"
    )
    replies = [await conversation.reply() for _ in range(5)]
    assert [reply[:3] for reply in replies] == ["250", "250", "550", "250", "354"]
    conversation.send(MAIL + b".\r\nMAIL FROM:<a@b.example>\r\nQUIT\r\n")
    assert [(await conversation.reply())[:3] for _ in range(3)] == ["250", "250", "221"]
    assert await conversation.ended()
    assert door.kept() == [MAIL]
    assert door.spool.envelope(next(door.spool.waiting())).mail_from == ""


@pytest.mark.parametrize(
    "recipient",
    ["other@support.example", "hwb@other.example", "hwbx@support.example", "postmaster", "root@localhost"],
)
async def test_other_recipients_are_refused_for_good(door: Door, recipient: str) -> None:
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    await conversation.say("MAIL FROM:<head@hendre.example>")
    assert (await conversation.say(f"RCPT TO:<{recipient}>")).startswith("550 5.1.1")
    assert (await conversation.say("DATA")).startswith("503")


async def test_dots_and_long_lines_and_eight_bits_survive(door: Door) -> None:
    raw = b"Subject: x\r\n\r\n.\x2ehidden\r\n...\r\n" + b"x" * 300_000 + b"\r\n" + "Siân Ŵyn\r\n".encode() + b"last"
    async with aiosmtplib.SMTP(hostname=door.host, port=door.port, start_tls=False) as client:
        await client.sendmail("head@hendre.example", [INBOX], raw)
    assert door.kept() == [raw + b"\r\n"]


async def test_empty_mail_is_a_mail(door: Door) -> None:
    conversation = await door.call()
    await conversation.begin()
    conversation.send(b".\r\n")
    assert (await conversation.reply()).startswith("250")
    assert door.kept() == [b""]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 64 * 1024 - 3])
async def test_the_end_mark_is_found_however_it_is_cut_into_packets(door: Door, size: int) -> None:
    conversation = await door.call()
    await conversation.begin()
    raw = b"\r\n.." + b"y" * 70_000 + b"\r\n\r\n"
    wire = b"\r\n..." + b"y" * 70_000 + b"\r\n\r\n.\r\n"
    head, tail = wire[:40], wire[-40:]
    for part in (head, tail):
        if part is tail:
            conversation.send(wire[40:-40])
            await conversation.writer.drain()
        for at in range(0, len(part), size):
            conversation.send(part[at : at + size])
            await conversation.writer.drain()
            await asyncio.sleep(0)
    assert (await conversation.reply()).startswith("250")
    assert door.kept() == [raw]


async def test_null_sender_and_local_names_and_utf8_addresses(door: Door) -> None:
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    for sender in ("<>", "<root>", "<siân@ysgol.example> SMTPUTF8", "<a@b.example> SIZE=100 BODY=8BITMIME"):
        assert (await conversation.say(f"MAIL FROM:{sender}")).startswith("250"), sender
        assert (await conversation.say("RSET")).startswith("250")
    for sender in ("<siân@ysgol.example>", "<a@b.example", "a b@c.example", "<a@b@c.example>", ""):
        assert (await conversation.say(f"MAIL FROM:{sender}"))[:3] in ("501", "553"), sender
    assert (await conversation.say(b"MAIL FROM:<si\xe2n@ysgol.example> SMTPUTF8")).startswith("553")
    assert (await conversation.say("MAIL FROM:<a@b.example> AUTH=<>")).startswith("555")


async def test_utf8_sender_is_kept(door: Door) -> None:
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    await conversation.say("MAIL FROM:<siân@ysgol.example> SMTPUTF8")
    await conversation.say(f"RCPT TO:<{INBOX}>")
    await conversation.say("DATA")
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")
    assert door.spool.envelope(next(door.spool.waiting())).mail_from == "siân@ysgol.example"


async def test_commands_that_tell_nothing_and_do_nothing(door: Door) -> None:
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    assert (await conversation.say("VRFY hwb")).startswith("252")
    assert await conversation.say("VRFY hwb") == await conversation.say("VRFY nobody-of-that-name")
    assert (await conversation.say("EXPN staff")).startswith("502")
    assert (await conversation.say("AUTH PLAIN AGEAYg==")).startswith("500")
    assert (await conversation.say("STARTTLS")).startswith("454")
    assert (await conversation.say("NOOP")).startswith("250")
    assert (await conversation.say("BDAT 5 LAST")).startswith("500")


async def test_order_of_commands_is_kept(door: Door) -> None:
    conversation = await door.call()
    assert (await conversation.say("MAIL FROM:<a@b.example>")).startswith("503")
    assert (await conversation.say("DATA")).startswith("503")
    for name in ("EHLO", "EHLO a\x00b", f"HELO {'a' * 300}", "HELO \udc80".encode("utf-8", "surrogateescape")):
        assert (await conversation.say(name)).startswith("501"), name
    await conversation.say("HELO client.example")
    assert (await conversation.say("RCPT TO:<hwb@support.example>")).startswith("503")
    assert (await conversation.say("MAIL FROM:<a@b.example>")).startswith("250")
    assert (await conversation.say("MAIL FROM:<c@d.example>")).startswith("503")
    assert (await conversation.say("DATA")).startswith("503")
    assert (await conversation.say("DATA now")).startswith("501")


async def test_greeting_again_forgets_the_mail_begun(door: Door) -> None:
    conversation = await door.call()
    await conversation.say("EHLO client.example")
    await conversation.say("MAIL FROM:<a@b.example>")
    await conversation.say(f"RCPT TO:<{INBOX}>")
    await conversation.say("EHLO client.example")
    assert (await conversation.say("DATA")).startswith("503")


@pytest.mark.parametrize(
    "wire",
    [
        b"a\nb\r\n.\r\n",
        b"a\rb\r\n.\r\n",
        b"a\0b\r\n.\r\n",
        b"a\n.\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b"a\n.\r\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b"a\r.\r\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b"a\r\n.\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b"a\r\n.\rMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b"a\r\r\n.\r\n",
        b"\n.\r\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b".\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
        b"a\r\n\0.\r\nMAIL FROM:<evil@evil.example>\r\n.\r\n",
    ],
)
async def test_no_other_end_mark_splits_a_mail(door: Door, wire: bytes) -> None:
    conversation = await door.call()
    await conversation.begin()
    conversation.send(wire)
    assert (await conversation.reply()).startswith("550 5.6.0")
    assert (await conversation.say("NOOP")).startswith("250")
    assert door.kept() == []


async def test_mail_after_a_refused_one_is_accepted(door: Door) -> None:
    conversation = await door.call()
    await conversation.begin()
    conversation.send(b"a\nb\r\n.\r\n")
    await conversation.reply()
    await conversation.begin()
    conversation.send(MAIL + b".\r\n")
    assert (await conversation.reply()).startswith("250")
    assert door.kept() == [MAIL]


async def test_mail_whose_end_never_came_is_not_kept(door: Door) -> None:
    conversation = await door.call()
    await conversation.begin()
    conversation.send(MAIL + b".")
    conversation.writer.write_eof()
    assert await conversation.ended()
    assert door.kept() == []


async def test_reset_in_the_middle_is_no_fault(door: Door, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        conversation = await door.call()
        await conversation.begin()
        conversation.send(MAIL * 100)
        conversation.writer.transport.abort()
    conversation = await door.call()
    await conversation.say("QUIT")
    await door.listener.stop()
    told = capfd.readouterr().err
    assert "Traceback" not in told
    assert "unexpected" not in told


async def test_log_names_no_person(
    door: Door, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    conversation = await door.call()
    await conversation.say("WIZARD head@hendre.example")
    await conversation.begin()
    conversation.send(MAIL + b".\r\n")
    await conversation.reply()
    told = capfd.readouterr().err
    assert re.search(r'"event": "mail_accepted".*"mail": "\d{8}T\d{6}-[0-9a-f]{16}"', told)
    assert "hendre" not in told
    assert [record.name for record in caplog.records if record.name != "asyncio"] == []
    assert "127.0.0.1" not in told.replace('"host": "127.0.0.1"', "")
