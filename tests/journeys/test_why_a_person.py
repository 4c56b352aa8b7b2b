"""Why a message waits for a person: the queue tells an empty mail, thanks, a refusal and a question apart (R22)."""

from __future__ import annotations

import pytest

from tests.journeys.harness import Mailbot
from tests.journeys.wales import FORMER_HEAD

TOLD = "sender-with-support"


@pytest.mark.parametrize(
    ("text", "reason", "told"),
    [
        ("", "empty-mail", [TOLD]),
        ("Diolch yn fawr iawn am eich help.", "thanks", []),
        ("Thank you very much for all your help!", "thanks", []),
        ("I do NOT authorise the move of Idris Jarman.", "refuses-something", [TOLD]),
        ("Why does nobody ever answer your telephone?", "enquiry", [TOLD]),
        ("I am writing to complain about the service that we had from you.", "enquiry", [TOLD]),
    ],
)
async def test_the_reason_says_what_the_message_is(mailbot: Mailbot, text: str, reason: str, told: list[str]) -> None:
    await mailbot.send(mailbot.mail(FORMER_HEAD, ("Hwb", f"{text}\n")))
    assert [one["reasons"] for one in await mailbot.queue()] == [[reason]]
    assert mailbot.templates() == told
