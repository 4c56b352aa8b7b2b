"""Whose a detail told in a sentence is, where a mail speaks of several people.

A sentence's details are of the one whom it names, by name or by a username made of the name; of several, of the one
named just before. A sentence that names nobody speaks of the last named. Where that is not certain (``she`` after two
were named, ``they`` after one, ``he`` and ``she`` of the same name) it is of nobody. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.terms.statements import LABELLED, Statement
from hwb_mailbot.reading.terms.usernames import makes_username
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.words import pattern

EVERYBODY = 0
_NOBODY = -1
_TITLE = r"(?:(?:mr|mrs|miss|ms|dr)\.?\s)"
_WORD_LETTER = re.compile(r"\w")
AND = re.compile(
    r"(?:\s?\([^()]{2,40}\))?"
    rf"\s*(?:,|&|/|,?\s(?:and|a|ac|a'r|ynghyd a|as well as|together with))\s*(?:also\s)?{_TITLE}?"
)
"""Between two names side by side."""
IN_ORDER = re.compile(r"(?<!\w)(?:respectively|in (?:that|the same|this) order|yn y drefn (?:honno|hon|yna|yma))(?!\w)")
_HE = re.compile(
    r"(?<!\w)(?:he(?:'s|'ll|'d)?|him|his|fe|fo|ef|iddo|ganddo|(?:mae|ma|aeth|oedd|roedd|bydd|ydi|yw) [eo])(?!\w)"
)
_SHE = re.compile(r"(?<!\w)(?:she(?:'s|'ll|'d)?|her|hers|hi|iddi|ganddi)(?!\w)")
_THEY = re.compile(r"(?<!\w)(?:they(?:'re|'ve)?|them|their|maen|maen nhw|nhw|eu|iddynt|iddyn)(?!\w)")


def places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``words`` stand in ``text`` and are no part of a longer word."""
    start = text.find(words)
    while start != -1:
        end = start + len(words)
        alone = not (start and _WORD_LETTER.match(text, start - 1)) and not _WORD_LETTER.match(text, end)
        if alone:
            yield start, end
        start = text.find(words, end if alone else start + 1)


def forename(name: str) -> str:
    """The first word of a folded name without its title."""
    return fold(without_title(name)).split()[0]


class Naming:
    """Where each of several people is named in a mail's passages, and so whose each statement is.

    ``texts`` are the passages' first order and folded, unwrapped text; ``people`` the full names, numbered from 1.
    """

    def __init__(
        self, texts: Sequence[tuple[int, str]], people: Sequence[str], statements: Sequence[Statement]
    ) -> None:
        self.people = people
        self.usernames: dict[str, int] = {}
        for username in {s.value for s in statements if s.concept is Concept.USERNAME and s.value}:
            owners = [n for n, name in enumerate(people, 1) if makes_username(name, username)]
            if len(owners) == 1:
                self.usernames[username] = owners[0]
        self.anchors: list[tuple[int, int]] = []
        """(order, person) of every place where somebody is named, in order."""
        self.spans: list[tuple[int, int]] = []
        """(first, past the last) order of every sentence."""
        self.told: dict[int, str] = {}
        """The folded text of the sentence that begins at an order."""
        self.groups: list[tuple[int, list[int]]] = []
        """(order, people) of every place where several are named side by side."""
        for base, text in texts:
            self.anchors += self._anchors(base, text)
            for start, end in sentences(text):
                self.spans.append((base + start, base + end))
                self.told[base + start] = text[start:end]
        self.anchors.sort()
        self.genders = self._genders()
        self.in_order = self._in_order(statements)

    def _anchors(self, base: int, text: str) -> list[tuple[int, int]]:
        """Side by side, or as ``both``, they are everybody."""
        spans: list[tuple[int, int, int]] = []
        firsts, lasts = [forename(name) for name in self.people], [fold(name).split()[-1] for name in self.people]
        for number, name in enumerate(self.people, 1):
            folded = fold(name)
            if any(one in text for one in (folded, forename(name), folded.split()[-1])):
                spoken_of = [re.escape(folded)]  # of two Nias the forename alone tells neither
                spoken_of += [re.escape(forename(name))] * (firsts.count(forename(name)) == 1)
                spoken_of += [_TITLE + re.escape(folded.split()[-1])] * (lasts.count(folded.split()[-1]) == 1)
                shape = rf"(?<!\w)(?:{'|'.join(spoken_of)})(?!\w)"
                spans += [(m.start(), m.end(), number) for m in re.finditer(shape, text)]
        for first in {one for one in firsts if firsts.count(one) > 1}:
            whole = [(start, end) for start, end, _ in spans]
            spans += [
                (start, end, _NOBODY) for start, end in places(first, text) if not any(a <= start < b for a, b in whole)
            ]
        for username, number in self.usernames.items():
            spans += [(start, end, number) for start, end in places(username, text)]
        spans += [(m.start(), m.end(), EVERYBODY) for m in pattern("prose", "all_of_them").finditer(text)]
        spans = _with_brackets(sorted(spans), text)
        found: list[tuple[int, int]] = []
        for place, (start, end, person) in enumerate(spans):
            before = place > 0 and AND.fullmatch(text[spans[place - 1][1] : start])
            after = place + 1 < len(spans) and AND.fullmatch(text[end : spans[place + 1][0]])
            beside = bool(before and spans[place - 1][2] != person) or bool(after and spans[place + 1][2] != person)
            if beside and before and self.groups:
                self.groups[-1][1].append(person)
            elif beside:
                self.groups.append((base + start, [person]))
            found.append((base + min(start, 9_999), EVERYBODY if beside else person))
        return found

    def _sentence(self, order: int) -> tuple[int, int]:
        return next(((a, b) for a, b in self.spans if a <= order < b), (order, order + 1))

    def _genders(self) -> dict[int, set[str]]:
        """Of each place where somebody is named: the pronouns of the sentences after it that name nobody."""
        genders: dict[int, set[str]] = {}
        for start, end in self.spans:
            if any(start <= order < end for order, _ in self.anchors):
                continue
            last = max((order for order, _ in self.anchors if order < start), default=None)
            if last is not None:
                text = self.told[start]
                spoken = {word for word, shape in (("he", _HE), ("she", _SHE)) if shape.search(text)}
                genders.setdefault(last, set()).update(spoken)
        return genders

    def person_of(self, statement: Statement) -> int:
        """The number of the person whose ``statement`` is; 0 everybody's, -1 of nobody for certain."""
        if statement.concept is Concept.USERNAME and statement.value in self.usernames:
            return self.usernames[statement.value]
        before = [(order, person) for order, person in self.anchors if order <= statement.order]
        if statement.weight >= LABELLED:
            return before[-1][1] if before else EVERYBODY
        start, end = self._sentence(statement.order)
        text = self.told.get(start, "")
        here = [person for order, person in self.anchors if start <= order < end]
        if len(set(here)) == 1:
            single = here[0] == EVERYBODY and statement.side is not Side.FORMER and self._alone(text)
            return _NOBODY if single else here[0]
        if here:
            within = [person for order, person in before if order >= start]
            return within[-1] if within else EVERYBODY if statement.side is Side.FORMER else _NOBODY
        if not before:
            return EVERYBODY
        last, person = before[-1]
        if person == EVERYBODY:
            return _NOBODY if self._alone(text) else EVERYBODY
        if _THEY.search(text):
            return EVERYBODY if statement.concept is Concept.LEAVING else _NOBODY
        return _NOBODY if len(self.genders.get(last, ())) > 1 and self._alone(text) else person

    def _alone(self, text: str) -> bool:
        """Whether the sentence speaks of one person by a pronoun."""
        return bool(_HE.search(text) or _SHE.search(text)) and not _THEY.search(text)

    def numbered(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements with their person; those of nobody for certain are left out."""
        in_order = self.in_order
        numbered: list[Statement] = []
        for statement in statements:
            if id(statement) in in_order:
                person, side = in_order[id(statement)]
                numbered.append(replace(statement, person=person, side=side, certain_side=True))
                continue
            person = self.person_of(statement)
            if person != _NOBODY or statement.concept not in _OF_ONE:
                numbered.append(replace(statement, person=max(person, EVERYBODY)))
        left = {fold(s.value) for s in numbered if s.concept is Concept.SCHOOL and s.side is Side.FORMER}
        shared = [s for s in numbered if s.person == EVERYBODY and _may_join(s) and fold(s.value) not in left]
        if len({fold(s.value) for s in shared}) > 1 and any(s.side is Side.NEW for s in shared):
            numbered = [s for s in numbered if s not in shared]  # ``they are at A and B``: nobody knows who is where
        return numbered

    def _in_order(self, statements: Sequence[Statement]) -> dict[int, tuple[int, Side]]:
        """The statements of sentences that tell values ``respectively``: each is of the person of its place."""
        told: dict[int, tuple[int, Side]] = {}
        for start, end in self.spans:
            if not IN_ORDER.search(self.told[start]):
                continue
            group = next((people for order, people in reversed(self.groups) if order < end), [])
            group = [person for person in group if person]
            order = group if sorted(group) == list(range(1, len(self.people) + 1)) else []
            for concept in (Concept.SCHOOL, Concept.USERNAME):
                mine = sorted(
                    (s for s in statements if s.concept is concept and s.value and start <= s.order < end),
                    key=lambda s: s.order,
                )
                if len(mine) > len(order):
                    mine = [s for s in mine if s.side is not Side.FORMER]
                if concept is Concept.USERNAME:
                    mine = [s for s in mine if s.value not in self.usernames]
                if not order or len(mine) != len(order):
                    continue
                side = Side.FORMER if concept is Concept.USERNAME else mine[0].side or Side.NEW
                told.update({id(s): (person, side) for s, person in zip(mine, order, strict=True)})
        return told


_OF_ONE = frozenset({Concept.SCHOOL, Concept.USERNAME, Concept.DFES, Concept.LEAVING})


def _may_join(statement: Statement) -> bool:
    return statement.concept is Concept.SCHOOL and statement.side is not Side.FORMER and bool(statement.value)


def _with_brackets(spans: Sequence[tuple[int, int, int]], text: str) -> list[tuple[int, int, int]]:
    """The places with a username that stands in brackets beside its owner's name as one with it."""
    joined: list[tuple[int, int, int]] = []
    for start, end, person in spans:
        if joined and joined[-1][2] == person and text[joined[-1][1] : start].strip() in ("(", "[", ",", "-"):
            end += text[end : end + 1] in (")", "]")
            joined[-1] = (joined[-1][0], end, person)
        else:
            joined.append((start, end, person))
    return joined
