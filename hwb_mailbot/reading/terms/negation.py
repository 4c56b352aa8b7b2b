"""Which negation governs an answering word, and what two opposite words in one sentence amount to.

Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.words import pattern

WITHIN = r"(?!'n|\s+(?:yn|ddim|a)\b)"
"""Behind a joining word that stands within its clause: ``nid wyf felly yn cytuno``."""
_JOINT = re.compile(
    r"[;:]|,(?!\s*(?:yn|as|at|for))|\s-\s"
    rf"|\b(?:and|but|so|because|ond|ac|felly{WITHIN})\b(?!\s+(?:do not|don't|cannot))"
)
_INSERTED = re.compile(r"(,[^,;:.!?]{1,50},)\s*(?:\w+\s){0,2}$")
"""Words between two commas just before the answer: ``I do not, under any circumstances, approve``."""


_BUT_YES = re.compile(r"(?:but|ond),? (?:yes|yep|yeah|aye|ie|ia|iawn)(?!\w)")
"""No aside: ``I don't want to lose anything, but yes, go ahead`` turns round."""


def negated(plain: str, match: re.Match[str], refusals: Sequence[tuple[int, int]]) -> int | None:
    """Where the negation stands that governs the word: before it in its clause, or Welsh ``ddim`` just after it.

    Words at ``refusals`` negate nothing: ``GWRTHOD / REJECT`` says one thing twice.
    """
    if re.match(r"(?:no|not|dim|sdim|heb|does dim|nid oes|does gen)\b", match.group()):
        return None
    before = plain[max(0, match.start() - 60) : match.start()]
    inserted = _INSERTED.search(before)
    aside = inserted[1].lstrip(", ") if inserted else ""
    if inserted and not (pattern("answers", "no").match(aside) or _BUT_YES.match(aside)):
        before = before[: inserted.start()] + " " * len(inserted[1]) + before[inserted.end(1) :]
    clause = _JOINT.split(before)[-1]
    if re.search(r"(?<!\w)ni\s$", clause) and match.group().startswith(("ch", "wrth", "awdurdod", "th", "ph", "dd")):
        return match.start() - 3
    for negation in pattern("answers", "negation").finditer(clause):
        gap = clause[negation.end() :]
        start = match.start() - len(clause) + negation.start()
        if any(a <= start < b for a, b in refusals):
            continue
        if len(gap.split()) <= 6:
            return start
    after = plain[match.end() : match.end() + 8]
    return match.start() if re.match(r"\s(?:i |o )?ddim\b", after) else None


def turned(
    plain: str, affirmative: Sequence[re.Match[str]], refusing: Sequence[re.Match[str]], yes: int, no: int
) -> tuple[int, int, bool]:
    """``refuse to approve`` and ``REJECT, I do not approve`` are one answer; anything else with both is a doubt."""
    for negative in refusing:
        for positive in affirmative:
            gap = plain[negative.end() : positive.start()]
            if negative.end() <= positive.start() and re.fullmatch(
                r"\s+(?:to|i|a|giving|rhoi|my|the|fy)?\s*(?:give|rhoi)?\s*", gap
            ):
                yes -= 1
    return (0, no, False) if yes <= 0 else (yes, no, True)
