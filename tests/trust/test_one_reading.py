"""What is read and what is vouched for is the same mail: both rooms see the same From, or one of them none."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.reading.voices.divide import material
from hwb_mailbot.trust.address import from_address

PIECES = st.sampled_from(
    [
        b"From:", b"From: a@evil.example", b"From: victim@head.example", b"from :", b"FROM:", b"Subject: x", b"X: y",
        b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n ", b"\r\n\t", b" ", b"\x00", b"\x0b", b"\x0c", b"\x85",
        b"\xc2\x85", b"\xe2\x80\xa8", b"From ", b"victim@head.example", b"<a@evil.example>", b",", b'"', b"(x)",
        b"=?utf-8?q?a?=", b":",
    ]
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=14).map(b"".join), st.sampled_from([b"\r\n\r\n", b"\n\n", b""]))
def test_a_from_that_is_vouched_for_is_the_one_that_is_read(header: bytes, end: bytes) -> None:
    raw = header + end + b"From: body@evil.example\r\n"
    vouched = from_address(raw)
    read = material(raw, frozenset())
    if vouched.address:
        assert read.from_address in (vouched.address, "")
        assert read.from_address or read.defects
