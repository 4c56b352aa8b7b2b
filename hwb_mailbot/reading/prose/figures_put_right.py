"""A number written again with its figures put right: ``P.S. it is 661 2354, the last two were the wrong way round``.

Told by the figures themselves: but for two that changed places, or one that was mistyped, they are those of one number
that the mail states; the sentence must put something right, or be a postscript. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.sides.accounts import beside_school
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.put_right import begins_putting_right, without_courtesies
from hwb_mailbot.reading.terms.statements import DENIED, PROSE, Statement
from hwb_mailbot.reading.terms.values import Found, find_dfes_numbers
from hwb_mailbot.reading.text import fold, sentences, unwrapped
from hwb_mailbot.reading.words import pattern

_POSTSCRIPT = re.compile(r"\W*(?:p\. ?s|ps|o\. ?n|n\. ?b|nb)[.:]")
_MOST_CHARACTERS = 8_000


def with_figures_put_right(statements: list[Statement], passages: Sequence[Passage]) -> list[Statement]:
    """The statements with each DfES number that the mail writes again, with its figures put right, in place of it."""
    given = [s for s in statements if s.concept is Concept.DFES and s.value and not s.problem]
    if not given:
        return statements
    for passage in passages:
        text = unwrapped(passage.text[:_MOST_CHARACTERS])
        postscript = bool(_POSTSCRIPT.match(fold(text[:12])))
        for start, end in sentences(text):
            sentence = text[start:end]
            if postscript or _puts_right(fold(sentence)):
                numbers = find_dfes_numbers(sentence)
                if (
                    len({number.value for number in numbers}) == 1
                ):  # with the wrong one beside it, prose tells them apart
                    statements = _in_place(statements, given, numbers[0], sentence, passage)
    return statements


def _puts_right(folded: str) -> bool:
    words = pattern("values", "correction", "figures_slipped", "retracted")
    return begins_putting_right(folded) or bool(words.search(without_courtesies(folded)))


def _in_place(
    statements: list[Statement], given: Sequence[Statement], right: Found, sentence: str, passage: Passage
) -> list[Statement]:
    wrong = {s.value for s in given if _slipped(s.value, right.value)}
    if len(wrong) != 1 or any(s.value == right.value and s.order < passage.order * 10_000 for s in given):
        return statements
    mistyped = wrong.pop()
    told = next(s for s in beside_school(statements) if s.concept is Concept.DFES and s.value == mistyped)
    if any(_of_another_school(s, told) for s in statements if s.concept is Concept.DFES and s.value == right.value):
        return statements
    evidence, order = sentence.strip()[:300], passage.order * 10_000 + right.start
    instead = replace(told, value=right.value, evidence=evidence, where=passage.where, weight=PROSE, order=order,
                      corrects=True)  # fmt: skip
    kept = [s for s in statements if s.value.replace(" ", "") not in (mistyped, right.value)]
    return [*kept, replace(told, problem=DENIED), instead]


def _of_another_school(right: Statement, told: Statement) -> bool:
    """Whether the second number is told of the other school, or stands beside another name."""
    if right.certain_side and right.side is not None and told.side is not None and right.side is not told.side:
        return True
    return bool(right.beside and told.beside) and not same_school(right.beside, told.beside)


def _slipped(one: str, other: str) -> bool:
    """Whether two numbers of as many figures differ by one figure, or by two that changed places."""
    if len(one) != len(other) or one == other:
        return False
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 or (len(apart) == 2 and apart[0] == apart[1][::-1])
