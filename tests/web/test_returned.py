"""Letters that come back: who is marked by which letter of which case, and who may say that the address works again."""

from __future__ import annotations

import csv

import pytest

from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER_HEAD
from tests.web.conftest import Browser, OpenBrowser


@pytest.fixture
async def reference(mailbot: Mailbot) -> str:
    """The case whose letter to the headteacher came back."""
    await mailbot.authorise()
    letter = mailbot.letters(FORMER_HEAD)[-1]
    await mailbot.send(mails.bounce(letter, mailbot.clock()))
    return str((await mailbot.case())["reference"])


async def form_of(browser: Browser) -> str:
    page = (await browser.get("/addresses")).text
    return "/addresses/" + page.split('href="/addresses/')[1].split('"')[0]


async def test_an_address_is_shown_with_its_letter_and_its_case(
    mailbot: Mailbot, somebody: OpenBrowser, reference: str
) -> None:
    viewer, supervisor = await somebody("viewer"), await somebody("supervisor", "nia", "Nia Haf")
    page = (await viewer.get("/addresses")).text
    row = page.split("<tbody")[1].split("</tbody>")[0]
    assert FORMER_HEAD in row
    assert f'href="/cases/{reference}"' in row
    assert mailbot.letters(FORMER_HEAD)[-1].subject.split("]")[-1].strip()[:20] in row
    assert "10 September 2026" in row
    assert "Write there again" not in page
    assert "Letters come back" in (await viewer.get("/schools/6614011")).text
    assert "Looked at the returned letters" in (await supervisor.get("/audit")).text


async def test_the_timeline_names_the_letter_that_came_back(somebody: OpenBrowser, reference: str) -> None:
    """By its subject and whom it went to, not by our name for its kind."""
    page = (await (await somebody()).get(f"/cases/{reference}")).text
    happened = page.split("Letter could not be delivered")[1].split("</li>")[0]
    assert f"Hwb accounts, {FORMER_HEAD}" in happened
    assert "headteacher-" not in page


async def test_an_officer_clears_it_with_a_reason(mailbot: Mailbot, somebody: OpenBrowser, reference: str) -> None:
    officer, supervisor = await somebody("officer"), await somebody("supervisor", "nia", "Nia Haf")
    form = await form_of(officer)
    assert FORMER_HEAD not in form
    assert (await officer.send(form, reason=" ")).status_code == 422
    assert (await officer.send(form, reason="x" * 5000)).status_code == 422
    assert await mailbot.command("address list") != []
    done = await officer.send(form, reason="The school's post works again")
    assert done.headers["location"] == "/addresses?done=clear"
    assert "Letters go to this address again." in (await officer.get("/addresses?done=clear")).text
    assert await mailbot.command("address list") == []
    assert (await officer.get(form)).status_code == 404
    trail = (await supervisor.get("/audit")).text
    assert "Let letters go to an address again" in trail
    assert "The school&#39;s post works again" in trail


async def test_a_viewer_may_not(mailbot: Mailbot, somebody: OpenBrowser, reference: str) -> None:
    officer, viewer = await somebody("officer"), await somebody("viewer", "gwen", "Gwen Parri")
    form = await form_of(officer)
    assert (await viewer.get(form)).status_code == 403
    page = (await viewer.get("/addresses")).text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    assert (await viewer.post(form, {"csrf": csrf, "reason": "I say so"})).status_code == 403
    assert (await mailbot.command("address list"))[0]["address"] == FORMER_HEAD


async def test_supervisors_export_it(mailbot: Mailbot, somebody: OpenBrowser, reference: str) -> None:
    officer, supervisor = await somebody("officer"), await somebody("supervisor", "nia", "Nia Haf")
    assert (await officer.get("/addresses.csv")).status_code == 403
    (row,) = csv.DictReader((await supervisor.get("/addresses.csv")).content.decode("utf-8-sig").splitlines())
    assert (row["address"], row["case"]) == (FORMER_HEAD, reference)
    assert row["letter"] == "headteacher-authorisation-received"
    assert "Exported the returned letters" in (await supervisor.get("/audit")).text


async def test_without_any_it_says_so(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    viewer = await somebody("viewer")
    assert "No letters come back." in (await viewer.get("/addresses")).text
    await viewer.send("/account", "/language", language="cy")
    assert "Nid oes llythyrau&#39;n dod yn ôl." in (await viewer.get("/addresses")).text
