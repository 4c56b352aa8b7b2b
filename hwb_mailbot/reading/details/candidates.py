"""The values in the sender's own words that could be a detail, each with what stands around it.

One candidate for each mention. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, islice

from hwb_mailbot.domain.mails import MailKind
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.details.surroundings import surroundings
from hwb_mailbot.reading.people.perspective import Writer
from hwb_mailbot.reading.prose.staff_details import is_post
from hwb_mailbot.reading.sides.cues import Cue, find_cues
from hwb_mailbot.reading.sides.lower_case import lower_case_schools
from hwb_mailbot.reading.terms.clubs import is_club
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.names import NameFound, NameKind, find_names
from hwb_mailbot.reading.terms.no_school import stands_for_no_school
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_employee_numbers
from hwb_mailbot.reading.text import fold, without_notes
from hwb_mailbot.reading.words import word_set

MOST_CHARACTERS = 12_000
"""What lies beyond is left to the rules: no honest mail has it."""
MOST_OF_A_LINE = 3_000
MOST_OF_A_CONCEPT = 40
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"(?<![\w@.'/-])[A-Z]{2,5}\d{0,3}(?![\w@'])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mention of a value, as written in characters ``start`` to ``end`` of the own words, and its features."""

    concept: Concept
    value: str
    start: int
    end: int
    where: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The sender's own lines as one text, folded too, with the place and kind of each."""

    text: str
    folded: str
    starts: tuple[int, ...]
    wheres: tuple[str, ...]
    cues: tuple[Cue, ...]

    def where(self, position: int) -> str:
        """Where in the mail the character stood."""
        line = sum(1 for start in self.starts if start <= position) - 1
        return self.wheres[max(line, 0)]


def own_words(details: Details) -> OwnWords:
    """The sender's own words without their sign-off, which states nothing; a quoted form's values included."""
    text = details.plain_text[:MOST_CHARACTERS]
    text = text if details.perspective.writer is Writer.HEAD else without_notes(text)
    starts = accumulate((len(line.text) + 1 for line in details.own), initial=0)
    folded = fold(text)
    wheres = (*(line.where for line in details.own), "body")
    return OwnWords(text, folded, tuple(starts), wheres, tuple(_cues(folded, details.perspective.writer.own_side)))


def _cues(folded: str, own_side: Side | None) -> Iterator[Cue]:
    """The words of each line that tell a side; a line too long for a person's is left out."""
    start = 0
    for line in folded.split("\n"):
        if len(line) <= MOST_OF_A_LINE:
            for cue in find_cues(line, own_side):
                yield cue._replace(start=cue.start + start, end=cue.end + start)
        start += len(line) + 1


def candidates(
    words: OwnWords,
    concepts: Collection[Concept],
    kind: MailKind,
    about_sender: str,
    sent_on: date | None,
    is_taken: Callable[[Concept, str], bool] = lambda concept, value: False,
) -> list[Candidate]:
    """Every candidate of ``concepts``, in order, but for values that are taken.

    ``about_sender`` is the sender's signature and name, folded.
    """
    found = []
    for concept in concepts:
        ones = list(islice(_FINDERS[concept](words, sent_on), MOST_OF_A_CONCEPT))
        different = len({value for value, *_ in ones})
        for place, (value, start, end, shape) in enumerate(ones):
            if is_taken(concept, value):
                continue
            about = (*shape, f"place={min(place, 3)}", f"of={min(different, 3)}")
            if fold(value) in about_sender:
                about = (*about, "of-sender")
            features = surroundings(words.folded, start, end, words.cues, str(kind), about)
            found.append(Candidate(concept, value, start, end, words.where(start), features))
    return found


_Mentions = Iterator[tuple[str, int, int, tuple[str, ...]]]
"""Value, start, end, and what its shape tells."""


def _schools(words: OwnWords, sent_on: date | None) -> _Mentions:
    named: NameFound | None = None
    for name in find_names(words.text):
        before, named = named, name
        if name.kind is NameKind.PLACE or stands_for_no_school(name, words.folded, before):
            continue
        if name.kind is not NameKind.PERSON and not is_club(fold(name.text), words.folded, name.start, name.end):
            yield name.text, name.start, name.end, (f"{name.kind}", f"generic={name.generic}")
    if words.text == words.text.lower():
        for start, end in lower_case_schools(words.folded, None):
            if not words.text[end : end + 1].isalnum():  # what figures follow is a username
                yield words.text[start:end], start, end, ("lower-case",)


def _dfes_numbers(words: OwnWords, sent_on: date | None) -> _Mentions:
    return ((one.value, one.start, one.end, ()) for one in find_dfes_numbers(words.text))


def _dates(words: OwnWords, sent_on: date | None) -> _Mentions:
    return ((one.day.isoformat(), one.start, one.end, ()) for one in find_dates(words.text, sent_on))


def _codes(words: OwnWords, sent_on: date | None) -> _Mentions:
    for code in _CODE.finditer(words.text):
        no_code = code.group().lower() in word_set("values", "not_codes")
        if not no_code and not is_post(words.folded, code.start(), code.end()):
            yield code.group(), code.start(), code.end(), ()


def _employee_numbers(words: OwnWords, sent_on: date | None) -> _Mentions:
    dfes = find_dfes_numbers(words.text)
    for one in find_employee_numbers(words.text):
        if _YEAR.fullmatch(one.value):
            continue  # ``through the payroll records back to 2011``
        if not any(one.start < number.end and number.start < one.end for number in dfes):
            yield one.value, one.start, one.end, ()


_FINDERS: Mapping[Concept, Callable[[OwnWords, date | None], _Mentions]] = {
    Concept.SCHOOL: _schools,
    Concept.DFES: _dfes_numbers,
    Concept.LEAVING: _dates,
    Concept.CODE: _codes,
    Concept.EMPLOYEE: _employee_numbers,
}
