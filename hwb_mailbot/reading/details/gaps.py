"""Fills the fields that the rules left open, from the likeliest candidate that nothing speaks against.

A field stays open where the rules took exception to a value of it (unsure, denied, two of them), where the mail speaks
of several people, or where no candidate is likely enough. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hwb_mailbot.domain.mails import Field, FieldName, MailKind
from hwb_mailbot.reading.details.candidates import Candidate, OwnWords, candidates, own_words
from hwb_mailbot.reading.details.drafts import Draft
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.leaving.leaving_days import STAYS_UNTIL, of_entry
from hwb_mailbot.reading.leaving.whose_date import is_of_another
from hwb_mailbot.reading.message.material import Material
from hwb_mailbot.reading.people.others_details import of_somebody_else
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.prose.corrections import is_denied
from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.spans import Spans
from hwb_mailbot.reading.terms.cut_short import find_cut_short
from hwb_mailbot.reading.terms.kept_at import kept_at
from hwb_mailbot.reading.terms.labels import Concept, read_label
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.statements import unsure
from hwb_mailbot.reading.terms.values import is_dfes_number
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.weighing.weights import weights
from hwb_mailbot.reading.words import pattern

PARTS: Mapping[Concept, Mapping[str, FieldName]] = {
    Concept.SCHOOL: {"former": FieldName.FORMER_SCHOOL_NAME, "new": FieldName.NEW_SCHOOL_NAME},
    Concept.DFES: {"former": FieldName.FORMER_DFES_NUMBER, "new": FieldName.NEW_DFES_NUMBER},
    Concept.LEAVING: {"stated": FieldName.LEAVING_DATE},
    Concept.CODE: {"stated": FieldName.STAFF_CODE},
    Concept.EMPLOYEE: {"stated": FieldName.EMPLOYEE_NUMBER},
}
"""Which field a value of a concept fills, by the part it plays."""

_NUMBERS = (*PARTS[Concept.DFES].values(), *PARTS[Concept.EMPLOYEE].values())
"""Fields of figures: what stands in one of them is not in another too, however its label reads."""
_USERNAMES = (FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME)
LIKELY: Mapping[Concept, float] = {
    Concept.SCHOOL: 0.6,
    Concept.DFES: 0.85,
    Concept.LEAVING: 0.85,
    Concept.CODE: 0.9,
    Concept.EMPLOYEE: 0.9,
}
"""How likely a part must be before it counts: most for what identifies somebody."""
_NOT_IN = {
    MailKind.AUTHORISATION: {FieldName.STAFF_CODE, FieldName.EMPLOYEE_NUMBER, FieldName.NEW_DFES_NUMBER},
    MailKind.CONSOLIDATION: {FieldName.LEAVING_DATE},
    MailKind.TRANSFER_REQUEST: {FieldName.LEAVING_DATE},
}
"""What a half of that kind hardly ever states."""
_BESIDE = {Concept.SCHOOL: (Concept.DFES, Concept.NAME), Concept.DFES: (Concept.SCHOOL, Concept.CODE)}
"""Labels beside whose own values another's may stand: a school's number by its name."""
_SINCE = re.compile(r"(?<!\w)(?:since|from|ers|o|entered on|put on)\s(?:(?:the|y|yr|dydd|ddydd)\s)?$")
"""A date after these words is one of a start or of an entry."""
_BEGUN = re.compile(
    r"(?<!\w)(?:start\w*|beg[aiu]n\w*|join\w*|commenc\w+|t(?:ook|akes?|aken|aking) up|assum(?:ed|es|ing)|appointed"
    r"|(?:moved|went|gone) (?:on )?to (?:an?|his|her|their|the) (?:new )?(?:post|job|role|position)"
    r"|d?dechr\w+|c?g?ychwyn\w*|ymun\w+|ymgymer\w+|[pb]h?enod\w+)(?!\w)[^,;.]{0,80}$"
)
"""… and in the clause of these verbs, unless it speaks of leaving."""
_LEFT_SINCE = re.compile(
    r"(?<!\w)(?:left|leav\w+|until|till|finish\w*|g?adael|g?adawodd|adawodd|tan|hyd|gorffen\w*|ymadael\w*)(?!\w)"
)


_OLD = re.compile(r"(?<!\w)(?:old|former|previous|last|hen|[bf]laenorol)(?!\w)[^,;:?]{0,30}$")
"""A code or number after these words is that of the school left …"""
_WAS_OLD = re.compile(
    r"[\s,(]*(?:(?:is|was|being|yw|ydi|ydy|oedd|odd|o'dd|di|'di)\s)?(?:(?:my|the|fy|yr?|yn|at|from|o|un)\s){0,3}"
    r"(?:old|former|previous|last|hen|[bf]laenorol)(?!\w)"
)
"""… and before these."""


def with_gaps_filled(draft: Draft, details: Details, material: Material, kind: MailKind) -> Draft:
    """The draft with every open field filled that the words around a value make likely."""
    open_fields = {name for parts in PARTS.values() for name in parts.values()} - set(draft.fields)
    open_fields -= {problem.field for problem in draft.problems}
    open_fields -= _NOT_IN[kind]
    if any(problem.field in _USERNAMES and problem.code == "several-values" for problem in draft.problems):
        open_fields -= set(PARTS[Concept.SCHOOL].values())  # nor is it known which of the schools is which
    if len(details.drafts) != 1 or not open_fields:
        return draft
    words = own_words(details)
    fields = dict(draft.fields)
    concepts = [concept for concept, parts in PARTS.items() if open_fields & set(parts.values())]

    def is_taken(concept: Concept, value: str) -> bool:
        taken_by = _NUMBERS if concept in (Concept.DFES, Concept.EMPLOYEE) else PARTS[concept].values()
        return any(_same(concept, value, name, fields) for name in taken_by)

    misshapen = {re.sub(r"\s", "", p.text) for p in draft.problems if p.code == "dfes-number-shape"}
    schools = Spans((one.start, one.end) for one in find_cut_short(words.text))

    def others(one: Candidate) -> bool:
        """Whether a value is a school's that has the wrong shape, or somebody else's."""
        if one.concept is Concept.EMPLOYEE and (schools.meet(one.start, one.end) or fold(one.value) in misshapen):
            return True
        if one.concept is Concept.LEAVING:
            leaver = fields.get(FieldName.STAFF_NAME)
            by_head = details.perspective.writer is Writer.HEAD
            told = _sentences_at(words.text, one)
            return leaver is not None and is_of_another(*told, [str(leaver.value)], by_head=by_head)
        if one.concept is Concept.CODE and _within_name(words.text, one):
            return True
        if one.concept not in (Concept.CODE, Concept.EMPLOYEE) or details.perspective.writer is not Writer.STAFF:
            return False
        accounts = [str(fields[name].value) for name in _USERNAMES if name in fields]
        before = words.text[max(0, one.start - 120) : one.start].rsplit(". ", 1)[-1]
        return of_somebody_else(before, accounts, material.from_name)

    found = candidates(words, concepts, kind, about_sender(details, material), material.sent_on(), is_taken)
    best: dict[FieldName, tuple[float, Candidate]] = {}
    for one in found:
        shares = weights()[one.concept].likelihoods(one.features)
        for part, name in PARTS[one.concept].items():
            share = shares.get(part, 0.0)
            enough = name in open_fields and share >= LIKELY[one.concept]
            if enough and share > best.get(name, (0.0, one))[0] and not (_spoken_against(one, words) or others(one)):
                best[name] = (share, one)
    for name, (_, one) in sorted(best.items(), key=lambda entry: -entry[1][0]):
        if not is_taken(one.concept, one.value):
            fields[name] = Field(one.value, words.text[one.start : one.end], one.where)
    return Draft(fields, draft.problems)


def _within_name(text: str, one: Candidate) -> bool:
    """Whether the capitals of a candidate are part of a school's name: ``St Teilaw's RC Primary School``."""
    begin = text.rfind("\n", 0, one.start) + 1
    line = text[begin:].split("\n", 1)[0]
    return any(
        begin + name.start <= one.start and one.end <= begin + name.end and name.end - name.start > one.end - one.start
        for name in find_names(line)
        if name.kind is NameKind.SCHOOL
    )


def _sentences_at(text: str, one: Candidate) -> tuple[str, str]:
    """The sentence of a candidate and the one before it, of the same paragraph."""
    begin = text.rfind("\n\n", 0, one.start) + 1
    paragraph = text[begin:].split("\n\n", 1)[0]
    before = ""
    for start, end in sentences(paragraph):
        if begin + start <= one.start < begin + end:
            return " ".join(paragraph[start:end].split()), before
        before = " ".join(paragraph[start:end].split())
    return "", before


def about_sender(details: Details, material: Material) -> str:
    """The signature, name and address of the sender, folded."""
    return fold(f"{details.signature}\n{material.from_name}\n{material.from_address}")


def _spoken_against(one: Candidate, words: OwnWords) -> bool:
    """Whether the words beside a value take it back or make it a guess, a question or an example."""
    before = words.folded[max(0, one.start - 45) : one.start].rsplit(". ", 1)[-1]
    lead = words.folded[max(0, one.start - 120) : one.start].rsplit(". ", 1)[-1]
    after = words.folded[one.end : one.end + 30].split("\n", 1)[0]
    mention = Mention(one.concept, one.value, one.start, one.end)
    line = words.folded.rfind("\n", 0, one.start) + 1
    stays = one.concept is Concept.LEAVING and STAYS_UNTIL.search(words.folded[max(0, one.start - 110) : one.start])
    return (
        bool(stays)
        or (one.concept is Concept.SCHOOL and kept_at(words.folded, one.start))
        or _within_row(words.text[line:].split("\n", 1)[0])
        or (one.concept is Concept.EMPLOYEE and is_dfes_number(one.value))
        or (one.concept in (Concept.CODE, Concept.EMPLOYEE) and bool(_OLD.search(before) or _WAS_OLD.match(after)))
        or _of_another_label(one, words.text[line : one.start])
        or (one.concept is Concept.LEAVING and bool(_SINCE.search(before) or _of_start(lead) or of_entry(before)))
        or unsure(re.split(r"[,;(]", before)[-1])
        or unsure(re.split(r"[,;]", after)[0])
        or bool(re.match(r"\s*\?", after))
        or bool(pattern("values", "example").search(words.folded, line, one.start))
        or is_denied(words.folded, mention)
    )


def _of_start(lead: str) -> bool:
    """Whether the clause before a date says that something began on it: ``took up a post at Bryn Teg on``."""
    begun = _BEGUN.search(lead)
    return begun is not None and not _LEFT_SINCE.search(lead, begun.start())


def _within_row(line: str) -> bool:
    """Whether the line is a row of three cells or more, whose heads say what they hold: a post is no school."""
    return len([cell for cell in line.split("\t") if cell.strip()]) >= 3


def _of_another_label(one: Candidate, lead: str) -> bool:
    """Whether the line begins with a label that asks for something else: ``Extension:``, ``Message for the head:``."""
    written, colon, _ = lead.partition(":")
    label = read_label(written) if colon else None
    return label is not None and label.concept not in (one.concept, *_BESIDE.get(one.concept, ()))


def _same(concept: Concept, value: str, name: FieldName, fields: Mapping[FieldName, Field]) -> bool:
    """Whether the value stands in that field already: one value plays one part."""
    if name not in fields:
        return False
    stated = str(fields[name].value)
    return same_school(stated, value) if concept is Concept.SCHOOL else fold(stated) == fold(value)
