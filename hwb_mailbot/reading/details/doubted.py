"""Identifiers that the same mail puts in doubt: put right in words that were not understood, or disowned.

``My number is 1904466. … P.S. With my glasses on: 1904446.`` The reader may miss what is put right; it must not pass on
what was wrong. A value after which a near twin stands that is nobody's, or a scrap of a correction, or a word that
disowns it, is a problem with all its values and no field. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwb_mailbot.domain.mails import FieldName, Problem
from hwb_mailbot.reading.details.drafts import Draft
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import listed

_NUMBERS = (FieldName.FORMER_DFES_NUMBER, FieldName.NEW_DFES_NUMBER, FieldName.EMPLOYEE_NUMBER)
_USERNAMES = (FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME)
_NUMBER = re.compile(r"(?<![\w.+])\d{3}[ /.\u2013-]{0,3}\d{4}(?![\w@])")
_USERNAME = re.compile(r"(?<![\w.@-])[a-z]{2,}\d{1,4}(?![\w-])")
_NO_SHAPE = re.compile(r"(?!)")
"""Of staff codes, which any short word is like: they are only looked for where they stand."""
_SCRAP = re.compile(r"[^.!?\n]{0,20}?(?<!\w)(\d{2,7}|[a-z]+\d+)(?!\w)")
_DISMISSED = re.compile(
    r"(?<!\w)(?:ignore|disregard|forget|scrap|anwybyddwch|diystyrwch|anghofiwch(?: am)?)(?:'r| the| y| yr)?"
    r" ([a-z]*\d+)(?!\w)"
)
"""``It is ab71. Please ignore the 17.``"""
_REACH, _FAR = 40, 80
"""Characters behind a value in which words may correct it, and in which they may disown it."""
_MOST_CHARACTERS = 8_000


def without_doubted(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """``drafts`` with a ``several-values`` problem for each identifier that ``text``, the sender's own, puts in doubt.

    Only where the mail is about one person: of several, one's number may well resemble another's.
    """
    if len(drafts) != 1 or len(text) > _MOST_CHARACTERS:
        return list(drafts)
    (draft,) = drafts
    folded = fold(text)
    stated = {field.value.lower() for field in draft.fields.values() if isinstance(field.value, str)}
    stated |= {value.strip().lower() for problem in draft.problems for value in problem.text.split(",")}
    dismissed = tuple(_DISMISSED.findall(folded))
    fields = {
        name: field
        for name, field in draft.fields.items()
        if name not in _USERNAMES or not str(field.value).endswith(dismissed)
    }
    problems = list(draft.problems)
    for name in (*_NUMBERS, *_USERNAMES, FieldName.STAFF_CODE):
        value = fields[name].value if name in fields else None
        if not isinstance(value, str):
            continue
        rivals = list(dict.fromkeys(_rivals(value, folded, stated, name)))
        if rivals:
            del fields[name]
            problems.append(Problem(name, "several-values", ", ".join([value, *filter(None, rivals)])))
    return [replace(draft, fields=fields, problems=tuple(problems))] if len(fields) < len(draft.fields) else [draft]


def _rivals(value: str, folded: str, stated: set[str], name: FieldName) -> Iterator[str]:
    """What stands against the value: twins, scraps of corrections; an empty text where it is disowned."""
    digits = name in _NUMBERS
    shape = _NUMBER if digits else _USERNAME if name in _USERNAMES else _NO_SHAPE
    found = [(re.sub(r"\D", "", one.group()) if digits else one.group(), one) for one in shape.finditer(folded)]
    places = [one for said, one in found if said == value.lower()]
    shaped = bool(places)
    if not shaped:  # an employee number of five digits, a staff code: too like other words to tell its corrections
        places = list(re.finditer(rf"(?<![\w.@-]){re.escape(value.lower())}(?![\w@])", folded))
    for said, one in found:
        later = bool(places) and one.start() > places[-1].end()
        if later and said not in stated and _twins(said, value.lower()) and not _set_aside(folded[: one.start()]):
            yield said
        behind = folded[one.end() : one.end() + _REACH]
        if digits and len(value) < len(said) and value in behind and listed("doubted", "correcting").search(behind):
            yield said  # the value is itself what is left of a correction: ``1904466, oops, 4446 at the end``
    for stands in places[-1:]:
        begins, place = stands.span()  # as written: a number may be broken, ``660 2011``
        disowned = listed("doubted", "disowned").match(folded[place : place + _FAR].lstrip(" ,()\"'"))
        if disowned or _of_another(folded[max(0, begins - _FAR) : begins]):
            yield ""
        behind = folded[place : place + _REACH] if shaped else ""
        correcting = listed("doubted", "correcting").search(re.split(r"(?<!\d)[.!?\n]", behind)[0])
        scrap = _SCRAP.match(folded, place + correcting.end()) if correcting else None
        if scrap and len(scrap[1]) < len(value) and scrap[1] not in value.lower() and scrap[1] not in stated:
            yield scrap[1]


def _of_another(before: str) -> bool:
    """Whether the words right before a value say that it is another's: ``the code on my colleague's sheet is``."""
    return any(not before[one.end() :].strip(" :('\"") for one in listed("doubted", "of_another").finditer(before))


def _set_aside(before: str) -> bool:
    """Whether the words before a twin say that it is the wrong one: ``(not 1904446)``."""
    return any(one.end() > len(before[-60:]) - 4 for one in listed("doubted", "set_aside").finditer(before[-60:]))


def _twins(one: str, other: str) -> bool:
    """Whether two texts differ by a slip: one sign changed in place, two swapped, one more or less."""
    if len(one) == len(other):
        differing = sum(a != b for a, b in zip(one, other, strict=True))
        return differing < 2 or (differing == 2 and sorted(one) == sorted(other))
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )
