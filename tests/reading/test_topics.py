"""What an enquiry asks: the FAQ's questions in both languages, and mails that ask anything else."""

from __future__ import annotations

import re
import tomllib
from email.message import EmailMessage
from pathlib import Path

import pytest
from stdnum.gb import upn as gb_upn

from hwb_mailbot.domain.mails import Enquiry, Topic
from hwb_mailbot.reading.reader import read
from tests.reading.work import grows_in_proportion

_ENQUIRIES = tomllib.loads((Path(__file__).parent / "enquiries.toml").read_text("utf-8"))
_MAILS = [(topic, mail) for topic, mails in _ENQUIRIES.items() for mail in mails]


def enquiry(mail: str, *, from_name: str = "Wena Haul") -> Enquiry | None:
    """What is read in ``subject | text``."""
    subject, _, text = mail.partition(" | ")
    message = EmailMessage()
    message["From"] = f"{from_name} <head@coedllwyd.example>"
    message["To"] = "hwb@support.example"
    message["Subject"] = subject
    message.set_content(re.sub(" ?// ?", "\n", text) + "\n", cte="quoted-printable")
    return read(message.as_bytes()).enquiry


@pytest.mark.parametrize(("topic", "mail"), _MAILS)
def test_the_topic_of_an_enquiry(topic: str, mail: str) -> None:
    found = enquiry(mail)
    assert (found.topic.value if found else "none") == topic


def test_every_topic_is_asked_in_both_languages() -> None:
    assert set(_ENQUIRIES) == {*(topic.value for topic in Topic), "none"}
    assert sum(len(mails) for mails in _ENQUIRIES.values()) >= 150


def test_whom_an_enquiry_names() -> None:
    found = enquiry(
        "New teacher | Dear Hwb, // // Our new teacher Nia Evans is not in the portal. Her username was evansn12 at "
        "Ysgol Bryn Eithin (661/4011). // // Regards, // Wena Haul // Headteacher"
    )
    assert found is not None
    assert found.names == ("Nia Evans",)
    assert (found.usernames, found.dfes_numbers, found.school_names) == (
        ("evansn12",),
        ("6614011",),
        ("Ysgol Bryn Eithin",),
    )
    number = f"{gb_upn.calc_check_digit('661401120001')}661401120001"
    found = enquiry(f"Disgybl | Nid yw disgybl newydd yn y porth. UPN: {number}.")
    assert found is not None
    assert (found.topic, found.upns) == (Topic.LEARNER_NOT_IN_PORTAL, (number,))


def test_what_else_lies_in_a_mail_leaves_it_to_a_person() -> None:
    mail = "New teacher | Our new teacher is not in the portal. Can you help?"
    assert enquiry(mail) is not None
    assert enquiry(f"FW: {mail}") is None
    assert enquiry(f"{mail} // // {'We have looked at her record and it seems to be in order. ' * 30}") is None


def test_beside_a_letter_of_ours_only_a_bare_question_asks_how_the_case_stands() -> None:
    quoted = "// // > Reply APPROVE or REJECT. [HWB-9QTC-7R2W]"
    for text in ("Any news on this?", "Has this been done yet?"):
        found = enquiry(f"Re: [HWB-9QTC-7R2W] Please approve | {text} {quoted}")
        assert found is not None
        assert found.topic is Topic.CASE_STATUS
    for text in ("I am not sure. Any news on this?", "APPROVE", "Any news? Do not merge them."):
        assert enquiry(f"Re: [HWB-9QTC-7R2W] Please approve | {text} {quoted}") is None


@pytest.mark.parametrize(
    "line", ["not " * 400, "staff new " * 150, "not a b c d " * 120, "?" * 1400, "how long " * 150]
)
def test_no_text_takes_much_work(line: str) -> None:
    assert grows_in_proportion(lambda text: enquiry(f"{text[:300]} | {text}"), line)
