"""A yes from a telephone, which quotes nothing, is for whom it names and for nobody else (N1)."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER_HEAD

WHOLE = "Former username: aprhyss12\nFormer school DfES number: 6614011"


async def answer_by_telephone(mailbot: Mailbot, words: str) -> None:
    await mailbot.consolidate(extra=WHOLE)
    letter = mailbot.letter("headteacher-approval-asked")
    thread = {"In-Reply-To": str(letter.message["Message-ID"])}
    subject = f"Re: {letter.subject}"
    await mailbot.send(
        mails.compose(FORMER_HEAD, subject, words, mailbot.clock(), recipient=letter.reply_to, header=thread)
    )


@pytest.mark.parametrize(
    "words",
    [
        "I approve Tomos Gwynn.",
        "Yes, I approve the move of Mr Gwynn.",
        "Rwy'n cymeradwyo cais Mari Puw.",
        "I approve Dafydd ap Rhys.",
        "I authorise Tomos.",
        "Yes, I approve the move of Tomos.",
        "Rwy'n awdurdodi Tomos.",
    ],
)
async def test_somebody_else_is_asked_back_about(mailbot: Mailbot, words: str) -> None:
    await answer_by_telephone(mailbot, words)
    assert not await mailbot.is_merged()
    assert mailbot.templates()[-1] == "headteacher-answer-unclear"


@pytest.mark.parametrize(
    "words",
    [
        "I approve Siân ap Rhys.",
        "Cymeradwyo Siân",
        "I approve Mrs Rhys.",
        "Approve.",
        "Hi Mair, I approve.",
        "Yes, approve. Diolch, Tomos",
    ],
)
async def test_the_mover_by_any_of_their_names_is_meant(mailbot: Mailbot, words: str) -> None:
    await answer_by_telephone(mailbot, words)
    assert await mailbot.is_merged()
