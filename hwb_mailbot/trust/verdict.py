"""The verdict on a mail's sender (design "Trust"): is the one address in From vouched for, and by what.

Pure: the same bytes, envelope, policy and answers give the same verdict at any time.

What can fail: nothing is raised. Whatever cannot be read or does not fit vouches for nobody.
"""

from __future__ import annotations

from hwb_mailbot.domain.mails import Envelope, Evidence, Verdict
from hwb_mailbot.trust.address import from_fields
from hwb_mailbot.trust.headers import MalformedHeader, header_fields
from hwb_mailbot.trust.policy import TrustPolicy
from hwb_mailbot.trust.questions import DnsAnswers, DnsQuestions
from hwb_mailbot.trust.relay import relay_finding


def verdict(
    raw: bytes, envelope: Envelope, policy: TrustPolicy, answers: DnsAnswers
) -> Verdict | DnsQuestions:
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
    if finding is None:
        return Verdict(Evidence.NONE, sender.address)
    vouched_by = "relay" if finding.evidence is Evidence.PASS else ""
    return Verdict(finding.evidence, sender.address, vouched_by, finding.results)
