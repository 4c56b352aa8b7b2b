"""Values that a sentence takes back, and those put in their place: ``X, nid Y``, ``told you X; it was Y``.

A value taken back is stated nowhere in the mail; the one in its place is of the same side. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.labels import Side
from hwb_mailbot.reading.sides import Mention
from hwb_mailbot.reading.words import pattern

_DENYING = re.compile(
    r"(?:^|\W)(?:not|nid|dim|instead of|rather than|yn lle|yn hytrach na|nage)"
    r"\s+(?:(?:the|at|to|from|in|i|o|yn|yng|ym|is|her|his|my|their)\s+){0,2}$"
)
_NO_MORE = re.compile(r"\W*(?:any ?more|any longer|mwyach|bellach|rhagor)(?!\w)")
_BUT = re.compile(r"(?:^|\W)(?:not|nid)\s[^.]{2,60}?\s(?:but|ond)\s+(?:\w+\s){0,3}$")


def is_denied(folded: str, mention: Mention) -> bool:
    """Whether a value is named only to say that it is wrong: ``not X``; ``not at X any more`` is none."""
    before = folded[max(0, mention.start - 70) : mention.start].rsplit(". ", 1)[-1]
    if _DENYING.search(before[-45:]) and not _NO_MORE.match(folded[mention.end :]):
        return True
    retracted = list(pattern("values", "retracted").finditer(before))
    return bool(retracted) and not re.search(r"[;:]", before[retracted[-1].end() :])


def corrects(folded: str, mentions: Sequence[Mention], denied: Sequence[bool], number: int) -> bool:
    """Whether a value is put in another's place."""
    mention = mentions[number]
    before = folded[: mention.start]
    if pattern("values", "correction").search(before) or _BUT.search(before):
        return True
    following = number + 1
    return (
        following < len(mentions)
        and mentions[following].concept is mention.concept
        and denied[following]
        and mentions[following].start - mention.end < 30
    )


def share_sides(
    mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], denied: Sequence[bool]
) -> None:
    """What is put in the place of a denied value is of its side, and the other way round."""
    for number, mention in enumerate(mentions):
        if not denied[number]:
            continue
        others = [n for n, m in enumerate(mentions) if m.concept is mention.concept and not denied[n]]
        if len(others) != 1:
            continue
        other = others[0]
        if sides[number][1] and sides[number][0] is not None and other > number:
            sides[other] = sides[number]
        elif sides[other][1]:
            sides[number] = sides[other]
        elif sides[number][1]:
            sides[other] = sides[number]
