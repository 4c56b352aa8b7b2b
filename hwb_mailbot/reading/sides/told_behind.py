"""Two accounts of one sentence, what each is told behind it: ``ab1 with my old school, ab2 with my new school``.

Were the words before a username asked alone, the second would be the old one here, and the merge the wrong way round.
Only where both are told so, of opposite sides, is anything settled. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.motion import place_before

_OLD = re.compile(r"(?<!\w)(?:old|older|former|previous|earlier|hen|blaenorol|flaenorol)(?!\w)")
_NEW = re.compile(r"(?<!\w)(?:new|newer|current|present|newydd|presennol|bresennol)(?!\w)")
_LINK = re.compile(
    r"(?:\s?[,;]\s?|\s*\n\W*)(?:(?:and|but|while|whereas|a|ac|ond|tra|then|yna)\s)?(?:(?:use|it's|defnyddiwch)\s)?$"
    r"|\s(?:and|but|while|whereas|a|ac|ond|tra)\s(?:(?:use|it's|defnyddiwch)\s)?$"
)
"""Right before the second account: nothing of the words between is about that one."""
_TURNED = re.compile(
    r"(?<!\w)(?:not|never|nid|nad|ddim|dim|no|into|onto|to|merge\w*|replac\w*|instead|than|yn lle|since|until|till"
    r"|before|after|and|but|a|ac|ond|when|cyn|ers|tan|pan|wedi|move\w*|left|leav\w*|join\w*|start\w*|symud\w*|gadael"
    r"|adael|gadawodd)(?!\w)|n't(?!\w)"
)
"""Words between that tell of more than whose the account is: ``until I moved to my new school``."""
_JOINED = re.compile(r"(?<!\w)(?:merg|link|combin|consolidat|join|connect|uno|h?unwch|[cg]h?yfun|[cg]h?ysyllt)\w*")
"""Before the first: ``link ab1 with my new account, ab2``, where the new one is the second."""
_WITH = re.compile(r"\W*(?:with|to|into|onto|and|gyda|efo|hefo|ac?|at|i|i'r|a'r|i'm|a'm)(?!\w)")
_APPOSED = re.compile(
    r"(?:(?:which|being)\s(?:is\s)?)?(?:(?:the|my|her|his|yr?|fy|ei)\s)?\w+"
    r"(?:\s(?:one|account|username|school|un|gyfrif|cyfrif))?\s?"
)
"""Behind a comma: ``ab2, the new one``."""
_TO_IT = re.compile(r"(?<!\w)(?:belongs?|relates?|linked|tied|attached|goes) to(?!\w)")
_CLAUSE_END = re.compile(r"[.;:,?!]|\s(?:and|but|a|ac|ond)\s")
_IN_ONE_BREATH = re.compile(r"[\s,()/=–-]{1,4}(?:(?:dfes|rhif|number|no\.?|hwb|username|account|cyfrif)\s){0,2}")
_FURTHEST = 60
"""Characters between the two, and behind the second, that are looked at."""


def told_behind(mentions: Sequence[Mention], sides: dict[int, tuple[Side | None, bool]], folded: str) -> None:
    """Put the sides of a folded sentence's two accounts, or numbers, right where the words behind each tell them.

    What stands in one breath with an account (its school, its number) is of the same side.
    """
    groups = list(_breaths(mentions, folded))
    _with_their_accounts(mentions, groups, sides)
    accounts = any(mention.concept is Concept.USERNAME for mention in mentions)
    values = [_value(mentions, one, Concept.USERNAME if accounts else Concept.DFES) for one in groups]
    holding = [place for place, value in enumerate(values) if value]
    if len(holding) != 2 or holding[1] != holding[0] + 1 or values[holding[0]] == values[holding[1]]:
        return
    first, second = (groups[place] for place in holding)
    between = folded[mentions[first[-1]].end : mentions[second[0]].start]
    link = _LINK.search(between) if len(between) <= _FURTHEST else None
    if link is None:
        return
    ends, after = mentions[second[-1]].end, second[-1] + 1
    following = mentions[after].start if after < len(mentions) else len(folded)
    rest = folded[ends : min(ends + _FURTHEST, following)]
    behind = _CLAUSE_END.split(rest.lstrip(" ,(-–"))[0]
    if rest.startswith(",") and not _APPOSED.fullmatch(behind):
        return
    told = [side_told(between[: link.start()]), side_told(behind)]
    begins = mentions[first[0]].start
    before = _CLAUSE_END.split(folded[max(0, begins - _FURTHEST) : begins])[-1]
    if _JOINED.search(before) and not link.group().strip(" ,;") and _WITH.match(between):
        return
    if None in told or told[0] is told[1] or side_told(before) not in (None, told[0]):
        return
    for group, side in zip((first, second), told, strict=True):
        for number in group:
            sides[number] = side, True


def _with_their_accounts(
    mentions: Sequence[Mention], groups: Sequence[Sequence[int]], sides: dict[int, tuple[Side | None, bool]]
) -> None:
    """Of two numbers that stand in one breath with an account each, none is of the other account's side."""
    pairs = [
        (number, account)
        for group in groups
        for number in group
        for account in group
        if mentions[number].concept is Concept.DFES and mentions[account].concept is Concept.USERNAME
    ]
    told = [sides[account] for _, account in pairs]
    if len(told) == 2 and {side for side, certain in told if certain} == {Side.FORMER, Side.NEW}:
        sides.update({number: sides[account] for number, account in pairs})


def _breaths(mentions: Sequence[Mention], folded: str) -> Iterator[list[int]]:
    """The mentions that stand in one breath, each of another kind: a school, its number and the account there."""
    group: list[int] = []
    for number, mention in enumerate(mentions):
        before = mentions[group[-1]] if group else mention
        near = _IN_ONE_BREATH.fullmatch(folded, before.end, mention.start) and not _placed(before, folded)
        if group and not (near and all(mentions[n].concept is not mention.concept for n in group)):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _placed(mention: Mention, folded: str) -> bool:
    """Whether the words before a school tell themselves which it is: ``since I moved to Craig Wen, ab1 (old) and``."""
    place = place_before(folded, mention.start, None) if mention.concept is Concept.SCHOOL else None
    return place is not None and place.side is not None


def _value(mentions: Sequence[Mention], group: Sequence[int], concept: Concept) -> str:
    return next((mentions[number].value for number in group if mentions[number].concept is concept), "")


def side_told(words: str) -> Side | None:
    """The one side that the words tell; ``None`` where they tell none, both, or more than that."""
    old, new = _OLD.search(words), _NEW.search(words)
    if bool(old) is bool(new) or _TURNED.search(_TO_IT.sub("", words)):
        return None
    return Side.FORMER if old else Side.NEW
