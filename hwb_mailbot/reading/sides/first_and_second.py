"""Two accounts told in one breath, and the sentence behind that says which is which: ``The first is my old one.``

Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.sides.told_behind import side_told
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import Statement

_ONE = r"(?: (?:one|account|username|of (?:the two|these|those|them)|un|cyfrif|o'r ddau|ohonyn nhw|ohonynt))?"
_IN_ORDER = re.compile(
    rf"\W*(?:(?:and|of these|of those|o'r rhain|a|ac),? )?(?:the |yr? |'r )?"
    rf"(?:(?P<first>first|1st|(?:un )?cyntaf){_ONE}|(?:second|2nd|latter|last|ail|(?:un )?olaf|llall){_ONE})"
    r"(?:'s| (?:is|was|being|yw|ydi|ydy|oedd))(?P<told>[^.;:,?!]{3,60})"
)


def in_their_order(folded: str, stated: Sequence[Statement], before: int) -> dict[int, Statement]:
    """What becomes of two of the statements, by their places, where a folded sentence says which of them is which.

    They are the accounts told last among those ``before`` that place, if one sentence told both.
    """
    told = _IN_ORDER.match(folded)
    side = side_told(told["told"]) if told is not None else None
    if told is None or side is None:
        return {}
    accounts = [n for n, s in enumerate(stated[:before]) if s.concept is Concept.USERNAME and s.value and not s.problem]
    if len(accounts) < 2:
        return {}
    first, second = accounts[-2:]
    if stated[first].evidence != stated[second].evidence or stated[first].value == stated[second].value:
        return {}
    other = Side.NEW if side is Side.FORMER else Side.FORMER
    sides = (side, other) if told["first"] else (other, side)
    return {
        place: replace(stated[place], side=one, certain_side=True)
        for place, one in zip((first, second), sides, strict=True)
    }
