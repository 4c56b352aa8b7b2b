"""The resolver against a real DNS server: records, their absence, and the two ways of not knowing."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
from dnslib import QTYPE, RCODE, RR
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer

from hwb_mailbot.domain.mails import Evidence, Verdict
from hwb_mailbot.post.resolver import Resolver
from hwb_mailbot.trust.questions import DnsAnswer, DnsQuestion, RecordType
from hwb_mailbot.trust.verdict import verdict

from .mails import OUTSIDE, POLICY, envelope, mail
from .signing import key_record, signed

LONG = "x" * 3000
ZONE = f"""
head.example. 60 IN TXT "v=spf1 mx " "-all"
head.example. 60 IN TXT "caf\u00e9"
head.example. 60 IN MX 10 mail.head.example.
head.example. 60 IN MX 20 backup.head.example.
mail.head.example. 60 IN A {OUTSIDE}
backup.head.example. 60 IN A 198.51.100.1
backup.head.example. 60 IN AAAA 2001:db8::1
alias.head.example. 60 IN CNAME mail.head.example.
66.113.0.203.in-addr.arpa. 60 IN PTR mail.head.example.
_dmarc.head.example. 60 IN TXT "v=DMARC1; p=reject"
"""


class _Zone(BaseResolver):
    """Answers from the zone; fails for names below ``broken``, and refuses those below ``refused``."""

    def __init__(self) -> None:
        self.records = list(RR.fromZone(ZONE))
        for name, text in (("s1._domainkey", key_record()), ("long", LONG)):
            parts = " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250))
            self.records += RR.fromZone(f"{name}.head.example. 60 IN TXT {parts}")

    def resolve(self, request: object, handler: DNSHandler) -> object:
        reply = request.reply()  # type: ignore[attr-defined]
        name = request.q.qname  # type: ignore[attr-defined]
        kind = QTYPE[request.q.qtype]  # type: ignore[attr-defined]
        for code, label in ((RCODE.SERVFAIL, "broken"), (RCODE.REFUSED, "refused")):
            if name.matchSuffix(f"{label}.example"):
                reply.header.rcode = code
                return reply
        found = [record for record in self.records if record.rname == name]
        for record in found:
            if QTYPE[record.rtype] == "CNAME":
                reply.add_answer(record)
                found = [other for other in self.records if other.rname == record.rdata.label]
        for record in found:
            if QTYPE[record.rtype] == kind:
                reply.add_answer(record)
        if not found:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


def _servers() -> tuple[DNSServer, DNSServer]:
    """One for UDP and one for TCP on the same port, which the system may first have to be asked for a few times."""
    quiet = DNSLogger(log="-request,-reply,-truncated,-error,-recv,-send,-data", prefix=False)
    for _ in range(20):
        udp = DNSServer(_Zone(), address="127.0.0.1", port=0, logger=quiet)
        try:
            tcp = DNSServer(_Zone(), address="127.0.0.1", port=udp.server.server_address[1], tcp=True, logger=quiet)
        except OSError:
            udp.server.server_close()
        else:
            return udp, tcp
    raise OSError("no port is free for both UDP and TCP")


@pytest.fixture(scope="module")
def nameserver() -> Iterator[tuple[str, int]]:
    udp, tcp = _servers()
    port = udp.server.server_address[1]
    udp.start_thread()
    tcp.start_thread()
    yield "127.0.0.1", port
    for server in (udp, tcp):
        server.stop()
        server.server.server_close()


def question(key: str) -> DnsQuestion:
    kind, _, name = key.partition(" ")
    return DnsQuestion(name, RecordType(kind))


async def asked(resolver: Resolver, *keys: str) -> dict[str, tuple[str, list[str]]]:
    answers = await resolver.resolve([question(key) for key in keys])
    assert json.loads(json.dumps(answers)) == answers
    return {key: (answer["state"], sorted(answer["records"])) for key, answer in answers.items()}


async def test_every_type_of_record(nameserver: tuple[str, int]) -> None:
    assert await asked(
        Resolver(nameserver),
        "TXT head.example",
        "MX head.example",
        "A mail.head.example",
        "AAAA backup.head.example",
        "A alias.head.example",
        "PTR 66.113.0.203.in-addr.arpa",
    ) == {
        "TXT head.example": ("found", ["caf\u00c3\u00a9", "v=spf1 mx -all"]),
        "MX head.example": ("found", ["10 mail.head.example", "20 backup.head.example"]),
        "A mail.head.example": ("found", [OUTSIDE]),
        "AAAA backup.head.example": ("found", ["2001:db8::1"]),
        "A alias.head.example": ("found", [OUTSIDE]),
        "PTR 66.113.0.203.in-addr.arpa": ("found", ["mail.head.example"]),
    }


async def test_no_record_and_no_name_are_absent(nameserver: tuple[str, int]) -> None:
    names = (
        "AAAA mail.head.example",
        "TXT nothing.head.example",
        "TXT a..b",
        f"TXT {'x' * 64}.example",
        "TXT caf\u00e9.example",
    )
    assert await asked(Resolver(nameserver), *names) == dict.fromkeys(names, ("absent", []))


async def test_a_server_that_cannot_answer_is_told_apart(nameserver: tuple[str, int]) -> None:
    assert await asked(
        Resolver(nameserver, lifetime=2), "TXT x.broken.example", "TXT x.refused.example", "TXT x.example"
    ) == {
        "TXT x.broken.example": ("servfail", []),
        "TXT x.refused.example": ("servfail", []),
        "TXT x.example": ("absent", []),
    }


async def test_a_silent_server_is_told_apart() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        found = await asked(Resolver(silent.getsockname(), lifetime=0.2), "TXT head.example", "A head.example")
    assert list(found.values()) == [("timeout", [])] * 2


async def test_a_server_that_is_not_there_is_no_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        address = gone.getsockname()
    ((state, records),) = (await asked(Resolver(address, lifetime=0.3), "TXT head.example")).values()
    assert state in ("servfail", "timeout")
    assert records == []


async def test_a_long_record_comes_whole(nameserver: tuple[str, int]) -> None:
    assert await asked(Resolver(nameserver), "TXT long.head.example") == {"TXT long.head.example": ("found", [LONG])}


async def test_a_backslash_in_a_name_is_no_escape(nameserver: tuple[str, int]) -> None:
    ((state, _),) = (await asked(Resolver(nameserver), "TXT \\104ead.example")).values()
    assert state == "absent"


async def test_many_questions_are_under_way_together(nameserver: tuple[str, int]) -> None:
    found = await asked(Resolver(nameserver), *(f"A n{n}.head.example" for n in range(60)), "A mail.head.example")
    assert len(found) == 61
    assert found["A mail.head.example"] == ("found", [OUTSIDE])


async def test_a_system_without_nameservers_is_temporary(monkeypatch: pytest.MonkeyPatch) -> None:
    import dns.resolver

    def unconfigured(*_: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver.BaseResolver, "read_resolv_conf", unconfigured)
    resolver = Resolver(None)
    assert resolver.nameservers == ()
    assert await asked(resolver, "TXT head.example") == {"TXT head.example": ("servfail", [])}


async def test_a_verdict_over_real_dns(nameserver: tuple[str, int]) -> None:
    resolver = Resolver(nameserver, lifetime=2)
    direct = envelope(peer=OUTSIDE)
    for raw, around, wanted in (
        (mail(), direct, (Evidence.PASS, "spf")),
        (signed(mail(), fields="from:to:subject"), envelope(peer="198.51.100.9"), (Evidence.PASS, "dkim")),
        (mail(), envelope(peer="198.51.100.9"), (Evidence.FAIL, "")),
        (mail(sender="a@broken.example"), direct, (Evidence.TEMPERROR, "")),
        (mail(sender="a@nothing.example"), direct, (Evidence.NONE, "")),
    ):
        answers: dict[str, DnsAnswer] = {}
        found = verdict(raw, around, POLICY, answers)
        while not isinstance(found, Verdict):
            answers |= await resolver.resolve(found.questions)
            found = verdict(raw, around, POLICY, answers)
        assert (found.evidence, found.vouched_by) == wanted
