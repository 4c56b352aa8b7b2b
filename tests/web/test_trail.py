"""The audit trail: who saw and did what, from where and why, in the reader's own words."""

from __future__ import annotations

import os

from hwb_mailbot.command_trail import user_name
from tests.journeys.harness import Mailbot
from tests.web.conftest import OpenBrowser


async def test_what_was_chosen_stands_there_in_words(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    mair = await somebody("supervisor")
    await mair.get("/?shelf=held&words=Rhys&language=cy&older_than=3&assignee=nobody&reason=sender-unknown")
    await mair.get("/schools.csv?state=failed&awaited=yes")
    await mair.get("/figures.csv?period=term")
    page = (await mair.get("/audit")).text
    for told in ("On hold", "Search: Rhys", "Language: Welsh", "Age: More than 3 days", "Looked after by: Nobody"):
        assert told in page, told
    assert "shelf=" not in page
    assert "older_than" not in page
    assert "State: Failed; Cases wait for it" in page
    assert "Period: This term" in page
    await mair.send("/account", "/language", language="cy")
    page = (await mair.get("/audit")).text
    for told in ("Wedi&#39;u hoedi", "Chwilio: Rhys", "Iaith: Cymraeg", "Dan ofal: Neb", "Cyfnod: Y tymor hwn"):
        assert told in page, told


async def test_commands_stand_in_the_trail_too(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """Whoever sees or does something from a shell: by the machine's name for them, whatever name they give."""
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    await mailbot.act("note", reason="Rang the school")
    await mailbot.command("directory account", username="aprhyss12")
    await mailbot.stop()
    await mailbot.command("case show", reference=reference.lower())
    await mailbot.start()
    me = user_name(os.geteuid())
    audit = mailbot.running.office.audit
    found = {(one.who, one.address, one.what, one.about, one.why) for day in audit.days() for one in audit.of_day(day)}
    here = f"command line: {me}"
    assert (me, here, "case-seen", reference, "") in found
    assert ("Mair", here, "case-note", reference, "Rang the school") in found
    assert (me, here, "account-seen", "aprhyss12", "") in found
    mair = await somebody("supervisor")
    page = (await mair.get("/audit")).text
    assert f"command line ({me})" in page
    assert f'href="/cases/{reference}"' in page
    assert "Role: Supervisor" in page, "and no keyword of ours"
    assert "role=supervisor" not in page
    await mair.send("/account", "/language", language="cy")
    assert f"llinell orchymyn ({me})" in (await mair.get("/audit")).text
