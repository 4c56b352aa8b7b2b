"""Whose a value is that a mail puts in another's place, and which values it takes that place of.

Nothing here fails.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.statements import DENIED, SIDED, Statement
from hwb_mailbot.reading.terms.usernames import alike
from hwb_mailbot.reading.text import fold


def corrected_side(statements: list[Statement]) -> list[Statement]:
    """A correction is of the side of what it corrects, where there is one such side: ``No, the number is …``."""
    corrected: list[Statement] = []
    for statement in statements:
        if statement.corrects and not (statement.side and statement.certain_side) and statement.concept in SIDED:
            sides = {s.side for s in statements if s.concept is statement.concept and s.side and s.certain_side
                     and s.value and not s.corrects}  # fmt: skip
            if len(sides) == 1:
                statement = replace(statement, side=sides.pop(), certain_side=True)
        corrected.append(statement)
    instead = [s for s in corrected if s.corrects and s.value and s.concept in (Concept.DFES, Concept.USERNAME)]
    several = len({fold(s.value) for s in corrected if s.concept is Concept.NAME and s.value}) > 1
    wrong = [s for c in instead for s in corrected if _replaces(c, s) and (not several or _of_one_person(c, s))]
    gone = {id(s) for s in wrong}
    return [s for s in corrected if id(s) not in gone]


def _of_one_person(correction: Statement, statement: Statement) -> bool:
    """Whether a correction may be of that statement where a mail names several people: accounts are made of names."""
    return statement.concept is not Concept.USERNAME or alike(statement.value, correction.value)


def in_place_of_denied(statements: list[Statement]) -> list[Statement]:
    """What a sentence puts in the place of a value told elsewhere is of that value's side: ``X it is, not Y``.

    Whatever else stands in the sentence: whoever mends what they wrote says again what it is, and not whose.
    """
    denied = [s for s in statements if s.problem == DENIED and s.value and s.concept in SIDED]
    settled: list[Statement] = []
    for statement in statements:
        if statement.corrects and statement.value and not statement.problem and statement.concept in SIDED:
            wrong = {d.value for d in denied if d.concept is statement.concept and d.evidence == statement.evidence}
            told = {
                (s.side, s.certain_side) for s in statements
                if s.concept is statement.concept and s.value in wrong and not s.problem and not s.corrects
            }  # fmt: skip
            if len(told) == 1:
                side, certain = told.pop()
                statement = replace(statement, side=side, certain_side=certain)
        settled.append(statement)
    return settled


def _replaces(correction: Statement, statement: Statement) -> bool:
    """Whether a correction puts its value in the place of another of the same side, or where neither tells one."""
    if correction.concept is not statement.concept or not statement.value or correction.value == statement.value:
        return False
    if statement.corrects and statement.order >= correction.order:
        return False
    open_ = not (correction.side and correction.certain_side) and not (statement.side and statement.certain_side)
    return open_ or (correction.side is statement.side and correction.certain_side)
