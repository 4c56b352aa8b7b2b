"""The verdict by our own look-ups: who vouches for From, what is temporary, and that it can be replayed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.domain.mails import Envelope, Evidence, Verdict
from hwb_mailbot.trust.dmarc import (
    Discovery,
    DmarcRecord,
    aligned,
    dmarc_questions,
    dmarc_record,
    organisational_domain,
)
from hwb_mailbot.trust.policy import TrustPolicy
from hwb_mailbot.trust.questions import DnsAnswer, DnsQuestions
from hwb_mailbot.trust.verdict import verdict

from .mails import BORDER, OUTSIDE, POLICY, RECEIVED_AT, envelope, mail
from .signing import key_record, signed

Zone = dict[str, list[str] | str]
"""Records by question, or the state in which a question ends without any."""

DMARC = "TXT _dmarc.head.example"
SPF = "TXT head.example"
KEY = "TXT s1._domainkey.head.example"
ZONE: Zone = {
    DMARC: ["v=DMARC1; p=reject"],
    SPF: ["google-site-verification=x", f"v=spf1 ip4:{OUTSIDE} -all"],
    KEY: [key_record()],
}
DIRECT = envelope(peer=OUTSIDE, helo="mail.head.example")
PLAIN = mail()
FIELDS = "from:to:subject"
SIGNED = signed(PLAIN, fields=FIELDS)


def settled(
    raw: bytes, around: Envelope = DIRECT, zone: Zone = ZONE, policy: TrustPolicy = POLICY
) -> tuple[Verdict, dict[str, DnsAnswer], int]:
    """The verdict, the answers it rests on, and the rounds it took."""
    answers: dict[str, DnsAnswer] = {}
    for rounds in range(80):
        found = verdict(raw, around, policy, answers)
        if isinstance(found, Verdict):
            return found, answers, rounds
        assert isinstance(found, DnsQuestions)
        assert found.questions
        for question in found.questions:
            assert question.key not in answers
            kept = zone.get(question.key, "absent")
            records = kept if isinstance(kept, list) else []
            answers[question.key] = {"state": "found" if records else str(kept), "records": records}
    raise AssertionError("asks for ever")


def evidence(raw: bytes, around: Envelope = DIRECT, zone: Zone = ZONE) -> Evidence:
    return settled(raw, around, zone)[0].evidence


def test_spf_of_the_domain_in_from_vouches_for_it() -> None:
    found, _, rounds = settled(PLAIN)
    assert found == Verdict(
        Evidence.PASS,
        "jane@head.example",
        "spf",
        ("dmarc=pass header.from=head.example", "spf=pass smtp.mailfrom=head.example"),
    )
    assert rounds == 1


def test_a_signature_of_the_domain_in_from_vouches_for_it() -> None:
    found, _, rounds = settled(SIGNED, replace(DIRECT, mail_from="bounce@list.example"))
    assert found == Verdict(
        Evidence.PASS,
        "jane@head.example",
        "dkim",
        ("dmarc=pass header.from=head.example", "dkim=pass header.d=head.example"),
    )
    assert rounds == 1


FROM_ELSEWHERE = replace(DIRECT, peer="198.51.100.7")
BY_SOMEBODY = replace(FROM_ELSEWHERE, mail_from="a@evil.example", helo="evil.example")
EVIL: Zone = {
    **ZONE,
    "TXT evil.example": ["v=spf1 +all"],
    "TXT s1._domainkey.evil.example": [key_record()],
    "TXT _dmarc.evil.example": ["v=DMARC1; p=none"],
    "TXT s1._domainkey.example": [key_record()],
}


@pytest.mark.parametrize(
    ("raw", "around"),
    [
        (PLAIN, FROM_ELSEWHERE),
        (PLAIN, BY_SOMEBODY),
        (PLAIN, replace(BY_SOMEBODY, mail_from="", helo="head.example")),
        (PLAIN, replace(BY_SOMEBODY, mail_from="", helo="[203.0.113.66]")),
        (PLAIN, replace(BY_SOMEBODY, mail_from='"jane@head.example"@evil.example')),
        (PLAIN, replace(BY_SOMEBODY, mail_from="jane@head.example@evil.example")),
        (PLAIN, replace(BY_SOMEBODY, mail_from="jane@evil.example\x00.head.example")),
        (PLAIN, replace(BY_SOMEBODY, mail_from="head.example")),
        (signed(PLAIN, domain="evil.example", fields=FIELDS), BY_SOMEBODY),
        (signed(PLAIN, domain="example", fields=FIELDS), BY_SOMEBODY),
        (signed(PLAIN, fields="to:subject"), BY_SOMEBODY),
        (signed(PLAIN, fields=FIELDS, tags="l=5;"), BY_SOMEBODY),
        (signed(PLAIN, fields=FIELDS, algorithm="rsa-sha1"), BY_SOMEBODY),
        (signed(PLAIN, fields=FIELDS, bits=1024), BY_SOMEBODY),
        (SIGNED.replace(b"Please move", b"Please do not move"), BY_SOMEBODY),
        (b"Authentication-Results: mx.relay.example; dmarc=pass header.from=head.example\r\n" + PLAIN, BY_SOMEBODY),
        (b"Received-SPF: pass\r\nReturn-Path: <jane@head.example>\r\n" + PLAIN, BY_SOMEBODY),
        (b"Sender: a@evil.example\r\nReply-To: a@evil.example\r\n" + PLAIN, BY_SOMEBODY),
    ],
)
def test_a_spoofed_mail_fails(raw: bytes, around: Envelope) -> None:
    found = settled(raw, around, EVIL)[0]
    assert (found.evidence, found.vouched_by) == (Evidence.FAIL, "")


def test_what_is_signed_and_what_is_read_must_be_the_same() -> None:
    for raw in (
        b"From: victim@head.example\r\n" + SIGNED,
        SIGNED.replace(b"\r\nTo:", b"\r\nX-A: 1\rFrom: victim@head.example\r\nTo:"),
        SIGNED.replace(b"\r\nTo:", b"\r\nX-A: 1\nFrom: victim@head.example\r\nTo:"),
        SIGNED.replace(b"From: Jane Jones <jane@head.example>", b"From: victim@head.example <jane@head.example>"),
    ):
        found = settled(raw)[0]
        assert (found.evidence, found.address) == (Evidence.NONE, "")
        assert found.results[0].startswith("from=")


def test_another_mails_signature_does_not_vouch() -> None:
    header = SIGNED[: SIGNED.index(b"From:")]
    other = mail(sender="Head <head@head.example>").replace(b"Please move", b"Please merge")
    assert evidence(header + other, BY_SOMEBODY) is Evidence.FAIL


def test_a_replayed_mail_keeps_its_signature_and_its_from() -> None:
    found = settled(SIGNED, replace(BY_SOMEBODY, recipients=("other@support.example",)))[0]
    assert (found.evidence, found.address) == (Evidence.PASS, "jane@head.example")


@pytest.mark.parametrize("state", ["servfail", "timeout"])
@pytest.mark.parametrize(
    ("raw", "around", "question"),
    [
        (PLAIN, DIRECT, DMARC),
        (SIGNED, DIRECT, DMARC),
        (PLAIN, DIRECT, SPF),
        (SIGNED, BY_SOMEBODY, KEY),
        (SIGNED, FROM_ELSEWHERE, KEY),
    ],
)
def test_what_cannot_be_had_for_now_is_neither_pass_nor_fail(
    raw: bytes, around: Envelope, question: str, state: str
) -> None:
    assert evidence(raw, around, {**ZONE, question: state}) is Evidence.TEMPERROR


def test_one_way_that_holds_is_enough_while_the_other_is_silent() -> None:
    assert settled(SIGNED, DIRECT, {**ZONE, SPF: "timeout"})[0].vouched_by == "dkim"
    assert settled(SIGNED, DIRECT, {**ZONE, KEY: "servfail"})[0].vouched_by == "spf"


def test_only_what_nothing_but_a_signature_vouches_for_rests_on_it() -> None:
    """Whoever kept the mail can send it again; the machines that SPF names only send what is theirs."""
    including: Zone = {
        **ZONE,
        SPF: ["v=spf1 include:more.head.example -all"],
        "TXT more.head.example": [f"v=spf1 ip4:{OUTSIDE}"],
    }
    for zone in (ZONE, including):
        assert settled(SIGNED, DIRECT, zone)[0].vouched_by == "spf"
        assert settled(SIGNED, FROM_ELSEWHERE, zone)[0].vouched_by == "dkim"
    strict: Zone = {**ZONE, DMARC: ["v=DMARC1; p=reject; aspf=s"], "TXT post.head.example": [f"v=spf1 ip4:{OUTSIDE}"]}
    assert settled(SIGNED, envelope(OUTSIDE, mail_from="jane@post.head.example"), strict)[0].vouched_by == "dkim"


def test_somebody_elses_trouble_is_nothing_to_us() -> None:
    zone: Zone = {**EVIL, "TXT evil.example": "timeout", "TXT s1._domainkey.evil.example": "timeout"}
    assert evidence(signed(PLAIN, domain="evil.example", fields=FIELDS), BY_SOMEBODY, zone) is Evidence.FAIL


@pytest.mark.parametrize(
    "records",
    [
        [],
        ["v=DMARC2; p=reject"],
        ["v=dmarc1; p=reject"],
        ["p=reject; v=DMARC1"],
        ["v=DMARC1"],
        ["v=DMARC1; p=perhaps"],
        ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
        ["some text"],
    ],
)
def test_a_domain_that_asks_for_no_checks_is_vouched_for_by_nobody(records: list[str]) -> None:
    zone: Zone = {**ZONE, DMARC: records}
    assert evidence(PLAIN, DIRECT, zone) is Evidence.NONE
    assert evidence(SIGNED, DIRECT, zone) is Evidence.NONE
    assert evidence(PLAIN, BY_SOMEBODY, zone) is Evidence.NONE


def test_the_record_may_stand_at_the_organisations_domain() -> None:
    raw = mail(sender="jane@staff.head.example")
    around = replace(DIRECT, mail_from="jane@staff.head.example")
    zone: Zone = {**ZONE, "TXT staff.head.example": [f"v=spf1 ip4:{OUTSIDE} -all"]}
    assert evidence(raw, around, zone) is Evidence.PASS
    assert evidence(raw, around, {**zone, DMARC: "servfail"}) is Evidence.TEMPERROR
    assert evidence(raw, around, {**zone, "TXT _dmarc.staff.head.example": "servfail"}) is Evidence.TEMPERROR


def test_a_domain_may_ask_that_only_its_very_name_speaks_for_it() -> None:
    bounce = replace(DIRECT, mail_from="x@bounces.head.example")
    zone: Zone = {
        **ZONE,
        "TXT bounces.head.example": ["v=spf1 +all"],
        "TXT s1._domainkey.bounces.head.example": [key_record()],
    }
    raw = signed(PLAIN, domain="bounces.head.example", fields=FIELDS)
    assert evidence(PLAIN, bounce, zone) is Evidence.PASS
    assert evidence(PLAIN, bounce, {**zone, DMARC: ["v=DMARC1;p=none;aspf=S"]}) is Evidence.FAIL
    assert evidence(raw, BY_SOMEBODY, zone) is Evidence.PASS
    assert evidence(raw, BY_SOMEBODY, {**zone, DMARC: ["v=DMARC1; p=none; adkim=s"]}) is Evidence.FAIL


def test_a_bounce_is_vouched_for_by_its_greeting() -> None:
    around = replace(DIRECT, mail_from="")
    zone: Zone = {**ZONE, "TXT mail.head.example": [f"v=spf1 ip4:{OUTSIDE} -all"]}
    assert evidence(PLAIN, around, zone) is Evidence.PASS
    assert evidence(PLAIN, around) is Evidence.FAIL


def test_behind_a_relay_spf_would_check_the_relay() -> None:
    zone: Zone = {**ZONE, SPF: ["v=spf1 +all"]}
    found, answers, _ = settled(mail(BORDER), envelope(), zone)
    assert found == Verdict(Evidence.NONE, "jane@head.example", "", ("dmarc=unverified header.from=head.example",))
    assert not answers, "no DNS answer could make it pass"
    assert settled(SIGNED, envelope(), zone)[0].vouched_by == "dkim"
    assert evidence(SIGNED, envelope(), {**zone, KEY: "timeout"}) is Evidence.TEMPERROR


def relayed(said: str, raw: bytes = SIGNED) -> bytes:
    return f"Authentication-Results: mx.relay.example; {said}\r\n{BORDER}\r\n".encode() + raw


def test_a_relay_that_is_believed_is_not_asked_again() -> None:
    for said, wanted in (
        ("dmarc=pass header.from=head.example", Verdict(Evidence.PASS, "jane@head.example", "relay", ())),
        ("dmarc=fail header.from=head.example", Verdict(Evidence.FAIL, "jane@head.example", "", ())),
    ):
        found = verdict(relayed(said), envelope(), POLICY, {})
        assert found == replace(wanted, results=(said,))


def test_a_signature_helps_where_the_relay_has_nothing_to_say() -> None:
    for said in ("none", "dmarc=temperror header.from=head.example", "dmarc=pass header.from=evil.example"):
        found = settled(relayed(said), envelope())[0]
        assert (found.evidence, found.vouched_by) == (Evidence.PASS, "dkim")
        assert evidence(relayed(said), envelope(), {**ZONE, KEY: "timeout"}) is Evidence.TEMPERROR
    assert evidence(relayed("dmarc=temperror", PLAIN), envelope()) is Evidence.TEMPERROR
    assert evidence(relayed("none", PLAIN), envelope()) is Evidence.NONE


def test_a_verdict_is_replayed_from_its_answers_when_keys_have_changed() -> None:
    for raw, around in ((SIGNED, BY_SOMEBODY), (PLAIN, DIRECT), (PLAIN, BY_SOMEBODY)):
        found, answers, _ = settled(raw, around, EVIL)
        kept = json.loads(json.dumps(answers))
        with time_machine.travel(RECEIVED_AT + timedelta(days=3650), tick=False):
            assert verdict(raw, around, POLICY, kept) == found


def test_only_so_many_signatures_are_looked_at() -> None:
    raw = PLAIN
    for number in range(30):
        raw = signed(raw, selector=f"n{number}", fields=FIELDS)
    found, answers, _ = settled(raw, BY_SOMEBODY)
    assert found.evidence is Evidence.FAIL
    assert len(answers) == 6


def test_a_maze_of_records_ends() -> None:
    zone: Zone = {**ZONE, SPF: ["v=spf1 " + " ".join(f"mx:m{n}.head.example" for n in range(10)) + " -all"]}
    for n in range(10):
        zone[f"MX m{n}.head.example"] = [f"{p} h{p}.m{n}.head.example" for p in range(10)]
        for p in range(10):
            zone[f"A h{p}.m{n}.head.example"] = ["198.51.100.99"]
    found, answers, _ = settled(PLAIN, DIRECT, zone)
    assert found.evidence is Evidence.FAIL
    assert len(answers) < 80
    loop: Zone = {
        **ZONE,
        SPF: ["v=spf1 include:a.head.example -all"],
        "TXT a.head.example": ["v=spf1 include:head.example"],
    }
    assert evidence(PLAIN, DIRECT, loop) is Evidence.FAIL
    listed = [f"ip4:10.0.0.{n}" for n in range(200)]
    assert (
        evidence(PLAIN, DIRECT, {**ZONE, SPF: [" ".join(["v=spf1", *listed[:99], f"ip4:{OUTSIDE}"])]}) is Evidence.PASS
    )
    assert evidence(PLAIN, DIRECT, {**ZONE, SPF: [" ".join(["v=spf1", *listed, f"ip4:{OUTSIDE}"])]}) is Evidence.FAIL
    digits: Zone = {**ZONE, SPF: ["v=spf1 a:%{d" + "9" * 1900 + "}.example -all"]}
    assert evidence(PLAIN, DIRECT, digits) is Evidence.FAIL


def test_names_that_are_not_there_end_the_search() -> None:
    def names(count: int) -> Zone:
        nothing = " ".join(f"a:n{n}.head.example" for n in range(count))
        return {**ZONE, SPF: [f"v=spf1 {nothing} ip4:{OUTSIDE} -all"]}

    assert evidence(PLAIN, DIRECT, names(2)) is Evidence.PASS
    assert evidence(PLAIN, DIRECT, names(3)) is Evidence.FAIL


def test_addresses_of_exchanges_and_names_are_asked_for_together() -> None:
    pointer = ".".join(reversed(OUTSIDE.split("."))) + ".in-addr.arpa"
    zone: Zone = {**ZONE, SPF: ["v=spf1 mx ptr -all"]}
    zone["MX head.example"] = [f"{p} h{p}.head.example" for p in range(10)]
    zone[f"PTR {pointer}"] = [f"n{p}.head.example" for p in range(10)]
    for p in range(10):
        zone[f"A h{p}.head.example"] = ["198.51.100.99"]
        zone[f"A n{p}.head.example"] = [OUTSIDE]
    found, answers, rounds = settled(PLAIN, DIRECT, zone)
    assert found.evidence is Evidence.PASS
    assert len(answers) == 24
    assert rounds == 5


def test_organisational_domains() -> None:
    assert organisational_domain("a.b.head.example") == "head.example"
    assert organisational_domain("Staff.Ysgol.sir.sch.uk") == "ysgol.sir.sch.uk"
    assert organisational_domain("sir.sch.uk") == "sir.sch.uk"
    assert organisational_domain("co.uk") == "co.uk"
    assert aligned("Mail.head.example", "head.example")
    assert aligned("Head.example", "hEAD.example", strict=True)
    assert not aligned("mail.head.example", "head.example", strict=True)
    assert not aligned("one.co.uk", "two.co.uk")
    assert not aligned("", "head.example")
    assert not aligned("example", "head.example")
    assert not aligned("notthehead.example", "head.example")


def test_where_a_dmarc_record_may_stand() -> None:
    assert [q.key for q in dmarc_questions("a.b.head.example")] == ["TXT _dmarc.a.b.head.example", DMARC]
    assert [q.key for q in dmarc_questions("head.example")] == [DMARC]
    answers: dict[str, DnsAnswer] = {
        DMARC: {"state": "found", "records": ["spam", "v=DMARC1 ; p=none; aspf = s;adkim=r; pct=0"]}
    }
    assert dmarc_record("head.example", answers) == DmarcRecord(Discovery.FOUND, strict_spf=True)


HEAD = "header.from=head.example"
NO_SPF = "spf=fail smtp.mailfrom=head.example"
BROKEN = SIGNED.replace(b"Please move", b"Please do not move")
DOES_NOT_HOLD = "dkim=fail (signature does not hold) header.d=head.example"


@pytest.mark.parametrize(
    ("raw", "around", "zone", "found"),
    [
        (PLAIN, DIRECT, {**ZONE, DMARC: []}, (Evidence.NONE, "", f"dmarc=none {HEAD}")),
        (PLAIN, DIRECT, {**ZONE, DMARC: "timeout"}, (Evidence.TEMPERROR, "", f"dmarc=temperror {HEAD}")),
        (
            SIGNED,
            DIRECT,
            ZONE,
            (
                *(Evidence.PASS, "spf", f"dmarc=pass {HEAD}"),
                *("dkim=pass header.d=head.example", "spf=pass smtp.mailfrom=head.example"),
            ),
        ),
        (BROKEN, FROM_ELSEWHERE, ZONE, (Evidence.FAIL, "", f"dmarc=fail {HEAD}", DOES_NOT_HOLD, NO_SPF)),
        (
            SIGNED,
            FROM_ELSEWHERE,
            {**ZONE, KEY: "timeout"},
            (
                *(Evidence.TEMPERROR, "", f"dmarc=temperror {HEAD}"),
                *("dkim=temperror (key timeout) header.d=head.example", NO_SPF),
            ),
        ),
        (BROKEN, envelope(), ZONE, (Evidence.NONE, "", f"dmarc=unverified {HEAD}", DOES_NOT_HOLD)),
        (PLAIN, envelope(), ZONE, (Evidence.NONE, "", f"dmarc=unverified {HEAD}")),
    ],
)
def test_what_is_told_of_a_verdict(raw: bytes, around: Envelope, zone: Zone, found: tuple[object, ...]) -> None:
    evidence, vouched_by, *results = found
    assert settled(raw, around, zone)[0] == Verdict(evidence, "jane@head.example", vouched_by, tuple(results))  # type: ignore[arg-type]


def test_the_relays_results_are_told_before_our_own() -> None:
    assert settled(relayed("dkim=none", BROKEN), envelope())[0] == Verdict(
        Evidence.NONE, "jane@head.example", "", ("dkim=none", f"dmarc=unverified {HEAD}", DOES_NOT_HOLD)
    )


def test_nobody_is_known_of_a_mail_that_names_nobody() -> None:
    assert settled(b"From: a\rb@head.example\r\n\r\n")[0] == Verdict(Evidence.NONE, "", "", ("from=malformed-header",))
    assert settled(b"To: a@head.example\r\n\r\n")[0] == Verdict(Evidence.NONE, "", "", ("from=missing-from",))


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ([], DmarcRecord(Discovery.NONE)),
        (["v=DMARC1; p=none", "v=DMARC1; p=none"], DmarcRecord(Discovery.NONE)),
        (["v=DMARC1; p=maybe"], DmarcRecord(Discovery.NONE)),
        (["v=DMARC1=; p=none"], DmarcRecord(Discovery.NONE)),
        (["v=DMARC1; p=quarantine"], DmarcRecord(Discovery.FOUND)),
        (["v=DMARC1; P=Reject; ADKIM=S"], DmarcRecord(Discovery.FOUND, strict_dkim=True)),
        (["v=DMARC1; p=maybe; rua=mailto:a@head.example?subject=x"], DmarcRecord(Discovery.FOUND)),
    ],
)
def test_what_a_dmarc_record_asks_for(records: list[str], found: DmarcRecord) -> None:
    assert dmarc_record("head.example", {DMARC: {"state": "found", "records": records}}) == found
    assert dmarc_record("head.example", {DMARC: {"state": "timeout", "records": []}}).discovery is Discovery.TEMPERROR


def test_the_domain_is_what_stands_after_the_last_at() -> None:
    found = settled(mail(sender='"jane@head.example"@evil.example'), BY_SOMEBODY, EVIL)[0]
    assert (found.address, found.vouched_by) == ('"jane@head.example"@evil.example', "spf")
    assert found.results[0] == "dmarc=pass header.from=evil.example"


def test_why_a_signature_vouched_for_nobody_is_told() -> None:
    found = settled(SIGNED, BY_SOMEBODY, {**ZONE, KEY: ["v=DKIM1; p="]})[0]
    assert found.results == (
        "dmarc=fail header.from=head.example",
        "dkim=fail (key revoked) header.d=head.example",
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="latin-1"), max_size=60), max_size=2),
    st.lists(st.text(st.characters(codec="latin-1"), max_size=60).map(lambda text: f"v=spf1 {text}"), max_size=2),
    st.text(st.characters(codec="latin-1"), max_size=60),
)
def test_no_record_raises_or_vouches_for_a_stranger(dmarc: list[str], spf: list[str], key: str) -> None:
    zone: Zone = {DMARC: dmarc, SPF: spf, KEY: [key]}
    settled(SIGNED, BY_SOMEBODY, zone)
    settled(SIGNED, FROM_ELSEWHERE, {**zone, DMARC: ZONE[DMARC]})


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_no_envelope_raises(mail_from: str, helo: str, peer: str) -> None:
    spf = {**ZONE, SPF: ["v=spf1 exists:%{s}.%{l}.%{h}.%{i}._spf.head.example ptr a mx -all"]}
    for around in (
        Envelope(peer, helo, False, mail_from, (), RECEIVED_AT),
        Envelope(OUTSIDE, helo, False, f"{mail_from}@head.example", (), RECEIVED_AT),
    ):
        assert settled(PLAIN, around, spf)[0].evidence is not Evidence.PASS


@given(st.binary(max_size=300))
def test_no_bytes_raise(raw: bytes) -> None:
    verdict(raw, DIRECT, POLICY, {})
    verdict(raw + SIGNED, DIRECT, POLICY, {})
