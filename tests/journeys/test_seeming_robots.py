"""People whose words are a robot's: nothing of theirs is lost, and what they take back waits (N1, N2, N4)."""

from __future__ import annotations

import pytest

from tests.journeys import mails
from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER_HEAD

MOVER = "aprhyss77@hwbcymru.example"
WHOLE = "Former username: aprhyss12\nFormer school DfES number: 6614011"


@pytest.mark.parametrize(
    "words",
    [
        "Her old account is no longer in use.",
        "Please do not reply to me but to the office, I retire on Friday.",
        "We had your automated message about this.",
        "Nid yw'r hen flwch yn cael ei ddefnyddio: heb ei fonitro ers mis Medi.",
    ],
)
async def test_an_authorisation_with_a_robots_phrase_is_not_lost(mailbot: Mailbot, words: str) -> None:
    subject, text = mails.authorisation()
    await mailbot.send(mailbot.mail(FORMER_HEAD, (subject, text.replace("Kind regards", f"{words}\n\nKind regards"))))
    assert mailbot.letters() or await mailbot.queue()


async def test_a_half_that_seems_a_desks_lies_before_support(mailbot: Mailbot) -> None:
    subject, text = mails.consolidation()
    text = text.replace("Many thanks", "Your letter has been received.\n\nMany thanks")
    await mailbot.send(mailbot.mail(MOVER, (f"{subject} #55012", text)))
    assert mailbot.letters() or await mailbot.queue()


@pytest.mark.parametrize(
    "words",
    [
        "Approve.\n\nThis mailbox is no longer in use, please write to the office in future.",
        "APPROVE\n\nSorry for the delay, I took it for an automated message.",
    ],
)
async def test_an_answer_that_seems_a_robots_acts_on_nothing_and_lies_before_support(
    mailbot: Mailbot, words: str
) -> None:
    await mailbot.consolidate(extra=WHOLE)
    letters = len(mailbot.letters())
    await mailbot.answer("headteacher-approval-asked", words)
    assert not await mailbot.is_merged()
    assert len(mailbot.letters()) == letters
    assert [row["reasons"] for row in await mailbot.queue()] == [["perhaps-by-a-person"]]


@pytest.mark.parametrize(
    "words",
    [
        "REJECT\n\nPlease do not reply.",
        "I withdraw my authorisation of Siân ap Rhys. Please do not reply to this e-mail, ring me.",
        "Rwy'n tynnu fy awdurdodiad yn ôl. Peidiwch ag ateb y neges hon.",
    ],
)
async def test_what_a_seeming_robot_takes_back_waits_for_a_person(mailbot: Mailbot, words: str) -> None:
    await mailbot.authorise()
    await mailbot.answer("headteacher-authorisation-received", words)
    await mailbot.consolidate()
    assert not await mailbot.is_merged()
    assert await mailbot.state() == "review"


async def test_an_automatic_reply_by_its_fields_decides_and_disturbs_nothing(mailbot: Mailbot) -> None:
    await mailbot.authorise()
    letter = mailbot.letter("headteacher-authorisation-received")
    await mailbot.send(
        mails.compose(
            FORMER_HEAD,
            f"Automatic reply: {letter.subject}",
            "I am away. REJECT anything that is not urgent.",
            mailbot.clock(),
            header={"Auto-Submitted": "auto-replied", "In-Reply-To": str(letter.message["Message-ID"])},
        )
    )
    await mailbot.consolidate()
    assert await mailbot.is_merged()
    assert not await mailbot.queue()
