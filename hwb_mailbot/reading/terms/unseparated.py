"""Labels that nothing separates from their values: ``label value``, ``value (label)``, a label in both languages.

The value must have the label's shape, or a verb must link the two. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.dates import find_dates
from hwb_mailbot.reading.terms.labels import Concept, Label, may_begin_label, read_label, spelt
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.values import employee_number_in, find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import PICTURED_ARROW, fold
from hwb_mailbot.reading.words import pattern, word_set

Pair = tuple[Label, str]
"""A label and what stands beside it."""
_WORD = re.compile(r"\S+")
_SENTENCES_WITHIN = re.compile(r"[.!?;]\s+\S+\s+\S")
_SHORT = 160


_NEXT_WORD = re.compile(r"\s*(\([^()]{1,40}\)|\S+)")


def in_both_languages(line: str) -> Pair | None:
    """A value right behind a label in both languages: ``Enw'r ysgol newydd / New school name Ysgol Bro Teifryn``."""
    welsh, stroke, rest = line.partition(" / ")
    if not stroke or ":" in line or "=" in line or len(line) > _SHORT * 2:
        return None
    one = read_label(welsh, 0.8)
    if one is None or one.concept in (Concept.NONE, Concept.IGNORED, Concept.LEAVING):
        return None
    end, label = 0, None
    while (word := _NEXT_WORD.match(rest, end)) is not None:
        if label is not None and not word.group(1)[0].islower() and word.group(1)[0] != "(":
            break  # a value begins with a capital or a figure
        longer = read_label(rest[: word.end()], 0.9)
        if label is not None and (longer is None or longer.concept is not one.concept):
            break
        end = word.end()
        label = longer if longer is not None and longer.concept is one.concept else None
    return (label, rest[end:].strip()) if label is not None and rest[end:].strip() else None


_LINK = re.compile(r"\s(?:is|was|are|oedd|odd|o'dd|ydi|ydy|ydyw|yw|'?di)\s")


_IN_NAMES = frozenset(("school", "ysgol", "y", "yr", "the"))


def linked(line: str) -> Pair | None:
    """A school without capitals that a verb links with its label: ``my old school was cwm cerig``."""
    link = _LINK.search(line[:80])
    if link is None or line != line.lower() or len(line) > 100:
        return None
    value = line[link.end() :].strip(" .!")
    words = fold(value).split()
    if not 1 < len(words) <= 5 or not _IN_NAMES.issuperset(word_set("language", "words").intersection(words)):
        return None
    label = read_label(line[: link.start()], 1.0)
    if label is None or label.concept is not Concept.SCHOOL or label.side is None:
        return None
    return label, value


def prefixed(line: str) -> Pair | None:
    """A label that nothing separates from its value; the value must have the label's shape."""
    words = list(_WORD.finditer(line))
    if len(words) < 2 or len(line) > _SHORT or not may_begin_label(words[0].group()):
        return None
    for size in range(min(6, len(words) - 1), 0, -1):
        left, rest = line[: words[size - 1].end()], line[words[size].start() :]
        label = read_label(left, 1.0)
        if fold(left).strip(" .") in ("hwb", "fy hwb", "my hwb"):
            label = Label(Concept.USERNAME)
        if label is None or _SENTENCES_WITHIN.search(rest):
            continue
        if pattern("values", "unsure").search(fold(left)):
            continue  # ``The number is about 670 2231``
        if _fits(label, left, rest):
            whole = read_label(line, 1.0)
            if whole is not None and whole.concept is not label.concept:
                return None  # ``Previous school Hwb username`` is one label
            return label, rest
    return None


def _fits(label: Label, left: str, rest: str) -> bool:
    if label.concept is Concept.DFES:
        numbers = find_dfes_numbers(rest)
        return bool(numbers) and numbers[0].start <= 1
    if label.concept is Concept.USERNAME:
        usernames = find_usernames(rest)
        return bool(usernames) and usernames[0].start <= 1
    if label.concept in (Concept.EMPLOYEE, Concept.STAFF_NUMBER):
        number = employee_number_in(rest)
        return number is not None and number.start <= 1
    if label.concept is Concept.CODE:
        if re.fullmatch(r"[a-z]{2,4}\d{0,2}", rest) and left == left.lower():
            known = rest in word_set("language", "words") or rest in word_set("values", "not_values")
            return not known and spelt(rest) == rest  # ``cod staf`` is a label with a typing error
        code = re.match(r"[\"']?([A-Z]{2,6}\d{0,3}|[A-Z]\d{1,4})[\"']?(?=$|[\s.,;(])", rest)
        return code is not None and code.group(1).lower() not in word_set("values", "not_codes")
    if label.concept is Concept.LEAVING:
        dates = find_dates(rest)
        return bool(dates) and dates[0].start <= 4
    if label.concept is Concept.SCHOOL and label.side is not None:
        words = left.split()
        if _is_school_in_small_letters(left, rest):
            return True
        named = any(w[0].isupper() for w in words[1:]) and not left.isupper()
        return not named and rest[0].isupper() and len(rest.split()) <= 7
    if label.concept is Concept.NAME and re.search(r"(?i)\b(?:name|enw)$", left.strip()):
        return rest[0].isupper() and 2 <= len(rest.split()) <= 4
    return False


def _is_school_in_small_letters(left: str, rest: str) -> bool:
    """``ysgol newydd haven view community school``: a name that says what it is, in a line without a capital."""
    words = fold(rest.strip(" .,")).split()
    if (
        left != left.lower()
        or spelt(fold(left)) != fold(left)
        or rest != rest.lower()
        or not 2 <= len(words) <= 6
        or not re.fullmatch(r"[^\d:=;?!]+", rest)
    ):
        return False
    kind = words[0] == "ysgol" or bool(pattern("names", "generic").fullmatch(words[-1]))
    own = [word for word in words if word not in _IN_NAMES and not pattern("names", "generic").fullmatch(word)]
    return kind and bool(own) and not word_set("language", "words").intersection(own)


_SUFFIXED = re.compile(
    rf"^(\S.{{1,60}}?)\s*(?:\((?P<inside>[^()]{{3,60}})\)|(?:=|[-–—]|{PICTURED_ARROW})\s+(?P<after>.{{3,60}}))\s*$"
)


def suffixed(line: str) -> Pair | None:
    """A value before its label: ``6612039 = DfES number``, ``CKHA (staff code)``."""
    found = _SUFFIXED.match(line)
    if not found:
        return None
    label = read_label(found.group("inside") or found.group("after"), 1.0)
    value = found.group(1)
    if label is None or label.concept in (Concept.NONE, Concept.IGNORED, Concept.NAME):
        return None
    if label.concept is Concept.SCHOOL and not (found.group("inside") and label.side and _is_one_name(value)):
        return None
    return (label, value) if _fits(label, "", value) else None


def _is_one_name(text: str) -> bool:
    """Whether ``text`` is the name of a school or a place and nothing else."""
    names = find_names(text)
    return len(names) == 1 and names[0].text == text.strip() and names[0].kind is not NameKind.PERSON
