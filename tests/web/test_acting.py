"""Deciding in the browser: with a reason, on the case as it was seen, and asked once where it weighs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hwb_mailbot.web import sessions
from hwb_mailbot.web.offers import ACTIONS, WEIGHTY
from tests.journeys.harness import Mailbot
from tests.journeys.wales import TOMOS
from tests.web.conftest import PASSWORD, Browser, Forms, OpenBrowser

WHY = "Rhian at Bryn Eithin confirmed by telephone, 01234 567890"


async def decide(browser: Browser, reference: str, action: str, **fields: str) -> int:
    """Fill in the form and confirm where it asks; the last answer's status."""
    path = f"/cases/{reference}/{action}"
    answer = await browser.send(path, path, **{"reason": WHY} | fields)
    if action in WEIGHTY and answer.status_code == 200:
        confirming = Forms(answer.text).to(path)
        assert len(confirming["confirmed"]) == 16
        assert confirming["reason"] == fields.get("reason", WHY)
        answer = await browser.post(path, confirming)
    return answer.status_code


async def test_a_morning_amend_approve_and_undo(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.consolidate(employee_number="55021", sender="aprhyss77@hwbcymru.example")
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    page = (await mair.get(f"/cases/{reference}")).text
    assert "verdict--differs" in page
    assert await decide(mair, reference, "note", reason="I ring the school") == 303
    assert await decide(mair, reference, "amend", field="employee_number", value="55012") == 303
    assert await decide(mair, reference, "amend", field="former_username", value="aprhyss12") in (303, 422)
    path = f"/cases/{reference}/approve"
    asked = await mair.send(path, path, reason=WHY)
    assert "Do you approve?" in asked.text
    assert not await mailbot.is_merged(), "asked once before anything is done"
    await mair.post(path, Forms(asked.text).to(path))
    await mailbot.running.settled()
    if not await mailbot.is_merged():
        await mailbot.authorise()
    assert await mailbot.is_merged()
    page = (await mair.get(f"/cases/{reference}?done=approve")).text
    assert "Approved." in page
    assert WHY in page
    assert "Mair Eleri (mair)" in page
    assert "It can be undone until" in page
    asked = await mair.send(f"/cases/{reference}/undo", f"/cases/{reference}/undo", reason=WHY)
    assert "Both accounts, before and after" in asked.text
    assert '<mark class="changes">' in asked.text
    assert await decide(mair, reference, "undo") == 303
    assert not await mailbot.is_merged()
    assert await mailbot.state() == "undone"
    trail = mailbot.running.office.audit.of_day(mailbot.clock().date())
    assert {"case-note", "case-amend", "case-approve", "case-undo"} <= {one.what for one in trail}
    assert all(one.why for one in trail if one.what == "case-approve")


async def test_a_changed_case_says_so_and_keeps_what_was_written(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    mair, gwen = await somebody("officer", "mair"), await somebody("officer", "gwen", "Gwen Parri")
    path = f"/cases/{reference}/reject"
    seen = await mair.get(path)
    assert await decide(gwen, reference, "hold", reason="Waiting for the head's secretary") == 303
    late = await mair.post(path, Forms(seen.text).to(path) | {"reason": WHY})
    assert late.status_code == 409
    assert "has changed since you looked" in late.text
    assert "Gwen Parri (gwen)" in late.text
    assert Forms(late.text).to(path)["reason"] == WHY
    assert await mailbot.state() == "held"
    again = await mair.post(path, Forms(late.text).to(path))
    assert (await mair.post(path, Forms(again.text).to(path))).status_code == 303
    assert await mailbot.state() == "rejected"


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"undo"}))
async def test_without_a_reason_nothing_is_done(action: str, mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    before = await mailbot.case()
    mair = await somebody()
    assert await decide(mair, before["reference"], action, reason="  \n ") == 422
    assert await decide(mair, before["reference"], action, reason="x" * 2001) == 422
    assert await mailbot.case() == before


async def test_what_is_out_of_place_is_refused_in_words(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    assert await decide(mair, reference, "undo") == 422
    assert await decide(mair, reference, "amend", field="employee_number", value="??") == 422
    assert await decide(mair, reference, "amend", field="nonsense", value="1") == 422
    assert await decide(mair, reference, "link", other="HWB-0000-0000") == 422
    assert await decide(mair, reference, "link", other="nonsense") == 422
    page = await mair.get(f"/cases/{reference}")
    assert f"/cases/{reference}/undo" not in page.text
    assert f"/cases/{reference}/release" not in page.text


async def test_two_halves_that_came_apart_are_linked(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    await mailbot.authorise(name=TOMOS.full_name, former_username=TOMOS.username)
    one, other = [row["reference"] for row in await mailbot.cases()]
    mair = await somebody()
    shown = await mair.get(f"/cases/{one}/link?other={other}")
    assert Forms(shown.text).to(f"/cases/{one}/link")["other"] == other
    assert await decide(mair, one, "link", other=other) == 422, "both are authorisations"


async def test_a_session_that_ended_in_the_middle_of_a_form_loses_no_text(
    mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    path = f"/cases/{reference}/amend"
    fields = Forms((await mair.get(path)).text).to(path)
    written = 'Ysgol Gynradd Bryn Eithin\n"quoted" & <b>bold</b> – 100 %'
    mailbot.clock.time += sessions.IDLE + timedelta(minutes=5)
    answer = await mair.post(path, fields | {"reason": written, "field": "staff_name", "value": "Siân ap Rhys"})
    assert answer.status_code == 401
    assert "What you wrote is kept" in answer.text
    signing = Forms(answer.text).to("/sign-in")
    wrong = await mair.post("/sign-in", signing | {"username": "mair", "password": "wrong", "code": "000000"})
    signing = Forms(wrong.text).to("/sign-in") | {"username": "mair", "password": PASSWORD}
    back = await mair.post("/sign-in", signing | {"code": mair.code()})
    assert back.headers["location"] == path
    shown = Forms((await mair.get(path)).text).to(path)
    assert (shown["reason"], shown["field"], shown["value"]) == (written, "staff_name", "Siân ap Rhys")
    assert (await mair.post(path, shown)).status_code == 303
    assert Forms((await mair.get(path)).text).to(path)["reason"] == "", "shown once"
    assert written in [entry["text"] for entry in (await mailbot.case())["history"]]


async def test_a_case_that_changed_while_one_was_signed_out_says_so(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    path = f"/cases/{reference}/note"
    fields = Forms((await mair.get(path)).text).to(path)
    mailbot.clock.time += sessions.IDLE
    answer = await mair.post(path, fields | {"reason": WHY})
    await mailbot.act("hold", reference)
    signing = Forms(answer.text).to("/sign-in") | {"username": "mair", "password": PASSWORD, "code": mair.code()}
    await mair.post("/sign-in", signing)
    shown = await mair.get(path)
    assert "has changed since you looked" in shown.text
    assert Forms(shown.text).to(path)["reason"] == WHY


async def test_yes_and_no_are_understood_in_welsh(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise(without="confirmed")
    mair = await somebody()
    reference = (await mailbot.case())["reference"]
    assert await decide(mair, reference, "amend", field="leaving_date_confirmed", value="Nac ydy") == 303
    assert await decide(mair, reference, "amend", field="leaving_date_confirmed", value="Ydy") == 303
