"""Two accounts of which somebody has one instead of the other: ``now I'm ab22 instead of ab1``.

Elsewhere ``X instead of Y`` takes a wrong value back; here both are true, and only one is used. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.labels import Concept, Side

_BEGIN = r"(?:start|begin|us|be|hav|get|go)\w*(?: (?:again|over|afresh|anew))*(?: (?:with|on|from))?"
_DECHRAU = r"(?:dechrau|defnyddio|cael|bod yn)(?: (?:eto|o'r newydd))*(?: (?:gyda|efo|ar))?"
_INSTEAD = re.compile(
    r"[\s,]{1,2}(?:(?:ydw|dw|wyf|wi|wy'?) i )?(?:(?P<back>back|again|yn ol|eto),? )?"
    r"(?:instead of|rather than|in place of|yn lle|yn hytrach na|yn hytrach nag)"
    rf"(?: (?:having to |to )?{_BEGIN}| (?:gorfod )?{_DECHRAU})?"
    r"(?: (?:the|my|this|one|account|username|y|yr|fy|un|cyfrif))*"
    r"(?P<new> new(?: (?:one|account|username))?)?[\s,]{1,2}"
)
"""Between the two."""
_LAST_CLAUSE = re.compile(r"[.;:!?]\s|,\s(?:and|but|so|a|ac|ond|felly)\s")
_FURTHEST = 60
"""Characters before the first in which words tell of both."""
_NOW = re.compile(r"(?<!\w)(?:now|nowadays|these days|bellach|nawr|rwan|erbyn hyn)(?!\w)")
_TO_KEEP = re.compile(
    r"(?<!\w)(?:keep(?:ing)?|retain(?:ing)?|hold(?:ing)? on to|hang(?:ing)? on to|stick(?:ing)? with|stay(?:ing)? with"
    r"|go(?:ing)? (?:back to|on with)|carry(?:ing)? on with|us(?:e|ing)|g?[cg]h?adw|dd?efnyddio|dal ati (?:gyda|efo))"
    r"(?: (?:using|at|the|my|old|account|username|y|yr|fy|hen|cyfrif|gyfrif|i))*,?\s$"
)
_WISHES = re.compile(
    r"(?<!\w)(?:want|wish|like|prefer|need|please|give|let|hoffwn|hoffi|dymuno|eisiau|isio|isie|moyn|plis|rhowch)(?!\w)"
)
"""What somebody would like to have is not what they have."""
_SLIP = re.compile(r"(?<!\w)(?:typos?|mistake|error|slip|mistyped|[cg]amgymeriad|ngwall|gwall)(?!\w)")
_SHOULD = re.compile(r"(?<!\w)(?:should|ought|d?dylai)(?!\w)")
"""What ought to stand there is put right."""


def exchanged(
    folded: str, mentions: Sequence[Mention], sides: Mapping[int, tuple[Side | None, bool]]
) -> dict[int, tuple[Side | None, bool]]:
    """The places of such accounts in a folded sentence, and the side of each as far as the sentence tells it.

    Who keeps one does not say that it is the old one (R7): that is told only where the other one is the new.
    """
    had: dict[int, tuple[Side | None, bool]] = {}
    for number, (first, second) in enumerate(pairwise(mentions)):
        if not first.concept is second.concept is Concept.USERNAME or first.value == second.value:
            continue
        between = _INSTEAD.fullmatch(folded, first.end, second.start)
        before = _LAST_CLAUSE.split(folded[max(0, first.start - _FURTHEST) : first.start])[-1]
        if between is None or _SHOULD.search(before):
            continue
        if between["back"] or between["new"] or _TO_KEEP.search(before):
            new = between["back"] or between["new"] or sides[number + 1] == (Side.NEW, True)
            told = (Side.FORMER, Side.NEW) if new else (None, None)
        elif _NOW.search(before) and not (_WISHES.search(before) or _SLIP.search(folded, second.end, second.end + 50)):
            told = (Side.NEW, Side.FORMER)
        else:
            continue
        had |= {number + place: (side, side is not None) for place, side in enumerate(told)}
    return had
