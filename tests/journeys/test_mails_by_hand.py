"""Mails that lie before the support team, dealt with by hand: shown, handed in again, attached, done (``mail …``)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hwb_mailbot.commands import CommandRefused
from hwb_mailbot.domain.accounts import School
from hwb_mailbot.reading.processes.pool import ReaderFailed
from hwb_mailbot.records import Change
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD, leaver

HEAD = "pennaeth@blaenywaun.example"
LATE = School("6664007", "Blaen y Waun School", "Ysgol Blaen y Waun", "Powys", head_email=HEAD)
LATE_NAMES = {"former_school": LATE.name_en, "former_number": "666/4007"}
STRANGER = "somebody@mail.example"
BY = {"by": "Mair", "reason": "rang the school"}
UNKNOWN = "f" * 32


async def ask(mailbot: Mailbot, sender: str = STRANGER, text: str = "Hello,\n\nWhen does the office open?\n") -> str:
    """Let a mail come that needs a person; its number."""
    await mailbot.send(mailbot.mail(sender, ("Oriau agor", text)))
    return str((await mailbot.queue())[-1]["mail"])


async def test_the_list_says_why_and_where(mailbot: Mailbot) -> None:
    question = mailbot.mail(STRANGER, ("Oriau agor", "Hello,\n\nWhen does the office open?\n"))
    await mailbot.send(question)
    (row,) = await mailbot.queue()
    assert (row["from"], row["subject"], row["reasons"], row["cases"]) == (STRANGER, "Oriau agor", ["enquiry"], [])
    assert await asyncio.to_thread(Path(row["file"]).read_bytes) == question.raw


async def test_the_list_names_the_case(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    await mailbot.send(mailbot.mail(MOVER, (f"About {reference}", "Hello,\n\nWhen does the office open?\n")))
    (row,) = await mailbot.queue()
    assert row["cases"] == [reference]


async def test_show_tells_what_is_known_of_it_and_takes_the_first_digits(mailbot: Mailbot) -> None:
    number = await ask(mailbot)
    (row,) = await mailbot.command("mail show", mail=number[:8].upper())
    assert row["mail"] == number
    assert row["envelope"]["mail_from"] == STRANGER
    assert row["verdict"]["evidence"] == "pass"
    assert row["reading"]["kind"] == "enquiry"
    assert row["reading"]["own_text"].startswith("Hello,")
    json.dumps(row)


async def test_a_mail_about_a_school_that_the_directory_learns_of_afterwards(mailbot: Mailbot) -> None:
    """The directory was late: the mail is handed in again and opens its case, and its sender hears nothing twice."""
    await mailbot.authorise(sender=HEAD, name="Carys Llwyd", former_username="llwydc3", **LATE_NAMES)
    (queued,) = await mailbot.queue()
    before = len(mailbot.letters(HEAD))
    assert before == 1
    await mailbot.command("mail retry", mail=queued["mail"])
    await mailbot.running.settled()
    assert len(await mailbot.queue()) == 1
    assert len(mailbot.letters(HEAD)) == before
    await mailbot.import_directory(LATE, leaver("llwydc3", "Carys Llwyd", LATE.dfes_number))
    (row,) = await mailbot.command("mail retry", mail=queued["mail"])
    assert row["state"] == "waiting"
    await mailbot.running.settled()
    assert await mailbot.queue() == []
    assert await mailbot.state() == "waiting-consolidation"
    assert len(mailbot.letters(HEAD)) == before + 1


async def test_a_mail_that_broke_its_reader_is_read_again(mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> object:
        raise ReaderFailed("crashed")

    with monkeypatch.context() as patch:
        patch.setattr(mailbot.running.intake, "_examine", broken)
        await mailbot.authorise()
    (queued,) = await mailbot.queue()
    assert (queued["reasons"], queued["state"]) == (["set-aside-crashed"], "set-aside")
    await mailbot.command("mail retry", mail=queued["mail"])
    await mailbot.running.settled()
    assert await mailbot.queue() == []
    assert await mailbot.state() == "waiting-consolidation"


async def test_a_mail_handed_in_again_without_a_service_is_taken_up_at_the_next_start(
    mailbot: Mailbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> object:
        raise ReaderFailed("crashed")

    with monkeypatch.context() as patch:
        patch.setattr(mailbot.running.intake, "_examine", broken)
        await mailbot.authorise()
    (queued,) = await mailbot.queue()
    await mailbot.stop()
    (row,) = await mailbot.command("mail retry", mail=queued["mail"])
    assert [one["state"] for one in await mailbot.command("mail list")] == ["waiting"] == [row["state"]]
    await mailbot.start()
    await mailbot.running.settled()
    assert await mailbot.state() == "waiting-consolidation"


async def test_a_mail_that_a_case_was_decided_on_is_not_handed_in_again(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    number = await ask(mailbot, MOVER, f"Hello,\n\nAbout {reference}: when does the office open?\n")
    with pytest.raises(CommandRefused, match=reference):
        await mailbot.command("mail retry", mail=number)
    assert len(await mailbot.queue()) == 1


async def test_a_mail_whose_file_is_gone_is_not_handed_in_again(mailbot: Mailbot) -> None:
    number = await ask(mailbot)
    (row,) = await mailbot.queue()
    await asyncio.to_thread(Path(row["file"]).unlink)
    with pytest.raises(CommandRefused, match="gone"):
        await mailbot.command("mail retry", mail=number)
    assert (await mailbot.queue())[0]["state"] == "support"


async def test_an_attached_mail_is_in_the_history_and_does_nothing_else(mailbot: Mailbot) -> None:
    """Even one that says APPROVE in the headteacher's name: whoever attaches it is not its sender."""
    await mailbot.consolidate(extra="My former Hwb username: aprhyss12")
    before, letters = await mailbot.case(), len(mailbot.letters())
    await mailbot.send(mailbot.mail(STRANGER, ("Hwb", "APPROVE\n\nI authorise it. Jac Roberts, headteacher\n")))
    (queued,) = await mailbot.queue()
    (row,) = await mailbot.command("mail attach", mail=queued["mail"], reference=before["reference"].lower(), **BY)
    assert row["cases"] == [before["reference"]]
    after = await mailbot.case()
    entry = after["history"][-1]
    assert (entry["event"], entry["actor"], entry["text"]) == ("mail-attached", "support: Mair", "rang the school")
    assert entry["mail"] == queued["mail"]
    ignored = {"history", "updated_at"}
    assert {k: v for k, v in after.items() if k not in ignored} == {k: v for k, v in before.items() if k not in ignored}
    assert after["history"][:-1] == before["history"]
    assert len(mailbot.letters()) == letters
    assert len(await mailbot.queue()) == 1
    with pytest.raises(CommandRefused, match="already"):
        await mailbot.command("mail attach", mail=queued["mail"], reference=before["reference"], **BY)
    (shown,) = await mailbot.command("mail show", mail=queued["mail"])
    assert [(one["action"], one["by"]) for one in shown["handled"]] == [("attach", "Mair")]


async def test_a_mail_can_be_attached_to_a_closed_case(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await mailbot.consolidate()
    reference = (await mailbot.case())["reference"]
    number = await ask(mailbot)
    await mailbot.command("mail attach", mail=number, reference=reference, **BY)
    assert (await mailbot.case())["history"][-1]["event"] == "mail-attached"
    assert await mailbot.is_merged()


async def test_done_takes_it_off_the_list_for_good(mailbot: Mailbot) -> None:
    question = mailbot.mail(STRANGER, ("Oriau agor", "Hello,\n\nWhen does the office open?\n"))
    await mailbot.send(question)
    (queued,) = await mailbot.queue()
    await mailbot.command("mail done", mail=queued["mail"][:12], **BY)
    assert await mailbot.queue() == []
    await mailbot.send(question)
    await mailbot.restart()
    assert await mailbot.queue() == []
    (row,) = await mailbot.command("mail show", mail=queued["mail"][:12])
    assert (row["state"], row["handled"][0]["action"], row["handled"][0]["reason"]) == ("done", "done", BY["reason"])
    for command in ("mail done", "mail retry"):
        with pytest.raises(CommandRefused, match="not on the list"):
            await mailbot.command(command, mail=queued["mail"], **BY)


ODD_WORDS = "Helo,\n\nDoes anything have to be done for Siân ap Rhys? Enw defnyddiwr blaenorol: aprhyss12.\n\nDiolch\n"


async def test_a_mail_is_what_a_person_says_that_it_is(mailbot: Mailbot) -> None:
    """It is read and decided on as such, its details count, and it is kept who said so."""
    number = await ask(mailbot, FORMER_HEAD, ODD_WORDS)
    assert not await mailbot.cases()
    (said,) = await mailbot.command("mail classify", mail=number, kind="authorisation", **BY)
    assert said["kind_by_hand"] == "authorisation"
    await mailbot.running.settled()
    assert not await mailbot.queue()
    (shown,) = await mailbot.command("case show", reference=(await mailbot.case())["reference"])
    assert shown["fields"]["authorisation"]["fields"]["former_username"]["value"] == "aprhyss12"
    (mail,) = await mailbot.command("mail show", mail=number)
    assert (mail["kind"], mail["reading"]["kind"]) == ("authorisation", "authorisation")
    assert [(one["action"], one["by"]) for one in mail["handled"]] == [("classify", "Mair")]
    with pytest.raises(CommandRefused, match="not on the list"):
        await mailbot.command("mail classify", mail=number, kind="enquiry", **BY)


async def test_saying_what_a_mail_is_makes_nobody_its_sender(mailbot: Mailbot) -> None:
    """Neither a stranger nor whoever forges the headteacher's address authorises anything by it."""
    for sender in (STRANGER, FORMER_HEAD):
        await mailbot.send(mailbot.mail(sender, ("Oriau agor", f"{ODD_WORDS}{sender}\n"), dmarc="fail"))
    for row in await mailbot.queue():
        await mailbot.command("mail classify", mail=row["mail"], kind="authorisation", **BY)
    await mailbot.running.settled()
    case = await mailbot.case()
    assert case["state"] == "waiting-sender-check"
    (shown,) = await mailbot.command("case show", reference=case["reference"])
    assert shown["fields"]["authorisation"]["standing"] == "unconfirmed"


async def test_a_machines_mail_is_said_to_be_one(mailbot: Mailbot) -> None:
    number = await ask(mailbot)
    await mailbot.command("mail classify", mail=number, kind="auto-reply", **BY)
    await mailbot.running.settled()
    assert not await mailbot.queue()
    (mail,) = await mailbot.command("mail show", mail=number)
    assert mail["reading"]["kind"] == "auto-reply"


async def test_nobody_says_that_a_mail_is_an_answer(mailbot: Mailbot) -> None:
    number = await ask(mailbot)
    for kind in ("decision", "confirmation", "bounce", "", None):
        with pytest.raises(CommandRefused, match="one of these"):
            await mailbot.command("mail classify", mail=number, kind=kind, **BY)


@pytest.mark.parametrize(("kind", "left"), [("authorisation", ["statement-denied"]), ("auto-reply", [])])
async def test_what_a_person_says_of_a_seeming_robot_leaves_no_doubt(
    mailbot: Mailbot, kind: str, left: list[str]
) -> None:
    """It is not laid before them once more as perhaps a person's."""
    words = (
        "I approve of the transfer of Siân ap Rhys, aprhyss12.\n\nThis is an automated message. Please do not reply.\n"
    )
    number = await ask(mailbot, FORMER_HEAD, words)
    assert (await mailbot.queue())[-1]["reasons"] == ["perhaps-by-a-person"]
    await mailbot.command("mail classify", mail=number, kind=kind, **BY)
    await mailbot.running.settled()
    assert [reason for row in await mailbot.queue() for reason in row["reasons"]] == left


@pytest.mark.parametrize("written", ["", "12", "no such mail", "../secret", UNKNOWN, "0000"])
@pytest.mark.parametrize("command", ["mail show", "mail retry", "mail classify", "mail attach", "mail done"])
async def test_a_number_that_is_none_is_refused_in_one_line(mailbot: Mailbot, command: str, written: str) -> None:
    with pytest.raises(CommandRefused, match=r"mail list|no case") as refused:
        await mailbot.command(command, mail=written, reference="HWB-7F3K-2MQD", kind="enquiry", **BY)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("command", ["mail attach", "mail classify", "mail done"])
@pytest.mark.parametrize("missing", ["by", "reason"])
async def test_by_hand_means_by_name_and_with_a_reason(mailbot: Mailbot, command: str, missing: str) -> None:
    number = await ask(mailbot)
    with pytest.raises(CommandRefused, match="--by"):
        await mailbot.command(command, mail=number, reference="HWB-7F3K-2MQD", kind="enquiry", **{**BY, missing: "  "})
    assert len(await mailbot.queue()) == 1


async def test_a_number_that_fits_several_mails_is_refused(mailbot: Mailbot) -> None:
    for count in range(2):
        await ask(mailbot, text=f"Hello,\n\nWhen does office {count} open?\n")
    numbers = [row["mail"] for row in await mailbot.queue()]
    records = mailbot.running.office.records

    twin = numbers[0][:10] + "0" * 22
    records.commit([Change("mail", twin, 0, records.get("mail", numbers[0]).body)])  # type: ignore[union-attr]
    with pytest.raises(CommandRefused, match="2 mails begin"):
        await mailbot.command("mail show", mail=numbers[0][:10])


async def test_lists_can_be_limited(mailbot: Mailbot) -> None:
    numbers = [await ask(mailbot, text=f"Hello,\n\nWhen does office {count} open?\n") for count in range(3)]
    assert [row["mail"] for row in await mailbot.command("mail list", limit=2)] == numbers[:2]
    assert [row["mail"] for row in await mailbot.command("mail list", limit=0)] == numbers
    await mailbot.authorise()
    await mailbot.authorise(name="Tomos Gwynn", former_username="gwynnt5")
    both = await mailbot.cases()
    assert len(both) == 2
    assert await mailbot.command("case list", limit=1) == both[1:]
    assert await mailbot.command("case list", limit=5, state="waiting-consolidation") == both
    assert await mailbot.command("case list", limit=5, state="merged") == []
