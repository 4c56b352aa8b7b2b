"""What outsiders name never becomes a way through the file system, and guesses lead nowhere (CWE-22, CWE-330)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwb_mailbot.commands import CommandRefused
from hwb_mailbot.post.spool import Spool
from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD

TAGS = [
    "b-../../../secret",
    "b-%2e%2e%2fsecret",
    "b-" + "../" * 20 + "etc/passwd",
    "b-",
    "b-.",
    "../../secret",
    "HWB-../../..",
    "x" * 60,
]


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


async def test_no_tag_of_a_recipient_reaches_a_file(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    letter = mailbot.letter("headteacher-authorisation-received")
    outside = files(mailbot.folder) - files(mailbot.folder / "store")
    for tag in TAGS:
        bounce = mails.bounce(letter, mailbot.clock())
        await mailbot.send(mails.Mail(bounce.raw, "", f"hwb+{tag}@support.example"))
    assert await mailbot.state() == "waiting-consolidation"
    assert await mailbot.command("address list") == []
    assert {path for path in files(mailbot.folder) - outside if path.parts[0] not in ("store", "csv")} == set()
    assert not list(mailbot.running.spool.waiting())


@pytest.mark.parametrize("reference", ["../../secret", "HWB-7F3K-2MQD/../x", "/etc/passwd", "HWB-0000-0000\n", ""])
async def test_no_reference_reaches_a_file(mailbot: Mailbot, reference: str) -> None:
    with pytest.raises(CommandRefused):
        await mailbot.command("case show", reference=reference)
    with pytest.raises(CommandRefused):
        await mailbot.command("directory account", username=reference)


@pytest.mark.parametrize(
    "id", ["../secret", "", "20260910T090000-0123456789abcde/", "..", "20260910T090000-ABCDEF0123456789x"]
)
def test_no_spool_id_reaches_another_file(tmp_path: Path, id: str) -> None:
    spool = Spool(tmp_path)
    with pytest.raises(ValueError, match=r".*"):
        spool.path(id)


async def test_guessed_tokens_answer_nothing(mailbot: Mailbot) -> None:
    await mailbot.consolidate()
    await mailbot.authorise(dmarc="fail")
    letter = mailbot.letter("headteacher-sender-check")
    tag = letter.reply_to.partition("@")[0].partition("+")[2]
    for number in range(20):
        guess = tag[:-4] + f"{number:04}"
        mail = mailbot.mail(
            FORMER_HEAD, ("Re: Hwb", "APPROVE\n"), dmarc="none", recipient=f"hwb+{guess}@support.example"
        )
        await mailbot.send(mail)
    assert not await mailbot.is_merged()
    assert len(mailbot.letters(FORMER_HEAD)) < 10
    assert mailbot.letters(MOVER)


async def test_a_robot_that_answers_everything_is_not_flooded(mailbot: Mailbot) -> None:
    """An auto-responder that does not say so, answering each of our letters at once (N4)."""
    await mailbot.consolidate(sender="robot@mail.example", new_username="nobody1", new_number="6729999")
    answered = 0
    while answered < min(len(mailbot.letters("robot@mail.example")), 20):
        letter = mailbot.letters("robot@mail.example")[answered]
        await mailbot.send(mailbot.reply(letter, "Thank you for your message."))
        answered += 1
    assert len(mailbot.letters("robot@mail.example")) <= 6
