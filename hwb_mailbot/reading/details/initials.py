"""The staff code ``NA``, which is Nerys Arwel's and from anybody else says that there is none.

Written with a stroke (``n/a``) it never is a code. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.terms.statements import LABELLED, PROSE, Statement
from hwb_mailbot.reading.terms.usernames import words_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_CODE = "NA"
_ALONE = re.compile(r"[\"'(]?NA[\"').,;]*")
_SAID = re.compile(r"[\s:=]*(?:(?:is|yw|ydi|ydy|'?di|sef|oedd|was)\s)?[\"']?NA[\"']?(?![\w/])")

_NONE = re.compile(r"\W*(?:n\.?/?a|none|nil|dim|not applicable|amherthnasol)\W*")
"""That there is none, told beside another label."""


def codes_of_initials(own: Sequence[Line], stated: Sequence[Statement], from_name: str) -> list[Statement]:
    """The staff code ``NA`` where the one person whom the mail is of has those initials, and no other is stated."""
    if any(s.concept is Concept.CODE or s.person for s in stated) or not any(_CODE in line.text for line in own):
        return []
    names = [s.value for s in stated if s.concept is Concept.NAME and s.value] or [from_name]
    if not all(_initials(name) == _CODE.lower() for name in names):
        return []
    if any(_has_none(line.text) for line in own):
        return []
    for line in own:
        for label, value in pairs_in(line.text):
            if label.concept is Concept.CODE and label.side is not Side.FORMER and _ALONE.fullmatch(value.strip()):
                return [Statement(Concept.CODE, Side.NEW, _CODE, value.strip(), line.where, LABELLED)]
        cues = pattern("prose", "code_cue").finditer(fold(line.text[:2000]))
        if any(_SAID.match(line.text, cue.end()) for cue in cues):
            return [Statement(Concept.CODE, Side.NEW, _CODE, line.text.strip()[:300], line.where, PROSE)]
    return []


def _has_none(line: str) -> bool:
    """Whether another label is answered so in the line: whoever wrote ``NA`` there means none by it."""
    if any(label.concept is not Concept.CODE and _NONE.fullmatch(fold(value)) for label, value in pairs_in(line)):
        return True
    cues = pattern("prose", "employee_cue").finditer(fold(line[:2000]))
    return any(_SAID.match(line, cue.end()) for cue in cues)


def _initials(name: str) -> str:
    words = words_of(without_title(name))
    return words[0][0] + words[-1][0] if len(words) > 1 else ""
