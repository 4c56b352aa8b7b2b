"""Which school a value told in a sentence is of: the one left or the one joined.

Each mention gets the side that the nearest words tell (``left``, ``now at``, ``o … i …``); where nothing tells, it
stays open and the mail as a whole decides. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hwb_mailbot.reading.labels import FROM_OLD_TO_NEW, Concept, Side
from hwb_mailbot.reading.motion import place_after, place_before
from hwb_mailbot.reading.names import NameFound, NameKind
from hwb_mailbot.reading.words import ends_with, pattern


@dataclass(frozen=True, slots=True)
class Mention:
    """A value found in a sentence. ``firm``: a school by its own words, not only by its place."""

    concept: Concept
    value: str
    start: int
    end: int
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a side, for what stands after them."""

    side: Side | None
    start: int
    end: int
    text: str


def side_of(
    number: int, mentions: list[Mention], sides: dict[int, tuple[Side | None, bool]],
    cues: list[Cue], folded: str, own: Side | None, last_side: Side | None,
) -> tuple[Side | None, bool]:  # fmt: skip
    """The side of mention ``number`` of a sentence and whether its words tell it, earlier mentions being settled."""
    mention = mentions[number]
    previous = mentions[number - 1] if number else None
    following = mentions[number + 1].start if number + 1 < len(mentions) else len(folded)
    if mention.concept is Concept.SCHOOL:
        if ends_with(("sides", "account_from"), folded[: mention.start]):
            return Side.FORMER, True
        place = place_before(folded, mention.start, own)
        if place is not None and (place.side is not None or mention.firm):
            return place.side, place.side is not None
        told = place_after(folded, mention.end)
        if told is not None:
            return told, True
    if previous is not None and previous.concept is not mention.concept and number - 1 in sides:
        between = folded[previous.end : mention.start]
        inside = between.count("(") > between.count(")")
        adjoining = (
            len(between) <= 28
            and between.count(")") <= between.count("(")
            and not re.search(
                r"[.;]|->|=>|→|\b(?:and|but|to|into|with|now|moved|a|ac|ond|i|bellach|nawr|gyda)\b", between
            )
        )
        of_account = mention.concept is Concept.SCHOOL and previous.concept is Concept.USERNAME and not inside
        told_anew = pattern("sides", "former", "new").search(between)
        if (of_account and not sides[number - 1][1]) or (told_anew and mention.concept is Concept.SCHOOL):
            adjoining = False
        if (inside or adjoining) and sides[number - 1][0] is not None and not _own_between(between):
            after = _after_cue(folded, mention.end, following, own)
            return (after, True) if after and not inside else sides[number - 1]
    after = _after_cue(folded, mention.end, following, own)
    if after is not None:
        return after, True
    if mention.concept is Concept.USERNAME and own is not Side.FORMER and _USED_TO_BE.match(folded, mention.end):
        return Side.FORMER, True
    same = [m for m in mentions[:number] if m.concept is mention.concept]
    floor = same[-1].end if same else 0
    lead = re.sub(r"\([^()]{0,200}\)", " ", folded[floor : mention.start])
    if (
        same
        and re.search(
            r"(?:^|\s)(?:to|into|i|at|with|a|â|gyda|->|=>|→)\s+(?:the\s+|my\s+|fy\s+|new\s+|account\s+)*$", lead
        )
        and len(lead) < 60
        and not _MISTAKEN.search(lead)
    ):
        prior = sides[mentions.index(same[-1])][0]
        open_prior = not sides[mentions.index(same[-1])][1] and mention.concept is Concept.USERNAME
        onto = re.search(r"(?:^|\s)(?:to|into|i|->|=>|→)\s+(?:the\s+|my\s+|fy\s+|new\s+|one,?\s+|account\s+)*$", lead)
        if open_prior and onto:
            return Side.NEW, True
        if prior is Side.FORMER and (
            mention.concept is not Concept.SCHOOL or re.search(r"(?:to|into|i)\s+(?:the\s+)?$", lead)
        ):
            return Side.NEW, True
    if mention.concept is Concept.SCHOOL and same and _ONWARDS.search(lead) and len(lead) < 40:
        left = re.search(r"(?<!\w)(?:from|o)\s(?:the\s)?$", folded[max(0, same[-1].start - 10) : same[-1].start])
        if left or sides[mentions.index(same[-1])] == (Side.FORMER, True):
            return Side.NEW, True
    nearest: Cue | None = None
    for cue in cues:
        if cue.end <= mention.start and cue.start >= floor and mention.start - cue.end <= 70:
            gap = folded[cue.end : mention.start]
            if _leaves_bracket(gap) or (cue.text in ("o", "i", "from", "to") and _ENDS.match(gap)):
                continue
            if mention.concept is Concept.SCHOOL and not mention.firm and set(gap.split()) - _FILLING:
                continue
            if cue.text.startswith("left") and mention.concept is Concept.SCHOOL and _DATED.match(gap):
                continue  # ``left 31/08/2026, Y``: the date is told, and not which school was left
            if re.search(r"[;]|\s-\s", gap) and mention.concept is Concept.SCHOOL:
                continue
            if mention.concept is Concept.USERNAME and cue.text in ("was", "were", "oedd") and "," in gap:
                continue  # ``ab1 was …, ab2 is …``: it speaks of the one before
            if mention.concept is Concept.USERNAME and _WE.fullmatch(cue.text) and _AND.search(gap):
                continue  # ``has joined us and would like to keep …``: not our account
            if _ROLE.match(cue.text) and _OTHERS_ROLE.search(folded[max(0, cue.start - 40) : cue.start]):
                continue
            if own is Side.FORMER and mention.concept is Concept.DFES and _AS_NOW.fullmatch(cue.text):
                continue  # our *current* number is no new school's
            if _OFFICE.search(cue.text) and gap.strip(" ,") not in ("", "the", "school"):
                continue
            nearest = cue
    if mention.concept is Concept.SCHOOL:
        verb = _by_verb(lead, own)
        if verb is not None and (nearest is None or mention.start - verb[1] >= nearest.end):
            return verb[0], True
    if nearest is not None:
        return nearest.side, True
    if pattern("sides", "there").search(folded) and last_side is not None:
        return last_side, True
    if mention.concept is Concept.SCHOOL:
        return None, False
    schools = [n for n, m in enumerate(mentions) if m.concept is Concept.SCHOOL and n in sides and sides[n][0]]
    if mention.concept is Concept.DFES and schools:
        return sides[schools[-1]][0], True
    return own, False


_DATED = re.compile(r"\s(?:on\s)?(?:the\s)?\d[\w /.-]{4,20},")
_ENDS = re.compile(r"\s*[.!?;)]\s")
"""After ``ydi o`` the sentence ends: no preposition stands there."""


def _leaves_bracket(text: str) -> bool:
    """Whether a bracket that ``text`` begins in ends within it."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return True
    return False


def _by_verb(lead: str, own: Side | None) -> tuple[Side, int] | None:
    """The side that the clause's own verb tells, and how far before the school it stands: ``went to``, ``is at``."""
    clause = re.split(r"[.;!?]\s", lead)[-1]
    towards = _TOWARDS.search(clause)
    if towards and not pattern("sides", "not_towards").search(clause[: towards.start()][-24:].rstrip() + " "):
        return Side.NEW, 0
    if _RECORD_OF.search(clause):
        return own if own is not None and _KEEPS_RECORD.search(clause) else Side.FORMER, 0
    if not _AT.search(clause):
        return None
    verbs = [(m.end(), m, side) for key, side in (("past", Side.FORMER), ("present", Side.NEW))
             for m in pattern("sides", key).finditer(clause)]  # fmt: skip
    if not verbs:
        return None
    end, verb, side = max(verbs, key=lambda v: v[0])
    if len(clause) - end > 160:
        return None
    if side is Side.NEW and (_FIRST_PERSON.search(clause[: verb.start()]) or _FIRST_PERSON_VERB.match(verb.group())):
        return (own, len(clause) - end) if own is not None else None
    return side, len(clause) - end


_LEAVING_DATE = re.compile(r"(?<!\w)leaving(?: |-)date|yddiad(?:au)? (?:g?ada?el|gadal)")
"""These words speak of the record, not of who left which school."""
_OTHERS_ROLE = re.compile(r"(?<!\w)(?:is|was|he|she|mae|bellach|now|nawr|rwan)\s(?:\w+\s){0,3}$")
_ROLE = re.compile(
    r"(?:digital|secretary|business|administrator|technician|clerk|deputy|(?:pencamp|hyrwydd|arwein)\w+)\b"
)
_FROM_TO = re.compile(
    r"(?<!\w)(?:moved?|moving|went|gone|transferr?\w*|symud\w*|mynd|aeth|gone over|over)\s(?:\w+\s)?(?:from|o)"
    r"\s[^.;]{3,60}\s(?:to|i)\s(?:the\s)?$"
)
_KEEPS_RECORD = re.compile(
    r"(?<!\w)(?:i|we|dw i|dwi|rwy\w*|rydw i|rydym)(?:'[a-z]+)?\s(?:yn )?"
    r"(?:look after|run|manage|maintain|keep|do|gofalu|rhedeg|cadw)"
)
"""Who looks after a school's records writes of their own."""
_RECORD_OF = re.compile(
    r"(?<!\w)(?:mis|sims|sgr|system|gwybodaeth reoli|records?)\s(?:(?:of|at|for|yn|yng|ym)\s)?(?:the\s)?$"
)
_TOGETHER = re.compile(r"\s*(?:\([^()]{0,40}\))?\s*(?:and|a|ac|&|or|neu)\s+(?:the\s+)?")
"""Two schools in one breath are not the one left and the one joined."""
_ONWARDS = re.compile(r"(?:^|\s)(?:to|i|into|for|am)\s(?:the\s)?$")
_TOWARDS = re.compile(r"(?:^|\s)(?:to|into|i)\s(?:the\s)?$")
_AT = re.compile(r"(?:^|[\s'])(?:at|in|with|for|by|yn|yng|ym|gyda|efo|ar staff|on the staff of)\s(?:the\s)?$")
_MISTAKEN = re.compile(r"(?<!\w)(?:confused?|mixed up|mistaken|ch?ymysg\w*|gymysg\w*) (?:with|a|gyda|efo)\s+$")
_WE = re.compile(r"we|us|ni|here|yma|with us|gyda ni|efo ni|'da ni")
_AND = re.compile(r"(?<!\w)(?:and|ac|but|ond)(?!\w)")
_USED_TO_BE = re.compile(
    r"\s(?:was|oedd|o'dd)\s(?!(?:set|given|created|issued|made|wrong|the one (?:i|they|we)|a|not)(?!\w))"
)
_AS_NOW = re.compile(r"current|present|[cg]yfredol|b?presennol|now|nawr|rwan|bellach")
_OFFICE = re.compile(r"^(?:[a-z]+ )?(?:head|headteacher|[pb]h?ennaeth)\b")
_FIRST_PERSON = re.compile(r"(?<!\w)(?:i|we)\s(?:\w+ly\s)?$")
_FIRST_PERSON_VERB = re.compile(r"(?:i'm|we're|am\b|'m|dwi|dw\b|rwy|rydw|rydym|ydw)")


def opposed(
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
        if len(ends) == 2 and _TOGETHER.fullmatch(folded[mentions[ends[0]].end : mentions[ends[1]].start]):
            continue
        if len(told) == 1 and len(open_) == 1 and mentions[told[0]].value != mentions[open_[0]].value:
            first, second = sorted((mentions[told[0]], mentions[open_[0]]), key=lambda m: m.start)
            if concept is not Concept.SCHOOL and _PUT_RIGHT.match(folded, first.end, second.start):
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


_ARROW = re.compile(r"\s*(?:\((?:old|hen|from|o|former)\)\s*)?(?:[-=–—]*>{1,2}|→|⇒|»)\s*")
_ARROW_BEFORE = re.compile(r"(?:[-=–—]*>{1,2}|→|⇒|»)\s*$")
_BESIDE_ACCOUNT = re.compile(
    r"[\s(),/:]*(?:(?:at|in|from|of|yn|yng|ym|o|school|ysgol|dfes)[\s(),/:]+)*(?:[-=–—]*>{1,2}|→|⇒|»)?[\s(]*"
)


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


_PUT_RIGHT = re.compile(
    r"\s*[-–—,;.(]+\s*(?:(?:no|nage|na|sorry|sori|apologies|correction|cywiriad|oops|wps|i mean|actually|rather)(?!\w)"
    r"|ymddiheur|(?:mae'n )?ddrwg gen|my mistake|camgymeriad)"
)
"""Between two values: the second is put in the first one's place, and so of its side."""

_FILLING = frozenset("school ysgol is was the called named yw ydi ydy oedd a an o at in yn ym yng".split())

_STRONG_PLACE = re.compile(
    r"(?<!\w)(?:at|yng|ym|(?:moved|gone|went|going|transferred|move|off)\s(?:on\s|over\s|across\s)?to"
    r"|(?:symud|mynd|aeth|symudodd|symudais)\si|(?:gweithio|dysgu|bellach|nawr|rwan|dechrau|yma|ni)\syn"
    r"|(?:joined|came|come|coming|moved|transferred|over)(?:\s\w+)?\sfrom"
    r"|(?:new|old|former|previous|last|current)\sschool(?:,|\sis|\swas)?)\s(?:the\s)?$"
)
"""A name right after these words is a school's, whatever it looks like: nobody is *at* a person."""
_WEAK_PLACE = re.compile(
    r"(?<!\w)(?:join|joined|joining|left|leave|leaving|yn|gadael|gadal|adael|gadewais|gadawodd|adawodd"
    r"|(?:daeth|dod|symud|symudodd|symudais)(?:\s\w+)?\so)\s(?:the\s)?$"
)
"""… and after these, unless it looks like a person's."""


def placed(name: NameFound, folded: str) -> bool:
    """Whether a name of another kind stands where only a school's can: right after ``now at``, ``left``, ``yn``."""
    before = folded[max(0, name.start - 30) : name.start]
    if name.kind is NameKind.PLACE or (name.text.isupper() and len(name.text) <= 5):
        return False
    if _STRONG_PLACE.search(before):
        return True
    place = place_before(folded, name.start, None)
    if place is not None and (place.strong or (place.names and name.kind is NameKind.UNKNOWN)):
        return True
    return name.kind is NameKind.UNKNOWN and bool(
        _WEAK_PLACE.search(before) or _FROM_TO.search(folded[max(0, name.start - 80) : name.start])
    )


def _own_between(between: str) -> bool:
    return bool(pattern("sides", "own").search(between))


def _after_cue(folded: str, end: int, following: int, own: Side | None = None) -> Side | None:
    tail = folded[end : min(following, end + 42)]
    direction = _DIRECTION.match(tail)
    if direction:
        return Side.FORMER if direction.group(1) else Side.NEW
    match = re.match(r"[\s,*_()]{0,3}", tail)
    rest = tail[match.end() :] if match else tail
    for key, side in (("former_after", Side.FORMER), ("new_after", Side.NEW)):
        cue = pattern("sides", key).match(rest)
        if cue and not (
            "," in tail[: len(tail) - len(rest)] and cue.group() in ("now", "nawr", "rwan", "bellach", "here", "yma")
        ):
            introduces = pattern("sides", "adjective").fullmatch(cue.group().strip("() "))
            if introduces and pattern("sides", "noun").match(rest[cue.end() :].lstrip()):
                continue
            return own or side if _OF_OWN.search(cue.group()) else side
    return None


_DIRECTION = re.compile(
    r"\s?[(\[]\s?(?:(from|leaving|left|sending|losing|o|oddi wrth|gadael)|(?:to|joining|joined|receiving|gaining|i|at))"
    r"\s?[)\]]"
)
"""``6625309 (from) and 6644633 (to)``."""
_OF_OWN = re.compile(r"(?<!\w)(?:here|with us|yma|(?:gyda|efo|'da|gynnon) ni)$|^where (?:i|we)(?:'m| am| are)?\b")


def find_cues(folded: str, own: Side | None) -> list[Cue]:
    """The words of a sentence that tell a side, in order; ``own`` is the writer's own school's."""
    cues: list[Cue] = []
    for key, side in (("former", Side.FORMER), ("new", Side.NEW), ("own", own)):
        for match in pattern("sides", key).finditer(folded):
            if match.group() == "newydd" and pattern("sides", "just_now").match(folded, match.start()):
                continue  # before a verb it says when
            if not _LEAVING_DATE.search(folded[max(0, match.start() - 12) : match.end() + 7]):
                cues.append(Cue(side, match.start(), match.end(), match.group()))
    cues = [c for c in cues if c.side is not None]
    longest = [
        c for c in cues
        if not any(o.start <= c.start and c.end <= o.end and o.end - o.start > c.end - c.start for o in cues)
    ]  # fmt: skip
    return sorted(longest, key=lambda c: (c.end, c.end - c.start))
