"""Addresses that our letters come back from, and how much anybody gets: remembered over restarts (N4, invariant 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hwb_mailbot.commands import CommandRefused
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD, SCHOOLS, amended

STRANGER = "stranger@mail.example"
UNKNOWN = {"new_username": "nobody1", "new_number": "6729999"}
TOMOS: dict[str, str] = {"name": "Tomos Gwynn", "former_username": "gwynnt5"}


async def bounced(mailbot: Mailbot, template: str) -> None:
    """Let the latest letter of that kind come back."""
    await mailbot.send(mails.bounce(mailbot.letter(template), mailbot.clock()))


async def listed(mailbot: Mailbot) -> list[str]:
    return [row["address"] for row in await mailbot.command("address list")]


async def states(mailbot: Mailbot) -> dict[str, tuple[str, list[str]]]:
    return {case["person"]: (case["state"], case["reasons"]) for case in await mailbot.cases()}


async def clear(mailbot: Mailbot, address: str) -> list[dict[str, Any]]:
    return await mailbot.command("address clear", address=address, by="Mair", reason="the school rang")


async def test_an_address_that_bounced_is_not_written_to_until_support_clears_it(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await bounced(mailbot, "headteacher-authorisation-received")
    assert await listed(mailbot) == [FORMER_HEAD]
    assert (await mailbot.case())["reasons"] == ["letter-bounced"]
    await mailbot.restart()
    letters = len(mailbot.letters(FORMER_HEAD))
    await mailbot.authorise(**TOMOS)
    assert len(mailbot.letters(FORMER_HEAD)) == letters
    assert (await states(mailbot))["Tomos Gwynn"] == ("review", ["address-came-back"])
    assert await clear(mailbot, FORMER_HEAD.upper()) == [{"address": FORMER_HEAD, "since": None}]
    assert await listed(mailbot) == []
    (case,) = (one for one in await mailbot.cases() if one["person"] == "Tomos Gwynn")
    await mailbot.act("release", case["reference"])
    assert len(mailbot.letters(FORMER_HEAD)) == letters + 1
    assert (await states(mailbot))["Tomos Gwynn"][0] == "waiting-consolidation"


async def test_another_bounce_of_the_same_letter_marks_nothing_that_was_cleared(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await bounced(mailbot, "headteacher-authorisation-received")
    await clear(mailbot, FORMER_HEAD)
    await bounced(mailbot, "headteacher-authorisation-received")
    assert await listed(mailbot) == []


async def test_a_new_address_in_the_directory_is_written_to(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    await bounced(mailbot, "headteacher-authorisation-received")
    await mailbot.import_directory(amended(SCHOOLS[0], head_email="newydd@bryneithin.example"))  # type: ignore[arg-type]
    await mailbot.authorise(sender="newydd@bryneithin.example", **TOMOS)
    assert mailbot.letters("newydd@bryneithin.example")
    assert (await states(mailbot))["Tomos Gwynn"][0] == "waiting-consolidation"


@pytest.mark.parametrize(
    ("refusal", "dead"),
    [
        ("550 5.1.1 No such user", True),
        ("550 No such user here", True),
        ("552 5.2.2 Mailbox full", True),
        ("554 5.7.1 Relay access denied", False),
        ("550 5.7.1 This looks like spam", False),
        ("554 Transaction failed", False),
    ],
)
async def test_a_refusal_that_is_about_us_marks_no_address(mailbot: Mailbot, refusal: str, dead: bool) -> None:
    mailbot.relay.answers = [("RCPT", refusal)]
    await mailbot.authorise()
    assert len(await listed(mailbot)) == dead
    assert (await mailbot.case())["reasons"] == ["letter-bounced"]


async def test_a_blank_form_that_comes_back_marks_its_address_too(mailbot: Mailbot) -> None:
    await mailbot.consolidate(sender=STRANGER, **UNKNOWN)
    await bounced(mailbot, "sender-blank-form")
    assert await listed(mailbot) == [STRANGER]
    await mailbot.consolidate(sender=STRANGER, **UNKNOWN)
    assert len(mailbot.letters(STRANGER)) == 1


async def test_a_bounce_that_names_no_letter_of_ours_marks_nothing(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    letter = mailbot.letter("headteacher-authorisation-received")
    guessed = mails.bounce(letter, mailbot.clock())
    await mailbot.send(mails.Mail(guessed.raw, "", "hwb+b-0123456789abcdef01234567@support.example"))
    await mailbot.send(mails.Mail(guessed.raw, "", mails.INBOX))
    assert await listed(mailbot) == []
    assert await mailbot.state() == "waiting-consolidation"


async def test_who_saw_a_letter_cannot_forge_its_bounce(mailbot: Mailbot) -> None:
    """The letter's id stands in its Message-ID; its return path cannot be made from it."""
    await mailbot.authorise()
    letter = mailbot.letter("headteacher-authorisation-received")
    letter_id = str(letter.message["Message-ID"]).partition("@")[0].rpartition(".")[2]
    forged = mails.bounce(letter, mailbot.clock())
    for tag in (f"b-{letter_id}", f"b-{letter_id}00000000", letter.mail_from.partition("+")[2].partition("@")[0][:-1]):
        await mailbot.send(mails.Mail(forged.raw + tag.encode(), "", f"hwb+{tag}@support.example"))
    assert await listed(mailbot) == []
    assert await mailbot.state() == "waiting-consolidation"
    assert [row["reasons"] for row in await mailbot.queue()] == [["bounce-unclear"]] * 3
    await mailbot.consolidate()
    assert await mailbot.is_merged()


@pytest.mark.parametrize(
    ("change", "mail_from"),
    [
        ((FORMER_HEAD.encode(), b"deputy@elsewhere.example"), ""),
        ((b"multipart/report; report-type=delivery-status", b"multipart/mixed"), "postmaster@mx.bryneithin.example"),
    ],
)
async def test_a_bounce_that_is_not_plainly_about_the_address_marks_nothing(
    mailbot: Mailbot, change: tuple[bytes, bytes], mail_from: str
) -> None:
    """Right return path, but another receiver failed (a letter passed on), or it comes as no bounce does."""
    await mailbot.authorise()
    true = mails.bounce(mailbot.letter("headteacher-authorisation-received"), mailbot.clock())
    await mailbot.send(mails.Mail(true.raw.replace(*change), mail_from, true.recipient))
    assert await listed(mailbot) == []
    assert await mailbot.state() == "waiting-consolidation"
    assert [row["reasons"] for row in await mailbot.queue()] == [["bounce-unclear"]]
    await bounced(mailbot, "headteacher-authorisation-received")
    assert await listed(mailbot) == [FORMER_HEAD]


async def test_what_anybody_had_today_is_remembered_over_a_restart(mailbot: Mailbot) -> None:
    for _ in range(5):
        await mailbot.consolidate(sender=STRANGER, **UNKNOWN)
        await mailbot.restart()
    assert len(mailbot.letters(STRANGER)) == 2
    await mailbot.pass_time(days=1, hours=1)
    await mailbot.consolidate(sender=STRANGER, **UNKNOWN)
    assert len(mailbot.letters(STRANGER)) == 3


async def test_blank_forms_are_counted_by_domain(mailbot: Mailbot) -> None:
    """Whoever owns a domain has as many addresses as they like (R28, N4)."""
    policy = mailbot.running.office.casework.policy
    mailbot.running.office.casework.policy = replace(policy, blank_forms_a_domain_a_day=3, blank_forms_a_day=4)
    for number in range(5):
        await mailbot.consolidate(sender=f"s{number}@mail.example", **UNKNOWN)
    assert mailbot.templates() == ["sender-blank-form"] * 3
    for number in range(3):
        await mailbot.consolidate(sender=f"s{number}@other{number}.example", **UNKNOWN)
    assert mailbot.templates() == ["sender-blank-form"] * 4
    assert len(await mailbot.queue()) == 8
    await mailbot.pass_time(days=1, hours=1)
    await mailbot.consolidate(sender="s@mail.example", **UNKNOWN)
    assert mailbot.templates() == ["sender-blank-form"] * 5


async def test_a_headteacher_is_asked_so_often_a_day_over_all_cases(mailbot: Mailbot) -> None:
    """Request and CANCEL, request and CANCEL: each is a case of its own (N4)."""
    for number in range(12):
        await mailbot.send(mailbot.mail(MOVER, mails.transfer_request()))
        open_ones = [case for case in await mailbot.cases() if case["state"] == "waiting-authorisation"]
        if not open_ones:
            break
        reference = open_ones[0]["reference"]
        await mailbot.send(mailbot.mail(MOVER, (f"Re: [{reference}] {number}", "CANCEL\n")))
    asked = [letter for letter in mailbot.letters(FORMER_HEAD) if "approval-asked" in mailbot.template(letter)]
    assert len(asked) == 10
    assert [case["reasons"] for case in await mailbot.cases() if case["state"] == "review"] == [["too-many-letters"]]
    assert mailbot.template(mailbot.letters(MOVER)[-1]) != "mover-transfer-received"


async def test_call_backs_of_a_day_are_remembered_over_a_restart(mailbot: Mailbot) -> None:
    receivers = mailbot.running.office.casework.receivers
    await mailbot.authorise(dmarc="fail")
    assert receivers.call_backs(mailbot.clock()) == 1
    await mailbot.restart()
    receivers = mailbot.running.office.casework.receivers
    assert receivers.call_backs(mailbot.clock()) == 1
    assert receivers.letters(FORMER_HEAD, mailbot.clock(), "headteacher-sender-check") == 1
    assert receivers.letters(MOVER, mailbot.clock()) == 0
    await mailbot.pass_time(days=1, hours=1)
    assert receivers.call_backs(mailbot.clock()) == 0


async def test_clearing_needs_a_name_a_reason_and_an_address_that_is_marked(mailbot: Mailbot) -> None:
    with pytest.raises(CommandRefused, match="do not come back"):
        await clear(mailbot, FORMER_HEAD)
    with pytest.raises(CommandRefused, match="--by needs your name"):
        await mailbot.command("address clear", address=FORMER_HEAD, by=" ", reason="x")
