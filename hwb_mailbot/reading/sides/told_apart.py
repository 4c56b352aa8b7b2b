"""Which of two accounts, schools or numbers in one sentence is the old one and which the new.

What their order, an arrow or a bracket between them tells, and that where one's side is told the other is of the other
side. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.sides.schools import same_school
from hwb_mailbot.reading.terms.labels import FROM_OLD_TO_NEW, Concept, Side
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.terms.put_right import puts_right
from hwb_mailbot.reading.text import ARROW


def told_apart(
    mentions: list[Mention], sides: dict[int, tuple[Side | None, bool]], folded: str, denied: Sequence[bool],
    own: Side | None,
) -> None:  # fmt: skip
    """Of two accounts or schools in a sentence, where one's side is told, the other is of the other side."""
    if len(mentions) < 2:
        return
    for number in range(1, len(mentions)):
        left, right = mentions[number - 1], mentions[number]
        if left.concept is right.concept and _ARROW.fullmatch(folded, left.end, right.start):
            sides[number - 1], sides[number] = (Side.FORMER, True), (Side.NEW, True)
    _numbers_in_order(mentions, sides, folded, denied)
    _by_announced_order(mentions, sides, folded)
    _once_more(mentions, sides, denied)
    for concept in (Concept.USERNAME, Concept.SCHOOL, Concept.DFES):
        of_kind = [n for n, m in enumerate(mentions) if m.concept is concept and not denied[n]]
        told = [n for n in of_kind if sides[n][1] and sides[n][0]]
        open_ = [n for n in of_kind if not sides[n][1]]
        if (
            own is Side.FORMER
            and concept is Concept.USERNAME
            and len({mentions[n].value[:3] for n in told + open_}) > 1
        ):
            continue  # two leavers' accounts, not one person's two
        ends = sorted(told + open_)
        if len(ends) == 2 and sides[ends[0]][1] and not sides[ends[1]][1]:
            gapped = _AND_SHE_AT.fullmatch(folded, mentions[ends[0]].end, mentions[ends[1]].start)
            if gapped is not None and is_forename(gapped["who"]):
                sides[ends[1]] = sides[ends[0]]
                continue
        if len(ends) == 2 and _TOGETHER.fullmatch(folded[mentions[ends[0]].end : mentions[ends[1]].start]):
            continue
        if len(told) == 1 and len(open_) == 1 and mentions[told[0]].value != mentions[open_[0]].value:
            first, second = sorted((mentions[told[0]], mentions[open_[0]]), key=lambda m: m.start)
            if puts_right(folded[first.end : second.start]):
                sides[open_[0]] = sides[told[0]]
                continue
            other = Side.FORMER if sides[told[0]][0] is Side.NEW else Side.NEW
            sides[open_[0]] = (other, True)
    for number in range(1, len(mentions)):
        if sides[number][1] or not sides[number - 1][1]:
            continue
        between = folded[mentions[number - 1].end : mentions[number].start]
        if between.count("(") > between.count(")") or (
            re.fullmatch(r"[\w\s,./-]{0,28}", between)
            and "(" in folded[: mentions[number].start]
            and ")" not in between
        ):
            sides[number] = (sides[number - 1][0], True)


def at_odds(mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], folded: str) -> set[int]:
    """Two accounts, each told to be of one side and with a school of the other behind it: nobody knows which is which.

    ``X is the one I want closed, from Bryn Teg, and Y the one to keep, at Nôl Wen`` asks for what is not done.
    """
    order = [m.concept for m in mentions]
    if order != [Concept.USERNAME, Concept.SCHOOL] * 2 or mentions[0].value == mentions[2].value:
        return set()
    told = [sides[number] for number in range(4)]
    both = {Side.FORMER, Side.NEW}
    crossed = told[0][0] is not told[1][0] and told[2][0] is not told[3][0]
    if not crossed or {told[0][0], told[2][0]} != both or {told[1][0], told[3][0]} != both:
        return set()
    return {n for n in (0, 2) if _AT_ITS_SCHOOL.search(folded, mentions[n].end, mentions[n + 1].start)}


_AT_ITS_SCHOOL = re.compile(r"(?:,|\s)\s?(?:at|from|of|in|yn|yng|ym|o)\s(?:the\s)?$")


def _once_more(mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], denied: Sequence[bool]) -> None:
    """A school named again in the sentence is that school: ``at nant yr eos now, ysgol gynradd nant yr eos``."""
    schools = [n for n, m in enumerate(mentions) if m.concept is Concept.SCHOOL and not denied[n]]
    for number in schools:
        if sides[number][1]:
            continue
        told = {sides[n][0] for n in schools if sides[n][1] and same_school(mentions[n].value, mentions[number].value)}
        if len(told) == 1:
            sides[number] = (told.pop(), True)


_AND_SHE_AT = re.compile(
    r"\s*(?:\([^()]{0,40}\))?\s*(?:,\s)?(?:and|a|ac|&|,)\s(?P<who>[a-z'-]+)(?:\s[a-z'-]+){0,2}?"
    r"\s(?:(?:is|has gone|went)\s)?(?:now\s)?(?:at|to|for|yn|yng|ym|i|am)\s(?:the\s)?"
)
"""``Nia is now at X and Dewi at Y``: the second school is told by the verb of the first."""
_TOGETHER = re.compile(r"\s*(?:\([^()]{0,40}\))?\s*(?:and|a|ac|&|or|neu)\s+(?:the\s+)?")
"""Two schools in one breath are not the one left and the one joined."""
_ARROW = re.compile(rf"\s*(?:\((?:old|hen|from|o|former)\)\s*)?{ARROW}\s*")
_ARROW_BEFORE = re.compile(rf"{ARROW}\s*$")
_BESIDE_ACCOUNT = re.compile(rf"[\s(),/:]*(?:(?:at|in|from|of|yn|yng|ym|o|school|ysgol|dfes)[\s(),/:]+)*{ARROW}?[\s(]*")


_FROM_AND_TO = re.compile(
    r"(?<!\w)(?:from (?:and|/|&) to|from/to|oh?on(?:o|i|ynt|yn nhw) ac i(?:ddo|ddi|ddynt|ddyn nhw)|o ac i)(?!\w)"
    r"[^.;?]{0,40}$"
)
_FROM = re.compile(r"(?<!\w)(?:from|o|oddi wrth)(?: (?:school|ysgol|number|rhif|dfes|adas|no\.?|the|yr?))*\s+$")
_TO = re.compile(
    r"(?:[^.;?]{0,60}\s)?(?:to|i|at)(?: (?:school|ysgol|number|rhif|dfes|adas|no\.?|ours?|ni|us|the|yr?))*,?\s+"
)
_PAIRED = re.compile(r"\s*(?:and|a|ac|/|,|&|then|to|i)\s+|\s*[/,]\s*")


def _numbers_in_order(
    mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], folded: str, denied: Sequence[bool]
) -> None:
    """``from 661/4011 to 672/4022``, ``the schools transferred from and to are 661/4011 and 672/4022``."""
    numbers = [n for n, m in enumerate(mentions) if m.concept is Concept.DFES and not denied[n]]
    if len(numbers) != 2:
        return
    first, second = mentions[numbers[0]], mentions[numbers[1]]
    before, between = folded[max(0, first.start - 90) : first.start], folded[first.end : second.start]
    announced = _FROM_AND_TO.search(before) and _PAIRED.fullmatch(between)
    if announced or (_FROM.search(before) and _TO.fullmatch(between)):
        sides[numbers[0]], sides[numbers[1]] = (Side.FORMER, True), (Side.NEW, True)


def _by_announced_order(mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], folded: str) -> None:
    """``from my old account to my new one: X at Y (number) > Z``: the first account and what stands by it is the old.

    An arrow right before the second account tells it too, where nothing but a school and its number lies between.
    """
    accounts = [n for n, m in enumerate(mentions) if m.concept is Concept.USERNAME]
    if len(accounts) != 2 or mentions[accounts[0]].value == mentions[accounts[1]].value:
        return
    first, second = accounts
    pieces = [
        folded[a.end : b.start] for a, b in zip(mentions[first:second], mentions[first + 1 : second + 1], strict=True)
    ]
    beside = all(_BESIDE_ACCOUNT.fullmatch(piece) for piece in pieces)
    pointed = beside and _ARROW_BEFORE.search(folded[mentions[first].end : mentions[second].start])
    announced = FROM_OLD_TO_NEW.search(folded[: mentions[first].start])
    if not (pointed or announced):
        return
    for number in range(first, second if beside else first + 1):
        sides[number] = (Side.FORMER, True)
    sides[second] = (Side.NEW, True)
    for number in range(second + 1, len(mentions)):
        between = folded[mentions[number - 1].end : mentions[number].start]
        if sides[number] == (Side.FORMER, True) or not _BESIDE_ACCOUNT.fullmatch(between):
            break
        sides[number] = (Side.NEW, True)
