"""What a mail repeats or answers: a bare value that we asked for, the sender's own mail again, a relayed ticket."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import MailKind, Reading
from tests.reading.writing import reading, stated

_ASKED = """{said}

Sunita

On 28 Sep 2026, at 10:10, Hwb Support / Cymorth Hwb <hwb@support.example> wrote:
> We need more details to merge your Hwb accounts
>
> What we understood from the message:
>
> - New school name: Cwm Tawel Primary
> - New school DfES number: 6712240
> - New Hwb username: bhatts15
>
> {heading}
>
> - {missing}
>
> What to do now
>
> Please reply to this email with the form below.
"""
_SUBJECT = "Re: [HWB-5K0P-Y8RB] We need more details to merge your Hwb accounts"
_NUMBER, _CODE = "New school employee number", "New school staff code"


def _answering(said: str, missing: str, heading: str = "What is missing:") -> dict[str, object]:
    return stated(reading(_ASKED.format(said=said, missing=missing, heading=heading), subject=_SUBJECT))


@pytest.mark.parametrize(
    "said", ["Hi it's come through at last! 5567120", "5567120", "Dyma fo: 5567120", "5567120 diolch"]
)
def test_a_bare_number_answers_the_one_detail_we_asked_for(said: str) -> None:
    assert _answering(said, _NUMBER) == {"employee_number": "5567120"}
    welsh = _answering(said, "Rhif gweithiwr yn yr ysgol newydd", "Dyma'r hyn sydd ar goll:")
    assert welsh == {"employee_number": "5567120"}


@pytest.mark.parametrize("said", ["SBH", "It's SBH, thanks", "SBH ydi o"])
def test_a_bare_code_answers_the_one_detail_we_asked_for(said: str) -> None:
    assert _answering(said, _CODE) == {"staff_code": "SBH"}


@pytest.mark.parametrize(
    "said",
    [
        "I think it's 5567120",
        "is it 5567120?",
        "6712240",
        "01443 555 0188",
        "Ring me on 5567120",
        "5567120 or 5567121",
        "I haven't got it yet, only 5567120 from my old job",
        "Sent it on 28 September: 5567120",
        "Dim 5567120",
    ],
)
def test_a_number_that_may_be_something_else_is_no_answer(said: str) -> None:
    assert _answering(said, _NUMBER) == {}


def test_where_two_details_are_wanted_a_bare_value_is_neither() -> None:
    assert _answering("5567120", f"{_NUMBER}\n> - {_CODE}") == {}


_OWN_MAIL = """{said}

I. Pugh

From: Iorwerth Pugh <{writer}>
Sent: 03 September 2026 14:12
To: hwb@support.example
Subject: Hwb authorisation

Dear Sirs

I authorise the consolidation of the accounts of Mr Aled Wyn Corbett, who left Ysgol Bryn Teg (6632299) on 31 August \
2026. His leaving date has been entered in our MIS. His username was corbetta16 and he is now employed at Cwm Tawel \
Primary School.

I. Pugh Headteacher
"""
_HEAD = "head@brynteg.example"


def _repeating(said: str, writer: str = _HEAD) -> Reading:
    """A headteacher's words above a mail by ``writer``."""
    return reading(_OWN_MAIL.format(said=said, writer=writer), sender=f"Iorwerth Pugh <{_HEAD}>")


@pytest.mark.parametrize(
    "said",
    [
        "Everything you asked for is in my e-mail of 3 September below and every word of it still stands. What more?",
        "Please see my email below.",
        "Mae popeth yn fy neges isod yn dal i sefyll.",
        "Gweler fy e-bost gwreiddiol isod os gwelwch yn dda.",
    ],
)
def test_who_repeats_their_own_mail_states_what_it_states(said: str) -> None:
    result = _repeating(said)
    assert result.kind is MailKind.AUTHORISATION
    assert stated(result)["staff_name"] == "Aled Wyn Corbett"
    assert stated(result)["former_username"] == "corbetta16"
    assert stated(result)["leaving_date_confirmed"] is True
    assert {field.where for field in result.requests[0].fields.values()} == {"quote"}


@pytest.mark.parametrize(
    "said",
    [
        "I have had no answer to my e-mail below.",
        "Please ignore my e-mail below, it was a mistake.",
        "Does what I wrote below still stand?",
        "Not everything in my e-mail below still stands.",
        "Has anything happened? See below.",
        "Anwybyddwch fy neges isod, mae popeth ynddi'n anghywir.",
    ],
)
def test_who_only_speaks_of_their_own_mail_states_nothing(said: str) -> None:
    result = _repeating(said)
    assert result.kind is MailKind.ENQUIRY
    assert "former_username" not in stated(result)


def test_anothers_mail_is_not_repeated_as_ones_own() -> None:
    result = _repeating("Everything in my e-mail below still stands.", "corbetta16@hwbcymru.example")
    assert result.kind is not MailKind.AUTHORISATION
    assert "leaving_date_confirmed" not in stated(result)


_TICKET = """{routed}

Ticket:      INC0048213
Opened by:   Lisa Probert (Headteacher, Cwm Tawel Community School)
Site code:   3302266

Description:
{described}

To add a comment reply to this e-mail and leave the ticket number in the subject.
ICT Service Desk
"""
_ROUTED = "This request has been assigned to: Hwb Support (external)"
_DESCRIBED = (
    "Please pass to Hwb. I authorise the transfer of Huw Gerallt Rosser's account, old username rosserh60. His leaving "
    "date (31/08/2026) has been put on SIMS. Former school Cwm Tawel Community School, DfES 6742266. New school is "
    "Heol Garreg Infants. Thank you Lisa"
)
_DESK = {"sender": "ICT Service Desk <servicedesk@cyngorsir.example>", "subject": "[INC0048213] Hwb account"}


def test_a_ticket_that_hands_on_a_heads_words_is_read() -> None:
    result = reading(_TICKET.format(routed=_ROUTED, described=_DESCRIBED), **_DESK)
    assert result.kind is MailKind.AUTHORISATION
    assert result.machine is False
    assert stated(result)["former_username"] == "rosserh60"


@pytest.mark.parametrize(
    ("routed", "described", "extra"),
    [
        ("Your request has been logged.", _DESCRIBED, ""),
        ("This request has been assigned to: Network Team", _DESCRIBED, ""),
        (_ROUTED, "Printer in room 12 does not print.", ""),
        (
            _ROUTED,
            "Account rosserh60 flagged by the nightly job of the directory service, see the log for the run.",
            "",
        ),
        (_ROUTED, _DESCRIBED, "Auto-Submitted: auto-generated\r\n"),
        (_ROUTED, _DESCRIBED, "Precedence: bulk\r\n"),
    ],
)
def test_other_tickets_are_a_machines(routed: str, described: str, extra: str) -> None:
    result = reading(_TICKET.format(routed=routed, described=described), extra=extra, **_DESK)
    assert result.kind is MailKind.AUTO_REPLY
    assert result.requests == ()
