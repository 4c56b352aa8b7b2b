"""Signatures against keys of our own in a real zone, through the whole mailbot: what holds acts, nothing else does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.nameserver import Nameserver
from tests.journeys.wales import FORMER_HEAD, NEW_HEAD
from tests.post.conftest import Conversation
from tests.trust.signing import ALL, signed

DOMAIN = "bryneithin.example"
DOMAINS = (DOMAIN, "hwbcymru.example", "coedllwyd.example")


@pytest.fixture
def nameserver() -> Iterator[Nameserver]:
    server = Nameserver(*DOMAINS, key_at=DOMAINS)
    yield server
    server.stop()


@pytest.fixture
async def mailbot(start: StartMailbot, nameserver: Nameserver) -> Mailbot:
    """A mailbot that believes no relay and asks our zone; the mover's half is here already."""
    running: Mailbot = await start(ini=f"[trust]\nnameserver = 127.0.0.1:{nameserver.port}\n")
    await send(running, sealed(running, MOVER, mails.consolidation(), domain="hwbcymru.example"), MOVER)
    assert await running.state() == "waiting-authorisation"
    return running


def sealed(mailbot: Mailbot, sender: str, what: tuple[str, str], **how: str) -> bytes:
    """A signed mail of now; ``how`` as for ``signed``."""
    raw = mailbot.mail(sender, what, dmarc=None).raw
    return signed(raw, **{"domain": DOMAIN} | how)  # type: ignore[arg-type]


async def send(mailbot: Mailbot, raw: bytes, sender: str = FORMER_HEAD) -> None:
    await mailbot.send(mails.Mail(raw, sender, mails.INBOX))


async def states(mailbot: Mailbot) -> set[str]:
    return {case["state"] for case in await mailbot.cases()}


async def test_a_good_signature_of_the_headteachers_domain_acts(mailbot: Mailbot) -> None:
    await send(mailbot, sealed(mailbot, FORMER_HEAD, mails.authorisation()))
    assert await mailbot.is_merged()


def added(field: str) -> Callable[[bytes], bytes]:
    return lambda raw: field.encode() + b"\r\n" + raw


FORGERIES: dict[str, tuple[dict[str, str], Callable[[bytes], bytes]]] = {
    "another word in the text": ({}, lambda raw: raw.replace(b"Headteacher", b"Pennaeth")),
    "another word in the subject": ({}, lambda raw: raw.replace(b"Subject: Auth", b"Subject: Re: Auth")),
    "words added below l=": ({"tags": "l=200;"}, lambda raw: raw + b"And the other account as well.\r\n"),
    "nothing added, but l=": ({"tags": "l=99999;"}, lambda raw: raw),
    "an old hash": ({"algorithm": "rsa-sha1"}, lambda raw: raw),
    "another key": ({"bits": 1024}, lambda raw: raw),
    "From not signed": ({"fields": ALL.replace("from:", "")}, lambda raw: raw),
    "Subject not signed": ({"fields": ALL.replace("subject:", "")}, lambda raw: raw),
    "a second From on top": ({}, added(f"From: {NEW_HEAD}")),
    "a second Subject on top": ({}, added("Subject: Something else")),
    "a second Content-Type on top": ({}, added("Content-Type: text/html")),
    "MIME-Version not signed": ({"fields": ALL.replace("mime-version:", "")}, lambda raw: raw),
    "expired": ({"tags": "x=1700000000;"}, lambda raw: raw),
    "signed tomorrow": ({"tags": "t=1900000000;"}, lambda raw: raw),
    "somebody else's domain": ({"domain": "coedllwyd.example"}, lambda raw: raw),
    "a domain that only ends alike": ({"domain": "evilbryneithin.example"}, lambda raw: raw),
    "a selector without key": ({"selector": "s9"}, lambda raw: raw),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_signature_that_does_not_hold_brings_a_call_back(mailbot: Mailbot, forgery: str) -> None:
    how, change = FORGERIES[forgery]
    how = {name: int(value) if name == "bits" else value for name, value in how.items()}  # type: ignore[misc]
    raw = sealed(mailbot, FORMER_HEAD, mails.authorisation(), **how)
    letters = len(mailbot.letters())
    await send(mailbot, change(raw))
    assert not await mailbot.is_merged()
    assert not {"waiting-consolidation", "merged", "merging"} & await states(mailbot)
    assert {letter.receiver for letter in mailbot.letters()[letters:]} <= {FORMER_HEAD, MOVER}


async def test_a_bare_cr_in_a_signed_mail_never_comes_in(mailbot: Mailbot) -> None:
    """``X-A: 1<CR>From: …`` is one field for a verifier and two for a reader."""
    raw = mailbot.mail(NEW_HEAD, mails.authorisation(), dmarc=None).raw
    hidden = b"X-A: 1\rFrom: " + FORMER_HEAD.encode() + b"\r\n" + raw
    conversation = Conversation(*await asyncio.open_connection(*mailbot.running.smtp))
    await conversation.reply()
    await conversation.begin()
    conversation.send(signed(hidden, domain="coedllwyd.example") + b".\r\n")
    assert (await conversation.reply()).startswith("550 5.6.0")
    await mailbot.running.settled()
    assert await mailbot.state() == "waiting-authorisation"


async def test_a_replayed_mail_does_nothing_new(mailbot: Mailbot) -> None:
    """DKIM says nothing about when and to whom: the same signed mail again is the same mail (N2)."""
    raw = sealed(mailbot, FORMER_HEAD, mails.authorisation())
    await send(mailbot, raw)
    assert await mailbot.is_merged()
    await mailbot.act("undo")
    letters = len(mailbot.letters())
    for again in (raw, b"Received: from elsewhere\r\n" + raw, b"X-Mailer: other\r\n" + raw):
        for recipient in (mails.INBOX, "hwb+other@support.example"):
            await mailbot.send(mails.Mail(again, "replayer@mail.example", recipient))
    assert await states(mailbot) == {"undone"}
    assert len(mailbot.letters()) == letters


async def test_a_replayed_mail_is_not_made_new_by_another_date(mailbot: Mailbot) -> None:
    """Where the signer leaves the date out, whoever kept the mail could write any: it is asked back."""
    without_date = ALL.replace("date:", "")
    raw = sealed(mailbot, FORMER_HEAD, mails.authorisation(), fields=without_date)
    (dated,) = (line for line in raw.split(b"\r\n") if line.startswith(b"Date:"))
    mailbot.clock.time += timedelta(days=40)
    again = raw.replace(dated, f"Date: {format_datetime(mailbot.clock())}".encode())
    await send(mailbot, again)
    assert not await mailbot.is_merged()
    assert mailbot.templates()[-1] == "headteacher-sender-check"


async def test_a_signature_over_somebody_elses_text_cannot_be_moved(mailbot: Mailbot) -> None:
    """The signature of one true mail over the text of another."""
    true = sealed(mailbot, FORMER_HEAD, ("Thank you", "Thank you for your help.\n"))
    field = true.partition(b"\r\nFrom: ")[0]
    await send(mailbot, field + b"\r\n" + mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None).raw)
    assert await mailbot.state() == "waiting-sender-check"


async def test_a_nameserver_that_fails_for_hours_decides_nothing_and_loses_nothing(
    mailbot: Mailbot, nameserver: Nameserver
) -> None:
    nameserver.broken = True
    await send(mailbot, sealed(mailbot, FORMER_HEAD, mails.authorisation()))
    letters, asked = len(mailbot.letters()), nameserver.asked
    for hour in range(30):
        await mailbot.pass_time(hours=1)
        if hour == 10:
            await mailbot.restart()
        assert await states(mailbot) == {"waiting-authorisation"}
        assert len(mailbot.letters()) == letters
        assert len(list(mailbot.running.spool.waiting())) == 1
    assert nameserver.asked >= asked + 10, "it tries again all the time"
    nameserver.broken = False
    await mailbot.pass_time(hours=3)
    assert await mailbot.is_merged()
    assert not list(mailbot.running.spool.waiting())


async def test_others_go_on_while_one_mail_waits_for_its_nameserver(
    start: StartMailbot, nameserver: Nameserver
) -> None:
    trusting = f"[trust]\nauthserv_id = {mails.AUTHSERV_ID}\nnameserver = 127.0.0.1:{nameserver.port}\n"
    mailbot: Mailbot = await start(ini=trusting)
    nameserver.broken = True
    await send(
        mailbot, sealed(mailbot, FORMER_HEAD, mails.authorisation(name="Tomos Gwynn", former_username="gwynnt5"))
    )
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    nameserver.broken = False
    await mailbot.pass_time(hours=1)
    assert await states(mailbot) == {"merged", "waiting-consolidation"}


async def test_a_relay_that_could_not_check_for_hours_leaves_it_to_us(
    start: StartMailbot, nameserver: Nameserver
) -> None:
    trusting = f"[trust]\nauthserv_id = {mails.AUTHSERV_ID}\nnameserver = 127.0.0.1:{nameserver.port}\n"
    mailbot: Mailbot = await start(ini=trusting)
    said = f"Authentication-Results: {mails.AUTHSERV_ID}; dmarc=temperror header.from={DOMAIN}\r\n".encode()
    nameserver.broken = True
    await send(mailbot, said + sealed(mailbot, FORMER_HEAD, mails.authorisation()))
    for _ in range(6):
        await mailbot.pass_time(hours=2)
    assert (await mailbot.cases(), mailbot.letters()) == ([], [])
    nameserver.broken = False
    await mailbot.pass_time(hours=3)
    assert await mailbot.state() == "waiting-consolidation"
