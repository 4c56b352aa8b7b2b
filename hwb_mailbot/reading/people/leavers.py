"""Several leavers in running text: the facts they share told once, then each by forename only.

``Hedd Parfitt and Mali Wynter both left … Hedd, username …, is now at …. Mali has gone to ….`` What stands after a
forename is that person's, what stands after both names or ``both`` is everybody's, and a username made of a name is its
owner's wherever it stands. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.people.belonging import AND, EVERYBODY, Naming, forename, places
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.names import NameKind, find_names, without_title
from hwb_mailbot.reading.terms.statements import LABELLED, Statement
from hwb_mailbot.reading.terms.usernames import makes_username
from hwb_mailbot.reading.text import fold, unwrapped

_MOST_PEOPLE = 6


def told_apart(
    statements: Sequence[Statement], passages: Sequence[Passage], names: Sequence[str]
) -> list[Statement] | None:
    """The statements numbered by leaver, with their names; ``None`` unless names told together are then told apart."""
    texts = [(p.order * 10_000, fold(unwrapped(p.text[:8000]))) for p in passages]
    people = _together(texts, names)
    if not people:
        return None
    naming = Naming(texts, people, statements)
    numbered = naming.numbered(statements)
    for number in range(1, len(people) + 1):
        if not any(s.person == number and s.concept in (Concept.USERNAME, Concept.SCHOOL) for s in numbered):
            return None
    where = {person: order for order, people in naming.groups[:1] for person in people if naming.in_order}
    where |= {person: order for order, person in reversed(naming.anchors) if person > 0}
    if len(where) < len(people):
        return None  # somebody is named beside the others alone
    for number, name in enumerate(people, 1):
        passage = max((p for p in passages if p.order * 10_000 <= where[number]), key=lambda p: p.order)
        evidence = passage.text.strip()[:300]
        numbered.append(Statement(Concept.NAME, None, name, evidence, passage.where, LABELLED, where[number], number))
    return numbered


def listed(
    statements: Sequence[Statement], passages: Sequence[Passage], *, accounts: bool = False
) -> list[Statement] | None:
    """The statements numbered by the items of a list that each begin with somebody's full name; ``None`` without one.

    ``- Siwan Haf Coles, sydd nawr yn …``: what an item tells is its person's, what stands outside is everybody's. With
    ``accounts`` every item tells a username made of its name, as those of two movers who write together do.
    """
    heads: dict[int, tuple[str, Passage]] = {}
    for passage in passages:
        first = next(iter(find_names(passage.text[:80])), None)
        if (
            first is None
            or first.start > (4 if _AND_LAST.match(passage.text) else 1)
            or first.kind is NameKind.SCHOOL
            or " " not in without_title(first.text)
        ):
            continue
        if not _ITEM.match(passage.text, first.end) or not _tells(statements, passage):
            continue
        if accounts and not any(
            _passage_of(s) == passage.order and s.concept is Concept.USERNAME and makes_username(first.text, s.value)
            for s in statements
        ):
            continue
        heads[passage.order] = (without_title(first.text), passage)
    names = {fold(name) for name, _ in heads.values()}
    if not 2 <= len(names) <= _MOST_PEOPLE or len(names) < len(heads):
        return None
    numbers = {order: number for number, order in enumerate(sorted(heads), 1)}
    numbered = [replace(s, person=numbers.get(_passage_of(s), EVERYBODY)) for s in statements]
    for order, (name, passage) in heads.items():
        evidence = passage.text.strip()[:300]
        numbered.append(
            Statement(Concept.NAME, None, name, evidence, passage.where, LABELLED, order * 10_000, numbers[order])
        )
    return numbered


_AND_LAST = re.compile(r"(?:and|a|ac)\s(?=[A-Z])")
"""Before the last item of a list in one sentence."""
_ITEM = re.compile(r"\s?(?:[,(:;–—-]|(?:who|sydd|has|is|was|went|left|moved|now|aeth|a)\s)")


def _passage_of(statement: Statement) -> int:
    return statement.order // 10_000


def _tells(statements: Sequence[Statement], passage: Passage) -> bool:
    return any(
        _passage_of(s) == passage.order and s.concept in (Concept.USERNAME, Concept.SCHOOL, Concept.LEAVING)
        for s in statements
    )


def _together(texts: Sequence[tuple[int, str]], names: Sequence[str]) -> list[str]:
    """The full names that stand side by side: ``A and B``, ``A, B and C``."""
    full = [name for name in names if len(name.split()) > 1][:_MOST_PEOPLE]
    for _, text in texts:
        spans = sorted((start, end, name) for name in full for start, end in places(fold(name), text))
        group: list[tuple[int, int, str]] = []
        for span in spans:
            if group and AND.fullmatch(text[group[-1][1] : span[0]]):
                group.append(span)
            elif len(group) > 1:
                break
            else:
                group = [span]
        found = list(dict.fromkeys(name for _, _, name in group))
        forenames = {forename(name) for name in found}
        if len(found) > 1 and len(forenames) == len(found):
            return found
    return []
