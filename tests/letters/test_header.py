"""What stands in a letter's header: thread, return path, addresses, subject."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.message_ids import OwnMessageId, read_message_id, write_message_id
from hwb_mailbot.letters import LetterFault

from .conftest import WRITTEN_AT, order, parsed, render


def asked(**changes: Any) -> LetterOrder:
    return order("headteacher-approval-asked", "en", **{"token": "T0KEN", **changes})


def test_a_letter_that_asks_brings_its_token_back_from_any_client() -> None:
    rendered = render(asked())
    message = parsed(rendered)
    assert message["Reply-To"] == "hwb+T0KEN@support.example"
    assert rendered.message_id == message["Message-ID"] == "<HWB-7F3K-2MQD.T0KEN.letter-1@support.example>"
    assert read_message_id(rendered.message_id, "support.example") == OwnMessageId("HWB-7F3K-2MQD", "T0KEN", "letter-1")


def test_a_reminder_with_the_same_token_is_a_message_of_its_own() -> None:
    assert render(asked(), "letter-1").message_id != render(asked(), "letter-2").message_id


def test_a_letter_that_asks_nothing_has_no_reply_to() -> None:
    rendered = render(order("headteacher-merged"))
    assert "Reply-To" not in parsed(rendered)
    assert rendered.message_id == "<HWB-7F3K-2MQD.letter-1@support.example>"
    assert render(order("sender-blank-form")).message_id == "<letter-1@support.example>"


def test_the_return_path_names_the_letter_and_is_null_for_an_unverified_sender() -> None:
    assert render(asked(), return_tag="b-letter-1seal").mail_from == "hwb+b-letter-1seal@support.example"
    assert render(asked(unverified=True), return_tag="b-letter-1seal").mail_from == ""
    assert render(asked()).mail_from == ""


def test_a_letter_says_that_a_machine_wrote_it() -> None:
    message = parsed(render(asked()))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["From"] == "Cymorth Hwb / Hwb Support <hwb@support.example>"
    assert message["Date"].datetime == WRITTEN_AT
    assert message["Content-Language"] == "en"


def test_an_answer_joins_the_thread() -> None:
    message = parsed(render(asked(answers="<b@x.example>", references=("<a@x.example>",), answered_subject="Nia")))
    assert message["In-Reply-To"] == "<b@x.example>"
    assert message["References"].split() == ["<a@x.example>", "<b@x.example>"]
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Subject"] == "Re: Nia [HWB-7F3K-2MQD]"


@pytest.mark.parametrize(
    ("answered", "subject"),
    [
        ("Re: ATB: Nia Evans", "Re: Nia Evans [HWB-7F3K-2MQD]"),
        ("Re: [HWB-7F3K-2MQD] Your approval", "Re: [HWB-7F3K-2MQD] Your approval"),
        ("Re: [HWB-2B8X-6KTD] My details", "Re: My details [HWB-7F3K-2MQD]"),
        ("hwb-2b8x-6ktd My details [HWB-7F3K-2MQD]", "Re: My details [HWB-7F3K-2MQD]"),
        ("HWB-7F3K-2MQD: my details", "Re: my details [HWB-7F3K-2MQD]"),
        ("HWB-2B8X-6KTD", "[HWB-7F3K-2MQD] Your approval is needed to move a Hwb account"),
        ("", "[HWB-7F3K-2MQD] Your approval is needed to move a Hwb account"),
        ("  Re:  ", "[HWB-7F3K-2MQD] Your approval is needed to move a Hwb account"),
        ("Cyfrif Siân Tŷ\r\nBcc: all@x.example", "Re: Cyfrif Siân Tŷ Bcc: all@x.example [HWB-7F3K-2MQD]"),
        ("=?utf-8?q?Evil?=", "Re: =?utf-8?q?Evil?= [HWB-7F3K-2MQD]"),
    ],
)
def test_the_subject_answers_and_bears_the_reference_once(answered: str, subject: str) -> None:
    rendered = render(asked(answers="<b@x.example>", answered_subject=answered))
    assert rendered.subject == subject
    assert parsed(rendered)["Subject"] == subject
    assert "Bcc" not in parsed(rendered)


def test_the_reference_of_a_new_letter_is_readable_without_decoding() -> None:
    assert b"Subject: [HWB-7F3K-2MQD] =?utf-8?" in render(order("mover-withdrawn", "cy")).raw


def test_long_threads_keep_their_end() -> None:
    ids = tuple(f"<{number}@x.example>" for number in range(50))
    references = parsed(render(asked(answers="<z@x.example>", references=ids)))["References"].split()
    assert references == [*ids[-10:], "<z@x.example>"]


@pytest.mark.parametrize("evil", ["<a@x>\r\nBcc: all@x.example", "a b", "<a b@x>", "no brackets@x", "<é@x.example>"])
def test_message_ids_that_are_none_are_left_out(evil: str) -> None:
    message = parsed(render(asked(answers=evil, references=(evil, "<a@x.example>"))))
    assert "In-Reply-To" not in message
    assert "Bcc" not in message
    assert message["References"] == "<a@x.example>"


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b, c@d", "a@b\r\nBcc: c@d", "Name <a@b.example>", "a b@c.example", "â@b.example", "a@b@c"],
)
def test_a_letter_goes_to_one_bare_address_or_nowhere(address: str) -> None:
    with pytest.raises(LetterFault, match="bare e-mail address"):
        render(asked(to=address))


@pytest.mark.parametrize(
    "changes",
    [{"reference": "HWB-1"}, {"token": "T\r\nX: y"}, {"token": "a b"}, {"reference": ""}, {"reference": "x\r\n"}],
)
def test_references_and_tokens_are_plain(changes: dict[str, str]) -> None:
    with pytest.raises(LetterFault):
        render(asked(**changes))


@pytest.mark.parametrize("letter_id", ["", "a.b", "a\r\nb", "x" * 65])
def test_letter_ids_are_plain(letter_id: str) -> None:
    with pytest.raises(LetterFault):
        render(asked(), letter_id)


def test_a_letter_without_case_can_be_told_from_one_with() -> None:
    assert read_message_id("<letter-1@support.example>", "support.example") is None
    assert read_message_id("<HWB-7F3K-2MQD.T0KEN.l@elsewhere.example>", "support.example") is None
    assert read_message_id("HWB-7F3K-2MQD.l@SUPPORT.example", "support.example") == OwnMessageId(
        "HWB-7F3K-2MQD", "", "l"
    )
    with pytest.raises(ValueError, match="plain pieces"):
        write_message_id("HWB-7F3K-2MQD", "a.b", "l", "support.example")
    with pytest.raises(ValueError, match="reference"):
        write_message_id("", "T0KEN", "l", "support.example")


PIECE = st.from_regex(r"[A-Za-z0-9_-]{1,30}", fullmatch=True)


@given(token=st.just("") | PIECE, letter_id=PIECE)
def test_what_a_message_id_says_comes_back(token: str, letter_id: str) -> None:
    written = write_message_id("HWB-7F3K-2MQD", token, letter_id, "support.example")
    assert read_message_id(written, "support.example") == OwnMessageId("HWB-7F3K-2MQD", token, letter_id)


def test_dates_are_written_in_utc() -> None:
    london = datetime.fromisoformat("2026-09-14T09:30:00+01:00")
    assert london == WRITTEN_AT
    assert b"Date: Mon, 14 Sep 2026 08:30:00 +0000\r\n" in render(asked()).raw
