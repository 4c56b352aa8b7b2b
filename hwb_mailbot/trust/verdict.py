"""The verdict on a mail's sender (design "Trust"): is the one address in From vouched for, and by what.

Pure: the same bytes, envelope, policy and answers give the same verdict at any time. The order is: what a
trusted relay found; else DMARC with DKIM signatures of the domain in From or its organisation; else with
SPF of such a domain, where the mail came straight from outside. Behind a relay SPF would check the relay,
so a mail that no signature vouches for is ``none`` there and never ``fail``.

What can fail: nothing is raised. Whatever cannot be read or does not fit vouches for nobody. The questions
are bounded: two for DMARC, ``SIGNATURES`` for DKIM, ``spf.LOOKUPS`` for SPF; every round has at least one
new question.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwb_mailbot.domain.mails import Envelope, Evidence, Verdict
from hwb_mailbot.trust.address import from_fields
from hwb_mailbot.trust.dkim import DkimResult, SignedMail, signatures
from hwb_mailbot.trust.dmarc import Discovery, aligned, dmarc_questions, dmarc_record
from hwb_mailbot.trust.headers import HeaderField, MalformedHeader, header_fields
from hwb_mailbot.trust.policy import TrustPolicy
from hwb_mailbot.trust.questions import DnsAnswers, DnsQuestions
from hwb_mailbot.trust.relay import relay_finding
from hwb_mailbot.trust.spf import SpfResult, check_host, spf_domain

SIGNATURES = 5
"""Most aligned signatures that are verified; others cannot vouch for From, and are not looked at."""


def verdict(raw: bytes, envelope: Envelope, policy: TrustPolicy, answers: DnsAnswers) -> Verdict | DnsQuestions:
    """Whether From of the mail ``raw`` is vouched for, or the DNS questions that must be answered first.

    ``answers`` holds all answers so far; hand in those to the questions returned, added to them, and ask
    again.
    """
    try:
        fields = header_fields(raw)
    except MalformedHeader:
        return Verdict(Evidence.NONE, results=("from=malformed-header",))
    sender = from_fields(fields)
    if sender.fault:
        return Verdict(Evidence.NONE, results=(f"from={sender.fault}",))
    finding = relay_finding(fields, sender.domain, envelope, policy)
    if finding is not None and finding.evidence in (Evidence.PASS, Evidence.FAIL):
        vouched_by = "relay" if finding.evidence is Evidence.PASS else ""
        return Verdict(finding.evidence, sender.address, vouched_by, finding.results)
    own = _own_verdict(raw, fields, sender.address, envelope, policy, answers)
    if finding is None or isinstance(own, DnsQuestions):
        return own
    evidence = finding.evidence if own.evidence is Evidence.NONE else own.evidence
    return Verdict(evidence, sender.address, own.vouched_by, finding.results + own.results)


def _own_verdict(
    raw: bytes,
    fields: tuple[HeaderField, ...],
    address: str,
    envelope: Envelope,
    policy: TrustPolicy,
    answers: DnsAnswers,
) -> Verdict | DnsQuestions:
    """What DMARC says by our own look-ups."""
    from_domain = address.rpartition("@")[2]
    direct = not policy.trusts(envelope.peer)
    of_domain = [s for s in signatures(fields, envelope.received_at) if aligned(s.domain, from_domain)][:SIGNATURES]
    if not direct and not of_domain:
        # Behind a relay only a signature of that domain could vouch: without one, DNS cannot change the answer.
        return Verdict(Evidence.NONE, address, "", (f"dmarc=unverified header.from={from_domain}",))
    questions = [*dmarc_questions(from_domain), *(s.question for s in of_domain if not s.fault)]
    spf = _spf(envelope, from_domain, answers) if direct else None
    open_questions = [question for question in questions if question.key not in answers]
    if open_questions:
        more = spf.questions if isinstance(spf, DnsQuestions) else ()
        return DnsQuestions(tuple(dict.fromkeys([*open_questions, *more])))

    record = dmarc_record(from_domain, answers)
    if record.discovery is not Discovery.FOUND:
        evidence = Evidence.TEMPERROR if record.discovery is Discovery.TEMPERROR else Evidence.NONE
        return Verdict(evidence, address, "", (f"dmarc={record.discovery} header.from={from_domain}",))

    mail = SignedMail(raw)
    dkim = [mail.verify(signature, answers) for signature in of_domain]
    if isinstance(spf, DnsQuestions):
        return spf
    # SPF first: a signature alone may be of a mail that somebody kept (RFC 6376 section 8.6).
    if spf and spf.result == "pass" and aligned(spf.domain, from_domain, strict=record.strict_spf):
        return Verdict(Evidence.PASS, address, "spf", _lines("pass", from_domain, dkim, spf))
    if any(r.result == "pass" and aligned(r.domain, from_domain, strict=record.strict_dkim) for r in dkim):
        return Verdict(Evidence.PASS, address, "dkim", _lines("pass", from_domain, dkim, spf))
    if "temperror" in {r.result for r in dkim} | ({spf.result} if spf else set()):
        return Verdict(Evidence.TEMPERROR, address, "", _lines("temperror", from_domain, dkim, spf))
    if direct:
        return Verdict(Evidence.FAIL, address, "", _lines("fail", from_domain, dkim, spf))
    return Verdict(Evidence.NONE, address, "", _lines("unverified", from_domain, dkim, spf))


def _spf(envelope: Envelope, from_domain: str, answers: DnsAnswers) -> SpfResult | DnsQuestions | None:
    """SPF's result for a domain that may speak for From's, or None: another cannot vouch for it."""
    if not aligned(spf_domain(envelope.mail_from, envelope.helo), from_domain):
        return None
    return check_host(envelope.peer, envelope.mail_from, envelope.helo, answers)


def _lines(
    dmarc: str, from_domain: str, dkim: Sequence[DkimResult], spf: SpfResult | DnsQuestions | None
) -> tuple[str, ...]:
    """The single results for people to read, the decisive one first."""
    lines = [f"dmarc={dmarc} header.from={from_domain}"]
    for result in dkim:
        reason = f" ({result.reason})" if result.reason else ""
        lines.append(f"dkim={result.result}{reason} header.d={result.domain}")
    if isinstance(spf, SpfResult):
        lines.append(f"spf={spf.result} smtp.mailfrom={spf.domain}")
    return tuple(lines)
