"""A relay's results are believed from the relay alone, in the place where only the relay can write."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.mails import Envelope, Evidence
from hwb_mailbot.trust.headers import header_fields
from hwb_mailbot.trust.policy import TrustPolicy
from hwb_mailbot.trust.relay import FIELD_LENGTH, FIELDS, relay_finding

from .mails import BORDER, FORGED, INSIDE, OUTSIDE, POLICY, RELAY, STRIPPING, envelope, mail

PASS, FAIL, NONE, TEMPERROR = Evidence.PASS, Evidence.FAIL, Evidence.NONE, Evidence.TEMPERROR
MICROSOFT = replace(POLICY, authserv_id="mx.microsoft.com")
GENUINE = FORGED
"""The same words, where the relay itself wrote them."""


def found(
    *header: str,
    policy: TrustPolicy = POLICY,
    around: Envelope | None = None,
    domain: str = "head.example",
) -> Evidence | None:
    finding = relay_finding(header_fields(mail(*header)), domain, around or envelope(), policy)
    return finding.evidence if finding else None


def results(text: str) -> str:
    return f"Authentication-Results: mx.relay.example; {text}"


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("dmarc=pass header.from=head.example", PASS),
        ("dmarc=pass (p=reject dis=none) header.from=Head.Example", PASS),
        ("dmarc=pass header.from=head.example.", PASS),
        (
            "spf=fail smtp.mailfrom=x.example; dkim=fail header.d=y.example; dmarc=pass header.from=head.example",
            PASS,
        ),
        ("dmarc=fail header.from=head.example", FAIL),
        ("spf=pass smtp.mailfrom=head.example; dmarc=fail header.from=head.example", FAIL),
        ("dmarc=temperror header.from=head.example", TEMPERROR),
        ("dmarc=none header.from=head.example", NONE),
        ("spf=pass smtp.mailfrom=head.example; dmarc=none header.from=head.example", NONE),
        ("dmarc=permerror header.from=head.example", NONE),
        ("dmarc=bestguesspass header.from=head.example", NONE),
        # A pass for another domain, or for none, is no pass for this one.
        ("dmarc=pass header.from=evil.example", NONE),
        ("dmarc=pass header.from=mail.head.example", NONE),
        ("dmarc=pass header.from=head.example.evil.example", NONE),
        ("dmarc=pass", NONE),
        ("dmarc=pass header.from=head.example header.from=evil.example", NONE),
        # The worst of two words counts, in either order.
        ("dmarc=pass header.from=head.example; dmarc=fail header.from=head.example", FAIL),
        ("dmarc=fail header.from=evil.example; dmarc=pass header.from=head.example", FAIL),
        ("dmarc=pass header.from=evil.example; dmarc=pass header.from=head.example", NONE),
        ("dmarc=pass header.from=head.example; dmarc=none header.from=evil.example", NONE),
        # Without a word on DMARC: SPF or DKIM of an aligned domain.
        ("spf=pass smtp.mailfrom=jane@head.example", PASS),
        ("spf=pass smtp.mailfrom=bounces.head.example; dkim=none", PASS),
        ("dkim=pass header.d=head.example; spf=softfail smtp.mailfrom=jane@head.example", PASS),
        ("dkim=fail header.d=head.example; dkim=pass header.i=@head.example header.s=s1", PASS),
        ("spf=pass smtp.mailfrom=jane@head.example.", PASS),
        ("spf=pass smtp.mailfrom=.head.example", NONE),
        ("spf=pass header.i=@head.example", NONE),
        ("spf=pass smtp.mailfrom=evil.example", NONE),
        ("spf=pass smtp.helo=head.example", NONE),
        ("spf=pass smtp.mailfrom=", NONE),
        ("dkim=pass header.d=evil.example header.i=@head.example", NONE),
        ("dkim=pass header.d=evil.example header.d=head.example", NONE),
        ("dkim=pass header.d=example", NONE),
        ("spf=pass smtp.mailfrom=evil-head.example", NONE),
        ("spf=fail smtp.mailfrom=head.example; dkim=none", FAIL),
        ("spf=temperror smtp.mailfrom=head.example; dkim=none", TEMPERROR),
        ("auth=pass smtp.auth=jane; iprev=pass", NONE),
        ("none", NONE),
    ],
)
def test_what_the_relay_says_of_from(text: str, evidence: Evidence) -> None:
    assert found(results(text), BORDER) is evidence


def test_the_results_are_told_one_a_line_without_comments() -> None:
    text = "spf=pass (all is well) smtp.mailfrom=jane@head.example smtp.helo=mx; dkim=none; dmarc=fail header.from="
    finding = relay_finding(header_fields(mail(results(text), BORDER)), "head.example", envelope(), POLICY)
    assert finding is not None
    assert finding.results == (
        "spf=pass smtp.mailfrom=jane@head.example smtp.helo=mx",
        "dkim=none",
        "dmarc=fail header.from=",
    )


SPOOFED: dict[str, tuple[str, ...]] = {
    "below the relay's Received line, where the sender's own fields stand": (BORDER, FORGED),
    "below a Received line of the sender's own": (BORDER, "Received: from a by b", FORGED),
    "below a forged hop that claims to be inside": (BORDER, INSIDE, FORGED),
    "below a hop whose greeting claims to be inside": (
        f"Received: from [192.0.2.10] (evil.example [{OUTSIDE}]) by mx.relay.example",
        FORGED,
    ),
    "below a hop whose greeting claims to be inside, in qmail's form": (
        f"Received: from unknown (HELO [192.0.2.10]) ({OUTSIDE}) by mx.relay.example",
        FORGED,
    ),
    "below a local hand-over": ("Received: by mx.relay.example (Postfix, from userid 33)", FORGED),
    "the relay wrote another name": (
        "Authentication-Results: other.relay.example; dmarc=fail",
        FORGED,
        BORDER,
    ),
    "a longer name": ("Authentication-Results: mx.relay.example.evil.example; dmarc=pass header.from=head.example",),
    "a shorter name": ("Authentication-Results: relay.example; dmarc=pass header.from=head.example",),
    "no name": ("Authentication-Results: dmarc=pass header.from=head.example",),
    "the name in a comment": ("Authentication-Results: (mx.relay.example) evil; dmarc=pass header.from=head.example",),
    "the name as a value": ("Authentication-Results: evil; x=mx.relay.example; dmarc=pass header.from=head.example",),
    "another field": ("X-Authentication-Results: mx.relay.example; dmarc=pass header.from=head.example",),
    "the results of a forwarder's seal": (
        "ARC-Authentication-Results: i=1; mx.relay.example; dmarc=pass header.from=head.example",
    ),
    "an unfinished comment": ("Authentication-Results: mx.relay.example; dmarc=pass header.from=head.example (x",),
    "an unknown version": ("Authentication-Results: mx.relay.example 2; dmarc=pass header.from=head.example",),
    "look-alike letters in the name": (
        "Authentication-Results: mx.relаy.example; dmarc=pass header.from=head.example",
    ),
    "rubbish after the results": (f"{FORGED} and=so on",),
    "nested comments without end": (f"{FORGED} {'(' * 3000}",),
    "longer than anybody's": (f"{FORGED} ({'x' * 9000})",),
}


@pytest.mark.parametrize("header", SPOOFED.values(), ids=SPOOFED)
def test_a_spoofed_field_is_not_believed(header: tuple[str, ...]) -> None:
    assert found(*header) is None


@pytest.mark.parametrize("policy", [POLICY, STRIPPING], ids=["by place", "stripping"])
@pytest.mark.parametrize("said", [results("dmarc=fail header.from=head.example"), results("none"), results("spf=none")])
def test_the_relays_own_field_stands_above_a_forged_one(said: str, policy: TrustPolicy) -> None:
    assert found(said, BORDER, FORGED, policy=policy) is not PASS
    assert found(said, BORDER, "X-Any: x", FORGED, policy=policy) is not PASS


def test_without_the_relays_word_only_the_topmost_field_counts() -> None:
    assert found(results("spf=none"), FORGED) is NONE
    assert found(results("dmarc=fail header.from=head.example"), FORGED) is FAIL


@pytest.mark.parametrize(
    ("around", "policy"),
    [
        (envelope(peer=OUTSIDE), POLICY),
        (envelope(peer="::1"), POLICY),
        (envelope(peer=""), POLICY),
        (envelope(peer="mx.relay.example"), POLICY),
        (envelope(peer=OUTSIDE, helo="mx.relay.example"), POLICY),
        (envelope(), replace(POLICY, authserv_id="")),
        (envelope(), replace(POLICY, trusted_relays=())),
        (envelope(mail_from='"a) ; dmarc=pass header.from=head.example (b"@evil.example'), POLICY),
        (envelope(mail_from="a;dmarc=pass@evil.example"), POLICY),
    ],
)
def test_only_a_trusted_relay_is_believed(around: Envelope, policy: TrustPolicy) -> None:
    assert found(GENUINE, BORDER, policy=policy, around=around) is None


@pytest.mark.parametrize(
    "peer",
    [
        *(RELAY, f"[{RELAY}]", f" {RELAY} ", "::ffff:192.0.2.10"),
        *("2001:db8:10::25", "IPv6:2001:db8:10::25", "[IPv6:2001:db8:10::25]"),
    ],
)
def test_a_trusted_peer_in_every_spelling(peer: str) -> None:
    assert found(GENUINE, BORDER, around=envelope(peer=peer)) is PASS


def test_hops_between_trusted_machines_do_not_move_the_border() -> None:
    assert found(INSIDE, GENUINE, BORDER) is PASS
    assert found(INSIDE, INSIDE, GENUINE, BORDER) is PASS
    assert found(GENUINE) is PASS
    assert found("Return-Path: <jane@head.example>", "X-Spam: no", INSIDE, "DKIM-Filter: x", GENUINE, BORDER) is PASS
    assert (
        found(
            "AUTHENTICATION-results: MX.Relay.example 1;\r\n\tdmarc=Pass\r\n\theader.from=head.example",
            BORDER,
        )
        is PASS
    )


def test_a_relay_that_strips_may_write_below_its_received_line() -> None:
    assert found(BORDER, GENUINE, policy=STRIPPING) is PASS
    assert found(INSIDE, BORDER, "Received-SPF: pass", GENUINE, policy=STRIPPING) is PASS
    assert found(BORDER, results("dkim=pass header.d=head.example"), policy=STRIPPING) is PASS
    assert found(BORDER, results("dkim=none"), GENUINE, policy=STRIPPING) is PASS
    assert found(BORDER, GENUINE, results("dmarc=fail"), policy=STRIPPING) is FAIL
    assert found(BORDER, results("dmarc=fail"), GENUINE, policy=STRIPPING) is FAIL


def test_even_a_relay_that_strips_does_not_write_below_the_next_received_line() -> None:
    assert found(BORDER, "Received: from a by b", FORGED, policy=STRIPPING) is None
    assert found(BORDER, results("dkim=none"), "Received: from a by b", FORGED, policy=STRIPPING) is NONE
    assert found(BORDER, results("dkim=none"), "X-Any: x", FORGED, policy=STRIPPING) is NONE
    assert found(BORDER, "Authentication-Results: other.example; none", FORGED, policy=STRIPPING) is None
    assert found(BORDER, results("dkim=none"), f"X-{FORGED}", policy=STRIPPING) is NONE


def test_so_many_fields_of_one_relay_are_read_together() -> None:
    nothing = [results("dkim=none")] * (FIELDS - 1)
    assert found(BORDER, *nothing, GENUINE, policy=STRIPPING) is PASS
    assert found(BORDER, *nothing, results("dkim=none"), GENUINE, policy=STRIPPING) is NONE


MICROSOFT_FIELD = (
    "Authentication-Results: spf=pass (sender IP is 203.0.113.66)\r\n smtp.mailfrom=head.example; dkim=pass"
    " (signature was verified)\r\n header.d=head.example;dmarc={dmarc} action=none\r\n"
    " header.from=head.example;compauth=pass reason=100"
)


@pytest.mark.parametrize(
    "name", ["mx.microsoft.com", "protection.outlook.com", "support-example.mail.protection.outlook.com"]
)
def test_microsoft_leaves_its_name_out(name: str) -> None:
    policy = replace(POLICY, authserv_id=name)
    assert found(MICROSOFT_FIELD.format(dmarc="pass"), BORDER, policy=policy) is PASS
    assert found(MICROSOFT_FIELD.format(dmarc="fail"), BORDER, policy=policy) is FAIL
    assert found(MICROSOFT_FIELD.format(dmarc="bestguesspass"), BORDER, policy=policy) is NONE
    assert found(BORDER, MICROSOFT_FIELD.format(dmarc="pass"), policy=policy) is None


@pytest.mark.parametrize("name", ["mx.relay.example", "protection.outlook.com.evil.example", "xmx.microsoft.com"])
def test_a_nameless_field_is_believed_of_microsoft_alone(name: str) -> None:
    assert found(MICROSOFT_FIELD.format(dmarc="pass"), BORDER, policy=replace(POLICY, authserv_id=name)) is None


def test_microsofts_hops_stand_above_its_results() -> None:
    policy = replace(MICROSOFT, trusted_relays=(*POLICY.trusted_relays, ip_network("2603::/16")))
    hop = "Received: from A.eurprd.outlook.com (2603:10a6:400::1) by B.eurprd.outlook.com (2603:10a6:600::2)"
    assert found(hop, hop, MICROSOFT_FIELD.format(dmarc="pass"), BORDER, policy=policy) is PASS
    assert found(hop, BORDER, MICROSOFT_FIELD.format(dmarc="pass"), policy=policy) is None


def test_other_makes_of_relay_are_read() -> None:
    assert (
        found(
            "Authentication-Results: mx.relay.example;\r\n\tdkim=pass header.d=head.example header.s=s1"
            " header.b=AbC/+1;\r\n\tdmarc=pass (policy=none) header.from=head.example;\r\n"
            "\tspf=pass (mx.relay.example: domain of"
            " jane@head.example designates 203.0.113.66 as permitted sender) smtp.mailfrom=jane@head.example",
            BORDER,
        )
        is PASS
    )
    assert (
        found(
            "Authentication-Results: mx.relay.example;\r\n       dkim=pass header.i=@head.example"
            ' header.s=20230601 header.b="a/B";\r\n       spf=pass smtp.mailfrom="jane@head.example";\r\n'
            "       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=head.example;\r\n"
            "       dara=pass header.i=@x",
            BORDER,
        )
        is PASS
    )


pieces = st.sampled_from(
    [
        BORDER,
        INSIDE,
        FORGED,
        "Received: from a by b",
        "X-Any: x",
        results("dmarc=fail"),
        results("none"),
        "DKIM-Filter: x",
    ]
)


def test_the_longest_field_that_is_read() -> None:
    name, said = GENUINE.split(": ", 1)
    longest = f"{said} ({'x' * (FIELD_LENGTH - len(said) - 3)})"
    assert len(longest) == FIELD_LENGTH
    assert found(f"{name}: {longest}", BORDER) is PASS
    assert found(f"{name}: {longest.replace('(x', '(xx')}", BORDER) is None


@given(
    st.lists(pieces, max_size=8),
    st.sampled_from([results("none"), results("spf=none"), results("dmarc=fail")]),
)
def test_nothing_the_sender_writes_below_the_relays_lines_makes_a_pass(written: list[str], said: str) -> None:
    assert found(said, BORDER, *written) is not PASS
    assert found(BORDER, *written) is None


@given(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=120))
def test_no_field_makes_it_raise(text: str) -> None:
    found(f"Authentication-Results: mx.relay.example; {text}", BORDER)
    found(f"Authentication-Results: {text}", BORDER, policy=MICROSOFT)
    found(f"Received: {text}", GENUINE)
