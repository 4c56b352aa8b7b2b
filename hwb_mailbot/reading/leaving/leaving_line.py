"""The answer to a line that asks for the leaving date, or whether the record has it (R1).

Nothing here fails.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from hwb_mailbot.reading.leaving.leaving_days import LeavingFound, improbable, leaving_day
from hwb_mailbot.reading.terms.dates import DateFound, find_dates
from hwb_mailbot.reading.terms.left_open import chosen
from hwb_mailbot.reading.terms.on_record import taken_away
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_BY_SOMEBODY = re.compile(r",?\s?\(?(?:by|gan|initials|\w{2,4}\))(?!\w)")
"""After the day of entry: who made it."""


def answered(text: str, sent_on: date | None, asks_record: bool, asks_entry: bool = False) -> LeavingFound:
    """What the answer to a leaving-date label says. A bare date answers a label that asks about the record.

    With ``asks_entry`` the label asks whether, or when, something was entered: ``Entered on SIMS: Yes, 14/07/2026``.
    """
    folded = chosen(text)
    day = leaving_day(text, sent_on)
    if folded is None or improbable(text, day, sent_on):
        return LeavingFound(None, day)
    if asks_entry and day is not None and (_begins_yes(folded) or _BY_SOMEBODY.match(folded, day.end)):
        day = None
    if pattern("leaving", "maybe_on_record").search(folded) or "?" in text:
        return LeavingFound(None, day)
    if pattern("leaving", "not_on_record").search(folded) or _says_no(folded):
        return LeavingFound(False, day)
    if pattern("leaving", "remarks_against").search(_without_courtesies(folded)):
        return LeavingFound(None, day)
    if taken_away(folded, 0, len(folded), asked=True) or _ORDERS.match(folded):
        return LeavingFound(None, day)
    yes = _says_yes(folded)
    if day is None and yes:
        day = _since_the_end_of_a_month(text, folded, sent_on)
    if asks_record and (yes or day is not None or _STANDS_THERE.match(folded)):
        return LeavingFound(True, day)
    if yes and (day is None or pattern("leaving", "on_record").search(folded) or _begins_yes(folded)):
        return LeavingFound(True, day)
    if pattern("leaving", "on_record").search(folded) and (day is not None or pattern("leaving", "cue").search(folded)):
        return LeavingFound(True, day)
    return LeavingFound(None, day)


def answered_question(text: str, sent_on: date | None) -> LeavingFound:
    """What the answer to ``Leaving date (entered on SIMS?)`` says: the date alone leaves the question open."""
    found = answered(text, sent_on, asks_record=_says_yes(fold(text)))
    if found.confirmed is None and found.day is not None and _NO_BEHIND.search(fold(text)):
        return LeavingFound(False, found.day)
    return found


_NO_BEHIND = re.compile(r"[\s,;:(–-](?:no|not yet|not there(?: yet)?|na|naddo|nac (?:ydy|ydi|yw)|[dt]?dim eto)\W*$")


_ORDERS = re.compile(
    r"\W*(?:(?:please|to|now|plis) )*(?:add|enter|type|key|nodwch|rhowch|ychwanegwch)"
    r"(?: (?:it|this|that|hwn|y dyddiad))?"
    r" (?:(?:in|on)?to|in|on|ar|yn|at)(?!\w)"
)
"""Before the record: the date is still to be put there."""


def _says_yes(folded: str) -> bool:
    return any(_is_yes(folded, one) for one in pattern("values", "yes").finditer(folded))


def _is_yes(folded: str, found: re.Match[str]) -> bool:
    """Whether a word of yes is one here: ``y`` is the Welsh article too (``yn y bin``)."""
    return found.group() != "y" or not re.match(r"\s+[a-z]", folded[found.end() :])


_STANDS_THERE = re.compile(
    r"[\s\-–:.,]*(?:[✔✓☑✅]|(?:it's |it is |mae'r dyddiad |mae o |mae e |ma' ?e )?(?:already |now |eisoes )?"
    r"(?:confirmed|recorded|entered|done|saved|there|cadarnhawyd|cofnodwyd|nodwyd|gwnaed|yno"
    r"|wedi'i (?:wneud|nodi|gofnodi|roi)|(?:on|in|ar|yn) (?:the |our |y |ein )?"
    r"(?:mis|sims|sgr|arbor|bromcom|isams|teacher cent\w+|record|system|cofnod))(?!\w))"
)
"""At the beginning of the answer to a label that asks about the record."""
_SINCE = re.compile(r"\W*\w+(?: \w+){0,2}\W+(?:since|from|as of|as from|ers|o)(?: the| y| yr| ddydd| dydd)?\s+$")
_NO_MORE = re.compile(r"[\s.!]*$")


def _since_the_end_of_a_month(text: str, folded: str, sent_on: date | None) -> DateFound | None:
    """The date of ``ydy, ers 31 Awst``: contracts end with a month, while a record is seen to on any day."""
    for found in find_dates(text, sent_on)[:1]:
        ends = (found.day + timedelta(days=1)).day == 1
        if ends and _SINCE.fullmatch(folded[: found.start]) and _NO_MORE.match(folded, found.end):
            return found
    return None


_COURTESY = re.compile(
    r"(?<!\w)(?:(?:if|os) (?:you |oes )?(?:need|want|angen|gwelwch|bosib|possible)\w*|once again|unwaith eto)(?!\w)"
)


def _without_courtesies(folded: str) -> str:
    return _COURTESY.sub(" ", folded)


def _says_no(folded: str) -> bool:
    first = folded.lstrip(" -*:").split(" ")[0].strip(",.;!") if folded.strip() else ""
    return first in ("no", "na", "nope", "nac", "naddo", "nage", "n", "x", "dim", "none")


def _begins_yes(folded: str) -> bool:
    found = pattern("values", "yes").search(folded)
    return bool(found and found.start() < 4)
