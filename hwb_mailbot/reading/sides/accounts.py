"""Whose account a stated value is of, by the mail as a whole: the writer's own, the one to be moved, the one corrected.

What nothing settles is left as it was. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hwb_mailbot.reading.message.material import Material
from hwb_mailbot.reading.people.perspective import Perspective, Writer
from hwb_mailbot.reading.sides.schools import is_kept_at, same_school
from hwb_mailbot.reading.sides.writing_from import writes_from
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.names import find_names
from hwb_mailbot.reading.terms.statements import PROSE, SIDED, Statement
from hwb_mailbot.reading.terms.usernames import alike
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern


def beside_school(statements: list[Statement], *, by_head: bool = False) -> list[Statement]:
    """A number told with a school's name is of that school's side, wherever that side is told: ``… is Y's number``.

    ``by_head`` where a headteacher writes: a clause of its own that tells where the leaver is now tells no number.
    """
    schools = [s for s in statements if s.concept is Concept.SCHOOL and s.side and s.certain_side and s.value]
    settled: list[Statement] = []
    for statement in statements:
        if statement.concept is Concept.DFES and statement.value and not statement.certain_side:
            evidence = _without_whereabouts(statement) if by_head else statement.evidence
            named = [re.sub(r"['’]s$", "", n.text) for n in find_names(evidence)]
            sides = {s.side for s in schools for name in named if same_school(name, s.value)}
            if len(sides) == 1:
                statement = replace(statement, side=sides.pop(), certain_side=True)
        settled.append(statement)
    return settled


_NEXT_CLAUSE = re.compile(r"[,;]\s(?:(?:and|but|ac?|ond)\s)?|\s(?:and|but|ac|ond)\s|\.\s")
_WHEREABOUTS = re.compile(
    r"(?<!\w)(?:(?:she|he|they)(?:'s|'re|'ve| is| are| has| have| now)|(?:mae|ma|m[ae]'|aeth|symudodd|dechreuodd)"
    r"'? ?(?:hi|o|e|fo|fe|ef|nhw)(?:'n|'r| yn| wedi| nawr| rwan| bellach)?)(?!\w)"
)
"""Of a clause: it tells where somebody is, or has gone."""


def _without_whereabouts(statement: Statement) -> str:
    """The sentence of a number without the clauses behind it that tell where somebody is now."""
    folded = fold(statement.evidence)
    digits = re.search(r"\W?".join(statement.value), folded)
    if digits is None:
        return statement.evidence
    borders = [found.start() for found in _NEXT_CLAUSE.finditer(folded, digits.end())] + [len(folded)]
    kept = statement.evidence[: borders[0]]
    for start, end in pairwise(borders):
        if not _WHEREABOUTS.search(folded, start, end):
            kept += statement.evidence[start:end]
    return kept


def only_former(statements: Sequence[Statement]) -> bool:
    """Whether a mail tells of the former account alone, as a transfer request does (R6)."""
    told = {(s.concept, s.side) for s in statements if s.value and s.side and s.certain_side}
    new = {(Concept.SCHOOL, Side.NEW), (Concept.DFES, Side.NEW)}
    details = any(s.concept in (Concept.CODE, Concept.EMPLOYEE) for s in statements)
    return (
        bool(told & {(Concept.USERNAME, Side.FORMER), (Concept.DFES, Side.FORMER)}) and not details and not told & new
    )


def of_that_account(statement: Statement) -> Statement:
    """*The* number and *the* school beside a former account are its own; *my* and *our* ones need not be."""
    open_ = statement.concept in (Concept.SCHOOL, Concept.DFES) and statement.value
    certain = statement.side is not None and statement.certain_side
    if not open_ or certain or is_kept_at(statement) or pattern("sides", "mine").search(fold(statement.evidence)):
        return statement
    return replace(statement, side=Side.FORMER, certain_side=True)


def asks_for_own(material: Material, plain: str, perspective: Perspective, statements: Sequence[Statement]) -> bool:
    """Whether somebody who writes from a Hwb account wants another one, a former one, moved."""
    former = any(
        s.side is Side.FORMER and s.value and s.concept in (Concept.USERNAME, Concept.DFES) for s in statements
    )
    wants = pattern("perspective", "consolidate").search(fold(f"{material.subject}\n{plain}"))
    return former and bool(wants and _own_account(material)) and not perspective.authorises and perspective.head <= 0


def _own_account(material: Material) -> str:
    """The username that the sender's address shows, or nothing."""
    local = material.from_address.rpartition("@")[0].lower()
    return local if re.fullmatch(r"[a-z][a-z'.-]{1,}\d{1,4}", local) else ""


def names_own_account(material: Material, text: str) -> bool:
    """Whether the sender writes of the account that the mail comes from, by its name or as that account."""
    own = _own_account(material)
    return bool(own) and (any(found.value == own for found in find_usernames(text)) or writes_from(fold(text)))


def own_accounts(
    statements: list[Statement], perspective: Perspective, folded: str, material: Material
) -> list[Statement]:
    """The account a staff member writes from is the new one, unless they call it the old one (R6, R7).

    Another account, of which nothing tells the side, is then the former; so is the one they ask to have transferred.
    """
    own = _own_account(material)
    if perspective.writer is not Writer.STAFF:
        return statements
    side = Side.FORMER if pattern("prose", "writing_from_old").search(folded) else Side.NEW
    other = Side.NEW if side is Side.FORMER else Side.FORMER
    placed: list[Statement] = []
    for statement in statements:
        if statement.concept is Concept.USERNAME and statement.value and own:
            if statement.value == own and (not statement.certain_side or statement.side is side):
                statement = replace(statement, side=side, certain_side=True)
            elif (
                statement.value != own
                and not statement.certain_side
                and (
                    _transferred(statement, folded)
                    or (alike(statement.value, own) and not tells_staff_details(statements))
                )
            ):
                statement = replace(statement, side=other, certain_side=True)
        placed.append(statement)
    placed = _not_two_new(_other_of_two(placed, own, other), own, side)
    placed = _as_bracketed(_turned(placed, own, side, other), own)
    placed = _neither_of_two(_the_other_one(placed))
    placed = [_with_account(_where_that_is(s, placed), placed) for s in placed]
    told = any(s.concept is Concept.USERNAME and s.value == own and s.certain_side for s in placed)
    if own and writes_from(folded) and not told:
        placed.append(Statement(Concept.USERNAME, side, own, material.from_address, "from", PROSE, 0))
    return placed


_INTO = r"[^.;?]{{0,60}}?(?<!\w)(?:into|onto|to|i mewn i|i)\s(?:\w+\s){{0,2}}"
_SIDES_TOLD = re.compile(
    r"(?<!\w)(?:old|new|former|previous|current|hen|newydd|blaenorol|flaenorol|[bp]resennol)(?!\w)"
)


def _turned(statements: list[Statement], own: str, side: Side, other: Side) -> list[Statement]:
    """``Merge ab22 into ab1`` from ab22: the one to be kept is named last, though the old one mostly is named first."""
    values = {s.value for s in statements if s.concept is Concept.USERNAME and s.value} - {own}
    second = next(iter(values), "") if own and len(values) == 1 else ""
    if not second or not alike(second, own):
        return statements
    into = re.compile(rf"(?<!\w){re.escape(own)}(?!\w){_INTO.format()}{re.escape(second)}(?!\w)")
    told = [fold(s.evidence) for s in statements if s.concept is Concept.USERNAME and s.weight == PROSE]
    if not any(into.search(text) and not _SIDES_TOLD.search(text) for text in told):
        return statements
    return [
        replace(s, side=side if s.value == own else other, certain_side=True)
        if s.concept is Concept.USERNAME and s.value and not s.problem
        else s
        for s in statements
    ]


def _as_bracketed(statements: list[Statement], own: str) -> list[Statement]:
    """What stands in brackets behind an account goes with it, once that is settled by whose mail it is."""
    told = {s.value: s.side for s in statements if s.concept is Concept.USERNAME and s.value and s.certain_side}
    if own not in told:
        return statements
    return [
        replace(s, side=told[s.account], certain_side=True)
        if s.account in told and s.concept in (Concept.SCHOOL, Concept.DFES)
        else s
        for s in statements
    ]


def _neither_of_two(statements: list[Statement]) -> list[Statement]:
    """Two accounts of one name, of neither of which a word tells which it is: neither is stated."""
    accounts = [s for s in statements if s.concept is Concept.USERNAME and s.value]
    open_ = {s.value for s in accounts} - {s.value for s in accounts if s.certain_side}
    if len(open_) != 2 or not alike(*open_) or any(s.weight > PROSE or s.beside for s in accounts):
        return statements
    return [s for s in statements if s.concept is not Concept.USERNAME or s.value not in open_]


def _initial(username: str) -> str:
    """The forename's letter that a username ends with, which a new surname does not change."""
    return username.rstrip("0123456789")[-1:]


def _not_two_new(statements: list[Statement], own: str, side: Side) -> list[Statement]:
    """Nobody has two accounts of one side: a second one of theirs, told of in a sentence, is of the other."""
    accounts = [s for s in statements if s.concept is Concept.USERNAME and s.value]
    others = {s.value for s in accounts if s.value != own and s.weight == PROSE and alike(s.value, own)}
    taken = {s.side for s in accounts if s.value not in others}
    if taken != {side} or len(others) != 1 or not any(s.side is side for s in accounts if s.value in others):
        return statements
    other = Side.NEW if side is Side.FORMER else Side.FORMER
    return [
        replace(s, side=other) if s.concept is Concept.USERNAME and s.value in others and not s.problem else s
        for s in statements
    ]


def _the_other_one(statements: list[Statement]) -> list[Statement]:
    """Of two accounts of one name, one told as the new one, the other is the old one, though no word tells it."""
    accounts = [s for s in statements if s.concept is Concept.USERNAME and s.value and not s.problem]
    new = {s.value for s in accounts if s.side is Side.NEW and s.certain_side}
    open_ = {s.value for s in accounts} - {s.value for s in accounts if s.certain_side}
    if len(new) != 1 or len(open_) != 1 or not alike(*new, *open_) or len({s.value for s in accounts}) != 2:
        return statements
    return [
        replace(s, side=Side.FORMER, certain_side=True) if s in accounts and s.value in open_ else s for s in statements
    ]


def _other_of_two(statements: list[Statement], own: str, other: Side) -> list[Statement]:
    """Of two accounts, one of them the writer's own, the other is of the other side unless its words say whose."""
    values = {s.value for s in statements if s.concept is Concept.USERNAME and s.value}
    if len(values) != 2 or own not in values or len({_initial(value) for value in values}) > 1:
        return statements
    return [
        replace(s, side=other, certain_side=True)
        if s.concept is Concept.USERNAME and s.value not in ("", own) and not s.certain_side
        else s
        for s in statements
    ]


_THAT_IS_AT = re.compile(
    r"\W*(?:that|it|this|which|hwnnw|honno)(?:'s| is| was)(?: \w+)? (?:at|in|with)\s"
    r"|\W*(?:roedd|mae) (?:hwnnw|honno|o|e|hi|hwn|hon)(?:'n| yn| yng| ym)\s"
)


def _where_that_is(statement: Statement, statements: Sequence[Statement]) -> Statement:
    """``That's at Y`` says where the account named just before is."""
    if statement.concept not in (Concept.SCHOOL, Concept.DFES) or not _THAT_IS_AT.match(fold(statement.evidence)):
        return statement
    before = [s for s in statements if s.concept is Concept.USERNAME and s.order < statement.order and s.certain_side]
    if not before:
        return statement
    return replace(statement, side=max(before, key=lambda s: s.order).side, certain_side=True)


def _with_account(statement: Statement, statements: Sequence[Statement]) -> Statement:
    """An open school or number told in one breath with one account is of that account's side."""
    if statement.concept not in (Concept.SCHOOL, Concept.DFES) or statement.certain_side or statement.own:
        return statement
    beside = [s for s in statements if s.concept is Concept.USERNAME and s.value and s.evidence == statement.evidence]
    sides = {s.side if s.certain_side else None for s in beside}
    if sides != {Side.FORMER} or is_kept_at(statement) or pattern("sides", "mine").search(fold(statement.evidence)):
        return statement
    return replace(statement, side=Side.FORMER, certain_side=True)


def _transferred(statement: Statement, folded: str) -> bool:
    """Whether the account is what the mail asks to transfer: ``transfer X to me``, ``drosglwyddo X``."""
    return any(
        re.match(rf"\W{{1,3}}(?:\w+\W{{1,2}}){{0,4}}{re.escape(statement.value)}(?!\w)", folded[found.end() :])
        for found in pattern("prose", "transfer").finditer(folded)
    )


def tells_staff_details(statements: Sequence[Statement]) -> bool:
    return any(s.concept in (Concept.CODE, Concept.EMPLOYEE) and s.side is not Side.FORMER for s in statements)


def tells_of_record(statements: Sequence[Statement]) -> bool:
    """Whether somebody speaks of a leaver's MIS record, as only the former school does."""
    return any(s.concept is Concept.LEAVING and s.confirmed is not None for s in statements)


def existing_account(statements: list[Statement], perspective: Perspective) -> list[Statement]:
    """R2a: the new school writes with one username and both DfES numbers; the username is the existing account's."""
    numbers = {s.side for s in statements if s.concept is Concept.DFES and s.value and s.certain_side}
    usernames = {s.value for s in statements if s.concept is Concept.USERNAME and s.value}
    details = any(s.concept in (Concept.CODE, Concept.EMPLOYEE) for s in statements)
    if perspective.writer is Writer.HEAD or numbers != {Side.FORMER, Side.NEW} or len(usernames) != 1 or details:
        return statements
    return [
        replace(s, side=Side.FORMER) if s.concept is Concept.USERNAME and not (s.side and s.certain_side) else s
        for s in statements
    ]


def moved_apart(statements: list[Statement]) -> list[Statement]:
    """Uncertain sides give way: a value certain on one side is not stated again, uncertainly, on the other."""
    certain = {(s.concept, fold(s.value)) for s in statements if s.certain_side and s.value}
    return [
        s
        for s in statements
        if s.certain_side or s.side is None or s.concept not in SIDED or (s.concept, fold(s.value)) not in certain
    ]
