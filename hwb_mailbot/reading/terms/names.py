"""Names in running text: which capitalised words are a person's name and which a school's.

No list of schools is used: a school is known by its generic words (Ysgol, Primary, Uwchradd, 3–16), by the words that
Welsh places are named after, or by the words before it (``now at …``). Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from hwb_mailbot.reading.terms.name_runs import Words, name_run
from hwb_mailbot.reading.terms.name_words import PARTICLES, NameKind, is_forename, is_generic, kind_of
from hwb_mailbot.reading.text import fold, tidy
from hwb_mailbot.reading.words import pattern, word_set

__all__ = ["NameFound", "NameKind", "find_names", "person_in", "school_in", "without_title"]


class NameFound(NamedTuple):
    """A name as written, its kind and characters ``start`` to ``end``. ``generic``: has a school's generic word."""

    text: str
    kind: NameKind
    start: int
    end: int
    generic: bool = False


_PERSON_PARTICLES = frozenset("ap ab van von de bin al le la ferch".split())
_NICKNAME = re.compile(r"\s(?:\"[^\"\s]{1,20}\"|“[^”\s]{1,20}”|['‘][^'’\s]{1,20}['’])\s")
_FAR_PLACE = re.compile(r"\s+(?:on|in|near|yn|ym|yng|ar|ger)\s+(?P<place>\S.*)$")


_PARTICLE = re.compile(r"[aeiouwy]['’][nr]$")
"""``Mae Nel Rhodri'n dweud``: the particle behind a vowel is no part of the name."""


_OWNER = re.compile(r"^(?!(?:St|Saint|Sant|SS|All|King|Queen|Bishop)\b)\S.*\s\S+['’]s$", re.IGNORECASE)
_OWNED = re.compile(
    r"\s(?:own |dfes |school )*(?:number|no\.?|code|id|office|head|headteacher|secretary|dfes)(?!\w)", re.IGNORECASE
)
"""``Ysgol Bryn Teg's number is``: the possessive is no part of the name, as it is in ``St Mary's number``."""


@lru_cache(maxsize=64)
def find_names(text: str) -> tuple[NameFound, ...]:
    """Runs of capitalised words in ``text`` that can name a person, a school or a place, in order."""
    if text.islower() and "ysg" not in text:  # of all words in small letters, "ysgol" alone begins a name
        return ()
    found: list[NameFound] = []
    words = Words(text)
    index = 0
    while index < words.size:
        run = name_run(words, index) if words.capitals[index] or words.written[index][0] == "y" else None
        if run is None:
            index += 1
            continue
        first, last = run
        index = last + 1
        folded = words.folded[first:index]
        plain = [word.strip(".") for word in folded]
        kind, generic = kind_of(plain)
        start, end = words.starts[first], words.ends[last]
        raw = text[start:end]
        if raw.endswith(".") and folded[-1][:-1] not in ("jr", "snr") and len(folded[-1]) > 2:
            raw, end = raw[:-1], end - 1
        if generic and all(is_generic(bare) or word in PARTICLES for bare, word in zip(plain, folded, strict=True)):
            continue
        if kind is NameKind.SCHOOL:
            raw = _without_far_place(raw)
            end = start + len(raw)
        if _PARTICLE.search(raw) or (_OWNER.search(raw) and _OWNED.match(text, end)):
            raw, end = raw[:-2], end - 2
        raw = _NICKNAME.sub(" ", raw)
        found.append(NameFound(tidy(raw), kind, start, end, generic))
    return tuple(found)


def _without_far_place(raw: str) -> str:
    """``Ysgol Bryn Teg on Anglesey`` without the words that say where it is."""
    tail = _FAR_PLACE.search(raw)
    return raw[: tail.start()] if tail and fold(tail.group("place")) in word_set("values", "places") else raw


_SPLIT = re.compile(
    r"\s*(?:[(\[;|]|,|\s[-–—]+\s|\s/\s|/(?=\s)|\t|(?<!\.[A-Z])\.(?=\s|$)|[!?](?=\s|$)|\s{3,}|<|\bDfES\b|\bhttps?:)\s*"
)
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
        if not text or _DESCRIPTION.match(folded) or pattern("labels", "own", "there").fullmatch(folded):
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


_CHURCH_IN_WALES = re.compile(
    r"(?:church|eglwys|(?<!\w)c)\s+(?:in|yn|yng)\s+(?:wales|w|cymru|nghymru)(?!\w)", re.IGNORECASE
)
"""Of the name of a school, and no word of where it is."""


def _without_place(text: str) -> str:
    church = _CHURCH_IN_WALES.search(text)
    tail = _TAIL_PLACE.search(text, church.end() if church is not None else 0)
    if (tail and fold(tail.group("place")).strip(" .!") in word_set("values", "places")) or (
        tail and not is_generic(fold(tail.group("place").split()[0])) and tail.group("place")[0].isupper()
    ):
        text = text[: tail.start()]
    words = text.split()
    for size in (3, 2, 1):
        if (
            len(words) > size + 1
            and fold(" ".join(words[-size:])) in word_set("values", "places")
            and any(is_generic(fold(w)) for w in words[:-size])
            and is_generic(fold(words[-size - 1]))
        ):
            return tidy(" ".join(words[:-size]))
    return tidy(text.strip(" .,:;"))


_TITLE = re.compile(r"^(?:mr|mrs|miss|ms|dr|mx|y parch|parch|rev|prof)\.?\s+", re.IGNORECASE)
_NAME_SPLIT = re.compile(r"\s*(?:[(\[;|:]|,|\s[-–—]+\s|\s/\s|\t|[.!?](?=\s+\S{3}|\s*$)|\s{3,}|<|\d)\s*")


def without_title(name: str) -> str:
    """The name without Mr, Mrs, Miss, Dr and the like."""
    return _TITLE.sub("", name).strip()


_OFFICES = frozenset({"head", "lead", "key", "bank", "half", "year"})


def _common_surname(words: Sequence[str], folded: Sequence[str]) -> bool:
    """Whether a common word ends a name as a surname (``Philippa Quick``), and no office (``Phase Lead``)."""
    if not 2 <= len(words) <= 3 or folded[-1] not in word_set("names", "surnames_too"):
        return False
    if not all(re.fullmatch(r"[^\W\d_][^\W\d_'’-]+", word) and word[0].isupper() for word in words):
        return False
    return is_forename(folded[0]) or (folded[-1] not in _OFFICES and len(folded[0]) > 2 and not is_generic(folded[0]))


def person_in(value: str) -> tuple[str, str] | None:
    """The person's name that a labelled value states, titles off, ``Evans, Carys`` turned; ``None`` where none."""
    text = value.strip(' *_"“”')
    turned = re.match(
        r"^([^\W\d_][\w'’ -]{1,30}),\s*((?:Mr|Mrs|Miss|Ms|Dr)\.?\s+)?"
        r"([^\W\d_](?:[^\W\d_]|['’-]){1,20}(?:\s[^\W\d_](?:[^\W\d_]|['’.-]){0,20})?)\s*(?:$|[(,;–-])",
        text,
    )
    if turned and not _has_verb(fold(turned.group(0))):
        first, last = turned.group(3), turned.group(1)
        named = not any(w in word_set("names", "not_names") and not is_forename(w) for w in fold(first).split())
        surname = len(last.split()) == 1 or (len(last.split()) <= 3 and not is_forename(fold(last).split()[0]))
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
            f in word_set("names", "not_names") and not is_forename(f) and f not in _PERSON_PARTICLES
            for f in (folded[:-1] if _common_surname(words, folded) else folded)
        ):
            if kind_of(folded)[1] or not re.search(r"[^\W\d_]{2}", plain) or (len(words) == 1 and plain.islower()):
                continue
            return plain, piece
        names = [n for n in find_names(piece) if n.kind in (NameKind.PERSON, NameKind.UNKNOWN) and " " in n.text]
        if names:
            return without_title(names[0].text), names[0].text
    return None
