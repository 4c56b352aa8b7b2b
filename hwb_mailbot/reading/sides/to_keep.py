"""``The account that I want to keep is ab1``: the old one, as nothing else is asked of us, where the new one is told.

Some movers want to keep the new one. So where a mover names two accounts the words count only if the other is told as
the new one; otherwise neither is stated, and both are asked for. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.statements import LABELLED, Statement
from hwb_mailbot.reading.text import fold

_TO_KEEP = re.compile(
    r"(?<!\w)(?:to (?:be able to )?(?:keep|hang on to|hold on to|retain|take with (?:me|her|him|them)|go on using"
    r"|carry on (?:using|with))|g?ch?adw)(?!\w)[^.;?!]{0,20}$"
)
"""Before an account."""


def told_as_kept(stated: Sequence[Statement]) -> list[Statement]:
    """The statements with the account that somebody wants to keep made unsure where no other is the new one."""
    accounts = [s for s in stated if s.concept is Concept.USERNAME and s.value and not s.problem]
    kept = {s.value for s in accounts if s.side is Side.FORMER and s.weight < LABELLED and _is_kept(s)}
    new = {s.value for s in accounts if s.weight >= LABELLED or (s.side is Side.NEW and s.certain_side)}
    if not kept or new - kept or len({s.value for s in accounts}) == 1:
        return list(stated)
    open_ = {s.value for s in accounts if not s.certain_side} | kept
    return [replace(s, value="", problem="unsure") if s in accounts and s.value in open_ else s for s in stated]


def _is_kept(statement: Statement) -> bool:
    told = fold(statement.evidence)
    at = told.rfind(statement.value)
    return at > 0 and _TO_KEEP.search(told, 0, at) is not None


def kept_at_new_school(folded: str, start: int, end: int) -> bool:
    """Whether an account, at ``start`` to ``end``, is one to keep: ``keep her account, ab1, at her new school``."""
    return bool(_AT_NEW_SCHOOL.match(folded, end) and _KEEP_ACCOUNT.search(folded, max(0, start - 60), start))


_KEEP_ACCOUNT = re.compile(
    r"(?<!\w)(?:keep(?: using)?|retain|hold on to|hang on to|go on using|carry on (?:using|with)|use)"
    r" (?:(?:my|her|his|their|the|old|own|hwb|existing) ){1,3}(?:account|log-?in|username)[\s,:(]{1,3}$"
    r"|(?<!\w)(?:g?ch?adw|dd?al (?:gafael|ati)? ?(?:ar|yn|i ddefnyddio)|dd?efnyddio)(?:'i|'u| fy| ei| eu| y|'r)?"
    r" (?:hen )?(?:ngh|ch|[cg])?yfrif(?: hwb)?(?: (?:i|hi|e|o))?[\s,:(]{1,3}(?:sef )?$"
)
_AT_NEW_SCHOOL = re.compile(
    r"[\s,)]{1,3}(?:at|in|yn|yng|ym)(?: (?:my|her|his|their|the|fy|ei|eu|yr?))?"
    r" (?:new (?:school|job|post|place)|(?:n?h?ysgol|swydd) newydd)(?!\w)"
)
