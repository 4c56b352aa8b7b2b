"""Asking, sending again, separating and withdrawing in the browser: shown before it is done, and asked once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hwb_mailbot.web import sessions
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import NEW, SIAN_NEW, amended, write_staff_export
from tests.web.conftest import PASSWORD, Browser, Forms, OpenBrowser

WHY = "The record has two codes"
QUESTION = 'Which is it, SAR or SR2?\n\n<b onclick="x">both</b> [here](https://evil.example)'


async def wrong_code(mailbot: Mailbot, language: str = "en") -> str:
    await mailbot.authorise()
    await mailbot.consolidate(language, staff_code="XX")
    return str((await mailbot.case())["reference"])


async def test_a_question_is_shown_as_the_letter_that_goes(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    reference = await wrong_code(mailbot)
    mair = await somebody()
    path = f"/cases/{reference}/ask"
    form = await mair.get(path)
    assert MOVER in form.text
    assert "writes in English" in form.text
    shown = await mair.post(path, Forms(form.text).to(path) | {"party": "mover", "words_en": QUESTION, "reason": WHY})
    assert "A colleague is looking at your request and writes:" in shown.text
    assert "Which is it, SAR or SR2?" in shown.text
    assert '<b onclick="x">' not in shown.text
    assert reference in shown.text
    assert len([one for one in mailbot.templates() if one == "sender-question"]) == 0, "nothing went yet"
    asking = Forms(shown.text).to(path)
    assert (asking["words_en"], asking["reason"]) == (QUESTION, WHY)
    changed = await mair.post(path, asking | {"words_en": "Another question"})
    assert (changed.status_code, "Another question" in changed.text) == (200, True), "changed words are shown again"
    sent = await mair.post(path, Forms(changed.text).to(path) | {"party": "mover"})
    assert sent.status_code == 303
    await mailbot.running.settled()
    letter = mailbot.letter("sender-question")
    assert (letter.receiver, "Another question" in letter.flowing) == (MOVER, True)
    await mailbot.send(mailbot.reply(letter, "It is SAR."))
    page = (await mair.get(f"/cases/{reference}")).text
    assert "An answer to the support team&#39;s question has come." in page
    assert "It is SAR." in page


async def test_who_writes_in_welsh_is_asked_in_welsh(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    reference = await wrong_code(mailbot, "cy")
    mair = await somebody()
    path = f"/cases/{reference}/ask"
    given = {"party": "mover", "words_en": "In English", "reason": WHY}
    refused = await mair.send(path, path, **given)
    assert refused.status_code == 422
    assert "They write in Welsh" in refused.text
    assert Forms(refused.text).to(path)["words_en"] == "In English", "what was written stays"


async def test_a_question_outlives_its_session(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    reference = await wrong_code(mailbot)
    mair = await somebody()
    path = f"/cases/{reference}/ask"
    fields = Forms((await mair.get(path)).text).to(path)
    mailbot.clock.time += sessions.IDLE + timedelta(minutes=1)
    ended = await mair.post(path, fields | {"party": "mover", "words_en": QUESTION, "reason": WHY})
    signing = Forms(ended.text).to("/sign-in") | {"username": "mair", "password": PASSWORD, "code": mair.code()}
    await mair.post("/sign-in", signing)
    back = await mair.get(path)
    fields = Forms(back.text).to(path)
    assert (fields["words_en"], fields["reason"], fields["party"]) == (QUESTION, WHY, "mover")


async def test_a_letter_of_the_timeline_goes_again(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    page = (await mair.get(f"/cases/{reference}")).text
    links = re.findall(rf"/cases/{reference}/resend\?letter=([0-9a-f]+)", page)
    assert len(links) == 2
    path = f"/cases/{reference}/resend"
    form = await mair.get(f"{path}?letter={links[0]}")
    before = len(mailbot.letters())
    asked = await mair.post(path, Forms(form.text).to(path) | {"reason": WHY})
    assert (await mair.post(path, Forms(asked.text).to(path))).status_code == 303
    await mailbot.running.settled()
    assert len(mailbot.letters()) == before + 1
    unknown = await mair.get(f"{path}?letter={'0' * 24}")
    assert (await mair.post(path, Forms(unknown.text).to(path) | {"reason": WHY})).status_code == 422


@pytest.mark.parametrize(("action", "more"), [("unlink", {}), ("withdraw", {"party": "mover"})])
async def test_what_follows_is_shown_before_it_is_done(
    action: str, more: dict[str, str], mailbot: Mailbot, somebody: OpenBrowser
) -> None:
    reference = await wrong_code(mailbot)
    before = await mailbot.cases()
    mair = await somebody()
    path = f"/cases/{reference}/{action}"
    asked = await mair.send(path, path, reason=WHY, **more)
    assert "What follows" in asked.text
    assert "Letter to" in asked.text
    assert await mailbot.cases() == before
    assert (await mair.post(path, Forms(asked.text).to(path) | more)).status_code == 303
    after = await mailbot.cases()
    assert after != before
    if action == "unlink":
        assert len(after) == 2
        assert f"/cases/{reference}/unlink" not in (await mair.get(f"/cases/{reference}")).text


async def test_undoing_says_what_has_changed_since(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    reference = (await mailbot.case())["reference"]
    later = amended(SIAN_NEW, staff_code="SR9")
    await mailbot.provision(NEW, write_staff_export(mailbot.folder / "staff.csv", later))
    mair = await somebody()
    page = (await mair.get(f"/cases/{reference}/undo")).text
    assert "Changed since the merge" in page
    assert "SR9" in page


async def test_nobody_who_may_look_sees_by_what_others_answer(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """The token in a letter's Reply-To answers for its receiver, so no page shows it, quoted back or not."""
    await mailbot.authorise(dmarc="none")
    letter = mailbot.letter("headteacher-sender-check")
    tag = str(letter.message["Reply-To"]).partition("+")[2].partition("@")[0]
    assert tag in letter.text
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ("Fwd", f"See hwb+{tag}@support.example below.")))
    reference = (await mailbot.case())["reference"]
    gwen: Browser = await somebody("viewer", "gwen")
    (mail,) = await mailbot.queue()
    for path in (f"/cases/{reference}", f"/mails/{mail['mail']}"):
        page = (await gwen.get(path)).text
        assert "+…@support.example" in page
        assert tag.lower() not in page.lower()


async def test_sending_again_asks_once(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """The letter is shown as it will go; whoever leaves then has sent nothing."""
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    path = f"/cases/{reference}/resend"
    (link, *_) = re.findall(rf"{path}\?letter=([0-9a-f]+)", (await mair.get(f"/cases/{reference}")).text)
    form = await mair.get(f"{path}?letter={link}")
    before = len(mailbot.letters())
    asked = await mair.post(path, Forms(form.text).to(path) | {"reason": WHY})
    await mailbot.running.settled()
    assert "Shall this letter go once more?" in asked.text
    assert "Letter to" in asked.text
    assert len(mailbot.letters()) == before
    assert (await mair.post(path, Forms(asked.text).to(path))).status_code == 303
