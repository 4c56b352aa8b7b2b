"""What the sender adopts from elsewhere: ``as in my signature``, ``the details she gives below are right``.

Only express words adopt; a mail merely forwarded or quoted states nothing. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.labels import Concept, Side
from hwb_mailbot.reading.material import Line, Material, Voice
from hwb_mailbot.reading.names import NameKind, find_names, person_in
from hwb_mailbot.reading.perspective import Perspective, Writer, perspective_of
from hwb_mailbot.reading.staff_details import staff_details
from hwb_mailbot.reading.statements import PROSE, Statement
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.values import find_dfes_numbers, is_other_number
from hwb_mailbot.reading.words import pattern

Reader = Callable[[Sequence[Line], Perspective, "date | None"], tuple[list[Statement], object]]


def adopted_statements(
    material: Material, plain: str, signature: Sequence[Line], perspective: Perspective,
    known: Sequence[Statement], sent_on: date | None, read: Reader,
) -> list[Statement]:  # fmt: skip
    """Statements from signature or quoted mail that the sender's own words adopt, where not stated anyway."""
    flat = " ".join(plain.split())
    folded = fold(flat)
    if "name" in folded or "enw" in folded:
        folded = _ACCOUNT_OF_MINE.sub(" ", folded)
    found: list[Statement] = []
    if pattern("adopt", "signature").search(folded):
        found.extend(_from_signature(signature, perspective, folded))
    spans = [flat[a:b] for a, b in sentences(flat)]
    for sentence in spans:
        if pattern("adopt", "quote").search(fold(sentence)) and not pattern("adopt", "unread").search(fold(sentence)):
            found.extend(_from_quote(material, sentence, perspective.writer, sent_on, read))
            break
    have = {(s.concept, s.side) for s in known if s.value}
    return [s for s in found if (s.concept, s.side) not in have]


_ACCOUNT_OF_MINE = re.compile(
    r"(?<!\w)(?:accounts?|logins?|usernames?|[cg]h?yfri\w*|gyfri\w*|chyfri\w*)(?: \w+){0,2}"
    r" (?:(?:under|in) my (?:own )?name|(?:o dan|dan|yn) fy n?enw)"
)
"""``Two accounts under my name`` point at no signature."""
_BRACKETED_CODE = re.compile(r"^[^\d(]{3,60}\(([A-Z][A-Z0-9]{1,5})\)|^[^\d(]{3,60}\s[-–|·]\s([A-Z]{2,4}\d{0,2})\s*$")
"""The staff code after the name: ``Rhun Aston (RAS)``."""


def _from_signature(signature: Sequence[Line], perspective: Perspective, folded: str) -> list[Statement]:
    """School, DfES number, and for staff the code and payroll number, that the signature shows."""
    side = perspective.writer.own_side
    found: list[Statement] = []
    for line in signature:
        text = line.text.strip()
        numbers = [n for n in find_dfes_numbers(text) if not is_other_number(fold(text[: n.start]))]
        numbers.sort(key=lambda n: not pattern("labels", "dfes").search(fold(text[max(0, n.start - 16) : n.start])))
        found += [Statement(Concept.DFES, side, number.value, text, line.where, PROSE) for number in numbers[:1]]
        for name in find_names(text):
            if name.kind is NameKind.SCHOOL:
                found.append(Statement(Concept.SCHOOL, side, name.text, text, line.where, PROSE))
        if perspective.writer is Writer.HEAD:
            continue
        code = _BRACKETED_CODE.match(text)
        if code and pattern("labels", "code").search(folded):
            found.append(Statement(Concept.CODE, Side.NEW, code[1] or code[2], text, line.where, PROSE))
        for detail in staff_details(text, fold(text)):
            if not (detail.doubtful or detail.denied) and not is_other_number(fold(text[: detail.start])):
                found.append(Statement(detail.concept, detail.side, detail.value, text, line.where, PROSE))
    unique: dict[Concept, Statement] = {}
    for statement in found:
        unique.setdefault(statement.concept, statement)
    return list(unique.values())


_WITH_YOU = re.compile(r"(?i)(?<!\w)(?:with you|at your school|(?:gyda|efo|'da) chi|yn eich ysgol(?: chi)?)(?=\W)")
_NOT_OF_A_HEAD = frozenset({Concept.CODE, Concept.EMPLOYEE, (Concept.USERNAME, Side.NEW), (Concept.DFES, Side.NEW)})
"""What the former school's head cannot know: "her details are correct" does not adopt it."""
_YOURS = re.compile(r"(?i)(?<!\w)your (?=(?:school|dfes|number)\b[^.!?]{0,20}(?:[:=]|\s[-–—]\s))")
"""In a staff member's letter to their former head, ``your school`` is the former one."""


def _from_quote(
    material: Material, sentence: str, adopter: Writer, sent_on: date | None, read: Reader
) -> list[Statement]:
    quoted = [
        replace(line, voice=Voice.OWN, where="quote")
        for line in material.lines
        if line.voice in (Voice.QUOTE, Voice.FORWARDED)
    ]
    if not quoted:
        return []
    quoted = [line for line in quoted if not pattern("adopt", "header").match(fold(line.text).lstrip(" >*"))]
    if adopter is Writer.HEAD:
        quoted = [replace(line, text=_as_the_head_would(line.text)) for line in quoted]
    text = "\n".join(line.text for line in quoted)
    perspective = perspective_of("", text, "", "")
    of_another = adopter is Writer.HEAD and perspective.writer in (Writer.UNKNOWN, Writer.COLLEAGUE)
    if perspective.writer is Writer.UNKNOWN and adopter is Writer.HEAD:
        perspective = replace(perspective, writer=Writer.STAFF)
    if perspective.writer is Writer.UNKNOWN:
        return []
    statements = read(quoted, perspective, sent_on)[0]
    wanted = _wanted(fold(sentence), adopter)
    writers = {fold(s.value) for s in _writers_name(material)}
    named = any(s.concept is Concept.NAME and s.value and fold(s.value) not in writers for s in statements)
    found: list[Statement] = []
    for statement in statements:
        side = statement.side
        if statement.beside or (statement.concept is Concept.SCHOOL and not statement.certain_side):
            side = None
        elif side is None and statement.concept in (Concept.SCHOOL, Concept.DFES, Concept.USERNAME):
            side = perspective.writer.own_side
        if of_another and statement.concept is Concept.USERNAME and statement.side is None and named:
            side = Side.FORMER
        if adopter is Writer.HEAD and {statement.concept, (statement.concept, side)} & _NOT_OF_A_HEAD:
            continue
        if statement.concept is Concept.LEAVING or (wanted and (statement.concept, side) not in wanted):
            continue
        found.append(replace(statement, side=side, weight=PROSE, certain_side=side is not None))
    if found and not any(s.concept is Concept.NAME for s in found):
        found += _writers_name(material)
    return found


def _as_the_head_would(text: str) -> str:
    """The line with the head's school called former where the writer calls it theirs: ``username with you``."""
    return _WITH_YOU.sub("former", _YOURS.sub("former ", text))


def _writers_name(material: Material) -> list[Statement]:
    """Who wrote the mail that is adopted, from its ``From:`` line."""
    for line in material.lines:
        header = _WRITER.match(line.text.lstrip(" >*"))
        if header and line.voice in (Voice.QUOTE, Voice.FORWARDED):
            name = person_in(header.group(1))
            if name and " " in name[0]:
                return [Statement(Concept.NAME, None, name[0], line.text.strip(), "quote", PROSE)]
    return []


_WRITER = re.compile(r"(?:From|Oddi wrth|Von|De|O)\W{0,2}:\W{0,3}([^<\[\n@]{3,60}?)\s*(?:[<\[(]|$)")


def _wanted(folded: str, adopter: Writer) -> set[tuple[Concept, Side | None]]:
    """The details that the adopting sentence names; empty where it speaks of all."""
    wanted: set[tuple[Concept, Side | None]] = set()
    if pattern("adopt", "all").search(folded):
        return wanted
    for concept, key in ((Concept.USERNAME, "username"), (Concept.SCHOOL, "school"), (Concept.DFES, "dfes")):
        for found in pattern("labels", key).finditer(folded):
            before, after = folded[max(0, found.start() - 14) : found.end()], folded[found.end() : found.end() + 12]
            around = before + re.split(r",|\b(?:and|or|a|ac|neu)\b", after)[0]
            if pattern("adopt", "former").search(around):
                wanted.add((concept, Side.FORMER))
            if pattern("adopt", "new").search(around):
                wanted.add((concept, Side.NEW))
            elif adopter is Writer.HEAD:
                wanted.add((concept, Side.FORMER))
    return wanted
