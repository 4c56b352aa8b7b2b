"""Which staff members a mail is about: their names in prose, and which statement belongs to whom.

A table or list says itself whose row is whose; in prose a new name with its own username begins a new person. What is
said once about the school or the record holds for everybody. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.people.belonging import Naming
from hwb_mailbot.reading.people.bystanders import Bystanders
from hwb_mailbot.reading.people.leavers import listed, told_apart
from hwb_mailbot.reading.people.own_names import own_name
from hwb_mailbot.reading.people.people_named import Candidate, candidates, same_person
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.statements import LABELLED, PROSE, SUBJECT, Statement
from hwb_mailbot.reading.terms.usernames import makes_username, words_of
from hwb_mailbot.reading.text import fold, unwrapped
from hwb_mailbot.reading.words import pattern


def with_names(
    statements: list[Statement],
    passages: Sequence[Passage],
    subject: str,
    writer: Writer,
    from_name: str,
    beside: Bystanders,
) -> list[Statement]:
    """The statements with the staff members' names found in prose added, and numbered by person.

    ``beside`` are those named who are none.
    """
    names = [s for s in statements if s.concept in (Concept.NAME, Concept.SURNAME) and s.value]
    if len(names) == 1 and names[0].where == "quote" and writer is not Writer.STAFF:
        return _called_in_full(statements, names[0], candidates(passages, subject, from_name, ()))
    if names:
        return _by_blocks(statements)
    if writer is Writer.STAFF:
        together = listed(statements, passages, accounts=True)
        if together is not None:
            return together
        stated = own_name(passages, from_name)
        return [*statements, stated] if stated else statements
    usernames = [s.value for s in statements if s.concept is Concept.USERNAME and s.value]
    named = [c for c in candidates(passages, subject, from_name, usernames) if not beside.has(c.name)]
    if not named:
        return statements
    if writer is Writer.UNKNOWN and named[0].score < 6:
        return statements
    matched = [c for c in named if c.score >= 7 and c.where != "subject"]
    if writer is Writer.HEAD:
        statements = _each_former(statements, [c.name for c in matched])
        apart = told_apart(statements, passages, [c.name for c in named if c.where != "subject"])
        if apart is not None:
            return apart
    if writer in (Writer.HEAD, Writer.COLLEAGUE):
        items = listed(statements, passages)
        if items is not None:
            return items
    former = {s.value for s in statements if s.concept is Concept.USERNAME and s.side is not Side.NEW and s.value}
    if writer is Writer.HEAD and len(former) >= 2 and len(matched) >= 2:
        return _apart(statements, passages, sorted(matched[: len(former)], key=lambda c: c.order))
    if writer is Writer.COLLEAGUE:
        movers = _one_account_each(statements, [c for c in named if c.where != "subject"])
        if movers:
            return _apart(statements, passages, movers)
    best = named[0]
    others = [c.name for c in matched if not same_person(c.name, best.name)]
    statements = [s for s in statements if not any(_owns(n, s) for n in others) or _owns(best.name, s)]
    weight = SUBJECT if best.where == "subject" else PROSE
    return [*statements, Statement(Concept.NAME, None, best.name, best.evidence, best.where, weight, best.order)]


def _apart(statements: list[Statement], passages: Sequence[Passage], people: Sequence[Candidate]) -> list[Statement]:
    """The statements with those of each of several people behind their name."""
    added = [Statement(Concept.NAME, None, c.name, c.evidence, c.where, LABELLED, c.order) for c in people]
    texts = [(p.order * 10_000, fold(unwrapped(p.text[:8000]))) for p in passages]
    return _by_blocks(statements + added, Naming(texts, [c.name for c in people], statements))


def _called_in_full(statements: list[Statement], adopted: Statement, named: Sequence[Candidate]) -> list[Statement]:
    """The writer of a mail that is adopted is called as the sender calls them, where that says more."""
    fuller = [
        c for c in named
        if same_person(c.name, adopted.value) and len(words_of(c.name)) > len(words_of(adopted.value))
        and all(len(word) > 2 or word in ("ap", "ab") for word in words_of(c.name))
    ]  # fmt: skip
    if not fuller:
        return statements
    told = replace(adopted, value=fuller[0].name, evidence=fuller[0].evidence, where=fuller[0].where)
    return [told if s is adopted else s for s in statements]


def _each_former(statements: list[Statement], names: Sequence[str]) -> list[Statement]:
    """A headteacher's leavers with one account each: those are the former ones, whatever stands beside them."""
    every = [s for s in statements if s.concept is Concept.USERNAME and s.value]
    if len({s.value for s in every}) == 1 and all(s.weight < LABELLED and not _called_new(s) for s in every):
        return [replace(s, side=Side.FORMER, certain_side=True) if s in every else s for s in statements]
    owned = [{s.value for s in statements if _owns(name, s)} for name in names]
    one_each = [next(iter(mine)) for mine in owned if len(mine) == 1]
    if len(one_each) < 2 or len(set(one_each)) < len(one_each) or any(len(mine) > 1 for mine in owned):
        return statements
    return [
        replace(s, side=Side.FORMER, certain_side=True) if s.concept is Concept.USERNAME and s.value in one_each else s
        for s in statements
    ]


def _one_account_each(statements: Sequence[Statement], named: Sequence[Candidate]) -> list[Candidate]:
    """Several movers for whom a colleague writes, in order, where each new account is of one of them; else nobody."""
    accounts = {s.value for s in statements if s.concept is Concept.USERNAME and s.value}
    if len(accounts) < 2 or any(s.concept is Concept.USERNAME and s.side is not Side.NEW for s in statements):
        return []
    owners: dict[str, Candidate] = {}
    for account in accounts:
        mine = [c for c in named if makes_username(c.name, account)]
        if not mine or any(not same_person(c.name, mine[0].name) for c in mine):
            return []
        owners[account] = mine[0]
    movers = sorted(owners.values(), key=lambda c: c.order)
    return movers if len({c.name for c in movers}) == len(accounts) else []


_NEW_ACCOUNT = re.compile(r"(?<!\w)(?:new|now|current\w*|there|newydd|bellach|nawr|rwan|presennol|bresennol|yno)(?!\w)")


_WHERE_IT_IS = re.compile(r"(?<!\w)(?:where|lle|ble)(?!\w)(?![^.;]*(?<!\w)(?:was|were|had|used|oedd|roedd)(?!\w))")
"""``has since joined Dôl Wen, where her account is ab1``."""


def _called_new(statement: Statement) -> bool:
    """Whether the words before a username may call it the new one, or its sentence does not hold it."""
    told = fold(statement.evidence)
    at = told.find(statement.value)
    if statement.side is Side.NEW and at > 0 and _WHERE_IT_IS.search(told[max(0, at - 60) : at]):
        return True
    return at < 0 or bool(_NEW_ACCOUNT.search(told[max(0, at - 60) : at + len(statement.value) + 20]))


def _by_blocks(statements: list[Statement], naming: Naming | None = None) -> list[Statement]:
    """Number the statements by person where several labelled names begin blocks of their own.

    ``naming`` tells whose a statement in a sentence is, where the names stand in sentences too.
    """
    if any(s.person for s in statements):
        return statements
    names = sorted((s for s in statements if s.concept is Concept.NAME and s.weight >= LABELLED), key=lambda s: s.order)
    distinct: list[Statement] = []
    for statement in names:
        if not any(same_person(statement.value, known.value) for known in distinct):
            distinct.append(statement)
    if len(distinct) < 2:
        return statements
    starts = [s.order for s in distinct]
    former = [s for s in statements if s.concept is Concept.USERNAME and s.side is not Side.NEW]
    if len({s.value for s in former}) < 2 and len(distinct) > 1 and not _each_has_own(statements, starts):
        others = [s.value for s in distinct[1:] if not same_person(s.value, distinct[0].value)]
        return [
            s
            for s in statements
            if (s.concept is not Concept.NAME or s is distinct[0] or same_person(s.value, distinct[0].value))
            and (_owns(distinct[0].value, s) or not any(_owns(name, s) for name in others))
        ]
    numbered: list[Statement] = []
    if naming is not None:
        numbered = naming.numbered([s for s in statements if s.concept is not Concept.NAME])
        statements = [s for s in statements if s.concept is Concept.NAME]
    for statement in statements:
        owners = [n for n, s in enumerate(distinct, 1) if _owns(s.value, statement)]
        person = owners[0] if len(owners) == 1 else sum(1 for start in starts if start <= statement.order)
        numbered.append(replace(statement, person=person) if person else statement)
    shared: list[Statement] = []
    for concept, side in ((Concept.SCHOOL, Side.FORMER), (Concept.DFES, Side.FORMER), (Concept.LEAVING, Side.FORMER)):
        sides = (side,) if concept is Concept.SCHOOL else (side, None)
        every = [s for s in numbered if s.concept is concept and s.side in sides and s.person]
        for of_kind in ([s for s in every if s.value], [s for s in every if not s.value]):
            if concept is Concept.LEAVING:
                of_kind = [s for s in of_kind if _of_everybody(s, distinct)]
            same = len({(s.value, s.confirmed if not s.value else None) for s in of_kind}) == 1
            if same and len({s.person for s in of_kind}) < len(distinct):
                shared.extend(replace(s, person=0) for s in of_kind)
    return [
        s
        for s in numbered
        if not any(s.value == t.value and s.concept is t.concept and s.order == t.order for t in shared)
    ] + shared


def _owns(name: str, statement: Statement) -> bool:
    """Whether the statement is of an account whose username is made of the name, wherever it stands."""
    return statement.concept is Concept.USERNAME and bool(statement.value) and makes_username(name, statement.value)


def _of_everybody(statement: Statement, names: Sequence[Statement]) -> bool:
    """Whether a leaving date told once can be everybody's: ``both left on …``, or told apart from any one person.

    What the item of one of them says is that one's, with a date or without: ``2) Nia Wyn. It is not on SIMS yet.``
    """
    told_with = [s for s in names if s.order // 10_000 == statement.order // 10_000]
    told = fold(statement.evidence)
    of_all = bool(_OF_ALL.search(told))
    if statement.weight < LABELLED:
        if _OF_ONE.search(told) or _OWN_DATE.search(told):
            return False
        if not of_all and _names_one(told, names):
            return False
    if statement.confirmed is not None and not statement.value:
        return len(told_with) != 1 or of_all
    return not told_with or bool(pattern("prose", "everybody").search(told))


def _names_one(told: str, names: Sequence[Statement]) -> bool:
    """Whether folded words name exactly one of the people."""
    words = set(_WORDS.findall(told))
    ends = [fold(s.value).split() for s in names]
    return sum(not words.isdisjoint((parts[0], parts[-1])) for parts in ends) == 1


_WORDS = re.compile(r"[^\W\d_]+")
_OF_ONE = re.compile(r"'s (?:\w+ )?(?:leaving|end|last|finish\w*) (?:dates?|days?)(?!\w)")
"""``Mr Pugh's leaving date``, whatever else the sentence says of both."""
_OWN_DATE = re.compile(
    r"(?<!\w)(?:his|her) (?:leaving|end|last) (?:date|day)(?!\w)"
    r"|(?<!\w)ei (?:d?dyddiad|diwrnod) (?:gadael|gadal|gorffen|olaf|ymadael)(?! (?:nhw|ill))(?!\w)"
)
_OF_ALL = re.compile(
    r"(?<!\w)(?:dates|days|both|all|each|every\w*|they|their|them|neither|none|dyddiadau|ddyddiadau|ddau|ddwy|dau|dwy|pawb"
    r"|i gyd|nhw|eu|iddynt|iddyn|neb|yr un)(?!\w)"
)


def _each_has_own(statements: list[Statement], starts: list[int]) -> bool:
    counts = [0] * len(starts)
    for statement in statements:
        if statement.concept is Concept.NAME:
            continue
        person = sum(1 for start in starts if start <= statement.order)
        if person:
            counts[person - 1] += 1
    return all(count >= 2 for count in counts)
