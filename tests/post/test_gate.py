"""What the door lets in: addresses and bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.post.listener import gate


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("<a@b.example>", ("a@b.example", "")),
        (" <a@b.example> SIZE=5 BODY=8BITMIME".strip(), ("a@b.example", "SIZE=5 BODY=8BITMIME")),
        ("<>", ("<>", "")),
        ("<> SIZE=5", ("<>", "SIZE=5")),
        ("a@b.example SIZE=5", ("a@b.example", "SIZE=5")),
        ("<@relay.example,@other.example:a@b.example>", ("a@b.example", "")),
        ('<"a b>"@b.example>', ('"a b>"@b.example', "")),
        ("<a@[192.0.2.1]>", ("a@[192.0.2.1]", "")),
        ("<a@[IPv6:2001:db8::1]>", ("a@[IPv6:2001:db8::1]", "")),
        ("<siân@ysgol.example>", ("siân@ysgol.example", "")),
        ("<postmaster>", ("postmaster", "")),
        ("<hwb+TOKEN@support.example>", ("hwb+TOKEN@support.example", "")),
        ("", None),
        ("<a@b.example", None),
        ("<a@b@c.example>", None),
        ("<a b@c.example>", None),
        ("<a@b.example>SIZE=5", None),
        ("<a\r@b.example>", None),
        ("<a\x00@b.example>", None),
        ("<a@b.example> \udc80", None),
        ("<a@b.example,c@d.example>", None),
        (f"<{'a' * 250}@b.example>", None),
    ],
)
def test_paths(argument: str, expected: tuple[str, str] | None) -> None:
    assert gate.path_of(argument) == expected


@given(st.text(max_size=40))
def test_any_argument_is_a_path_or_none(argument: str) -> None:
    path = gate.path_of(f"<{argument}>")
    assert path is None or (path[0].isprintable() and "\n" not in path[0])


@pytest.mark.parametrize("name", ["", "a" * 256, "a\nb", "siân", "a\x00"])
def test_no_greeting_names(name: str) -> None:
    assert not gate.is_greeting_name(name)


def test_greeting_names() -> None:
    assert gate.is_greeting_name("mail.hendre.example")
    assert gate.is_greeting_name("[IPv6:2001:db8::1]")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", ""),
        (b"a\r\nb\r\n", ""),
        (b"a\nb\r\n", "bare-line-end"),
        (b"a\rb\r\n", "bare-line-end"),
        (b"a\r\r\nb\r\n", "bare-line-end"),
        (b"a\n\r\nb", "bare-line-end"),
        (b"\n", "bare-line-end"),
        (b"a\r", "bare-line-end"),
        (b"a\0b\r\n", "null-byte"),
        ("Siân Ŵyn\r\n".encode(), ""),
    ],
)
def test_byte_faults(raw: bytes, fault: str) -> None:
    assert gate.byte_fault(raw) == fault


@given(st.lists(st.text("\r\n.x", max_size=6)))
def test_gate_agrees_with_a_plain_reading(pieces: list[str]) -> None:
    raw = "".join(pieces).encode()
    lone = raw.replace(b"\r\n", b"")
    assert (gate.byte_fault(raw) == "") == (b"\r" not in lone and b"\n" not in lone)


@given(st.lists(st.binary(max_size=8).map(lambda line: line.replace(b"\r", b".").replace(b"\n", b"."))))
def test_dots_are_stuffed_and_unstuffed_to_the_same(lines: list[bytes]) -> None:
    stuffed = b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)
    assert gate.mail_of(b"\r\n" + stuffed + b".\r\n") == b"".join(line + b"\r\n" for line in lines)
