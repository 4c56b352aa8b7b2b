"""The work of a morning in a real browser: by mouse, by keyboard alone, in Welsh, on a telephone; and axe on each page.

Needs Debian's chromium; skipped where it is not. ``BROWSER=required`` makes that a failure, for CI.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.web.conftest import PASSWORD, OpenBrowser
from tests.web.conftest import Browser as Hands

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
if not Path(CHROMIUM).exists() and os.environ.get("BROWSER") != "required":
    pytest.skip("there is no chromium here (Debian's package chromium)", allow_module_level=True)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WHY = "Rhian at Bryn Eithin confirmed by telephone"
FORTY_LINES = "\n".join(f"This is line {number} of what the school office has to say." for number in range(40))


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        await browser.close()


async def opened(chromium: Browser, hands: Hands, width: int = 1280, **more: object) -> tuple[BrowserContext, Page]:
    """A window in which the person of ``hands`` is signed in."""
    url = hands.mailbot.running.web_url
    context = await chromium.new_context(
        viewport={"width": width, "height": 800},
        base_url=url,
        bypass_csp=True,
        **more,  # type: ignore[arg-type]
    )
    context.set_default_timeout(30_000)
    token = hands.client.cookies.get("hwb-session")
    if token:
        await context.add_cookies([{"name": "hwb-session", "value": token, "url": url}])
    return context, await context.new_page()


async def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    await page.evaluate(AXE)
    found = await page.evaluate(
        "async () => (await axe.run()).violations.map(one => one.id + ': ' + one.nodes.map(n => n.html).join(' | '))"
    )
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *(["wider than its window"] if wide else [])]


async def a_busy_store(mailbot: Mailbot) -> str:
    """A case with a difference, forty lines of mail and letters; its reference."""
    await mailbot.authorise()
    subject, text = mails.consolidation("en", employee_number="55021")
    await mailbot.send(mailbot.mail(MOVER, (subject, f"{text}\n\n{FORTY_LINES}")))
    return str((await mailbot.case())["reference"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("cy", 360, "dark")])
async def test_axe_finds_nothing_on_any_page(
    language: str, width: int, scheme: str, mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser
) -> None:
    reference = await a_busy_store(mailbot)
    mair = await somebody("supervisor")
    await mair.send("/account", "/language", language=language)
    context, page = await opened(chromium, mair, width, color_scheme=scheme)
    paths = ["/", "/?shelf=waiting", "/?words=nobody&state=held", f"/cases/{reference}", "/account", "/audit"]
    paths += [f"/cases/{reference}/{action}" for action in ("approve", "amend", "link", "note")]
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ("Photocopier", "It is broken again.")))
    (mail,) = await mailbot.queue()
    paths += [
        "/mails",
        f"/mails/{mail['mail']}",
        f"/mails/{mail['mail']}/attach",
        "/cases/HWB-0000-0000",
        "/no-such-page",
    ]
    found = {}
    for path in paths:
        await page.goto(path)
        assert await page.get_attribute("html", "lang") == language
        found[path] = await faults(page)
    await context.clear_cookies()
    await page.goto("/sign-in")
    found["/sign-in"] = await faults(page)
    assert not {path: one for path, one in found.items() if one}
    await context.close()


@pytest.mark.timeout(300)
async def test_a_morning_by_mouse_without_javascript(
    mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser
) -> None:
    reference = await a_busy_store(mailbot)
    mair = await somebody()
    _, page = await opened(chromium, mair, java_script_enabled=False)
    await page.goto("/")
    await page.fill("#words", "rhys")
    await page.click("text=Search")
    await page.click("text=Siân ap Rhys")
    await page.click("text=Correct a detail")
    await page.select_option("#field", "employee_number")
    await page.fill("#value", "55012")
    await page.fill("#reason", WHY)
    await page.click("main button")
    assert await page.text_content("[role=alert] p") == "The detail is corrected."
    assert await mailbot.is_merged()
    await page.click("text=Undo the merge")
    await page.fill("#reason", WHY)
    await page.click("main button")
    await page.click("text=Yes, undo the merge")
    assert await page.text_content("[role=alert] p") == "The merge is undone."
    assert page.url.split("?")[0].endswith(f"/cases/{reference}")
    assert not await mailbot.is_merged()


@pytest.mark.timeout(300)
async def test_find_compare_ask_amend_approve_and_undo_without_javascript(
    mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser
) -> None:
    await mailbot.authorise(dmarc="none")
    subject, text = mails.consolidation("en", staff_code="WRN")
    await mailbot.send(mailbot.mail(MOVER, (subject, text)))
    reference = str((await mailbot.case())["reference"])
    mair = await somebody()
    context, page = await opened(chromium, mair, java_script_enabled=False)
    await page.goto("/")
    await page.fill("#words", "rhys")
    await page.click("text=Search")
    await page.click(f"main a[href='/cases/{reference}']")
    assert "WRN" in (await page.text_content("tr.compare--differs") or "")
    await page.click("text=Ask a question")
    await page.check("input[name=party][value=mover]")
    await page.fill("#words_en", "Which staff code do you have now?")
    await page.fill("#reason", WHY)
    await page.click("main button")
    assert "Which staff code do you have now?" in (await page.text_content(".follows") or "")
    await page.click("text=Yes, send it")
    assert "question is on its way" in (await page.text_content("[role=alert]") or "")
    await page.click("text=Correct a detail")
    await page.select_option("#field", "staff_code")
    await page.fill("#value", "SAR")
    await page.fill("#reason", WHY)
    await page.click("main button")
    assert await page.text_content("[role=alert] p") == "The detail is corrected."
    assert await page.locator("tr.compare--differs").count() == 0
    await page.click("main aside a:text-is('Approve')")
    await page.fill("#reason", WHY)
    await page.click("main button")
    assert await page.locator("mark.changes").count()
    await page.click("text=Yes, approve")
    assert await page.text_content("[role=alert] p") == "Approved."
    if not await mailbot.is_merged():
        await page.click("text=Let it go on")
        await page.fill("#reason", WHY)
        await page.click("main button")
        await page.click("text=Yes, let it go on")
    assert await mailbot.is_merged()
    await page.goto(f"/cases/{reference}")
    await page.click("text=Undo the merge")
    await page.fill("#reason", WHY)
    await page.click("main button")
    await page.click("text=Yes, undo the merge")
    assert await mailbot.state() == "undone"
    await context.close()


@pytest.mark.timeout(300)
async def test_signing_in_and_a_note_by_keyboard_alone_in_welsh(
    mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser
) -> None:
    reference = await a_busy_store(mailbot)
    mair = await somebody()
    await mair.send("/account", "/language", language="cy")
    mair.client.cookies.clear()
    _, page = await opened(chromium, mair, 360, locale="cy-GB")
    await page.goto(f"/cases/{reference}/note")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "govuk-skip-link"
    await page.focus("#username")
    for text in ("mair", PASSWORD, mair.code()):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#reason")
    assert await page.text_content("h1") == "Ychwanegu nodyn"
    await page.focus("#reason")
    await page.keyboard.type("Ffoniais yr ysgol")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[role=alert]")
    assert "Mae'r nodyn wedi'i gadw." in (await page.text_content("[role=alert]") or "")
    assert "Ffoniais yr ysgol" in (await page.text_content(".timeline") or "")
