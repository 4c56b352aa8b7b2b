"""The overview: its figures are those of the journeys that were played, in both languages, and cost no scan."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta

import pytest

from hwb_mailbot.domain.school_days import SchoolDays
from hwb_mailbot.web.figures import term_begun
from tests.journeys.harness import Mailbot
from tests.journeys.wales import TOMOS
from tests.web.conftest import Browser, OpenBrowser


async def outcomes(browser: Browser) -> dict[str, list[int]]:
    """Each outcome's figures of today, this week and this term."""
    page = (await browser.get("/overview")).text
    table = page.split("figures--periods")[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', table)
    return {name: [int(number) for number in re.findall(r">(\d+)<", cells)] for name, cells in rows}


async def exported(browser: Browser, period: str) -> list[dict[str, str]]:
    answer = await browser.get(f"/figures.csv?period={period}")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


async def test_the_figures_are_those_of_what_happened(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    viewer = await somebody("viewer")
    assert "No case is waiting for us." in (await viewer.get("/overview")).text
    await mailbot.authorise()
    await mailbot.authorise(name=TOMOS.full_name, former_username=TOMOS.username)
    figures = await outcomes(viewer)
    assert figures["Received"] == [2, 2, 2]
    assert figures["Merged without our help"] == [0, 0, 0]
    await mailbot.consolidate()
    assert (await outcomes(viewer))["Merged without our help"] == [1, 1, 1]
    (tomos,) = [row["reference"] for row in await mailbot.cases() if row["person"] == TOMOS.full_name]
    await mailbot.act("hold", tomos)
    page = (await viewer.get("/overview")).text
    assert "Hwb Support has put the case on hold." in page
    await mailbot.act("reject", tomos)
    (sian,) = [row["reference"] for row in await mailbot.cases() if row["state"] == "merged"]
    await mailbot.act("undo", sian)
    figures = await outcomes(viewer)
    assert (figures["Merged without our help"], figures["Merge undone"], figures["Rejected"]) == (
        [0, 0, 0],
        [1, 1, 1],
        [1, 1, 1],
    )
    assert figures["Received"] == [2, 2, 2]


async def test_a_merge_with_our_help_is_told_apart(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    mair = await somebody()
    await mailbot.authorise()
    await mailbot.consolidate(employee_number="55021")
    await mailbot.act("note")
    await mailbot.act("amend", field="employee_number", value="55012")
    assert await mailbot.is_merged()
    figures = await outcomes(mair)
    assert (figures["Merged with our help"], figures["Merged without our help"]) == ([1, 1, 1], [0, 0, 0])


async def test_a_note_is_no_help(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    mair = await somebody()
    await mailbot.authorise()
    await mailbot.act("note")
    await mailbot.consolidate()
    assert (await outcomes(mair))["Merged without our help"] == [1, 1, 1]


async def test_yesterday_is_this_week_but_not_today(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    await mailbot.pass_time(days=1)
    viewer = await somebody("viewer")
    assert (await outcomes(viewer))["Received"] == [0, 1, 1]
    await mailbot.pass_time(days=7)
    await viewer.sign_in()
    assert (await outcomes(viewer))["Received"] == [0, 0, 1]


async def test_the_counters_come_back_with_the_index(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    viewer = await somebody("viewer")
    before = await outcomes(viewer)
    await mailbot.stop()
    for path in (mailbot.folder / "store").glob("cases.sqlite*"):
        path.unlink()
    await mailbot.start()
    await mailbot.running.index.caught_up.wait()
    rows = mailbot.running.index.query("SELECT what, number FROM tallies WHERE day != ''")
    assert sorted(tuple(row) for row in rows) == [("merged-alone:0", 1), ("received", 1)]
    assert before["Merged without our help"] == [1, 1, 1]


async def test_the_export_has_days_and_authorities(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    supervisor = await somebody("supervisor")
    (row,) = await exported(supervisor, "term")
    assert (row["day"], row["authority"], row["received"], row["merged-alone"]) == ("2026-09-10", "Bridgend", "1", "1")
    assert "Exported figures" in (await supervisor.get("/audit")).text


async def test_every_period_is_shown_in_both_languages(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    viewer = await somebody("viewer")
    for language, heading in (("en", "How long merges took"), ("cy", "Faint o amser a gymerodd cyfuno")):
        await viewer.send("/account", "/language", language=language)
        for period in ("today", "week", "term", "nonsense"):
            page = (await viewer.get(f"/overview?period={period}")).text
            assert heading in page
            assert "<desc" in page
            assert "style=" not in page
            assert "<script" not in page


HOLIDAYS = [(date(2026, 7, 21), date(2026, 8, 31)), (date(2026, 10, 26), date(2026, 10, 30))]


@pytest.mark.parametrize(
    ("today", "began"),
    [
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 11, 22), date(2026, 9, 1)),
        (date(2026, 10, 28), date(2026, 9, 1)),
    ],
)
def test_a_term_begins_after_a_long_holiday(today: date, began: date) -> None:
    assert term_begun(today, SchoolDays.outside(HOLIDAYS)) == began


def test_without_holidays_a_term_is_not_endless() -> None:
    today = date(2026, 11, 20)
    assert today - term_begun(today, SchoolDays()) < timedelta(days=200)
