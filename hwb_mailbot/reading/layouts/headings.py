"""What a line is beside labelled details: the name or sentence that heads them, or a value. Nothing here fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.usernames import makes_username
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold, without_bullet
from hwb_mailbot.reading.words import pattern


def name_headings(lines: Sequence[Line]) -> frozenset[int]:
    """Lines that are a person's name and nothing else, each above labelled details: blocks of several people."""
    own = [(i, line.text) for i, line in enumerate(lines) if line.voice is Voice.OWN and line.text.strip()]
    found: list[int] = []
    for (index, text), (_, following) in pairwise(own):
        plain = without_bullet(text)
        if not 2 <= len(plain.split()) <= 5 or len(plain) > 50 or not plain[0].isupper():
            continue
        names = find_names(plain)
        if len(names) != 1 or names[0].text != plain or names[0].kind not in (NameKind.PERSON, NameKind.UNKNOWN):
            continue
        pairs = pairs_in(following)
        if pairs and pairs[0][1] and pairs[0][0].concept not in (Concept.NONE, Concept.IGNORED):
            found.append(index)
    return frozenset(found) if len(found) >= 2 else frozenset()


_NAME_FIRST = re.compile(r"\s*[^\W\d_]\S*(?: \S+){1,4}?\s*[-–—,:(|]")


_TITLE = re.compile(
    r"^\s*(?:(?:and|a|ac|also|finally|hefyd),? (?=[A-Z]\w+ [A-Z]))?(?:(?i:mr|mrs|miss|ms|dr)\.? (?=\S+ \S))?"
)
"""Before a name in a list: what joins its last item to the others, and a title."""


def begins_person(text: str) -> bool:
    """``Nia Parry - username …``: a line of a list of people without bullets."""
    text = _TITLE.sub("", text)
    if not _NAME_FIRST.match(text[:80]):
        return False
    names = find_names(text[:80])
    if not names or names[0].start > 1 or " " not in names[0].text:
        return False
    return names[0].kind is NameKind.PERSON or any(
        makes_username(names[0].text, u.value) for u in find_usernames(text[:160])
    )


def is_detail(text: str) -> bool:
    """Whether a line is one labelled value or a bare number or username."""
    found = pairs_in(text)
    labelled_details = (Concept.USERNAME, Concept.DFES, Concept.CODE, Concept.EMPLOYEE)
    if found and found[0][1] and found[0][0].concept in labelled_details:
        return True
    plain = without_bullet(text)
    values = [*find_usernames(plain), *find_dfes_numbers(plain)]
    return len(values) == 1 and len(plain) - (values[0].end - values[0].start) <= 2


_HEADING = re.compile(
    r"(?<!\w)(?P<former>(?:old|former|previous|last)\s(?:school|account|post|details)"
    r"|(?:hen|cyn)[\s-]?(?:ysgol|gyfrif|swydd)|ysgol flaenorol|cyfrif blaenorol|nghyfrif blaenorol)"
    r"|(?<!\w)(?P<new>(?:new|current|present)\s(?:school|account|post|details)"
    r"|(?:ysgol|cyfrif|nghyfrif|swydd|manylion) (?:newydd|[bp]resennol))"
)


def announced_side(text: str) -> Side | None:
    """The side that a sentence before a colon announces: ``My details at my previous school were:``."""
    folded = fold(text).rstrip()
    if not folded.endswith(":") or len(folded) > 200:
        return None
    clause = re.split(r"[.!?;]\s", folded)[-1]
    sides = {Side.FORMER if found.lastgroup == "former" else Side.NEW for found in _HEADING.finditer(clause)}
    return sides.pop() if len(sides) == 1 else None


TEXTUAL = frozenset({Concept.SCHOOL, Concept.NAME, Concept.FORENAME, Concept.SURNAME})
"""Concepts whose values have no shape of their own."""


def may_be(concept: Concept, text: str) -> bool:
    """Whether a line may be the school or the name a pending label asks for; a bare answer is neither."""
    if pattern("answers", *_ANSWERS).fullmatch(fold(text).strip(" .!")):
        return False
    names = find_names(text)
    if concept is Concept.SCHOOL:
        return not names or any(n.kind is not NameKind.PERSON for n in names)
    if concept is Concept.NAME:
        return len(text) <= 60 and (not names or not any(n.generic for n in names))
    return len(text.split()) <= 3


def _greets(folded: str) -> bool:
    """Whether the folded line begins with a greeting; those that name a school's office begin labels too."""
    greeting = pattern("language", "greetings").match(folded)
    return greeting is not None and not greeting.group().startswith(("ysgol", "pennaeth"))


@lru_cache(maxsize=1024)
def bare_label(text: str) -> tuple[tuple[Label, str], ...]:
    """A line that is a label and nothing else, its value to follow on the next."""
    if len(text) > 90 or text.rstrip()[-1:] in _SENTENCE_ENDS or _greets(fold(text).lstrip()):
        return ()
    label = read_label(text, 0.95)
    if label is None or (label.concept is Concept.NONE and len(text.split()) > 2):
        return ()
    return ((label, ""),)


_ANSWERS = ("approve", "reject", "proceed", "cancel")
_SENTENCE_ENDS = frozenset(".,;!")
_SENTENCES_AFTER = re.compile(r"(?s)^.{2,160}?[.!?]\s+(\S.{8,})$")
_BRACKETED = re.compile(r"^\s*\S{2,60}\s?\(([^()]{8,200})\)")
_AS_WHOM = re.compile(
    r"(?s)\s?\(([^()]{5,200})\)|[\s,;–-]+((?:where|lle|ble|there|yno|and (?:there|was)|a bues|as|fel)\s[^.;]{4,160})",
    re.IGNORECASE,
)
"""Behind a school's name: as whom somebody was there."""
_FURTHER = re.compile(r"^(?:\S+\s){0,5}?\S+?(?:,|;|\s[-–]|\s(?:and|but|a|ac|ond))\s(\S.{8,})$")
_IDENTIFIERS = frozenset({Concept.DFES, Concept.USERNAME, Concept.CODE, Concept.EMPLOYEE})
_DETAIL_LABELS = ("username", "code", "employee", "dfes", "school")


def of_that_school(rest: str, value: str) -> bool:
    """Whether what stands behind a school's name, as ``prose_after`` gives it, is of that school."""
    at = value.find("(")
    in_brackets = at >= 0 and rest in value[at:].strip(" ()")
    return in_brackets or bool(_WHERE.match(fold(rest)))


_WHERE = re.compile(r"(?:where|lle|ble|there|yno|and there|as|fel)\s")


_WHEREABOUTS = re.compile(
    r"(?i),\s((?:(?:is |who is )?now (?:at|of)|(?:has |who has )?(?:gone|moved) to|(?:nawr|rŵan|rwan|bellach) yn\w?"
    r"|wedi (?:mynd|symud) i)\s.+)"
)
"""Behind a name: where that person is now."""


def prose_after(concept: Concept, value: str) -> str:
    """What of a labelled value is prose again: later sentences, a remark in brackets, further details after a comma."""
    if concept is Concept.IGNORED:
        return ""
    later = _SENTENCES_AFTER.match(value)
    if later:
        return later.group(1)
    if concept is Concept.NAME:
        whereabouts = _WHEREABOUTS.search(value)
        return whereabouts.group(1) if whereabouts else ""
    if concept not in _IDENTIFIERS and concept is not Concept.SCHOOL:
        return ""
    if concept is Concept.SCHOOL:
        told = _AS_WHOM.search(value)
        if told and find_usernames(told[0]):
            return told[1] or told[2]
    remark = _BRACKETED.match(value)
    if remark and any(name.kind is not NameKind.PERSON for name in find_names(remark.group(1))):
        return remark.group(1)
    further = _FURTHER.match(value)
    if further and pattern("labels", *_DETAIL_LABELS).search(fold(further.group(1))):
        return further.group(1)
    if further and concept in _IDENTIFIERS and any(n.kind is NameKind.SCHOOL for n in find_names(further.group(1))):
        return further.group(1)
    return ""


def may_head(text: str) -> bool:
    """Whether a line can be a label of the value on the next: a few words, ending with a colon or with nothing."""
    plain = text.strip()
    return len(plain) <= 80 and len(plain.split()) <= 9 and not plain.endswith((".", "!", ",", ";"))


_PLACE_MARK = re.compile(r"\s*(?:[:=]|\s[-–—])\s*")


def placed_line(text: str, after_here: bool) -> tuple[bool, str] | None:
    """``With us: ab12`` and ``With them: cd34, 661 2345``: whether it is of the other school, and what stands there.

    ``after_here`` says that the line above is of the writer's own: then ``acw`` is there, which may mean here too.
    """
    mark = _PLACE_MARK.search(text, 0, 60)
    if mark is None or mark.start() == 0:
        return None
    words = fold(without_bullet(text[: mark.start()])).strip(" *_")
    there = bool(pattern("labels", "place_there").fullmatch(words)) or (after_here and words == "acw")
    if not there and not pattern("labels", "place_own").fullmatch(words):
        return None
    value = text[mark.end() :].strip()
    found = find_usernames(value)[:1] or find_dfes_numbers(value)[:1]
    return (there, value) if found and found[0].start <= 1 else None


ASSERTS = re.compile(
    r"(?<!\w)(?:both|all(?: \w+)?|they|she|he|each|we|i) (?:have|has|had|(?:can |do |hereby )*confirm)\b"
    r"|^\W*(?:mae?|cadarnh(?:af|awn|eir)|(?:gallaf|gallwn|rwy\w*|rydym|dw i|dwi)"
    r"(?:'n| yn)? g?c?h?adarnhau)\b"
)
"""A sentence about leaving dates that ends with a colon, and no label."""
_WE_ARE = re.compile(r"\W*(?:we are|we're|this is|ni (?:yw|ydi|ydy))(?: the)? [\w' -]{2,60}, ")


_MORE_SENTENCES = re.compile(r"\d[.!]\s+\w+\s+\w")


def is_sentence(label: Label, value: str, text: str) -> bool:
    """Whether a sentence looks like a label: ``We are X, DfES 661 2345``, or a confirmation before a semicolon.

    A colon behind such a confirmation ends no label either where more sentences follow the date.
    """
    folded = fold(text)
    if label.concept is Concept.DFES and _WE_ARE.match(folded):
        return True
    lead = text[: text.find(value)].rstrip() if value else ""
    if label.concept is not Concept.LEAVING or ASSERTS.search(fold(lead)) is None:
        return False
    return lead.endswith(";") or (lead.endswith(":") and bool(_MORE_SENTENCES.search(value)))
