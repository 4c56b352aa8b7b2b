"""The leaver's entry in the school's record, pasted beside an answer: ``Name | Post | Date of leaving | Entered by``.

It bears an approval out where every row agrees with the letter that came back: the name, the leaving date, the
identifiers. Beside a row that tells otherwise no yes is one. Without our letter there is nothing to agree with, and
what is no such entry is weighed as all that stands beside a yes. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hwb_mailbot.reading.answers.beside import opposed
from hwb_mailbot.reading.answers.withheld import withheld
from hwb_mailbot.reading.layouts.columns import column_head, is_no_field
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.names import without_title
from hwb_mailbot.reading.terms.shapes import OF_NAMES
from hwb_mailbot.reading.terms.statements import is_empty, unsure
from hwb_mailbot.reading.text import fold, plain_words, tidy
from hwb_mailbot.reading.words import listed, listed_words

_LEAST_ROWS = 3
_LONGEST = 60
_BETWEEN = re.compile(r"\s*(?:\t+|\||:(?=\s)|\s[-–—]\s|\s{3,})\s*")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the answered letter says: all of its ``words``, its subject and the leaving dates that it tells."""

    words: str
    subject: str
    left: Sequence[date]


@dataclass(frozen=True, slots=True)
class Entry:
    """The places of the lines of an entry that agrees with the letter; ``otherwise`` where one tells otherwise."""

    agreed: frozenset[int] = frozenset()
    otherwise: bool = False


def pasted_entry(lines: Sequence[Line], letter: Letter, sent_on: date | None) -> Entry:
    """The leaver's entry among the sender's ``lines``, as far as the answered ``letter`` bears it out.

    Where no letter came back nothing does: whose entry it is a person sees.
    """
    found: set[int] = set()
    otherwise = False
    for rows in _runs(lines):
        whom = any(_concept(words) in OF_NAMES for _, words, _ in rows)
        left = any(_concept(words) is Concept.LEAVING for _, words, _ in rows)
        if len(rows) < _LEAST_ROWS or not (whom and left):
            continue
        if letter.words and all(_agrees(words, value, letter, sent_on) for _, words, value in rows):
            found.update(place for places, _, _ in rows for place in places)
            found.update(_introduced_by(lines, rows[0][0][0], letter))
        else:
            otherwise = True
    return Entry(frozenset(found), otherwise)


def _introduced_by(lines: Sequence[Line], first: int, letter: Letter) -> set[int]:
    """The place of the line above an entry that only says what it is: ``Her entry in SIMS:``."""
    above = next((n for n in range(first - 1, -1, -1) if lines[n].text.strip()), None)
    text = lines[above].text.strip() if above is not None else ""
    known = listed_words("pasted_entry", "introducing") | plain_words(letter.subject)
    words = re.sub(r"'s(?!\w)", "", fold(text))
    says_only = text.endswith(":") and set(_WORD.findall(words)) <= known
    return {above} if above is not None and says_only else set()


_Row = tuple[tuple[int, ...], str, str]


def _runs(lines: Sequence[Line]) -> Iterator[list[_Row]]:
    """Rows of a label and its value that stand one below another, also one cell a line."""
    own = [(n, line) for n, line in enumerate(lines) if line.voice is Voice.OWN and line.text.strip()]
    texts = [line.text.strip() for _, line in own]
    run: list[_Row] = []
    at = 0
    while at < len(own):
        place, line = own[at]
        cells = [tidy(cell) for cell in (line.cells or _BETWEEN.split(line.text.strip(), maxsplit=1))]
        if len(cells) == 2 and _is_label(cells[0]):
            run.append(((place,), cells[0], cells[1]))
            at += 1
        elif len(cells) == 1 and _is_label(cells[0]) and _is_value(texts[at + 1 : at + 3]):
            run.append(((place, own[at + 1][0]), cells[0], texts[at + 1]))
            at += 2
        else:
            yield run
            run = []
            at += 1
    yield run


def _is_value(following: Sequence[str]) -> bool:
    """Whether the first of the lines that follow a label is its value: no label, or one before another."""
    if not following or (_is_label(_BETWEEN.split(following[0], maxsplit=1)[0]) and _BETWEEN.search(following[0])):
        return False
    return not _is_label(following[0]) or any(map(_is_label, following[1:]))


def _plain(words: str) -> str:
    return fold(words).strip(" *_:.?-()")


def _is(key: str, words: str) -> bool:
    return bool(listed("pasted_entry", key).fullmatch(_plain(words)))


def _concept(words: str) -> Concept:
    label = None if is_no_field(words) else column_head(words)
    return Concept.IGNORED if label is None else label.concept


def _is_label(words: str) -> bool:
    if not words.strip() or len(words) > _LONGEST:
        return False
    listed_one = any(_is(key, words) for key in ("keeping", "status", "reason"))
    return listed_one or is_no_field(words) or column_head(words) is not None


def _agrees(words: str, value: str, letter: Letter, sent_on: date | None) -> bool:
    """Whether a row says nothing that the letter does not, but for what is of no account."""
    if len(value) > _LONGEST or "?" in value or unsure(value):
        return False
    concept = _concept(words)
    if _is("status", words):
        return _is("left", value)
    if _is("reason", words):
        return is_empty(value) or set(_WORD.findall(fold(value))) <= listed_words("pasted_entry", "reasons")
    if opposed(fold(value)) or withheld([value]):
        return False
    if concept is Concept.LEAVING:
        return _is_day(value, letter.left, sent_on)
    if concept in OF_NAMES:
        named = set(_WORD.findall(fold(without_title(value))))
        return bool(named) and named <= plain_words(letter.subject)
    kept = _is("keeping", words)
    if kept or is_no_field(words) or concept in (Concept.IGNORED, Concept.NONE):
        # Who began again after the day on which they left is back.
        last = sent_on if kept or not letter.left else max(letter.left)
        return not any(last is not None and one.day > last for one in find_dates(value, sent_on))
    return bool(_squeezed(value)) and _squeezed(value) in _squeezed(letter.words)


def _is_day(value: str, held: Sequence[date], sent_on: date | None) -> bool:
    """Whether ``value`` is a leaving date that is over, and the one that the letter tells, if it tells one."""
    days = find_dates(value, held[0] if held else sent_on)
    if len(days) != 1 or len(value.split()) > 4:
        return False
    return days[0].day in held if held else sent_on is not None and days[0].day <= sent_on


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))
