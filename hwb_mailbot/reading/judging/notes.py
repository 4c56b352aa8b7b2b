"""The mover's note to the former headteacher, under a label of its own (R6): words to pass on, read for nothing.

What is not plainly labelled is no note, however friendly: words meant for us are not shown to somebody else.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

LONGEST_NOTE = 500
"""Characters of a note; what is longer is cut at a blank and marked."""
_LABELLED = re.compile(r"[ \t]*(?P<label>[^:\n]{4,60}):[ \t]*(?P<rest>.*)")


def note_in(lines: list[str]) -> str:
    """The note as one line, empty where there is none; it ends at an empty line or at the next label."""
    for place, line in enumerate(lines):
        found = _LABELLED.fullmatch(line)
        if found is None or not pattern("note", "labels").fullmatch(fold(found["label"].strip())):
            continue
        words = [found["rest"].strip()]
        following = lines[place + 1 :]
        if not words[0] and following and not following[0].strip():
            following = following[1:]  # the label stands on a line of its own, with an empty one below it
        for more in following:
            if not more.strip() or _LABELLED.fullmatch(more):
                break
            words.append(more.strip())
        return _bounded(" ".join(filter(None, words)).strip("\"“”' "))
    return ""


def _bounded(note: str) -> str:
    if len(note) <= LONGEST_NOTE:
        return note
    cut = note[:LONGEST_NOTE]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut} …"
