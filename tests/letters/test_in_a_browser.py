"""Every letter's HTML part in a browser: on a telephone 360 pixels wide, by day and in the dark.

Needs Chromium (``apt-get install chromium``); without one the tests say so and are skipped.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from hwb_mailbot.domain.mails import Language

from .conftest import TEMPLATES, html_of, order, render

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium")

NARROWEST, CONTRAST = 360, 4.5
"""A small telephone's width in CSS pixels; the least contrast of text (WCAG 2.2, 1.4.3)."""

FINDINGS = """() => {
    const rgba = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.background = 'Canvas';
    const canvas = rgba(getComputedStyle(probe).backgroundColor);
    probe.remove();
    const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
        .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = element => {
        for (let one = element; one; one = one.parentElement) {
            const colour = rgba(getComputedStyle(one).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) return colour;
        }
        return canvas;
    };
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push(`${document.documentElement.scrollWidth} wide`);
    for (const element of document.querySelectorAll('h1, h2, p, li, a, strong')) {
        if (!element.textContent.trim()) continue;
        const [one, other] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < CONTRAST) found.push(`${element.tagName} ${contrast.toFixed(1)}: ${element.textContent.trim()}`);
        if (parseFloat(getComputedStyle(element).fontSize) < 14) found.push(`${element.tagName} is small`);
        const box = element.getBoundingClientRect();
        if (box.left < 0 || box.right > innerWidth + 1) found.push(`${element.tagName} sticks out`);
    }
    return [canvas, found];
}""".replace("CONTRAST", str(CONTRAST))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_letter_reads_well_on_a_telephone(browser: Any, scheme: str) -> None:
    context = browser.new_context(viewport={"width": NARROWEST, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for template in TEMPLATES:
        page.set_content(html_of(render(order(template, Language.BOTH))))
        canvas, found = page.evaluate(FINDINGS)
        assert (sum(canvas[:3]) < 384) == (scheme == "dark"), "the letter follows the reader's scheme"
        if found:
            wrong[template] = found
    context.close()
    assert wrong == {}
