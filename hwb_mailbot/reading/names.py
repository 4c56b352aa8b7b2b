"""Names in running text: which capitalised words are a person's name and which a school's.

No list of schools is used: a school is known by its generic words (Ysgol, Primary, Uwchradd, 3–16), by the words that
Welsh places are named after, or by the words before it (``now at …``). Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from hwb_mailbot.reading.dates import month_names
from hwb_mailbot.reading.text import fold, tidy
from hwb_mailbot.reading.words import pattern, phrases, word_set


class NameKind(StrEnum):
    """What a run of capitalised words names."""

    SCHOOL = "school"
    PERSON = "person"
    PLACE = "place"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name as written, its kind and characters ``start`` to ``end``. ``generic``: has a school's generic word."""

    text: str
    kind: NameKind
    start: int
    end: int
    generic: bool = False


_WORD = re.compile(r"\d{1,2}\s?[-–]\s?\d{1,2}(?!\d|[-/.]\d)|[^\W\d_](?:[\w]|['’.\-–](?=[^\W\d_]))*\.?")
_WRAPPED = 50
"""A line at least this long may break in the middle of a name."""
_PARTICLES = frozenset(
    "y yr r of the on upon o ap ab wrth ar le la de van von bin al ferch uwch is tan ger dan-y".split()
)
_PERSON_PARTICLES = frozenset("ap ab van von de bin al le la ferch".split())
_ABBREVIATED = frozenset("st ysg mr mrs ms dr ll ff gl rh ch th ph ap".split())


@cache
def _generic_words() -> re.Pattern[str]:
    every = phrases("names", "generic")
    return re.compile(r"(?:" + "|".join(sorted((p for p in every if " " not in p), key=len, reverse=True)) + r")\.?")


@cache
def _topographic() -> re.Pattern[str]:
    return re.compile("|".join(phrases("names", "topographic")))


def _is_generic(folded_word: str) -> bool:
    return bool(_generic_words().fullmatch(folded_word)) or bool(re.fullmatch(r"\d{1,2}\s?-\s?\d{1,2}", folded_word))


_SAINTS = ("st", "saint", "santes", "sant")


def _is_forename(folded_word: str) -> bool:
    return folded_word.strip(".") in word_set("names", "forenames")


def kind_of(words: list[str]) -> tuple[NameKind, bool]:
    """The kind of a run of folded words, and whether a school's generic word is among them."""
    plain = [w.rstrip(".") for w in words]
    joined = " ".join(plain)
    if any(_is_generic(w) for w in plain):
        return NameKind.SCHOOL, True
    if joined in word_set("values", "places"):
        return NameKind.PLACE, False
    if plain[0] in word_set("values", "titles"):
        return NameKind.PERSON, False
    if len(plain) > 1 and plain[-1] in word_set("names", "surnames"):
        return NameKind.PERSON, False
    if _topographic().fullmatch(plain[0]) and len(plain) > 1:
        return (NameKind.UNKNOWN if _is_forename(plain[0]) and len(plain) == 2 else NameKind.SCHOOL), False
    if _is_forename(plain[0]) and len(plain) > 1:
        return NameKind.PERSON, False
    if any(w in ("y", "yr", "r", "of", "the", "on", "upon", "wrth", "ar") for w in plain[1:]) or plain[0] in _SAINTS:
        return NameKind.SCHOOL, False
    if _topographic().fullmatch(plain[0]) and len(plain[0]) > 6:
        return NameKind.SCHOOL, False
    if _is_forename(plain[0]):
        return NameKind.PERSON, False
    return NameKind.UNKNOWN, False


def _is_school(words: list[re.Match[str]]) -> bool:
    return kind_of([fold(w.group()) for w in words])[0] is NameKind.SCHOOL


def find_names(text: str) -> list[NameFound]:
    """Runs of capitalised words in ``text`` that can name a person, a school or a place, in order."""
    found: list[NameFound] = []
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words):
        begins = words[index].group()[0]  # of all words in small letters, "ysgol" alone begins a name
        run = _run(text, words, index) if begins.isupper() or begins == "y" else None
        if run is None:
            index += 1
            continue
        first, last = run
        chosen = words[first : last + 1]
        folded = [fold(w.group()) for w in chosen]
        kind, generic = kind_of([f.strip(".") if f.strip(".") not in ("st",) else "st" for f in folded])
        end = chosen[-1].end()
        raw = text[chosen[0].start() : end]
        if raw.endswith(".") and fold(chosen[-1].group())[:-1] not in ("jr", "snr") and len(chosen[-1].group()) > 2:
            raw, end = raw[:-1], end - 1
        index = last + 1
        if generic and all(_is_generic(f.strip(".")) or f in _PARTICLES for f in folded):
            continue
        if kind is NameKind.SCHOOL:
            raw = _without_far_place(raw)
            end = chosen[0].start() + len(raw)
        found.append(NameFound(tidy(raw), kind, chosen[0].start(), end, generic))
    return found


def _starts(word: str, following: str) -> bool:
    folded = fold(word).rstrip(".")
    if folded in ("ysgol", "ysg"):
        return bool(following) and (
            following[0].isupper() or _is_generic(fold(following)) or fold(following) in ("y", "yr", "st", "o")
        )
    if not word[0].isupper():
        return False
    if folded in ("cynradd", "gynradd", "uwchradd", "arbennig", "st"):
        return bool(following) and following[0].isupper()
    if folded in ("y", "yr", "the") and following[:1].isupper():
        return False
    if folded in word_set("names", "not_names") or folded in month_names():
        return _is_forename(folded) and following[:1].isupper() and fold(following) in word_set("names", "surnames")
    return not (len(folded) == 1 and not following[:1].isupper())


def _is_school_word(folded: str) -> bool:
    return folded.rstrip(".") in word_set("names", "generic_first")


def _inside_school(text: str, words: list[re.Match[str]], first: int, position: int) -> bool:
    """Whether a capitalised common word (``Bank``, ``Tan``) is of a school's name: after Ysgol, before Primary."""
    word = words[position].group()
    folded = fold(word).strip(".'")
    if folded in word_set("names", "never_inside") or folded in month_names() or (word.isupper() and len(word) > 1):
        return False
    if any(_is_school_word(fold(w.group())) for w in words[first:position]):
        return True
    return _leads_to_generic(text, words, position)


def _leads_to_generic(text: str, words: list[re.Match[str]], position: int) -> bool:
    """Whether a school's generic word ends the capitalised words that go on from ``position``."""
    for place in range(position + 1, min(position + 5, len(words))):
        if not re.fullmatch(r"[ \n]{1,2}", text[words[place - 1].end() : words[place].start()]):
            return False
        word = words[place].group()
        if _is_generic(fold(word).strip(".")):
            return word[0].isupper()
        if not word[0].isupper() and fold(word) not in _PARTICLES:
            return False
    return False


def _begins_school(text: str, words: list[re.Match[str]], first: int) -> bool:
    """Whether a common word within a sentence begins a school's name: ``at Spring Gardens Primary``."""
    word, folded = words[first].group(), fold(words[first].group())
    if word[0].isupper() and pattern("names", "openings").match(
        fold(text[words[first].start() : words[first].start() + 30])
    ):
        return True
    before = text[: words[first].start()].rstrip(" \"'(")
    if not word[0].isupper() or word.isupper() or not before or before[-1] in ".!?:\n" or first + 1 >= len(words):
        return False
    following = fold(words[first + 1].group())
    if following in ("y", "yr") and first + 2 < len(words) and words[first + 2].group()[0].isupper():
        return bool(_topographic().fullmatch(folded)) and len(folded) > 1
    if folded in word_set("names", "never_first") or folded in word_set("names", "never_inside"):
        return False
    return not _is_generic(following) and _leads_to_generic(text, words, first)


def _is_article(text: str, words: list[re.Match[str]], first: int) -> bool:
    """``Y`` or ``Yr`` as part of a name (``Y Garnedd``): capital, within a sentence, before a capital."""
    if words[first].group() not in ("Y", "Yr") or first + 1 >= len(words):
        return False
    before = text[: words[first].start()].rstrip(" ")
    return bool(before) and before[-1] not in ".!?\n:" and words[first + 1].group()[0].isupper()


_DAY_BEFORE = re.compile(r"(?<!\d)[0-3]?\d(?:st|nd|rd|th|af|ain|il|ydd|ed|fed|eg)?\s(?:of\s|o\s)?$")


def _run(text: str, words: list[re.Match[str]], first: int) -> tuple[int, int] | None:
    """The run of name words that begins at ``first``, as the indices of its first and last word."""
    following = words[first + 1].group() if first + 1 < len(words) else ""
    if _is_article(text, words, first):
        rest = _run(text, words, first + 1)
        return (first, rest[1]) if rest else None
    if fold(words[first].group()) in month_names() and _DAY_BEFORE.search(text[: words[first].start()][-12:]):
        return None
    gap = text[words[first].end() : words[first + 1].start()] if following else ""
    if not _starts(words[first].group(), following if not gap.strip() else "") and not _begins_school(
        text, words, first
    ):
        return None
    last = first
    position = first + 1
    while position < len(words) and position - first < 12:
        between = text[words[position - 1].end() : words[position].start()]
        if between.strip() or len(between) > 6 or between.count("\n") > 1:
            break
        if "\n" in between and words[position - 1].end() - text.rfind("\n", 0, words[position - 1].end()) < _WRAPPED:
            break
        if "\n" in between and _is_forename(fold(words[position].group())) and _is_school(words[first:position]):
            break
        previous = words[position - 1].group()
        plain = fold(previous).strip(".")
        stopped = previous.endswith(".") and len(previous) > 3 and plain not in _ABBREVIATED
        if stopped and (not _is_generic(plain) or len(plain) > 6 or _is_forename(fold(words[position].group()))):
            break
        starts = words[position].start()
        denomination = pattern("names", "denomination").match(fold(text[starts : starts + 40]))
        if denomination and words[position].group()[0].isupper():
            while position < len(words) and words[position].start() < starts + denomination.end():
                last = position
                position += 1
            continue
        word = words[position].group()
        folded = fold(word).strip(".")
        if _is_generic(folded) and (word[0].isupper() or word[0].isdigit() or position == last + 1):
            if folded in ("ysgol", "ysg"):
                break
            if not word[0].isupper() and folded in ("high", "special", "community", "iau", "middle", "foundation"):
                ahead = words[position + 1].group() if position + 1 < len(words) else ""
                if fold(ahead) not in ("school", "primary", "high", "comprehensive"):
                    break
            last = position
        elif word[0].isupper() and (
            folded not in word_set("names", "not_names")
            or _is_forename(folded)
            or _inside_school(text, words, first, position)
            or (folded == "newydd" and pattern("names", "topographic").fullmatch(plain))
            or (
                position == first + 1
                and folded in word_set("names", "surnames_too")
                and _is_forename(fold(words[first].group()))
            )
        ):
            if folded in ("ysgol",) and last >= first and position > first:
                break
            last = position
        elif folded in _PARTICLES and position == last + 1:
            pass
        else:
            break
        position += 1
        if position - 1 > last + 2:
            break
    return first, last


def _without_far_place(raw: str) -> str:
    """``Ysgol Bryn Teg on Anglesey`` without the words that say where it is."""
    tail = re.search(r"\s+(?:on|in|near|yn|ym|yng|ar|ger)\s+(?P<place>\S.*)$", raw)
    return raw[: tail.start()] if tail and fold(tail.group("place")) in word_set("values", "places") else raw


_SPLIT = re.compile(r"\s*(?:[(\[;|]|,|\s[-–—]+\s|\s/\s|/(?=\s)|\t|[.!?](?=\s|$)|\s{3,}|<|\bDfES\b|\bhttps?:)\s*")
_TAIL_PLACE = re.compile(
    r"\s+(?:in|yn|ym|yng|near|ger|down in|up in|over in|up|i lawr yn|i fyny yn)\s+(?P<place>.+)$", re.IGNORECASE
)
_DESCRIPTION = re.compile(r"^(?:a|an|some|another|somewhere|one of)\b")


def school_in(value: str) -> tuple[str, str] | None:
    """The school's name that a labelled value states, and the verbatim words; ``None`` where it states none."""
    folded_all = fold(value)
    if pattern("values", "empty").search(folded_all[:80]):
        return None
    pieces = [p for p in _SPLIT.split(value.strip()) if p and p.strip(" .:")]
    for piece in pieces[:3]:
        text = re.sub(r"\b\d{3}\s?[/ .-]?\s?\d{4}\b.*$", "", piece).strip(" .:,-–\"'“”*_=")
        if ":" in text:
            text = text.rsplit(":", 1)[1].strip()
        folded = fold(text)
        if not text or _DESCRIPTION.match(folded):
            continue
        names = [n for n in find_names(text) if n.kind in (NameKind.SCHOOL, NameKind.UNKNOWN)]
        lead = names[0].start if names else 0
        if names and (lead == 0 or (text[0].islower() and not folded.startswith("ysgol")) or _spoken(folded[:lead])):
            name = names[0]
            end = name.end
            tail = text[end:].strip()
            if (
                lead == 0
                and tail
                and not _TAIL_PLACE.match(text[end:])
                and len(text.split()) <= 8
                and not _has_verb(fold(tail))
            ):
                end = len(text)
            chosen = text[name.start : end]
            return _without_place(chosen), chosen
        if len(text.split()) <= 8 and re.search(r"[^\W\d_]{3}", text) and not _has_verb(folded):
            if folded in word_set("values", "not_values") or pattern("values", "yes").fullmatch(folded):
                continue
            return _without_place(text), text
    return None


def _spoken(folded_lead: str) -> bool:
    return (
        bool(
            pattern("sides", "former", "new", "own").search(folded_lead) or pattern("values", "yes").search(folded_lead)
        )
        or "it" in folded_lead.split()
    )


_VERB = re.compile(
    r"(?<!\w)(?:is|are|was|were|has|have|had|will|don't|can't|know|she|he|they|she's|he's|i|we|you|it"
    r"|mae|oedd|ydi|yw|dwi|please|think|from|since|ers|wedi|sef|which|where|but|ond|and i|a|not)(?!\w)"
)


def _has_verb(folded: str) -> bool:
    return bool(_VERB.search(folded))


def _without_place(text: str) -> str:
    tail = _TAIL_PLACE.search(text)
    if (tail and fold(tail.group("place")).strip(" .!") in word_set("values", "places")) or (
        tail and not _is_generic(fold(tail.group("place").split()[0])) and tail.group("place")[0].isupper()
    ):
        text = text[: tail.start()]
    words = text.split()
    for size in (3, 2, 1):
        if (
            len(words) > size + 1
            and fold(" ".join(words[-size:])) in word_set("values", "places")
            and any(_is_generic(fold(w)) for w in words[:-size])
            and _is_generic(fold(words[-size - 1]))
        ):
            return tidy(" ".join(words[:-size]))
    return tidy(text.strip(" .,:;"))


_TITLE = re.compile(r"^(?:mr|mrs|miss|ms|dr|mx|y parch|parch|rev|prof)\.?\s+", re.IGNORECASE)
_NAME_SPLIT = re.compile(r"\s*(?:[(\[;|:]|,|\s[-–—]+\s|\s/\s|\t|[.!?](?=\s+\S{3}|\s*$)|\s{3,}|<|\d)\s*")


def without_title(name: str) -> str:
    """The name without Mr, Mrs, Miss, Dr and the like."""
    return _TITLE.sub("", name).strip()


def person_in(value: str) -> tuple[str, str] | None:
    """The person's name that a labelled value states, titles off, ``Evans, Carys`` turned; ``None`` where none."""
    text = value.strip(' *_"“”')
    turned = re.match(
        r"^([^\W\d_][\w'’ -]{1,30}),\s*((?:Mr|Mrs|Miss|Ms|Dr)\.?\s+)?"
        r"([^\W\d_][\w'’-]{1,20}(?:\s[^\W\d_][\w'’.-]{0,20})?)\s*(?:$|[(,;–-])",
        text,
    )
    if turned and not _has_verb(fold(turned.group(0))):
        first, last = turned.group(3), turned.group(1)
        named = not any(w in word_set("names", "not_names") and not _is_forename(w) for w in fold(first).split())
        surname = len(last.split()) == 1 or (len(last.split()) <= 3 and not _is_forename(fold(last).split()[0]))
        if named and surname:
            return f"{first} {last}", turned.group(0).strip()
    pieces = [p for p in _NAME_SPLIT.split(text) if p and p.strip()]
    for piece in pieces[:2]:
        plain = without_title(tidy(piece)).strip(" .,'\"*")
        if re.search(r"[@]", piece):
            continue
        words = plain.split()
        folded = [fold(w).strip(".") for w in words]
        if not words:
            continue
        if 1 <= len(words) <= 5 and not any(
            f in word_set("names", "not_names") and not _is_forename(f) and f not in _PERSON_PARTICLES for f in folded
        ):
            if kind_of(folded)[1] or not re.search(r"[^\W\d_]{2}", plain) or (len(words) == 1 and plain.islower()):
                continue
            return plain, piece
        names = [n for n in find_names(piece) if n.kind in (NameKind.PERSON, NameKind.UNKNOWN) and " " in n.text]
        if names:
            return without_title(names[0].text), names[0].text
    return None
