"""On whose record a leaving date stands, where a sentence names the school: ``on SIMS at Ysgol Bro Hafan``.

The former school's record counts (R1); the new school may have been told a date too, and its record says nothing of the
former one's. A confirmation missed costs a letter. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import Statement
from hwb_mailbot.reading.text import fold

_RECORD = (
    r"(?:mis|sims|sgr|arbor|bromcom|isams|teacher cent\w+|(?:management information )?systems?|records?|staff records?"
    r"|s[iu]stem|[cg]?n?g?h?ofnod\w*|chofnod\w*)"
)
_DID = r"put|enter(?:ed)?|record(?:ed)?|add(?:ed)?|logg?(?:ed)?|input(?:ted)?|typed|keyed|done|got"
_DID_CY = r"rhoi|nodi|cofnodi|mewnbynnu|ychwanegu|dodi|cael"
_OUR_OWN = re.compile(r"(?<!\w)(?:our|ein|school's own)(?!\w)")
_GENERIC = re.compile(r"(?<!\w)(?:the|school|ysgol|primary|gynradd|high|uwchradd|y|yr)(?!\w)")


def of_own_record(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, with no leaving date confirmed of which a sentence says that the new school's record has it."""
    told = [s for s in statements if s.concept is Concept.SCHOOL and s.value]
    former = [s.value for s in told if s.side is Side.FORMER]
    # A name read as both schools' is the new one's where the former has a name of its own.
    names = [
        fold(s.value)
        for s in told
        if s.side is Side.NEW
        and _GENERIC.sub("", fold(s.value)).strip()
        and not any(same_school(s.value, one) and one != s.value for one in former)
        and any(fold(one) != fold(s.value) for one in former)
    ]
    names += [own for name in names if len((own := _GENERIC.sub(" ", name).strip()).split()) > 1]
    return [
        replace(s, confirmed=None)
        if s.concept is Concept.LEAVING and s.confirmed and _on_record_of(names, fold(s.evidence))
        else s
        for s in statements
    ]


def _on_record_of(schools: Sequence[str], folded: str) -> bool:
    """Whether the folded sentence names the record of one of the ``schools``, and no other record."""
    for name in schools:
        school = re.escape(name)
        theirs = re.compile(
            rf"(?<!\w)(?:(?:the )?{school}(?:'s?)? {_RECORD}"
            rf"|{_RECORD}(?: records?| system)? (?:(?:over )?(?:at|of|in)|yn|yng|ym)? ?(?:the )?{school})(?!\w)"
        )
        entered = re.compile(
            rf"(?<!\w)(?:{school}(?:'s)? (?:(?:has|have|had|'ve|now|already|also) )*(?:{_DID}|holds?|has|have)"
            rf"|{school} (?:eisoes |hefyd )?(?:wedi|'di) (?:{_DID_CY}))(?!\w)"
        )
        if entered.search(folded) and not _OUR_OWN.search(folded):
            return True
        left = theirs.sub(" ", folded)
        if left != folded and not re.search(rf"(?<!\w){_RECORD}(?!\w)", left):
            return True
    return False
