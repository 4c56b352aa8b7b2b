"""A school that somebody was to go to and did not: ``She was going to X but changed her mind, and it is Y``.

And the school of a sentence before that a bare name means again: ``the number for Penlan Fach``. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import Statement

_WAS_TO_GO = re.compile(
    r"(?<!\w)(?:(?:was|were|had been|'d been) (?:originally |first |at first |once |all set |due |meant |supposed )*"
    r"(?:going|moving|off|headed|bound|transferring|to (?:go|move|transfer|join|start|be|have gone))"
    r"(?: (?:to|for|at))?"
    r"|(?:meant|intended|hoped|planned|expected) to (?:go|move|transfer|join|start|be)(?: (?:to|at))?"
    r"|(?:r?oedd|o'dd|odd) (?:hi|o|e|fo|fe|ef)(?:'n| yn| ar fin| i fod i| i fod| am| wedi bwriadu| wedi meddwl)"
    r" ?(?:mynd|fynd|symud|ymuno)(?: (?:i|a|ag|at))?"
    r"|(?:mai|taw) i) (?:the |ysgol )?$"
)
_BUT = re.compile(
    r"(?<!\w)(?:but|however|though|instead|chang\w+ (?:her|his|their) mind|in the end|fell through|came to nothing"
    r"|ond|newid\w*(?: \w+)? m?f?eddwl|yn y (?:diwedd|pen draw)|yn lle hynny|[cg]h?amddealltwriaeth"
    r"|[cg]h?amgymeriad)(?!\w)"
)
"""Between that school and the one joined."""


def given_up(folded: str, mentions: Sequence[Mention]) -> set[int]:
    """The places of the schools that the sentence says somebody was to join, where it tells another behind it."""
    schools = [n for n, mention in enumerate(mentions) if mention.concept is Concept.SCHOOL]
    return {
        number
        for place, number in enumerate(schools[:-1])
        if _WAS_TO_GO.search(folded[max(0, mentions[number].start - 60) : mentions[number].start])
        and _BUT.search(folded, mentions[number].end, mentions[schools[place + 1]].start)
        and not same_school(mentions[number].value, mentions[schools[place + 1]].value)
    }


_NUMBER_FOR = re.compile(
    r"(?<!\w)(?:number|no\.?|code|rhif|dfes|adas)(?: dfes| adas)? (?:for|of|at|ar gyfer|i|o|yn|yng|ym)(?: the)?"
    r"\s(?P<name>[^,;.()\d]{3,60}?)(?:,\s[^;.()\d]{2,60},|\s\([^()\d]{2,60}\))?"
    r"\s(?:is|was|yw|ydi|ydy|ydyw|oedd)\s(?:(?:dfes|rhif|number|no\.?)\s)?$"
)
"""``The number for Penlan Fach, as the office here has it, is``: whose number it is was told before the aside."""


def told_already(name: str, stated: Sequence[Statement]) -> Side | None:
    """The side of the school that a mail told of before and that may be called by that name."""
    known = {
        s.side
        for s in stated
        if s.concept is Concept.SCHOOL and s.value and s.certain_side and not s.problem and same_school(s.value, name)
    }
    return known.pop() if len(known) == 1 else None


def number_for(mention: Mention, folded: str, stated: Sequence[Statement]) -> Side | None:
    """The side of a number that is said to be that of a school told of before, whatever an aside between says."""
    if mention.concept is not Concept.DFES:
        return None
    named = _NUMBER_FOR.search(folded[max(0, mention.start - 150) : mention.start])
    return told_already(named["name"], stated) if named is not None else None
