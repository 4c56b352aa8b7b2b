"""The headteacher's confirmation that the MIS record has a leaving date (R1), and the date itself.

Confirmed is only what is said to be so now: what will be entered, ought to be there or is asked about is not. Nothing
here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hwb_mailbot.reading.dates import DateFound, find_dates
from hwb_mailbot.reading.on_record import taken_away
from hwb_mailbot.reading.put_right import begins_putting_right
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern


@dataclass(frozen=True, slots=True)
class LeavingFound:
    """What a text says about the leaving date: confirmed, denied or neither; the date."""

    confirmed: bool | None
    day: DateFound | None
    at: int = 0
    """Where in the text the leaving date is spoken of."""


def leaving_day(text: str, sent_on: date | None, lead: str = "") -> DateFound | None:
    """The leaving date in ``text``: the first date that is not the day of entry, of a start or of a run.

    Of several dates, one called the leaving date goes before one that only stands first. ``lead`` is the folded text
    before ``text`` (``leaver on SIMS since`` gives a leaving date, ``on SIMS since`` none).
    """
    folded = fold(text)
    ahead = bool(pattern("leaving", "ahead").search(folded))
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


_BY_SOMEBODY = re.compile(r",?\s?\(?(?:by|gan|initials|\w{2,4}\))(?!\w)")
"""After the day of entry: who made it."""


def answered(text: str, sent_on: date | None, asks_record: bool, asks_entry: bool = False) -> LeavingFound:
    """What the answer to a leaving-date label says. A bare date answers a label that asks about the record.

    With ``asks_entry`` the label asks whether, or when, something was entered: ``Entered on SIMS: Yes, 14/07/2026``.
    """
    folded = fold(text)
    day = leaving_day(text, sent_on)
    if asks_entry and day is not None and (_begins_yes(folded) or _BY_SOMEBODY.match(folded, day.end)):
        day = None
    if pattern("leaving", "maybe_on_record").search(folded) or "?" in text:
        return LeavingFound(None, day)
    if pattern("leaving", "not_on_record").search(folded) or _says_no(folded):
        return LeavingFound(False, day)
    if pattern("leaving", "remarks_against").search(_without_courtesies(folded)):
        return LeavingFound(None, day)
    if taken_away(folded, 0, len(folded), asked=True):
        return LeavingFound(None, day)
    yes = any(_is_yes(folded, one) for one in pattern("values", "yes").finditer(folded))
    if day is None and yes:
        day = _since_the_end_of_a_month(text, folded, sent_on)
    if asks_record and (yes or day is not None or _STANDS_THERE.match(folded)):
        return LeavingFound(True, day)
    if yes and (day is None or pattern("leaving", "on_record").search(folded) or _begins_yes(folded)):
        return LeavingFound(True, day)
    if pattern("leaving", "on_record").search(folded) and (day is not None or pattern("leaving", "cue").search(folded)):
        return LeavingFound(True, day)
    return LeavingFound(None, day)


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


def _meet(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


_WHEN_TOLD = re.compile(
    r"(?<!\w)(?:(?:the|on the|that) (?:very |same )?(?:day|moment|minute|week|morning|afternoon)(?: that)?|when|once"
    r"|as soon as|after|since) (?:she|he|they|[a-z]+) (?:first |had )?(?:told|informed) (?:me|us)"
    r"(?! (?:it|that|so)(?!\w))"
)
"""``the day he told me`` says when, and not that it is hearsay."""


_AROUND = 110
"""Characters on either side of a leaving date that is spoken of, in which the record must be spoken of too."""


def said(sentence: str, sent_on: date | None, told: bool = False) -> LeavingFound | None:
    """What a sentence of prose says about the leaving date; ``None`` where it does not speak of it.

    ``told`` says that the sentence before told it: ``That is on our MIS.``
    """
    folded = fold(sentence)
    cue = pattern("leaving", "cue").search(folded)
    if cue is None and pattern("leaving", "left").search(folded) and find_dates(sentence, sent_on):
        cue = pattern("leaving", "record_kept").search(folded)
        kept = [m for m in pattern("leaving", "on_record").finditer(folded) if cue is not None and not _meet(m, cue)]
        cue = cue if kept else None
    if cue is None:
        cue = _told_by_record(sentence, folded, sent_on, told)
    if cue is None:
        return None
    if re.search(r"\?(?!\s*:)", sentence):
        return LeavingFound(None, None)
    around = _WILL_LEAVE.sub(" ", folded[max(0, cue.start() - _AROUND) : cue.end() + _AROUND])
    maybe = pattern("leaving", "maybe_on_record").search(_WHEN_TOLD.sub(" ", folded))
    if maybe and not _ENTERED_NOT.search(around):
        return LeavingFound(None, None)
    if pattern("leaving", "not_on_record").search(around):
        return LeavingFound(False, leaving_day(sentence[cue.start() :], sent_on), cue.start())
    if maybe:
        return LeavingFound(None, None)
    confirmed = _confirmed(folded, cue)
    after = leaving_day(sentence[cue.end() :], sent_on, folded[: cue.end()])
    if after is not None:
        after = DateFound(after.day, after.start + cue.end(), after.end + cue.end(), after.dated)
    else:
        after = leaving_day(cue.group(), sent_on) or leaving_day(sentence[: cue.start()], sent_on)
    return LeavingFound(confirmed or None, after, cue.start())


def _confirmed(folded: str, cue: re.Match[str]) -> bool:
    """Whether the words around ``cue`` say that the record has the date, and nothing takes that away."""
    first, last = max(0, cue.start() - _AROUND), cue.end() + _AROUND
    told = list(pattern("leaving", "on_record").finditer(folded, first, last))
    if not told:
        return False
    record = next((one for one in told if one.start() >= cue.end()), told[-1])
    return not taken_away(folded, min(cue.start(), record.start()), max(cue.end(), record.end()))


_WILL_LEAVE = re.compile(
    r"(?<!\w)(?:bydd|fydd)\w*(?: [\w'-]+){0,5}?(?: yn|'n)"
    r" (?:gadael|gadal|ymadael|gorffen|symud|mynd|ymuno|dechrau)(?!\w)"
)
"""That somebody is to leave puts off nothing that is on the record."""
_ENTERED_NOT = re.compile(
    r"(?<!\w)(?:has not|have not|hasn't|haven't)(?: yet)? been (?:entered|recorded|added|put|logged|inputted|typed)"
    r"[^.;]{0,30}\s(?:yet|so far)(?!\w)"
    r"|(?<!if )(?<!\w)(?:date|it|that) (?:is not|isn't)(?: yet)? (?:on|in) (?:the |our )?\w+(?: yet| so far)?"
    r"(?=\W*(?:$|[.,;]|(?:and|but|as|because)\s))"
    r"|(?<!\w)(?:ddim|heb) (?:wedi )?(?:ei |gael ei |'i )?(?:gofnodi|nodi|roi|fewnbynnu|ychwanegu)"
    r"[^.;]{0,30}\seto(?!\w)"
)
"""Said outright to be missing so far, whatever else the sentence leaves open: ``I ought to say it has not …``."""
STAYS_UNTIL = re.compile(
    r"(?<!\w)(?:still|remains?|continues?|(?:is|are) (?:employed|working|paid|contracted|on our books)|dal|o hyd"
    r"|parhau)(?!\w)[^.;]{0,70}\s(?:until|till|up to|tan|hyd|hyd at)\s(?:the )?$"
)
"""Before a date: somebody who is there up to a day has not left on it."""
_NOT_YET = re.compile(
    r"(?<!\w)(?:will|shall|would|should|could|once|when|after|if|next|tomorrow|bydd\w*|fydd\w*|pan|unwaith|os|dylai|ddylai"
    r"|fory|yfory)(?!\w)"
)
_INTO = re.compile(
    r"(?:(?:^|\s)(?:on|in|onto|into|to|ar|yn|i)(?:'r)?\s(?:(?:the|our|y|yr|ein|my|his|her|their)\s)?|i'r\s|o'n\s)$"
)
_STANDS = re.compile(
    r"(?<!\w)(?:is|it'?s|that's|are|was|been|put|pop(?:ped)?|stuck|went|gone|done|did|all|dates? (?:now )?on"
    r"|enter\w*|record\w*|add\w*|logg\w*|key\w*|typed|updated|clos\w+|end\w*|mark\w*|flagged"
    r"|mae|ma|ydi|ydy|yw|wedi|di|rhoi|rhois|rhoddwyd|nodi|nodwyd|cofnod\w*|aeth|nes|nesh|wnes|ddaru)(?!\w)[^.;?]{0,45}$"
)


def _put_there(lead: str) -> bool:
    """Whether the words before a record's name say that something stands in it: ``Julie put it on the …``."""
    into = _INTO.search(lead)
    return into is not None and bool(_STANDS.search(lead[: into.start() + 1].rstrip()))


_DATE_ON = re.compile(
    r"\d(?:,| -| –|\)|\s\()?\s?"
    r"(?:(?:and|as|all|already|now|both|in|recorded|entered|logged|noted|a|ac|wedi'i (?:nodi|roi))\s)*"
    r"(?:on|in|ar|yn)\s(?:(?:our|the|ein|y|her|his|ei)\s)?$"
)
"""``Left Bryn Teg 31/8/26, on SIMS``."""
_STARTS = re.compile(r"(?<!\w)(?:start\w*|join\w*|began|begin\w*|dechr\w*|ddechr\w*|born|geni)(?!\w)")


_DONE = re.compile(
    r"(?<!\w)(?:done|updated|up to date|sorted|complete[d]?|closed|wedi'i (?:wneud|ddiweddaru|gau)|wedi ei wneud)(?!\w)"
)
_THAT = re.compile(
    r"(?:(?:yes|yep|yeah|ydy|ydi|ydyn|ydyw|do|oes|ie)[,.!]? )?(?:and |so |ac |a )?(?:all )?"
    r"(?:it'?s?|that'?s?|this|the date|both|which|m[ae]+ hyn\w*|m[ae]+ [oe]|ma fe|hyn\w*|dyna)(?!\w)"
)


def _told_by_record(sentence: str, folded: str, sent_on: date | None, told: bool = False) -> re.Match[str] | None:
    """The school's records as those who tell of a leaving: ``SIMS has 31 August for both``, ``SIMS says she has left``.

    They must be named with a word of saying or having, and with a leaving or a date that is no start.
    """
    record = pattern("leaving", "record_kept", "records").search(folded)
    if record is None:
        return None
    if pattern("leaving", "not_on_record").search(folded):
        spoken_of = re.search(r"(?<!\w)(?:dates?|d?dyddiad)(?!\w)", folded) or find_dates(sentence, sent_on)
        return record if spoken_of else None
    if _NOT_YET.search(folded):
        return None
    tells = pattern("leaving", "tells").search(folded, record.end(), record.end() + 60)
    within = pattern("leaving", "within").search(folded[: record.start()] + " ")
    beside = within is not None and not folded[within.end() : record.start()].strip(" '")
    beside = beside or bool(_DATE_ON.search(folded[: record.start()]))
    if tells is None and not beside and not _put_there(folded[: record.start()]) and not _DONE.search(folded):
        return None
    if len(folded.split()) <= 6 and _DONE.search(folded):
        return record
    departed = pattern("leaving", "departing").search(folded)
    day = leaving_day(sentence, sent_on)
    if departed is None and (day is None or _STARTS.search(folded)):
        return record if told and day is None and _THAT.match(folded.lstrip(" -(")) else None
    return record
