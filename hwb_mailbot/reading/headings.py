"""Lines that begin the block of one staff member in a mail about several. Nothing here fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hwb_mailbot.reading.labels import Concept
from hwb_mailbot.reading.material import Line, Voice
from hwb_mailbot.reading.names import NameKind, find_names
from hwb_mailbot.reading.pairs import pairs_in
from hwb_mailbot.reading.text import without_bullet


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


def begins_person(text: str) -> bool:
    """``Nia Parry - username …``: a line of a list of people without bullets."""
    if not re.match(r"\s*[^\W\d_]\S*(?: \S+){1,4}?\s*[-–—,:(]", text[:80]):
        return False
    names = find_names(text[:80])
    return bool(names) and names[0].start <= 1 and names[0].kind is NameKind.PERSON and " " in names[0].text
