"""What writers say that they told us before, or left out, and the value that they give for it now.

``I told you that my code was JME; the code that the school holds is JMF``: what was told wrongly is stated nowhere.
``I said that it was 5181206. It isn't. It's 5118260.``, ``You asked for the staff code. It's ACR.``: a value without a
word for what it is, in a sentence that tells nothing else of ``it``. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.statements import DENIED, Statement
from hwb_mailbot.reading.terms.values import Found
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, word_set

_TOLD = re.compile(
    r"(?<!\w)(?:i|we)(?:'d|'ve| had| have| first| only| also| originally| may have){0,2}"
    r" (?:told|gave|given|sent|wrote|written|said|stated|typed|quoted)(?: (?:to )?you)?(?: \w+){0,3}?"
    r"(?= that| it| my| the|,)"
    r"|(?<!\w)(?:d?dywed(?:ais|es)|d?dwed(?:ais|es)|d?ddud(?:ais|is|ish)|d?deud(?:ais|is)|rh?oddais|rh?ois|nodais"
    r"|ysgrifennais|sgwennais)(?: i)?(?: wrthych| wrthoch| atoch| i chi| ichi)?(?: chi)?(?!\w)"
    r"|(?<!\w)wedi (?:dweud|deud|gweud|nodi|ysgrifennu)(?: wrthych| wrthoch| atoch| i chi| ichi)?(?: chi)?"
    r"(?= mai| taw| bod)"
)
"""Somebody says what they told us."""
_ENDS = re.compile(r"[;.](?:\s|$)|[,–-]?\s(?:but|however|whereas|while|when|although|though|ond|tra|er)\s|\s[–-]\s")
"""Where that ends."""
_SIDES = re.compile(r"(?<!\w)(?:old|new|former|previous|current|hen|newydd|blaenorol|flaenorol|[bp]resennol)(?!\w)")
_OF_ONE_KIND = frozenset({Concept.USERNAME, Concept.DFES, Concept.CODE, Concept.EMPLOYEE})

Value = tuple[Concept, str, int, int]
"""What a value is, as it is written, and where it begins and ends."""


@lru_cache(maxsize=16)  # asked for each past tense of the one sentence that is read
def _scope(folded: str) -> tuple[int, int] | None:
    """Where a folded sentence says what its writer told us: from there to the end of that clause."""
    told = _TOLD.search(folded)
    if told is None:
        return None
    end = _ENDS.search(folded, told.end())
    return told.start(), end.start() if end is not None else len(folded)


def tells_what_was_told(folded: str) -> bool:
    """Whether a folded sentence says what its writer told us before."""
    return _scope(folded) is not None


def reported(folded: str, place: int) -> bool:
    """Whether ``place`` stands in what the sentence says it told us, where ``was`` tells of no former account."""
    scope = _scope(folded)
    return scope is not None and scope[0] <= place < scope[1]


def told_wrongly(folded: str, values: Sequence[Value]) -> set[int]:
    """The places of those ``values`` that the sentence says it told us, and then puts another in place of."""
    scope = _scope(folded)
    if scope is None:
        return set()
    within = {n for n, value in enumerate(values) if scope[0] <= value[2] < scope[1]}
    return {
        n
        for n in within
        if values[n][0] in _OF_ONE_KIND
        and any(
            other not in within
            and values[other][0] is values[n][0]
            and values[other][1] != values[n][1]
            and not _SIDES.search(folded[min(values[n][3], values[other][3]) : max(values[n][2], values[other][2])])
            for other in range(len(values))
        )
    }


_DENIES = re.compile(
    r"\W*(?:well,? |but |and |ond |wel,? )?(?:(?:it|that|this)(?:'s not| is not| was not|\s?(?:isn't|wasn't))"
    r"|(?:it|that|this)(?:'s| is| was) (?:not |simply |quite |in fact )?(?:wrong|incorrect|mistaken|a (?:mistake|slip))"
    r"|not so|no,? it|nid (?:felly|hwnnw|hwnna|hynny|dyna)|nage|(?:dydi|dydy|tydi|dyw|dyw e|nid yw|nid ydi) "
    r"(?:o|e|hi|hynny|hwnnw)? ?ddim|(?:r?oedd|mae) (?:hynny|hwnnw|hwnna)(?:'n| yn) (?:anghywir|wall|gamgymeriad))(?!\w)"
)


def instead_of(
    before: Statement, sentence: str, stated: Sequence[Statement], order: int
) -> tuple[list[Statement], Statement | None]:
    """The statements of a sentence behind one that said ``before`` was told, and ``before`` unless it is settled now.

    It is denied where the sentence tells another value of its kind, or begins by denying it.
    """
    folded = fold(sentence)
    same = [s for s in stated if s.concept is before.concept and s.value and not s.problem]
    others = [s for s in same if s.value != before.value and (s.side is before.side or not s.certain_side)]
    denied = replace(before, problem=DENIED)
    if others:
        return [*(replace(s, corrects=True) if s in others else s for s in stated), denied], None
    alone = told_alone(before.concept, sentence, folded) if not same else None
    if alone is not None and alone.value != before.value:
        right = replace(before, value=alone.value, evidence=sentence.strip()[:300], order=order + alone.start,
                        corrects=True)  # fmt: skip
        return [*stated, denied, right], None
    return [*stated, *[denied] * bool(_DENIES.match(folded))], None if same else before


_LEFT_OUT = re.compile(
    r"(?<!\w)(?:asked(?: me)? (?:for|about)|(?:left|leave|leaving) (?:out|off)|forg[eo]t\w*|omitted|missed(?: out)?"
    r"|(?:did|do|had|could)(?:n't| not) (?:send|give|given|know|have|include|included|sent|find)"
    r"|gofyn\w*(?: chi)? am|ofyn\w*(?: chi)? am|holi\w* am|anghofi\w*|hepgor\w*"
    r"|(?:heb|ddim wedi) (?:rhoi|roi|anfon|nodi|cynnwys)"
    r"|nad oeddwn(?: i)? wedi (?:rhoi|anfon|nodi)|gadael allan|adael allan)(?!\w)"
)
_KINDS = ((Concept.CODE, "code"), (Concept.EMPLOYEE, "employee"))


def left_out(folded: str) -> frozenset[Concept]:
    """The one detail that a sentence says was asked for or left out, which the next one may then tell."""
    if not _LEFT_OUT.search(folded):
        return frozenset()
    named = [concept for concept, key in _KINDS if pattern("labels", key).search(folded)]
    return frozenset(named) if len(named) == 1 else frozenset()


_VALUE = {
    Concept.CODE: r"(?P<value>[A-Z]{2,5}\d{0,2})(?![\w@'-]|\.\w)",
    Concept.EMPLOYEE: r"(?P<value>[A-Z]{0,2}\d{4,10})(?![\w@/]|[.-]\d| \d)",
}
_IT = (
    r"(?:^|(?<![\w'@]))(?i:(?:it|that|the (?:right|correct|real|proper) (?:one|code|number)"
    r"|(?:my|the|y|yr|fy) (?:(?:right|correct|new|real|proper) )?(?:one|number|code|rhif|cod|un)"
    r"(?: (?:cywir|iawn|newydd))?(?:,? (?:that|which|i|the|sydd|sy|a|yma|fan hyn)\s[^.;:,\d]{0,70}?)?)"
    r"(?:'s| is| should (?:be|have been|read)| reads| yw| ydi| ydy| ydyw)|(?:mae o|mae e|hwnnw|honno)(?:'n| yw| ydi))"
    r"(?i:\s(?:actually|in fact|really|just|simply|mewn gwirionedd|mewn ffaith|fod yn))*\s*[:,]?\s*"
)
_IS_IT = (
    r"(?i:\s(?:yw|ydi|ydy|ydyw|'di) (?:o|e|fo|hi|hwnnw|hwnna|hwnne|honno|hwn|hynny"
    r"|'r (?:un|rhif|cod)(?: cywir| iawn)?)(?!\w)"
    r"|(?:yw|ydi|ydy)'r (?:un|rhif|cod)(?: cywir| iawn)?(?!\w)"
    r"|\s(?:is|was) (?:it|the (?:right|correct|real) (?:one|code|number)|what it (?:is|should))(?!\w)"
    r"|\s(?:d?dylai|d?dylasai) (?:fod|hi fod|o fod))"
)
_ALONE = {
    concept: re.compile(rf"{_IT}{value}|(?:^|(?<=[\s:,;(]))(?<![\w@'.-]){value.replace('value', 'first')}(?={_IS_IT})")
    for concept, value in _VALUE.items()
}
_OF_THE_SCHOOL = re.compile(
    r"(?<!\w)(?:dfes|adas|dfe|school's|username|login|enw|phone|mobile|ext\w*|ffon|symudol)(?!\w)"
)
"""Beside a number: it is none of somebody's own."""


def told_alone(concept: Concept, sentence: str, folded: str) -> Found | None:
    """The staff code or employee number that a sentence tells of ``it`` alone: ``It's ACR.``, ``ICA ydi o``."""
    shape = _ALONE.get(concept)
    for found in shape.finditer(sentence) if shape is not None else ():
        name = "value" if found["value"] else "first"
        if found[name].lower() in word_set("values", "not_codes") or _OF_THE_SCHOOL.search(folded[: found.end()]):
            continue
        return Found(found[name].upper(), found.start(name), found.end(name))
    return None
