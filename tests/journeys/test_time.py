"""Time passing over a running mailbot: reminders and ends on school days, once, whatever restarts and clocks do."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot import timers
from tests.journeys import mails
from tests.journeys.harness import MOVER, OLD_ADDRESS, Mailbot, StartMailbot
from tests.journeys.mails import Letter
from tests.journeys.wales import FORMER_HEAD, NEW, SIAN_NEW, amended, write_staff_export

ASKED = "headteacher-approval-asked"
TEAM = "team@support.example"
MONTHS = {"September": 9, "October": 10, "November": 11}


async def ask_the_head(mailbot: Mailbot, language: str = "en") -> None:
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request(language)))


async def day_by_day(mailbot: Mailbot, days: int) -> None:
    """Let days pass, one by one."""
    for _ in range(days):
        await mailbot.pass_time(days=1)


async def hour_by_hour(mailbot: Mailbot, days: int) -> None:
    """Let days pass while the clock looks often, as it does."""
    for _ in range(days * 8):
        await mailbot.pass_time(hours=3)


def written_on(mailbot: Mailbot, template: str) -> list[date]:
    return [
        letter.message["Date"].datetime.date() for letter in mailbot.letters() if mailbot.template(letter) == template
    ]


def named(letter: Letter) -> date:
    """The closing day that a letter names, in English."""
    found = re.search(r"stay open until (\d+) (\w+) (\d{4})", letter.flowing)
    assert found is not None, letter.flowing
    return date(int(found[3]), MONTHS[found[2]], int(found[1]))


async def test_reminders_then_the_end_on_the_very_day_that_the_letters_named(mailbot: Mailbot) -> None:
    await ask_the_head(mailbot)
    await hour_by_hour(mailbot, 45)
    assert await mailbot.state() == "expired"
    assert written_on(mailbot, ASKED) == [date(2026, 9, day) for day in (10, 15, 21, 30)]
    history = (await mailbot.case())["history"]
    (ended,) = [datetime.fromisoformat(one["time"]) for one in history if one["event"] == "expired"]
    letters = [letter for letter in mailbot.letters() if mailbot.template(letter) == ASKED]
    assert {named(letter) for letter in letters} == {date(2026, 10, 20)}
    assert named(mailbot.letter("mover-transfer-received")) == date(2026, 10, 20)
    assert ended.date() == date(2026, 10, 20)
    assert ["last reminder" in letter.flowing for letter in letters] == [False, False, False, True]
    assert ["Reminder:" in letter.subject for letter in letters] == [False, True, True, True]
    assert mailbot.letter("mover-expired").receiver == MOVER
    assert mailbot.letter("headteacher-expired").receiver == FORMER_HEAD
    assert [one["status"] for one in await mailbot.accounts("aprhyss12", "aprhyss77")] == ["inactive", "active"]


async def test_the_last_day_is_still_theirs(mailbot: Mailbot) -> None:
    await ask_the_head(mailbot)
    closing = named(mailbot.letter(ASKED))
    mailbot.clock.time = datetime(closing.year, closing.month, closing.day, 18, 30, tzinfo=UTC)
    await mailbot.pass_time(minutes=1)
    assert await mailbot.state() == "waiting-authorisation"
    await mailbot.pass_time(hours=2)
    assert await mailbot.state() == "expired"
    assert mailbot.letter("mover-expired").message["Date"].datetime.date() == closing


@pytest.mark.parametrize("template", [ASKED, "mover-transfer-approved"])
async def test_an_answer_to_a_reminder_is_an_answer(mailbot: Mailbot, template: str) -> None:
    await ask_the_head(mailbot)
    if template != ASKED:
        await mailbot.answer(ASKED, "APPROVE")
    await day_by_day(mailbot, 12)
    assert mailbot.letter(template).subject.count("Reminder:") == 1
    await mailbot.answer(template, "APPROVE" if template == ASKED else "PROCEED", dmarc="none")
    assert await mailbot.state() == ("waiting-proceed" if template == ASKED else "merged")


async def test_a_reminder_in_welsh(mailbot: Mailbot) -> None:
    await mailbot.consolidate("cy", without="staff code")
    await day_by_day(mailbot, 21)
    letter = mailbot.letter("mover-consolidation-incomplete")
    assert "Nodyn atgoffa:" in letter.subject
    assert "Reminder" not in letter.subject
    assert "Dyma ein nodyn atgoffa olaf. Bydd y cais hwn ar agor tan 20 Hydref 2026." in letter.flowing
    await mailbot.answer("mover-consolidation-incomplete", "", form={"Cod staff": "SAR"}, welsh=True)
    assert await mailbot.state() == "waiting-authorisation"


async def test_each_letter_once_through_restarts_and_a_clock_put_back(mailbot: Mailbot) -> None:
    await ask_the_head(mailbot)
    await mailbot.consolidate(sender="gwynnt9@hwbcymru.example", new_username="gwynnt9", staff_code="TG")
    for number in range(45):
        await mailbot.pass_time(days=1)
        if number % 4 == 0:
            await mailbot.restart()
            await mailbot.pass_time(seconds=20)
        if number % 7 == 3:
            mailbot.clock.time -= timedelta(hours=30)
            await mailbot.restart()
            await mailbot.pass_time(seconds=20)
    assert Counter(written_on(mailbot, ASKED)).most_common(1)[0][1] == 1
    assert len(written_on(mailbot, ASKED)) <= 4
    await day_by_day(mailbot, 30)
    assert {case["state"] for case in await mailbot.cases()} == {"expired"}
    assert mailbot.templates().count("headteacher-expired") == 1
    identities = [(letter.receiver, letter.message["Message-ID"]) for letter in mailbot.letters()]
    assert len(identities) == len(set(identities))


async def test_nothing_goes_out_in_half_term_or_at_weekends(mailbot: Mailbot) -> None:
    mailbot.clock.time = datetime(2026, 10, 22, 9, 0, tzinfo=UTC)
    await ask_the_head(mailbot)
    for _ in range(100):
        await mailbot.pass_time(hours=7)
    for letter in mailbot.letters():
        day = letter.message["Date"].datetime.date()
        assert day.weekday() < 5
        assert not date(2026, 10, 26) <= day <= date(2026, 10, 30)
    assert written_on(mailbot, ASKED)[:2] == [date(2026, 10, 22), date(2026, 11, 3)]


async def test_own_holidays(start: StartMailbot, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("2026-09-11 2026-09-18  # lambing\n")
    mailbot = await start(ini="[workflow]\nholidays = own.txt\n")
    await ask_the_head(mailbot)
    await day_by_day(mailbot, 14)
    assert written_on(mailbot, ASKED) == [date(2026, 9, 10), date(2026, 9, 23)]


async def test_the_team_hears_of_a_long_wait_once(mailbot: Mailbot) -> None:
    await mailbot.stop()
    mailbot.support = TEAM
    await mailbot.start()
    await ask_the_head(mailbot)
    await day_by_day(mailbot, 32)
    await mailbot.restart()
    await day_by_day(mailbot, 2)
    (letter,) = mailbot.letters(TEAM)
    assert FORMER_HEAD in letter.flowing
    assert named(letter) == date(2026, 10, 20)
    assert (await mailbot.case())["escalated"]


def away(
    mailbot: Mailbot, letter: Letter, until: str, *, how: str = "return path", dmarc: str | None = None
) -> mails.Mail:
    """An out-of-office reply to a letter, as mail systems send it: mostly unsigned, with the null return path.

    ``how`` it comes: to the ``return path``, in the ``thread``, or to the inbox with no more than the letter's
    ``subject``.
    """
    header = {"Auto-Submitted": "auto-replied"}
    if how == "thread":
        header["In-Reply-To"] = str(letter.message["Message-ID"])
    return mails.compose(
        letter.receiver,
        f"Automatic reply: {letter.subject}",
        f"I am out of the office and will be back on {until}.\n\nJac Roberts\n",
        mailbot.clock(),
        dmarc=dmarc,
        mail_from="",
        recipient=letter.mail_from if how == "return path" else mails.INBOX,
        header=header,
    )


@pytest.mark.parametrize(("how", "dmarc"), [("return path", None), ("thread", "none"), ("subject", "pass")])
async def test_an_out_of_office_reply_puts_reminders_off(mailbot: Mailbot, how: str, dmarc: str | None) -> None:
    await ask_the_head(mailbot)
    await mailbot.send(away(mailbot, mailbot.letter(ASKED), "22 September 2026", how=how, dmarc=dmarc))
    await mailbot.restart()
    await day_by_day(mailbot, 42)
    assert written_on(mailbot, ASKED) == [date(2026, 9, 10), date(2026, 9, 22), date(2026, 9, 30)]
    assert await mailbot.state() == "expired"


@pytest.mark.parametrize("how", ["subject", "thread"])
async def test_an_out_of_office_reply_that_anybody_may_have_written_puts_nothing_off(
    mailbot: Mailbot, how: str
) -> None:
    await ask_the_head(mailbot)
    dmarc = {"subject": "none", "thread": "fail"}[how]
    await mailbot.send(away(mailbot, mailbot.letter(ASKED), "22 September 2026", how=how, dmarc=dmarc))
    await day_by_day(mailbot, 25)
    assert written_on(mailbot, ASKED) == [date(2026, 9, day) for day in (10, 15, 21, 30)]


async def test_nobody_is_away_for_longer_than_two_school_weeks(mailbot: Mailbot) -> None:
    await ask_the_head(mailbot)
    letter = mailbot.letter(ASKED)
    await mailbot.send(away(mailbot, letter, "1 July 2027"))
    await mailbot.pass_time(days=10)
    await mailbot.send(away(mailbot, letter, "1 August 2027"))
    await day_by_day(mailbot, 12)
    assert written_on(mailbot, ASKED) == [date(2026, 9, 10), date(2026, 9, 24), date(2026, 9, 30)]


async def test_who_is_away_is_away_for_every_case(mailbot: Mailbot) -> None:
    await ask_the_head(mailbot)
    await mailbot.send(mailbot.mail("gwynnt9@hwbcymru.example", mails.transfer_request(username="gwynnt5")))
    assert len(written_on(mailbot, ASKED)) == 2
    await mailbot.send(away(mailbot, mailbot.letter(ASKED), "22 September 2026"))
    await mailbot.restart()
    await day_by_day(mailbot, 11)
    assert written_on(mailbot, ASKED) == [date(2026, 9, 10)] * 2
    await day_by_day(mailbot, 2)
    assert written_on(mailbot, ASKED) == [date(2026, 9, 10)] * 2
    assert written_on(mailbot, "headteacher-reminder-of-several") == [date(2026, 9, 22)]


async def test_a_letter_without_a_question_may_be_answered_so_too(mailbot: Mailbot) -> None:
    """A headteacher who is asked to pass a request on gets no token to bring back."""
    await mailbot.authorise(new_school="Cwm Celyn School")
    asked = mailbot.letter("headteacher-authorisation-received")
    assert not asked.reply_to
    reply = away(mailbot, asked, "22 September 2026")
    await mailbot.send(replace(reply, raw=reply.raw.replace(b"HWB-", b"Hwb ")))
    await day_by_day(mailbot, 11)
    assert len(written_on(mailbot, "headteacher-authorisation-received")) == 1
    await day_by_day(mailbot, 3)
    assert len(written_on(mailbot, "headteacher-authorisation-received")) == 2


async def test_an_absence_does_not_hold_up_a_merge_after_a_pause(start: StartMailbot) -> None:
    """Silence merges when the pause ends (R9), whoever is away meanwhile."""
    mailbot = await start(ini="[workflow]\ngrace = 2d\n")
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.state() == "waiting-proceed"
    due = (await mailbot.case())["due_at"]
    for letter in [mailbot.letter("mover-merge-paused"), mailbot.letter("headteacher-authorisation-received")]:
        await mailbot.send(away(mailbot, letter, "22 September 2026", dmarc="pass"))
    assert (await mailbot.case())["due_at"] == due
    await mailbot.pass_time(days=2)
    assert await mailbot.is_merged()


async def test_many_due_at_once_are_all_dealt_with_and_one_that_fails_stops_no_other(
    mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "_AT_ONCE", 1)
    await ask_the_head(mailbot)
    await mailbot.consolidate(sender="gwynnt9@hwbcymru.example", without="staff code", new_username="gwynnt9")
    await mailbot.authorise(name="Dilwyn Morion", former_username="moriond3", without="new school")
    failing, *others = [case["reference"] for case in await mailbot.cases()]
    assert len(others) == 2
    handle = mailbot.running.office.casework.handle

    async def sometimes(event: Any) -> Any:
        if event.reference == failing:
            raise RuntimeError("this one")
        return await handle(event)

    monkeypatch.setattr(mailbot.running.office.casework, "handle", sometimes)
    await mailbot.pass_time(days=5)
    for reference in others:
        (case,) = await mailbot.command("case show", reference=reference)
        assert "reminded" in [one["event"] for one in case["history"]]


class TestLate:
    @pytest.mark.parametrize("dmarc", ["pass", "none"])
    async def test_after_it_has_expired(self, mailbot: Mailbot, dmarc: str) -> None:
        await ask_the_head(mailbot)
        await day_by_day(mailbot, 50)
        await mailbot.answer(ASKED, "APPROVE", dmarc=dmarc)
        assert await mailbot.state() == "expired"
        late = mailbot.letter("sender-nothing-changed")
        assert late.receiver == FORMER_HEAD
        assert "This request was closed on 20 October 2026. Outcome: Expired." in late.flowing
        assert "Your message has not changed anything." in late.flowing

    async def test_after_the_merge_the_answer_goes_to_the_surviving_account(self, mailbot: Mailbot) -> None:
        await ask_the_head(mailbot)
        await mailbot.answer(ASKED, "APPROVE")
        await mailbot.answer("mover-transfer-approved", "PROCEED")
        assert await mailbot.is_merged()
        await mailbot.pass_time(days=3)
        await mailbot.answer("mover-transfer-approved", "CANCEL")
        late = mailbot.letter("sender-nothing-changed")
        assert late.receiver == OLD_ADDRESS
        assert "This request was closed on 10 September 2026. Outcome: Merged." in late.flowing
        assert await mailbot.is_merged()

    async def test_a_stranger_with_a_forged_reference_hears_nothing(self, mailbot: Mailbot) -> None:
        await ask_the_head(mailbot)
        await mailbot.answer(ASKED, "REJECT")
        before = len(mailbot.letters())
        stranger = ("Re: " + mailbot.letter(ASKED).subject, "APPROVE\n")
        await mailbot.send(mailbot.mail("stranger@mail.example", stranger))
        assert len(mailbot.letters()) == before


class TestUndo:
    async def test_everybody_hears_of_it(self, mailbot: Mailbot) -> None:
        await mailbot.authorise()
        await mailbot.consolidate("cy")
        await mailbot.act("undo")
        assert mailbot.letter("mover-undone").receiver == MOVER
        assert mailbot.letter("headteacher-undone").receiver == FORMER_HEAD

    async def test_what_had_changed_is_put_back_and_said(self, mailbot: Mailbot) -> None:
        before = await mailbot.accounts("aprhyss12", "aprhyss77")
        await mailbot.authorise()
        await mailbot.consolidate()
        changed = amended(SIAN_NEW, staff_code="SR9")
        await mailbot.provision(NEW, write_staff_export(mailbot.folder / "staff.csv", changed))
        assert (await mailbot.account("aprhyss12"))["staff_code"] == "SR9"
        row = await mailbot.act("undo")
        assert row["changed_since"] == ["staff_code: SR9"]
        assert await mailbot.accounts("aprhyss12", "aprhyss77") == before
        assert "- Staff code: SR9" in mailbot.letter("mover-undone").text
        assert any(one["event"] == "changes-put-back" for one in (await mailbot.case())["history"])


async def test_what_is_merged_and_asked_for_once_more(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    await mailbot.pass_time(days=7)
    await mailbot.authorise("cy")
    await mailbot.consolidate()
    assert len(await mailbot.cases()) == 1
    to = [letter.receiver for letter in mailbot.letters() if mailbot.template(letter) == "sender-nothing-changed"]
    assert to == [FORMER_HEAD, OLD_ADDRESS]
    assert await mailbot.is_merged()
