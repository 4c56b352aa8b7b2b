"""The grammar of addresses at its edges, and the sentence that says why a text is outside it."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.addresses import (
    DOMAIN_LENGTH,
    LOCAL_PART_LENGTH,
    VALUE_LENGTH,
    AddressFault,
    Mailbox,
    decoded,
    mailboxes,
    normalised,
    normalised_domain,
    same_address,
    unfolded,
)
from hwb_mailbot.domain.letters import domain_of

NO_ADDRESS = "an address has a local part, an @ and a domain"
LOCAL_PART = "the local part is not a dot-atom or quoted string of at most 64 characters"
DOMAIN = "the domain is not a host name in ASCII"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("jane", NO_ADDRESS),
        ("", NO_ADDRESS),
        ("@head.example", LOCAL_PART),
        ("jane.@head.example", LOCAL_PART),
        ("j" * 65 + "@head.example", LOCAL_PART),
        ('"' + "j" * 63 + '"@head.example', LOCAL_PART),
        ("=?utf-8?q?jane?=@head.example", "the local part holds an encoded word"),
        ("jane@head", DOMAIN),
        ("jane@head.1", DOMAIN),
        ("jane@" + "a" * 64 + ".example", DOMAIN),
    ],
)
def test_why_a_text_is_no_address(text: str, sentence: str) -> None:
    with pytest.raises(AddressFault) as refused:
        normalised(text)
    assert str(refused.value) == sentence


def test_the_longest_address() -> None:
    local = "j" * LOCAL_PART_LENGTH
    domain = ".".join(["A" * 60] * 4 + ["Exampleee"])
    assert len(domain) == DOMAIN_LENGTH
    assert normalised(f"{local}@{domain}") == f"{local}@{domain.lower()}"
    assert normalised_domain("a" * 63 + ".E1.Ex") == "a" * 63 + ".e1.ex"
    with pytest.raises(AddressFault, match=DOMAIN):
        normalised_domain(domain + "e")
    assert normalised("Jane@HEAD.example") == "Jane@head.example"
    assert normalised('"=? Jane\\" @x"@HEAD.example'.replace("=? ", "")) == '"Jane\\" @x"@head.example'


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("jane@Head.example", [Mailbox("jane@head.example")]),
        (
            'Jane\t<jane@head.example>\t, "J, J" < joan@head.example >,mary@head.example',
            [
                Mailbox("jane@head.example", "Jane"),
                Mailbox("joan@head.example", "J, J"),
                Mailbox("mary@head.example"),
            ],
        ),
        ('Jane "JJ" Jones <jane@head.example>', [Mailbox("jane@head.example", "Jane JJ Jones")]),
        ('"a\\\\b\\"c" <jane@head.example>', [Mailbox("jane@head.example", 'a\\b"c')]),
        ('"jane j"@head.example , <a@b.example>', [Mailbox('"jane j"@head.example'), Mailbox("a@b.example")]),
        ("JANE@head.example <jane@head.example>", [Mailbox("jane@head.example", "JANE@head.example")]),
        ('"x@y" Jane <jane@head.example>', [Mailbox("jane@head.example", "x@y Jane")]),
        ("Si\u00e2n\u00a0 Puw <s@head.example>", [Mailbox("s@head.example", "Si\u00e2n Puw")]),
        ("Sia\u0302n <s@head.example>", [Mailbox("s@head.example", "Si\u00e2n")]),
        ("=?utf-8?q?a=0D=0A_b=00?= <s@head.example>", [Mailbox("s@head.example", "a b")]),
    ],
)
def test_mailboxes_with_their_names(value: str, found: list[Mailbox]) -> None:
    assert list(mailboxes(value)) == found
    assert found[0].domain == found[0].address.split("@")[-1]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("x" * (VALUE_LENGTH + 1), "the field is longer than 8192 characters"),
        ("Jane\x1f <jane@head.example>", "the field holds a control character"),
        ("Jane\x7f <jane@head.example>", "the field holds a control character"),
        ("Jane\x9f <jane@head.example>", "the field holds a control character"),
        ('"Jane <jane@head.example>', "a quoted string does not end"),
        ("Jane (head) <jane@head.example>", "'(' stands where a name or address should"),
        ("Jane <jane@head.example", "an address in angle brackets does not end"),
        ("joan@head.example <jane@head.example>", "one address stands as the name of another"),
        ("<jane@head.example> x", "something follows the address in angle brackets"),
        ("jane@head.example,", NO_ADDRESS),
        (" , jane@head.example", NO_ADDRESS),
    ],
)
def test_why_a_value_names_nobody(value: str, sentence: str) -> None:
    with pytest.raises(AddressFault) as refused:
        mailboxes(value)
    assert str(refused.value) == sentence


def test_the_longest_value() -> None:
    value = "<jane@head.example>".rjust(VALUE_LENGTH)
    assert mailboxes(value) == (Mailbox("jane@head.example"),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b" Jane\r\n\t<j@x>\r\n", "Jane\t<j@x>"),
        (b"Jane\n <j@x>", "Jane <j@x>"),
        (b"X\r\n", "X"),
        ("Siân".encode(), "Siân"),
        ("Siân".encode("latin-1"), "Siân"),
    ],
)
def test_a_folded_value_is_one_line(value: bytes, text: str) -> None:
    assert unfolded(value) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("=?utf-8?q?Si=C3=A2n_Puw?=", "Siân Puw"),
        ("=?ISO-8859-1?Q?Si=E2n?=", "Siân"),
        ("=?utf-8*cy?b?U2nDom4?=", "Siân"),
        ("=?utf-8?B?YWI=?=", "ab"),
        ("=?utf-8?q?a?= \t =?utf-8?q?b?= c =?utf-8?q?d?=", "ab c d"),
        ("a =?utf-8?q?=5F?=", "a _"),
        ("=?utf-8?b?YWI?", "=?utf-8?b?YWI?"),
        ("=?utf-8?b?Y W?=", "=?utf-8?b?Y W?="),
        ("=?utf-8?b?\u00e9?=", "=?utf-8?b?\u00e9?="),
        ("=?utf-8?q?\u00e9?=", "=?utf-8?q?\u00e9?="),
        ("=?idna?q?a?=", "=?idna?q?a?="),
        ("=?utf-7?q?a?=", "=?utf-7?q?a?="),
        ("=?raw_unicode_escape?q?a?=", "=?raw_unicode_escape?q?a?="),
        ("=?undefined?q?a?=", "=?undefined?q?a?="),
    ],
)
def test_encoded_words(text: str, plain: str) -> None:
    assert decoded(text) == plain


def test_the_same_address() -> None:
    assert same_address(" jane@head.example", "JANE@head.example\n")
    assert not same_address("jane@head.example", "jane")
    assert not same_address("jane", "jane")
    assert not same_address("jane@head.example", '"jane"@head.example')
    assert not same_address('"jane"@head.example', "jane@head.example")


@pytest.mark.parametrize("address", ["jane@mail.example", "Jane@MAIL.Example", '"jane@home"@mail.example'])
def test_addresses_are_counted_by_their_domain(address: str) -> None:
    assert domain_of(address) == "@mail.example"
