"""A morning's work by keyboard alone, in Welsh, on a narrow screen: find, ask, correct, undo. Needs a chromium."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page

from hwb_mailbot import wording
from tests.journeys.harness import Mailbot
from tests.web.conftest import OpenBrowser
from tests.web.test_browser import a_busy_store, chromium, opened  # noqa: F401  (a fixture)

_MOST_TABS = 120
WHY = "Ffoniais yr ysgol"


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; whoever has no mouse must be able to."""
    for _ in range(_MOST_TABS):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")


async def write(page: Page, selector: str, words: str) -> None:
    await tab_to(page, selector)
    await page.keyboard.press("Control+a")
    await page.keyboard.type(words)


async def press(page: Page, selector: str) -> None:
    await tab_to(page, selector)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


@pytest.mark.timeout(300)
async def test_find_ask_correct_and_undo(
    mailbot: Mailbot,
    somebody: OpenBrowser,
    chromium: Browser,  # noqa: F811
) -> None:
    reference = await a_busy_store(mailbot)
    mair = await somebody()
    await mair.send("/account", "/language", language="cy")
    context, page = await opened(chromium, mair, 360, locale="cy-GB")
    await page.goto("/")
    await write(page, "#words", "rhys")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press(page, f"main a[href='/cases/{reference}']")
    await press(page, f"a[href='/cases/{reference}/ask']")
    await tab_to(page, "input[name=party]")
    await page.keyboard.press("Space")
    if await page.evaluate("document.querySelector('input[name=party]:checked').value") != "mover":
        await page.keyboard.press("ArrowDown")
    await write(page, "#words_en", "Which number is on your payslip?")
    await write(page, "#reason", WHY)
    await press(page, "main button.govuk-button")
    assert await page.text_content("h1") == "A ddylid anfon y llythyr hwn?"
    assert "Which number is on your payslip?" in (await page.text_content(".follows") or "")
    await press(page, "main button.govuk-button")
    assert page.url.endswith("?done=ask")
    await press(page, f"a[href='/cases/{reference}/amend']")
    await tab_to(page, "#field")
    await page.keyboard.type(wording.field_label("employee_number", "cy"))
    assert await page.input_value("#field") == "employee_number"
    await write(page, "#value", "55012")
    await write(page, "#reason", WHY)
    await press(page, "main button.govuk-button")
    await press(page, f"a[href='/cases/{reference}/release']")
    await write(page, "#reason", WHY)
    await press(page, "main button.govuk-button")
    await press(page, "main button.govuk-button")
    assert await mailbot.is_merged()
    await page.goto(f"/cases/{reference}")
    await press(page, f"a[href='/cases/{reference}/undo']")
    await write(page, "#reason", WHY)
    await press(page, "main button.govuk-button")
    await press(page, "main button.govuk-button")
    assert await mailbot.state() == "undone"
    await context.close()
