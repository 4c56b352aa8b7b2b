"""Whom of several people a headteacher expressly leaves out: ``Please leave Guto's account as it is.``

A sheet is pasted as it is kept, and the text says for whom of it the mail is. Somebody is left out only where a clause
of their own says so, and clauses name all the others, or speak of the others, as those for whom the headteacher
decides. Otherwise nobody is, and what is said against the one goes against all. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.terms.usernames import words_of
from hwb_mailbot.reading.text import fold, sentences, tidy
from hwb_mailbot.reading.words import listed

_MOST_CHARACTERS = 8_000
_TITLE = r"(?:(?:mr|mrs|miss|ms|mx|dr)\.?\s)"
_JOINT = re.compile(r"[;:](?=\s)|\s[-–—]+\s|,?\s(?=(?:but|while|whereas|ond|tra)\s)")
_OF_THEM = re.compile(
    r"\W*(?:(?:he|she|they|his|her|their|mae|ma|bydd|nid yw|dyw|dydi) ?(?:'s|'ll|hi|o|e|fo|fe|nhw)?)(?!\w)"
)
"""A sentence that goes on about whoever was named just before."""
_PRONOUN = re.compile(r"(?<!\w)(?:his|her|him|their|them)(?!\w)")
_AGAINST = re.compile(
    r"(?<!\w)(?:not|no|\w+n't|unless|until|except|only if|ddim|nid|heb|oni bai|ac eithrio|heblaw)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The numbers of those left out, and the clauses that say so, as written but for their line breaks.

    ``open`` where clauses leave somebody out and it is not certain for whom the mail then is.
    """

    people: frozenset[int] = frozenset()
    clauses: tuple[str, ...] = ()
    accounts: frozenset[str] = frozenset()
    """Their usernames, by which their rows are known."""
    open: bool = False


NOBODY = LeftOut()


def left_out(statements: Sequence[Statement], plain: str) -> LeftOut:
    """Whom of the people of ``statements`` the sender's own words, ``plain``, leave out."""
    shapes = _called(statements)
    if len(shapes) < 2:
        return NOBODY
    out: dict[int, list[str]] = {}
    meant: set[int] = set()
    others = False
    last: set[int] = set()
    for clause in _clauses(plain):
        folded = fold(clause)
        named = {person for person, shape in shapes.items() if shape.search(folded)}
        if named and listed("left_out", "leaving_out").search(_with_names_told(folded, [shapes[one] for one in named])):
            for person in named:
                out.setdefault(person, []).append(clause)
            last = named
            continue
        decides = bool(listed("left_out", "deciding").search(folded)) and not _AGAINST.search(folded)
        if not named and not decides and last and _goes_on(folded):
            for person in last:
                out[person].append(clause)
            continue
        last = set()
        meant |= named if decides else set()
        others = others or (decides and not named and bool(listed("left_out", "others").search(folded)))
    remaining = set(shapes) - set(out)
    if not out or not remaining or meant & set(out) or not (others or meant == remaining):
        return LeftOut(open=bool(out))
    accounts = frozenset(s.value for s in statements if s.concept is Concept.USERNAME and s.person in out and s.value)
    return LeftOut(frozenset(out), tuple(dict.fromkeys(clause for own in out.values() for clause in own)), accounts)


def of_the_others(statements: Sequence[Statement], out: LeftOut) -> list[Statement]:
    """The statements without those about the people left out."""
    said = [tidy(clause)[:200] for clause in out.clauses]
    return [
        s
        for s in statements
        if s.person not in out.people
        and not (s.weight <= PROSE and any(one in tidy(s.evidence) or tidy(s.evidence) in one for one in said))
    ]


def _goes_on(folded: str) -> bool:
    """Whether a clause that names nobody goes on about who was left out before it: ``Do not touch his account.``"""
    told = _PRONOUN.sub("name", folded)
    return bool(_OF_THEM.match(folded) or (told != folded and listed("left_out", "leaving_out").search(told)))


def without_clauses(text: str, clauses: Sequence[str]) -> str:
    """``text`` with the clauses blanked, its line breaks kept, and with what calls the others so."""
    for clause in clauses:
        written = r"\s+".join(map(re.escape, clause.split()))
        text = re.sub(written, lambda found: _blank(found.group()), text)
    for found in listed("left_out", "others").finditer(fold(text)):
        text = text[: found.start()] + _blank(found.group()) + text[found.end() :]
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def lines_without(lines: Sequence[Line], out: LeftOut) -> tuple[Line, ...]:
    """The lines without the rows of those left out, and with the clauses about them blanked in the sender's own."""
    kept = [line for line in lines if not _is_row_of(line, out.accounts)]
    own = [place for place, line in enumerate(kept) if line.voice is Voice.OWN]
    texts = without_clauses("\n".join(kept[place].text for place in own), out.clauses).split("\n")
    if len(texts) != len(own):
        return tuple(kept)
    changed = dict(zip(own, texts, strict=True))
    return tuple(line._replace(text=changed[n]) if n in changed else line for n, line in enumerate(kept))


def _is_row_of(line: Line, accounts: frozenset[str]) -> bool:
    cells = line.cells or tuple(re.split(r"\t|\|", line.text))
    return line.voice is Voice.OWN and len(cells) > 1 and any(cell.strip() in accounts for cell in cells)


def _called(statements: Sequence[Statement]) -> Mapping[int, re.Pattern[str]]:
    """How each person may be called, by their numbers; empty where one has no name or two share a forename."""
    people = {s.person for s in statements if s.person}
    names = {s.person: s.value for s in statements if s.concept is Concept.NAME and s.person and words_of(s.value)}
    words = {person: words_of(without_title(name)) for person, name in names.items()}
    first = [one[0] for one in words.values()]
    if set(names) != people or len(set(first)) < len(first) or any(len(one) < 2 for one in words.values()):
        return {}
    return {
        person: re.compile(rf"(?<![\w'])(?:{'|'.join(_ways(person, one, words))})(?=\W|$)")
        for person, one in words.items()
    }


def _ways(person: int, own: Sequence[str], words: Mapping[int, Sequence[str]]) -> list[str]:
    alone = not any(other != person and theirs[-1] == own[-1] for other, theirs in words.items())
    whole = r"\s".join(map(re.escape, own))
    return [whole, *[_TITLE + re.escape(own[-1])] * alone, re.escape(own[0])]


def _with_names_told(folded: str, shapes: Sequence[re.Pattern[str]]) -> str:
    """The folded clause with ``name`` for everybody it names; several named side by side are one."""
    for shape in shapes:
        folded = shape.sub("name", folded)
    return re.sub(r"\bname(?:(?:,| and| or| a| ac| neu|, and)? name)+\b", "name", folded)


def _clauses(plain: str) -> Iterator[str]:
    """The clauses of the sender's sentences, a paragraph for itself."""
    for paragraph in re.split(r"\n\s*\n", plain[:_MOST_CHARACTERS]):
        text = " ".join(paragraph.split())
        for start, end in sentences(text):
            yield from (clause.strip() for clause in _JOINT.split(text[start:end]) if clause.strip())


def without_left_out(statements: list[Statement], out: LeftOut) -> list[Statement]:
    """Those of the others, numbered as they were; one alone is the only one."""
    kept = of_the_others(statements, out) if out.people else statements
    people = {s.person for s in kept if s.person}
    return [replace(s, person=0) for s in kept] if out.people and len(people) == 1 else kept
