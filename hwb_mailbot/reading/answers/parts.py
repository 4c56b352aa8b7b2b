"""The sentences of an answer. Nothing here fails.

A line break within a paragraph ends none, unless the line is a bare answer in capitals, and a word that stands alone
belongs to the sentence that breaks off before it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from hwb_mailbot.reading.text import fold, sentences

_BREAKS_OFF = re.compile(
    r"(?<!\w)(?:to|not|never|cannot|can't|won't|don't|reply|replied|answer|answered|say|said|saying|write|wrote|of|with|the"
    r"|i|ni|na|nid|ddim|ateb|dweud|deud|anfon|says|meddai)\W{0,3}$"
    r"|(?<!\w)(?:not|never|cannot|\w+n't|without|nid|ni|ddim|heb|methu)(?!\w)[^.!?;:]{0,60}$"
)
"""How a line ends whose sentence goes on below it, or that denies something without an end."""


def parts_of(lines: Sequence[str]) -> list[str]:
    """The sentences in the ``lines`` of an answer."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        plain = line.strip()
        if not plain:
            paragraphs.append([])
        elif len(plain.split()) <= 3 and (plain == plain.upper() and re.search(r"[A-Z]{4}", plain)):
            paragraphs.extend([[plain], []])
        else:
            paragraphs[-1].append(plain)
    found: list[str] = []
    for paragraph in _whole(paragraphs):
        joined = " ".join(paragraph)
        found.extend(joined[a:b].strip() for a, b in sentences(joined))
    return [part for part in found if part]


def _whole(paragraphs: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The paragraphs, with a word that stands alone put back into the sentence that breaks off before it.

    ``I do not wish to / APPROVE / this request.`` says no yes.
    """
    left = deque(paragraph for paragraph in paragraphs if paragraph)
    while left:
        paragraph = list(left.popleft())
        if left and _BREAKS_OFF.search(fold(paragraph[-1])) and len(left[0]) == 1 and left[0][0].isupper():
            paragraph += left.popleft()
            if left and left[0][0][:1].islower():
                paragraph += left.popleft()
        yield paragraph
