"""A reply of hardly more words than a value: what each such value would be, were it what our letter asks for.

``Sorry, it should be 6614022`` does not say of which school the number is; the letter that it answers did ask for that
one number. What was asked the deciding room knows; here is only told what the words could state, and nothing where they
guess, ask, deny or tell anything else. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from hwb_mailbot.domain.mails import Detail, Field
from hwb_mailbot.reading.answers.objections import takes_back
from hwb_mailbot.reading.details.asked_for import hardly_more, only_value, tells_against
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.leaving.leaving_line import answered
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.words import listed, listed_words, word_set

_CONCEPTS: Mapping[Detail, Concept] = {
    Detail.DFES_NUMBER: Concept.DFES,
    Detail.USERNAME: Concept.USERNAME,
    Detail.STAFF_CODE: Concept.CODE,
    Detail.EMPLOYEE_NUMBER: Concept.EMPLOYEE,
}
_NOT_THAT = re.compile(
    r"[,;(–—-]?\s*(?<!\w)(?:and not|not|instead of|rather than|nid|ac nid|dim|yn lle|yn hytrach na)\s+(?:the |y )?"
    r"(?:[\w./@-]*\d[\w./@-]*(?: \d{3,5})?)(?!\w)\)?"
)
"""The wrong value beside the right one: ``6614022, not 6614011``."""
_CALLED_WRONG = re.compile(
    r"(?:\d|(?<!\w)[A-Z]{2,5})(?i:(?:\s(?:is|was|yw|ydi|ydy|oedd|yn|the|an?|my|our|fy|ein|yr?|entered|given|put|in|by|typing"
    r"|rhif|number|one|code|username)|'[rns]){0,6}\s(?:wrong|incorrect|mistake|error|typo|slip|anghywir|\w{0,3}amgymeriad))(?!\w)"
    r"|(?i:(?<!\w)(?:(?:wrong|incorrect|anghywir)(?:\s(?:number|one|username|code|school|dfes|rhif|cod|is|was|yw|ydi|ydy|oedd)){0,4}"
    r"|(?:mistake|error|typo|slip|\w{0,3}amgymeriad)\s(?:is|was|yw|ydi|ydy|oedd)))\s(?:(?=\S{0,40}\d)|[A-Z]{2,5}(?!\w))"
)
"""The value itself was wrong, and the right one is not there: ``6614011 is a typo``, ``the wrong one was …``."""
_ALONE = re.compile(r"\W*([^\W\d_]{2,3}\d{0,2})\W*")
_AT_WORK = re.compile(r"(?<!\w)on (?:it|this|that)(?!\w)")
"""It is being done: ``Yes, on it now``."""
_WORD = re.compile(r"[a-z']+|\d+")


def few_words(own: Sequence[Line], sent_on: date | None, from_name: str = "") -> Mapping[Detail, Field]:
    """What the sender's ``own`` lines would state, by the kind of value; nothing where they are more than few words.

    ``sent_on`` is the day of the mail, ``from_name`` what its sender is called.
    """
    lines = [line for line in own if line.voice is Voice.OWN and line.text.strip()]
    text = hardly_more(lines)
    if not text:
        return {}
    labels = [label for line in lines for label, _ in pairs_in(line.text)]
    if len(labels) > 1 or any(label.side is not None for label in labels):
        return {}
    found: dict[Detail, Field] = {}
    if not labels and _is_on_record(text, sent_on):
        found[Detail.ON_RECORD] = Field(True, text[:300], lines[0].where)
    corrected = _without(_NOT_THAT, text)
    plain = _without(listed("few_words", "slips"), corrected)
    if _CALLED_WRONG.search(corrected) or tells_against(plain) or takes_back([plain]):
        return found
    for detail, concept in _CONCEPTS.items():
        if any(label.concept is not concept for label in labels):
            continue
        value = only_value(concept, plain)
        if detail is Detail.STAFF_CODE:
            value = "" if _is_called(value, from_name) else value or _code_alone(plain, from_name)
        if value:
            found[detail] = Field(value, text[:300], lines[0].where)
    return found


def _without(phrases: re.Pattern[str], text: str) -> str:
    """``text`` with the phrases, which are found in its folded form, blanked."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    left = blanked(phrases, folded)
    return "".join(written if kept != " " else " " for written, kept in zip(text, left, strict=True))


def _code_alone(text: str, from_name: str) -> str:
    """A staff code that is all that was written, in whatever case: ``sar``. A name alone may be who signs."""
    alone = _ALONE.fullmatch(text)
    word = fold(alone[1]) if alone is not None else ""
    if not word or is_forename(word) or _is_called(word, from_name):
        return ""
    known = word_set("language", "words") | word_set("values", "not_codes") | listed_words("objections", "thanks")
    return (
        ""
        if word in known | listed_words("few_words", "on_record") | listed_words("few_words", "asides")
        else word.upper()
    )


def _is_called(word: str, from_name: str) -> bool:
    return bool(word) and fold(word) in fold(from_name).split()


def _is_on_record(text: str, sent_on: date | None) -> bool:
    """Whether nothing is said but that it is on the record, with at most one date that has come."""
    if _AT_WORK.search(fold(text)):
        return False
    dates = find_dates(text, sent_on)
    if len(dates) > 1 or any(sent_on is None or found.day > sent_on for found in dates):
        return False
    rest = text
    for found in dates:
        rest = f"{text[: found.start]} {text[found.end :]}"
    plain = blanked(listed("few_words", "on_record_phrases", "done"), fold(rest).replace("\n", " "))
    words = _WORD.findall(plain)
    says = answered(text, sent_on, asks_record=True)
    return says.confirmed is True and all(word.strip("'") in _on_record() for word in words)


def _on_record() -> frozenset[str]:
    return frozenset(word.strip("'") for word in listed_words("few_words", "on_record"))
