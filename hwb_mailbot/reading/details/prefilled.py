"""The form in a letter of ours that came back as it went out: what we had filled in there is not the sender's word.

Our letters list what we understood and fill the form with it. Where everything in the quoted form stands in that list,
nobody touched the form, and it states nothing. What stands under a heading that says so (``What we have understood``)
is ours however the letter lays it out. Nothing here fails.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_BULLETS = ("-", "*", "•", "·")


def without_untouched_form(material: Material) -> Material:
    """``material`` with the lines of an untouched form as the quote that they are."""
    material = _without_understood(material)
    lines = material.lines
    quoted = next((place for place, line in enumerate(lines) if line.voice is Voice.QUOTE), len(lines))
    form = {place for place in range(quoted, len(lines)) if lines[place].voice is Voice.QUOTED_FORM}
    if not form or any(lines[place].coloured for place in form):
        return material
    ours = {_value(line) for line in lines[quoted:] if line.voice is Voice.QUOTE and _is_listed(line)}
    if not all(_value(lines[place]) in ours for place in form):
        return material
    told = tuple(line._replace(voice=Voice.QUOTE) if place in form else line for place, line in enumerate(lines))
    return replace(material, lines=told)


def _without_understood(material: Material) -> Material:
    """``material`` with the values below a heading of ours that says that we have them as the quote that they are."""
    own = " ".join(line.text for line in material.lines if line.voice is Voice.OWN)
    if pattern("prose", "answered_below").search(fold(own[:2000])):
        return material  # somebody may have written between the lines
    lines = list(material.lines)
    listed: int | None = None
    for place, line in enumerate(lines):
        if line.voice not in (Voice.QUOTE, Voice.QUOTED_FORM):
            listed = None
        elif _heads_understood(line.text):
            listed = 0
        elif listed is None or (not line.text.strip(" >|") and not listed):
            continue
        elif line.cells or any(value for _, value in pairs_in(line.text.strip(" >|"))):
            listed += 1
            if line.voice is Voice.QUOTED_FORM and not line.coloured:
                lines[place] = line._replace(voice=Voice.QUOTE)
        else:
            listed = None
    return replace(material, lines=tuple(lines))


def _heads_understood(text: str) -> bool:
    """Whether a line is such a heading, in one language or both: ``What we have understood / Yr hyn a ddeallwyd:``."""
    parts = [part.strip(" >|*_:.#-") for part in fold(text)[:300].split(" / ")]
    return len(parts) <= 2 and all(pattern("adopt", "heads_understood", "understood").fullmatch(part) for part in parts)


def _is_listed(line: Line) -> bool:
    return line.text.lstrip(" >|").startswith(_BULLETS) and ":" in line.text


def _value(line: Line) -> str:
    return fold(line.text.rpartition(":")[2]).strip(" .*_")
