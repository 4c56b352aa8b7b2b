"""Words with which people put right what they have just written: ``X - no, sorry, Y``, ``X. Oh wait, that's …, Y``.

A correction stands behind a break (a dash, a comma, a full stop) and is no courtesy (``sorry for the delay``, ``no
rush``). What tells of another account or school behind it (``sorry, the new one is Y``) puts nothing right. Nothing
here fails.
"""

from __future__ import annotations

import re
from functools import cache

from hwb_mailbot.reading.words import as_spaced, pattern, phrases

_BREAK = re.compile(r"(?:^|[-–—,;:.!?(…/]|\s\()[\s(]*(?=[a-z'])")
_INTERJECTION = r"(?:(?:oh|ah|ooh|ooops|er|erm|um|hmm|o|wel|well|but|ond|ah|aa)(?:[\s,.!…–—-]+))?"
_OTHER = re.compile(
    r"(?<!\w)(?:new|newydd|old|hen|former|previous|blaenorol|flaenorol|there|yno|acw|also|hefyd|too|second|other|arall"
    r"|forgot\w*|anghofi\w*|her new|now)(?!\w)"
)


@cache
def _correcting() -> re.Pattern[str]:
    """A word of correction at the beginning; one that has other meanings only before a mark or what comes instead."""
    plain, others = (
        "|".join(as_spaced(phrase) for phrase in sorted(phrases("values", key), key=len, reverse=True))
        for key in ("put_right", "put_right_before_mark")
    )
    instead = (
        r"\s*(?:[,.;:!…–—-]|$)|\s+(?:it|that|this|its|it's|that's|make|should|i mean|i meant|the (?:right|correct)|wait"
        r"|wrong|sef|mae'n|mae o|dylai|ddylai|y rhif cywir|\S*\d)(?![a-z])"
    )
    return re.compile(rf"{_INTERJECTION}(?:(?:{plain})(?!\w)|(?:{others})(?!\w)(?={instead}))")


def without_courtesies(folded: str) -> str:
    """The folded text without words that beg pardon for something else than what was written."""
    return pattern("values", "courtesies").sub(" ", folded)


def begins_putting_right(folded: str) -> bool:
    """Whether the folded words begin by putting right what stands before them."""
    first = _BREAK.match(folded.lstrip())
    text = folded.lstrip()[first.end() if first else 0 :]
    return bool(_correcting().match(text)) and not pattern("values", "courtesies").match(text)


_WITHIN = 60
"""Characters of the correction in which it is said whose the value is."""
_IT_IS_ANOTHERS = re.compile(
    r"(?<!\w)(?:(?:that|that one)(?:'s| is| was| would be| belongs? to)"
    r"|(?:[cg]h?yfrif|un|eiddo|enw defnyddiwr)?[^.;,]{3,40}\s(?:yw|ydi|ydy|oedd|bia|biau) (?:hwnn\w+|honn\w+))(?!\w)"
)
_OF_THE_SAME_ONE = re.compile(
    r"(?<!\w)(?:old|former|previous|last|new|right|correct|fine|it|the one|hers|his|mine|my|her|wrong|hen|cywir|iawn"
    r"|newydd|blaenorol|anghywir|\S*\d)(?!\w)"
)


def gives_back(folded: str) -> bool:
    """Whether the folded words behind a value put it right by saying whose it is instead: ``- sorry, that's Nia's``."""
    first = _BREAK.match(folded.lstrip())
    text = folded.lstrip()[first.end() if first else 0 :]
    if not _correcting().match(text):
        return False
    anothers = _IT_IS_ANOTHERS.search(text, 0, _WITHIN)
    if anothers is None:
        return False
    clause = re.split(r"[.;,!?)–—]", text[anothers.end() :], maxsplit=1)[0]
    return not _OF_THE_SAME_ONE.search(f"{anothers.group()} {clause}".strip().partition(" ")[2])


def puts_right(folded: str) -> bool:
    """Whether the folded words between two values put the second in the place of the first."""
    for place in _BREAK.finditer(folded):
        text = folded[place.end() :]
        if _correcting().match(text) and not pattern("values", "courtesies").match(text):
            return not _OTHER.search(text)
    return False
