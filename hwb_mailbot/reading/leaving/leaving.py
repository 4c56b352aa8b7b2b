"""The headteacher's confirmation that the MIS record has a leaving date (R1), as a sentence says it.

Confirmed is only what is said to be so now: what will be entered, ought to be there or is asked about is not. Nothing
here fails.
"""

from __future__ import annotations

import re
from datetime import date

from hwb_mailbot.reading.leaving.days_put_right import with_the_right_day
from hwb_mailbot.reading.leaving.leaving_days import LeavingFound, improbable, leaving_day
from hwb_mailbot.reading.leaving.spoken_of import date_of_it, it_is_not_there
from hwb_mailbot.reading.terms.dates import DateFound, find_dates
from hwb_mailbot.reading.terms.left_open import left_open
from hwb_mailbot.reading.terms.on_record import taken_away, told_plainly
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern


def _meet(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


_WHEN_TOLD = re.compile(
    r"(?<!\w)(?:(?:the|on the|that) (?:very |same )?(?:day|moment|minute|week|morning|afternoon)(?: that)?|when|once"
    r"|as soon as|after|since) (?:she|he|they|[a-z]+) (?:first |had )?(?:told|informed) (?:me|us)"
    r"(?! (?:it|that|so)(?!\w))"
)
"""``the day he told me`` says when, and not that it is hearsay."""


_YEAR_PUT_RIGHT = re.compile(
    r"((?:19|20)\d\d)(\W{1,4}(?:no|nope|oops|sorry|nage|naci|sori|ymddiheuriadau)(?!\w)[^.;?!\d]{0,40})((?:19|20)\d\d)"
    r"(?:,?\s(?:not|nid|ddim)\s\1)?(?=\W*$|\W*[.;])",
    re.IGNORECASE,
)
"""``14 September 2025, no that's wrong, 2026 not 2025``."""


def _with_the_right_year(found: re.Match[str]) -> str:
    """The first year put right, and blanks for the correction, so that what follows stands where it stood."""
    return found[3] + " " * (len(found.group()) - len(found[3]))


_EMPHASIS = re.compile(r"(?<![^\s(\"'])[_*]+(?=[^\W_])|(?<=[^\W_])[_*]+(?![^\s.,;:!?)\"'])")
"""Marks that make a word stand out in plain text: ``is _not_ on SIMS``."""
_AROUND = 110
"""Characters on either side of a leaving date that is spoken of, in which the record must be spoken of too."""


def said(sentence: str, sent_on: date | None, told: bool = False, spoken_of: bool = False) -> LeavingFound | None:
    """What a sentence of prose says about the leaving date; ``None`` where it does not speak of it.

    ``told`` says that the sentence before told it: ``That is on our MIS.``; ``spoken_of`` that it spoke of one:
    ``About the leaving date. It isn't on SIMS yet.``
    """
    sentence = _YEAR_PUT_RIGHT.sub(_with_the_right_year, _EMPHASIS.sub("", sentence))
    sentence = with_the_right_day(sentence, sent_on)
    folded = told_plainly(fold(sentence))
    cue = pattern("leaving", "cue").search(folded)
    if cue is None and pattern("leaving", "left").search(folded) and find_dates(sentence, sent_on):
        cue = pattern("leaving", "record_kept").search(folded)
        kept = [m for m in pattern("leaving", "on_record").finditer(folded) if cue is not None and not _meet(m, cue)]
        cue = cue if kept else None
    if cue is None:
        cue = _told_by_record(sentence, folded, sent_on, told)
    if cue is None and spoken_of and it_is_not_there(folded):
        return LeavingFound(False, None)
    if cue is None:
        day = date_of_it(sentence, folded, sent_on) if spoken_of else None
        return LeavingFound(None, day, day.start) if day is not None else None
    if re.search(r"\?(?!\s*:)", sentence) or left_open(folded):
        return LeavingFound(None, None)
    around = _WILL_LEAVE.sub(" ", folded[max(0, cue.start() - _AROUND) : cue.end() + _AROUND])
    maybe = pattern("leaving", "maybe_on_record").search(_WHEN_TOLD.sub(" ", folded))
    if maybe and not _ENTERED_NOT.search(around):
        return LeavingFound(None, None)
    if pattern("leaving", "not_on_record").search(around):
        if _OF_THE_PERSON.fullmatch(cue.group()) and not _OF_A_RECORD.search(folded):
            return LeavingFound(None, None)  # ``as her contract ended at Whitsun; that is no slip``
        return LeavingFound(False, leaving_day(sentence[cue.start() :], sent_on), cue.start())
    if maybe:
        return LeavingFound(None, None)
    confirmed = _confirmed(folded, cue)
    after = leaving_day(sentence[cue.end() :], sent_on, folded[: cue.end()])
    if after is not None:
        after = DateFound(after.day, after.start + cue.end(), after.end + cue.end(), after.dated)
    else:
        after = leaving_day(cue.group(), sent_on) or leaving_day(sentence[: cue.start()], sent_on)
    confirmed = confirmed and not improbable(sentence, after, sent_on)
    return LeavingFound(confirmed or None, after, cue.start())


def _confirmed(folded: str, cue: re.Match[str]) -> bool:
    """Whether the words around ``cue`` say that the record has the date, and nothing takes that away."""
    first, last = max(0, cue.start() - _AROUND), cue.end() + _AROUND
    told = list(pattern("leaving", "on_record").finditer(folded, first, last))
    if not told:
        return False
    record = next((one for one in told if one.start() >= cue.end()), told[-1])
    return not taken_away(folded, min(cue.start(), record.start()), max(cue.end(), record.end()))


_OF_THE_PERSON = re.compile(r"leavers?|ended")
"""Cues that speak of somebody, or of a contract, and of no date or record."""
_OF_A_RECORD = re.compile(
    r"(?<!\w)(?:dates?|d?dyddiad\w*|mis|sims|sgr|systems?|s[yu]stem\w*|arbor|bromcom|teacher centre|records?"
    r"|[cg]?n?g?h?ofnod\w*|entered|entering|recorded|input\w*|logged|keyed|added|put (?:in|on|through)|marked|down as"
    r"|show\w*|flagged|listed|updated|done|wedi'i|nodi|rhoi|roi|dangos)(?!\w)"
)
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
    r"\d(?:(?:st|nd|rd|th)?(?:\sof)?\s[a-z]{3,9}(?:\s\d{4})?)?(?:,| -| –|\)|\s\()?\s?"
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


_THAT_ONE = re.compile(
    r"(?:(?<!\w)(?:that|this|the same|the said)(?: very| same)? (?:date|day)"
    r"|(?:(?<!\w)y|'r) (?:dyddiad|diwrnod) (?:hwnnw|hwnna|hwnne|yna|hynny|hwn)"
    r"|(?<!\w)(?:put|enter|typ|record|logg|key|add|popp|input)\w* (?:it|that|this)(?= (?:in|on|into|onto|to)(?!\w)))"
)
"""What the sentence before told, as what somebody entered: ``The clerk put that date on SIMS``."""


def _tells_of_that(folded: str, record: re.Match[str]) -> bool:
    """Whether the sentence speaks of the leaving date that the one before told, and takes back nothing anywhere."""
    if _THAT.match(folded.lstrip(" -(")):
        return True
    return bool(_THAT_ONE.search(folded, 0, record.start())) and not taken_away(folded, 0, len(folded))


def _told_by_record(sentence: str, folded: str, sent_on: date | None, told: bool = False) -> re.Match[str] | None:
    """The school's records as those who tell of a leaving: ``SIMS has 31 August for both``, ``SIMS says she has left``.

    They must be named with a word of saying or having, and with a leaving or a date that is no start.
    """
    record = pattern("leaving", "record_kept", "records").search(folded)
    if record is None:
        return None
    if pattern("leaving", "not_on_record").search(folded):
        spoken_of = re.search(r"(?<!\w)(?:dates?|d?dyddiad)(?!\w)", folded) or find_dates(sentence, sent_on)
        return record if spoken_of or told else None
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
        return record if told and day is None and _tells_of_that(folded, record) else None
    return record
