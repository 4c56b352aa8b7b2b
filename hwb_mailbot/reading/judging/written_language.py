"""The language of what the person wrote, apart from a form's labels, which stand in both.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.domain.mails import Language
from hwb_mailbot.reading.answers.slips import mended
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.message.subjects import own_subject
from hwb_mailbot.reading.terms.labels import read_label
from hwb_mailbot.reading.terms.language import language_of
from hwb_mailbot.reading.text import fold

_A_FORM = 3
"""Lines with a label in both languages that make a form, whose headings are in both too."""
_NO_WORD = re.compile(r"(?!)")


def written_language(material: Material, details: Details) -> Language:
    """The language of the sender's own words; of the form, the attachment or the robot where there are none."""
    filled = [line.text for line in material.lines if line.voice is Voice.QUOTED_FORM]
    forms = "\n".join(filled)
    lines = details.plain_text.split("\n")
    if filled:
        known = set(filled)
        lines = [line for line in lines if line not in known]
    values = [_without_form_label(line) for line in lines]
    in_both = sum(value is not line for value, line in zip(values, lines, strict=True))
    if in_both >= _A_FORM:
        values = [value for value in values if not _heads_in_both(value)]
    written = "\n".join(values)
    attached = "\n".join(line.text for line in material.attachment_lines)
    robot = "\n".join(line.text for line in material.lines) if material.machine else ""
    meant = mended(fold(written), _NO_WORD) if len(written) < 200 else ""
    return language_of([written, details.plain_text, robot, own_subject(material.subject), forms, attached, meant])


def _heads_in_both(line: str) -> bool:
    """Whether a line is a heading, once in each language: ``Manylion newydd / New details``."""
    halves = line.strip().split(" / ")
    if len(halves) != 2 or any(len(half.split()) > 4 or re.search(r"[.!?:\d]", half) for half in halves):
        return False
    one, other = (language_of([half], Language.BOTH) for half in halves)
    return {one, other} == {Language.WELSH, Language.ENGLISH}


def _without_form_label(line: str) -> str:
    """The value of a line whose label stands in both languages, as on our form: those words are not the writer's."""
    words, mark, value = line.partition(":")
    if not mark or len(words) >= 160 or words.count(" / ") != 1:
        return line
    one, other = (read_label(half, 0.8) for half in words.split(" / "))
    return value if one is not None and other is not None and one.concept is other.concept else line
