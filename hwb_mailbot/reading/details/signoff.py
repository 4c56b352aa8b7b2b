"""Sign-offs that stand among the sender's own lines: they state nothing, unless the text points to them.

An answer right below a question of a quoted form is none, whatever it says: ``5083316, o'r swyddfa``.
Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.labels import Concept, read_label
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern


def without_signoff(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines with the closing name-and-role lines marked as signature, and those lines."""
    own = [i for i, line in enumerate(lines) if line.voice is Voice.OWN and line.text.strip()]
    start = None
    for place in range(len(own) - 1, max(-1, len(own) - 13), -1):
        text = fold(lines[own[place]].text).strip(" ,.!-*_")
        if pattern("prose", "closing").fullmatch(text):
            start = place + 1
            break
    if start is None:
        start = _trailing(lines, own)
    if start is None or start >= len(own):
        return list(lines), []
    tail = own[start:]
    taken: list[int] = []
    for index in tail:
        text = lines[index].text.strip()
        if _answers_a_form(lines, index):
            continue
        if (
            re.match(r"(?i)(?:p\.?\s?s\.?|o\.?\s?n\.?|n\.?b\.?)(?:[\s:.-]|$)", text)
            or len(text) > 110
            or lines[index].cells
        ):
            break
        if any(
            value and label.concept.value in ("username", "code", "employee", "leaving")
            for label, value in pairs_in(text)
        ):
            break
        taken.append(index)
    signed = [lines[i]._replace(voice=Voice.SIGNATURE) for i in taken]
    marked = [line._replace(voice=Voice.SIGNATURE) if i in set(taken) else line for i, line in enumerate(lines)]
    return marked, signed


def _trailing(lines: Sequence[Line], own: list[int]) -> int | None:
    """Where the last lines are a name, a role and a school without a closing phrase before them."""
    start = len(own)
    while start > 1 and len(own) - start < 6:
        text = lines[own[start - 1]].text.strip()
        if _answers_a_form(lines, own[start - 1]):
            break
        folded = fold(text)
        role = pattern("prose", "role").search(folded)
        names = find_names(text)
        bare = (
            bool(names)
            and names[0].kind is not NameKind.SCHOOL
            and len(text) < 40
            and len(names[0].text) >= len(text.strip(" ,.*_")) - 4
        )
        if (
            role
            and len(text) < 90
            and not re.search(r"[.!?]\s", text)
            and len(text.split()) <= 10
            and not pairs_in(text)
        ) or (bare and not re.search(r"\d", text)):
            start -= 1
            continue
        break
    if start == len(own):
        return None
    tail = " ".join(fold(lines[i].text) for i in own[start:])
    return start if pattern("prose", "role").search(tail) else None


def _answers_a_form(lines: Sequence[Line], index: int) -> bool:
    """Whether the line above, but for empty ones, asks for a detail in a quoted letter."""
    above = next((line for line in reversed(lines[:index]) if line.text.strip()), None)
    if above is None or above.voice is not Voice.QUOTE:
        return False
    label = read_label(above.text.strip(" >|"), 0.8)
    return label is not None and label.concept not in (Concept.NONE, Concept.IGNORED)
