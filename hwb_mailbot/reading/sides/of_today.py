"""``Current school``: the new one to who has moved, the old one to a form that asks for a new one beside it.

Nothing here fails.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.reading.people.perspective import Perspective, Writer
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import LABELLED, SIDED, Statement
from hwb_mailbot.reading.text import fold


def current_before_new(statements: list[Statement], perspective: Perspective) -> list[Statement]:
    """What labels call current as the former school's where another is labelled as new, and none as former.

    A headteacher who names one account alone, the current one, means the one that the school gave.
    """
    of_today = [s for s in statements if s.of_today and s.concept in SIDED and s.value]
    if not of_today or any(s.side is Side.FORMER and s.weight >= LABELLED for s in statements if s.concept in SIDED):
        return statements
    beside_new = any(
        s.side is Side.NEW and not s.of_today and s.weight >= LABELLED and s.value and fold(s.value) != fold(now.value)
        for now in of_today
        for s in statements
        if s.concept is now.concept
    )
    if not beside_new and not _one_account(statements, of_today, perspective):
        return statements
    return [replace(s, side=Side.FORMER) if s in of_today else s for s in statements]


def _one_account(statements: list[Statement], of_today: list[Statement], perspective: Perspective) -> bool:
    accounts = {s.value for s in statements if s.concept is Concept.USERNAME and s.value}
    return (
        perspective.writer is Writer.HEAD
        and len(accounts) == 1
        and all(s.concept is Concept.USERNAME for s in of_today)
    )
