"""The words behind a value that tell which school it is of: ``ab1 at my old school``, ``661 2345, where I am now``.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.words import pattern


def told_behind_it(
    folded: str, end: int, following: int, own: Side | None = None, *, paired: bool = False
) -> Side | None:
    """The side that words behind a value tell; ``paired`` says that the next value is of the same kind."""
    tail = folded[end : min(following, end + 42)]
    direction = _DIRECTION.match(tail)
    if direction:
        return Side.FORMER if direction.group(1) else Side.NEW
    match = re.match(r"[\s,*_()]{0,3}", tail)
    rest = tail[match.end() :] if match else tail
    if pattern("sides", "just_now").match(rest):
        return None
    for key, side in (("former_after", Side.FORMER), ("new_after", Side.NEW)):
        cue = pattern("sides", key).match(rest)
        if cue and not (
            "," in tail[: len(tail) - len(rest)] and cue.group() in ("now", "nawr", "rwan", "bellach", "here", "yma")
        ):
            set_apart = bool(set(",(") & set(tail[: len(tail) - len(rest)]))
            if paired and set_apart and following - end == len(tail) and _OF_THE_NEXT.fullmatch(rest, cue.end()):
                continue  # ``My new username is ab1, my old one was ab2``
            introduces = pattern("sides", "adjective").fullmatch(cue.group().strip("() "))
            if introduces and pattern("sides", "noun").match(rest[cue.end() :].lstrip()):
                continue
            return own or side if _OF_OWN.search(cue.group()) else side
    return None


_OF_THE_NEXT = re.compile(
    r"\s*(?:(?:hwb|one|account|username|user name|login|un|cyfrif|enw defnyddiwr)\s*){0,2}"
    r"(?:(?:is|was|being|yw|ydi|ydy|oedd)(?!\w)|=|:)?[\s(:]*"
)
"""Between words that tell a side and the next account: they are that one's."""
_DIRECTION = re.compile(
    r"\s?[(\[]\s?(?:(from|leaving|left|sending|losing|o|oddi wrth|gadael)|(?:to|joining|joined|receiving|gaining|i|at))"
    r"\s?[)\]]"
)
"""``6625309 (from) and 6644633 (to)``."""
_OF_OWN = re.compile(
    r"(?<!\w)(?:here|with us|yma|(?:gyda|efo|'da|gynnon|ydyn|ydym|ydan|ydi|ydy|yw|sef) ni)$"
    r"|^where (?:i|we)(?:'m| am| are)?\b"
)
