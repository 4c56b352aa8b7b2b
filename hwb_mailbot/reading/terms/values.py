"""The shapes of identifiers, and their one normal form.

DfES numbers (seven digits, local authority 660–681 first) in all their spellings, usernames with or without domain,
staff codes, employee numbers, UPNs. A text that has no such shape yields nothing. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hwb_mailbot.reading.spans import Spans
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern, word_set


class Found(NamedTuple):
    """A normalised value and the characters ``start`` to ``end`` it was read from."""

    value: str
    start: int
    end: int


AUTHORITIES = range(660, 682)
"""The local authority numbers of Wales, which begin every DfES number."""

_DIGIT = re.compile(r"\d")
_LA = r"(?:l\.?a\.?|lea|aall|awdurdod(?: lleol)?|local authority|authority|county|sir)"
_SCHOOL = r"(?:school|ysgol|establishment|estab|est|sefydliad|sch)"
_LINK = r"(?:\s{0,2}(?:number|num|no|rhif|code|cod|is|yw|ydi|ydy|[.:=#,;()/-])){0,4}\s{0,2}"
_DFES = (
    re.compile(
        r"(?<![\w@/.])(?<!\d[ /.\-])(\d{3})(?:\s?[/.\-_|]?\s?|\s(?:stroke|slash|dash|oblique|strok|slas)\s)"
        r"(\d{4})(?!\w|@|[/-]\d|\.\d|\s\d{2})"
    ),
    re.compile(
        rf"(?<!\w){_LA}{_LINK}(\d{{3}})\b[^.\d\n]{{0,12}}?(?:and|a|ac|then|wedyn)?[^.\d\n]{{0,12}}?{_SCHOOL}{_LINK}(\d{{4}})(?!\d)"
    ),
    re.compile(
        r"(?<!\w)(?:la\s?)?(\d{3})\s{1,2}(?:and then|then|(?:ac? )?wedyn|yna|followed by|ac yna|&|a|and|ac)\s{1,2}"
        r"(\d{4})(?!\d)"
    ),
    re.compile(r"(?<![\w/.])(\d{3})\s?(?:,|;|-|\+)\s{1,2}(\d{4})(?![\w/])"),
)
_DFES_THREE = re.compile(
    r"(?<!\w)(?:dfes|adas|dcells)\W[^\d\n]{0,14}(?P<la>\d{3})[ /](?P<first>\d{2}) (?P<last>\d{2})(?!\d| \d)"
)
_DFES_TURNED = re.compile(
    rf"(?<!\w){_SCHOOL}(?:'s)?{_LINK}(\d{{4}})\b[^.\d\n]{{0,25}}?(?<!\w){_LA}{_LINK}(\d{{3}})(?!\d)"
)
_DFES_NAMED_AFTER = re.compile(
    rf"(?<![\w/.-])(\d{{3}})(?!\d)[^\d.;\n]{{1,20}}?(?<!\w){_LA}(?!\w)[^\d.;\n]{{1,25}}(\d{{4}})(?!\d)"
    rf"[^\d.;\n]{{1,20}}?(?<!\w){_SCHOOL}(?!\w)"
)
"""``661 is the authority and 4019 the school``."""
_SPACED = re.compile(r"(?<![\w/.])(?<!\d )(\d \d \d) ?[ /-]? ?(\d \d \d \d)(?! ?\d)")


_SPOKEN = {
    "zero": 0, "oh": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "sero": 0, "dim": 0, "un": 1, "dau": 2, "tri": 3, "pedwar": 4, "pump": 5, "chwech": 6,
    "saith": 7, "wyth": 8, "naw": 9,
}  # fmt: skip
_FIGURE = rf"(?:{'|'.join(_SPOKEN)})"
_DICTATED = re.compile(rf"(?<!\w)((?:six|chwech)(?:[ ,-]{{1,2}}{_FIGURE}){{6}})(?!\w)(?! {_FIGURE}(?!\w))")
"""``six eight one, two four four one``, as people dictate it."""


@lru_cache(maxsize=256)
def find_dfes_numbers(text: str) -> tuple[Found, ...]:
    """DfES numbers of Wales in ``text``, in order: ``6614003``, ``661/4003``, ``LA 661 School 4003`` and the like."""
    folded = fold(text)
    dictated = list(_DICTATED.finditer(folded)) if "six" in folded or "chwech" in folded else []
    if not dictated and len(_DIGIT.findall(folded)) < 7:
        return ()
    taken: list[Found] = []
    spans = Spans()

    def take(authority: str, school: str, start: int, end: int) -> None:
        if not spans.meet(start, end) and int(authority) in AUTHORITIES:
            taken.append(Found(authority + school, start, end))
            spans.add(start, end)

    for found in dictated:
        figures = "".join(str(_SPOKEN[word]) for word in re.findall("[a-z]+", found.group(1)))
        take(figures[:3], figures[3:], found.start(), found.end())
    for found in _SPACED.finditer(folded):
        take(found.group(1).replace(" ", ""), found.group(2).replace(" ", ""), found.start(), found.end())
    for found in _DFES_THREE.finditer(folded):
        take(found.group("la"), found.group("first") + found.group("last"), found.start("la"), found.end())
    for shape in (_DFES[1], _DFES[2], _DFES[0], _DFES[3]):
        for found in shape.finditer(folded):
            take(found.group(1), found.group(2), found.start(), found.end())
    for found in _DFES_NAMED_AFTER.finditer(folded):
        take(found.group(1), found.group(2), found.start(), found.end())
    for found in _DFES_TURNED.finditer(folded):
        take(found.group(2), found.group(1), found.start(), found.end())
    return tuple(sorted(taken, key=lambda t: t.start))


_NOT_SEVEN = re.compile(
    r"(?<!\w)(?:dfes|adas|dcells)(?!\w)(?:[^\d.,;\n]|(?<=no)\.){1,28}?"
    r"([3-9]\d{4,8}|[3-9]\d{1,3}[ /.-]\d{2,6})(?!\w|[/.-]\d| \d|@)"
)


def find_mistyped_dfes_numbers(text: str) -> list[Found]:
    """Figures called a DfES number that are none: a digit too many or too few, or no Welsh authority in front.

    ``value`` is what was written. School numbers of four figures alone are none of these: their authority may stand
    elsewhere.
    """
    folded = fold(text)
    if not _DIGIT.search(folded):
        return []
    right = Spans((number.start, number.end) for number in find_dfes_numbers(text))
    return [
        Found(found.group(1), found.start(1), found.end(1))
        for found in _NOT_SEVEN.finditer(folded)
        if not right.meet(*found.span(1))
    ]


_OTHER_NUMBER = re.compile(
    r"(?<!\w)(?:charity|elusen\w*|vat|taw|co(?:mpany)?|cwmni|reg\w*|cofrestr\w*|tel\w*|ff\w*n|phone|mob\w*|fax|ffacs|ext|est\w*)\W"
    r"(?:\s?(?:no|number|rhif|reg\w*|charity|elusen)\W{0,3})*[^a-z\d]*$"
)
"""Before a number in a signature: it is the charity's, the tax office's or a telephone's."""


def is_other_number(before: str) -> bool:
    """Whether the folded words before seven figures say that they are a charity's number, a telephone's or the like."""
    return bool(_OTHER_NUMBER.search(before))


def is_dfes_number(value: str) -> bool:
    """Whether ``value`` is seven digits that begin with a Welsh local authority."""
    return bool(re.fullmatch(r"\d{7}", value)) and int(value[:3]) in AUTHORITIES


_USERNAME = re.compile(
    r"(?<![\w@.'/-])([a-z][a-z]{1,}(?:['.\-_][a-z]+)*\d{1,4})(@[\w-]+(?:\.[\w-]+)+)?(?![\w@]|[-/]\d|'[a-z]{2})"
)
_ADDRESS = re.compile(r"(?<![\w.+'-])([a-z0-9][\w.+'-]{0,60})@([\w-]+(?:\.[\w-]+)+)")
_MAY_BE_USERNAME = re.compile(r"[a-z]\d")
_SHAPED = re.compile(r"[a-z]{2,}(?:['.\-_][a-z]+)*\d{1,4}")


@lru_cache(maxsize=256)
def find_usernames(text: str) -> tuple[Found, ...]:
    """Words in ``text`` that have a Hwb username's shape (letters, then figures), with or without a Hwb domain.

    Addresses of other domains are none; neither are class names, months and products (``year5``, ``sept26``).
    """
    folded = fold(text)
    if not _MAY_BE_USERNAME.search(folded):
        return ()
    taken: list[Found] = []
    addresses = Spans()
    for found in _ADDRESS.finditer(folded) if "@" in folded else ():
        addresses.add(*found.span())
        if "hwb" in found.group(2) and _SHAPED.fullmatch(found.group(1)):
            taken.append(Found(found.group(1), found.start(), found.end()))
    for found in _USERNAME.finditer(folded):
        start, end = found.span()
        if found.group(2) or addresses.meet(start, end) or _POSTCODE.match(folded, start):
            continue
        word = found.group(1)
        stem = word.rstrip("0123456789")
        if stem in word_set("values", "not_usernames") or (len(stem) < 3 and not word[len(stem) + 1 :]):
            continue
        taken.append(Found(word, start, end))
    return tuple(sorted(taken, key=lambda t: t.start))


_POSTCODE = re.compile(r"[a-z]{1,2}\d[\da-z]? \d[a-z]{2}(?!\w)")
"""``SA98 7ZZ``: the town's part looks like a username."""


def username_in(value: str) -> Found | None:
    """The username that a labelled value states: its shape first, else an address's local part, else a lone word."""
    shaped = find_usernames(value)
    if shaped:
        return shaped[0]
    folded = fold(value)
    address = _ADDRESS.search(folded)
    if address:
        return Found(address.group(1), address.start(), address.end())
    first = re.split(r"\.\s", folded, maxsplit=1)[0]
    lone = re.fullmatch(r"\s*[\"'(]?([a-z][a-z0-9.'_-]{3,40})[\"').,;]*\s*", first)
    if lone and lone.group(1) not in word_set("values", "not_values") and not pattern("values", "empty").search(folded):
        return Found(lone.group(1).rstrip(".'"), lone.start(1), lone.end(1))
    return None


_CODE = re.compile(r"(?<![\w@.'/-])([a-z]{1,6}\d{0,4}|\d{1,4}[a-z]{1,4})(?![\w@'])")

_NO_CODE = frozenset({"NA", "TBC", "TBA", "TBD", "NIL", "DIM", "HEB", "SGR", "MIS", "YES", "N/A"})
"""Capitals that say there is no code; other words (``MY``, ``IE``, ``ON``) are initials too and taken as written."""


def staff_code_in(value: str) -> Found | None:
    """The staff code that a labelled value states: two to six capitals, perhaps figures; lower case only alone."""
    folded = fold(value)
    alone = re.fullmatch(r"\s*[\"'(]?([A-Z]{2,3})[\"').,;]*\s*", value)
    alone = alone or re.fullmatch(r"\s*[\"'(]?([A-Z]{1,5}[/-][A-Z\d]{1,4})[\"').,;]*\s*", value)
    if alone and alone.group(1) not in _NO_CODE:
        return Found(alone.group(1), alone.start(1), alone.end(1))
    words = list(_CODE.finditer(folded))
    capitals = [
        m for m in words
        if value[m.start() : m.end()] == value[m.start() : m.end()].upper()
        and 1 < m.end() - m.start() <= 8
        and m.group() not in word_set("values", "not_codes")
    ]  # fmt: skip
    if capitals and capitals[0].start() < 40:
        m = capitals[0]
        return Found(value[m.start() : m.end()].upper(), m.start(), m.end())
    lone = re.fullmatch(r"\s*[\"'(]?([a-z]{1,5}\d{0,4}|\d{1,6}|[a-z](?:[ .][a-z]){1,3})[\"').,;]*\s*", folded)
    if lone and lone.group(1) not in word_set("values", "not_values"):
        code = re.sub(r"[ .]", "", lone.group(1)).upper()
        if len(code) > 1:
            return Found(code, lone.start(1), lone.end(1))
    return None


_EMPLOYEE = re.compile(
    r"(?<![\w@/.,+-])(?<!\d )(\d(?: \d){3,9}|\d{1,4}(?: \d{2,4}){1,3}|\d{1,3}(?:\.\d{3}){1,2}"
    r"|[a-z]{0,3}[-/]?\d{3,10}(?:[-/]\d{1,3})?|\d{1,3}-\d{4,8})(?![\w@]|[/-]\d|[.,:]\d| \d)"
)


def find_employee_numbers(text: str) -> list[Found]:
    """Words in ``text`` that have an employee number's shape: four to ten figures, perhaps with letters before them."""
    return [
        Found(re.sub(r"\s", "", found.group(1)).upper(), found.start(1), found.end(1))
        for found in _EMPLOYEE.finditer(fold(text))
        if 4 <= len(figures := re.sub(r"\D", "", found.group(1))) <= 10 and not re.match(r"0\d{9,}", figures)
    ]


def employee_number_in(value: str) -> Found | None:
    """The employee number that a labelled value states."""
    return next(iter(find_employee_numbers(value)), None)


_UPN = re.compile(r"(?<!\w)([a-hj-np-rt-z]\d{11}[a-hj-np-rt-z0-9])(?!\w)")


def find_upns(text: str) -> list[Found]:
    """Unique Pupil Numbers whose check letter is right (python-stdnum refuses Welsh authorities)."""
    folded = fold(text)
    shaped = list(_UPN.finditer(folded)) if len(folded) >= 13 and _DIGIT.search(folded) else []
    if not shaped:
        return []
    from stdnum.gb import upn  # brings much along that no other mail needs

    return [
        Found(found[1].upper(), found.start(), found.end())
        for found in shaped
        if found[1][0].upper() == upn.calc_check_digit(found[1][1:].upper())
    ]
