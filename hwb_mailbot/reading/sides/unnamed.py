"""The number of a school that is not named: ``I taught at a school in Powys whose DfES number is 666 2311``.

The words before ``a school`` tell which of the two it is. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.terms.motion import place_before

_UNNAMED = re.compile(
    r"(?<!\w)(?:(?:an?|another) (?:[\w-]+ ){0,3}?school|ysgol)"
    r"(?: (?:gynradd|uwchradd|gyfun|arbennig|fach|fawr|arall|gymraeg))?"
    r"(?: (?:in|near|yn|yng|ym|ger) [\w' -]{3,30}?)?"
    r"(?:,? \(?(?:whose|with|which has|a'i|a'r|ac iddi(?:'r)?|gyda'r|sydd a'r)(?= )|,| \()"
    r"(?: ?(?:the|its|yr?|dfes|adas|school|number|no\.?|rhif|code|is|was|of|yw|ydi|ydy|oedd))*[ :]?\s?$"
)
_FURTHEST = 120
"""Characters before a number in which its school is looked for."""


def side_of_unnamed(folded: str, number: int, own: Side | None) -> Side | None:
    """The side of the school without a name whose number begins at ``number``; ``None`` where nothing tells."""
    school = _UNNAMED.search(folded, max(0, number - _FURTHEST), number)
    place = place_before(folded, school.start(), own) if school is not None else None
    return place.side if place is not None else None
