"""A header block divides into fields in one way, or into none, and then a sentence says why."""

from __future__ import annotations

import pytest

from hwb_mailbot.trust.headers import HEADER_BYTES, HeaderField, MalformedHeader, header_fields

BARE = "the header holds a bare CR, a bare LF or a NUL"
MIXED = "the header ends with mixed line ends"
TOO_LONG = "the header is longer than 65536 bytes"
BEGINS_FOLDED = "the header begins with a continuation line"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"A: 1\nB: 2\r\n\r\nbody", BARE),
        (b"A: 1\nB: 2\r\n", BARE),
        (b"A: 1\r\nB: 2\n\nbody", BARE),
        (b"A: 1\r", BARE),
        (b"A: 1\r\nB: 2\r3\r\n\r\n", BARE),
        (b"A: 1\nB: 2\r3\n\nbody", BARE),
        (b"A: 1\nB: 2\x003\n\nbody", BARE),
        (b"A: 1\r\nB: 2\r\n\nbody", MIXED),
        (b"A: 1\nB: 2\n\r\nbody", MIXED),
        (b" A: 1\r\nB: 2\r\n\r\n", BEGINS_FOLDED),
        (b"From hwb Sat Nov 21 2026\n\tA: 1\n\n", BEGINS_FOLDED),
        (b"A: 1\r\nno field\r\n\r\n", "a line of the header is no header field"),
        (b"A: 1\r\nFrom hwb Sat Nov 21 2026\r\n\r\n", "a line of the header is no header field"),
    ],
)
def test_why_a_header_cannot_be_divided(raw: bytes, sentence: str) -> None:
    with pytest.raises(MalformedHeader) as refused:
        header_fields(raw)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_fields_keep_their_folds_and_their_order(end: bytes) -> None:
    raw = end.join([b"From hwb Sat Nov 21 2026", b"To: a", b"\tb", b" c", b"X-Empty:", b"TO: d", b"", b"body: x"])
    assert header_fields(raw) == (
        HeaderField("to", b" a" + end + b"\tb" + end + b" c"),
        HeaderField("x-empty", b""),
        HeaderField("to", b" d"),
    )


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\n", b"\nA: 1\r\n\r\n", b"\r\nA: 1\r\n\r\n"])
def test_a_mail_may_have_no_header(raw: bytes) -> None:
    assert header_fields(raw) == ()


@pytest.mark.parametrize("raw", [b"A: 1\r\nB: 2", b"A: 1\r\nB: 2\r\n", b"A: 1\nB: 2", b"A: 1\nB: 2\n"])
def test_a_header_may_have_no_body(raw: bytes) -> None:
    assert header_fields(raw) == (HeaderField("a", b" 1"), HeaderField("b", b" 2"))


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_the_longest_header_that_is_read(end: bytes) -> None:
    longest = b"A: " + b"x" * (HEADER_BYTES - 3)
    body = b"y" * 10
    (field,) = header_fields(longest)
    assert len(field.value) == HEADER_BYTES - 2
    assert header_fields(longest + end * 2 + body) == (field,)
    with pytest.raises(MalformedHeader, match=TOO_LONG):
        header_fields(longest + b"x")
    with pytest.raises(MalformedHeader, match=TOO_LONG):
        header_fields(longest + b"xxxxx" + end * 2 + body)
    with pytest.raises(MalformedHeader, match=TOO_LONG):
        header_fields(longest + b"x" + b"\r\n" * 2 + body)
