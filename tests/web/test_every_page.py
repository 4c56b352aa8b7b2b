"""Every page that there is, in a real browser: found by following links, so that a new page is covered or fails.

axe-core finds nothing on any, in either language, light and dark, wide and on a telephone, nor is any wider than its
window; each has one heading, a title and the page's language. Needs Debian's chromium, as ``test_browser`` does.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.async_api import Browser, Page

from hwb_mailbot.web.application import DOORS
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER, FORMER_HEAD, leaver, staff
from tests.web.conftest import OpenBrowser
from tests.web.test_browser import FORTY_LINES, chromium, faults, opened  # noqa: F401  (a fixture)

_OF_EACH = 2
"""How many pages behind one door are looked at."""
_ELSEWHERE = {"/enrol"}
"""Shown once, before anything else; ``test_setting_up_an_account`` looks at it."""
_LONG = "Gwenllian Angharad Fitzwilliam-Llewelyn ap Rhydderch o Lanfihangel-y-Creuddyn"
FILES = {door.path for door in DOORS if door.path.endswith(".csv")}


async def a_full_store(mailbot: Mailbot) -> None:
    """A case of every kind that pages show: in review with a namesake, merged, joined, asked, and with many letters."""
    await mailbot.import_directory(
        leaver("longname1", _LONG), staff("aprhyss3", "Siân ap Rhys", FORMER, staff_code="SR2")
    )
    await mailbot.authorise(former_username="longname1", name=_LONG)
    await mailbot.authorise()
    subject, text = mails.consolidation("en", employee_number="55021")
    await mailbot.send(mailbot.mail(MOVER, (subject, f"{text}\n\n{FORTY_LINES}\n{'x' * 300}")))
    rows = await mailbot.cases()
    full = next(row["reference"] for row in rows if row["person"] == "Siân ap Rhys")
    await mailbot.act("ask", full, party="mover", words_en="Which number?", words_cy="Pa rif?")
    await mailbot.send(mailbot.reply(mailbot.letter("sender-question"), FORTY_LINES))
    hostile = "<script>alert(1)</script> \u202egnp.exe \u0007 [x](javascript:alert(1)) " + "=" * 200
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", (hostile[:60], f"{hostile}\n{'y' * 2000}")))
    await mailbot.send(mailbot.mail(MOVER, ("A question", f"Is there any news?\n\n{FORTY_LINES}")))
    letter = mailbot.letters(FORMER_HEAD)[-1]
    if letter.mail_from:
        await mailbot.send(mails.bounce(letter, mailbot.clock()))
    await mailbot.running.index.caught_up.wait()


def door_of(path: str) -> str:
    """The path of the door that an address leads to, or nothing."""
    for door in DOORS:
        pattern = re.sub(r"{\w+}", "[^/]+", door.path)
        if door.method == "GET" and re.fullmatch(pattern, path):
            return door.path
    return ""


async def every_page(page: Page, begin: str) -> dict[str, list[str]]:
    """What is wrong with each page that can be reached from ``begin`` by links; doors are looked at a few times."""
    waiting, seen, found = [begin], {begin}, {}
    behind: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        door = door_of(urlsplit(address).path)
        behind[door] += 1
        answer = await page.goto(address)
        assert answer is not None
        found[address] = await faults(page)
        if answer.status != 200:
            found[address].append(f"status {answer.status}")
        if await page.locator("h1").count() != 1 or not (await page.title()).strip(" –"):
            found[address].append("one heading and a title are needed")
        for href in await page.eval_on_selector_all("a[href]", "links => links.map(one => one.href)"):
            target = urljoin(page.url, href).partition("#")[0]
            path = urlsplit(target).path
            next_door = door_of(path)
            same_site = urlsplit(target).netloc == urlsplit(page.url).netloc
            planned = behind[next_door] + sum(door_of(urlsplit(one).path) == next_door for one in waiting)
            if same_site and next_door and next_door not in FILES and target not in seen and planned < _OF_EACH:
                seen.add(target)
                waiting.append(target)
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1280, "light"), ("cy", 360, "dark"), ("cy", 768, "light")]
)
async def test_nothing_is_wrong_with_any_page(
    language: str,
    width: int,
    scheme: str,
    mailbot: Mailbot,
    somebody: OpenBrowser,
    chromium: Browser,  # noqa: F811
) -> None:
    await a_full_store(mailbot)
    mair = await somebody("supervisor")
    await mair.send("/account", "/language", language=language)
    context, page = await opened(chromium, mair, width, color_scheme=scheme)
    root = mailbot.running.web_url
    found = {}
    for begin in ("/", "/?shelf=held", "/?shelf=waiting", "/?shelf=closed", "/?words=nobody", "/cases/HWB-0000-0000"):
        if begin == "/":
            found |= await every_page(page, root)
            continue
        await page.goto(begin)
        found[begin] = await faults(page)
    assert await page.get_attribute("html", "lang") == language
    merged = await _another_case(mailbot)
    for action in ("", "/undo"):
        await page.goto(f"/cases/{merged}{action}")
        found[f"/cases/{merged}{action}"] = await faults(page)
    await context.clear_cookies()
    await page.goto("/sign-in")
    found[f"{root}sign-in"] = await faults(page)
    assert not {path: one for path, one in found.items() if one}
    reached = {door_of(urlsplit(address).path) for address in found}
    by_hand = {door.path for door in DOORS if door.method == "GET"} - FILES - _ELSEWHERE - reached
    assert not by_hand - {"/cases/{reference}/hold"}, "no link leads there: link it, or it cannot be used"
    await context.close()


async def _another_case(mailbot: Mailbot) -> str:
    """The case of Siân, let go on to its end."""
    rows = await mailbot.cases()
    full = next(row["reference"] for row in rows if row["person"] == "Siân ap Rhys")
    await mailbot.act("amend", full, field="employee_number", value="55012")
    if (await mailbot.command("case show", reference=full))[0]["state"] == "review":
        await mailbot.act("release", full)
    await mailbot.running.settled()
    return str(full)


@pytest.mark.timeout(120)
async def test_setting_up_an_account(mailbot: Mailbot, somebody: OpenBrowser, chromium: Browser) -> None:  # noqa: F811
    (row,) = await mailbot.command("people change", action="add", username="gwen", name="Gwen Parri", role="officer")
    _, page = await opened(chromium, await somebody(), 360)
    await page.context.clear_cookies()
    await page.goto("/sign-in")
    await page.fill("#username", "gwen")
    await page.fill("#password", row["temporary_password"])
    await page.click("main button")
    await page.wait_for_url("**/enrol")
    assert await faults(page) == []
