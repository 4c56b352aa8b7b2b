"""What the bot cannot deal with reaches the support team as a new mail with the untouched original in it (CONTRACT)."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import Envelope

from tests.journeys import mails
from tests.journeys.harness import Mailbot, StartMailbot
from tests.journeys.mails import INBOX, Mail

TEAM = "team@support.example"
STRANGER = "somebody@mail.example"
QUESTION = "Pryd mae'r swyddfa ar agor?\n\nDiolch, Ŵenna\n"


@pytest.fixture
async def mailbot(start: StartMailbot) -> Mailbot:
    mailbot: Mailbot = await start()
    mailbot.support = TEAM
    await mailbot.restart()
    return mailbot


def forwarded(mailbot: Mailbot) -> list[Envelope]:
    """What the relay took for the team."""
    return [taken for taken in mailbot.relay.taken if taken.rcpt_tos == [TEAM]]


def raw_of(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


def parsed(envelope: Envelope) -> EmailMessage:
    message = message_from_bytes(raw_of(envelope), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def plain(text: str, *fields: str, sender: str = STRANGER, mail_from: str | None = None) -> Mail:
    """A mail just as it stands here, line ends made CRLF."""
    header = "\n".join([f"From: {sender}", "Subject: Oriau agor", *fields])
    raw = f"{header}\n\n{text}".replace("\n", "\r\n").encode()
    return Mail(raw, sender if mail_from is None else mail_from, INBOX)


async def test_the_team_gets_a_new_mail_with_the_original_in_it_once(mailbot: Mailbot) -> None:
    question = mailbot.mail(STRANGER, ("Oriau agor", QUESTION))
    await mailbot.send(question)
    await mailbot.send(question)
    (one,) = forwarded(mailbot)
    assert one.mail_from in ("", "<>")
    message = parsed(one)
    assert message["From"].addresses[0].addr_spec == INBOX
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Oriau agor" in message["Subject"]
    cover, enclosed = message.iter_parts()
    assert cover.get_content_type() == "multipart/alternative"
    assert enclosed.get_content_type() == "message/rfc822"
    assert question.raw in raw_of(one)
    inner = enclosed.get_content()
    assert (inner["From"], inner["Subject"]) == (STRANGER, "Oriau agor")
    for language in ("needs a person", "angen person arni"):
        assert language in words(message)
    (queued,) = await mailbot.queue()
    assert f"hwb-mailbot mail show {queued['mail'][:12]}" in words(message)
    assert "has to look at" in words(message)
    assert not mailbot.letters(STRANGER)


async def test_the_forwarding_names_the_case_and_whether_the_sender_is_vouched_for(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    await mailbot.send(mailbot.mail(STRANGER, (f"About {reference}", "Hello,\n\nWhen does the office open?\n")))
    message = parsed(forwarded(mailbot)[-1])
    assert message["Subject"].startswith(f"[{reference}] ")
    assert f"Case: {reference}" in words(message)
    assert "Sender's address: Confirmed" in words(message)


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        (plain("Seven bits only.\n"), "message/rfc822"),
        (
            plain(QUESTION, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"),
            "message/rfc822",
        ),
        (plain("An unclosed part\n--b\nx\n", 'Content-Type: multipart/mixed; boundary="b"'), "message/rfc822"),
        (plain("--=_\n--=_--\n", 'Content-Type: multipart/mixed; boundary="=_"'), "message/rfc822"),
        (plain("Line too long: " + 2000 * "x" + "\n"), "application/octet-stream"),
        (plain(QUESTION, "X-Ŵ: a header beyond ASCII"), "application/octet-stream"),
        (plain("Anything.\n", "this is no field"), "application/octet-stream"),
        (Mail(b"just words without any header\r\n", STRANGER, INBOX), "application/octet-stream"),
        (Mail(b"\r\n\r\nan empty header\r\n", STRANGER, INBOX), "application/octet-stream"),
    ],
    ids="7bit 8bit unclosed boundary long utf8-header malformed headerless empty-header".split(),
)
async def test_every_byte_arrives_in_a_lawful_way(mailbot: Mailbot, mail: Mail, kind: str) -> None:
    await mailbot.send(mail)
    (one,) = forwarded(mailbot)
    message = parsed(one)
    enclosed = list(message.iter_parts())[-1]
    assert enclosed.get_content_type() == kind
    assert max(map(len, raw_of(one).split(b"\r\n"))) <= 998
    if kind == "message/rfc822":
        assert b"\r\n\r\n" + mail.raw + b"\r\n--=_" in raw_of(one)
        assert (message["Content-Transfer-Encoding"] == "8bit") is not mail.raw.isascii()
    else:
        assert enclosed.get_payload(decode=True) == mail.raw
        assert raw_of(one).isascii()
        assert "exactly as it came: open it" in raw_of(one).decode().replace("=\r\n", "")


async def test_8_bit_goes_as_a_file_where_the_relay_carries_none(mailbot: Mailbot) -> None:
    mailbot.relay.without = ("8BITMIME",)
    mail = plain(QUESTION, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    await mailbot.send(mail)
    (one,) = forwarded(mailbot)
    assert raw_of(one).isascii()
    assert list(parsed(one).iter_parts())[-1].get_payload(decode=True) == mail.raw


async def test_8_bit_is_announced_to_the_relay(mailbot: Mailbot) -> None:
    await mailbot.send(plain(QUESTION, "Content-Type: text/plain; charset=utf-8"))
    assert forwarded(mailbot)
    assert "BODY=8BITMIME" in mailbot.relay.options[-1]


@pytest.mark.parametrize("announced", [True, False])
async def test_a_mail_too_large_for_the_relay_is_told_of_without_it(mailbot: Mailbot, announced: bool) -> None:
    if announced:
        mailbot.relay.size_limit = 60_000
    else:
        mailbot.relay.answers = [("DATA", "552 5.3.4 Too big"), ("DATA", "552 5.3.4 Too big")]
    await mailbot.send(plain(2000 * ("x" * 60 + "\n")))
    (one,) = forwarded(mailbot)
    assert len(raw_of(one)) < 60_000
    kinds = [part.get_content_type() for part in parsed(one).walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/plain"]
    assert "too large for our mail relay" in raw_of(one).decode().replace("=\r\n", "")
    assert len(await mailbot.queue()) == 1


async def test_a_refusal_for_another_cause_is_not_tried_in_another_way(mailbot: Mailbot) -> None:
    mailbot.relay.answers = [("DATA", "554 5.7.1 We do not like it")]
    await mailbot.send(plain("Seven bits only.\n"))
    assert not forwarded(mailbot)
    assert mailbot.relay.answers == []


@pytest.mark.parametrize(
    "sender", [TEAM, "Team@Support.example", "team+robot@support.example", INBOX, "hwb+b-1234@support.example"]
)
@pytest.mark.parametrize("of", ["envelope", "From"])
async def test_nothing_from_the_team_or_ourselves_is_forwarded(mailbot: Mailbot, sender: str, of: str) -> None:
    if of == "From":
        mail = plain("When is lunch?\n", sender=f"The Team <{sender}>", mail_from="relayed@mail.example")
    else:
        mail = plain("When is lunch?\n", mail_from=sender)
    await mailbot.send(mail)
    assert not forwarded(mailbot)
    assert len(await mailbot.queue()) == 1


async def test_a_mail_without_return_path_is_not_forwarded(mailbot: Mailbot) -> None:
    await mailbot.send(plain("When is lunch?\n", mail_from=""))
    assert not forwarded(mailbot)


async def test_our_forwarding_coming_back_and_answers_to_it_are_not_forwarded(mailbot: Mailbot) -> None:
    await mailbot.send(plain("When is lunch?\n"))
    (one,) = forwarded(mailbot)
    for mail_from in ("", "owner-list@mail.example"):
        await mailbot.send(Mail(raw_of(one), mail_from, INBOX))
    message_id = parsed(one)["Message-ID"]
    for field in ("In-Reply-To", "References"):
        await mailbot.send(
            plain(f"Lunch is at noon ({field}).\n", f"{field}: {message_id}", sender="mair@mail.example")
        )
    assert len(forwarded(mailbot)) == 1


async def test_a_mail_that_nobody_could_read_makes_no_loop_either(
    mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hwb_mailbot.reading.processes.pool import ReaderFailed

    async def unreadable(*_: object, **__: object) -> object:
        raise ReaderFailed("crashed")

    monkeypatch.setattr(mailbot.running.intake, "_examine", unreadable)
    await mailbot.send(plain("This breaks its reader.\n"))
    (one,) = forwarded(mailbot)
    assert "its reader" in raw_of(one).decode()
    await mailbot.send(Mail(raw_of(one), "owner-list@mail.example", INBOX))
    await mailbot.send(plain("This too.\n", sender=TEAM, mail_from="srs0=abc@mail.example"))
    assert len(forwarded(mailbot)) == 1
    assert len(await mailbot.queue()) == 3


async def test_whatever_keeps_answering_is_forwarded_twenty_times_a_day(mailbot: Mailbot) -> None:
    for number in range(22):
        await mailbot.send(plain(f"Answer number {number}: when is lunch?\n"))
    assert len(forwarded(mailbot)) == 20
    assert len(await mailbot.queue()) == 22
    await mailbot.pass_time(days=1)
    await mailbot.send(mails.compose(STRANGER, "Oriau", "When is tea?\n", mailbot.clock()))
    assert len(forwarded(mailbot)) == 21
