"""A sentence that puts right the detail told just before it: ``… number 2907715. Oh wait, wrong line. 2970151.``

What it tells of that kind takes the other's place; a bare number or code does too, where it is shaped like the other.
Where it only says that the other is wrong or out of date, that one is not stated. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.prose.corrections import bare_code
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.put_right import begins_putting_right, gives_back
from hwb_mailbot.reading.terms.statements import DENIED, PROSE, Statement
from hwb_mailbot.reading.terms.usernames import CYFRIF
from hwb_mailbot.reading.text import fold

_OF_ONE_PERSON = frozenset({Concept.USERNAME, Concept.DFES, Concept.CODE, Concept.EMPLOYEE})
_FEW_WORDS = 6
"""A correction of no more words may leave the right value to the next sentence."""
_NUMBER = re.compile(
    r"(?:^\s*|[,;:(–—-]\s?|(?<!\w)(?:is|it's|its|says|say|be|reads?|make it|to|yw|ydi|ydy|ydyw|sef|mae'n dweud|fod)\s)"
    r"(\d{4,10})(?![\w/]|[.-]\d| \d)"
)
_OF_ANOTHER_KIND = re.compile(
    r"(?<!\w)(?:(?:phone|mobile|telephone|tel|ext|extension|room|ring|call|text|fax|pin|year|blwyddyn|ffon\w*|symudol|est"
    r"|estyniad|ystafell|dfes|adas|born|geni)(?!\w)|(?:old|former|previous|hen|blaenorol)(?!\w)[^,;]*$)"
)
"""Before a value, in its clause or its sentence: it is none of what stood before."""
_OUT_OF_PLACE = re.compile(
    r"(?<!\w)(?:(?:that|this|it|which)(?:'s| is| was)(?: [\w']+){0,5}? (?:old|former|previous|last|wrong|out of date)"
    r"|wrong (?:line|one|number|code|payslip|column|row|person|school)"
    r"|(?:hen|llynedd|anghywir)(?: \w+){0,3}? (?:oedd|yw|ydi|ydy) (?:hwnn\w+|honn\w+|hwn|hon)"
    r"|(?:hwnn\w+|honn\w+|hwn|hon)(?: \w+){0,4}? (?:hen|llynedd|anghywir|blaenorol)"
    r"|(?:rhif|cod|llinell|colofn|slip) (?:anghywir|llynedd))(?!\w)"
)


_IT_IS = (
    r"(?<!\w)(?:(?:that|this|it|which)(?:'s| is| was)(?: (?:actually|just|in fact|for|of|at|from|my|the|her|his|hwb))"
    r"{0,4} (?:old|former|previous)"
)
_MAE_HWNNW = (
    r"|(?:(?:fy|yr?|'r|ei) hen {0}|{0} (?:flaenorol|blaenorol)) (?:oedd|yw|ydi|ydy|di) (?:hwnn\w+|honn\w+|hwn|hon)"
    r"|(?:hwnn\w+|honn\w+|hwn|hon) (?:oedd|yw|ydi|ydy|di)'?r? ?(?:(?:fy|yr?|ei) )?"
    r"(?:hen {0}|{0} (?:flaenorol|blaenorol))"
)
_OLD_ONE = {
    concept: re.compile(rf"{_IT_IS} (?:{nouns})|{_MAE_HWNNW.format(f'(?:{enwau})')[1:]})(?!\w)")
    for concept, nouns, enwau in (
        (Concept.USERNAME, "one|account|username|user name|login|log-in|hwb", rf"un|{CYFRIF}f?|enw(?: \w+)?"),
        (Concept.DFES, "school(?:'s)?(?: number)?", r"ysgol|rif|rhif"),
    )
}
"""What stands before is the old school's, not wrong: ``Username is ab1... no sorry, that's my old one.``"""


def last_told(stated: Sequence[Statement]) -> Statement | None:
    """The last detail of one person among the statements of a sentence."""
    told = [s for s in stated if s.concept in _OF_ONE_PERSON and s.value and not s.problem]
    return max(told, key=lambda s: s.order, default=None)


def goes_on(folded: str) -> bool:
    """Whether a folded sentence that puts something right leaves the right value to the next one."""
    return len(folded.split()) <= _FEW_WORDS and (begins_putting_right(folded) or bool(_OUT_OF_PLACE.search(folded)))


def of_the_old_one(folded: str, last: Statement) -> bool:
    """Whether a folded sentence that puts ``last`` right says that it is the old account's or school's, not wrong."""
    return last.concept in _OLD_ONE and bool(_OLD_ONE[last.concept].search(folded))


def second_thoughts(
    sentence: str, folded: str, last: Statement, stated: Sequence[Statement], order: int
) -> list[Statement]:
    """The statements of a sentence that puts right ``last``, which the one before told."""
    same = [s for s in stated if s.concept is last.concept and s.value and not s.problem]
    settled = [replace(s, corrects=True) if s in same else s for s in stated]
    if any(s.side is last.side or not s.certain_side for s in same):
        return settled
    told = replace(last, evidence=sentence.strip()[:300])
    denied = replace(told, problem=DENIED)
    bare = _bare(sentence, folded, last) if not same else None
    if bare is not None:
        value, start = bare
        return [*settled, denied, replace(told, value=value, weight=PROSE, order=order + start, corrects=True)]
    if last.concept is Concept.USERNAME and gives_back(folded):
        return [*settled, denied]
    return [*settled, denied, replace(told, value="", problem="unsure")] if _OUT_OF_PLACE.search(folded) else settled


def _bare(sentence: str, folded: str, last: Statement) -> tuple[str, int] | None:
    """The one value of the kind of ``last`` that stands in the sentence without a word for it, and where."""
    if last.concept is Concept.EMPLOYEE:
        numbers = [
            n for n in _NUMBER.finditer(folded)
            if abs(len(n[1]) - len(last.value)) <= 1 and not _OF_ANOTHER_KIND.search(folded[: n.start()])
        ]  # fmt: skip
        return (numbers[0][1], numbers[0].start(1)) if len(numbers) == 1 else None
    if last.concept is Concept.CODE:
        code = bare_code(sentence)
        if code is not None and code.value != last.value and not _OF_ANOTHER_KIND.search(fold(sentence[: code.start])):
            return code.value, code.start
    return None
