"""The overview, the schools and the returned letters in a real browser: axe in both languages, and no script needed.

Needs Debian's chromium; skipped where it is not. ``BROWSER=required`` makes that a failure, for CI.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.wales import ELSEWHERE, FORMER, FORMER_HEAD
from tests.web.conftest import OpenBrowser

if not Path("/usr/bin/chromium").exists() and os.environ.get("BROWSER") != "required":
    pytest.skip("there is no chromium here (Debian's package chromium)", allow_module_level=True)

from tests.web.test_browser import CHROMIUM, QUIETLY, faults, opened

NEW_PAGES = ("/overview?period=today", "/overview?period=term", "/schools", "/schools?words=nobody", "/addresses")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        await browser.close()


async def a_week(mailbot: Mailbot) -> None:
    """A merge without help and one with, a case that waits because a letter came back, and a failed run."""
    await mailbot.authorise()
    await mailbot.consolidate()
    await mailbot.authorise(name="Tomos Gwynn", former_username="gwynnt5")
    await mailbot.send(mails.bounce(mailbot.letters(FORMER_HEAD)[-1], mailbot.clock()))
    await mailbot.provision(ELSEWHERE, failed=True)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1280, "dark"), ("cy", 1280, "light"), ("en", 360, "light"), ("cy", 360, "dark")],
)
async def test_axe_finds_nothing_full_or_empty(
    language: str, width: int, scheme: str, mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser
) -> None:
    mair = await somebody("supervisor")
    await mair.send("/account", "/language", language=language)
    context, page = await opened(chromium, mair, width, color_scheme=scheme)
    found = {}
    for path in NEW_PAGES:
        await page.goto(path)
        found[f"{path} empty"] = await faults(page)
    await a_week(mailbot)
    form = (await mair.get("/addresses")).text.split('href="/addresses/')[1].split('"')[0]
    for path in (*NEW_PAGES, f"/schools/{FORMER}", f"/schools/{ELSEWHERE}", f"/addresses/{form}"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert await page.get_attribute("html", "lang") == language
        found[path] = await faults(page)
    assert not {path: one for path, one in found.items() if one}
    await context.close()


@pytest.mark.timeout(300)
async def test_from_the_overview_to_a_school_and_an_address_without_javascript(
    mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser
) -> None:
    await a_week(mailbot)
    mair = await somebody("officer")
    context, page = await opened(chromium, mair, java_script_enabled=False)
    await page.goto("/overview")
    assert await page.locator(".columns title").text_content() == "Received and merged, the last 14 days"
    assert await page.locator(".columns .bar--merged-alone").count() == 1
    bar = await page.locator(".columns .bar--received").last.bounding_box()
    assert bar is not None
    assert bar["height"] > 100
    await page.click("text=One of our letters came back.")
    assert "Tomos Gwynn" in (await page.text_content(".cases") or "")
    await page.click("text=Schools")
    await page.fill("#words", "bryn eithin")
    await page.click("text=Search")
    await page.click(".schools a >> nth=0")
    assert await page.text_content("h1") == "Bryn Eithin Primary School"
    assert "Letters come back" in (await page.text_content("main") or "")
    await page.click("nav >> text=Returned letters")
    await page.click("text=Write there again")
    await page.fill("#reason", "The school rang: the mailbox is open again")
    await page.click("main button")
    assert "Letters go to this address again." in (await page.text_content("[role=alert]") or "")
    assert await page.locator("text=No letters come back.").count() == 1
    await context.close()
