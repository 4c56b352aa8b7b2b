"""Labels: what a form's, table's or list's words ask for, and for which of the two schools.

A label is recognised when nearly all its words belong to the vocabulary of labels, so that a sentence is not taken for
one; single typing errors in longer words are forgiven. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache, partial

from rapidfuzz import fuzz, process

from hwb_mailbot.reading.terms.label_of_record import BRACKETS, on_record_in_brackets, puts_off
from hwb_mailbot.reading.text import fold, without_bullet
from hwb_mailbot.reading.words import pattern, phrases, word_set


class Concept(StrEnum):
    """What a value is, before it is known which school's it is."""

    LEAVING = "leaving"
    NAME = "name"
    FORENAME = "forename"
    SURNAME = "surname"
    SCHOOL = "school"
    DFES = "dfes"
    AUTHORITY = "authority"
    USERNAME = "username"
    CODE = "code"
    EMPLOYEE = "employee"
    STAFF_NUMBER = "staff-number"
    """``Staff number``: a code or an employee number, by its shape."""
    IGNORED = "ignored"
    """A label of something that is no field of ours (telephone, start date, job title)."""
    NONE = "none"
    """Only a side: ``From:``, ``Old``, ``Newydd``."""


class Side(StrEnum):
    """Whose school or account: the one left or the one joined."""

    FORMER = "former"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Label:
    """A recognised label. ``asks_record`` where a leaving-date label asks about the MIS record."""

    concept: Concept
    side: Side | None = None
    asks_record: bool = False
    own: bool = False
    """Of the writer's school, whichever it is: ``our number``, ``username at this school``, ``yma``."""
    there: bool = False
    """Of the school spoken of just before: ``username there``, ``yno``."""
    asks_entry: bool = False
    """Whether something was entered in the record, and when, and nothing of leaving: ``Entered on SIMS``."""
    school: str = ""
    """The school that the label of an account names: ``Username at Bryn Teg``."""
    puts_off: bool = False
    """Whether it says itself that the record is still to have the date: ``DOL to be entered in SIMS``."""
    instead: bool = False
    """Whether its value, if any, stands for another's: ``Full name if different``."""
    of_today: bool = False
    """Whether it is the new side's only as it speaks of today: ``Current school``, ``Enw defnyddiwr presennol``."""
    questions_record: bool = False
    """Whether it asks, in brackets, if the record has the date: ``Leaving date (entered on SIMS?)``."""


_ASKED = {
    "school_left": Label(Concept.SCHOOL, Side.FORMER),
    "school_joined": Label(Concept.SCHOOL, Side.NEW),
    "full_name": Label(Concept.NAME, instead=True),
}
"""What a form asks in whole questions, by its key in the vocabulary."""
_KEYS = (
    "leaving",
    "employee",
    "code",
    "dfes",
    "username",
    "school",
    "name",
    "forename",
    "surname",
    "former",
    "new",
    "number",
    "mis",
    "ignore",
)
_TOKEN = re.compile(r"[a-z0-9#&]+(?:'[a-z]+)*(?:-[a-z0-9]+)*")
_PIECES = re.compile(r"[-']")
_AFTER_DOL = (
    "sims|mis|sgr|arbor|bromcom|isams|teacher cent\\w+|on|in|to|not|put|entered|added|recorded|input|inputted|logged"
    "|needed|required"
)
_DATE_OF_LEAVING = re.compile(rf"^\W*D\.?O\.?L\b\.?(?!\s+(?!(?i:{_AFTER_DOL})\b)[A-Z])")
"""``DOL`` heads columns and lines in the lists of HR teams; ``Dôl`` and ``DOL WEN`` are places."""
_FOUR_DIGITS = re.compile(r"\d{4,}")


@cache
def _known_words() -> frozenset[str]:
    words: set[str] = set()
    for key in (*_KEYS, "stop"):
        for phrase in phrases("labels", key):
            words.update(re.findall(r"[a-z]{2,}", phrase.replace("\\w", " ")))
    return frozenset(words)


@cache
def _correctable() -> tuple[str, ...]:
    words: set[str] = set()
    for key in _KEYS[:-1]:
        for phrase in phrases("labels", key):
            words.update(w for w in re.findall(r"[a-z]{4,}", phrase.replace("\\w", " ")))
    return tuple(sorted(words))


@cache
def _tell_sides() -> frozenset[str]:
    """Words that tell a side and are short: ``Gwyn`` in a school's name is no mistyped ``gynt``."""
    told = [one for key in ("former", "new") for one in phrases("labels", key)]
    return frozenset(word for one in told for word in re.findall("[a-z]{4,}", one) if len(word) < 6)


@cache
def _correctable_of(length: int, begins: str = "") -> tuple[str, ...]:
    """Those that a word of ``length`` letters can be likened to: no other is alike enough, whatever its letters."""
    near = (word for word in _correctable() if 4 * abs(len(word) - length) <= len(word) + length)
    return tuple(word for word in near if word.startswith(begins))


@cache
def _everyday_words() -> frozenset[str]:
    """Words that are no misspelt label: ``Bore da`` is not ``before``."""
    greetings = {w for phrase in phrases("language", "greetings") for w in re.findall(r"[a-z]{4,}", phrase)}
    return word_set("language", "words") | greetings


@lru_cache(maxsize=2048)
def _corrected(word: str) -> str:
    if len(word) < 4 or word in _known_words() or word[-1].isdigit() or word in _everyday_words():
        return word
    alike = partial(process.extractOne, word, scorer=fuzz.ratio, score_cutoff=75 if len(word) <= 5 else 80)
    if alike(_correctable_of(len(word), word[0])) is None:
        return word  # what it is likened to begins as it does
    found: tuple[str, float, int] | None = alike(_correctable_of(len(word)))
    if found and found[0] in _tell_sides():
        return word
    if found and abs(len(found[0]) - len(word)) <= 2 and found[0][0] == word[0] and word != f"{found[0]}s":
        return found[0]
    return word


def spelt(folded: str) -> str:
    """The folded words with single typing errors in words of labels put right."""
    words = _TOKEN.findall(folded)
    if [*map(_corrected, words)] == words:
        return folded
    return _TOKEN.sub(lambda m: _corrected(m.group()), folded)


def _has(folded: str, key: str) -> bool:
    return bool(pattern("labels", key).search(folded))


def _covered(words: Sequence[str]) -> float:
    """The share of words, of which there are some, that belong to labels."""
    return 1.0 if _known_words().issuperset(words) else sum(map(_is_known, words)) / len(words)


def _is_known(word: str) -> bool:
    known = _known_words()
    if word in known or len(word) <= 1:
        return True
    return ("-" in word or "'" in word) and all(one in known or len(one) <= 1 for one in _PIECES.split(word))


_NEW_NEAR = re.compile(
    r"(?:new|current|present|receiving|next)\s(?:hwb\s|school'?s?\s)?"
    r"(?:school|account|username|user|dfes|login|log-in|staff code|employee)"
    r"|(?:ysgol|cyfrif|defnyddiwr|hwb|cod|rhif \w+)\s(?:newydd|[bp]resennol)|ysgol \w+ newydd"
)


_FORMERLY = re.compile(
    r"\b(?:old|former|previous|hen|blaenorol|flaenorol|cyn|used to|formerly|arfer\w*)\b"
    r"|\b(?:from|o)$|\b(?:came|joined us) from\b"
)
_RECENTLY = re.compile(
    r"\b(?:new|newydd|current|presennol|bresennol|these days|nowadays|left (?:us )?for"
    r"|g?adael (?:ni )?am|g?adawodd (?:ni )?am"
    r"|y dyddiau (?:yma|hyn)|erbyn hyn)\b"
)


FROM_OLD_TO_NEW = re.compile(
    r"(?<!\w)(?:from|o|o'r|o'm)\s[^.;:>]{0,30}?(?<!\w)(?:old|former|previous|hen|b?f?laenorol)(?!\w)[^.;:>]{0,30}?"
    r"\s(?:to|into|i|i'r|i'm)\s[^.;:>]{0,40}?(?<!\w)(?:new|now|current|present|newydd|nawr|rwan|[bp]resennol|bellach)"
    r"(?!\w)[^.;:>]{0,20}:\s*$"
)
"""Before two accounts: which of them stands first."""


def side_told(folded: str) -> Side | None:
    """The side that the words of a label tell; ``None`` where they tell none, or speak of an error."""
    if _NEW_NEAR.search(folded):
        return Side.NEW
    if pattern("labels", "mistaken").search(folded):
        return None
    told = pattern("labels", "former", "former_told"), pattern("labels", "new", "new_told")
    former, new = (cue.search(folded) for cue in told)
    if former and not new:
        return Side.FORMER
    if new and not former:
        return Side.NEW
    if former and new:
        strong = _FORMERLY.search(folded)
        recent = _RECENTLY.search(folded)
        if strong and not recent:
            return Side.FORMER
        if recent and not strong:
            return Side.NEW
        return Side.FORMER if former.start() <= new.start() else Side.NEW
    return None


_AUTHORITY = re.compile(
    r"^(?:the )?(?:l\.?a\.?|lea|local authority|awdurdod(?: lleol)?|aall)(?: (?:number|no|code|rhif))?$"
    r"|^rhif (?:yr )?(?:awdurdod(?: lleol)?|aall)$"
)
_OF_RECORD = re.compile(r"\b(?:start\w*|from|number|no|id|name|role|o|o'n|dechrau|rhif|enw)\b")
_SCHOOL_NUMBER = re.compile(r"\b(?:school|ysgol|estab|establishment|sefydliad|centre|canolfan)\b")

_REGISTERED = re.compile(r"(?<!\w)(?:ref|reference|registration|ewc|trn|cga|cofrestru|cyfeirnod)(?!\w)")
"""The number under which a teacher is registered, and no school's number for them."""
_OF_A_SCHOOL = re.compile(
    r"(?:our |the )?school(?:'?s)? (?:leaver|teacher|colleague|employee|staff member|member of staff)"
)
"""Who is of the school, and no school."""


def _concept(folded: str) -> Concept:
    if _AUTHORITY.match(folded):
        return Concept.AUTHORITY
    numbered = _has(folded, "number") or "#" in folded
    if _has(folded, "leaving"):
        return Concept.LEAVING
    named = re.search(r"\b(?:name|enw)\b|\benw'r\b", folded)
    if _has(folded, "employee") and (numbered or not named) and not re.search(r"\bemployees?'?s? (?:hwb|user)", folded):
        return Concept.EMPLOYEE
    if _has(folded, "username") and not re.search(r"\benw'r (?:aelod|athr)", folded):
        return Concept.USERNAME
    if (
        re.search(r"\b(?:staff|athr\w+|teacher)\b", folded)
        and numbered
        and not _has(folded, "dfes")
        and not _SCHOOL_NUMBER.search(folded)
        and not _has(folded, "code")
    ):
        return Concept.IGNORED if _REGISTERED.search(folded) else Concept.STAFF_NUMBER
    if _has(folded, "code") and not (_has(folded, "dfes") and not re.search(r"\bstaff\b", folded)):
        return Concept.CODE
    if _has(folded, "dfes") or (numbered and _SCHOOL_NUMBER.search(folded)):
        return Concept.DFES
    for key, concept in (("forename", Concept.FORENAME), ("surname", Concept.SURNAME)):
        parts = [part.strip() for part in folded.split("/")]  # in both languages: ``Cyfenw / Surname``
        if all(pattern("labels", key).fullmatch(part) for part in parts) and folded.strip() not in ("first", "last"):
            return concept
    if pattern("leaving", "record_kept").search(folded) and not _OF_RECORD.search(folded):
        return Concept.LEAVING
    if _has(folded, "ignore") and not _has(folded, "school"):
        return Concept.IGNORED
    if _has(folded, "school") and not _OF_A_SCHOOL.fullmatch(folded):
        return Concept.SCHOOL
    if _has(folded, "name"):
        return Concept.NAME
    if _has(folded, "former") or _has(folded, "new"):
        return Concept.NONE
    return Concept.IGNORED


_SOURCE = frozenset({"from", "according", "per", "o", "o'n", "yn", "in"})
_END_WITHIN = re.compile(r"[.!?] ")
_SENTENCES = re.compile(r"(?:\S+ ){6,}?\S{2,}[.!?] +(?:\S+ ?){2,}|(?:\S+ ){3,}?\S{3,}[.!] +(?:\S+ ?){4,}")
"""Sentences, however many words of labels they hold."""


_SIDE_ALONE = re.compile(
    r"[(\[]\W*(?:(?:the|my|your|our|y|yr|fy|eich|ein) )?(?:old|former|previous|new|current|present|hen|blaenorol"
    r"|flaenorol|newydd|[bp]resennol|[cg]yfredol)(?: (?:one|school|account|username|un|ysgol|cyfrif|gyfrif))?\W*[)\]]"
)


_OURS_IN_BRACKETS = re.compile(
    r"[(\[]\W*(?:ours|us|here|(?:at |in )?(?:our|my|this) (?:own )?school|with us|yma|ni|ein un ni|un ni"
    r"|(?:yn )?(?:ein|fy) (?:n?h?ysgol)(?: ni| i)?|yr ysgol (?:hon|yma)|gyda ni|efo ni)\W*[)\]]"
)
_OF_TODAY = re.compile(r"(?<!\w)(?:current|present|[bp]resennol|[cg]yfredol)(?!\w)")


def _side_in_brackets(folded: str) -> Side | None:
    """The side that a bracket within the label names and nothing else: ``Hwb login (old)``."""
    sides = {side_told(found.group()) for found in _SIDE_ALONE.finditer(folded)}
    return sides.pop() if len(sides) == 1 else None


def may_begin_label(word: str) -> bool:
    """Whether a label can begin with ``word``: a cheap look before a careful one."""
    found = _TOKEN.search(fold(word))
    if found is None:
        return False
    first = _corrected(found.group())
    return _is_known(first)


@lru_cache(maxsize=4096)
def read_label(text: str, strictness: float = 0.8) -> Label | None:
    """The label that ``text`` is, or ``None`` where it is something else.

    ``strictness`` is the share of words that must be label words: 0.6 suits words before a colon, 1.0 words that
    nothing separates from their value.
    """
    written = _DATE_OF_LEAVING.sub("date of leaving", without_bullet(text))
    folded = fold(written).strip(" *_:=;.?!-\t\"'>|#")
    bare = BRACKETS.sub(" ", folded).strip(" *_:=;.?!-\t")
    inside = bare if bare else folded
    if not inside or len(inside) > 260 or "@" in inside:
        return None
    if asked := next((label for key, label in _ASKED.items() if pattern("questions", key).fullmatch(folded)), None):
        return asked
    corrected = spelt(inside)
    words = _TOKEN.findall(corrected)
    if not words or len(words) > 45 or _covered(words) < strictness:
        return None
    if pattern("labels", "asking").match(inside) or _FOUR_DIGITS.search(inside):
        return None
    if _END_WITHIN.search(inside) and _SENTENCES.search(inside):
        return None
    asking = pattern("labels", *_KEYS)
    if all(pattern("labels", "stop").fullmatch(word) and not asking.search(word) for word in words):
        return None
    if words[0] in _SOURCE and len(words) <= 4 and (_has(corrected, "mis") or _has(corrected, "employee")):
        return None  # ``From our SIMS:`` says where the details come from, not whose they are
    concept = _concept(corrected)
    if concept is Concept.IGNORED and not _has(corrected, "ignore"):
        return None
    if concept is Concept.NONE and len(words) > 3:
        return None
    ours = bool(_OURS_IN_BRACKETS.search(folded))
    side = None if ours else side_told(corrected) or _side_in_brackets(folded)
    own = ours or (side is None and _has(corrected, "own"))
    there = side is None and not own and _has(corrected, "there")
    of_today = side is Side.NEW and bool(_OF_TODAY.search(corrected)) and not side_told(_OF_TODAY.sub(" ", corrected))
    leaving = concept is Concept.LEAVING
    of_record = leaving and (_has(corrected, "mis") or on_record_in_brackets(folded))
    late = of_record and (puts_off(corrected) or puts_off(spelt(folded)))
    of_record = of_record and not late
    entry = of_record and not _has(corrected, "leaving") and bool(pattern("leaving", "entering").search(corrected))
    questions = leaving and not (of_record or late) and on_record_in_brackets(folded, asked=True)
    return Label(
        concept, side, of_record, own, there, entry, puts_off=late, of_today=of_today, questions_record=questions
    )
