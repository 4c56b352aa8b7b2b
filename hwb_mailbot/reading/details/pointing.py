"""Answers typed within our quoted letter: ``This one`` below ``- APPROVE if you agree``, ``Correct`` below a date.

Only the shortest words that can mean nothing else point at one of our words; with anything more in it a line is weighed
as it stands, and the answer is most likely unclear. What bears out a detail that stands quoted right above, while our
letter goes on below, is about that detail and answers nothing else. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import listed, listed_words

_OPTION = re.compile(
    r"[-*\u2022\u00b7>\s]*(?:(?:Please )?[Rr]eply(?: with)? |Atebwch(?: gyda| \u00e2)? )?"
    r"(?!.*(?<!\w)(?:or|neu)\W+[A-Z]{4})(APPROVE|REJECT|PROCEED|CANCEL|CYMERADWYO|GWRTHOD|PARHAU|CANSLO)(?!\w)(?!\W+[A-Z]{4})"
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
_SEARCHED = 300
"""Characters of a line below a detail that are looked at."""
_LONGEST = 40
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d[\d./-]*")
_JOINT = re.compile(r"[,.;](?=\s)|\s[-\u2013\u2014]\s")
_MOST_WORDS = 14
"""Words of a remark on a detail; whoever writes more tells of something else too."""


def pointed(lines: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """What each own line (by its identity) that points at one of our words says: the word, and the line's other words.

    Nothing for a line that passes an option, or bears out a detail. An own line belongs to what stands quoted right
    above it, until our letter goes on.
    """
    found: dict[int, tuple[str, ...]] = {}
    borne_out: list[tuple[Line, str]] = []
    option, ended = "", False
    above: Line | None = None
    """The quoted line that an own line here would be about: it is read when there is one."""
    for line in lines:
        text = line.text.strip()
        if not text:
            ended = True
        elif line.voice is not Voice.OWN:
            begins = _OPTION.match(line.text)
            option = begins[1] if begins else "" if ended else option
            ended, above = False, None if begins else line
            found.update((id(one), (rest,) if rest else ()) for one, rest in borne_out)
            borne_out = []
        elif option and (said := _said_of(text, option)) is not None:
            found[id(line)] = said
        elif above is not None and (rest := _beside_bearing_out(text)) is not None and pairs_in(above.text):
            borne_out.append((line, rest))
        else:
            above, borne_out = None, []
    return found


def _beside_bearing_out(text: str) -> str | None:
    """What a line says beside that the detail above it is right, or nothing where that is not said."""
    joints = [found.start() for found in islice(_JOINT.finditer(text[:_SEARCHED]), _MOST_WORDS)]
    ends = [*([len(text)] if len(text) <= _SEARCHED else []), *reversed(joints)]
    end = next((end for end in ends if _bears_out(text[:end])), None)
    return None if end is None else text[end:].lstrip(" ,.;:-\u2013\u2014")


def _bears_out(text: str) -> bool:
    """Whether a line says nothing but that the detail above it is right: ``Yes, that was hers``."""
    folded = fold(text)
    words = _WORD.findall(folded)
    return (
        len(words) <= _MOST_WORDS
        and "?" not in text
        and bool(listed("pointing", "bearing_out").match(folded.lstrip(" -*([")))
        and not listed("pointing", "about_somebody").search(folded)
        and all(word.isdigit() or word in listed_words("pointing", "of_a_detail") for word in words)
    )


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
