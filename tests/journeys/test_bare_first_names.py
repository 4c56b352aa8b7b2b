"""A mail that authorises a first name alone, where the headteacher has several leavers of it, is for none (N1).

Nor does a vouched yes act whose text and HTML parts say different things: nobody knows which of the two was meant.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.journeys import mails
from tests.journeys.harness import Mailbot, StartMailbot
from tests.journeys.wales import FORMER_HEAD, NEW, leaver, staff

WHOLE = "Former username: {0}\nFormer school DfES number: 6614011"
PEOPLE = {"gwynnt5": ("Tomos Gwynn", "gwynnt8", "TG"), "puwt6": ("Tomos Puw", "puwt9", "TP")}
_SENTENCES = ["I authorise Tomos.", "Approve Tomos.", "Yes, I approve the move of Tomos.", "Rwy'n awdurdodi Tomos."]


async def _two_who_ask(start: StartMailbot) -> Mailbot:
    leavers = [leaver(former, name) for former, (name, _, _) in PEOPLE.items()]
    movers = [
        staff(new, name, NEW, staff_code=code, start_date=date(2026, 9, 1), employee_number=f"7{at}001")
        for at, (name, new, code) in enumerate(PEOPLE.values())
    ]
    mailbot = await start(*leavers, *movers)
    for at, (former, (_, new, code)) in enumerate(PEOPLE.items()):
        await mailbot.consolidate(
            sender=f"{new}@hwbcymru.example",
            new_username=new,
            staff_code=code,
            employee_number=f"7{at}001",
            extra=WHOLE.format(former),
        )
    return mailbot


async def _none_is_merged(mailbot: Mailbot) -> None:
    states = {row["reference"]: row["state"] for row in await mailbot.cases()}
    assert "merged" not in states.values(), states


@pytest.mark.parametrize("words", _SENTENCES)
async def test_a_first_name_of_two_leavers_authorises_neither(start: StartMailbot, words: str) -> None:
    mailbot = await _two_who_ask(start)
    assert len(await mailbot.cases()) == 2
    await mailbot.send(mailbot.mail(FORMER_HEAD, ("Hwb accounts", f"{words}\n\nJac Roberts\n")))
    await _none_is_merged(mailbot)


@pytest.mark.parametrize("dmarc", ["pass", "none"])
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("REJECT", "<p>APPROVE</p>"),
        ("APPROVE", "<p>REJECT</p>"),
        ("I do not approve this.", "<p>I approve this.</p>"),
        ("I approve this.", "<p>I do not approve this.</p>"),
        ("GWRTHOD", "<p>CYMERADWYO</p>"),
        ("CYMERADWYO", "<p>GWRTHOD</p>"),
    ],
)
async def test_parts_of_which_one_refuses_decide_nothing(mailbot: Mailbot, text: str, page: str, dmarc: str) -> None:
    await mailbot.consolidate(extra=WHOLE.format("aprhyss12"))
    letter = mailbot.letter("headteacher-approval-asked")
    answer = mails.compose(
        FORMER_HEAD,
        f"Re: {letter.subject}",
        text,
        mailbot.clock(),
        recipient=letter.reply_to,
        header={"In-Reply-To": str(letter.message["Message-ID"])},
        html=f"<html><body>{page}</body></html>",
        dmarc=dmarc,
    )
    await mailbot.send(answer)
    assert not await mailbot.is_merged()
    assert await mailbot.state() not in ("merged", "rejected"), "neither part decides alone"
    assert await mailbot.queue() or await mailbot.state() == "review", "a person looks"
