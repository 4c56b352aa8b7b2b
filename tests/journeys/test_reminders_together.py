"""One reminder for several cases of one headteacher, through the running program: sent once, answered case by case."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from urllib.parse import unquote

import lxml.html
import pytest

from hwb_mailbot.domain import deciding
from hwb_mailbot.domain.deciding.casefile import CaseFile
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.mails import Letter
from tests.journeys.wales import FORMER_HEAD

TOMOS = "gwynnt9@hwbcymru.example"
TOGETHER, ASKED = "headteacher-reminder-of-several", "headteacher-approval-asked"


async def two_ask(mailbot: Mailbot) -> dict[str, str]:
    """Siân and Tomos ask for a transfer on one day; gives the reference of each by the former username."""
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request("en")))
    await mailbot.send(mailbot.mail(TOMOS, mails.transfer_request("cy", username="gwynnt5")))
    return {case["former"]["username"]: case["reference"] for case in await mailbot.cases()}


def reminders(mailbot: Mailbot) -> list[tuple[date, str]]:
    """Each reminder to the headteacher, with its day and its kind."""
    return [
        (letter.message["Date"].datetime.date(), mailbot.template(letter))
        for letter in mailbot.letters(FORMER_HEAD)
        if "Reminder" in letter.subject
    ]


def buttons(letter: Letter) -> dict[str, list[str]]:
    """The address that each button of the letter writes to, by the word on it."""
    html = letter.message.get_body(("html",)).get_content()
    found: dict[str, list[str]] = {}
    for link in lxml.html.fromstring(html).iterfind(".//a"):
        address = unquote(link.get("href").partition(":")[2].partition("?")[0])
        found.setdefault(link.text_content(), []).append(address)
    return found


def tagged(address: str, reference: str) -> bool:
    """Whether an address brings a mail to that case."""
    return address.startswith(f"hwb+{reference.removeprefix('HWB-').replace('-', '').lower()}")


async def test_one_letter_names_both_and_each_is_answered_by_its_own_address(mailbot: Mailbot) -> None:
    cases = await two_ask(mailbot)
    await mailbot.pass_time(days=5)
    assert reminders(mailbot) == [(date(2026, 9, 15), TOGETHER)]
    letter = mailbot.letter(TOGETHER)
    assert "(2)" in letter.subject
    assert "HWB-" not in letter.subject
    for reference, person in ((cases["aprhyss12"], "Siân ap Rhys"), (cases["gwynnt5"], "Tomos Gwynn")):
        assert f"{person} [{reference}]" in letter.flowing
    answers = buttons(letter)
    assert answers["APPROVE"] == answers["CYMERADWYO"] == answers["REJECT"] == answers["GWRTHOD"]
    assert set(answers["APPROVE"]) == set(re.findall(r"hwb\+\w{28}@\S+\w", letter.text))
    assert len(set(answers["APPROVE"])) == 2
    to = {former: next(one for one in answers["APPROVE"] if tagged(one, cases[former])) for former in cases}
    await mailbot.send(
        mailbot.mail(FORMER_HEAD, (f"Re: [{cases['gwynnt5']}]", "REJECT\n"), dmarc="none", recipient=to["gwynnt5"]),
        mailbot.mail(
            FORMER_HEAD, (f"Re: [{cases['aprhyss12']}]", "APPROVE\n"), dmarc="none", recipient=to["aprhyss12"]
        ),
    )
    states = {case["former"]["username"]: case["state"] for case in await mailbot.cases()}
    assert states == {"aprhyss12": "waiting-proceed", "gwynnt5": "rejected"}


@pytest.mark.parametrize("words", ["APPROVE\n", "CYMERADWYO\n\nDiolch\n"])
async def test_a_bare_word_in_reply_to_the_letter_decides_nothing(mailbot: Mailbot, words: str) -> None:
    await two_ask(mailbot)
    await mailbot.pass_time(days=5)
    await mailbot.answer(TOGETHER, words)
    assert {case["state"] for case in await mailbot.cases()} == {"waiting-authorisation"}
    assert mailbot.templates()[-1] == "sender-with-support"
    assert len(await mailbot.queue()) == 1


async def test_the_letter_stands_among_those_of_every_case_that_it_names(mailbot: Mailbot) -> None:
    cases = await two_ask(mailbot)
    await mailbot.pass_time(days=5)
    letter_id = str(mailbot.letter(TOGETHER).message["Message-ID"])
    histories = []
    for reference in cases.values():
        listed = await mailbot.command("case letters", reference=reference)
        (joint,) = [one for one in listed if one["kind"] == TOGETHER]
        assert joint["letter"] in letter_id
        assert {one["kind"] for one in listed[:-1]} == {"mover-transfer-received", ASKED}
        (whole,) = await mailbot.command("case show", reference=reference)
        histories += [one["details"] for one in whole["history"] if one["event"] == "reminded"]
    leading = next(one for details in histories for one in details if one.startswith("HWB-"))
    assert sorted(histories) == [[TOGETHER], [TOGETHER, leading]]
    assert leading in cases.values()


async def test_once_each_through_restarts_a_clock_put_back_and_a_change_to_winter_time(mailbot: Mailbot) -> None:
    mailbot.clock.time = datetime.fromisoformat("2026-10-12T09:00:00+00:00")
    await two_ask(mailbot)
    for number in range(60):
        await mailbot.pass_time(hours=12)
        if number % 5 == 0:
            await mailbot.restart()
            mailbot.clock.time -= timedelta(hours=13)
            await mailbot.pass_time(seconds=20)
            await mailbot.pass_time(hours=13)
    days = reminders(mailbot)
    assert [kind for _, kind in days] == [TOGETHER] * 3
    # Half-term and the change to winter time lie between the second and the third.
    assert [day for day, _ in days] == [date(2026, 10, 15), date(2026, 10, 21), date(2026, 11, 6)]
    for case in await mailbot.cases():
        (whole,) = await mailbot.command("case show", reference=case["reference"])
        assert [one["event"] for one in whole["history"]].count("reminded") == 3


async def test_a_week_switched_off_is_one_letter(mailbot: Mailbot) -> None:
    await two_ask(mailbot)
    await mailbot.stop()
    mailbot.clock.time += timedelta(days=12)
    await mailbot.start()
    for _ in range(3):
        await mailbot.pass_time(seconds=20)
    assert reminders(mailbot) == [(date(2026, 9, 22), TOGETHER)]


async def test_a_letter_of_both_that_comes_back_lays_both_before_support(mailbot: Mailbot) -> None:
    await two_ask(mailbot)
    mailbot.relay.answers.append(("RCPT", "550 5.1.1 no such mailbox"))
    await mailbot.pass_time(days=5)
    assert {(case["state"], *case["reasons"]) for case in await mailbot.cases()} == {("review", "letter-bounced")}


async def test_one_case_that_cannot_be_decided_keeps_no_reminder_from_the_others(
    mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = await two_ask(mailbot)
    failing, settle = cases["gwynnt5"], deciding.together.settle

    def fails(file: CaseFile) -> None:
        if file.case.reference == failing:
            raise RuntimeError("this one")
        settle(file)

    monkeypatch.setattr(deciding.together, "settle", fails)
    monkeypatch.setattr(deciding, "settle", fails)
    await mailbot.pass_time(days=5)
    assert reminders(mailbot) == [(date(2026, 9, 15), ASKED)]
    assert "Siân ap Rhys" in mailbot.letter(ASKED).text
    monkeypatch.undo()
    await mailbot.pass_time(hours=1)
    assert reminders(mailbot) == [(date(2026, 9, 15), ASKED)] * 2, "once it can be decided on it has its own"
    assert "Tomos Gwynn" in mailbot.letter(ASKED).text
