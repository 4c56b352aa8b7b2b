"""The daily letter to the team: once every school day at its time, over restarts, and nobody's name in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from hwb_mailbot.digest import TEMPLATE, due_time
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.school_days import SchoolDays
from hwb_mailbot.records import Change
from tests.journeys import mails
from tests.journeys.conftest import StartMailbot
from tests.journeys.harness import Mailbot
from tests.journeys.mails import Letter
from tests.journeys.wales import ELSEWHERE, FORMER_HEAD

TEAM = "team@support.example"
INI = "[digest]\nsend = yes\nat = 08:00\n"


@pytest.fixture
async def mailbot(start: StartMailbot) -> Mailbot:
    bot: Mailbot = await start(ini=INI)
    await bot.stop()
    bot.support = TEAM
    await bot.start()
    return bot


async def look(mailbot: Mailbot, at: datetime) -> list[Letter]:
    """The digests that went out until then."""
    mailbot.clock.time = at
    await mailbot.running.index.caught_up.wait()
    await mailbot.running.digest.tick()
    await mailbot.running.settled()
    return [one for one in mailbot.letters(TEAM) if mailbot.template(one) == TEMPLATE]


def morning(day: int, hour: int = 7, minute: int = 0, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


async def test_it_tells_what_waits_and_what_happened_without_names(mailbot: Mailbot) -> None:
    await look(mailbot, morning(10, 6))
    assert len(await look(mailbot, morning(10, 7))) == 1
    mailbot.clock.time = morning(10, 9)
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.authorise(name="Tomos Gwynn", former_username="gwynnt5")
    (tomos,) = [row["reference"] for row in await mailbot.cases() if row["person"] == "Tomos Gwynn"]
    await mailbot.send(mails.bounce(mailbot.letters(FORMER_HEAD)[-1], mailbot.clock()))
    await mailbot.provision(ELSEWHERE, failed=True)
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ("Photocopier", "It is broken again.")))
    *_, letter = await look(mailbot, morning(11, 7, 30))
    text = letter.text
    for told in (
        "Cases that wait for you: 1",
        "Messages that wait for you: 1",
        "1: One of our letters came back.",
        f"- {tomos}, opened on 10 September 2026",
        "On 10 September 2026:",
        "Cases received: 2",
        "Accounts merged without your help: 1",
        "- Maes y Nant School",
        "no longer writes to because letters came back: 1",
        "Achosion a dderbyniwyd: 2",
        "- Ysgol Maes y Nant",
        "Ar 10 Medi 2026:",
    ):
        assert told in " ".join(text.split()), told
    html = letter.message.get_body(("html",)).get_content()
    for secret in ("Tomos", "Siân", "gwynnt5", "aprhyss12", FORMER_HEAD, "Photocopier", "ifan@"):
        assert secret not in text + html
    assert letter.mail_from in ("", "<>")
    assert str(letter.message["Auto-Submitted"]) == "auto-generated"


async def test_it_comes_once_a_school_day_and_survives_restarts(mailbot: Mailbot) -> None:
    # Started on Thursday after eight: the first letter comes on Friday.
    assert await look(mailbot, morning(10, 9)) == []
    assert await look(mailbot, morning(11, 6, 59)) == []
    await mailbot.restart()
    assert len(await look(mailbot, morning(11, 7, 0))) == 1
    await mailbot.restart()
    assert len(await look(mailbot, morning(11, 7, 1))) == 1
    assert len(await look(mailbot, morning(12, 9))) == 1, "Saturday"
    assert len(await look(mailbot, morning(13, 9))) == 1, "Sunday"
    monday = await look(mailbot, morning(14, 12))
    assert len(monday) == 2, "later on the same day, if nobody was there at eight"
    assert "From 11 September 2026 to 13 September 2026:" in monday[-1].flowing
    due = mailbot.running.office.records.get("digest", "daily")
    assert due is not None
    assert due.body["due_at"] == "2026-09-15T07:00:00+00:00"


async def test_a_lost_due_time_writes_no_second_letter(mailbot: Mailbot) -> None:
    await look(mailbot, morning(10, 6))
    assert len(await look(mailbot, morning(10, 7))) == 1
    records = mailbot.running.office.records
    document = records.get("digest", "daily")
    assert document is not None
    records.commit([Change("digest", "daily", document.version, {**document.body, "last_day": "2026-09-09"})])
    assert len(await look(mailbot, morning(10, 8))) == 1


async def test_without_an_address_or_when_it_is_off_there_is_none(start: StartMailbot) -> None:
    bot = await start(ini="[digest]\nsend = no\n")
    assert not bot.running.digest.running
    await bot.stop()
    bot.ini, bot.support = INI, ""
    await bot.start()
    assert not bot.running.digest.running
    await bot.stop()
    bot.support = TEAM
    await bot.start()
    assert bot.running.digest.running


HOLIDAYS = SchoolDays.outside([(date(2026, 10, 26), date(2026, 10, 30))])
POLICY = Policy(secret=b"", zone=ZoneInfo("Europe/London"), school_days=HOLIDAYS)


@pytest.mark.parametrize(
    ("told_until", "today", "due"),
    [
        (date(2026, 9, 10), date(2026, 9, 10), datetime(2026, 9, 11, 7, 0, tzinfo=UTC)),
        (date(2026, 9, 11), date(2026, 9, 11), datetime(2026, 9, 14, 7, 0, tzinfo=UTC)),
        (date(2026, 10, 23), date(2026, 10, 23), datetime(2026, 11, 2, 8, 0, tzinfo=UTC)),
        (date(2026, 7, 1), date(2026, 9, 10), datetime(2026, 9, 10, 7, 0, tzinfo=UTC)),
        (date(2026, 10, 23), date(2026, 10, 28), datetime(2026, 11, 2, 8, 0, tzinfo=UTC)),
    ],
)
def test_it_is_due_at_the_same_hour_of_the_schools_summer_and_winter(
    told_until: date, today: date, due: datetime
) -> None:
    assert due_time(told_until, today, time(8, 0), POLICY) == due
