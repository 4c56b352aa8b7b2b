"""What a sender leaves out of what they adopt: ``all correct apart from the username``, ``… but the school is wrong``.

An exception that names no detail leaves nothing adopted. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_DETAILS = {
    Concept.USERNAME: "username", Concept.SCHOOL: "school", Concept.DFES: "dfes", Concept.LEAVING: "leaving",
    Concept.CODE: "code", Concept.EMPLOYEE: "employee", Concept.NAME: "name",
}  # fmt: skip
_CLAUSE = re.compile(r"[.;,:()]|(?<!\w)(?:but|and|ond|ac?)(?!\w)")
_LONGEST = 80
"""Characters behind ``apart from`` in which the details stand, and before ``is wrong``."""
_DATE = re.compile(r"(?<!\w)(?:date|d?dyddiad)(?!\w)")
_NUMBER = re.compile(r"(?<!\w)(?:number|no\.?|rhif)(?!\w)")


def excepted(spoken: Sequence[str]) -> frozenset[Concept] | None:
    """The details that the sentences, of which the first adopts, take out again; ``None`` where it is not told which.

    The old and the new of a kind are taken out together: whoever doubts one of them has it asked for.
    """
    found: set[Concept] = set()
    for number, sentence in enumerate(fold(one) for one in spoken):
        for cue in pattern("adopt", "except").finditer(sentence):
            named = _named_in_list(re.split(r"[.;]", sentence[cue.end() : cue.end() + _LONGEST])[0])
            if not named and number == 0:
                return None
            found |= named
        for wrong in pattern("adopt", "wrong").finditer(sentence):
            before = _CLAUSE.split(sentence[max(0, wrong.start() - _LONGEST) : wrong.start()])[-1]
            found |= _named(before)
    return frozenset(found)


def _named_in_list(folded: str) -> set[Concept]:
    """The details that ``the username, the staff code and the number`` names, up to a piece that names none."""
    pieces = [_named(piece) for piece in folded.split(", ")]
    return set().union(*takewhile(bool, pieces))


def _named(folded: str) -> set[Concept]:
    named = {concept for concept, key in _DETAILS.items() if pattern("labels", key).search(folded)}
    if _DATE.search(folded):
        named.add(Concept.LEAVING)
    if Concept.SCHOOL in named and _NUMBER.search(folded):
        named.add(Concept.DFES)
    if Concept.USERNAME in named and not re.search(r"(?<!user)(?<!user )(?:name|enw(?! defn))", folded):
        named.discard(Concept.NAME)
    return named
