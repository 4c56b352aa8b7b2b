"""DMARC (RFC 7489): which domain's word counts for the domain in From, and whether it asked for checks at
all.

A name without a DMARC record and a name whose records could not be had are never mixed up: the first is
``none``, the second ``temperror``.

What can fail: nothing here raises; a record that breaks its grammar is as good as none (section 6.6.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from publicsuffixlist import PublicSuffixList

from hwb_mailbot.trust.questions import DnsAnswers, DnsQuestion, DnsState, RecordType


class Discovery(StrEnum):
    """How the search for a domain's DMARC record ended."""

    FOUND = "found"
    NONE = "none"
    TEMPERROR = "temperror"


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """What of a DMARC record we act on: must SPF and DKIM name the very domain (``s``), or its organisation's."""

    discovery: Discovery
    strict_spf: bool = False
    strict_dkim: bool = False


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def organisational_domain(domain: str) -> str:
    """The domain one label below the public suffix of ``domain`` (section 3.2), lower-case.

    A public suffix itself is its own organisational domain, so nothing else is ever aligned with it.
    """
    name = domain.lower()
    return str(_public_suffixes().privatesuffix(name) or name)


def aligned(domain: str, from_domain: str, *, strict: bool = False) -> bool:
    """Whether ``domain``, authenticated by SPF or DKIM, may speak for ``from_domain`` (section 3.1)."""
    if domain.lower() == from_domain.lower():
        return bool(domain)
    return not strict and bool(domain) and organisational_domain(domain) == organisational_domain(from_domain)


def dmarc_questions(from_domain: str) -> tuple[DnsQuestion, ...]:
    """Where the record of ``from_domain`` may stand: at the domain, else at its organisational domain."""
    places = dict.fromkeys((from_domain, organisational_domain(from_domain)))
    return tuple(DnsQuestion(f"_dmarc.{place}", RecordType.TXT) for place in places)


def dmarc_record(from_domain: str, answers: DnsAnswers) -> DmarcRecord:
    """The record of ``from_domain`` (section 6.6.3). All of ``dmarc_questions`` must be answered."""
    for question in dmarc_questions(from_domain):
        answer = answers[question.key]
        if answer["state"] in (DnsState.SERVFAIL, DnsState.TIMEOUT):
            return DmarcRecord(Discovery.TEMPERROR)
        candidates = [tags for tags in map(_tags, answer["records"]) if tags]
        if len(candidates) > 1:
            return DmarcRecord(Discovery.NONE)
        if candidates:
            return _record(candidates[0])
    return DmarcRecord(Discovery.NONE)


def _tags(record: str) -> dict[str, str]:
    """The record's tags, empty for what is no DMARC record: ``v=DMARC1`` comes first, in these letters."""
    pairs = [pair.partition("=") for pair in record.split(";")]
    tags = {name.strip().lower(): value.strip() for name, _, value in pairs}
    is_dmarc = pairs[0][0].strip() == "v" and pairs[0][2].strip() == "DMARC1"
    return tags if is_dmarc else {}


def _record(tags: dict[str, str]) -> DmarcRecord:
    if tags.get("p", "").lower() not in ("none", "quarantine", "reject") and "rua" not in tags:
        return DmarcRecord(Discovery.NONE)
    return DmarcRecord(Discovery.FOUND, tags.get("aspf", "").lower() == "s", tags.get("adkim", "").lower() == "s")
