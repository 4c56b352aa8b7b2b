"""The form in a letter of ours that came back as it went out: what we had filled in there is not the sender's word.

Our letters list what we understood and fill the form with it. Where everything in the quoted form stands in that list,
nobody touched the form, and it states nothing. Nothing here fails.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.text import fold

_BULLETS = ("-", "*", "•", "·")


def without_untouched_form(material: Material) -> Material:
    """``material`` with the lines of an untouched form as the quote that they are."""
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


def _is_listed(line: Line) -> bool:
    return line.text.lstrip(" >|").startswith(_BULLETS) and ":" in line.text


def _value(line: Line) -> str:
    return fold(line.text.rpartition(":")[2]).strip(" .*_")
