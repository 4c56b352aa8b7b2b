"""A school's number that is none: a digit lost or too many, called the school's or standing right beside its name.

It is a DfES number of the wrong shape and nobody's employee number, which figures alone might be. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.spans import Spans
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.values import Found, find_dfes_numbers
from hwb_mailbot.reading.text import fold

_FIGURES = r"(?P<value>\d{4,9}|\d{3}[ /.-]\d{2,6}|\d{2}[ /.-]\d{3,5})(?![\w/]|[.-]\d| \d)"
_OF_WALES = r"(?P<value>6[678]\d{2,4}|6[678]\d{6}|6[678]\d[ /.-](?:\d{2,3}|\d{5,6}))(?![\w/]|[.-]\d| \d)"
_NUMBER = r"(?:number|num|no|nr|code|id|rhif|cod)"
_LINK = r"(?:[\s.:=#]{1,3}(?:(?:is|was|yw|ydi|ydy|oedd|of)(?=\s))?){1,3}"
_CALLED = re.compile(
    rf"(?<!\w)(?:(?:school|ysgol|establishment|estab|sefydliad)(?:'s)?\s{_NUMBER}"
    rf"|{_NUMBER}\s(?:(?:of|for|o|ar gyfer)\s)?(?:(?:yr|y|the|ein|our|fy|my|her|his|ei)\s)?(?:(?:new|old|hen)\s)?"
    rf"(?:[hm]?ysgol|school|sefydliad)(?:\s(?:newydd|ni|i))?)(?!\w){_LINK}{_FIGURES}"
)
_BESIDE = re.compile(
    rf"\s?[,;:(-]?\s?(?:(?:dfes|school|ysgol|est\w*)\s)?{_NUMBER}{_LINK}{_OF_WALES}"
    rf"|\s?[,(]\s?{_OF_WALES.replace('value', 'bare')}(?=\s?(?:[),;.]|$))"
)
"""Behind a school's name."""
_OF_A_PERSON = re.compile(r"[^.;,]{0,25}?(?<!\w)(?:payroll|employee|staff|pay|cyflog\w*|gweithiwr|gyflogres)(?!\w)")


def find_cut_short(text: str) -> list[Found]:
    """Figures called a school's number that are none, ``value`` as written; four figures lack their authority only."""
    folded = fold(text)
    if sum(map(str.isdigit, folded)) < 4:
        return []
    right = Spans((number.start, number.end) for number in find_dfes_numbers(text))
    found = {match.span("value") for match in _CALLED.finditer(folded)}
    for name in find_names(text):
        if name.kind is NameKind.SCHOOL or name.generic:
            beside = _BESIDE.match(folded, name.end)
            if beside is not None and not _OF_A_PERSON.match(folded, beside.end()):
                found.add(beside.span("value" if beside["value"] else "bare"))
    return [Found(text[start:end], start, end) for start, end in sorted(found) if not right.meet(start, end)]


def lacks_authority(found: Found) -> bool:
    """Whether the figures are a school's four, whose authority may stand elsewhere."""
    return len(found.value) == 4


def is_cut_short(text: str) -> bool:
    """Whether figures alone may be a DfES number with a digit too few or too many."""
    return re.fullmatch(r"6[678]\d{2,4}|6[678]\d{6}", re.sub(r"[ /-]", "", text)) is not None
