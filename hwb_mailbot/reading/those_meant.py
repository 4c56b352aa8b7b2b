"""Whom of several leavers a sentence about leaving dates means: ``the first two``, ``y drydedd``, ``all but the last``.

A confirmation that is given for some is nobody else's; where it cannot be told whom it means, it is nobody's. Nothing
here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hwb_mailbot.reading.labels import Concept, Side
from hwb_mailbot.reading.statements import PROSE, Statement
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.words import pattern

_COUNTS = {
    "two": 2, "2": 2, "pair": 2, "three": 3, "3": 3, "four": 4, "4": 4, "ddau": 2, "ddwy": 2, "dau": 2, "dwy": 2,
    "tri": 3, "tair": 3, "dri": 3, "dair": 3, "pedwar": 4, "pedair": 4,
}  # fmt: skip
_PLACES = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "cyntaf": 0, "gyntaf": 0, "gynta": 0, "cynta": 0, "ail": 1, "trydydd": 2, "drydedd": 2, "trydedd": 2,
    "pedwerydd": 3, "bedwaredd": 3, "pumed": 4,
}  # fmt: skip
_NOT_OF_TIME = (
    r"(?!\w)(?! (?:of|o) |'r mis| (?:day|week|term|half|time|thing|year|instance|place|class|run|tymor|dydd|diwrnod"
    r"|wythnos|tro|flwyddyn|blwyddyn|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|awst|medi|fedi|gorff|mehefin))"
)
_SOME = re.compile(
    rf"(?:(?<!\w)(?:the )?(?P<end>first|last|other) (?P<count>two|three|four|2|3|4|pair)"
    rf"|(?:(?<!\w)y|'r) (?P<cy_count>d?dau|d?dwy|tri|tair|dri|dair|pedwar|pedair)"
    rf" (?P<cy_end>c?g?yntaf?|olaf|ola|arall|eraill)"
    rf"|(?:(?<!\w)(?:the|y|yr)|'r) (?P<place>{'|'.join(_PLACES)}|last|olaf)(?: (?:one|un|person|leaver))?"
    rf"|(?P<others>(?<!\w)the (?:others?|rest)|(?<!\w)y (?:lleill|gweddill)|'r (?:lleill|gweddill))){_NOT_OF_TIME}"
)
_BUT = re.compile(
    r"(?<!\w)(?:all but|(?:all |everyone |everybody )?(?:except|apart from|bar|other than|excluding)(?: for)?|but not"
    r"|pawb ond|ac eithrio|heblaw(?: am)?|oni bai am)\s$"
)
_TAKES_BACK = re.compile(r"(?<!\w)(?:not|no|\w+n't|yet|still|but|except|ddim|heb|nid|ond|eto|dal)(?!\w)")
_TO_COME = re.compile(
    r"(?<!\w)(?:still to|yet to|not yet|(?:isn't|hasn't|is not|has not)(?: \w+){0,2} (?:done|there|on|been|in)"
    r"|to follow|outstanding|heb (?:ei |gael |fynd|wneud)|eto i|i'w (?:wneud|roi|nodi)|ddim (?:wedi|yno|eto|arno|ar)"
    r"|i ddod)(?!\w)"
)
_LONGEST = 16
"""Words of a sentence that says of one of several that their date is still to come."""


def of_those_meant(statements: list[Statement], plain: str) -> list[Statement]:
    """Leaving dates told of some of several people, given to those and to nobody else."""
    people = sorted({s.person for s in statements if s.person})
    if len(people) < 2:
        return statements
    settled: list[Statement] = []
    for statement in statements:
        folded = fold(statement.evidence)
        if statement.concept is not Concept.LEAVING or statement.weight > PROSE or not _SOME.search(folded):
            settled.append(statement)
            continue
        meant = _meant(folded, len(people))
        if statement.confirmed and _takes_back(folded):
            continue
        settled += [replace(statement, person=people[place]) for place in sorted(meant)]
    return settled + _still_to_come(plain, people)


def _takes_back(folded: str) -> bool:
    """Whether the sentence, without what it excepts, also says something against."""
    for some in _SOME.finditer(folded):
        excepting = _BUT.search(folded[: some.start()])
        if excepting:
            folded = folded[: excepting.start()] + " " * (some.end() - excepting.start()) + folded[some.end() :]
    return bool(_TAKES_BACK.search(folded))


def _meant(folded: str, people: int) -> set[int]:
    """The places of those a sentence speaks of; empty where that cannot be told."""
    meant: set[int] = set()
    for some in _SOME.finditer(folded):
        places = _places(some, people)
        if not places or max(places) >= people or min(places) < 0:
            return set()
        if _BUT.search(folded[: some.start()]):
            places = set(range(people)) - places
        meant |= places
    return meant


def _places(some: re.Match[str], people: int) -> set[int]:
    count = _COUNTS.get(some["count"] or some["cy_count"] or "", 0)
    end = some["end"] or some["cy_end"] or ""
    if count > people or some["others"] or end in ("other", "arall", "eraill"):
        return set()
    if count:
        return set(range(people - count, people)) if end in ("last", "olaf", "ola") else set(range(count))
    place = some["place"]
    return {people - 1} if place in ("last", "olaf") else {_PLACES[place]}


def _still_to_come(plain: str, people: Sequence[int]) -> list[Statement]:
    """``The third she has still to do.``: beside leaving dates that are told, that one's is not on the record."""
    text = " ".join(plain.split())[:8000]
    found: list[Statement] = []
    told = False
    for start, end in sentences(text):
        sentence = text[start:end].strip()
        folded = fold(sentence)
        if told and len(folded.split()) <= _LONGEST and _TO_COME.search(folded):
            for place in sorted(_meant(folded, len(people))):
                found.append(
                    Statement(Concept.LEAVING, Side.FORMER, "", sentence[:300], "body", PROSE, 0, people[place], False)
                )
        told = bool(pattern("leaving", "cue").search(folded)) and bool(_SOME.search(folded))
    return found
