"""A school that a sentence names and that is neither the one left nor the one joined: where somebody was years before.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.family import FAMILY
from hwb_mailbot.reading.terms.motion import ASIDE
from hwb_mailbot.reading.words import pattern


def is_neither(folded: str, mention: Mention) -> bool:
    """Whether a folded sentence names a school of somebody's earlier years, or a second one that the writer runs."""
    before = re.split(r"[,;.(]| and | then | ac? ", folded[max(0, mention.start - 60) : mention.start])[-1]
    if pattern("sides", "account_from").search(before):
        return False  # however long ago: it is where the account comes from
    aside = ASIDE.match(folded, mention.end)
    behind = aside.end() if aside else mention.end
    after = re.split(r"[,;.)]| and | then | ac? | but | ond ", folded[behind : behind + 50])[0]
    lead = folded[max(0, mention.start - 70) : mention.start]
    if _ALSO_OURS.search(lead) and not _WHERE.match(folded, behind):
        return True
    if (
        _SHARES_WITH.search(lead)
        or _SOME_DAYS.search(lead)
        or _RELATIVE_AT.search(lead)
        or _YEARS_BEFORE.match(folded, behind)
    ):
        return True
    return bool(_LONG_AGO.search(before) or _LONG_AGO.search(after) or _BEFORE_US.match(after.lstrip()))


_LONG_AGO = re.compile(
    r"(?<!\w)(?:first (?:post|job|role|school)|swydd gyntaf|years ago|(?:flynyddoedd|flynydde|flynedd|mlynedd) yn ol"
    r"|trained|student|placement|hyfforddi|ymarfer dysgu|teaching practice)(?!\w)"
)
_BEFORE_US = re.compile(
    r"before (?:(?:she|he|they) )?(?:c[ao]m(?:e|ing)|join(?:ed|ing)|mov(?:ed|ing)|start(?:ed|ing)|arriv(?:ed|ing))"
    r"(?: over| across)?(?: to| with| at)? ?(?:us|here|our school|this school)(?!\w)"
    r"|cyn (?:(?:iddi|iddo) (?:hi |o |fo |fe )?)?(?:dd?od|ymuno|symud|dd?echrau)"
    r" (?:atom|aton|a ni|gyda ni|efo ni|yma)(?!\w)"
)
"""Behind a school of a headteacher's mail: it is the one before theirs."""
_ALSO_OURS = re.compile(
    r"(?<!\w)(?:i|we)(?:'m| am| are)? also(?: \w+){0,2}? (?:run|lead|manage|head|head(?:teacher)? of|look after"
    r"|responsible for)\s(?:the\s)?$"
    r"|(?<!\w)(?:hefyd(?:'n| yn) (?:rhedeg|arwain|rheoli|gofalu am|bennaeth ar)"
    r"|(?:rhedeg|arwain|rheoli|bennaeth ar) hefyd)\s(?:y\s)?$"
)
_SOME_DAYS = re.compile(
    r"(?<!\w)(?:also|hefyd)\s[^.;]{0,40}?(?<!\w)(?:days?|mornings?|afternoons?|hours?|d?diwrnod\w*|bore|fore|p?b?rynhawn)"
    r"(?: (?:a|each|every|yr|bob) (?:week|fortnight|wythnos|pythefnos))? (?:at|in|with|yn|yng|ym|gyda|efo)\s(?:the\s)?$"
)
"""Before a school at which somebody works besides, now and then."""
_SHARES_WITH = re.compile(
    r"(?<!\w)(?:shar(?:e|es|ing) (?:her|his|their|my|some of (?:her|his|their|my)) (?:time|week|days|hours) with"
    r"|rhannu (?:ei |fy |eu )?(?:h?amser|wythnos) (?:gyda|efo|gydag|hefo|ag?))\s(?:the\s)?$"
)
"""Before a school that has somebody for part of the week; ``between X and Y`` tells of two and is left open."""
_YEARS_BEFORE = re.compile(
    r"\s?before (?:i |she |he )?[^.;,]{3,50},? (?:(?:many|some|a few|several|\w+) )?years ago(?!\w)"
    r"|\s?cyn (?:i mi |iddi |iddo )?[^.;,]{3,50},? (?:(?:rhai|\w+) )?(?:flynyddoedd|mlynedd|flynedd) yn ol(?!\w)"
)
_RELATIVE_AT = re.compile(
    rf"(?<!\w)(?:my|our|her|his|their|fy|ei|eu|'i) (?:{FAMILY}|friend|ffrind)"
    r"(?:,? [a-z'-]+,?)?(?:'s| is| was| also| now| hefyd)*"
    r" (?:works?|working|teach(?:es|ing)?|taught|(?:a |the )?(?:\w+ )?(?:teacher|head|pupil|governor)|goes|going"
    r"|went|yn mynd|(?:yn|'n) (?:gweithio|dysgu|athr\w+|ddisgybl|bennaeth))(?: \w+)?"
    r" (?:at|in|to|of|yn|yng|ym|i)\s(?:the\s)?$"
)
"""Before a school of the leaver's or the mover's family."""
_WHERE = re.compile(r",?\s(?:where|lle|ble|yn lle)(?!\w)")
"""A second school of the writer's counts where somebody was there."""
