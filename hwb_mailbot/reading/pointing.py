"""Answers that point at one of our words: ``This one, please`` below our quoted ``- APPROVE if you agree``.

Only the shortest words that can mean nothing else point; with anything more in it a line is weighed as it stands, and
the answer is most likely unclear. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.material import Line, Voice
from hwb_mailbot.reading.text import fold

_OPTION = re.compile(
    r"[-*\u2022\u00b7>\s]*(APPROVE|REJECT|PROCEED|CANCEL|CYMERADWYO|GWRTHOD|PARHAU|CANSLO)(?!\w)(?!\W+[A-Z]{4})"
)
"""One word of our letter with what it means; a line with two words is no option."""
_KINDLY = r"(?: (?:one|please|pls|plis|thanks|thank you|diolch))*"
_POINTS = re.compile(
    rf"\W*(?:(?:this|that) one|this|that's (?:it|the one|me|mine)|hwn|hon|hwnna|hwn yw|x|\u2713|\u2714){_KINDLY}\W*"
)
_AGREES = re.compile(rf"\W*(?:i agree|agreed|i do|yes|yep|cytuno|cytunaf|ie|ia|ydw){_KINDLY}\W*")
"""Below a word of consent these point at it; below another they may be meant for that or for the whole letter."""
_CONSENT = ("APPROVE", "PROCEED", "CYMERADWYO", "PARHAU")
_PASSES = re.compile(r"\W*(?:n ?/ ?a|not applicable|no|not this(?: one)?|nope|na|nage|dim hwn|ddim yn berthnasol)\W*")
_LONGEST = 40


def pointed(lines: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """What each own line (by its identity) that points at one of our words says: the word, and the line's other words.

    Nothing for a line that passes an option. An own line belongs to the option that stands quoted right above it, until
    our letter goes on.
    """
    found: dict[int, tuple[str, ...]] = {}
    option, ended = "", False
    for line in lines:
        text = line.text.strip()
        if not text:
            ended = True
        elif line.voice is not Voice.OWN:
            begins = _OPTION.match(line.text)
            option = begins[1] if begins else "" if ended else option
            ended = False
        elif option and (said := _said_of(text, option)) is not None:
            found[id(line)] = said
    return found


def _said_of(text: str, option: str) -> tuple[str, ...] | None:
    first, *others = re.split(r"(?<=[.!,])\s", text, maxsplit=1)
    words = fold(first)
    if len(words) > _LONGEST:
        return None
    if _POINTS.fullmatch(words) or (option in _CONSENT and _AGREES.fullmatch(words)):
        return (option, "", *others)
    if _AGREES.fullmatch(words):
        return (f"{option}?",)
    return () if _PASSES.fullmatch(words) and not others else None
