"""A leaving date that a sentence denies for another: ``not 31 August as I told you but 4 September``.

What is denied is blanked before the sentence is read, so that neither the day nor the ``not`` counts. Pure;
nothing here fails.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from hwb_mailbot.reading.terms.dates import DateFound, find_dates
from hwb_mailbot.reading.text import fold

_FURTHEST = 90
"""Characters between the day denied and the one put in its place."""
_DENIED = re.compile(r"(?<!\w)(?:not|isn't|wasn't|isnt|nid|nage|dim|ddim(?: yn)?)\s(?:(?:on|the|ar|y|yr)\s){0,2}$")
_BUT = re.compile(
    r"[^.;?!]*?(?:(?<!\w)(?:but|ond|rather)(?!\w)|[,;–-]\s?(?:it(?:'s| is| was| should)|what|the (?:right|correct)"
    r"|her|his|mae|roedd|yr hyn|sef|y dyddiad))[^.;?!]*"
)


def with_the_right_day(sentence: str, sent_on: date | None) -> str:
    """The sentence, of the same length, with each day blanked that it denies for another, with the denial."""
    dates = find_dates(sentence, sent_on) if len(sentence) < 2_000 else ()
    if len(dates) < 2:
        return sentence
    folded = fold(sentence)
    for first, second in pairwise(dates):
        sentence = _blanked(sentence, folded, first, second)
    return sentence


def _blanked(sentence: str, folded: str, first: DateFound, second: DateFound) -> str:
    between = folded[first.end : second.start]
    denied = _DENIED.search(folded, max(0, first.start - 20), first.start)
    if denied is not None and first.day != second.day and len(between) <= _FURTHEST and _BUT.fullmatch(between):
        but = re.search(r"(?<!\w)(?:but|ond|rather)\s", between)
        end = first.end + but.end() if but else first.end
        return sentence[: denied.start()] + " " * (end - denied.start()) + sentence[end:]
    denied = _DENIED.search(folded, first.end, second.start)
    if denied is not None and re.fullmatch(r"[^.;?!\w]*(?:and |a )?", folded[first.end : denied.start()]):
        return sentence[: denied.start()] + " " * (second.end - denied.start()) + sentence[second.end :]
    return sentence
