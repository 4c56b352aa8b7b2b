"""Details quoted far down in a mail that only asks what became of them."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import MailKind
from tests.reading.writing import reading, stated

RECEIVED = "Re: [HWB-4T9W-K2NP] Cais cyfuno wedi dod i law / Consolidation request received"
QUOTED = """

On Thu, 3 Sept 2026 at 09:12, Hwb Support / Cymorth Hwb <hwb@support.example> wrote:

> Thank you, your consolidation request HWB-4T9W-K2NP has been received.
>
> > From: Nest Arwel <arweln31@hwbcymru.example>
> > New school: Ysgol Bro Dulas
> > DfES: 6674021
> > Username: arweln31
> > Staff code: NAR
> > Employee no: 4410027
"""


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I sent my details (all of them are underneath) on the 2nd. How much longer will it take?",
        "I had emailed you the information below weeks ago. Is there something that keeps it back?",
        "You have had everything below since the 2nd of September. Any news?",
        "Helo, anfonais y manylion isod ar yr ail o Fedi. Oes rhywbeth yn dal pethau'n ôl?",
        "Rydw i wedi anfon fy manylion, maen nhw isod. Pryd fydd y cyfrifon wedi eu huno?",
        "Mae'r manylion isod gennych ers y 2il. Beth sy'n digwydd?",
    ],
)
def test_details_sent_before_and_asked_after_state_nothing(text: str) -> None:
    result = reading(text + QUOTED, subject=RECEIVED, sender="Nest Arwel <arweln31@hwbcymru.example>")
    assert result.kind is MailKind.ENQUIRY
    assert stated(result) == {}


@pytest.mark.parametrize(
    "text",
    [
        "I have sent my details again, they are underneath and complete. Please merge my accounts.",
        "Please merge my two accounts. Use the details below, they are complete.",
        "Wnewch chi uno fy nghyfrifon. Defnyddiwch fy manylion isod os gwelwch yn dda.",
    ],
)
def test_details_pointed_at_and_not_asked_after_are_stated(text: str) -> None:
    result = reading(text + QUOTED, subject=RECEIVED, sender="Nest Arwel <arweln31@hwbcymru.example>")
    assert result.kind is MailKind.CONSOLIDATION
    assert stated(result)["staff_code"] == "NAR"


def test_who_has_no_letter_of_ours_yet_states_what_they_ask_after() -> None:
    mine = QUOTED.replace("HWB-4T9W-K2NP ", "").replace("wrote", "wrote back")
    text = "I sent you my details, they are underneath, on the 2nd. Have you had them?"
    result = reading(text + mine, subject="Re: Hwb", sender="Nest Arwel <arweln31@hwbcymru.example>")
    assert stated(result)["staff_code"] == "NAR"
