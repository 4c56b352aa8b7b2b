"""Bytes to fields and parts: what is broken is reported and read as far as it goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.reading.message.charsets import decode
from hwb_mailbot.reading.message.headers import decoded, parameters
from hwb_mailbot.reading.message.mime import DEEPEST, LARGEST_HEADER, MOST_PARTS, parse
from hwb_mailbot.reading.voices.divide import material
from hwb_mailbot.trust.address import from_address

NOTHING: frozenset[str] = frozenset()


def mail(*fields: str, body: bytes = b"Approve\r\n") -> bytes:
    return "\r\n".join([*fields, "", ""]).encode("utf-8") + body


PLAIN = ("From: Nia Evans <nia@coedmawr.example>", "To: hwb@support.example", "Subject: Hwb")


@pytest.mark.parametrize(
    ("octets", "charset", "text"),
    [
        (b"T\xc5\xb7 Newydd", "iso-8859-1", "Tŷ Newydd"),
        (b"T\xfe Newydd", "iso-8859-14", "Tŷ Newydd"),
        (b"T\xfe Newydd", "iso-8859-1", "Tŷ Newydd"),
        (b"O\x92Brien \x96 ysgol", "iso-8859-1", "O’Brien – ysgol"),
        (b"O\x92Brien", "us-ascii", "O’Brien"),
        (b"Si\xf4n", "utf-8", "Siôn"),
        (b"Si\xf4n", "x-unknown-cymraeg", "Siôn"),
        (b"Si\xf4n", "", "Siôn"),
        (b"+ADw-b+AD4-", "utf-7", "+ADw-b+AD4-"),
        (b"\xff\xfeS\x00i\x00", "utf-16", "Si"),
    ],
)
def test_charsets_unknown_and_wrong(octets: bytes, charset: str, text: str) -> None:
    assert decode(octets, charset) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?Ll=C5=B7r_Owen?=", "Llŷr Owen"),
        ("=?UTF-8?B?TGzFt3I=?= =?UTF-8?B?IE93ZW4=?=", "Llŷr Owen"),
        ("=?utf-8?Q?Ll=C5?= =?utf-8?Q?=B7r?=", "Llŷr"),
        ("Re: =?iso-8859-14?Q?T=FE?= a =?iso-8859-14?Q?=F0yl?=", "Re: Tŷ a ŵyl"),
        ("=?x-none?Q?abc?=", "abc"),
        ("=?utf-8?B?????=", "=?utf-8?B?????="),
        ("no words =? here ?=", "no words =? here ?="),
    ],
)
def test_encoded_words(value: str, text: str) -> None:
    assert decoded(value) == text


def test_parameters_in_pieces() -> None:
    kind, found = parameters("application/pdf; name*0*=utf-8''Llythyr%20Ll%C5; name*1*=%B7r; name*2=.pdf; x=\"a;b\"")
    assert kind == "application/pdf"
    assert found == {"name": "Llythyr Llŷr.pdf", "x": "a;b"}


@pytest.mark.parametrize(
    ("fields", "defect"),
    [
        (("From: a@a.example", *PLAIN), "duplicate-from"),
        (("Subject: other", *PLAIN), "duplicate-subject"),
        (("Content-Type: text/plain", "Content-Type: text/html", *PLAIN), "duplicate-content-type"),
        (("Date: Mon, 5 Oct 2026 09:00:00 +0100", "Date: Tue, 6 Oct 2026 09:00:00 +0100", *PLAIN), "duplicate-header"),
        (("From: a@a.example, b@b.example", "Subject: x"), "several-from"),
        (("From: head@school.example <mallory@evil.example>", "Subject: x"), "malformed-from"),
        (("From: Evans, Nia <nia@coedmawr.example>", "Subject: x"), "malformed-from"),
        (("Subject: x",), "missing-from"),
        (("X-A: 1\rFrom: head@school.example", *PLAIN), "malformed-header"),
        (("X-A: 1\nX-B: 2", *PLAIN), "malformed-header"),
        (("X-A : 1", *PLAIN), "malformed-header"),
        (("this is no field", *PLAIN), "malformed-header"),
        (("Content-Type: multipart/mixed; boundary=never", *PLAIN), "broken-mime"),
        (("Content-Type: multipart/mixed", *PLAIN), "broken-mime"),
        (("X-Long: " + "x" * LARGEST_HEADER, *PLAIN), "header-too-long"),
    ],
)
def test_defects_are_named(fields: tuple[str, ...], defect: str) -> None:
    found = material(mail(*fields), NOTHING)
    assert defect in found.defects
    if "from" in defect or defect in ("malformed-header", "header-too-long"):
        assert found.from_address == ""


def test_an_ordinary_mail_has_no_defect() -> None:
    found = material(mail(*PLAIN, "Message-ID: <1@a.example>", "In-Reply-To: <0@b.example>"), NOTHING)
    assert found.defects == ()
    assert (found.from_address, found.from_name) == ("nia@coedmawr.example", "Nia Evans")
    assert found.to_addresses == ("hwb@support.example",)
    assert (found.message_id, found.in_reply_to) == ("<1@a.example>", ("<0@b.example>",))
    assert found.own_text() == "Approve"


def test_line_ends_of_files_and_of_the_wire_read_alike() -> None:
    raw = mail(*PLAIN, 'Content-Type: multipart/mixed; boundary="b"', body=b"--b\r\n\r\nApprove\r\n--b--\r\n")
    assert material(raw, NOTHING) == material(raw.replace(b"\r\n", b"\n"), NOTHING)


def test_too_many_and_too_deep_parts() -> None:
    many = mail(*PLAIN, "Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n\r\nx\r\n" * (MOST_PARTS * 3))
    assert "too-many-parts" in material(many, NOTHING).defects
    deep = mail(*PLAIN)[: -len(b"\r\nApprove\r\n")] + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(DEEPEST * 40)
    )
    assert "too-deep" in material(deep, NOTHING).defects


def test_a_missing_last_boundary_loses_nothing() -> None:
    body = b"preamble\r\n--b\r\nContent-Type: text/plain\r\n\r\nApprove\r\n--bb\r\nstill the letter\r\n"
    found = material(mail(*PLAIN, "Content-Type: multipart/alternative; boundary=b", body=body), NOTHING)
    assert found.own_text().split("\n") == ["Approve", "--bb", "still the letter"]


def test_a_nested_message_is_not_the_senders_text() -> None:
    inner = b"From: other@a.example\r\nSubject: inner\r\n\r\nReject\r\n"
    body = b"--b\r\n\r\nApprove\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"--b--\r\n"
    found = material(mail(*PLAIN, "Content-Type: multipart/mixed; boundary=b", body=body), NOTHING)
    assert "Reject" not in "".join(line.text for line in found.lines)


def test_winmail_dat_is_a_defect() -> None:
    body = b"--b\r\n\r\nApprove\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n--b--\r\n"
    found = material(mail(*PLAIN, "Content-Type: multipart/mixed; boundary=b", body=body), NOTHING)
    assert found.defects == ("winmail-dat",)


def test_a_footer_below_base64_does_not_disturb_it() -> None:
    body = b"QXBwcm92ZQ==\r\n-- \r\nThis list is for heads. List = penaethiaid\r\n"
    assert material(mail(*PLAIN, "Content-Transfer-Encoding: base64", body=body), NOTHING).own_text() == "Approve"


def test_a_large_attachment_is_passed_over() -> None:
    big = b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + (b"A" * 76 + b"\r\n") * 140_000
    body = b"--b\r\n\r\nApprove\r\n--b\r\n" + big + b"--b--\r\n"
    found = material(mail(*PLAIN, "Content-Type: multipart/mixed; boundary=b", body=body), NOTHING)
    assert (found.own_text(), found.defects) == ("Approve", ())


FIELDS = st.sampled_from(
    [
        b"From: ",
        b"Subject: ",
        b"Content-Type: ",
        b"multipart/mixed; boundary=b",
        b"text/html",
        b"text/plain; charset=",
        b"message/rfc822",
        b"utf-8",
        b"Content-Transfer-Encoding: base64",
        b"quoted-printable",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"--b",
        b"--b--",
        b"nia@coedmawr.example",
        b"<",
        b">",
        b"> ",
        b"On Mon, 5 Oct 2026 at 10:00, X <a@b.example> wrote:",
        b"=?utf-8?B?",
        b"?=",
        b"<div>",
        b"</div>",
        b"<table><tr><td>",
        b"<blockquote>",
        b"<style>",
        b"{display:none}",
        b"-- \r\n",
        b"From: a@b.example\r\nSent: 10:00\r\nTo: b\r\nSubject: c\r\n",
        b"\t",
        b"\xff\xfe",
        b"\x00",
        b"Cofion\r\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw: bytes) -> None:
    material(raw, NOTHING, null_sender=True)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(FIELDS, st.binary(max_size=20)), max_size=60))
def test_any_pieces_of_mails_are_read(pieces: list[bytes]) -> None:
    material(b"".join(pieces), NOTHING)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(FIELDS, st.binary(max_size=12)), max_size=25))
def test_what_is_read_from_from_is_what_is_vouched_for(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    read, vouched = material(raw, NOTHING).from_address, from_address(raw).address
    assert read in ("", vouched)


def test_the_top_keeps_its_fields_in_order() -> None:
    top = parse(b"B: 1\r\nA: 2\r\n  3\r\nb: 4\r\n\r\n").top
    assert top.values("b") == ("1", "4")
    assert top.value("a") == "2 3"
