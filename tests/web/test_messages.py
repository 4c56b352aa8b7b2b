"""Messages that the bot laid before the team, dealt with in the browser."""

from __future__ import annotations

from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD
from tests.web.conftest import Forms, OpenBrowser

ODD = ("Photocopier", "Dear all,\n\nthe photocopier on the first floor is broken <b>again</b>.\n\nRegards\nIfan\n")


async def test_a_message_is_seen_put_into_a_case_and_ended(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.authorise()
    reference = (await mailbot.case())["reference"]
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ODD))
    (row,) = await mailbot.queue()
    mair = await somebody()
    listed = (await mair.get("/mails")).text
    assert "Messages for us: 1" in listed
    assert f"/mails/{row['mail']}" in listed
    shown = (await mair.get(f"/mails/{row['mail']}")).text
    assert "broken &lt;b&gt;again&lt;/b&gt;" in shown
    path = f"/mails/{row['mail']}/attach"
    assert (await mair.send(path, path, reason="", reference=reference)).status_code == 422
    assert (await mair.send(path, path, reason="It is about her", reference="HWB-0000-0000")).status_code == 422
    assert (await mair.send(path, path, reason="It is about her", reference=reference)).status_code == 303
    assert "Photocopier" in (await mair.get(f"/cases/{reference}")).text
    path = f"/mails/{row['mail']}/done"
    seen = Forms((await mair.get(path)).text).to(path)
    assert (await mair.post(path, seen | {"reason": "Rang them"})).status_code == 303
    assert (await mair.post(path, seen | {"reason": "Rang them"})).status_code == 409, "the message has changed"
    assert (await mair.send(path, path, reason="Rang them")).status_code == 422, "it is off the list"
    assert "Messages for us: 0" in (await mair.get("/mails")).text
    page = (await mair.get(f"/mails/{row['mail']}?done=done")).text
    assert "Rang them" in page
    assert "Mair Eleri (mair)" in page


async def test_a_message_is_read_again(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ODD))
    (row,) = await mailbot.queue()
    mair = await somebody()
    path = f"/mails/{row['mail']}/retry"
    assert (await mair.send(path, path, reason="The reader has been mended")).status_code == 303
    await mailbot.running.settled()
    assert [one["mail"] for one in await mailbot.queue()] == [row["mail"]]


async def test_a_message_is_said_to_be_something_else(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ODD))
    (row,) = await mailbot.queue()
    mair = await somebody()
    path = f"/mails/{row['mail']}/classify"
    assert "Transfer request" in (await mair.get(path)).text
    for kind in ("", "decision", "<b>"):
        answer = await mair.send(path, path, reason="It is a machine", kind=kind)
        assert answer.status_code == 422
        assert "It is a machine" in answer.text
    assert (await mair.send(path, path, reason="It is a machine", kind="auto-reply")).status_code == 303
    await mailbot.running.settled()
    assert await mailbot.queue() == []
    page = (await mair.get(f"/mails/{row['mail']}")).text
    assert "Automatic reply" in page
    assert "Somebody of the support team has said what the message is." in page
    assert "Say what it is" in page, "in its history, with who and why"
    assert "Said what a message is" in (await (await somebody("supervisor", "nia")).get("/audit")).text


async def test_what_is_no_message_is_not_found(somebody: OpenBrowser) -> None:
    mair = await somebody()
    for wrong in ("0" * 32, "..%2f..%2fsecret", "x" * 500):
        assert (await mair.get(f"/mails/{wrong}")).status_code == 404


async def test_a_page_reads_its_own_few_messages(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """However long the list is; and what was dealt with by command is off it at once."""
    for number in range(3):
        await mailbot.send(mailbot.mail("ifan@elsewhere.example", (f"Photocopier {number}", "It is broken.")))
    listed = mailbot.running.web.desk.mails
    first, page, total = listed.page(1, 2)
    assert [(one.body["reading"]["subject"]) for one in first] == ["Photocopier 0", "Photocopier 1"]
    assert (page, total) == (1, 3)
    assert [one.body["reading"]["subject"] for one in listed.page(9, 2)[0]] == ["Photocopier 2"]
    (row, *_) = await mailbot.queue()
    await mailbot.command("mail done", mail=row["mail"], by="Mair", reason="Rang them")
    assert [one.body["reading"]["subject"] for one in listed.page(1, 2)[0]] == ["Photocopier 1", "Photocopier 2"]
    await mailbot.send(mailbot.mail("ifan@elsewhere.example", ("Photocopier 3", "It is broken.")))
    assert "Messages for us: 3" in (await (await somebody()).get("/mails")).text


async def test_an_answer_without_its_token_is_shown_beside_its_case(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """For a person to see and to put there: the case rests on, and nothing is taken from the message."""
    await mailbot.authorise()
    await mailbot.consolidate(staff_code="XX")
    reference = (await mailbot.case())["reference"]
    mair = await somebody()
    await mailbot.send(mailbot.mail(MOVER, ("Photocopier", "Is it broken still?")))
    assert "The answer" not in (await mair.get(f"/cases/{reference}")).text
    await mailbot.act("ask", party="mover", words_en="Which code is yours?")
    await mailbot.send(mailbot.mail(MOVER, ("The answer", "You asked me something: yes, that is the right one.")))
    assert await mailbot.state() == "held"
    mail = next(row["mail"] for row in await mailbot.queue() if row["subject"] == "The answer")
    page = (await mair.get(f"/cases/{reference}")).text
    assert "Perhaps the answer to our question" in page
    assert f"/mails/{mail}/attach?reference={reference}" in page
    assert "A message that may be the answer is here." in (await mair.get("/?shelf=held")).text
    for path in ("/mails", f"/mails/{mail}"):
        page = (await mair.get(path)).text
        assert "Perhaps the answer to our question" in page
        assert f"/cases/{reference}" in page
    (shown,) = await mailbot.command("case show", reference=reference)
    assert [(one["mail"], one["subject"], one["answers"]) for one in shown["likely_messages"]][-1:] == [
        (mail, "The answer", True)
    ]
    (message,) = await mailbot.command("mail show", mail=mail)
    assert message["likely_cases"] == [{"reference": reference, "person": "Siân ap Rhys", "answers": True}]
    path = f"/mails/{mail}/attach"
    form = await mair.get(f"{path}?reference={reference}")
    assert Forms(form.text).to(path)["reference"] == reference
    assert (await mair.post(path, Forms(form.text).to(path) | {"reason": "It answers us"})).status_code == 303
    page = (await mair.get(f"/cases/{reference}")).text
    assert page.count("The answer") == 1, "among the messages of the case, and no candidate any more"
    assert (await mailbot.command("mail show", mail=mail))[0]["likely_cases"] == []
    assert await mailbot.state() == "held"


async def test_nobody_elses_message_is_shown_beside_a_case(mailbot: Mailbot, somebody: OpenBrowser) -> None:
    """Neither a stranger's nor the headteacher's, who was asked nothing and has many cases."""
    await mailbot.authorise()
    await mailbot.consolidate(staff_code="XX")
    reference = (await mailbot.case())["reference"]
    await mailbot.act("ask", party="mover", words_en="Which code is yours?")
    for sender in ("ifan@elsewhere.example", FORMER_HEAD):
        await mailbot.send(mailbot.mail(sender, ODD))
    mair = await somebody()
    assert len(await mailbot.queue()) == 2
    assert "Messages that may belong here" not in (await mair.get(f"/cases/{reference}")).text
    assert reference not in (await mair.get("/mails")).text
