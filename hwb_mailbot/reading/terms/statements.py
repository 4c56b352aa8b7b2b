"""What is stated: one value of one concept, with its evidence, before it is known whose request it belongs to.

What the words around a value do to it (a guess, ``none``, ``as above``) is told here too. Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.put_right import begins_putting_right
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

LABELLED, PROSE, SUBJECT, ATTACHED = 3, 2, 1, 0
"""How much a statement weighs against another of the same field."""

SIDED = (Concept.SCHOOL, Concept.DFES, Concept.USERNAME)
"""What both schools have: of each it must be told which one's it is."""

DENIED = "denied"
"""The problem code of a value that is named only to say that it is wrong."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One stated value. ``day`` and ``confirmed`` belong to the leaving date; ``problem`` is a code instead of a value.

    ``person`` numbers the staff member it is about where the layout tells (0 is everybody or the only one).
    """

    concept: Concept
    side: Side | None
    value: str
    evidence: str
    where: str
    weight: int = LABELLED
    order: int = 0
    person: int = 0
    confirmed: bool | None = None
    problem: str = ""
    corrects: bool = False
    certain_side: bool = True
    beside: str = ""
    """The school that a number stands beside, whose side it shares."""
    own: bool = False
    """Of the writer's own school, by its label."""
    of_today: bool = False
    """Of the new side only as its label speaks of today: ``Current school``."""
    account: str = ""
    """The account behind which a school or number stands in brackets: ``ab1 (Bryn Teg, 661 2345)``."""
    before: str = ""
    """The sentence before one that tells of a leaving date."""


def unsure(text: str) -> bool:
    """Whether the words around a value take it back: a guess, an alternative, a question with a guess."""
    return bool(pattern("values", "unsure").search(_NO_GUESS.sub(" ", fold(text))))


_NO_GUESS = re.compile(
    r"(?<!\w)(?:you(?:'ll| will|'d| would)? (?:probably|perhaps|maybe|possibly) (?:want|need|require|ask)\w*"
    r"|i (?:think|believe|guess) (?:that's|that is|it's|this is) (?:everything|all|it|the lot)"
    r"|(?:wr(?:ite|ites|iting|itten|ote)|e-?mail\w*|contact\w*|ask\w*|sp(?:eak|oke|oken)|heard|told|quer(?:y|ies)"
    r"|you|us|me|already) about"
    r"|(?:dwi'n|dw i'n|rwy'n|wi'n) (?:meddwl|credu) (?:mai|taw) (?:dyna|hwnna|'na) ?(?:'r|yw|ydi)? ?"
    r"(?:cwbl|cyfan|bopeth|popeth|i gyd|ni))(?!\w)"
)
"""A guess at what support wants, or whether all is told, is none at a value; nor is what somebody wrote about."""


_OF_THE_LABEL = re.compile(
    r"(?:i (?:think|believe|guess|suppose)|d?wi'n meddwl|dw i'n meddwl|rwy'n (?:credu|meddwl)|am wn i)[^.;)\d]{0,40}"
    r"(?:calls?|called|refers? to|known as|means?|stands? for|galw|alw|golygu|feddwl)(?!\w)"
)
"""A guess at what a detail is called is none at the detail: ``ELH (I think they call it initials)``."""


def unsure_after(text: str, within: int = 30) -> bool:
    """Whether the first ``within`` characters of what follows a value, ``text``, take it back."""
    return unsure(_NO_GUESS.sub(" ", _OF_THE_LABEL.sub(" ", fold(text[:80])))[:within])


_WITHDRAWN = re.compile(
    r"\s*[,;.(…–—-]*\s*"
    r"(?:(?:oh|ah|o)[\s,]+)?(?:(?:(?:that|which|this)(?:'s| was| is)|(?:roedd|mae|oedd) (?:hwnnw|hwnna|hwnne|hon|honno)"
    r"|hwnnw (?:oedd|yw|ydi)|(?:ond|but) (?:hwnnw|that) (?:oedd|was))"
    r"(?: (?:at|in|for|from|with|my|the|yn|yng|ym|o|fy|y|'r|yr|'n|an|hen)){0,3}"
    r" (?:old|former|previous|last|wrong|hen|anghywir|flaenorol|blaenorol)"
    r"|(?:but|when) it(?:'s| is| should be)(?: \w+)? \d{4}|ond \d{4,10} (?:yw|ydi|ydy))"
)
"""After a value: it is taken back, and another comes in its place."""


def withdrawn_after(text: str) -> bool:
    """Whether what follows a value, ``text``, takes it back for another: ``9127743, no, that was the county's …``."""
    folded = fold(text[:80])
    return bool(_WITHDRAWN.match(folded)) or begins_putting_right(folded)


def is_same_as(value: str) -> bool:
    """``as above``, ``ditto``, ``fel uchod``: the value of the row before."""
    plain = fold(value).strip(" .*()")
    return plain in ('"', "''", '""', "''", ",,", '-"-', "〃", "-''-") or bool(
        pattern("values", "same_as").fullmatch(plain)
    )


def is_empty(value: str) -> bool:
    """Whether a value says that there is none: dashes, ``n/a``, ``not known yet``, ``ddim yn gwybod``."""
    plain = fold(value).strip(" .*_-?()[]<>")
    return not plain or bool(pattern("values", "empty").search(plain))


def named_in_full(stated: list[Statement]) -> list[Statement]:
    """Laid-out statements in which a full name asked for ``if different`` stands for the name given above it."""
    out: list[Statement] = []
    names: dict[int, int] = {}  # where each person's last name stands
    for statement in stated:
        above = names.get(statement.person) if statement.concept is Concept.NAME else None
        if above is not None and statement.corrects:
            out[above] = replace(statement, side=out[above].side)
            continue
        if statement.concept is Concept.NAME:
            names[statement.person] = len(out)
        out.append(statement)
    return out


def beside_schools(stated: list[Statement]) -> list[Statement]:
    """Laid-out statements in which a number under a school's name is that school's: ``Old school: X`` / ``DfES: …``.

    Under the new school only where the old one has a number too, since an authorisation asks for the old one's alone.
    """
    numbers = [s for s in stated if s.concept is Concept.DFES and s.value]
    out: list[Statement] = []
    for statement in stated:
        if (
            statement.concept is Concept.DFES
            and statement.side is None
            and statement.value
            and not (statement.person or statement.own)
        ):
            above = [s for s in stated if s.concept is Concept.SCHOOL and 0 < statement.order - s.order <= 2]
            side = max(above, key=lambda s: s.order).side if above else None
            if side is Side.FORMER or (side is Side.NEW and len({n.value for n in numbers}) > 1):
                statement = replace(statement, side=side)
        out.append(statement)
    return out
