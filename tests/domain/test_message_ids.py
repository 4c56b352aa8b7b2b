"""The Message-ID of a letter of ours brings reference and token back; anybody else's says nothing."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.message_ids import OwnMessageId, read_message_id, write_message_id

DOMAIN = "Support.example"


@pytest.mark.parametrize(
    ("reference", "token", "written"),
    [
        ("HWB-7F3K-2MQD", "t0k-en_", "<HWB-7F3K-2MQD.t0k-en_.l1@Support.example>"),
        ("HWB-7F3K-2MQD", "", "<HWB-7F3K-2MQD.l1@Support.example>"),
        ("", "", "<l1@Support.example>"),
    ],
)
def test_what_is_written(reference: str, token: str, written: str) -> None:
    assert write_message_id(reference, token, "l1", DOMAIN) == written
    if reference:
        assert read_message_id(written, DOMAIN) == OwnMessageId(reference, token, "l1")
    else:
        assert read_message_id(written, DOMAIN) is None


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        (("HWB-7F3K-2MQD", "t", ""), "a message id needs plain pieces, not ['HWB-7F3K-2MQD', 't']"),
        (("HWB-7F3K-2MQD", "t.t", "l1"), "a message id needs plain pieces, not ['HWB-7F3K-2MQD', 't.t', 'l1']"),
        (("HWB-7F3K-2MQD", "t", "l 1"), "a message id needs plain pieces, not ['HWB-7F3K-2MQD', 't', 'l 1']"),
        (("", "t", "l1"), "a token needs the reference of its case"),
    ],
)
def test_what_cannot_be_written(pieces: tuple[str, str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match="needs") as refused:
        write_message_id(*pieces, DOMAIN)
    assert str(refused.value) == sentence


def test_brackets_blanks_and_the_domains_case_may_be_lost() -> None:
    for text in (" <HWB-7F3K-2MQD.t.l1@SUPPORT.example>\n", "HWB-7F3K-2MQD.t.l1@support.EXAMPLE"):
        assert read_message_id(text, DOMAIN) == OwnMessageId("HWB-7F3K-2MQD", "t", "l1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<HWB-7F3K-2MQD.t.l1@other.example>",
        "<HWB-7F3K-2MQD.t.l1@support.example.evil.example>",
        "<HWB-7F3K-2MQD@support.example>",
        "<HWB-7F3K-2MQD.t.t.l1@support.example>",
        "<x.HWB-7F3K-2MQD.t.l1@support.example>",
        "<HWB-7F3K-2MQD.t.l1@support.example> <a@b>",
    ],
)
def test_anybody_elses_says_nothing(text: str) -> None:
    assert read_message_id(text, DOMAIN) is None
