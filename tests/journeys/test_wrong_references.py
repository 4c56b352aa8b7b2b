"""A reference that somebody mistyped, or copied from another's mail, never files their mail under that case."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import MOVER, Mailbot
from tests.journeys.wales import FORMER_HEAD

UNDO = "This was a mistake, please can you undo it?\n\nSiân\n"


async def another_case(mailbot: Mailbot) -> str:
    """Tomos's case, that is not Siân's."""
    await mailbot.authorise(name="Tomos Gwynn", former_username="gwynnt5")
    return str((await mailbot.cases())[0]["reference"])


async def filed_under(mailbot: Mailbot) -> list[str]:
    """The people of the cases in whose history the latest mail of the queue stands."""
    latest = (await mailbot.queue())[-1]["mail"]
    return [
        str(row["person"])
        for row in await mailbot.cases()
        for shown in await mailbot.command("case show", reference=row["reference"])
        if any(one["mail"] == latest for one in shown["history"])
    ]


@pytest.mark.parametrize("again", ["thread", "subject", "only the wrong one"])
@pytest.mark.parametrize("merged", [True, False])
async def test_a_wrong_reference_in_a_subject_follows_nobody(mailbot: Mailbot, again: str, merged: bool) -> None:
    wrong = await another_case(mailbot)
    if merged:
        await mailbot.authorise()
    _, text = mails.consolidation()
    await mailbot.send(mailbot.mail(MOVER, (f"{wrong} my details", text)))
    letter = mailbot.letters(MOVER)[-1]
    assert wrong not in letter.subject
    if again == "thread":
        subject, header = f"{wrong} my details", {"In-Reply-To": str(letter.message["Message-ID"])}
    else:
        subject, header = (f"Re: {wrong} {letter.subject}" if again == "subject" else wrong), {}
    await mailbot.send(mailbot.mail(MOVER, (subject, UNDO), header=header))
    assert await filed_under(mailbot) == ["Siân ap Rhys"]


async def test_a_cancel_with_a_wrong_reference_takes_nothing_of_anothers_back(mailbot: Mailbot) -> None:
    wrong = await another_case(mailbot)
    await mailbot.consolidate()
    await mailbot.send(mailbot.mail(MOVER, (f"Re: {wrong}", "CANCEL")))
    states = {row["person"]: row["state"] for row in await mailbot.cases()}
    assert states["Tomos Gwynn"] == "waiting-consolidation"
    assert len(mailbot.letters(FORMER_HEAD)) == 1
