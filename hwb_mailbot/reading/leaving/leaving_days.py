"""The leaving date itself: the one among the dates of a text that is not of an entry, a start or a run.

Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from hwb_mailbot.reading.terms.dates import DateFound, find_dates, month_names
from hwb_mailbot.reading.terms.put_right import begins_putting_right
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern


@dataclass(frozen=True, slots=True)
class LeavingFound:
    """What a text says about the leaving date: confirmed, denied or neither; the date."""

    confirmed: bool | None
    day: DateFound | None
    at: int = 0
    """Where in the text the leaving date is spoken of."""


_HAS_LEFT = re.compile(
    r"(?<!\w)(?:(?:she|he|they|who) (?:left|finished|retired|resigned)|(?:has|have|'s|had) (?:now |already )?left"
    r"|g?adawodd|wedi (?:gadael|gadal|gorffen))(?!\w)"
)
"""Whoever has left did so on a day that is past, whatever else is still to come."""


def leaving_day(text: str, sent_on: date | None, lead: str = "") -> DateFound | None:
    """The leaving date in ``text``: the first date that is not the day of entry, of a start or of a run.

    Of several dates, one called the leaving date goes before one that only stands first. ``lead`` is the folded text
    before ``text`` (``leaver on SIMS since`` gives a leaving date, ``on SIMS since`` none).
    """
    folded = fold(text)
    ahead = bool(pattern("leaving", "ahead").search(folded)) and not _HAS_LEFT.search(f"{lead[-60:]} {folded}")
    previous_end = 0
    chosen: DateFound | None = None
    called = False
    for found in find_dates(text, sent_on, ahead):
        before = folded[previous_end : found.start]
        tail = before[-32:].rstrip()
        entered = of_entry(before if previous_end else f"{lead[-60:]}{before}")
        if _SINCE_END.search(tail):
            entered = not pattern("leaving", "leaver").search(f"{lead} {before}")
        if _ENDED_FROM.search(f"{lead[-40:]} {before}"):
            entered = False
        names_it = bool(_CALLED.match(folded, found.end) or _CALLED_BEFORE.search(tail))
        put_right = chosen is not None and (
            begins_putting_right(before.lstrip(" ,;)")) or bool(_IN_ERROR.match(before))
        )
        if (
            not entered
            and not _begins_range(text, folded, found, sent_on)
            and (chosen is None or put_right or (names_it and not called))
        ):
            chosen, called = found, names_it
        previous_end = found.end
    return chosen


_NOBODY_BEFORE = 1900
_HARDLY_BEFORE = 2000
"""Years before which nobody left anything, and before which no leaver of today left."""
_BEGAN = re.compile(r"(?<!\w)(?:start|join|began|begin|dechr|ddechr|born|geni|eni|came|since|ers|ymun)")


@cache
def _dated() -> re.Pattern[str]:
    """A day of a month with a year of four digits, whatever it is."""
    months = "|".join(map(re.escape, month_names()))
    return re.compile(rf"(?<!\w)(?:(?:{months})\.?,?\s|\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?)(\d{{4,5}})(?![\w/])")


_YEARS_AHEAD = 15
"""Years from the day in the Date header on after which nobody leaves; senders' clocks are wrong by years, too."""


def improbable(text: str, day: DateFound | None, sent_on: date | None) -> bool:
    """Whether the leaving date told in ``text``, of which ``day`` was read, has a year that is a slip: 1026, 2062."""
    if day is not None and sent_on is not None and day.day.year > sent_on.year + _YEARS_AHEAD:
        return True
    folded = fold(text)
    years = [(int(found[1]), found.start()) for found in _dated().finditer(folded)]
    latest = sent_on.year + _YEARS_AHEAD if sent_on else 9999
    if any(not _NOBODY_BEFORE <= year <= latest for year, _ in years):
        return True
    return day is None and any(year < _HARDLY_BEFORE and not _BEGAN.search(folded, 0, at) for year, at in years)


_IN_ERROR = re.compile(
    r"[\s,(]*(?:\d{4}\s?)?(?:(?:which|that|it|a|ond|but)\s)?(?:(?:is|was|oedd|yn|'n)\s)?"
    r"(?:in error|by mistake|wrongly|wrong|a mistake|mistakenly|anghywir|ar gam|camgymeriad|trwy gamgymeriad)(?!\w)"
)
"""After a date: another comes in its place."""
_SINCE_END = re.compile(r"(?<!\w)(?:since|ers)(?: the| y| yr| dydd| ddydd)?$")
_UP_TO = re.compile(r"(?:,?\s?\d{4})?\s*(?:to|until|till|up to|[-–—]|hyd|hyd at|tan|i)\s")
"""Between two dates: the first is of a start, the second of the end."""


_ENDED_FROM = re.compile(
    r"(?<!\w)(?:closed|ended|inactive|end-?dated|leavers?|gone|left|ceased|finished)\b[^.;]{0,60}"
    r"\s(?:from|as (?:of|from)|with effect from|wef|w\.e\.f\.?)\s(?:the )?$"
)
"""Before a date: it is the end's own day."""


def _begins_range(text: str, folded: str, found: DateFound, sent_on: date | None) -> bool:
    """Whether another date, up to which something went on, stands right after this one."""
    link = _UP_TO.match(folded, found.end)
    return link is not None and any(d.start < 5 for d in find_dates(text[link.end() : link.end() + 40], sent_on))


_CALLED = re.compile(
    r"\s*(?:\d{4}\s)?(?:is|was|being|as|ydi|yw|ydy|oedd|fel|di|'di)(?:'r)?\s(?:\w+\s){0,3}?"
    r"(?:leaving|leave|last|end|finish\w*|d{1,2}yddiad g?ad\w+|diwrnod ol\w*)(?!\w)"
)
"""After a date: it is the leaving date itself, whatever other date stands first."""
_CALLED_BEFORE = re.compile(
    r"(?<!\w)(?:(?:leaving|leave|end|finishing) date(?: of| as| is| was|,)?"
    r"|d?dyddiad (?:gadael|gorffen)(?: o| yw| oedd| sef|,)?)$"
)
"""Before a date, the same."""
_ON = re.compile(r"(?:^|\s)(?:on|ar|this morning|yesterday|ddoe)(?:\sthe)?\s*$")


def of_entry(before: str) -> bool:
    """Whether the folded words before a date make it the day of entry, of a start or of a run."""
    for cue in pattern("leaving", "entered_on").finditer(before):
        rest = before[cue.end() :].strip(" ,:(")
        if not rest or rest in ("the", "y", "yr", "dydd", "ddydd", "on", "ar") or len(rest) < 4:
            return True
    if not _ON.search(before):
        return False
    verbs = [(m.end(), key) for key in ("entering", "departing") for m in pattern("leaving", key).finditer(before)]
    return bool(verbs) and max(verbs)[1] == "entering"


STAYS_UNTIL = re.compile(
    r"(?<!\w)(?:still|remains?|continues?|(?:is|are) (?:employed|working|paid|contracted|on our books)|dal|o hyd"
    r"|parhau|(?:contract|post|secondment|appointment|job) (?:runs|lasts|goes on|is)"
    r"|(?:[cg]|ch|ngh)ytundeb[^.;]{0,20}(?:'n| yn) (?:para|rhedeg))(?!\w)[^.;]{0,70}"
    r"\s(?:until|till|up to|tan|hyd|hyd at)\s(?:the )?$"
)
"""Before a date: somebody who is there up to a day has not left on it."""
