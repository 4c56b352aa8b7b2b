"""A bare value in answer to a letter of ours that asks for one detail alone: ``It has come through! 5567120``.

And a school without a side (``The school is …``) where the letter asks for one school's name.
Nothing says what the value is but our question; so there must be one question, and one value that can answer it. A
guess, a question, or a second number beside it leaves it unread. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.message.subjects import bare_subject
from hwb_mailbot.reading.terms.labels import Concept, Label, read_label
from hwb_mailbot.reading.terms.statements import PROSE, Statement, unsure
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_employee_numbers, find_usernames
from hwb_mailbot.reading.text import fold, without_bullet
from hwb_mailbot.reading.words import pattern, word_set

_MOST_LINES = 40
"""Lines of a quoted letter in which it says what it asks for."""
_MOST_WORDS = 30
"""More words than these tell something, and the value in them may be another thing's."""
_FIGURES = re.compile(r"(?<!\w)[a-z]{0,3}\d[\d /.-]*")
_CODE = re.compile(r"(?<![\w'@.-])[A-Z]{2,5}\d{0,2}(?![\w'@-])")
_AGAINST = re.compile(
    r"(?<!\w)(?:not|no|never|\w+n't|old|former|previous|ring|phone|call|tel|mobile|fax|nid|dim|ddim|heb|hen|ffon\w*)(?!\w)"
)


def answered(material: Material, own: Sequence[Line], stated: Sequence[Statement]) -> list[Statement]:
    """The one detail that the quoted letter of ours asks for, where the sender's words are hardly more than it."""
    label = _asked(material)
    if label is None or any(s.value or s.problem for s in stated):
        return []
    lines = [line for line in own if line.voice is Voice.OWN and line.text.strip()]
    text = hardly_more(lines) if not any(pairs_in(line.text) for line in lines) else ""
    value = only_value(label.concept, text) if text and not tells_against(text) else ""
    return [Statement(label.concept, label.side, value, text[:300], lines[0].where, PROSE)] if value else []


def hardly_more(lines: Sequence[Line]) -> str:
    """The text of ``lines`` where they are few words without a question; empty where they are more."""
    text = " ".join(line.text.strip() for line in lines)
    return "" if "?" in text or len(text.split()) > _MOST_WORDS else text


def tells_against(text: str) -> bool:
    """Whether few words leave a value in doubt: a guess, a no, something former, a telephone number."""
    folded = fold(text)
    return unsure(folded) or bool(_AGAINST.search(folded) or pattern("values", "empty").search(folded))


def asks_for_authorisation(material: Material) -> bool:
    """Whether the letter that the mail answers asks a headteacher for what an authorisation lacks (R4)."""
    if pattern("kinds", "asks_authorisation").search(bare_subject(material.subject)):
        return True
    told = [fold(text).lstrip(" >*_#") for text in material.quoted()[:_MOST_LINES]]
    if any(pattern("kinds", "asks_authorisation").match(text) for text in told):
        return True
    lacking = any(pattern("kinds", "asks_what_is_missing").search(text) for text in (fold(material.subject), *told))
    return lacking and any(pattern("kinds", "asks_of_leaver").match(text.lstrip("0123456789.) ")) for text in told)


def of_the_school_asked_for(material: Material, stated: list[Statement]) -> list[Statement]:
    """A school of no known side, where the quoted letter asks for one school's name alone: ``The school is …``."""
    open_ = {fold(s.value) for s in stated if _is_school(s) and s.side is None and s.value and s.weight == PROSE}
    if len(open_) != 1:
        return stated
    sides = {label.side for label in _left_empty(material) if label.concept is Concept.SCHOOL}
    side = next(iter(sides)) if len(sides) == 1 else None
    if side is None or any(_is_school(s) and s.side is side for s in stated):
        return stated
    return [replace(s, side=side) if _is_school(s) and fold(s.value) in open_ else s for s in stated]


def _is_school(statement: Statement) -> bool:
    return statement.concept is Concept.SCHOOL


def _left_empty(material: Material) -> Iterator[Label]:
    """The labels of the quoted letter beside which nothing stands."""
    for text in material.quoted()[:_MOST_LINES]:
        line = without_bullet(text.strip(" >")).strip()
        pairs = pairs_in(line)
        label = pairs[0][0] if len(pairs) == 1 and not pairs[0][1] else None if pairs else read_label(line, 0.8)
        if label is not None:
            yield label


def _asked(material: Material) -> Label | None:
    """The detail that the topmost quoted letter says is missing, where it is one that a bare value can state."""
    asked: list[Label | None] = []
    listing = False
    for text in material.quoted():
        folded = fold(text).strip(" >*_")
        if listing:
            if not folded:
                continue
            item = without_bullet(text.strip(" >"))
            if item == text.strip(" >"):
                break
            asked.append(read_label(item, 0.8))
        elif pattern("adopt", "missing").fullmatch(folded.rstrip(" :")):
            listing = True
    one = asked[0] if len(asked) == 1 else None
    return one if one is not None and one.concept in _READ else None


def only_value(concept: Concept, text: str) -> str:
    """The one value of ``concept`` in few words that hold no other number; empty where there is none, or several."""
    values = _READ[concept](text)
    figures = [f for f in _FIGURES.findall(fold(text)) if len(re.sub(r"\D", "", f)) > 1]
    others = len(figures) > 1 or (concept is Concept.CODE and figures)
    return values[0] if len(values) == 1 and not others else ""


def _employee(text: str) -> list[str]:
    schools = {number.value for number in find_dfes_numbers(text)}  # whoever mistook the question gives one of these
    return [found.value for found in find_employee_numbers(text) if re.sub(r"\D", "", found.value) not in schools]


def _code(text: str) -> list[str]:
    found = [m.group() for m in _CODE.finditer(text)]
    return [code for code in found if code.lower() not in word_set("values", "not_codes")]


_READ: Mapping[Concept, Callable[[str], list[str]]] = {
    Concept.EMPLOYEE: _employee,
    Concept.CODE: _code,
    Concept.DFES: lambda text: [found.value for found in find_dfes_numbers(text)],
    Concept.USERNAME: lambda text: [found.value for found in find_usernames(text)],
}
