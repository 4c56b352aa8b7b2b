"""``make screenshots``: pictures of the support team's pages for docs/web.md, from the sample store.

    python -m tests.web.screenshots [NAME …]

Debian's chromium takes them as WebP into docs/pictures; each must stay below ``MOST_BYTES``. Another page gets a line
in ``PICTURES`` and its place in docs/web.md.
"""

from __future__ import annotations

import asyncio
import base64
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import httpx2
from playwright.async_api import Browser as Chromium
from playwright.async_api import async_playwright

from hwb_mailbot import eventlog
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.processes.pool import Readers
from tests.journeys.harness import Mailbot
from tests.web.conftest import Browser
from tests.web.sample_store import SampleStore

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
MOST_BYTES = 150_000
_QUALITY = 72


@dataclass(frozen=True)
class Picture:
    """One picture: ``path`` may name a case by what it shows, in braces. ``height`` 0 takes the whole page."""

    name: str
    path: str
    language: str = "en"
    width: int = 1280
    height: int = 900
    scheme: str = "light"
    question: str = ""
    reason: str = ""
    """What is written into the page's form; it is sent, and the picture is of what comes then."""


PICTURES = (
    Picture("queue", "/"),
    Picture("queue-telephone", "/", "cy", width=360, height=740),
    Picture("case", "/cases/{review}", height=1000),
    Picture("case-welsh", "/cases/{merged}", "cy", height=1000, scheme="dark"),
    Picture(
        "ask",
        "/cases/{review}/ask",
        height=0,
        question="Mae dau aelod o staff o'r enw hwn yn eich ysgol newydd. Ai SB yw eich cod staff chi?",
        reason="Two members of staff of this name",
    ),
    Picture("undo", "/cases/{merged}/undo", "cy", height=0, reason="Ffoniodd yr ysgol: cyfrif rhywun arall yw hwn"),
    Picture("overview", "/overview?period=term", height=0),
    Picture("overview-telephone", "/overview?period=week", "cy", width=360, height=1400, scheme="dark"),
    Picture("schools", "/schools", height=860),
    Picture("school", "/schools/{school}", "cy", height=1000, scheme="dark"),
    Picture("returned", "/addresses", height=480),
    Picture("messages", "/mails", height=520),
)


async def _take(chromium: Chromium, hands: Browser, store: SampleStore, picture: Picture) -> int:
    """Take one picture; gives its size in bytes."""
    await hands.send("/account", "/language", language=picture.language)
    url = store.mailbot.running.web_url
    context = await chromium.new_context(
        viewport={"width": picture.width, "height": picture.height or 900},
        base_url=url,
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    token = hands.client.cookies.get("hwb-session")
    assert token
    await context.add_cookies([{"name": "hwb-session", "value": token, "url": url}])
    page = await context.new_page()
    await page.goto(picture.path.format(**store.shown))
    if picture.question:
        await page.check("input[name=party][value=mover]")
        await page.fill("#words_cy", picture.question)
    if picture.reason:
        await page.fill("#reason", picture.reason)
        await page.click("main button.govuk-button")
    session = await context.new_cdp_session(page)
    size = (await session.send("Page.getLayoutMetrics"))["cssContentSize"]
    height = picture.height or int(size["height"])
    answer = await session.send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": _QUALITY,
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": picture.width, "height": height, "scale": 1},
        },
    )
    await context.close()
    taken = base64.b64decode(answer["data"])
    if len(taken) > MOST_BYTES:
        raise SystemExit(f"{picture.name} has {len(taken)} bytes; allowed are {MOST_BYTES}: show less of the page")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{picture.name}.webp").write_bytes(taken)
    return len(taken)


async def _signed_in(mailbot: Mailbot, client: httpx2.AsyncClient) -> Browser:
    (row,) = await mailbot.command("people change", action="add", username="mair", name="Mair Eleri", role="supervisor")
    hands = Browser(client, mailbot, "mair")
    answer = await hands.enrol(row["temporary_password"])
    assert answer.status_code == 303
    return hands


async def _main(names: list[str]) -> None:
    eventlog.keep_quiet()
    chosen = [one for one in PICTURES if not names or one.name in names]
    readers = Readers(2, 20.0, collect(templates_folder(), MARKER))
    with tempfile.TemporaryDirectory(prefix="hwb-screenshots-") as folder:
        store = SampleStore(Path(folder), readers)
        mailbot = await store.open()
        try:
            async with (
                httpx2.AsyncClient(base_url=mailbot.running.web_url.rstrip("/"), timeout=30) as client,
                async_playwright() as playwright,
            ):
                hands = await _signed_in(mailbot, client)
                chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                for picture in chosen:
                    size = await _take(chromium, hands, store, picture)
                    print(f"docs/pictures/{picture.name}.webp  {size / 1000:.0f} kB")
                await chromium.close()
        finally:
            await store.close()
            readers.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
