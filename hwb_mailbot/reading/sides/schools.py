"""Schools named in a mail without words that tell their side, settled by the mail as a whole.

A school that agrees with one whose side is told is that school; the writer's own school is the one in their signature;
of two schools, where one's side is told, the other is of the other side. What stays open is stated of neither side.
Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from hwb_mailbot.reading.terms.kept_at import kept_at
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.statements import Statement
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import word_set

_ALPHANUMERIC = re.compile(r"[a-z0-9]+")
_LITTLE = frozenset("y yr r the of on upon o a ac and at in yn yng ym wrth ar".split())
_FIRST = re.compile(r"^(?:ngh|mh|nh|ph|th|ch|ng|[bcdfghmptv])(?=[aeiouwylr])|^(?:gw|w|gl|l|gr|r)(?=[aeiouwylr])")


@cache
def not_its_own() -> frozenset[str]:
    """Words that many schools' names have."""
    generic = word_set("names", "generic_first") | word_set("names", "generic")
    return generic | _LITTLE | {"infants", "juniors", "junior"}


@lru_cache(maxsize=1024)
def _distinctive(name: str) -> frozenset[str]:
    """The words of a school's name that are its own, without accents and initial mutations."""
    words = _ALPHANUMERIC.findall(fold(name).replace("'", "").replace("-", " "))
    own = [w for w in words if w not in not_its_own()]
    return frozenset(_FIRST.sub("", w) for w in own or words)


def same_school(one: str, other: str) -> bool:
    """Whether two written names can be one school's: the words of the shorter, generic ones apart, in the longer."""
    a, b = _distinctive(one), _distinctive(other)
    return bool(a and b) and (a <= b or b <= a)


def schools_named(lines: Iterable[str]) -> list[str]:
    """The schools that a signature or sender's name shows."""
    return [n.text for line in lines for n in find_names(line) if n.kind is NameKind.SCHOOL]


def with_sides(statements: Sequence[Statement], own: Side | None, own_names: Sequence[str]) -> list[Statement]:
    """One staff member's statements with the open schools settled; those that nothing settles are dropped."""
    open_ = [s for s in statements if s.concept is Concept.SCHOOL and s.side is None and s.value]
    told = [s for s in statements if s.concept is Concept.SCHOOL and s.side is not None]
    if not open_:
        return [s for s in statements if s.concept is not Concept.SCHOOL or s.side is not None]
    left: list[Statement] = []
    for statement in open_:
        known = next((s for s in told if s.value and same_school(s.value, statement.value)), None)
        if known is not None:
            told.append(replace(statement, side=known.side))
            continue
        if own is not None and any(same_school(name, statement.value) for name in own_names):
            told.append(replace(statement, side=own, certain_side=True))
        else:
            left.append(statement)
    told += _of_their_accounts(left, told, statements) or (
        _with_kept(left, told, own, bool(own_names))
        if any(map(is_kept_at, left))
        else _opposite(left, told, None if _two_accounts_open(statements) else own)
    )
    rest = [s for s in statements if s.concept is not Concept.SCHOOL]
    return [_with_school(s, told) if s.beside and not s.certain_side else s for s in rest] + told


def _with_school(number: Statement, told: Sequence[Statement]) -> Statement:
    """A number that stands beside a school goes with it, once that is settled."""
    sides = {s.side for s in told if s.value and same_school(s.value, number.beside)}
    return replace(number, side=sides.pop(), certain_side=True) if len(sides) == 1 else number


def _of_their_accounts(
    left: Sequence[Statement], told: Sequence[Statement], statements: Sequence[Statement]
) -> list[Statement]:
    """Open schools with the sides of the two accounts that are told to be at them, where no other school has those."""
    accounts = [s for s in statements if s.concept is Concept.USERNAME and s.beside and s.side]
    if {s.side for s in accounts} != {Side.FORMER, Side.NEW}:
        return []
    settled: list[Statement] = []
    for school in left:
        sides = {s.side for s in accounts if same_school(s.beside, school.value)}
        if len(sides) == 1 and not any(t.side in sides and t.value for t in told):
            settled.append(replace(school, side=sides.pop()))
    return settled


def _two_accounts_open(statements: Sequence[Statement]) -> bool:
    """Whether two accounts are at two schools and no word tells which either is: no school is the writer's."""
    accounts = [s for s in statements if s.concept is Concept.USERNAME and s.value and s.beside]
    told = any(s.certain_side for s in accounts)
    return (
        not told and len({s.value for s in accounts}) == 2 and not same_school(accounts[0].beside, accounts[-1].beside)
    )


def is_kept_at(statement: Statement) -> bool:
    """Whether the sentence says that an account is to be kept, or used, at the school that is stated, or beside it."""
    evidence = fold(statement.evidence)
    school = fold(statement.value if statement.concept is Concept.SCHOOL else statement.beside)
    start = evidence.find(school) if school else -1
    return start >= 0 and kept_at(evidence, start)


def _with_kept(
    left: Sequence[Statement], told: Sequence[Statement], own: Side | None, own_told: bool
) -> list[Statement]:
    """The school at which an account is to be kept, and that of which its owner is said to be.

    It is the one joined where the one left is told, is the signature's (``own_told``) of a headteacher, or is whose the
    leaver is (``Nia Evans of X to keep her account at Y``). Where no other school is known, it is stated of no side.
    """
    kept = [s for s in left if is_kept_at(s)]
    others = [s for s in left if not any(same_school(s.value, k.value) for k in kept)]
    if any(not same_school(kept[0].value, s.value) for s in kept):
        return []
    taken = {s.side for s in told if s.value}
    if len(taken) == 1:
        side = Side.NEW if Side.FORMER in taken else Side.FORMER
    elif taken or own is None or not (own_told or others):
        return []
    else:
        side = Side.NEW if own is Side.FORMER or not own_told else Side.FORMER
    settled = [replace(s, side=side) for s in kept]
    if not taken and all(same_school(others[0].value, s.value) for s in others[1:]):
        other = Side.FORMER if side is Side.NEW else Side.NEW
        settled += [replace(s, side=other) for s in others]
    return settled


def _opposite(left: list[Statement], told: Sequence[Statement], own: Side | None) -> list[Statement]:
    if not left or any(not same_school(left[0].value, s.value) for s in left[1:]):
        return []
    taken = {s.side for s in told if s.value and s.certain_side}
    if len(taken) == 1:
        side = Side.NEW if Side.FORMER in taken else Side.FORMER
    elif not taken and own is not None:
        side = own
    else:
        return []
    return [replace(s, side=side) for s in left if not any(t.side is side and t.weight > s.weight for t in told)]
