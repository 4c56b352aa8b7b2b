"""DMARC (RFC 7489): which domain's word counts for the domain in From.

What can fail: nothing here raises.
"""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def organisational_domain(domain: str) -> str:
    """The domain one label below the public suffix of ``domain`` (RFC 7489 section 3.2), lower-case.

    A public suffix itself is its own organisational domain, so nothing else is ever aligned with it.
    """
    return str(_public_suffixes().privatesuffix(domain.lower()) or domain.lower())


def aligned(domain: str, from_domain: str, *, strict: bool = False) -> bool:
    """Whether ``domain``, authenticated by SPF or DKIM, may speak for ``from_domain`` (section 3.1)."""
    if domain.lower() == from_domain.lower():
        return bool(domain)
    return not strict and bool(domain) and organisational_domain(domain) == organisational_domain(from_domain)
