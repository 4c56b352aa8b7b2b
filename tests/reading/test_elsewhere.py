"""A yes that another place of the mail takes back: the subject, the signature, what is attached."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.reader import read
from tests.reading.test_attachments import docx, paragraph

SUBJECT = "Re: [HWB-7F3K-2MQD] Authorisation needed: Hwb account of Gwenno Pugh / Angen awdurdodiad"
QUOTED = "\n\nOn Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n> Reply APPROVE or REJECT.\n"


def answered(text: str, subject: str = SUBJECT, attached: str = "") -> Answer | None:
    """What the reader takes for the answer of a head who writes ``text`` above our letter."""
    mail = EmailMessage()
    mail["From"] = "Mair Bevan <head@brynglas.example>"
    mail["To"] = "hwb@support.example"
    mail["Date"] = "Tue, 29 Sep 2026 09:00:00 +0100"
    mail["Subject"] = subject
    mail.set_content(text + QUOTED)
    if attached:
        letter = docx("".join(map(paragraph, attached.split("\n"))))
        mail.add_attachment(
            letter,
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename="letter.docx",
        )
    return read(mail.as_bytes(), frozenset()).answer


@pytest.mark.parametrize(
    "attached",
    [
        "I do not approve the request, as Gwenno is still employed here.",
        "My approval depends on payroll, who will confirm the date.",
        "REJECT",
        "Gwrthodaf y cais hwn.",
    ],
)
def test_an_attached_letter_that_says_otherwise(attached: str) -> None:
    assert answered("APPROVE", attached=attached) is Answer.UNCLEAR


def test_an_attached_letter_that_bears_the_yes_out() -> None:
    assert (
        answered("APPROVE", attached="Gwenno Pugh left us on 31 August 2026.\nHer date is on SIMS.") is Answer.APPROVE
    )


@pytest.mark.parametrize(
    "subject",
    ["Re: [HWB-7F3K-2MQD] DO NOT APPROVE YET", f"NOT ENTERED YET {SUBJECT}", f"We have no such person. {SUBJECT}"],
)
def test_a_subject_that_says_otherwise(subject: str) -> None:
    assert answered("APPROVE", subject) is Answer.UNCLEAR


@pytest.mark.parametrize("subject", [SUBJECT, "Re: [HWB-7F3K-2MQD] We could not tell whether you agree"])
def test_a_subject_of_ours(subject: str) -> None:
    assert answered("APPROVE", subject) is Answer.APPROVE


@pytest.mark.parametrize(
    "below",
    [
        "Please note she is still employed here until 31 December.",
        "cc Mrs Morgan - please check this before it goes",
    ],
)
def test_below_the_name_something_that_says_otherwise(below: str) -> None:
    assert answered(f"APPROVE\n\nRegards\n\nMair Bevan\nHeadteacher | Ysgol Bryn Glas\n\n{below}") is Answer.UNCLEAR


def test_below_the_name_what_people_put_there() -> None:
    signature = "Mair Bevan\nHeadteacher | Ysgol Bryn Glas\nPlease note that I do not work on Fridays."
    assert answered(f"APPROVE\n\nRegards\n\n{signature}") is Answer.APPROVE
