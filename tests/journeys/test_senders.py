"""Whose word counts: authentication, call-backs and tokens, strangers (R24, N1, N3, design "Trust")."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.nameserver import Nameserver
from tests.journeys.wales import FORMER_HEAD
from tests.trust.signing import signed

DEPUTY = "dirprwy@bryneithin.example"
STRANGER = "stranger@mail.example"


class TestCallBack:
    @pytest.mark.parametrize("word", ["APPROVE", "CYMERADWYO"])
    async def test_the_headteachers_answer_acts(self, mailbot: Mailbot, word: str) -> None:
        await mailbot.consolidate()
        await mailbot.authorise(dmarc="fail")
        assert await mailbot.state() == "waiting-sender-check"
        letter = mailbot.letter("headteacher-sender-check")
        assert letter.receiver == FORMER_HEAD
        assert letter.reply_to != mails.INBOX
        assert letter.mail_from == ""
        await mailbot.answer("headteacher-sender-check", word, dmarc="none")
        assert await mailbot.is_merged()

    async def test_the_movers_answer_acts(self, mailbot: Mailbot) -> None:
        await mailbot.authorise()
        await mailbot.consolidate("cy", dmarc="none")
        await mailbot.answer("mover-sender-check", "PARHAU\n\nDiolch, Siân", dmarc="none", welsh=True)
        assert await mailbot.is_merged()

    async def test_a_client_that_ignores_reply_to_brings_the_token_in_in_reply_to(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate()
        await mailbot.authorise(dmarc="none")
        await mailbot.answer("headteacher-sender-check", "Approve. Thanks, Jac", dmarc="none", plain_inbox=True)
        assert await mailbot.is_merged()

    async def test_a_token_that_only_a_forger_s_thread_brings_back_does_not_act(self, mailbot: Mailbot) -> None:
        # Message-IDs are passed on: whoever gets the letter forwarded, or a copy of a reply, knows them.
        await mailbot.consolidate()
        await mailbot.authorise(dmarc="fail")
        await mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="fail", plain_inbox=True)
        assert not await mailbot.is_merged()
        await mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="none")
        assert await mailbot.is_merged()

    async def test_without_any_token_an_unauthenticated_answer_does_not_act(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate()
        await mailbot.authorise(dmarc="none")
        await mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="none", plain_inbox=True, threaded=False)
        assert await mailbot.state() == "waiting-sender-check"
        assert mailbot.templates().count("headteacher-sender-check") == 2
        await mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="none")
        assert await mailbot.is_merged()

    async def test_a_token_is_used_once(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(dmarc="none")
        await mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="none")
        assert await mailbot.state() == "waiting-consolidation"
        await mailbot.answer("headteacher-sender-check", "REJECT", dmarc="none")
        assert await mailbot.state() == "waiting-consolidation"

    async def test_a_token_expires(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(dmarc="none")
        await mailbot.pass_time(days=80)
        await mailbot.answer("headteacher-sender-check", "APPROVE", dmarc="none")
        assert not (await mailbot.state()).startswith("waiting-consolidation")

    @pytest.mark.parametrize("dmarc", ["pass", "none"])
    async def test_the_token_from_another_address_is_for_a_person(self, mailbot: Mailbot, dmarc: str) -> None:
        await mailbot.consolidate()
        await mailbot.authorise(dmarc="fail")
        await mailbot.answer("headteacher-sender-check", "APPROVE", sender=DEPUTY, dmarc=dmarc)
        case = await mailbot.case()
        assert (case["state"], case["reasons"]) == ("review", ["right-token-other-sender"])
        assert mailbot.letters(DEPUTY) == []

    async def test_the_headteacher_says_it_was_somebody_else(self, mailbot: Mailbot) -> None:
        await mailbot.consolidate()
        await mailbot.authorise(dmarc="fail")
        await mailbot.answer("headteacher-sender-check", "REJECT\n\nI never wrote this.", dmarc="none")
        assert await mailbot.state() != "merged"
        await mailbot.authorise()
        assert await mailbot.is_merged()

    async def test_a_secretary_for_the_mover_brings_a_call_back(self, mailbot: Mailbot) -> None:
        await mailbot.authorise()
        await mailbot.consolidate(sender="swyddfa@coedllwyd.example")
        assert await mailbot.state() == "waiting-sender-check"
        assert mailbot.letter("mover-sender-check").receiver == MOVER
        await mailbot.answer("mover-sender-check", "PROCEED")
        assert await mailbot.is_merged()

    async def test_one_call_back_for_the_same_words_again(self, mailbot: Mailbot) -> None:
        for _ in range(4):
            await mailbot.authorise(dmarc="fail")
        assert mailbot.templates() == ["headteacher-sender-check"]


class TestStrangers:
    async def test_letters_go_to_addresses_on_record_alone(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(sender=STRANGER, dmarc="pass")
        await mailbot.consolidate(sender=STRANGER, dmarc="fail")
        await mailbot.send(mailbot.mail(STRANGER, mails.transfer_request(), dmarc="none"))
        assert {letter.receiver for letter in mailbot.letters()} == {FORMER_HEAD, MOVER}
        assert mailbot.letters(STRANGER) == []

    async def test_a_call_back_says_nothing_the_stranger_did_not_say(self, mailbot: Mailbot) -> None:
        await mailbot.authorise(sender=STRANGER, dmarc="none", new_school="Coed Llwyd", name="Rhys")
        letter = mailbot.letter("headteacher-sender-check")
        assert "Coed Llwyd" in letter.text
        for unsaid in ("aprhyss77", "55012", "Siân ap Rhys", "Uwchradd Coed Llwyd"):
            assert unsaid not in letter.text

    async def test_reply_to_display_name_and_sender_are_nobody(self, mailbot: Mailbot) -> None:
        header = {"Reply-To": STRANGER, "Sender": FORMER_HEAD}
        mail = mailbot.mail(STRANGER, mails.authorisation(), dmarc="pass", header=header)
        named = mail.raw.replace(b"From: ", f'From: "{FORMER_HEAD}" <'.encode()).replace(
            b"stranger@mail.example\r\nTo", b"stranger@mail.example>\r\nTo"
        )
        await mailbot.send(mails.Mail(named, STRANGER, mails.INBOX))
        await mailbot.consolidate()
        assert not await mailbot.is_merged()
        assert mailbot.letters(STRANGER) == []

    async def test_an_unknown_but_authenticated_sender_gets_the_blank_form_once(self, mailbot: Mailbot) -> None:
        ours = {"new_username": "nobody1", "new_number": "6729999"}
        await mailbot.consolidate(sender=STRANGER, dmarc="pass", **ours)
        assert mailbot.templates() == ["sender-blank-form"]
        assert mailbot.letters()[0].receiver == STRANGER
        await mailbot.consolidate(sender="other@mail.example", dmarc="fail", **ours)
        assert mailbot.templates() == ["sender-blank-form"]
        assert len(await mailbot.queue()) == 2


class TestForgedResults:
    async def test_results_below_the_relays_own_are_not_believed(self, mailbot: Mailbot) -> None:
        forged = {"Authentication-Results": mails.results("pass", FORMER_HEAD)}
        honest = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None, header=forged)
        own = f"Authentication-Results: {mails.results('fail', FORMER_HEAD)}\r\n".encode()
        await mailbot.send(mails.Mail(own + honest.raw, FORMER_HEAD, mails.INBOX))
        assert await mailbot.state() == "waiting-sender-check"

    async def test_results_under_another_name_are_not_believed(self, start: StartMailbot) -> None:
        nameserver = Nameserver()
        try:
            mailbot = await start(ini=_trusting("mx.support.example", nameserver))
            mail = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None)
            other = b"Authentication-Results: mx.other.example; dmarc=pass header.from=bryneithin.example\r\n"
            await mailbot.send(mails.Mail(other + mail.raw, FORMER_HEAD, mails.INBOX))
            assert await mailbot.state() == "waiting-sender-check"
        finally:
            nameserver.stop()


def _trusting(authserv_id: str, nameserver: Nameserver) -> str:
    return f"[trust]\nauthserv_id = {authserv_id}\nnameserver = 127.0.0.1:{nameserver.port}\n"


@pytest.fixture
def nameserver() -> Iterator[Nameserver]:
    server = Nameserver("bryneithin.example", "hwbcymru.example", key_at=("bryneithin.example",))
    yield server
    server.stop()


class TestOwnChecks:
    """Without a relay that says so, the mailbot verifies DKIM and DMARC itself."""

    async def test_a_good_signature_acts(self, start: StartMailbot, nameserver: Nameserver) -> None:
        mailbot = await start(ini=_trusting("", nameserver))
        mail = mailbot.mail(FORMER_HEAD, mails.authorisation("cy"), dmarc=None)
        await mailbot.send(mails.Mail(signed(mail.raw, domain="bryneithin.example"), FORMER_HEAD, mails.INBOX))
        assert await mailbot.state() == "waiting-consolidation"

    async def test_a_changed_signed_mail_does_not_act(self, start: StartMailbot, nameserver: Nameserver) -> None:
        mailbot = await start(ini=_trusting("", nameserver))
        mail = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None)
        changed = signed(mail.raw, domain="bryneithin.example").replace(b"aprhyss12", b"gwynnt5")
        await mailbot.send(mails.Mail(changed, FORMER_HEAD, mails.INBOX))
        assert await mailbot.state() in ("waiting-sender-check", "review")

    async def test_a_nameserver_out_of_order_means_waiting_and_trying_again(
        self, start: StartMailbot, nameserver: Nameserver
    ) -> None:
        mailbot = await start(ini=_trusting("", nameserver))
        mail = mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None)
        nameserver.broken = True
        await mailbot.send(mails.Mail(signed(mail.raw, domain="bryneithin.example"), FORMER_HEAD, mails.INBOX))
        assert await mailbot.cases() == []
        assert mailbot.letters() == []
        await mailbot.restart()
        await mailbot.pass_time(minutes=6)
        assert await mailbot.cases() == []
        nameserver.broken = False
        await mailbot.pass_time(hours=2)
        assert await mailbot.state() == "waiting-consolidation"
        assert not list(mailbot.running.spool.waiting())

    async def test_a_nameserver_out_of_order_for_days_ends_in_a_call_back(
        self, start: StartMailbot, nameserver: Nameserver
    ) -> None:
        mailbot = await start(ini=_trusting("", nameserver))
        nameserver.broken = True
        await mailbot.send(mailbot.mail(FORMER_HEAD, mails.authorisation(), dmarc=None))
        for _ in range(30):
            await mailbot.pass_time(hours=2)
        assert await mailbot.state() == "waiting-sender-check"
        assert mailbot.templates() == ["headteacher-sender-check"]


class TestOthersToken:
    """The right token from somebody else: a person looks, whatever the mail says and whoever vouches for it."""

    @pytest.mark.parametrize(
        "words",
        [
            "Mr Roberts is on sick leave until half-term. I am the deputy headteacher. Whom should I ring?",
            "Mae Mr Roberts i ffwrdd yn sâl. Fi yw'r dirprwy. Beth ddylwn i ei wneud?",
            "I approve on behalf of the headteacher.",
            mails.authorisation()[1],
            mails.authorisation(former_username="nobody1", former_number="660/9999")[1],
        ],
        ids=["question", "cwestiwn", "answer", "form", "unknown"],
    )
    @pytest.mark.parametrize("dmarc", ["pass", "none", "fail"])
    async def test_a_deputys_reply_goes_to_review(self, mailbot: Mailbot, words: str, dmarc: str) -> None:
        await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
        await mailbot.answer("headteacher-approval-asked", words, sender=DEPUTY, dmarc=dmarc)
        case = await mailbot.case()
        assert case["state"] == "review"
        assert "right-token-other-sender" in case["reasons"]
        assert mailbot.letters(DEPUTY) == []

    async def test_a_deputy_with_an_account_hears_that_a_person_looks(self, mailbot: Mailbot) -> None:
        deputy = "moriond3@hwbcymru.example"
        await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
        words = "The headteacher is away. Can this wait?"
        await mailbot.answer("headteacher-approval-asked", words, sender=deputy)
        assert await mailbot.state() == "review"
        assert [mailbot.template(one) for one in mailbot.letters(deputy)] == ["sender-with-support"]
