"""What the support team does to cases, by command while the service runs (CONTRACT ``case …``)."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from hwb_mailbot.commands import CommandRefused
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.wales import (
    FORMER,
    FORMER_HEAD,
    NEW,
    NEW_HEAD,
    SIAN,
    SIAN_NEW,
    amended,
    staff,
    write_staff_export,
)


async def test_approve_stands_in_for_the_headteacher(mailbot: Mailbot) -> None:
    await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
    await mailbot.act("approve", by="Mair Ellis", reason="The chair of governors confirmed it by telephone.")
    assert await mailbot.is_merged()
    (entry,) = [one for one in (await mailbot.case())["history"] if one["event"] == "approve"]
    assert (entry["actor"], entry["text"]) == (
        "support: Mair Ellis",
        "The chair of governors confirmed it by telephone.",
    )


async def test_reject_ends_the_case(mailbot: Mailbot) -> None:
    await mailbot.authorise("cy")
    note = "Rang the school: a colleague's prank."
    assert (await mailbot.act("reject", reason=note))["state"] == "rejected"
    for template, receiver, words in (
        ("headteacher-refused", FORMER_HEAD, "Mae Cymorth Hwb wedi edrych ar y cais hwn"),
        ("mover-refused", MOVER, "Hwb Support has looked at this request"),
    ):
        letter = mailbot.letter(template)
        assert letter.receiver == receiver
        assert words in letter.flowing
        assert "prank" not in letter.flowing
    with pytest.raises(CommandRefused, match="HWB-"):
        await mailbot.act("approve")


async def test_a_headteacher_who_was_asked_hears_that_support_approved_and_then_refused(start: StartMailbot) -> None:
    mailbot = await start(ini="[workflow]\ngrace = 3d\n")
    await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
    assert mailbot.letter("headteacher-approval-asked").receiver == FORMER_HEAD
    assert (await mailbot.act("approve"))["state"] == "waiting-proceed"
    assert (await mailbot.act("reject"))["state"] == "rejected"
    assert mailbot.letter("mover-refused").receiver == MOVER
    assert mailbot.letter("headteacher-refused").receiver == FORMER_HEAD


async def test_cancelled_while_a_person_looks(start: StartMailbot) -> None:
    """Their half is taken back, and they hear that, not that somebody will write to them."""
    mailbot = await start(staff("aprhyss3", "Siân ap Rhys", FORMER, staff_code="SR2"))
    await mailbot.authorise()
    await mailbot.consolidate()
    before = len(mailbot.letters())
    await mailbot.send(mailbot.reply(mailbot.letters(MOVER)[-1], "CANCEL"))
    assert await mailbot.state() == "review"
    (told,) = mailbot.letters()[before:]
    assert (mailbot.template(told), told.receiver) == ("mover-withdrawn", MOVER)
    assert (await mailbot.act("release"))["state"] == "waiting-consolidation"


async def test_hold_and_release(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    assert (await mailbot.act("hold"))["state"] == "held"
    await mailbot.consolidate()
    assert await mailbot.state() == "held"
    await mailbot.restart()
    assert (await mailbot.act("release"))["state"] == "merged"
    assert await mailbot.is_merged()


async def test_release_overrules_a_review(start: StartMailbot) -> None:
    mailbot = await start(staff("aprhyss3", "Siân ap Rhys", FORMER, staff_code="SR2"))
    await mailbot.authorise()
    assert await mailbot.state() == "review"
    assert (await mailbot.act("release"))["state"] == "waiting-consolidation"
    await mailbot.consolidate()
    assert await mailbot.is_merged()


async def test_amend_puts_a_field_right(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    await mailbot.authorise(former_number="661/4012")
    await mailbot.act("amend", field="former_dfes_number", value="661/4011")
    assert await mailbot.is_merged()


@pytest.mark.parametrize(
    ("field", "value"), [("former_dfes_number", "12"), ("new_username", "Not A Name"), ("staff_code", "")]
)
async def test_amend_refuses_what_cannot_be(mailbot: Mailbot, field: str, value: str) -> None:
    await mailbot.authorise()
    await mailbot.consolidate(without="staff code")
    before = await mailbot.case()
    with pytest.raises(CommandRefused):
        await mailbot.act("amend", field=field, value=value)
    assert await mailbot.case() == before


async def test_link_joins_two_halves(mailbot: Mailbot) -> None:
    await mailbot.authorise(new_school="Ysgol y Bryn")
    await mailbot.consolidate()
    first, second = [case["reference"] for case in await mailbot.cases()]
    await mailbot.act("link", first, other=second)
    (case,) = await mailbot.cases()
    assert case["reference"] == first
    assert (await mailbot.command("case show", reference=second))[0]["reference"] == first
    await mailbot.act("amend", field="new_school_name", value="Coed Llwyd High School")
    assert await mailbot.is_merged()


async def test_note_changes_nothing_else(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    before = await mailbot.case()
    await mailbot.act("note", reason="Rang the school.")
    after = await mailbot.case()
    assert after["history"][-1]["text"] == "Rang the school."
    assert after["history"][:-1] == before["history"]
    assert after["state"] == before["state"]
    assert len(mailbot.letters()) == 2


async def test_undo_restores_both_accounts_exactly(mailbot: Mailbot) -> None:
    before = await mailbot.accounts("aprhyss12", "aprhyss77")
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    await mailbot.restart()
    await mailbot.pass_time(days=29)
    assert (await mailbot.act("undo"))["state"] == "undone"
    assert await mailbot.accounts("aprhyss12", "aprhyss77") == before
    assert mailbot.letter("mover-undone").receiver == MOVER
    with pytest.raises(CommandRefused):
        await mailbot.act("undo")
    assert await mailbot.accounts("aprhyss12", "aprhyss77") == before


async def test_a_letter_that_nothing_changed_does_not_stand_in_the_way_of_undoing(mailbot: Mailbot) -> None:
    """The case stays as it is, and yet its next letters are letters of their own."""
    before = await mailbot.accounts("aprhyss12", "aprhyss77")
    await mailbot.authorise()
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    await mailbot.authorise("cy")
    assert mailbot.letter("sender-nothing-changed").receiver == FORMER_HEAD
    assert (await mailbot.act("undo"))["state"] == "undone"
    assert await mailbot.accounts("aprhyss12", "aprhyss77") == before
    rows = await mailbot.command("case letters", reference=reference)
    kinds = [row["kind"] for row in rows]
    assert kinds[-3] == "sender-nothing-changed"
    assert {"mover-undone", "headteacher-undone"} == set(kinds[-2:])


async def test_undo_ends_after_its_days(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.pass_time(days=31)
    with pytest.raises(CommandRefused, match="30 days"):
        await mailbot.act("undo")
    assert await mailbot.is_merged()


async def test_undone_accounts_can_be_merged_again(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.act("undo")
    await mailbot.authorise("cy")
    await mailbot.consolidate("cy")
    assert await mailbot.is_merged()
    assert sorted(case["state"] for case in await mailbot.cases()) == ["merged", "undone"]


async def test_what_has_changed_since_is_said_to_support_and_to_the_mover(mailbot: Mailbot) -> None:
    before = await mailbot.accounts("aprhyss12", "aprhyss77")
    await mailbot.authorise()
    await mailbot.consolidate()
    later = amended(SIAN_NEW, staff_code="SA2", start_date=date(2026, 9, 3))
    await mailbot.provision(NEW, write_staff_export(mailbot.folder / "staff.csv", later))
    await mailbot.pass_time(days=29)
    row = await mailbot.act("undo")
    assert row["changed_since"] == ["staff_code: SA2", "start_date: 2026-09-03"]
    letter = mailbot.letter("mover-undone")
    assert "- Staff code: SA2 - Start date: 3 September 2026 Please" in letter.flowing
    assert await mailbot.accounts("aprhyss12", "aprhyss77") == before


async def test_the_former_headteacher_who_rejects_after_the_merge_hears_that_nothing_changed(
    mailbot: Mailbot,
) -> None:
    await mailbot.authorise("cy")
    await mailbot.consolidate()
    await mailbot.answer("headteacher-merged", "GWRTHOD\n")
    letter = mailbot.letter("sender-nothing-changed")
    assert letter.receiver == FORMER_HEAD
    assert "Cafodd y cais hwn ei gau ar 10 Medi 2026. Canlyniad: Wedi'i gyfuno." in letter.flowing
    number = len(mailbot.letters())
    await mailbot.send(mailbot.reply(mailbot.letter("headteacher-merged"), "REJECT\n", sender=NEW_HEAD))
    assert len(mailbot.letters()) == number, "the new school's headteacher has no part in it"
    assert await mailbot.is_merged()


async def test_undo_of_a_case_that_is_not_merged_is_refused(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    with pytest.raises(CommandRefused, match="only a merged case"):
        await mailbot.act("undo")


async def test_a_grace_period_lets_the_mover_stop_or_hasten_it(start: StartMailbot) -> None:
    mailbot = await start(ini="[workflow]\ngrace = 3d\n")
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.state() == "waiting-proceed"
    assert (await mailbot.account("aprhyss77"))["status"] == "active"
    await mailbot.answer("mover-merge-paused", "PROCEED")
    assert await mailbot.is_merged()


async def test_a_grace_period_ends_in_the_merge(start: StartMailbot) -> None:
    mailbot = await start(ini="[workflow]\ngrace = 3d\n")
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.pass_time(days=2)
    assert await mailbot.state() == "waiting-proceed"
    await mailbot.restart()
    await mailbot.pass_time(days=2)
    assert await mailbot.is_merged()


async def test_a_grace_period_ended_by_cancel(start: StartMailbot) -> None:
    mailbot = await start(ini="[workflow]\ngrace = 3d\n")
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.answer("mover-merge-paused", "CANSLO")
    await mailbot.pass_time(days=9)
    assert await mailbot.state() == "withdrawn"
    assert (await mailbot.account("aprhyss77"))["status"] == "active"


async def test_the_account_changed_between_decision_and_review(start: StartMailbot) -> None:
    """An account that changes hands while a case waits is looked at as it is now."""
    mailbot = await start()
    await mailbot.authorise()
    await mailbot.import_directory(amended(SIAN, forename="Sioned", surname="Rees"))
    await mailbot.consolidate()
    assert not any(case["state"] == "merged" for case in await mailbot.cases())
    assert all("Sioned" not in letter.text for letter in mailbot.letters(MOVER))


async def test_enquiries_go_to_the_queue_and_their_sender_is_told(mailbot: Mailbot) -> None:
    question = ("Password", "Hello,\n\nHow do I reset the password of a colleague?\n\nThanks,\nWena\n")
    await mailbot.send(mailbot.mail("haulw4@hwbcymru.example", question))
    (queued,) = await mailbot.queue()
    assert queued["kind"] == "enquiry"
    assert mailbot.templates() == ["sender-with-support"]
    assert await mailbot.cases() == []


async def test_mails_and_commands_at_the_same_time(mailbot: Mailbot) -> None:
    halves = mailbot.mail(FORMER_HEAD, mails.authorisation()), mailbot.mail(MOVER, mails.consolidation())
    await asyncio.gather(
        *map(mailbot.deliver, halves),
        mailbot.import_directory(),
        mailbot.provision(FORMER, failed=True),
        mailbot.cases(),
    )
    await mailbot.running.settled()
    assert await mailbot.is_merged()


async def test_what_is_done_already_is_refused_in_words_and_repeats_no_letter(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    letters = mailbot.templates()
    with pytest.raises(CommandRefused, match=f"already authorised by {FORMER_HEAD} on 10 September 2026"):
        await mailbot.act("approve")
    with pytest.raises(CommandRefused, match="neither on hold nor in review"):
        await mailbot.act("release")
    await mailbot.act("hold")
    with pytest.raises(CommandRefused, match="already on hold, put there by Mair on 10 September 2026"):
        await mailbot.act("hold")
    await mailbot.act("release")
    assert mailbot.templates() == letters
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    with pytest.raises(CommandRefused, match="already merged on 10 September 2026"):
        await mailbot.act("approve")
    await mailbot.act("undo")
    with pytest.raises(CommandRefused, match="already undone by Mair on 10 September 2026"):
        await mailbot.act("undo")
    with pytest.raises(CommandRefused, match="has ended: Undone on 10 September 2026, by Mair"):
        await mailbot.act("reject")


async def test_after_an_approval_by_support_nobody_hears_that_the_headteacher_authorised(mailbot: Mailbot) -> None:
    await mailbot.authorise(dmarc="none")
    await mailbot.act("approve")
    invited = mailbot.letter("mover-consolidation-invited").flowing
    assert "Hwb Support has authorised us, on behalf of your former school" in invited
    assert "The headteacher of your former school has authorised" not in invited
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    assert "that you authorised" not in mailbot.letter("headteacher-merged").flowing
