"""Which lines of a mail are read for details: the sender's own, and quoted ones that may lend them their labels.

Bounds the work however long a mail is. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwb_mailbot.reading.material import Line, Voice

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
