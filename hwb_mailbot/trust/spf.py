"""SPF (RFC 7208): may this machine send mail for the domain in MAIL FROM, or HELO where that is empty.

pyspf decides; its look-ups are turned into questions and answers, and explanations (``exp=``) are never
fetched. Worth asking only when the mail came straight from outside: behind a relay, the machine is the
relay.

What can fail: nothing is raised. More look-ups than the RFC's limits or ``LOOKUPS`` are a ``permerror``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import spf

from hwb_mailbot.domain.addresses import AddressFault, normalised_domain
from hwb_mailbot.trust.policy import parsed_ip
from hwb_mailbot.trust.questions import DnsAnswers, DnsQuestion, DnsQuestions, DnsState, RecordType

LOOKUPS = 64
"""Most DNS questions of one SPF check; the RFC's limits would allow some 120."""
RECORD_LENGTH = 2048
"""Most octets of a TXT record that is read; pyspf takes quadratic time."""


@dataclass(frozen=True, slots=True)
class SpfResult:
    """``result`` as in RFC 7208 section 2.6 (``pass``, ``softfail``, ``none`` …) and the domain it is about."""

    result: str
    domain: str


def spf_domain(mail_from: str, helo: str) -> str:
    """The domain that SPF asks (section 2.4): MAIL FROM's, or HELO's for the null reverse-path; empty if none."""
    try:
        return normalised_domain(mail_from.rpartition("@")[2] if mail_from else helo)
    except AddressFault:
        return ""


def check_host(peer: str, mail_from: str, helo: str, answers: DnsAnswers) -> SpfResult | DnsQuestions:
    """Whether ``peer`` (an IP address) may send for the domain of MAIL FROM or HELO, or the questions open yet."""
    domain = spf_domain(mail_from, helo)
    ip = parsed_ip(peer)
    if not domain or ip is None:
        return SpfResult("none", domain)
    local_part = mail_from.rpartition("@")[0] or "postmaster"
    query = _Query(str(ip), local_part, domain, helo, answers)
    try:
        result = str(query.check()[0])
    except Exception:
        # Whatever pyspf trips over in a hostile record or envelope is a fault of that.
        result = "permerror"
    if query.open:
        if len(query.asked) > LOOKUPS:
            return SpfResult("permerror", domain)
        return DnsQuestions(tuple(query.open))
    return SpfResult(result, domain)


class _Query(spf.query):  # type: ignore[misc]
    """pyspf's query over answers at hand. ``open`` collects what they lack; the result then means nothing."""

    def __init__(self, ip: str, local_part: str, domain: str, helo: str, answers: DnsAnswers) -> None:
        super().__init__(i=ip, s=f"{local_part}@{domain}", h=helo)
        self.l, self.o, self.d = local_part, domain, domain
        self.answers = answers
        self.asked: set[DnsQuestion] = set()
        self.open: list[DnsQuestion] = []

    def dns(
        self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False
    ) -> list[str | tuple[bytes, ...] | tuple[int, str]]:
        """The records of a name, its aliases followed already; none for what is no DNS name (section 4.3)."""
        name = name.lower().removesuffix(".")
        if not all(0 < len(label) < 64 for label in name.split(".")) or len(name) > 253 or not name.isascii():
            return []
        records = self._records(DnsQuestion(name, RecordType(qtype)))
        if not records and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        return [_as_pyspf_has_it(qtype, record) for record in records]

    def dns_mx(self, domainname: str) -> list[str]:
        """All addresses of a domain's exchanges, asked for together rather than one round after the other."""
        exchanges = self.dns(domainname, "MX")
        if len(exchanges) <= spf.MAX_MX:
            self._ask(str(exchange[1]) for exchange in exchanges)
        return list(super().dns_mx(domainname))

    def validated_ptrs(self) -> list[str]:
        """The names of the machine that lead back to it, asked for together."""
        self._ask(str(name) for name in self.dns_ptr(self.i)[: spf.MAX_PTR])
        return list(super().validated_ptrs())

    def get_explanation(self, spec: str) -> None:
        """None: nobody reads the domain's explanation, so it is not fetched."""

    def _ask(self, names: Iterable[str]) -> None:
        questions = (DnsQuestion(name.lower().removesuffix("."), RecordType(self.A)) for name in names if name)
        self.open += [question for question in questions if question.key not in self.answers]
        self.asked.update(self.open)
        if self.open:
            raise spf.TempError("not answered yet")

    def _records(self, question: DnsQuestion) -> list[str]:
        self.asked.add(question)
        answer = self.answers.get(question.key)
        if answer is None:
            self.open.append(question)
            raise spf.TempError("not answered yet")
        if answer["state"] in (DnsState.SERVFAIL, DnsState.TIMEOUT):
            raise spf.TempError(f"DNS {answer['state']}: {question.key}")
        return answer["records"]


def _as_pyspf_has_it(record_type: str, record: str) -> str | tuple[bytes, ...] | tuple[int, str]:
    if record_type == "TXT":
        if len(record) > RECORD_LENGTH and record.lower().startswith("v=spf1"):
            raise spf.PermError("The record is too long")
        return (record.encode("latin-1"),)
    if record_type == "MX":
        preference, _, exchange = record.partition(" ")
        return int(preference), exchange
    return record
