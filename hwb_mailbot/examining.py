"""What a reader's child process does to a mail's file besides reading it. Light to import: its clock runs."""

from __future__ import annotations

from pathlib import Path

from hwb_mailbot.domain.mails import Envelope, Verdict
from hwb_mailbot.trust.policy import TrustPolicy
from hwb_mailbot.trust.questions import DnsAnswers, DnsQuestions
from hwb_mailbot.trust.verdict import verdict


def verdict_of(path: str, envelope: Envelope, policy: TrustPolicy, answers: DnsAnswers) -> Verdict | DnsQuestions:
    """``trust.verdict`` of the mail in a file. Raises ``OSError`` where it cannot be read."""
    return verdict(Path(path).read_bytes(), envelope, policy, answers)
