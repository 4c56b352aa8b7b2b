"""Sentences beside a headteacher's yes that say no more than our letter did: the date is on record, she is there now.

They are held against the letter: a school that it does not name as the new one, another date, or a word more in the
sentence, and it is weighed as any other. Nothing here fails.
"""

from __future__ import annotations

import re
from datetime import date

from hwb_mailbot.domain.names import radicals
from hwb_mailbot.reading.answers.answered_letter import answered_letter, leaving_dates_told
from hwb_mailbot.reading.leaving import leaving
from hwb_mailbot.reading.terms.dates import find_dates, month_names
from hwb_mailbot.reading.terms.name_words import is_generic
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import composed, listed

_MORE = re.compile(
    r"(?<!\w)(?:by|for|says?|said|then|but|and|new school|another|other|taken|off|because|though|only|leave|starting"
    r"|ond|gan|wedyn|dros|meddai|newydd|arall)(?!\w)|'s (?:mis|sims|system|account|leaving|end)"
)
"""With such words a sentence may tell more than that the date is on record."""
_ANY_DAY = date(2026, 1, 1)
"""With which dates without a year are found."""
_OUR_DATE = re.compile(
    r"(?i)(?<=\bthe )date(?! (?:of|for|when|that|i|we|she|he)\b)|(?<=\by )dyddiad(?! (?:y|yr|pan|gadael)\b)"
)
"""In an answer to our letter ``the date`` is the one it asks about."""
_WORD = re.compile(r"[\w'’-]+")
_LONGEST = 160
_THERE, _WHO = "thenewschool", "theleaver"
_MANY = re.compile(rf"{_THERE}(?: (?:[a-z]{{1,2}} )?{_THERE})+")
_MANY_WHO = re.compile(rf"(?:(?:mr|mrs|miss|ms|dr) )?{_WHO}(?: {_WHO})*")


def date_on_record(sentence: str, known: str) -> bool:
    """Whether the sentence confirms the leaving date on the record, without a date or with that of the letter."""
    found = leaving.said(_OUR_DATE.sub("leaving date", sentence), None)
    if found is None or not found.confirmed or _MORE.search(_without_the_leaver(sentence, known)):
        return False
    if not find_dates(sentence, _ANY_DAY):
        return True
    return any(all(one.day == held for one in find_dates(sentence, held)) for held in leaving_dates_told(known))


def put_on_record(sentence: str, known: str) -> bool:
    """Whether it says that somebody has put the leaving date on the record, and nothing else: what our letter asks."""
    if len(sentence) > _LONGEST:
        return False
    first, joined, rest = sentence.partition(" and " if " and " in sentence else " ac ")
    left = _with_the_leaver_marked(first, known) if joined else ""
    if left and composed("granting", "borne_out.has_left").fullmatch(left):
        named = {month_names()[word] for word in left.split(" ") if word in month_names()}
        months = answered_letter(known).months
        return (not months or named <= months) and put_on_record(rest, known)
    told = _with_the_leaver_marked(sentence, known)
    return date_on_record(sentence, known) and bool(composed("granting", "borne_out.put_on_record").fullmatch(told))


def _with_the_leaver_marked(sentence: str, known: str) -> str:
    """The sentence folded, without what ends it, and a mark for the leaver's name."""
    person = answered_letter(known).person
    folded = re.sub(r"\s+", " ", fold(sentence)).strip(" .!,;")
    return _MANY_WHO.sub(_WHO, " ".join(_WHO if w.removesuffix("'s") in person else w for w in folded.split(" ")))


def _without_the_leaver(sentence: str, known: str) -> str:
    """The sentence folded, without the names of the leaver and their possessive ending: ``Ross's leaving date``."""
    person = "|".join(sorted(map(re.escape, answered_letter(known).person)))
    return re.sub(rf"(?<!\w)(?:{person})(?:['’]s)?(?!\w)", "", fold(sentence)) if person else fold(sentence)


def at_the_new_school(sentence: str, known: str) -> bool:
    """Whether it says of the leaver, and of nobody else, that they are at the school they joined by our letter."""
    letter = answered_letter(known)
    if not letter.joined or len(sentence) > _LONGEST:
        return False
    told: list[str] = []
    named: set[str] = set()
    for written in _WORD.findall(sentence):
        word = fold(written)
        of_school = radicals(word) & letter.joined
        if written[0].isupper() and (of_school or is_generic(word)):
            told.append(_THERE)
            named |= of_school
        else:
            told.append(_WHO if word in letter.person else word)
    if not letter.joined <= named:
        return False  # "at Mawr" is not "at Coed Mawr"
    plain = _MANY_WHO.sub(_WHO, _MANY.sub(_THERE, " ".join(told)))
    return bool(listed("beside", "at_the_new_school").fullmatch(plain))
