"""The whole journey through a real Postfix that writes OpenDKIM's and OpenDMARC's results, in and out."""

from __future__ import annotations

import pytest
import trustme

from tests.journeys import mails
from tests.journeys.harness import MOVER, OLD_ADDRESS
from tests.journeys.wales import FORMER_HEAD
from tests.peers.conftest import FrontedMailbot
from tests.peers.postfix import HOSTNAME


@pytest.mark.parametrize("fronted", ["smtp", "lmtp"], indirect=True)
async def test_both_halves_through_postfix_merge_the_accounts(fronted: FrontedMailbot) -> None:
    await fronted.authorise("cy")
    assert await fronted.state() == "waiting-consolidation"
    await fronted.consolidate()
    assert await fronted.is_merged()
    receivers = sorted(letter.receiver for letter in fronted.letters())
    assert receivers == sorted([FORMER_HEAD, FORMER_HEAD, MOVER, OLD_ADDRESS])
    assert len({str(letter.message["Message-ID"]) for letter in fronted.letters()}) == 4
    assert not list(fronted.running.spool.waiting())


@pytest.mark.parametrize("fronted", ["smtp", "lmtp"], indirect=True)
async def test_a_mailbot_that_requires_tls_gets_its_mail_encrypted(fronted: FrontedMailbot) -> None:
    await fronted.stop()
    certificate = trustme.CA().issue_cert("support.example")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(fronted.folder / "door.pem"))
    fronted.listening = "tls_certificate = door.pem\ntls_key = door.pem\nrequire_tls = yes\n"
    await fronted.start()
    await fronted.authorise()
    (record,) = fronted.running.office.records.all("mail")
    assert record.body["envelope"]["tls"] is True
    assert await fronted.state() == "waiting-consolidation"


async def test_what_vouched_was_the_relays_word(fronted: FrontedMailbot) -> None:
    await fronted.authorise()
    (record,) = fronted.running.office.records.all("mail")
    verdict = record.body["verdict"]
    assert (verdict["evidence"], verdict["vouched_by"]) == ("pass", "relay")
    assert verdict["results"][0] == "dmarc=pass header.from=bryneithin.example"
    assert record.body["answers"] == {}


async def test_letters_arrive_as_they_were_written(fronted: FrontedMailbot) -> None:
    await fronted.authorise()
    letters = [letter.body["raw"].encode() for letter in fronted.running.office.records.all("letter")]
    assert len(letters) == len(fronted.relay.taken) == 2
    for taken in fronted.relay.taken:
        content = bytes(taken.content or b"")
        assert any(content.endswith(letter) for letter in letters), "Postfix adds its own fields on top, no more"


@pytest.mark.parametrize("fronted", ["smtp", "lmtp"], indirect=True)
async def test_a_forged_mail_fails_and_is_called_back(fronted: FrontedMailbot) -> None:
    await fronted.consolidate()
    await fronted.authorise(dmarc="fail")
    evidence = [record.body["verdict"]["evidence"] for record in fronted.running.office.records.all("mail")]
    assert sorted(evidence) == ["fail", "pass"]
    assert await fronted.state() == "waiting-sender-check"
    assert fronted.letter("headteacher-sender-check").receiver == FORMER_HEAD
    await fronted.answer("headteacher-sender-check", "APPROVE")
    assert await fronted.is_merged()


FORGED = {
    "plainly": f"Authentication-Results: {HOSTNAME}; dmarc=pass header.from=bryneithin.example",
    "in capitals": f"AUTHENTICATION-RESULTS: {HOSTNAME.upper()}; dmarc=pass header.from=bryneithin.example",
    "with a version": f"Authentication-Results: {HOSTNAME} 1; dmarc=pass header.from=bryneithin.example",
    "folded": f"Authentication-Results:\r\n {HOSTNAME};\r\n\tdmarc=pass\r\n header.from=bryneithin.example",
    "with a comment": f"Authentication-Results: (really) {HOSTNAME} (ours); dmarc=pass header.from=bryneithin.example",
    "quoted": f'Authentication-Results: "{HOSTNAME}"; dmarc=pass header.from=bryneithin.example',
    "with a blank before the colon": f"Authentication-Results : {HOSTNAME}; dmarc=pass header.from=bryneithin.example",
    "below a hop of its own": f"Received: from {HOSTNAME} (localhost [127.0.0.1]) by {HOSTNAME}; today\r\n"
    f"Authentication-Results: {HOSTNAME}; dmarc=pass header.from=bryneithin.example",
}


@pytest.mark.parametrize("strips", ["no", "yes"])
async def test_results_that_the_sender_wrote_are_never_believed(fronted: FrontedMailbot, strips: str) -> None:
    await fronted.stop()
    fronted.ini = f"relay_strips_results = {strips}\n"
    await fronted.start()
    subject, text = mails.authorisation()
    for number, forged in enumerate(FORGED.values()):
        mail = fronted.mail(FORMER_HEAD, (f"{subject} ({number})", text), dmarc=None)
        await fronted.deliver_as_it_is(mails.Mail(forged.encode() + b"\r\n" + mail.raw, FORMER_HEAD, mails.INBOX))
    await fronted.carried()
    records = list(fronted.running.office.records.all("mail"))
    assert len(records) == len(FORGED)
    assert {record.body["verdict"]["evidence"] for record in records} <= {"fail", "none"}
    assert {case["state"] for case in await fronted.cases()} <= {"waiting-sender-check", "review"}


async def test_a_signed_mail_that_was_changed_on_its_way_is_called_back(fronted: FrontedMailbot) -> None:
    await fronted.consolidate()
    mail = fronted.mail(FORMER_HEAD, mails.authorisation(former_username="gwynnt5"))
    good = fronted.sealed(mail)
    changed = mails.Mail(good.raw.replace(b"gwynnt5", b"aprhyss12"), good.mail_from, good.recipient)
    await fronted.deliver_as_it_is(changed)
    await fronted.carried()
    assert not await fronted.is_merged()
    assert "waiting-sender-check" in {case["state"] for case in await fronted.cases()}


async def test_a_letter_that_bounces_far_away_comes_back_and_is_for_a_person(fronted: FrontedMailbot) -> None:
    fronted.relay.answers = [("RCPT", "550 5.1.1 No such user")]
    await fronted.authorise(without="new school")
    (bounced,) = await fronted.postfix.logged(r"postfix/bounce.*sender non-delivery notification")
    assert bounced
    case = await fronted.case()
    assert (case["state"], "letter-bounced" in case["reasons"]) == ("review", True)


async def test_a_call_back_that_bounces_stays_silent(fronted: FrontedMailbot) -> None:
    fronted.relay.answers = [("RCPT", "550 5.1.1 No such user")]
    await fronted.authorise(dmarc="fail")
    assert fronted.relay.taken == []
    assert await fronted.state() == "waiting-sender-check"
