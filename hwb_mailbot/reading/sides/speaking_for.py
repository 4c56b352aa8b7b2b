"""Which school a secretary, manager or clerk who writes for a headteacher is at: the one left or the one joined.

Their words tell nothing of it; the schools do. Where ``at her new school, Y`` is another than the writer's own, the
writer's is the one left, and the other way round with ``his old school, X``. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from hwb_mailbot.reading.people.perspective import Perspective, Writer, gone_from_us, passes_on
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import Statement


def speaks_for_school_left(
    perspective: Perspective,
    subject: str,
    plain: str,
    as_colleague: Sequence[Statement],
    as_head: Callable[[], Sequence[Statement]],
    of_record: bool,
) -> bool:
    """Whether a colleague's mail is the former school's.

    ``as_colleague`` is what the mail states if it is the new school's, ``as_head()`` if it is the former one's;
    ``of_record`` says that it speaks of a leaver's MIS record (R1).
    """
    if perspective.writer is not Writer.COLLEAGUE:
        return False
    passed_on = passes_on(subject, plain)
    lone_word = perspective.colleague == 3
    of_office = passes_on(subject, plain, "office")
    if not (passed_on or lone_word or of_office):
        return False
    two_joined = _two_of_one_side(as_colleague)
    two_left = _two_of_one_side(as_head())
    if two_joined is not two_left:
        return two_joined and (of_office or of_record)
    return of_record and (passed_on or lone_word or gone_from_us(plain))


def _two_of_one_side(statements: Sequence[Statement]) -> bool:
    """Whether two different schools are both said to be the one left, or the one joined."""
    for side in Side:
        named = {s.value for s in statements if s.concept is Concept.SCHOOL and s.side is side and s.certain_side}
        if any(not same_school(one, other) for one, other in combinations(sorted(named - {""})[:8], 2)):
            return True
    return False
