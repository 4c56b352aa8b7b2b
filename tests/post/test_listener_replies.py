"""Every reply bears its enhanced status code (RFC 2034) and says plainly what is wrong."""

from __future__ import annotations

import re

import pytest

from hwb_mailbot.post.listener import Limits

from .conftest import INBOX, MAIL, Door, OpenDoor

CODED = re.compile(r"([245])\d\d[ -]\1\.\d{1,3}\.\d{1,3} \S")
TALK = (
    b"NONSENSE",
    b"",
    b"\xff\xfe",
    b"MAIL FROM:<a@b.example>",
    b"EHLO",
    b"HELO",
    b"NOOP",
    b"RSET",
    b"RSET now",
    b"QUIT now",
    b"HELP",
    b"HELP MAIL",
    b"HELP NONSENSE",
    b"VRFY hwb",
    b"EXPN all",
    b"AUTH PLAIN AGEAYg==",
    b"STARTTLS",
    b"BDAT 5",
    b"DATA",
    b"RCPT TO:<hwb@support.example>",
    b"MAIL",
    b"MAIL FROM:",
    b"MAIL FROM:<a@b@c>",
    b"MAIL FROM:<a@b.example> SIZE=much",
    b"MAIL FROM:<a@b.example> SIZE=999999999999",
    b"MAIL FROM:<a@b.example> BODY=9BIT",
    b"MAIL FROM:<a@b.example> SMTPUTF8=yes",
    b"MAIL FROM:<a@b.example> COLOUR=red",
    b"MAIL FROM:<si\xc3\xa2n@b.example>",
    b"MAIL FROM:<a@b.example>",
    b"MAIL FROM:<a@b.example>",
    b"RCPT",
    b"RCPT TO:<x",
    b"RCPT TO:<somebody@else.example>",
    b"RCPT TO:<hwb@support.example> NOTIFY=NEVER",
    b"RCPT TO:<hwb@support.example>",
    b"DATA now",
    b"NOOP " + 3000 * b"x",
)


@pytest.mark.parametrize("greeting", [b"EHLO client.example", b"HELO client.example", b""])
async def test_every_reply_has_its_code(open_door: OpenDoor, greeting: bytes) -> None:
    conversation = await (await open_door(limits=Limits(refusals=1000))).call()
    for command in (greeting, *TALK):
        if command or greeting:
            reply = await conversation.say(command)
            assert CODED.match(reply) or command == greeting, (command, reply)
            assert "Error" not in reply
    if greeting:
        assert (await conversation.say("DATA")).startswith("354 ")
        conversation.send(MAIL + b".\r\n")
        assert (await conversation.reply()).startswith("250 2.0.0 ")
    assert CODED.match(await conversation.say("QUIT"))


async def test_the_codes_are_announced_and_the_answer_to_ehlo_bears_none(door: Door) -> None:
    conversation = await door.call()
    lines = (await conversation.say("EHLO client.example")).split("\n")
    assert "250-ENHANCEDSTATUSCODES" in lines
    assert lines[-1] == "250 HELP"
    assert not any(re.match(r"250[ -]2\.", line) for line in lines)
    assert not CODED.match(await conversation.say("HELO client.example"))


async def test_a_size_too_large_is_refused_with_the_limit(open_door: OpenDoor) -> None:
    conversation = await (await open_door("max_message_mb = 3\n")).call()
    await conversation.say("EHLO client.example")
    told = "552 5.3.4 The mail is larger than this mailbox takes (3 MB)"
    assert await conversation.say("MAIL FROM:<a@b.example> SIZE=4000000") == told
    await conversation.begin()
    conversation.send(50_000 * (b"x" * 70 + b"\r\n") + b".\r\n")
    assert await conversation.reply() == told


@pytest.mark.parametrize("stray", [b"\r", b"\n", b"\0"])
async def test_bytes_that_no_mail_may_hold_are_named(door: Door, stray: bytes) -> None:
    conversation = await door.call()
    await conversation.begin(recipients=(INBOX,))
    conversation.send(b"Subject: x\r\n\r\na" + stray + b"b\r\n.\r\n")
    reply = await conversation.reply()
    assert reply.startswith("550 5.6.0 ")
    assert ("null byte" if stray == b"\0" else "CR or LF stands alone") in reply
