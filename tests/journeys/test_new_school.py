"""The new school writes for a member of its staff: everybody gets their instructions (R2a)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwb_mailbot.domain.accounts import AccountRole
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.wales import FORMER_HEAD, NEW, NEW_HEAD, SIAN_NEW, staff, write_staff_export

CHAMPION = staff("champion4", "Elin Prys", NEW, role=AccountRole.DIGITAL_CHAMPION, staff_code="EP")
SECRETARY = staff("officeg8", "Gwen Office", NEW, staff_code="GO")
ENGLISH = (
    "Member of staff has transferred",
    "Dear Hwb Support,\n\nA member of staff has transferred from another school and wants to move their existing Hwb "
    "account.\n\nUsername: aprhyss12\nDfES number of the school they have transferred from: 661/4011\n"
    "DfES number of the school they have transferred to: 672/4022\n\nRegards,\nElin Prys\n",
)
WELSH = (
    "Trosglwyddo cyfrif Hwb",
    "Helo,\n\nMae Siân ap Rhys (enw defnyddiwr aprhyss12) wedi symud o ysgol 6614011 i'n hysgol ni, 6724022, ac mae hi "
    "eisiau cadw ei chyfrif Hwb.\n\nDiolch,\nElin\n",
)
FORM = {
    "New school name": "Coed Llwyd High School",
    "New school DfES number": "6724022",
    "New Hwb username": "aprhyss77",
    "New school staff code": "SAR",
    "New school employee number": "55012",
}


@pytest.mark.parametrize("mail", [ENGLISH, WELSH], ids=["en", "cy"])
async def test_a_champions_enquiry_ends_in_the_merge(start: StartMailbot, mail: tuple[str, str]) -> None:
    mailbot: Mailbot = await start(CHAMPION)
    await mailbot.send(mailbot.mail(CHAMPION.email, mail))
    opened = mailbot.letter("sender-case-opened")
    assert str(opened.message["To"]) == CHAMPION.email
    assert ("aprhyss12" in opened.text, "aprhyss77" in opened.text) == (True, False)
    asked = mailbot.letter("headteacher-approval-asked")
    assert str(asked.message["To"]) == FORMER_HEAD
    assert "has asked us to move the Hwb account" in asked.flowing
    invited = mailbot.letter("mover-consolidation-invited")
    assert (str(invited.message["To"]), "Your school has asked us" in invited.flowing) == (MOVER, True)
    await mailbot.send(mailbot.reply(asked, "APPROVE"))
    await mailbot.send(mailbot.reply(invited, "", form=FORM))
    assert await mailbot.is_merged()
    assert await mailbot.state() == "merged"
    closed = mailbot.letter("sender-case-closed")
    assert (closed.receiver, "aprhyss77" in closed.text) == (CHAMPION.email, False)
    assert ("have been merged" if mail is ENGLISH else "wedi'u cyfuno") in closed.flowing


async def test_the_school_asks_how_it_stands_and_hears_no_more_than_that_it_is_open(start: StartMailbot) -> None:
    mailbot: Mailbot = await start(CHAMPION)
    await mailbot.send(mailbot.mail(CHAMPION.email, ENGLISH))
    await mailbot.answer("headteacher-approval-asked", "APPROVE")
    await mailbot.pass_time(days=1)
    await mailbot.answer("sender-case-opened", "What is the status of this request?\n")
    status = mailbot.letter("sender-case-status")
    assert status.receiver == CHAMPION.email
    assert "waiting for what the other people concerned have to send us" in status.flowing
    assert "approved" not in status.flowing
    await mailbot.answer("mover-consolidation-invited", "CANCEL")
    closed = mailbot.letter("sender-case-closed")
    assert (closed.receiver, "no accounts have been merged" in closed.flowing) == (CHAMPION.email, True)


async def test_the_headteachers_enquiry_after_the_merge_changes_nothing(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    before = len(mailbot.letters())
    await mailbot.send(mailbot.mail(NEW_HEAD, ENGLISH))
    (told,) = mailbot.letters()[before:]
    assert (mailbot.template(told), told.receiver) == ("sender-nothing-changed", NEW_HEAD)
    assert await mailbot.state() == "merged", "no other case is opened"


@pytest.mark.parametrize("who", [NEW_HEAD, FORMER_HEAD, MOVER])
async def test_after_the_merge_with_the_surviving_account_switched_off_a_person_looks(
    mailbot: Mailbot, who: str
) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.command("directory switch", username="aprhyss12", active=False, by="Mair", reason="x")
    before = len(mailbot.letters())
    asked = {FORMER_HEAD: mails.authorisation(), MOVER: mails.consolidation()}.get(who, ENGLISH)
    await mailbot.send(mailbot.mail(who, asked))
    told = [(mailbot.template(one), one.receiver) for one in mailbot.letters()[before:]]
    assert told == ([] if who == MOVER else [("sender-with-support", who)]), "an inactive account is not written to"
    assert await mailbot.state() == "merged", "no other case is opened, to wait for nothing"
    (mail,) = await mailbot.queue()
    assert mail["reasons"] == ["surviving-account-inactive"]


async def test_an_enquiry_before_the_run_goes_on_by_itself(start: StartMailbot, tmp_path: Path) -> None:
    mailbot: Mailbot = await start(CHAMPION)
    other = staff("aprhyss77", "Nobody Yet", NEW, staff_code="ZZ")
    await mailbot.import_directory(other)
    await mailbot.send(mailbot.mail(CHAMPION.email, ENGLISH))
    assert mailbot.templates() == ["sender-case-opened"]
    assert "Please pass this on" in mailbot.letter("sender-case-opened").text
    export = write_staff_export(tmp_path / "staff.csv", SIAN_NEW)
    await mailbot.provision(NEW, export)
    assert set(mailbot.templates()[1:]) == {"mover-consolidation-invited", "headteacher-approval-asked"}


async def test_a_secretarys_enquiry_calls_the_mover_back(start: StartMailbot) -> None:
    mailbot: Mailbot = await start(SECRETARY)
    await mailbot.send(mailbot.mail(SECRETARY.email, ENGLISH))
    assert {(letter.receiver, mailbot.template(letter)) for letter in mailbot.letters()} == {
        (MOVER, "mover-sender-check"),
        (SECRETARY.email, "sender-own-account"),
    }
    await mailbot.answer("mover-sender-check", "PROCEED")
    await mailbot.answer("headteacher-approval-asked", "APPROVE")
    await mailbot.answer("mover-transfer-approved", "PROCEED")
    assert await mailbot.state() == "merged"


async def test_a_forged_enquiry_writes_to_no_head(start: StartMailbot) -> None:
    mailbot: Mailbot = await start(CHAMPION)
    await mailbot.send(mailbot.mail(CHAMPION.email, ENGLISH, dmarc="fail"))
    assert [letter.receiver for letter in mailbot.letters()] == [MOVER]
    await mailbot.answer("mover-sender-check", "CANCEL")
    assert await mailbot.state() == "rejected"
    assert not mailbot.letters(FORMER_HEAD)
