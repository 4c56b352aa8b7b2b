"""Whom of several leavers a sentence about leaving dates means: ``the first two``, ``all but the last``, ``for Nia``.

A confirmation that is given for some is nobody else's; where it cannot be told whom it means, it is nobody's. Nothing
here fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.people.belonging import forename, places
from hwb_mailbot.reading.terms.dates import DateFound, find_dates
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.put_right import begins_putting_right
from hwb_mailbot.reading.terms.statements import PROSE, Statement
from hwb_mailbot.reading.terms.usernames import words_of
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
_NOT_OF_A_PERSON = (
    r"(?!\w)(?! (?:of|o) |'r mis| (?:day|week|term|half|time|thing|year|instance|place|class|run|tymor|dydd|diwrnod"
    r"|wythnos|tro|flwyddyn|blwyddyn|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|awst|medi|fedi|gorff|mehefin"
    r"|col(?:umn)?|g?colofn|golofn|field|box|g?maes|faes|blwch|flwch|sheet|tab|page|tudalen|dudalen|attachment|atodiad))"
)
_SOME = re.compile(
    rf"(?:(?<!\w)(?:the )?(?P<end>first|last|other) (?P<count>two|three|four|2|3|4|pair)"
    rf"|(?:(?<!\w)y|'r) (?P<cy_count>d?dau|d?dwy|tri|tair|dri|dair|pedwar|pedair)"
    rf" (?P<cy_end>c?g?yntaf?|olaf|ola|arall|eraill)"
    rf"|(?:(?<!\w)(?:the|y|yr)|'r) (?P<place>{'|'.join(_PLACES)}|last|olaf)(?: (?:one|un|person|leaver))?"
    rf"|(?P<others>(?<!\w)the (?:others?|rest)|(?<!\w)y (?:lleill|gweddill)|'r (?:lleill|gweddill))){_NOT_OF_A_PERSON}"
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
_APART = re.compile(
    r"(?<!\w)(?:not|except|excepting|excluding|exclud\w+|apart from|unlike|other than|neither|nor|but"
    r"|still|must|will|tomorrow|next|says|according|tells|told"
    r"|nid|ond|heblaw|ac eithrio|dilyn|ddilyn|yfory|fory|nesaf?|meddai|medd)(?!\w)"
)
"""In a sentence that names one of several: that one is set apart, or tells it; whose the date is, nobody can tell."""
_LONGEST = 16
"""Words of a sentence that says of one of several that their date is still to come."""


def of_those_meant(statements: list[Statement], plain: str, sent_on: date | None) -> list[Statement]:
    """Leaving dates told of some of several people, given to those and to nobody else."""
    people = sorted({s.person for s in statements if s.person})
    if len(people) < 2:
        return statements
    called = _forenames(statements, people)
    settled: list[Statement] = []
    for statement in statements:
        folded = fold(statement.evidence)
        if statement.concept is not Concept.LEAVING or (
            statement.weight > PROSE and (statement.person or not _named(folded, called))
        ):
            settled.append(statement)
        elif _SOME.search(folded):
            if not (statement.confirmed and _takes_back(folded)):
                settled += [replace(statement, person=people[place]) for place in sorted(_meant(folded, len(people)))]
        elif statement.person and not _several_days(statement, folded, called, sent_on):
            settled.append(statement)
        else:
            settled += _of_those_named(statement, folded, called, sent_on)
    return _without_leavers_to_be(settled, plain, called, sent_on) + _still_to_come(plain, people, called)


def _forenames(statements: Sequence[Statement], people: Sequence[int]) -> dict[str, int]:
    """Whose each forename is; empty where two share one."""
    names = {s.person: s.value for s in statements if s.concept is Concept.NAME and s.person and words_of(s.value)}
    called = {forename(name): person for person, name in names.items()}
    return called if len(called) == len(people) else {}


def _named(folded: str, called: Mapping[str, int]) -> set[int]:
    return {person for name, person in called.items() if next(places(name, folded), None)}


def _of_those_named(
    statement: Statement, folded: str, called: Mapping[str, int], sent_on: date | None
) -> list[Statement]:
    """A statement of everybody's, for those alone whom its sentence names; with several dates each has their own."""
    named = _named(folded, called)
    days = find_dates(statement.evidence, sent_on)
    if named and statement.confirmed and _APART.search(folded):
        return []
    if named and len({one.day for one in days}) > 1 and statement.value:
        own = _own_days(folded, days, called)
        if set(own) != named:
            return [replace(statement, value="")] if statement.confirmed is not None else []
        return [replace(statement, value=day.isoformat(), person=person) for person, day in sorted(own.items())]
    everybody = pattern("prose", "everybody", "all_of_them").search(folded)
    if not named or named == set(called.values()) or everybody:
        return [statement]
    if statement.confirmed and _takes_back(folded):
        return []
    return [replace(statement, person=person) for person in sorted(named)]


def _several_days(statement: Statement, folded: str, called: Mapping[str, int], sent_on: date | None) -> bool:
    """Whether the sentence tells several people's days: which of them a date is of, its place tells."""
    if not statement.value or len(_named(folded, called)) < 2:
        return False
    return len({one.day for one in find_dates(statement.evidence, sent_on)}) > 1


def _own_days(folded: str, days: Sequence[DateFound], called: Mapping[str, int]) -> dict[int, date]:
    """The day beside each name: behind every date one name, or else before every date one; empty where neither is so.

    ``31 August for Elain and 31 July for Ifan``, ``Elain on 31 August and Ifan on 31 July``.
    """
    ends = [0, *(one.end for one in days)]
    starts = [*(one.start for one in days), len(folded)]
    for shift in (1, 0):
        gaps = [_named(folded[ends[place + shift] : starts[place + shift]], called) for place in range(len(days))]
        owners = [next(iter(gap)) for gap in gaps if len(gap) == 1]
        if len(owners) == len(days) == len(set(owners)):
            return {person: one.day for person, one in zip(owners, days, strict=True)}
    return {}


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


_TO_LEAVE = re.compile(
    r"(?<!\w)(?:(?:is|are) (?:only |actually |not |still |now )*leaving|(?:won't|will(?: not)?|isn't|doesn't|does not"
    r"|is(?: not)? going to) (?:\w+ )?(?:leav\w+|be leaving|finish\w*|go)|leaves (?!us for|for)"
    r"|(?:(?:mae|ma) [a-z'-]+ |(?:bydd|fydd|dyw|dydi|nid yw|nid ydi|tydi) [a-z'-]+ |(?:mae|ma|bydd|fydd) )"
    r"(?:\w+ )?(?:ddim )?(?:yn |'n )?(?:gadael|gorffen)|(?:heb|ddim wedi) (?:gadael|adael|orffen|gorffen))(?!\w)"
)
"""Somebody has not left yet."""


def _without_leavers_to_be(
    statements: list[Statement], plain: str, called: Mapping[str, int], sent_on: date | None
) -> list[Statement]:
    """Without what was told of all, for one of whom a later sentence puts it right: ``Sorry, Ben is leaving in May.``

    Whoever has not left has no date that can stand beside the others'.
    """
    text = " ".join(plain.split())[:8000]
    to_leave: set[int] = set()
    for start, end in sentences(text):
        folded = fold(text[start:end]).strip()
        named = _named(folded, called)
        put_right = len(named) == 1 and begins_putting_right(folded) and _TO_LEAVE.search(folded)
        if put_right and not find_dates(folded, sent_on):
            to_leave |= named
    if not to_leave:
        return statements
    others = sorted(set(called.values()) - to_leave)
    settled: list[Statement] = []
    for statement in statements:
        if statement.concept is not Concept.LEAVING or statement.person in others:
            settled.append(statement)
        elif not statement.person:
            settled += [replace(statement, person=person) for person in others]
    return settled


def _still_to_come(plain: str, people: Sequence[int], called: Mapping[str, int]) -> list[Statement]:
    """``The third she has still to do.``, ``Nia's is not in yet.``: beside dates that are told, theirs is missing."""
    text = " ".join(plain.split())[:8000]
    found: list[Statement] = []
    told = False
    for start, end in sentences(text):
        sentence = text[start:end].strip()
        folded = fold(sentence)
        clause = folded.partition(";")[0]
        if told and len(clause.split()) <= _LONGEST and _TO_COME.search(clause):
            by_place = {people[place] for place in _meant(clause, len(people))}
            named = _named(clause, called)
            for person in sorted(by_place or (named if len(named) < len(people) else set())):
                found.append(
                    Statement(Concept.LEAVING, Side.FORMER, "", sentence[:300], "body", PROSE, 0, person, False)
                )
        told = bool(pattern("leaving", "cue").search(folded)) and bool(_SOME.search(folded) or _named(folded, called))
    return found
