"""From names exactly one address, or nobody: the forms that readers of mail disagree about name nobody."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.addresses import AddressFault, decoded, mailboxes, normalised, same_address
from hwb_mailbot.trust.address import FromAddress, from_address
from hwb_mailbot.trust.headers import MalformedHeader, header_fields


def sent_from(value: str | bytes) -> FromAddress:
    raw = value if isinstance(value, bytes) else value.encode()
    return from_address(
        b"To: hwb@support.example\r\nFrom: " + raw + b"\r\nSubject: x\r\n\r\nFrom: body@evil.example\r\n"
    )


NAMED = [
    ("jane@head.example", "jane@head.example", ""),
    ("<jane@head.example>", "jane@head.example", ""),
    ("Jane Jones <jane@head.example>", "jane@head.example", "Jane Jones"),
    ("J. A. Jones <jane@head.example>", "jane@head.example", "J. A. Jones"),
    ('"Jones, Jane" <jane@head.example>', "jane@head.example", "Jones, Jane"),
    ('"Jane \\"JJ\\" Jones" <jane@head.example>', "jane@head.example", 'Jane "JJ" Jones'),
    ("Jane <Jane.Jones@HEAD.Example>", "Jane.Jones@head.example", "Jane"),
    ("Jane\r\n <jane@head.example>", "jane@head.example", "Jane"),
    ("Jane\r\n\t<\r\n jane@head.example\r\n >", "jane@head.example", "Jane"),
    ("=?utf-8?q?Si=C3=A2n?= =?utf-8?q?_Jones?= <sian@head.example>", "sian@head.example", "Siân Jones"),
    ("=?UTF-8?B?U2nDom4=?= <sian@head.example>", "sian@head.example", "Siân"),
    ("Siân <sian@head.example>", "sian@head.example", "Siân"),
    ("Si\u202eân\u200b <sian@head.example>", "sian@head.example", "Siân"),
    ("jane@head.example <jane@head.example>", "jane@head.example", "jane@head.example"),
    ("<o'brien+hwb@head.example>", "o'brien+hwb@head.example", ""),
    ("<jane@XN--YSGOL-MN-62A.example>", "jane@xn--ysgol-mn-62a.example", ""),
    # What stands in the name is never the identity.
    ('"victim@head.example" <a@evil.example>', "a@evil.example", "victim@head.example"),
    ('"victim@head.example>" <a@evil.example>', "a@evil.example", "victim@head.example>"),
    ('"<victim@head.example>" <a@evil.example>', "a@evil.example", "<victim@head.example>"),
    ("=?utf-8?q?victim=40head.example?= <a@evil.example>", "a@evil.example", "victim@head.example"),
    ("=?utf-8?q?=3Cvictim=40head.example=3E?= <a@evil.example>", "a@evil.example", "<victim@head.example>"),
    ('"=?utf-8?q?victim=40head.example?=" <a@evil.example>', "a@evil.example", "victim@head.example"),
    # Odd, but one address in every reader's eyes, and none on record.
    ("victim%head.example@evil.example", "victim%head.example@evil.example", ""),
    ("head.example!victim@evil.example", "head.example!victim@evil.example", ""),
    ('"victim@head.example"@evil.example', '"victim@head.example"@evil.example', ""),
    ('<"jane"@head.example>', '"jane"@head.example', ""),
]


@pytest.mark.parametrize(("value", "address", "display_name"), NAMED)
def test_one_mailbox_is_named(value: str, address: str, display_name: str) -> None:
    assert sent_from(value) == FromAddress(address, display_name, None)


REFUSED = [
    ("victim@head.example <a@evil.example>", "malformed-from"),
    ("<victim@head.example> <a@evil.example>", "malformed-from"),
    ("<a@evil.example> victim@head.example", "malformed-from"),
    ("<a@evil.example> <victim@head.example>", "malformed-from"),
    ("<a@evil.example>, <victim@head.example>", "several-from"),
    ("a@evil.example, victim@head.example", "several-from"),
    ('"Jane, Head" <jane@head.example>, a@evil.example', "several-from"),
    ("a@evil.example; victim@head.example", "malformed-from"),
    ("a@evil.example victim@head.example", "malformed-from"),
    ("victim@head.example,", "malformed-from"),
    (",victim@head.example", "malformed-from"),
    ("Head: victim@head.example;", "malformed-from"),
    ("undisclosed-recipients:;", "malformed-from"),
    ("<@evil.example:victim@head.example>", "malformed-from"),
    ("<@evil.example,@x.example:victim@head.example>", "malformed-from"),
    ("victim@head.example (a@evil.example)", "malformed-from"),
    ("(a@evil.example) victim@head.example", "malformed-from"),
    ("victim(x)@head.example", "malformed-from"),
    ("Jane (head) <victim@head.example>", "malformed-from"),
    ("victim @head.example", "malformed-from"),
    ("victim@ head.example", "malformed-from"),
    ("victim@head.example@evil.example", "malformed-from"),
    ("a@evil.example@head.example", "malformed-from"),
    ("<victim@head.example", "malformed-from"),
    ("victim@head.example>", "malformed-from"),
    ("<<victim@head.example>>", "malformed-from"),
    ("<victim@head.example>x", "malformed-from"),
    ('"victim@head.example <a@evil.example>', "malformed-from"),
    ('"victim@head.example\\" <a@evil.example>', "malformed-from"),
    ('"victim@head.example" "a b"@evil.example', "malformed-from"),
    ("=?utf-8?q?victim?=@head.example", "malformed-from"),
    ("<=?utf-8?q?victim?=@head.example>", "malformed-from"),
    ("=?utf-8?q?victim=40head.example?=", "malformed-from"),
    ("=?utf-8?q?Jane_=3Cvictim=40head.example=3E?=", "malformed-from"),
    ("victim@head.example.", "malformed-from"),
    ("victim@.head.example", "malformed-from"),
    ("victim@head..example", "malformed-from"),
    (".victim@head.example", "malformed-from"),
    ("vic..tim@head.example", "malformed-from"),
    ("victim@-head.example", "malformed-from"),
    ("victim@head_.example", "malformed-from"),
    ("victim@[192.0.2.1]", "malformed-from"),
    ("victim@192.0.2.1", "malformed-from"),
    ("victim@localhost", "malformed-from"),
    ("victim", "malformed-from"),
    ("@head.example", "malformed-from"),
    ("victim@", "malformed-from"),
    ("<>", "malformed-from"),
    ("", "malformed-from"),
    ("   ", "malformed-from"),
    # Look-alike letters, directions and invisible characters inside the address.
    ("vіctim@head.example", "malformed-from"),
    ("victim@hеad.example", "malformed-from"),
    ("victim@ｈｅａｄ.example", "malformed-from"),
    ("victim\u200b@head.example", "malformed-from"),
    ("<\u202evictim@head.example>", "malformed-from"),
    ("victim＠head.example", "malformed-from"),
    ("victim@head。example", "malformed-from"),
    ("victim@ysgol-môn.example", "malformed-from"),
    (b"victim@h\xe9ad.example", "malformed-from"),
    ("vic\x01tim@head.example", "malformed-from"),
    ("Jane\x7f <victim@head.example>", "malformed-from"),
    ("v" * 65 + "@head.example", "malformed-from"),
    ("victim@" + "a" * 64 + ".example", "malformed-from"),
    ("victim@" + "a." * 130 + "example", "malformed-from"),
    ("x" * 9000 + " <victim@head.example>", "malformed-from"),
    (b"victim@head.example\rFrom: a@evil.example", "malformed-header"),
    (b"victim@head.example\nFrom: a@evil.example", "malformed-header"),
    (b"victim@head.example\x00", "malformed-header"),
    ("victim@head.example\r\nFrom: a@evil.example", "duplicate-from"),
    ("victim@head.example\r\nfROM: victim@head.example", "duplicate-from"),
    ("victim@head.example\r\nFrom : a@evil.example", "malformed-header"),
    ("victim@head.example\r\nnot a field", "malformed-header"),
]


@pytest.mark.parametrize(("value", "fault"), REFUSED)
def test_everything_else_names_nobody(value: str | bytes, fault: str) -> None:
    assert sent_from(value) == FromAddress("", "", fault)


def test_the_header_ends_at_its_first_empty_line() -> None:
    assert from_address(b"Subject: x\r\n\r\nFrom: jane@head.example\r\n").fault == "missing-from"
    assert from_address(b"\r\nFrom: jane@head.example\r\n\r\n").fault == "missing-from"
    assert from_address(b"") == FromAddress("", "", "missing-from")


def test_a_mail_kept_in_a_file_ends_its_lines_with_lf_alone() -> None:
    kept = b"From hwb Sat Nov 21 2026\nSubject: x\nFrom: Jane\n <jane@head.example>\n\nbody\r\n\r\n"
    assert from_address(kept).address == "jane@head.example"


@pytest.mark.parametrize(
    "block",
    [
        b"Subject: x\r\nFrom: a@head.example\n\r\nbody",
        b"Subject: x\nFrom: a@head.example\r\n\nbody",
        b" From: a@head.example\r\n\r\n",
        b"From: a@head.example\r\n" + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
        b"From: a@head.example\r\n" + b"X-Long: " + b"x" * 70_000 + b"\r\n",
        b"Fr\xc3\xb6m: a@head.example\r\n\r\n",
    ],
)
def test_a_header_that_divides_in_two_ways_is_refused(block: bytes) -> None:
    with pytest.raises(MalformedHeader):
        header_fields(block)


def test_same_address_knows_case_and_nothing_else() -> None:
    assert same_address("Jane@Head.example", "jane@head.EXAMPLE ")
    assert not same_address("jane@head.example", "jane@head.example.evil.example")
    assert not same_address('"jane"@head.example', "jane@head.example")
    assert not same_address('"jane"@head.example', '"jane"@head.example')
    assert not same_address("", "")
    # KELVIN SIGN lower-cases to an ASCII k.
    assert not same_address("\u212aate@head.example", "kate@head.example")


def test_encoded_words_that_cannot_be_decoded_stay_as_they_are() -> None:
    for text in (
        "=?nonsense?q?a?=",
        "=?utf-8?b?!!!?=",
        "=?utf-8?q?=FF?=",
        "=?punycode?q?a-b?=",
        "=?zlib?b?eA==?=",
    ):
        assert decoded(text) == text


local_parts = st.from_regex(r"[a-z0-9!#$%&'*+/=^_`{|}~-]{1,20}(\.[a-z0-9]{1,20})?", fullmatch=True)
domains = st.from_regex(r"([a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?\.){1,3}[a-z]{2,10}", fullmatch=True)
addresses = st.builds("{}@{}".format, local_parts, domains)


@given(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='<>@,;:()[]\\"'), max_size=30),
    addresses,
)
def test_whatever_the_name_the_address_is_the_one_in_brackets(name: str, address: str) -> None:
    found = sent_from(f"{name} <{address}>")
    assert (found.address, found.fault) == (address, None)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_from_field_raises_and_a_named_address_is_an_address(value: str | bytes) -> None:
    found = sent_from(value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value)
    assert bool(found.address) != bool(found.fault)
    if found.address:
        assert normalised(found.address) == found.address
        assert found.address.isascii()


@given(
    st.lists(
        st.sampled_from(['"', "\\", "<", ">", ",", "@", " ", "a", "victim@head.example", "a@evil.example"]),
        max_size=14,
    )
)
def test_an_address_named_is_the_whole_value_or_its_last_bracket(pieces: list[str]) -> None:
    value = "".join(pieces)
    found = sent_from(value)
    if found.address:
        assert value.rstrip("> ").endswith(found.address)


@given(st.lists(addresses, min_size=1, max_size=4))
def test_a_list_of_mailboxes_is_read_in_order(wanted: list[str]) -> None:
    assert [mailbox.address for mailbox in mailboxes(", ".join(wanted))] == wanted


@given(st.text(max_size=80))
def test_mailboxes_raises_nothing_but_address_fault(value: str) -> None:
    with suppress(AddressFault):
        assert mailboxes(value)
