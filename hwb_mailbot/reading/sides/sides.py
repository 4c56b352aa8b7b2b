"""Which school a value told in a sentence is of: the one left or the one joined.

Each mention gets the side that the nearest words tell (``left``, ``now at``, ``o … i …``); where nothing tells, it
stays open and the mail as a whole decides. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.sides.behind import told_behind_it
from hwb_mailbot.reading.sides.cues import Cue, nearest_cue
from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.sides.to_keep import kept_at_new_school
from hwb_mailbot.reading.sides.unnamed import side_of_unnamed
from hwb_mailbot.reading.terms.introductions import introduces
from hwb_mailbot.reading.terms.kept_at import kept_at
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.terms.motion import place_after, place_before, was_there
from hwb_mailbot.reading.text import ARROW
from hwb_mailbot.reading.words import ends_with, pattern


def side_of(
    number: int, mentions: list[Mention], sides: dict[int, tuple[Side | None, bool]],
    cues: list[Cue], folded: str, own: Side | None, last_side: Side | None, just_told: Side | None = None,
) -> tuple[Side | None, bool]:  # fmt: skip
    """The side of mention ``number`` of a sentence and whether its words tell it, earlier mentions being settled.

    ``last_side`` is that of the school named last, ``just_told`` the only one of which the sentence before told.
    """
    mention = mentions[number]
    previous = mentions[number - 1] if number else None
    following = mentions[number + 1].start if number + 1 < len(mentions) else len(folded)
    if mention.concept is Concept.SCHOOL:
        if ends_with(("sides", "account_from"), folded[: mention.start]):
            return Side.FORMER, True
        if own is not None and introduces(folded, mention.start, mention.end, own):
            return own, True
        if was_there(folded, mention.start, mention.end):
            return Side.FORMER, True
        if kept_at(folded, mention.start):
            return place_after(folded, mention.start, mention.end), False
        place = place_before(folded, mention.start, own)
        if place is not None and (place.side is not None or mention.firm):
            return place.side, place.side is not None
        told = place_after(folded, mention.start, mention.end)
        if told is not None:
            return told, True
    if mention.concept is Concept.USERNAME and kept_at_new_school(folded, mention.start, mention.end):
        return Side.FORMER, True
    if mention.concept is Concept.USERNAME and last_side is not None and _GIVEN_THERE.search(folded[: mention.start]):
        return last_side, True
    if previous is not None and previous.concept is not mention.concept and number - 1 in sides:
        between = folded[previous.end : mention.start]
        inside = between.count("(") > between.count(")")
        if inside and previous.concept is Concept.SCHOOL and kept_at(folded, previous.start):
            return sides[number - 1]
        adjoining = (
            len(between) <= 28
            and between.count(")") <= between.count("(")
            and not re.search(
                rf"[.;]|{ARROW}|\b(?:and|but|to|into|with|now|moved|also|likewise|a|ac|ond|i|bellach|nawr|gyda|hefyd)\b",
                between,
            )
        )
        of_account = mention.concept is Concept.SCHOOL and previous.concept is Concept.USERNAME and not inside
        told_anew = pattern("sides", "former", "new").search(between)
        if (of_account and not sides[number - 1][1]) or (
            told_anew and not inside and mention.concept is not Concept.DFES
        ):
            adjoining = False
        if (inside or adjoining) and sides[number - 1][0] is not None and not _own_between(between):
            after = told_behind_it(folded, mention.end, following, own)
            return (after, True) if after and not inside else sides[number - 1]
    if mention.concept is Concept.DFES and previous is not None and previous.concept is Concept.SCHOOL:
        between = folded[previous.end : mention.start]
        if (
            between.strip(" ,(")
            and len(between) < 60
            and _STILL_OF_IT.fullmatch(between)
            and not _TO_IT.search(between)
        ):
            return sides[number - 1]
    if (
        mention.concept is Concept.DFES
        and previous is not None
        and previous.concept is Concept.USERNAME
        and sides[number - 1][1]
        and _THERE.search(folded[: previous.start])
        and _OF_THAT_SCHOOL.search(folded[previous.end : mention.start])
    ):
        return sides[number - 1]
    if mention.concept is Concept.DFES and _ONTO_NAME.search(folded[: mention.start]):
        return Side.NEW, True
    unnamed = side_of_unnamed(folded, mention.start, own) if mention.concept is Concept.DFES else None
    if unnamed is not None:
        return unnamed, True
    paired = number + 1 < len(mentions) and mentions[number + 1].concept is mention.concept
    after = told_behind_it(folded, mention.end, following, own, paired=paired)
    if after is None and mention.concept is Concept.SCHOOL:
        after = _after_bracket(number, mentions, folded, own)
    if after is not None:
        return after, True
    if mention.concept is Concept.USERNAME and own is not Side.FORMER and _USED_TO_BE.match(folded, mention.end):
        return Side.FORMER, True
    if mention.concept is Concept.USERNAME and own is not Side.FORMER and _AM_NOW.match(folded, mention.end):
        return Side.NEW, True
    same = [m for m in mentions[:number] if m.concept is mention.concept]
    floor = same[-1].end if same else 0
    lead = re.sub(r"\([^()]{0,200}\)", " ", folded[floor : mention.start])
    if (
        same
        and re.search(
            rf"(?:^|\s)(?:to|into|i|at|with|a|â|gyda|{ARROW})\s+(?:the\s+|my\s+|fy\s+|new\s+|account\s+)*$", lead
        )
        and len(lead) < 60
        and not _MISTAKEN.search(lead)
    ):
        prior = sides[mentions.index(same[-1])][0]
        open_prior = not sides[mentions.index(same[-1])][1] and mention.concept is Concept.USERNAME
        joined = _JOINED.search(folded[max(0, same[-1].start - 60) : same[-1].start])
        if open_prior and own is Side.FORMER and joined and _BESIDE_EACH_OTHER.fullmatch(lead):
            return own, False  # ``merge ab22 with ab1``: neither is said to be the old one
        onto = re.search(rf"(?:^|\s)(?:to|into|i|{ARROW})\s+(?:the\s+|my\s+|fy\s+|new\s+|one,?\s+|account\s+)*$", lead)
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
    if (
        previous is not None
        and previous.concept is Concept.USERNAME
        and mention.concept is Concept.SCHOOL
        and _LEFT_FOR.fullmatch(folded, previous.end, mention.start)
        and pattern("motion", "leave").search(folded[: previous.start])
    ):
        return Side.NEW, True
    nearest = nearest_cue(cues, mention, floor, folded, own)
    if mention.concept is Concept.SCHOOL:
        verb = _by_verb(lead, own)
        if verb is not None and (nearest is None or mention.start - verb[1] >= nearest.end):
            return verb[0], True
    if nearest is not None:
        return nearest.side, True
    if pattern("sides", "there").search(folded):
        numbered = mention.concept is Concept.DFES
        here = [n for n in range(number) if numbered and mentions[n].concept is Concept.SCHOOL and sides[n][1]]
        side_there = sides[here[-1]][0] if here else last_side
        if side_there is not None:
            return side_there, True
    if mention.concept is Concept.DFES and own is Side.NEW and just_told is not None and not same:
        lead_in = folded[: mention.start]
        if pattern("sides", "its_number").search(lead_in) and not pattern("sides", "own").search(lead_in):
            return just_told, True
    if mention.concept is Concept.SCHOOL:
        return None, False
    schools = [n for n, m in enumerate(mentions) if m.concept is Concept.SCHOOL and n in sides and sides[n][0]]
    if mention.concept is Concept.DFES and schools:
        return sides[schools[-1]][0], True
    return own, False


_JOINED = re.compile(r"(?<!\w)(?:merg|link|combin|consolidat|join|connect|uno|h?unwch|[cg]h?yfun|[cg]h?ysyllt)\w*")
_BESIDE_EACH_OTHER = re.compile(
    r"\s*(?:up\s|together\s)?(?:with|and|a|ac|ag|gyda|efo|hefo|'da|&)\s+(?:the\s|account\s|cyfrif\s|y\s)*"
)
_THERE = re.compile(r"(?<!\w)(?:there|yno) (?:is|was|oedd|yw|ydi|ydy)\s$")
_OF_THAT_SCHOOL = re.compile(
    r"(?<!\w)(?:(?:the|that) school's|its|school number|(?:dfes )?number of (?:the|that) school"
    r"|rhif (?:dfes )?(?:yr|eu) h?ysgol)"
    r"(?: dfes| school)?(?: number| code| no)?(?: is| was| yw| ydi| ydy| oedd)?\s$"
)
"""``The username there was ab1, and I am told that the school's DfES number is …``: that of the account's school."""
_GIVEN_THERE = re.compile(r"(?<!\w)(?:given|issued|allocated|assigned)(?: with)? there,? (?:is|was)\s(?:the \w+ )?$")
"""Before an account: it is that of the school that was named last."""


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


_KEEPS_RECORD = re.compile(
    r"(?<!\w)(?:i|we|dw i|dwi|rwy\w*|rydw i|rydym)(?:'[a-z]+)?\s(?:yn )?"
    r"(?:look after|run|manage|maintain|keep|do|gofalu|rhedeg|cadw)"
)
"""Who looks after a school's records writes of their own."""
_RECORD_OF = re.compile(
    r"(?<!\w)(?:mis|sims|sgr|system|gwybodaeth reoli|records?)\s(?:(?:of|at|for|yn|yng|ym)\s)?(?:the\s)?$"
)
_ONWARDS = re.compile(r"(?:^|\s)(?:to|i|into|for|am)\s(?:the\s)?$")
_TOWARDS = re.compile(r"(?:^|\s)(?:to|into|i)\s(?:the\s)?$")
_AT = re.compile(
    r"(?:^|[\s'])(?:at|in|with|for|by|yn|yng|ym|gyda|efo|ar staff|on the staff of|aelod o(?:'r)? staff"
    r"|rhan o (?:d?dim|staff)|members? of (?:the )?staff (?:of|at)|part of the (?:team|staff) (?:of|at))\s(?:the\s)?$"
)
_MISTAKEN = re.compile(r"(?<!\w)(?:confused?|mixed up|mistaken|ch?ymysg\w*|gymysg\w*) (?:with|a|gyda|efo)\s+$")
_USED_TO_BE = re.compile(
    r"\s(?:was|oedd|o'dd)\s(?!(?:set|given|created|issued|made|wrong|the one (?:i|they|we)|a|not)(?!\w))"
    r"|\s(?:r?o'n|r?oeddwn|bues|fues) i(?! (?:wedi|'di|newydd|am|i fod|yn meddwl)(?!\w))(?!\w)"
)
_AM_NOW = re.compile(
    r"\s(?:ydw|dw|wyf|wi|'dw) i(?:'n)? (?:nawr|rwan|bellach|erbyn hyn)(?!\w)"
    r"|\s(?:is me|is mine|is what i use|i am|i'm) now(?!\w)"
)
_FIRST_PERSON = re.compile(r"(?<!\w)(?:i|we)\s(?:\w+ly\s)?$")
_FIRST_PERSON_VERB = re.compile(r"(?:i'm|we're|am\b|'m|dwi|dw\b|rwy|rydw|rydym|ydw)")


def _own_between(between: str) -> bool:
    return bool(pattern("sides", "own").search(between))


def _after_bracket(number: int, mentions: list[Mention], folded: str, own: Side | None) -> Side | None:
    """The side told behind a bracket with the school's number: ``Bryn Teg (661 2345) was her school``."""
    bracket = _NUMBER_BRACKET.match(folded, mentions[number].end)
    if bracket is None:
        return None
    following = next((m.start for m in mentions[number + 1 :] if m.start >= bracket.end()), len(folded))
    return told_behind_it(folded, bracket.end(), following, own)


_STILL_OF_IT = re.compile(
    r"(?:[\s,(]|(?<!\w)(?:yr?|ydw|ydwyf|wyf|dw|dwi|rydw|rwyf|i|bellach|nawr|rwan|mae|ma|hi|o|e|fo|fe|erbyn|hyn|oeddwn|o'n"
    r"|bum|bues|roeddwn|oedd|now|am|is|where|she|he|they|currently|eleni|heddiw|dfes|rhif|number|no)(?!\w))+"
)
"""Between a school and its number: ``yn Ysgol Bryn Teg yr wyf bellach (661 2345)``."""
_ONTO_NAME = re.compile(
    r"(?<!\w)(?:moved?|transferred|gone|went|over|symud\w*|mynd|aeth|des|dod)\s(?:from|o)\s[^.;()]{3,50}?\s(?:to|i)\s(?:the\s)?"
    r"(?:[a-z'-]+\s){1,5}\($"
)
"""``I moved from Hugh Owen to Thomas Jones (``: the number is of the second, even where neither looks like a school."""
_TO_IT = re.compile(r"(?<!\w)[io]\s$")
_LEFT_FOR = re.compile(r"\),?\s(?:am|for|to|i)\s(?:the\s|yr?\s)?")
"""Between a leaver's account in brackets and the school joined: ``have left: Nia Orwig (orwign4) for Ysgol …``."""
_NUMBER_BRACKET = re.compile(r"\s?\([^()]{0,25}\d{3}\s?[/ .-]?\s?\d{4}[^()]{0,4}\)(?=\s)")
