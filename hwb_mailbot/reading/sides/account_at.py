"""Accounts told by the school they are at: ``Username at Bryn Teg: ab1``, ``yn Nôl Wen, ab22 ydi o``.

Which of the two schools that is, the rest of the mail tells; a sentence that pairs two accounts with two schools tells
it by its tenses at most, and never by the order in which they stand. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label, side_told
from hwb_mailbot.reading.terms.motion import place_after
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.usernames import alike
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_AT = r"(?:at|in|for|from|with|yn|yng|ym|o|gan|ar gyfer)"
_LABELS = (
    re.compile(
        rf"(?i)(?P<label>[^:=()]{{4,40}}?)\s(?P<at>{_AT})\s(?P<school>[^:=()]{{3,60}}?)\s?[:=]\s*(?P<value>\S.*)"
    ),
    re.compile(r"(?P<label>[^:=()]{4,40}?)\s?\((?P<school>[^:=()]{3,60})\)\s?[:=]\s*(?P<value>\S.*)"),
    re.compile(
        r"(?P<school>[A-ZÂÊÎÔÛŴŶ][^:=()]{3,60}?)\s(?P<label>(?:Hwb )?(?:user ?name|log-?in|account))"
        r"\s?[:=]\s*(?P<value>\S.*)"
    ),
)
_BY_ITSELF = frozenset({NameKind.SCHOOL})
_AS_PLACED = frozenset({NameKind.SCHOOL, NameKind.UNKNOWN})
_NOBODY_IS = ("at", "yn", "yng", "ym")
"""Behind these stands no person's name: ``Login at Bryn Teg``, but ``Login for Zbigniew``."""
_NO_SCHOOL = frozenset({"work", "home", "college", "university", "uni", "gwaith", "coleg", "prifysgol"})
_ACCOUNT = re.compile(
    r"(?<!\w)(?:hwb|user ?names?|log-?ins?|accounts?|enw(?:au)? defnyddiwr|defnyddiwr|(?:ngh|ch|[cg])?yfri\w*)(?!\w)"
)
_LEADS = re.compile(
    rf"{_ACCOUNT.pattern}(?:\s(?:hwb|i|name|name was))?(?:\s(?:was|is|oedd|yw))?[\s,(]{{1,2}}(?:{_AT}\s)?(?:the\s)?$"
)
"""Before a school: ``my username at …``."""
_AT_IT = re.compile(rf"(?:^|\W){_AT}\s(?:the\s)?$")
_GAP = re.compile(
    r"[\s,()]*(?:(?:it|this|that|one|my|her|his|the|fy|ei|yr?|hwb|user ?name|log-?in|account|enw|defnyddiwr|cyfrif"
    r"|i|hi|o|e|just|now|rwan|nawr|bellach)\s)*"
    r"(?:(?:is|was|were|am|had|have|use|used|i'm|dwi'n|o'n i'n|ydw i|yw|ydi|ydy|oedd|o'dd|di|'di)\s?|[:=-])?\s*"
)
"""Between a school and the account there."""
_FURTHEST = 80
"""Characters between a school and the account there."""
_TO_SCHOOL = re.compile(
    r"(?:\s(?:is|was|yw|ydi|ydy|oedd|o'dd|'?di))?(?:\s(?:my|the|her|his|fy|ei|i|o|e|hi|it))*"
    r"(?:\s(?:hwb\s)?(?:account|user ?name|log-?in|one|enw defnyddiwr|(?:ngh|ch|[cg])?yfrif))?"
    rf"(?:\s(?:i|hi|o|e))?\s{_AT}\s(?:the\s)?"
)
"""Between an account and the school it is at."""
_AS = re.compile(r"(?<!\w)(?:i am|i'm|i was|dwi'n|o'n i'n|ydw i|oeddwn i)(?!\w)")
_FROM = re.compile(r"\s(?:from|o)\s")
_ONTO = re.compile(r",?\s(?:to|into|onto|i)\s(?:(?:my|the|her|his|fy|ei|account|cyfrif|nghyfrif|new|newydd)\s)*")
"""Between a pair and the account that the first is to be moved to."""
_SIDE_BEHIND = re.compile(
    r"[\s,(–-]{1,3}(?:(?:the|my|yr|y|fy|is|was|yw|ydi|oedd)\s)*(?:old|new|former|previous|current|hen|newydd|blaenorol|[bp]resennol)(?!\w)"
)
_NEAR = 32
"""Characters behind an account in which it may be called one: ``yn Nôl Wen ab22 ydi fy enw defnyddiwr``."""
_JUST_BEFORE = 14
"""Characters before an account in which it may be called old or new."""
_PAST = re.compile(r"(?<!\w)(?:was|were|had|used|oedd|o'dd|roedd|bu)(?!\w)")
_NOW = re.compile(r"(?<!\w)(?:is|am|have|use|now|yw|ydi|ydy|mae|rwan|nawr|bellach)(?!\w)")
_BEHIND = re.compile(r"\s(?:was|oedd|o'dd|is|yw|ydi|ydy|'?di)(?:\s(?:it|o|e|hi|fy|my|the))?(?!\w)")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A school and the account at it, by their places among the mentions, and the side that the tense tells."""

    school: int
    account: int
    tense: Side | None


def label_at(line: str) -> tuple[Label, str] | None:
    """The label of an account at a school that it names, and the value beside it; ``None`` where the line is none."""
    if not (":" in line or "=" in line) or not _ACCOUNT.search(fold(line[:160])):
        return None
    for shape in _LABELS:
        found = shape.fullmatch(line[:300])
        if found is None or len(find_usernames(found["value"])) != 1:
            continue
        school = found["school"].strip()
        names = find_names(school)
        label = read_label(found["label"], 0.8)
        whole = len(names) == 1 and (names[0].start, names[0].end) == (0, len(school))
        kinds = _AS_PLACED if found.groupdict().get("at", "").lower() in _NOBODY_IS else _BY_ITSELF
        if (
            whole
            and names[0].kind in kinds
            and label is not None
            and label.concept is Concept.USERNAME
            and label.side is None
            and side_told(fold(school)) is None
            and fold(school) not in _NO_SCHOOL
        ):
            return replace(label, school=names[0].text), found["value"]
    return None


def schools_of_accounts(
    mentions: Sequence[Mention], folded: str, sides: dict[int, tuple[Side | None, bool]], own: Side | None
) -> Mapping[int, str]:
    """The school at which each account of a folded sentence is said to be, by the account's place.

    Where two accounts are paired so with two schools, the sides that other words seemed to tell are taken back; in a
    headteacher's mail (``own`` the former school) two accounts of different names are two people's.
    """
    pairs = _pairs(mentions, folded)
    if len(pairs) < 2:
        pairs = max(pairs, _accounts_first(mentions, folded), key=len)
    accounts = {mentions[pair.account].value for pair in pairs}
    if (
        len({mentions[pair.school].value for pair in pairs}) == 2
        and len(accounts) == 2
        and (own is not Side.FORMER or alike(*accounts))
    ):
        told = _told_behind(pairs, mentions, folded)
        by_tense = {pair.tense for pair in pairs} == {Side.FORMER, Side.NEW}
        for pair, side in zip(pairs, told, strict=True):
            sides[pair.account] = side or (pair.tense if by_tense else None), side is not None
            sides[pair.school] = side, side is not None
    return {pair.account: mentions[pair.school].value for pair in pairs}


def _told_behind(pairs: Sequence[_Pair], mentions: Sequence[Mention], folded: str) -> list[Side | None]:
    """The sides that words behind the schools tell: ``… at Nôl Wen, where I am now``; of two the other is the other."""
    told = [
        place_after(folded, mentions[pair.school].start, mentions[pair.school].end)
        or place_after(folded, mentions[pair.school].start, _past_bracket(folded, mentions[pair.account].end))
        for pair in pairs
    ]
    sides = set(told) - {None}
    if len(told) != 2 or not sides or (len(sides) == 1 and None not in told):
        return [None] * len(pairs)
    one = sides.pop()
    other = Side.NEW if one is Side.FORMER else Side.FORMER
    return told if sides else [one if side is one else other for side in told]


def _past_bracket(folded: str, end: int) -> int:
    return end + (folded[end : end + 1] == ")")


def _pairs(mentions: Sequence[Mention], folded: str) -> list[_Pair]:
    found: list[_Pair] = []
    since = 0
    for place in range(len(mentions) - 1):
        school, account = mentions[place], mentions[place + 1]
        if school.concept is not Concept.SCHOOL or account.concept is not Concept.USERNAME:
            continue
        before = folded[max(since, school.start - 60) : school.start]
        between = folded[school.end : account.start]
        if (
            len(between) > _FURTHEST
            or _GAP.fullmatch(between) is None
            or pattern("sides", "former", "new").search(_NOT_SIDES.sub(" ", before))
        ):
            continue
        called = _ACCOUNT.search(folded[school.end : account.end + _NEAR]) or _AS.search(between)
        spoken = _LEADS.search(before) or (_AT_IT.search(before) and (found or called))
        if (spoken or _ACCOUNT.search(between)) and not _SIDE_BEHIND.match(folded, account.end):
            behind = _BEHIND.match(folded, account.end)
            words = f"{before} {between} {behind.group() if behind else ''}"
            found.append(_Pair(place, place + 1, _tense(words)))
            since = account.end
    return found


def _accounts_first(mentions: Sequence[Mention], folded: str) -> list[_Pair]:
    """``ab22 is at Nôl Wen, ab1 at Bryn Teg``: the pairs whose account stands before its school."""
    found: list[_Pair] = []
    since = 0
    for place in range(len(mentions) - 1):
        account, school = mentions[place], mentions[place + 1]
        if school.concept is not Concept.SCHOOL or account.concept is not Concept.USERNAME:
            continue
        before = folded[max(since, account.start - _NEAR) : account.start]
        between = folded[account.end : school.start]
        sides = pattern("sides", "former", "new").search(_NOT_SIDES.sub(" ", before[-_JUST_BEFORE:]))
        if len(between) > _FURTHEST or not _TO_SCHOOL.fullmatch(between) or sides:
            continue
        if not _SIDE_BEHIND.match(folded, school.end):
            side = Side.FORMER if _FROM.search(between) else _tense(f"{before} {between}")
            onto = found and _ONTO.fullmatch(folded, since, account.start)
            if onto and found[0].tense is None:
                found[0] = replace(found[0], tense=Side.FORMER)
            if found and side is None and (onto or _FROM.search(folded, mentions[found[-1].account].end, since)):
                side = Side.NEW
            found.append(_Pair(place + 1, place, side))
            since = school.end
    return found


def _tense(words: str) -> Side | None:
    past, now = bool(_PAST.search(words)), bool(_NOW.search(words))
    return None if past is now else Side.FORMER if past else Side.NEW


_NOT_SIDES = re.compile(r"(?<!\w)(?:joined|transferred|oedd|was|o|i|to|from|ein|is|yn|yng|ym|at|in)(?!\w)")
"""Words that may tell a side elsewhere, and here only the tense or the place."""
