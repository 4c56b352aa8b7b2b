"""Runs of words in a text that can be one name: where they begin and how far they go.

Nothing here fails.
"""

from __future__ import annotations

import re
from functools import cache

from hwb_mailbot.reading.terms.dates import month_names
from hwb_mailbot.reading.terms.name_words import (
    PARTICLES,
    NameKind,
    is_forename,
    is_generic,
    is_topographic,
    kind_of,
    kind_of_school,
)
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, phrases, word_set

_WORD = re.compile(r"\d{1,2}\s?[-–]\s?\d{1,2}(?!\d|[-/.]\d)|[^\W\d_]\w*(?:['’.\-–](?=[^\W\d_])\w+)*\.?")
_NICKNAMED = (' "', '" ', " “", "” ", " ‘", "’ ", " '", "' ")
"""Around a nickname within a name: ``Christopher "Kit" Marlow``."""
_GAP = re.compile(r"[ \n]{1,2}")
_DAY_BEFORE = re.compile(r"(?<!\d)[0-3]?\d(?:st|nd|rd|th|af|ain|il|ydd|ed|fed|eg)?\s(?:of\s|o\s)?$")
_WRAPPED = 50
"""A line at least this long may break in the middle of a name."""
_MOST_WORDS = 12
_ABBREVIATED = frozenset("st ysg mr mrs ms dr ll ff gl rh ch th ph ap".split())
_SCHOOL = ("ysgol", "ysg")
_BEFORE_CAPITALS = frozenset("cynradd gynradd uwchradd arbennig st".split())
_ARTICLES = frozenset("y yr the".split())
_AFTER_SCHOOL = frozenset("y yr st o".split())
_BEFORE_GENERIC = frozenset("high special community iau middle foundation".split())


class Words:
    """The words of a text, as written and folded, each with its place."""

    __slots__ = ("capitals", "ends", "folded", "folded_text", "size", "starts", "text", "written")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded_text = folded = fold(text)
        spans = [found.span() for found in _WORD.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.written = [text[start:end] for start, end in spans]
        self.folded = [folded[start:end] for start, end in spans]
        self.capitals = [word[0].isupper() for word in self.written]
        self.size = len(spans)

    def capital(self, place: int) -> bool:
        """Whether there is a word at that place, with a capital."""
        return place < self.size and self.capitals[place]

    def gap(self, place: int) -> str:
        """What stands between the word and the one before it."""
        return self.text[self.ends[place - 1] : self.starts[place]]

    def last_before(self, place: int, skipped: str) -> str:
        """The last character before the word that is none of ``skipped``, or nothing."""
        at = self.starts[place] - 1
        while at >= 0 and self.text[at] in skipped:
            at -= 1
        return self.text[at] if at >= 0 else ""


@cache
def _first_words(key: str) -> frozenset[str]:
    """What the phrases under that key begin with, which are plain words."""
    return frozenset(phrase.split(" ")[0] for phrase in phrases("names", key))


def name_run(words: Words, first: int) -> tuple[int, int] | None:
    """The run of name words that begins at ``first``, as the places of its first and last word."""
    if words.written[first] in ("Y", "Yr") and _is_article(words, first):
        rest = name_run(words, first + 1)
        return (first, rest[1]) if rest else None
    start = words.starts[first]
    if words.folded[first] in month_names() and _DAY_BEFORE.search(words.text[max(0, start - 12) : start]):
        return None
    if not _starts(words, first) and not _begins_school(words, first):
        return None
    position = max(first + 1, _kind_of_school(words, first))
    last = position - 1
    while position < words.size and position - first < _MOST_WORDS:
        if not _goes_on(words, first, position):
            break
        capital = words.capitals[position]
        denominated = max(_denomination(words, position), _kind_of_school(words, position)) if capital else position
        if denominated > position:
            last, position = denominated - 1, denominated
            continue
        word, folded = words.written[position], words.folded[position].strip(".")
        if is_generic(folded) and (capital or position == last + 1 or word[0].isdigit()):
            if folded in _SCHOOL or (not capital and folded in _BEFORE_GENERIC and not _before_school(words, position)):
                break
            last = position
        elif capital and _belongs(words, first, position, folded):
            if folded == "ysgol":
                break
            last = position
        elif not (folded in PARTICLES and (position == last + 1 or _of_the_saint(words, first, position))) or (
            folded == "o" and is_forename(words.folded[first])
        ):
            break  # ``Eirlys o Borth Hesg``: a person, and where they are from
        elif (
            folded == "o"
            and position > first + 1
            and (_from_elsewhere(words, position + 1) or (words.capital(position + 1) and _moved_to(words, first)))
        ):
            break  # ``i'r Foryd Las o Fryn Teg``: a school, and the one before it
        position += 1
        if position - 1 > last + 2:
            break
    return first, last


_SAINTLY = frozenset({"our", "st", "st.", "saint", "saints", "sts", "holy"})


def _of_the_saint(words: Words, first: int, position: int) -> bool:
    """Whether ``the`` at ``position`` is the second small word of a saint's name: ``Our Lady of the Angels``."""
    return (
        words.folded[first] in _SAINTLY
        and words.folded[position] == "the"
        and words.folded[position - 1] in ("of", "by")
    )


def _from_elsewhere(words: Words, place: int) -> bool:
    """Whether another place's name begins there, mutated as after ``o``."""
    return words.capital(place) and is_topographic(words.folded[place]) and words.capital(place + 1)


_MOVED_TO = re.compile(r"(?<!\w)(?:symud\w*|mynd|dod|aeth|des|ddes|es|daeth|trosglwyddo)(?: \w+){0,2} (?:i|i'r|at)\s$")


def _moved_to(words: Words, first: int) -> bool:
    """Whether somebody moved to what is named there, so that ``o`` behind it tells from where."""
    start = words.starts[first]
    return bool(_MOVED_TO.search(words.folded_text[max(0, start - 40) : start]))


def _is_article(words: Words, first: int) -> bool:
    """Whether ``Y`` or ``Yr`` is part of a name (``Y Garnedd``): within a sentence, before a capital."""
    if not words.capital(first + 1):
        return False
    before = words.last_before(first, " ")
    return bool(before) and before not in ".!?\n:"


def _starts(words: Words, first: int) -> bool:
    """Whether a name can begin with the word, whatever stands before it."""
    folded = words.folded[first].rstrip(".")
    if folded in _SCHOOL:
        following = words.folded[first + 1] if _beside(words, first) else ""
        return bool(following) and (words.capital(first + 1) or is_generic(following) or following in _AFTER_SCHOOL)
    if not words.capital(first) or (_begins_sentence(words, first) and _is_verb(words, first, folded)):
        return False
    if folded in _BEFORE_CAPITALS:
        return _capital_beside(words, first)
    if folded in _ARTICLES and _capital_beside(words, first):
        return False
    if folded in word_set("names", "not_names") or folded in month_names():
        surname = is_forename(folded) and _capital_beside(words, first)
        return surname and words.folded[first + 1] in word_set("names", "surnames")
    return len(folded) != 1 or _capital_beside(words, first)


def _beside(words: Words, place: int) -> bool:
    """Whether nothing but white space stands between the word and a next one."""
    return place + 1 < words.size and not words.gap(place + 1).strip()


def _capital_beside(words: Words, place: int) -> bool:
    return words.capital(place + 1) and _beside(words, place)


def _is_verb(words: Words, first: int, folded: str) -> bool:
    """Whether the first word of a sentence is a Welsh verb: a command always, another form before a capital."""
    if _COMMAND.fullmatch(folded):
        following = words.folded[first + 1] if words.capital(first + 1) else ""
        return not is_generic(following) or following in _SCHOOL
    return words.capital(first + 1) and folded not in _SURNAMES_ALIKE and _VERB_FIRST.fullmatch(folded) is not None


_COMMAND = re.compile(r"(?!amlwch|[a-z]*[bl]wch)[a-z]{2,}wch")
"""``Rhyddhewch Nel Rhodri``, ``Trosglwyddwch ab1``; Amlwch and Nantybwch are places."""
_VERB_FIRST = re.compile(
    r"[a-z]{3,}(?:odd|wyd|asant|asom)|[dg]?d?aeth|gwnaeth|ddaru|bu|oedd|roedd|cafodd|bydd|mae|hoffai|ydy|ydi"
)
"""Welsh verbs, with which a sentence begins: ``Cysylltodd Steffan Huws â mi``."""
_SURNAMES_ALIKE = frozenset({"llwyd"})


def _begins_sentence(words: Words, place: int) -> bool:
    """Whether the word stands first in its sentence."""
    before = words.last_before(place, " \"'(")
    return not before or before in ".!?:\n,"


def _begins_school(words: Words, first: int) -> bool:
    """Whether a common word within a sentence begins a school's name: ``at Spring Gardens Primary``."""
    if not words.capital(first):
        return False
    word, folded, start = words.written[first], words.folded[first], words.starts[first]
    if folded in _first_words("openings") and pattern("names", "openings").match(words.folded_text[start : start + 30]):
        return True
    if word.isupper() or first + 1 >= words.size:
        return False
    before = words.last_before(first, " \"'(")
    if not before or before in ".!?:\n":
        return False
    following = words.folded[first + 1]
    if following in ("y", "yr") and words.capital(first + 2):
        return is_topographic(folded) and len(folded) > 1
    if folded in word_set("names", "never_first") or folded in word_set("names", "never_inside"):
        return False
    return not is_generic(following) and _leads_to_generic(words, first)


def _leads_to_generic(words: Words, position: int) -> bool:
    """Whether a school's generic word ends the capitalised words that go on from ``position``."""
    for place in range(position + 1, min(position + 5, words.size)):
        if not _GAP.fullmatch(words.gap(place)):
            return False
        if is_generic(words.folded[place].strip(".")):
            return words.capital(place)
        if not words.capital(place) and words.folded[place] not in PARTICLES:
            return False
    return False


def _goes_on(words: Words, first: int, position: int) -> bool:
    """Whether nothing between the run so far and the word at ``position`` ends the name."""
    between = words.gap(position)
    if between in _NICKNAMED and is_forename(words.folded[first]) and words.capital(position):
        return between.startswith(" ") or words.gap(position - 1) in _NICKNAMED
    if between != " ":
        if between.strip() or len(between) > 6 or between.count("\n") > 1:
            return False
        if "\n" in between:
            above = words.ends[position - 1]
            if above - words.text.rfind("\n", 0, above) < _WRAPPED:
                return False
            if is_forename(words.folded[position]) and kind_of(words.folded[first:position])[0] is NameKind.SCHOOL:
                return False
    previous = words.written[position - 1]
    if not previous.endswith(".") or len(previous) <= 3:
        return True
    plain = words.folded[position - 1].strip(".")
    if plain in _ABBREVIATED:
        return True
    return is_generic(plain) and len(plain) <= 6 and not is_forename(words.folded[position])


def _denomination(words: Words, position: int) -> int:
    """The place after a denomination (``Church in Wales``) that begins at ``position``, else ``position``."""
    if words.folded[position] not in _first_words("denomination"):
        return position
    start = words.starts[position]
    found = pattern("names", "denomination").match(words.folded_text[start : start + 40])
    while found and position < words.size and words.starts[position] < start + found.end():
        position += 1
    return position


def _kind_of_school(words: Words, position: int) -> int:
    """The place after words for a kind of school (``Pupil Referral Unit``) that begin at ``position``, else that."""
    end = kind_of_school(words.folded_text, words.starts[position])
    while position < words.size and words.starts[position] < end:
        position += 1
    return position


def _heads(words: Words, position: int) -> bool:
    """Whether the word ends a label: ``Enw Ysgol Uwchradd Newydd: …``."""
    return is_generic(words.folded[position - 1]) or words.text[words.ends[position] :].lstrip(" *_")[:1] in (":", "=")


def _before_school(words: Words, position: int) -> bool:
    """Whether the word after the one at ``position`` says that it is a school's: ``high school``."""
    ahead = words.folded[position + 1] if position + 1 < words.size else ""
    return ahead in ("school", "primary", "high", "comprehensive")


def _belongs(words: Words, first: int, position: int, folded: str) -> bool:
    """Whether the capitalised word at ``position``, ``folded`` without points, is of the name begun at ``first``."""
    if folded not in word_set("names", "not_names") or is_forename(folded) or _inside_school(words, first, position):
        return True
    if folded == "newydd":
        named = first < position - 1 and words.folded[first] in _SCHOOL and not _heads(words, position)
        return named or bool(pattern("names", "topographic").fullmatch(words.folded[position - 1].strip(".")))
    return position == first + 1 and folded in word_set("names", "surnames_too") and is_forename(words.folded[first])


def _inside_school(words: Words, first: int, position: int) -> bool:
    """Whether a capitalised common word (``Bank``, ``Tan``) is of a school's name: after Ysgol, before Primary."""
    word, folded = words.written[position], words.folded[position].strip(".'")
    if folded in word_set("names", "never_inside") or folded in month_names() or (word.isupper() and len(word) > 1):
        return False
    if any(one.rstrip(".") in word_set("names", "generic_first") for one in words.folded[first:position]):
        return True
    return _leads_to_generic(words, position)
