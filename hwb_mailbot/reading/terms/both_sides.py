"""Values that tell the old and the new at once: ``A -> B``, ``A (old), B (new)``, ``B (was A)``. Nothing here fails."""

from __future__ import annotations

import re

from hwb_mailbot.reading.text import PICTURED_ARROW, fold

_ARROW = re.compile(rf"\s*(?:[-=–—]+>|{PICTURED_ARROW}|»)\s*")
_OLD = re.compile(r"(?<!\w)(?:old|former|previous|before|hen|blaenorol|flaenorol|gynt|cynt)(?!\w)")
_NEW = re.compile(r"(?<!\w)(?:new|current|now|newydd|presennol|bresennol|nawr|rwan|bellach)(?!\w)")


_FROM_TO = re.compile(r"(?i)(?:from|o) (\d{3}[ /-]?\d{4}) (?:to|i) (\d{3}[ /-]?\d{4})\.?")


_WAS = re.compile(
    r"(?i)([^()]{2,80}?)\s*[(\[]\s*(?:(?:it )?was|used to be|previously|formerly"
    r"|(?:(?:the|my|fy) )?old(?: (?:one|account|username))?|before|yr hen un|hen|gynt|cynt|(?:yr )?un blaenorol|oedd)"
    r"\b\s*[:=,]?"
    r"(?!\s*(?:going|meant|supposed|told|on|to|in|at|wrong|the wrong|mis\w+|typed|entered|given|yn|i fod|wedi)\b)"
    r"(?![^()]*\b(?:before|until|till|married|marriage|merge[dr]|typo|cyn|nes|priodi)\b)"
    r"\s*([^()]{2,80}?)\s*[)\]]\.?"
)
"""``Ysgol Bryn (was Ysgol Dôl)``: the new with the old behind it, unless that tells how the new came to be."""


_OLD_BEHIND = re.compile(
    r"(?i)(\S{3,40})\s*[(\[]\s*([a-z][a-z.'-]+\d{1,4})\s(?:(?:was|is|oedd|yw|ydi|ydy|at|in|from|for|yn|o|efo|gyda|the|my|yr?|fy)\s)+"
    r"(?:\w+\s){0,2}?(?:old|last|former|previous|hen|d?diwethaf|[bf]laenorol)(?:\s\w+){0,2}\s*[)\]]\.?"
)
"""``ab22 (ab1 at my old school)``."""
_USED_TO_BE = re.compile(
    r"(?i)([a-z][a-z.'-]+\d{1,4})\s*(?:\s[-–—]|,)\s(?:(?:it )?used to be|previously|formerly|gynt|arferai fod yn)"
    r"\s([a-z][a-z.'-]+\d{1,4})\.?"
)
"""``ab22 - used to be ab1``."""
_PLAINLY = re.compile(r"(?i)[(\[]\s*(?:it )?(?:was|oedd)\b")


def halves_of(text: str, *, of_account: bool) -> tuple[str, str] | None:
    """The old and the new of a value that tells both: ``A -> B``, ``A (old), B (new)``; ``None`` where it tells one.

    A school or its number ``(formerly B)`` may be the same school by another name, unlike an account.
    """
    arrows = [part for part in _ARROW.split(text) if part]
    if len(arrows) == 2 and not _OLD.search(fold(arrows[1])) and not _NEW.search(fold(arrows[0])):
        return arrows[0], arrows[1]
    told = _FROM_TO.fullmatch(text)
    if told:
        return told[1], told[2]
    was = _WAS.fullmatch(text) if of_account or _PLAINLY.search(text) else None
    was = was or ((_OLD_BEHIND.fullmatch(text) or _USED_TO_BE.fullmatch(text)) if of_account else None)
    if was:
        return was[2], was[1]
    parts = re.split(r"\s*[,;/]\s+|\s+(?:and|a|ac)\s+", text)
    if len(parts) != 2 or not any(re.search(r"\d", part) for part in parts):
        return None
    old, new = ([bool(shape.search(fold(part))) for part in parts] for shape in (_OLD, _NEW))
    if old == [True, False] and new == [False, True]:
        return _bare(parts[0]), _bare(parts[1])
    if old == [False, True] and new == [True, False]:
        return _bare(parts[1]), _bare(parts[0])
    return None


def _bare(part: str) -> str:
    """The part of a value without the words that tell its side."""
    folded = fold(part)
    spans = [m.span() for shape in (_OLD, _NEW) for m in shape.finditer(folded)]
    for start, end in sorted(spans, reverse=True):
        part = part[:start] + part[end:]
    return re.sub(r"\(\s*\)", " ", part).strip(" :=-,")
