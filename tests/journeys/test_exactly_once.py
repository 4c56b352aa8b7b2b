"""What the clock brings, exactly once each: whatever the clock itself does, and whenever the service stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from hwb_mailbot.records import StoreOwned
from hwb_mailbot.service import Service
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot, StartMailbot
from tests.journeys.wales import SIAN, amended

TEAM = "team@support.example"
ASKED = "headteacher-approval-asked"


async def asks(mailbot: Mailbot) -> None:
    await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))


async def both_halves(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()


BEGINNINGS: Mapping[str, tuple[Callable[[Mailbot], Awaitable[None]], Mapping[str, int]]] = {
    "an answer that never comes": (
        asks,
        {ASKED: 4, "support-case-overdue": 1, "mover-expired": 1, "headteacher-expired": 1},
    ),
    "a pause that ends": (both_halves, {"mover-merge-paused": 1, "mover-merged": 1, "headteacher-merged": 1}),
}


async def quiet_days(mailbot: Mailbot) -> None:
    for _ in range(120):
        await mailbot.pass_time(hours=12)


async def restarted_each_day(mailbot: Mailbot) -> None:
    for number in range(60):
        await mailbot.pass_time(days=1)
        if number % 2:
            await mailbot.restart()
            await mailbot.pass_time(seconds=20)


async def put_back_and_forward(mailbot: Mailbot) -> None:
    """A clock that is put back by a day and a half every few days, and once runs a day ahead."""
    for number in range(75):
        await mailbot.pass_time(days=1)
        if number % 6 == 2:
            mailbot.clock.time -= timedelta(hours=37)
            await mailbot.restart()
            for _ in range(2):
                await mailbot.pass_time(seconds=20)


async def looked_at_every_hour_around_the_change_to_winter_time(mailbot: Mailbot) -> None:
    for _ in range(60):
        changes = date(2026, 10, 23) <= mailbot.clock.time.date() <= date(2026, 10, 27)
        for _ in range(24 if changes else 1):
            await mailbot.pass_time(**({"hours": 1} if changes else {"days": 1}))


PASSING = (quiet_days, restarted_each_day, put_back_and_forward, looked_at_every_hour_around_the_change_to_winter_time)


@pytest.mark.parametrize("passes", PASSING, ids=lambda passes: passes.__name__)
@pytest.mark.parametrize("beginning", BEGINNINGS)
async def test_each_letter_as_often_as_it_should(
    start: StartMailbot, beginning: str, passes: Callable[[Mailbot], Awaitable[None]]
) -> None:
    begin, wanted = BEGINNINGS[beginning]
    mailbot: Mailbot = await start(ini="[workflow]\ngrace = 2d\n")
    await mailbot.stop()
    mailbot.support = TEAM
    await mailbot.start()
    await begin(mailbot)
    await passes(mailbot)
    assert await mailbot.state() in ("merged", "expired")
    written = Counter(mailbot.templates())
    assert {name: written[name] for name in wanted} == dict(wanted)
    history = Counter(one["event"] for one in (await mailbot.case())["history"])
    waits = ASKED in wanted
    assert (history["reminded"], history["escalated"]) == ((3, 1) if waits else (0, 0))
    identities = [letter.message["Message-ID"] for letter in mailbot.letters()]
    assert len(identities) == len(set(identities))


async def test_switched_off_for_weeks_it_makes_up_for_each_thing_once_and_in_order(start: StartMailbot) -> None:
    """Both reminders that were missed become one; what would be the end is the end, at the end of a school day."""
    mailbot: Mailbot = await start()
    await asks(mailbot)
    await mailbot.stop()
    mailbot.clock.time += timedelta(days=12)
    await mailbot.start()
    for _ in range(4):
        await mailbot.pass_time(hours=1)
    assert Counter(mailbot.templates())[ASKED] == 2
    await mailbot.stop()
    mailbot.clock.time += timedelta(days=60)
    await mailbot.start()
    for _ in range(30):
        await mailbot.pass_time(hours=3)
    assert await mailbot.state() == "expired"
    written = Counter(mailbot.templates())
    assert (written[ASKED], written["mover-expired"], written["headteacher-expired"]) == (2, 1, 1)


async def test_kept_but_not_sent_when_it_stops_it_is_sent_once_by_the_next(mailbot: Mailbot) -> None:
    """The reminder is decided and committed; the relay is away, and so is the service soon after."""
    await asks(mailbot)
    before = len(mailbot.letters())
    await mailbot.relay.stop()
    await mailbot.pass_time(days=5)
    assert [one["event"] for one in (await mailbot.case())["history"]].count("reminded") == 1
    await mailbot.restart()
    await mailbot.restart()
    assert len(mailbot.letters()) == before
    await mailbot.relay.start()
    for _ in range(12):
        await mailbot.pass_time(minutes=10)
    assert [mailbot.template(one) for one in mailbot.letters()[before:]] == [ASKED]
    assert [one["event"] for one in (await mailbot.case())["history"]].count("reminded") == 1


async def test_two_services_never_have_one_store(mailbot: Mailbot) -> None:
    await asks(mailbot)
    mailbot.clock.time += timedelta(days=5)
    with pytest.raises(StoreOwned):
        await Service(mailbot.settings, mailbot.clock, mailbot.readers).__aenter__()
    await mailbot.pass_time(seconds=20)
    assert Counter(mailbot.templates())[ASKED] == 2


@pytest.mark.parametrize(("days", "asked_on"), [(3, date(2026, 9, 3)), (8, date(2026, 9, 10))])
async def test_how_long_a_run_may_take_is_the_operators(start: StartMailbot, days: int, asked_on: date) -> None:
    """The leaving date comes, and the former school's run does not: its champion is asked once, so many days later."""
    leaves = amended(SIAN, leaving_date=date(2026, 8, 28), status="active")
    mailbot: Mailbot = await start(leaves, ini=f"[workflow]\nrun_awaited = {days}d\n")
    mailbot.clock.time = datetime(2026, 8, 28, 9, 0, tzinfo=UTC)
    await both_halves(mailbot)
    assert await mailbot.state() == "waiting-directory"
    for _ in range(40):
        await mailbot.pass_time(hours=12)
    asked = [one for one in mailbot.letters() if mailbot.template(one) == "administrator-mend-record"]
    assert len(asked) == 1
    assert asked[0].message["Date"].datetime.date() == asked_on


@pytest.mark.parametrize(("days", "reminded_on"), [(2, date(2026, 9, 15)), (20, date(2026, 10, 1))])
async def test_how_long_an_absence_may_be_is_the_operators(start: StartMailbot, days: int, reminded_on: date) -> None:
    mailbot: Mailbot = await start(ini=f"[workflow]\nlongest_absence = {days}d\n")
    await asks(mailbot)
    letter = mailbot.letter(ASKED)
    gone = mailbot.mail(
        "pennaeth@bryneithin.example",
        (f"Automatic reply: {letter.subject}", "I am out of the office and will be back on 1 October 2026.\n"),
        dmarc="none",
        recipient=letter.reply_to,
        mail_from="",
        header={"Auto-Submitted": "auto-replied"},
    )
    await mailbot.send(gone)
    for _ in range(40):
        await mailbot.pass_time(days=1)
        if Counter(mailbot.templates())[ASKED] > 1:
            break
    assert mailbot.letter(ASKED).message["Date"].datetime.date() == reminded_on
