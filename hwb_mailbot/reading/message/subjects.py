"""The subject line: what of it is the sender's own, and what it repeats of ours. Nothing here fails."""

from __future__ import annotations

import re
from functools import lru_cache

from hwb_mailbot.reading.text import fold

_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|sv|tr|atb|ateb|yml|ymlaen|ymateb|re\[\d+\])\s*:\s*)+", re.IGNORECASE)
_REPLY = re.compile(r"^\s*(?:(?:fw|fwd|yml|ymlaen)\s*:\s*)*(?:re|aw|sv|atb|ateb|ymateb)\s*:", re.IGNORECASE)
_FORWARD = re.compile(r"^\s*(?:(?:re|atb|ateb)\s*:\s*)*(?:fw|fwd|yml|ymlaen)\s*:", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?!\W*(?:re|fw|fwd|aw|wg|sv|tr|atb|ateb|yml|ymlaen|ymateb)\s*:)([^:\[\]]{2,60}?)[\s:,-]*"
    r"(?:re|aw|sv|atb|ateb|ymateb)\s*:\s*\[?HWB-[0-9A-Z]{4}-[0-9A-Z]{4}",
    re.IGNORECASE,
)
"""Words that somebody put in front of the subject of a letter of ours."""
_TAG = re.compile(r"\[?HWB-[0-9A-Z]{4}-[0-9A-Z]{4}\]?")


def is_reply(subject: str) -> bool:
    """Whether a reply prefix in either language begins the subject."""
    return bool(_REPLY.match(subject))


def is_forward(subject: str) -> bool:
    """Whether a forward prefix in either language begins the subject."""
    return bool(_FORWARD.match(subject))


@lru_cache(maxsize=64)
def own_subject(subject: str) -> str:
    """The sender's own words of the subject: empty where it repeats the subject of a letter of ours."""
    if _TAG.search(subject) and (is_reply(subject) or is_forward(subject)):
        return ""
    if is_reply(subject):
        return ""
    if before := _BEFORE.match(subject):
        return before[1].strip()
    return _TAG.sub(" ", _PREFIX.sub("", subject)).strip()


def bare_subject(subject: str) -> str:
    """The folded subject without prefixes and reference."""
    return fold(_TAG.sub(" ", _PREFIX.sub("", subject))).strip()
