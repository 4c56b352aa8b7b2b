"""A signature counts only when it covers all that we read: every field that says who, what and how, and every byte."""

from __future__ import annotations

import time
from base64 import b64encode
from contextlib import suppress
from datetime import timedelta

import dkim as dkimpy
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.trust.dkim import CLOCK_SKEW, SIGNATURE_LENGTH, DkimResult, Signature, SignedMail, signatures
from hwb_mailbot.trust.headers import MalformedHeader, header_fields
from hwb_mailbot.trust.questions import DnsAnswer

from .mails import RECEIVED_AT
from .signing import ALL, key, key_record, signed

MAIL = (
    b"From: Jane Jones <jane@head.example>\r\nTo: hwb@support.example\r\nSubject: Leaver \r\n"
    b"Date: Sat, 21 Nov 2026 08:59:00 +0000\r\nMessage-ID: <1@head.example>\r\nContent-Type: text/plain\r\n\r\n"
    b"Please  move the account. \r\n\r\nJane\t Jones\r\n\r\n\r\n"
)
NOW = int(RECEIVED_AT.timestamp())


def checked(
    raw: bytes, record: str | None = None, *, state: str = "found", records: list[str] | None = None
) -> list[DkimResult]:
    """The results of all signatures, every one under the same key record."""
    found = signatures(header_fields(raw), RECEIVED_AT)
    texts = records if records is not None else [key_record() if record is None else record]
    answer: DnsAnswer = {"state": state, "records": texts if state == "found" else []}
    mail = SignedMail(raw)
    return [mail.verify(signature, {signature.question.key: answer}) for signature in found]


def test_a_good_signature_passes_in_every_canonicalisation() -> None:
    for way in ("relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple"):
        assert checked(signed(MAIL, canonicalisation=way)) == [DkimResult("pass", "head.example")]


def test_a_signature_of_dkimpys_own_passes() -> None:
    pem = key(2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    with time_machine.travel(RECEIVED_AT, tick=False):
        header = dkimpy.sign(MAIL, b"s1", b"head.example", pem)
    assert checked(header + MAIL) == [DkimResult("pass", "head.example")]


def test_relaxed_means_that_blanks_may_change() -> None:
    raw = signed(MAIL)
    changed = raw.replace(b"Please  move", b"Please \t move").replace(b"Jones\r\n\r\n\r\n", b"Jones \r\n\r\n")
    assert checked(changed)[0].result == "pass"
    raw = signed(MAIL, canonicalisation="simple/simple")
    assert checked(raw.replace(b"Please  move", b"Please move"))[0].result == "fail"


@pytest.mark.parametrize("end", [b"", b"x", b"x ", b"x \t", b"x\r\n", b" \r\n\t\r\n"])
def test_a_body_may_end_in_any_way(end: bytes) -> None:
    assert checked(signed(MAIL.rstrip() + end))[0].result == "pass"
    assert checked(signed(MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + end))[0].result == "pass"


def test_the_question_asks_for_the_selectors_key() -> None:
    raw = signed(MAIL, selector="S1.mail", domain="Head.Example")
    assert signatures(header_fields(raw), RECEIVED_AT)[0].question.key == "TXT s1.mail._domainkey.head.example"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"move the account", b"move no account"),
        (b"Subject: Leaver", b"Subject: Leavers"),
        (b"<jane@head.example>", b"<joan@head.example>"),
        (b"Content-Type: text/plain", b"Content-Type: text/html"),
        (b"Jones\r\n\r\n\r\n", b"Jones\r\n\r\nand the other one"),
        (b"Please  move", b"Pleasemove"),
        (b"bh=", b"bh=A"),
        (b"d=head.example", b"d=evil.example"),
    ],
)
def test_tampering_breaks_it(before: bytes, after: bytes) -> None:
    raw = signed(MAIL)
    assert before in raw
    assert checked(raw.replace(before, after, 1))[0].result == "fail"


BAD_SIGNATURES = {
    "part of the body": ({"tags": "l=10;"}, "part of the body only (l=)"),
    "all of the body, by length": ({"tags": "l=9999;"}, "part of the body only (l=)"),
    "an old hash": ({"algorithm": "rsa-sha1"}, "algorithm rsa-sha1"),
    "another algorithm": ({"algorithm": "ed25519-sha256"}, "algorithm ed25519-sha256"),
    "From left out": ({"fields": "to:subject:date:content-type"}, "unsigned from"),
    "Subject left out": ({"fields": "from:to:date:content-type"}, "unsigned subject"),
    "Content-Type left out": ({"fields": "from:to:subject:date"}, "unsigned content-type"),
    "Date left out": ({"fields": "from:to:subject:content-type"}, "unsigned date"),
    "expired": ({"tags": f"x={NOW - 1};"}, "expired"),
    "expired before it was made": ({"tags": f"t={NOW + 100};x={NOW + 50};"}, "expired"),
    "expired as it was made": ({"tags": f"t={NOW};x={NOW};"}, "expired"),
    "too far in the future": ({"tags": f"t={NOW + CLOCK_SKEW + 1};"}, "signed in the future"),
    "an unknown canonicalisation": ({"canonicalisation": "relaxed/odd"}, "signature malformed"),
    "from the future": ({"tags": f"t={NOW + 86400};"}, "signed in the future"),
    "somebody else's identity": ({"tags": "i=jane@evil.example;"}, "i= is not in d="),
    "an identity that only ends like the domain": ({"tags": "i=jane@evilhead.example;"}, "i= is not in d="),
    "a time that is none": ({"tags": "t=soon;"}, "signature malformed"),
    "another query": ({"tags": "q=http;"}, "signature malformed"),
    "a tag twice": ({"tags": "d=head.example;"}, "signature malformed"),
    "a selector that is no name": ({"selector": "s 1"}, "signature malformed"),
    "a domain that is no name": ({"domain": "head"}, "signature malformed"),
}


@pytest.mark.parametrize(("how", "reason"), BAD_SIGNATURES.values(), ids=BAD_SIGNATURES)
def test_a_signature_that_cannot_count(how: dict[str, str], reason: str) -> None:
    (result,) = checked(signed(MAIL, **how))  # type: ignore[arg-type]
    assert (result.result, result.reason) == ("fail", reason)


@pytest.mark.parametrize(
    "tags",
    [
        *(f"t={NOW - 60};", f"t={NOW + CLOCK_SKEW};", f"t={NOW + 60};x={NOW + 600};", f"x={NOW};"),
        *("i=jane@mail.head.example;", "i=jane@work@head.example;", "q=dns/txt;"),
    ],
)
def test_tags_that_are_in_order(tags: str) -> None:
    assert checked(signed(MAIL, tags=tags))[0].result == "pass"


@pytest.mark.parametrize("name", ["From", "Subject", "Content-Type", "Date", "To", "Reply-To", "Message-ID"])
def test_a_field_that_stands_twice_spoils_every_signature(name: str) -> None:
    raw = signed(MAIL.replace(b"Date:", b"Reply-To: jane@head.example\r\nDate:"))
    for doubled in (f"{name}: x\r\n".encode() + raw, raw.replace(b"\r\n\r\n", f"\r\n{name}: x\r\n\r\n".encode(), 1)):
        assert checked(doubled)[0].result == "fail"


def test_a_content_type_added_later_is_unsigned() -> None:
    bare = MAIL.replace(b"Content-Type: text/plain\r\n", b"")
    raw = signed(bare, fields="from:to:subject:date")
    assert checked(raw)[0].result == "pass"
    assert checked(b"Content-Type: text/html\r\n" + raw)[0].reason == "unsigned content-type"
    assert checked(b"Content-Type: text/html\r\n" + signed(bare))[0].reason == "signature does not hold"


@pytest.mark.parametrize("added", ["Content-Transfer-Encoding: base64", "MIME-Version: 1.0"])
def test_a_field_added_later_that_changes_how_the_body_reads_is_unsigned(added: str) -> None:
    name = added.partition(":")[0].lower()
    without = ":".join(field for field in ALL.split(":") if field != name)
    raw = signed(MAIL, fields=without)
    assert checked(raw)[0].result == "pass"
    assert checked(added.encode() + b"\r\n" + raw)[0] == DkimResult("fail", "head.example", f"unsigned {name}")
    assert checked(signed(added.encode() + b"\r\n" + MAIL))[0].result == "pass"
    assert checked(added.encode() + b"\r\n" + signed(MAIL))[0].result == "fail"


def der_key(modulus: int, exponent: int) -> str:
    def integer(number: int) -> bytes:
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return b"\x02\x82" + len(content).to_bytes(2, "big") + content

    content = integer(modulus) + integer(exponent)
    return b64encode(b"\x30\x82" + len(content).to_bytes(2, "big") + content).decode()


BAD_KEYS = {
    "revoked": ("v=DKIM1; p=", "key revoked"),
    "no key in it": ("v=DKIM1; k=rsa", "key malformed"),
    "another version": (key_record(before="v=DKIM2; "), "key malformed"),
    "another kind": (key_record(before="k=ed25519; "), "key malformed"),
    "not base 64": ("v=DKIM1; p=***", "key malformed"),
    "nearly base 64": (key_record().replace("p=", "p=*"), "key malformed"),
    "not a key": ("v=DKIM1; p=AAAA", "key malformed"),
    "for sha1 alone": (key_record(before="h=sha1; "), "key not for sha256"),
    "for something else": (key_record(before="s=tlsrpt; "), "key not for mail"),
    "in testing": (key_record(before="t=y; "), "key in testing"),
    "for the very domain alone": (key_record(before="t=s; "), "i= is not d="),
    "too long": (key_record() + ";" + "n=" + "x" * 3000, "key too long"),
    "somebody else's": (key_record(1024), "signature does not hold"),
}


@pytest.mark.parametrize(("record", "reason"), BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_that_cannot_count(record: str, reason: str) -> None:
    (result,) = checked(signed(MAIL, tags="i=@mail.head.example;"), record)
    assert (result.result, result.reason) == ("fail", reason)


def test_a_key_for_the_very_domain_knows_it_in_either_case() -> None:
    for identity in ("@head.example", "Jane@HEAD.example"):
        assert checked(signed(MAIL, tags=f"i={identity};"), key_record(before="t=s; "))[0].result == "pass"


def test_a_signature_that_cannot_be_read_is_nobodys() -> None:
    def read(value: bytes) -> Signature:
        return signatures(header_fields(b"DKIM-Signature: " + value + b"\r\n" + MAIL), RECEIVED_AT)[0]

    assert read(b"x" * SIGNATURE_LENGTH) == Signature(0, "", "", {}, "signature too long")
    assert read(b"x" * (SIGNATURE_LENGTH - 1)) == Signature(0, "", "", {}, "signature malformed")
    assert read(b"v=1; d=head.example; s=s1") == Signature(0, "", "", {}, "signature malformed")
    good = b"v=1; a=rsa-sha256; d=head.example; s=s1; h=from:subject:date:content-type; bh=AA==; b=AA=="
    assert read(good).fault == ""
    assert read(good.replace(b"rsa-sha256", b"rsa\xe9")).fault == "algorithm rsa\ufffd"


def test_a_mail_without_from_is_not_signed() -> None:
    raw = signed(MAIL.partition(b"\r\n")[2], fields="to:subject:date:content-type")
    assert checked(raw)[0].reason == "unsigned from"


def test_a_short_key_cannot_count() -> None:
    assert checked(signed(MAIL), f"p={der_key((1 << 511) + 1, 65537)}")[0].reason == "key of 512 bits"
    assert checked(signed(MAIL), f"p={der_key((1 << 9000) + 1, 65537)}")[0].reason == "key of 9001 bits"
    assert checked(signed(MAIL, bits=1024), key_record(1024))[0].result == "pass"


def test_a_key_that_would_take_minutes_is_not_tried() -> None:
    numbers = key(2048).public_key().public_numbers()
    huge = der_key(numbers.n, (1 << 2000) + 1)
    assert checked(signed(MAIL), f"p={huge}")[0].reason == "key of 2048 bits"


@pytest.mark.parametrize(
    ("exponent", "reason"),
    [
        *((number, "key of 2048 bits") for number in (1, 2, (1 << 33) + 1, 1 << 33)),
        *((number, "signature does not hold") for number in (3, (1 << 33) - 1)),
    ],
)
def test_the_exponents_that_are_tried(exponent: int, reason: str) -> None:
    numbers = key(2048).public_key().public_numbers()
    assert checked(signed(MAIL), f"p={der_key(numbers.n, exponent)}")[0].reason == reason


def test_keys_other_tags_are_in_order() -> None:
    for before in ("", "k=rsa; ", "v=DKIM1; h=sha1:sha256; s=email; t=s; n=mail; ", "s=*; "):
        assert checked(signed(MAIL), key_record(before=before))[0].result == "pass"


def test_no_key_is_a_failure_and_no_answer_is_not() -> None:
    raw = signed(MAIL)
    assert checked(raw, state="absent")[0] == DkimResult("fail", "head.example", "no key")
    assert checked(raw, records=[key_record(), key_record()])[0].reason == "several keys"
    assert checked(raw, state="servfail")[0] == DkimResult("temperror", "head.example", "key servfail")
    assert checked(raw, state="timeout")[0].result == "temperror"


def test_every_signature_is_verified_and_not_only_the_first() -> None:
    raw = signed(signed(signed(MAIL), selector="old", algorithm="rsa-sha1"), domain="list.example", bits=1024)
    assert [(r.result, r.domain) for r in checked(raw)] == [
        ("fail", "list.example"),
        ("fail", "head.example"),
        ("pass", "head.example"),
    ]


def test_the_time_is_when_the_mail_came() -> None:
    raw = signed(MAIL, tags=f"x={NOW + 5};")
    with time_machine.travel(RECEIVED_AT + timedelta(days=4000), tick=False):
        assert checked(raw)[0].result == "pass"


def test_blanks_by_the_megabyte_take_no_time() -> None:
    for blanks in (b" " * 3_000_000, b" \t" * 1_000_000 + b"\r\n", (b" " * 5000 + b"x\r\n") * 300):
        raw = signed(MAIL + blanks)
        began = time.perf_counter()
        assert checked(raw)[0].result == "pass"
        assert time.perf_counter() - began < 20


def test_a_signature_field_of_blanks_is_refused() -> None:
    assert checked(b"DKIM-Signature: b" + b"\r\n " * 20_000 + b"\r\n" + MAIL)[0].reason == "signature too long"


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    for raw in (signed(MAIL), signed(MAIL) + b"x", signed(MAIL, tags="x=1;"), b"DKIM-Signature: v=1\r\n" + MAIL):
        checked(raw)
    assert not caplog.records


def test_lines_of_lf_alone_are_the_same_mail() -> None:
    assert checked(signed(MAIL).replace(b"\r\n", b"\n"))[0].result == "pass"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_byte_of_a_signed_mail_can_be_changed(data: st.DataObject) -> None:
    raw = signed(MAIL, canonicalisation="simple/simple", fields=ALL)
    start = raw.index(b"From: Jane")
    place = data.draw(st.integers(start, len(raw) - 5))
    byte = data.draw(st.integers(32, 126))
    changed = raw[:place] + bytes([byte]) + raw[place + 1 :]
    if changed != raw and b"\r\n\r\n" in changed and raw[place] not in b"\r\n":
        with suppress(MalformedHeader):
            assert all(result.result != "pass" for result in checked(changed))


@given(st.binary(max_size=200), st.text(max_size=100))
def test_no_signature_and_no_key_raises(value: bytes, record: str) -> None:
    cleaned = value.replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b"")
    checked(b"DKIM-Signature: " + cleaned + b"\r\n" + MAIL, record.encode().decode("latin-1"))
    checked(signed(MAIL), record.encode().decode("latin-1"))
    checked(signed(MAIL), "p=" + record.encode().decode("latin-1"))
