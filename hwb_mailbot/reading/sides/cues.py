"""The words before a value that tell which school it is of: ``at my old school``, ``I am now at``, ``ein rhif ni``.

The nearest cue counts, unless something between it and the value says that it tells of something else. Nothing here
fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.labels import Concept, Side
from hwb_mailbot.reading.words import pattern


class Cue(NamedTuple):
    """Words that tell a side, for what stands after them."""

    side: Side | None
    start: int
    end: int
    text: str


def find_cues(folded: str, own: Side | None) -> list[Cue]:
    """The words of a sentence that tell a side, in order; ``own`` is the writer's own school's."""
    cues: list[Cue] = []
    other = Side.NEW if own is Side.FORMER else Side.FORMER if own is Side.NEW else None
    for key, side in (("former", Side.FORMER), ("new", Side.NEW), ("own", own), ("theirs", other)):
        for match in pattern("sides", key).finditer(folded):
            if match.group() == "newydd" and pattern("sides", "just_now").match(folded, match.start()):
                continue  # before a verb it says when
            if not _LEAVING_DATE.search(folded[max(0, match.start() - 12) : match.end() + 7]):
                cues.append(Cue(side, match.start(), match.end(), match.group()))
    of_mail = [m.span() for m in _OF_THE_MAIL.finditer(folded)]
    cues = [c for c in cues if c.side is not None and not any(a <= c.start and c.end <= b for a, b in of_mail)]
    longest = [
        c for c in cues
        if not any(o.start <= c.start and c.end <= o.end and o.end - o.start > c.end - c.start for o in cues)
    ]  # fmt: skip
    return sorted(longest, key=lambda c: (c.end, c.end - c.start))


_LEAVING_DATE = re.compile(r"(?<!\w)leaving(?: |-)date|yddiad(?:au)? (?:g?ada?el|gadal)")
"""These words speak of the record, not of who left which school."""
_OF_THE_MAIL = re.compile(
    r"(?<!\w)(?:one|account|address) (?:that )?i(?:'m| am) (?:now )?(?:writ|e-?mail|send|mail)\w+(?: \w+){0,2} from"
    r"|(?<!\w)from (?:which|where) (?:i|we)(?:'m| am|'re| are| have)?(?: now)? (?:writ|e-?mail|send|sent|mail)\w*"
    r"|(?<!\w)(?:writ(?:e|ing)|e-?mailing|sending|mailing|sent)(?: [\w-]+){0,3}? from"
    r"(?= (?:(?:the|my) )?(?:account|[a-z.]+\d))"
    r"|(?<!\w)(?:e-?mail|mail|message|this|neges)(?: (?:to you|hon|yma))? (?:comes|is coming|(?:is|was)(?: sent)?) from"
    r"|\b(?:ysgrifennu|sgwennu|anfon|e-?bostio)(?: (?:atoch|hwn|hon|y neges|chi)){0,3} o(?= (?:y cyfrif|[a-z.]+\d))"
)
"""From which account the mail comes, and not where anybody comes from: ``the account from which I am writing``."""


def nearest_cue(cues: Sequence[Cue], mention: Mention, floor: int, folded: str, own: Side | None) -> Cue | None:
    """The last of the ``cues`` of a folded sentence that tells of ``mention``; none before ``floor`` is looked at."""
    nearest: Cue | None = None
    for cue in cues:
        if cue.end <= mention.start and cue.start >= floor and mention.start - cue.end <= 70:
            gap = folded[cue.end : mention.start]
            if _leaves_bracket(gap) or (cue.text in ("o", "i", "from", "to") and _NOWHERE.match(gap)):
                continue
            if mention.concept is Concept.SCHOOL and not mention.firm and set(gap.split()) - _FILLING:
                continue
            if cue.text.startswith("left") and mention.concept is Concept.SCHOOL and _DATED.match(gap):
                continue  # ``left 31/08/2026, Y``: the date is told, and not which school was left
            if mention.concept is Concept.SCHOOL and (re.search(r"[;]|\s-\s", gap) or _THE_SCHOOL_IS.search(gap)):
                continue
            if mention.concept is Concept.USERNAME and cue.text in ("was", "were", "oedd") and "," in gap:
                continue  # ``ab1 was …, ab2 is …``: it speaks of the one before
            if mention.concept is Concept.USERNAME and _ACCOUNTS.search(gap):
                continue  # ``I now have two accounts, ab1 …``: it speaks of both
            if mention.concept is Concept.USERNAME and own is Side.FORMER and _HER_ACCOUNT.search(gap):
                continue  # ``she has gone to Bryn Teg and can have her account, ab1``
            if mention.concept is Concept.USERNAME and (
                cue.text == "join" or (_WITHIN.search(cue.text) and not gap.strip())
            ):
                continue  # ``all my work is in ab1``, ``join up ab1 and ab2``
            if mention.concept is Concept.USERNAME and _WE.fullmatch(cue.text) and ";" in gap:
                continue  # ``what they gave me here; ab1 is …``
            if mention.concept is Concept.USERNAME and _WE.fullmatch(cue.text) and _AND.search(gap):
                continue  # ``has joined us and would like to keep …``: not our account
            if _BROKEN.search(gap) and pattern("sides", "theirs").fullmatch(cue.text):
                continue  # ``in touch with them: the clerk, ab1``
            if _ROLE.match(cue.text) and _OTHERS_ROLE.search(folded[max(0, cue.start - 40) : cue.start]):
                continue
            if own is Side.FORMER and mention.concept is Concept.DFES and _AS_NOW.fullmatch(cue.text):
                continue  # our *current* number is no new school's
            if _OFFICE.search(cue.text) and gap.strip(" ,") not in ("", "the", "school"):
                continue
            nearest = cue
    return nearest


def _leaves_bracket(text: str) -> bool:
    """Whether a bracket that ``text`` begins in ends within it."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return True
    return False


_ACCOUNTS = re.compile(
    r"(?<!\w)(?:(?:two|both|2)(?: \w+){0,2} (?:accounts|usernames|log-?ins|of them)|accounts|usernames|log-?ins"
    r"|(?:dau|ddau|dwy|ddwy|2)(?: \w+)? (?:[cg]h?yfri\w*|enw\w*|ohonynt|ohonyn nhw)|[cg]h?yfrifon)(?!\w)"
)
"""Both accounts at once."""
_BROKEN = re.compile(r"[.;:,!?]|(?<!\w)(?:clerk|secretary|head\w*|ysgrifenydd\w*|[pb]h?ennaeth)(?!\w)")
_THE_SCHOOL_IS = re.compile(
    r"(?<!\w)(?:and|a|ac|,)\s(?:the school (?:is|was)|(?:yr )?ysgol (?:yw|ydi|ydy|oedd))\s(?:the\s)?$"
)
"""``was ab1 with us and the school is``: what is told anew is not of what was told before."""
_DATED = re.compile(r"\s(?:on\s)?(?:the\s)?\d[\w /.-]{4,20},")
_NOWHERE = re.compile(r"\s*[.!?;:)]\s|\s(?:'r )?(?:staff|d?dim|athrawon)(?!\w)")
"""After ``ydi o`` the sentence ends: no preposition stands there; nor is one of place in ``aelod o staff``."""
_WE = re.compile(r"we|us|ni|here|yma|with us|gyda ni|efo ni|'da ni")
_HER_ACCOUNT = re.compile(
    r"(?:,|\s(?:and|but|so|ac?|ond))\s[^.;]{0,40}?(?<!\w)(?:her|his|their|ei|eu)(?: hwb)? "
    r"(?:account|username|log-?in|[cg]?h?yfrif|enw defnyddiwr)[\s,:(]*$"
)
"""In a headteacher's clause of its own: the account that the leaver had."""
_WITHIN = re.compile(r"(?:^|\s|')(?:is|are|am|s|m|re|was|were)(?: \w+)* (?:at|in|with)$")
"""Of a cue: where somebody or something is, or was."""
_AND = re.compile(r"(?<!\w)(?:and|ac|but|ond)(?!\w)")
_OTHERS_ROLE = re.compile(r"(?<!\w)(?:is|was|he|she|mae|bellach|now|nawr|rwan)\s(?:\w+\s){0,3}$")
_ROLE = re.compile(
    r"(?:digital|secretary|business|administrator|technician|clerk|deputy"
    r"|(?:pencamp|hyrwydd|arwein|ysgrifenydd|rheolwr|swyddog|gweinydd|clerc)\w*)\b"
)
_AS_NOW = re.compile(r"current|present|[cg]yfredol|[bp]resennol|now|nawr|rwan|bellach")
_OFFICE = re.compile(r"^(?:[a-z]+ )?(?:head|headteacher|[pb]h?ennaeth)\b")
_FILLING = frozenset("school ysgol is was the called named yw ydi ydy oedd a an o at in yn ym yng".split())
