"""Labels that nobody listed, understood from their value's shape, a head word and the words that tell a side.

``Used to be at: Dyffryn Carno``, ``Logged in with us as: …``, ``Off the books?: yep, SIMS says 31/8``. The value must
have the shape of what the words can ask for; where they ask for nothing of ours, there is no label. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hwb_mailbot.reading.terms.label_of_record import puts_off
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, side_told, spelt
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.shapes import IDENTIFIERS, is_yes, shapes_of
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold, without_bullet
from hwb_mailbot.reading.words import pattern

_MOST_WORDS = 10
_LONGEST = 80
_SENTENCE = re.compile(r"\d{3,}|@|[.!;,]\s|[\"“”]")
_PLACE = re.compile(r"(?<!\w)(?:at|to|into|in|from|joined|yn|yng|ym|i|o|at)$")
_SHE = re.compile(r"(?<=[a-z])\s(?:hi|e|o)(?!\w)")
"""After a word these are Welsh for she and he, and no greeting."""
_HEADS = {
    Concept.LEAVING: ("labels", "head_leaving"),
    Concept.NAME: ("labels", "head_person"),
    Concept.CODE: ("labels", "head_code"),
    Concept.EMPLOYEE: ("labels", "head_employee"),
    Concept.USERNAME: ("labels", "head_username"),
    Concept.DFES: ("labels", "head_dfes"),
    Concept.SCHOOL: ("labels", "head_school"),
}
_ONLY_NAMED = frozenset({Concept.LEAVING, Concept.NAME, Concept.CODE, Concept.EMPLOYEE})
"""What a side alone does not ask for."""


@lru_cache(maxsize=2048)
def composed_label(words: str, value: str) -> Label | None:
    """The label that ``words`` beside ``value`` are, or ``None`` where they ask for nothing that ``value`` can be."""
    folded = fold(without_bullet(words)).strip(" *_:=;.?!-\t\"'>|#()")
    if not folded or len(folded) > _LONGEST or len(folded.split()) > _MOST_WORDS or _SENTENCE.search(folded):
        return None
    if any(name.kind in (NameKind.SCHOOL, NameKind.PERSON) for name in find_names(words)) or find_usernames(words):
        return None  # ``Rhif Plas yr Afon: …`` is prose, which knows whose number it is
    shapes = shapes_of(value) or ((Concept.LEAVING,) if is_yes(value) else ())
    if pattern("labels", "others", "denied").search(folded):
        return Label(Concept.IGNORED) if shapes and shapes[0] in IDENTIFIERS else None
    if pattern("labels", "no_detail").search(_SHE.sub(" ", folded)) or pattern("labels", "asking").match(folded):
        return None
    label = spelt(folded)
    side = side_told(label)
    own = side is None and bool(pattern("labels", "own").search(label))
    there = side is None and not own and bool(pattern("labels", "there").search(label))
    for concept in shapes:
        if _asks_for(concept, label, value, placed=side is not None or own or there):
            if concept is not Concept.LEAVING:
                return Label(concept, side, False, own, there)
            late = puts_off(label)
            return Label(concept, Side.FORMER, not late, own, there, puts_off=late)
    return None


def _asks_for(concept: Concept, label: str, value: str, *, placed: bool) -> bool:
    named = bool(pattern(*_HEADS[concept]).search(label))
    if concept is Concept.SCHOOL and shapes_of(value)[0] is not Concept.SCHOOL:
        # A name that may be a person's is a school's where the words say that it is a place.
        return placed and (named or bool(_PLACE.search(label) or pattern("labels", "own").fullmatch(label)))
    return named or (placed and concept not in _ONLY_NAMED)
