"""What the sender adopts from elsewhere: ``as in my signature``, ``the details she gives below are right``.

Only express words adopt; a mail merely forwarded or quoted states nothing. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.details.excepted import excepted
from hwb_mailbot.reading.details.sent_before import only_asked_after
from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.people.own_names import own_name
from hwb_mailbot.reading.people.perspective import Perspective, Writer, perspective_of
from hwb_mailbot.reading.prose.staff_details import staff_details
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.laid_out import Passage
from hwb_mailbot.reading.terms.names import NameKind, find_names, person_in
from hwb_mailbot.reading.terms.statements import LABELLED, PROSE, Statement
from hwb_mailbot.reading.terms.usernames import CYFRIF
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames, is_other_number
from hwb_mailbot.reading.text import fold, sentences, without_bullet
from hwb_mailbot.reading.words import pattern

Reader = Callable[[Sequence[Line], Perspective, "date | None"], tuple[list[Statement], list[Passage]]]


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
    for place, sentence in enumerate(spans):
        asked = "?" in sentence or not pattern("adopt", "quote").search(fold(sentence))
        if not asked and not pattern("adopt", "unread").search(_FORGOTTEN.sub(" ", fold(sentence))):
            left_out = excepted(spans[place : place + 3])
            if left_out is not None and not only_asked_after(sentence, spans, material):
                adopted = _from_quote(material, sentence, perspective.writer, sent_on, read)
                found.extend(s for s in adopted if s.concept not in left_out)
            break
    have = {(s.concept, s.side) for s in known if s.value}
    return [s for s in found if (s.concept, s.side) not in have]


_FORGOTTEN = re.compile(
    r"(?<!\w)(?:(?:could|can|did|do) ?not|(?:could|can|did|do)n't|couldnt|cant|methu|methais|ddim yn|ddim wedi|heb)"
    r"(?: \w+)? (?:remember|recall|find|know|have|[cg]h?ofio|gwybod|dod o hyd i)[^.;,]{0,60}?"
    r"(?=,|;|\bbut\b|\bond\b|\bso\b|\bfelly\b)"
)
"""What the sender did not know themselves, before it is told who does."""
_ACCOUNT_OF_MINE = re.compile(
    rf"(?<!\w)(?:accounts?|logins?|usernames?|{CYFRIF}\w*)(?: \w+){{0,2}}"
    r" (?:(?:under|in) my (?:own )?name|(?:o dan|dan|yn) fy n?enw)"
)
"""``Two accounts under my name`` point at no signature."""
_BRACKETED_CODE = re.compile(r"^[^\d(]{3,60}\(([A-Z][A-Z0-9]{1,5})\)|^[^\d(]{3,60}\s[-–|·]\s([A-Z]{2,4}\d{0,2})\s*$")
"""The staff code after the name: ``Rhun Aston (RAS)``."""
_ACCOUNT = re.compile(r"(?i)(?<!\w)(?:hwb|username|user name|login|enw defnyddiwr)(?: hwb)?\s?[:=–-]\s?([\w.@'-]+)")
"""The account beside its label in a signature."""


def _from_signature(signature: Sequence[Line], perspective: Perspective, folded: str) -> list[Statement]:
    """School, DfES number, and for staff the code and payroll number, that the signature shows."""
    side = perspective.writer.own_side
    numbers, schools = _schools_shown(signature, folded)
    found = [Statement(Concept.DFES, side, value, line.text.strip(), line.where, PROSE) for value, line in numbers]
    found += [Statement(Concept.SCHOOL, side, name, line.text.strip(), line.where, PROSE) for name, line in schools]
    for line in signature if perspective.writer is not Writer.HEAD else ():
        text = line.text.strip()
        account = _ACCOUNT.search(text)
        if account and pattern("labels", "username").search(folded):
            found += [
                Statement(Concept.USERNAME, side, username.value, text, line.where, PROSE)
                for username in find_usernames(account[1])
            ]
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


_Shown = list[tuple[str, Line]]


def _schools_shown(signature: Sequence[Line], folded: str) -> tuple[_Shown, _Shown]:
    """The DfES number and the school of the signature that are meant.

    Of several numbers (a federation's) it is the one that the words point at (``the second one``), or the one that
    stands with a school they name; where they do neither, none is, and no school either.
    """
    numbers: list[tuple[str, str, Line]] = []
    schools: _Shown = []
    for line in signature:
        text = line.text.strip()
        previous = 0
        on_line = [n for n in find_dfes_numbers(text) if not is_other_number(fold(text[: n.start]))]
        called = [n for n in on_line if pattern("labels", "dfes").search(fold(text[max(0, n.start - 16) : n.start]))]
        for number in sorted(called or on_line, key=lambda n: n.start):
            names = [n.text for n in find_names(text[previous : number.start]) if n.kind is NameKind.SCHOOL]
            numbers.append((number.value, names[-1] if names else "", line))
            previous = number.end
        schools += [(n.text, line) for n in find_names(text) if n.kind is NameKind.SCHOOL]
    if len({value for value, _, _ in numbers}) < 2:
        return [(value, line) for value, _, line in numbers], schools
    place = _pointed_at(folded, [name for _, name, _ in numbers])
    meant = [numbers[place]] if place is not None else [one for one in numbers if one[1] and fold(one[1]) in folded]
    if len(meant) != 1:
        return [], []
    value, name, line = meant[0]
    return [(value, line)], [(name, line)] if name else []


_ORDER = {
    "first": 0, "top": 0, "upper": 0, "second": 1, "third": 2, "last": -1, "bottom": -1, "lower": -1,
    "cyntaf": 0, "gyntaf": 0, "gynta": 0, "cynta": 0, "uchaf": 0, "ucha": 0, "ail": 1, "trydydd": 2, "olaf": -1,
    "isaf": -1, "isa": -1, "waelod": -1,
}  # fmt: skip
_NOT = r"(?<!\w)(?:not|nid|dim|ddim|rather than|yn hytrach na|nage)\s(?:at |in |yn |from |o )?"
_NOW = re.compile(r"(?<!\w)(?:now|new|moved|joined|gone|bellach|nawr|rwan|newydd|symud\w*|aeth)(?!\w)")
_POINTING = re.compile(
    rf"(?P<not>{_NOT})?"
    rf"(?:(?<!\w)(?:the|y|yr|rhif|un)|'r)\s(?P<place>{'|'.join(_ORDER)})(?!\w)"
    r"(?! (?:of|o) (?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|ionawr|chwefror|fawrth|ebrill|fai|fehefin|orffennaf|awst|fedi|hydref|dachwedd|ragfyr)"
    r"|\s(?:day|week|term|time|half|of (?:this|my|the) (?:e-?mail|mail|message)|year|dydd|diwrnod|tymor|wythnos|tro))"
)
"""``The second one … not the first``: which of several numbers is meant, and which is not."""


def _about_signature(folded: str) -> list[str]:
    """The sentences that speak of the signature, each with the one after it."""
    every = [folded[a:b] for a, b in sentences(folded)]
    about = {n for n, sentence in enumerate(every) if pattern("adopt", "signature").search(sentence)}
    return [sentence for n, sentence in enumerate(every) if n in about or n - 1 in about]


def _telling_apart(names: Sequence[str]) -> list[tuple[int, str]]:
    """Each word that one of the schools' names alone has, with its place: ``junior``, ``infant``."""
    words = [{re.sub(r"s$", "", word) for word in re.findall(r"[a-z]{3,}", fold(name))} for name in names]
    return [
        (place, word)
        for place, own in enumerate(words)
        for word in sorted(own.difference(*words[:place], *words[place + 1 :]))
    ]


def _pointed_at(folded: str, names: Sequence[str]) -> int | None:
    """The place of the school, of those of these names, that the words about the signature point at, or ``None``."""
    told = _about_signature(folded)
    places: set[int] = set()
    barred: set[int] = set()
    for found in (found for sentence in told for found in _POINTING.finditer(sentence)):
        place = _ORDER[found["place"]]
        (barred if found["not"] else places).add(place if place >= 0 else len(names) - 1)
    clauses = [clause for sentence in told for clause in re.split(r"[,;:] ", sentence) if not _NOW.search(clause)]
    for place, word in _telling_apart(names):
        meant_so = re.compile(rf"(?P<not>{_NOT})?(?:(?<!\w)(?:the|our|y|yr|ein)|'r|'n) (?:ysgol )?{word}s?(?!\w)")
        for found in (found for clause in clauses for found in meant_so.finditer(clause)):
            (barred if found["not"] else places).add(place)
    if not places and len(names) == 2 and len(barred) == 1:
        places = {0, 1} - barred
    meant = places.pop() if len(places) == 1 else None
    return meant if meant is not None and meant < len(names) and meant not in barred else None


_WITH_YOU = re.compile(r"(?i)(?<!\w)(?:with you|at your school|(?:gyda|efo|'da) chi|yn eich ysgol(?: chi)?)(?=\W)")
_NOT_OF_A_HEAD = frozenset({Concept.CODE, Concept.EMPLOYEE, (Concept.USERNAME, Side.NEW), (Concept.DFES, Side.NEW)})
"""What the former school's head cannot know: "her details are correct" does not adopt it."""
_YOURS = re.compile(r"(?i)(?<!\w)your (?=(?:school|dfes|number)\b[^.!?]{0,20}(?:[:=]|\s[-–—]\s))")
"""In a staff member's letter to their former head, ``your school`` is the former one."""


def _from_quote(
    material: Material, sentence: str, adopter: Writer, sent_on: date | None, read: Reader
) -> list[Statement]:
    quoted = [
        line._replace(voice=Voice.OWN, where="quote")
        for line in material.lines
        if line.voice in (Voice.QUOTE, Voice.FORWARDED)
    ]
    quoted = _understood(quoted)
    if not quoted:
        return []
    quoted = [line for line in quoted if not pattern("adopt", "header").match(fold(line.text).lstrip(" >*"))]
    if adopter is Writer.HEAD:
        quoted = [line._replace(text=_as_the_head_would(line.text)) for line in quoted]
    text = "\n".join(line.text for line in quoted)
    perspective = perspective_of("", text, "", "")
    of_another = adopter is Writer.HEAD and perspective.writer in (Writer.UNKNOWN, Writer.COLLEAGUE)
    if perspective.writer is Writer.UNKNOWN and adopter is Writer.HEAD:
        perspective = replace(perspective, writer=Writer.STAFF)
    wanted = _wanted(fold(sentence), adopter)
    statements, passages = read(quoted, perspective, sent_on)
    if adopter is Writer.STAFF and wanted:
        return _only_ones(statements, wanted)
    if perspective.writer is Writer.UNKNOWN and _of_adopter(statements, sentence, adopter):
        perspective = replace(perspective, writer=Writer.STAFF)
        statements, passages = read(quoted, perspective, sent_on)
    if perspective.writer is Writer.UNKNOWN:
        return []
    writers = {fold(s.value) for s in _writers_name(material)}
    named = any(s.concept is Concept.NAME and s.value and fold(s.value) not in writers for s in statements)
    told_freely = {s.evidence for s in statements if s.weight < LABELLED}
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
        if statement.concept is Concept.LEAVING:
            if adopter is not Writer.HEAD or wanted or not statement.value:
                continue
            statement = replace(statement, confirmed=None)  # the date is adopted; that it is on the record is not
        elif wanted and (statement.concept, side) not in wanted:
            continue
        found.append(replace(statement, side=side, weight=PROSE, certain_side=side is not None))
    laid_out = {(s.concept, s.side) for s in statements if s.weight >= LABELLED and s.value}
    found = [s for s in found if s.evidence not in told_freely or (s.concept, s.side) not in laid_out]
    if found and adopter is not Writer.STAFF and not any(s.concept is Concept.NAME for s in found):
        found += _writers_own_name(material, passages)
    return found


def _writers_own_name(material: Material, passages: Sequence[Passage]) -> list[Statement]:
    """Who wrote the mail that is adopted: as its text says (``Nia Wyn Rees dw i ar y system``), else its ``From:``."""
    names = _writers_name(material)
    told = own_name(passages, names[0].value) if names else None
    return [replace(told, where="quote")] if told is not None else names


def _understood(quoted: Sequence[Line]) -> list[Line]:
    """Of a letter of ours only the list of what we understood; all other mails whole.

    Its sentences tell what does not look right and until when the request stands open, which nobody adopts.
    """
    heading = next(
        (n for n, one in enumerate(quoted) if pattern("adopt", "understood").match(fold(one.text).lstrip(" >*_"))), None
    )
    if heading is None:
        return list(quoted)
    listed: list[Line] = []
    for line in quoted[heading + 1 :]:
        text = line.text.strip(" >")
        if text and without_bullet(text) == text:
            break
        listed.append(line)
    return listed


def _of_adopter(statements: Sequence[Statement], sentence: str, adopter: Writer) -> bool:
    """Whether the quoted mail, in which nothing tells whose it is, gives a staff member's own details."""
    details = any(s.concept in (Concept.CODE, Concept.EMPLOYEE) and s.value for s in statements)
    return adopter is Writer.STAFF and details and not pattern("adopt", "former").search(fold(sentence))


def _only_ones(statements: Sequence[Statement], wanted: set[tuple[Concept, Side | None]]) -> list[Statement]:
    """The details a staff member names as given in another's mail: each, where that mail gives only one of its kind."""
    found: list[Statement] = []
    for concept, side in wanted:
        ones = [s for s in statements if s.concept is concept and s.value]
        alone = sum(1 for other, _ in wanted if other is concept) == 1
        if alone and len({s.value for s in ones}) == 1 and not any(s.problem for s in ones):
            found.append(replace(ones[0], side=side, weight=PROSE, certain_side=True))
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
            if material.from_address and material.from_address.lower() in line.text.lower():
                return []  # who adopts their own mail authorises somebody else
            if name and " " in name[0]:
                return [Statement(Concept.NAME, None, name[0], line.text.strip(), "quote", PROSE)]
    return []


_WRITER = re.compile(r"(?:From|Oddi wrth|Von|De|O)\W{0,2}:\W{0,3}([^<\[\n@]{3,60}?)\s*(?:[<\[(]|$)")


def _wanted(folded: str, adopter: Writer) -> set[tuple[Concept, Side | None]]:
    """The details that the adopting sentence names; empty where it speaks of all."""
    wanted: set[tuple[Concept, Side | None]] = set()
    if pattern("adopt", "all").search(folded):
        return wanted
    for kind, key in ((Concept.USERNAME, "username"), (Concept.SCHOOL, "school"), (Concept.DFES, "dfes")):
        for found in pattern("labels", key).finditer(folded):
            numbered = kind is Concept.SCHOOL and _NUMBER_AFTER.match(folded, found.end())
            concept = Concept.DFES if numbered else kind
            before, after = folded[max(0, found.start() - 14) : found.end()], folded[found.end() : found.end() + 12]
            around = before + re.split(r",|\b(?:and|or|a|ac|neu)\b", after)[0]
            if pattern("adopt", "former").search(around):
                wanted.add((concept, Side.FORMER))
            if pattern("adopt", "new").search(around):
                wanted.add((concept, Side.NEW))
            elif adopter is Writer.HEAD:
                wanted.add((concept, Side.FORMER))
            elif adopter is Writer.STAFF and not pattern("adopt", "former").search(around):
                side = _only_side(folded)
                wanted |= {(concept, side)} if side else set()
    return wanted


_NUMBER_AFTER = re.compile(r"(?:'?s)? (?:dfes |adas )?(?:number|no(?:\.|\b)|code)")


def _only_side(folded: str) -> Side | None:
    """The side that a sentence's one adjective tells of all it lists: ``the old username and the school number``."""
    former, new = (pattern("adopt", key).search(folded) for key in ("former", "new"))
    return Side.FORMER if former and not new else Side.NEW if new and not former else None
