"""Several leavers in running text: the facts they share told once, then each by forename only.

``Hedd Parfitt and Mali Wynter both left … Hedd, username …, is now at …. Mali has gone to ….`` What stands after a
forename is that person's, what stands after both names or ``both`` is everybody's, and a username made of a name is its
owner's wherever it stands. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwb_mailbot.reading.labels import Concept
from hwb_mailbot.reading.layout import Passage
from hwb_mailbot.reading.names import NameKind, find_names, without_title
from hwb_mailbot.reading.statements import LABELLED, Statement
from hwb_mailbot.reading.text import fold, unwrapped
from hwb_mailbot.reading.usernames import makes_username
from hwb_mailbot.reading.words import pattern

_TITLE = r"(?:(?:mr|mrs|miss|ms|dr)\.?\s)"
_WORD_LETTER = re.compile(r"\w")
_AND = re.compile(
    r"(?:\s?\([^()]{2,40}\))?"
    rf"\s*(?:,|&|/|,?\s(?:and|a|ac|a'r|ynghyd a|as well as|together with))\s*(?:also\s)?{_TITLE}?"
)
_MOST_PEOPLE = 6
_EVERYBODY = 0


def told_apart(
    statements: Sequence[Statement], passages: Sequence[Passage], names: Sequence[str]
) -> list[Statement] | None:
    """The statements numbered by leaver, with their names; ``None`` unless names told together are then told apart."""
    texts = [(p, fold(unwrapped(p.text[:8000]))) for p in passages]
    people = _together(texts, names)
    if not people:
        return None
    anchors = sorted(a for passage, text in texts for a in _anchors(passage, text, people))
    numbered = [replace(s, person=_whose(s, anchors, people)) for s in statements]
    for number in range(1, len(people) + 1):
        if not any(s.person == number and s.concept in (Concept.USERNAME, Concept.SCHOOL) for s in numbered):
            return None
    where = {person: order for order, person in reversed(anchors) if person}
    if len(where) < len(people):
        return None  # somebody is named beside the others alone
    for number, name in enumerate(people, 1):
        passage = max((p for p in passages if p.order * 10_000 <= where[number]), key=lambda p: p.order)
        evidence = passage.text.strip()[:300]
        numbered.append(Statement(Concept.NAME, None, name, evidence, passage.where, LABELLED, where[number], number))
    return numbered


def listed(statements: Sequence[Statement], passages: Sequence[Passage]) -> list[Statement] | None:
    """The statements numbered by the items of a list that each begin with somebody's full name; ``None`` without one.

    ``- Siwan Haf Coles, sydd nawr yn …``: what an item tells is its person's, what stands outside is everybody's.
    """
    heads: dict[int, tuple[str, Passage]] = {}
    for passage in passages:
        first = next(iter(find_names(passage.text[:80])), None)
        if first is None or first.start > 1 or first.kind is NameKind.SCHOOL or " " not in without_title(first.text):
            continue
        if not _ITEM.match(passage.text, first.end) or not _tells(statements, passage):
            continue
        heads[passage.order] = (without_title(first.text), passage)
    names = {fold(name) for name, _ in heads.values()}
    if not 2 <= len(names) <= _MOST_PEOPLE or len(names) < len(heads):
        return None
    numbers = {order: number for number, order in enumerate(sorted(heads), 1)}
    numbered = [replace(s, person=numbers.get(_passage_of(s), _EVERYBODY)) for s in statements]
    for order, (name, passage) in heads.items():
        evidence = passage.text.strip()[:300]
        numbered.append(
            Statement(Concept.NAME, None, name, evidence, passage.where, LABELLED, order * 10_000, numbers[order])
        )
    return numbered


_ITEM = re.compile(r"\s?(?:[,(:;–—-]|(?:who|sydd|has|is|was|went|left|moved|now|aeth|a)\s)")


def _passage_of(statement: Statement) -> int:
    return statement.order // 10_000


def _tells(statements: Sequence[Statement], passage: Passage) -> bool:
    return any(
        _passage_of(s) == passage.order and s.concept in (Concept.USERNAME, Concept.SCHOOL, Concept.LEAVING)
        for s in statements
    )


def _together(texts: Sequence[tuple[Passage, str]], names: Sequence[str]) -> list[str]:
    """The full names that stand side by side: ``A and B``, ``A, B and C``."""
    full = [name for name in names if len(name.split()) > 1][:_MOST_PEOPLE]
    for _, text in texts:
        spans = sorted((start, end, name) for name in full for start, end in _places(fold(name), text))
        group: list[tuple[int, int, str]] = []
        for span in spans:
            if group and _AND.fullmatch(text[group[-1][1] : span[0]]):
                group.append(span)
            elif len(group) > 1:
                break
            else:
                group = [span]
        found = list(dict.fromkeys(name for _, _, name in group))
        forenames = {_forename(name) for name in found}
        if len(found) > 1 and len(forenames) == len(found):
            return found
    return []


def _places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``words`` stand in ``text`` and are no part of a longer word."""
    start = text.find(words)
    while start != -1:
        end = start + len(words)
        alone = not (start and _WORD_LETTER.match(text, start - 1)) and not _WORD_LETTER.match(text, end)
        if alone:
            yield start, end
        start = text.find(words, end if alone else start + 1)


def _forename(name: str) -> str:
    return fold(without_title(name)).split()[0]


def _anchors(passage: Passage, text: str, people: Sequence[str]) -> list[tuple[int, int]]:
    """(order, person) of every place where somebody is named; side by side, or as ``both``, they are everybody."""
    spans: list[tuple[int, int, int]] = []
    for number, name in enumerate(people, 1):
        folded = fold(name)
        if not any(one in text for one in (folded, _forename(name), folded.split()[-1])):
            continue
        spoken_of = [re.escape(folded), re.escape(_forename(name)), _TITLE + re.escape(folded.split()[-1])]
        shape = rf"(?<!\w)(?:{'|'.join(spoken_of)})(?!\w)"
        spans += [(m.start(), m.end(), number) for m in re.finditer(shape, text)]
    spans += [(m.start(), m.end(), _EVERYBODY) for m in pattern("prose", "all_of_them").finditer(text)]
    spans.sort()
    base = passage.order * 10_000
    found: list[tuple[int, int]] = []
    for place, (start, _, person) in enumerate(spans):
        before = place > 0 and _AND.fullmatch(text[spans[place - 1][1] : start])
        after = place + 1 < len(spans) and _AND.fullmatch(text[spans[place][1] : spans[place + 1][0]])
        found.append((base + min(start, 9_999), _EVERYBODY if before or after else person))
    if all(person == _EVERYBODY for _, person in found):
        return [(order, _EVERYBODY) for order, _ in found]
    return found


def _whose(statement: Statement, anchors: Sequence[tuple[int, int]], people: Sequence[str]) -> int:
    if statement.concept is Concept.USERNAME and statement.value:
        owners = [n for n, name in enumerate(people, 1) if makes_username(name, statement.value)]
        if len(owners) == 1:
            return owners[0]
    before = [person for order, person in anchors if order <= statement.order]
    return before[-1] if before else _EVERYBODY
