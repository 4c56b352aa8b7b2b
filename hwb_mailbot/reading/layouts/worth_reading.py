"""Which lines of a mail are read for details: the sender's own, and quoted ones that may lend them their labels.

Bounds the work however long a mail is. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.labels import read_label
from hwb_mailbot.reading.text import fold, without_bullet
from hwb_mailbot.reading.words import pattern

MOST_LINES = 1000
"""Own lines beyond this many are not read: no honest mail has them."""
_NEAR = 12
"""Quoted lines this close above an own line may lend it their labels."""


def worth_reading(lines: Sequence[Line]) -> list[Line]:
    """At most ``MOST_LINES`` own lines, and of the quoted ones those just above an own line."""
    kept: list[Line] = []
    quoted: list[Line] = []
    own = 0
    for line in lines:
        if line.voice is Voice.QUOTE:
            quoted.append(line)
            continue
        if line.voice in (Voice.OWN, Voice.QUOTED_FORM) and line.text.strip():
            own += 1
            if own > MOST_LINES:
                break
            kept.extend(quoted[-_NEAR:])
            quoted = []
        elif quoted and line.text.strip():
            kept.append(quoted[-1])
            quoted = []
        kept.append(line)
    return kept


def spoken(lines: Sequence[Line]) -> list[Line]:
    """The sender's own lines and what they filled into a quoted form, without what our quoted letter lists itself."""
    said = [line for line in lines if line.voice in (Voice.OWN, Voice.QUOTED_FORM)]
    if any(_listed_by_us(line) for line in said) and form_is_answered(lines):
        return [line for line in said if not _listed_by_us(line)]
    return said


def _listed_by_us(line: Line) -> bool:
    return line.voice is Voice.QUOTED_FORM and without_bullet(line.text) != line.text.strip()


def form_is_answered(lines: Sequence[Line]) -> bool:
    """Whether the answers stand elsewhere than in the bulleted lines of a quoted letter, or nothing says they do."""
    previous: Line | None = None
    own: list[str] = []
    for line in lines:
        if not line.text.strip():
            continue
        plain = without_bullet(line.text) == line.text.strip()
        if line.voice is Voice.QUOTED_FORM and plain and pairs_in(line.text):
            return True
        if line.voice is Voice.OWN:
            asked = previous is not None and previous.voice is Voice.QUOTE and previous.text.rstrip().endswith(":")
            if previous is not None and asked and read_label(previous.text, 0.8):
                return True
            own.append(line.text)
        previous = line
    return bool(own) and not pattern("prose", "answered_below").search(fold(" ".join(own)[:2000]))
