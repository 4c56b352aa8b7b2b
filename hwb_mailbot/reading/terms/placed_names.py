"""Names that stand where only a school's can: right after ``now at``, ``left``, ``yn``.

Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.terms.motion import ASIDE, place_before
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.terms.names import NameFound, NameKind
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import word_set

_FROM_TO = re.compile(
    r"(?<!\w)(?:moved?|moving|went|gone|transferr?\w*|symud\w*|mynd|aeth|gone over|over)\s(?:\w+\s)?(?:from|o)"
    r"\s[^.;]{3,60}\s(?:to|i)\s(?:the\s)?$"
)
_STRONG_PLACE = re.compile(
    r"(?<!\w)(?:at|yng|ym|(?:moved|gone|went|going|transferred|move|off)\s(?:on\s|over\s|across\s)?to"
    r"|(?:symud|mynd|aeth|symudodd|symudais)\si(?:'r)?|(?:gweithio|dysgu|bellach|nawr|rwan|dechrau|yma|ni)\syn"
    r"|(?:joined|came|come|coming|moved|transferred|over)(?:\s\w+)?\sfrom"
    r"|(?:new|old|former|previous|last|current)\sschool(?:,|\sis|\swas)?)\s(?:the\s)?$"
)
"""A name right after these words is a school's, whatever it looks like: nobody is *at* a person."""
_ONE_OF = re.compile(r"(?<!\w)(?:one from|un o)\s$")
"""``yr hen un o Siân Prys``: whose account it is, where the name is no saint's or writer's that schools bear."""


def _of_today(words: Sequence[str]) -> bool:
    """Whether a name is a forename and a surname as people in Wales bear them."""
    return len(words) == 2 and is_forename(words[0]) and words[1] in word_set("names", "surnames")


_NO_SCHOOL = re.compile(
    r"(?:eisteddfod|b?prifysgol|brifysgol|coleg|almaen|alban|eidal|swistir|unol|iseldiroedd|aifft|ariannin|cyngor|sir|urdd"
    r"|ll?yfrgell|ysbyty|b?pbc|bbc|awdurdod|adran|d?dwyrain|gorllewin|gogledd|de|d?dref|ganolfan|cynulliad|senedd)(?!\w)"
)
"""What else people go to with an article before its name: a country, a college, a festival."""
_WEAK_PLACE = re.compile(
    r"(?<!\w)(?:join|joined|joining|left|leave|leaving|yn|gadael|gadal|adael|gadewais|gadawodd|adawodd"
    r"|(?:daeth|dod|symud|symudodd|symudais)(?:\s\w+)?\so)\s(?:the\s)?$"
)
"""… and after these, unless it looks like a person's."""


_MAIL_FROM = re.compile(
    r"(?<!\w)(?:e-?mail|mail|message|note|letter|word|reply|answer|call|text|e-?bost|neges|llythyr|nodyn|ateb|gair)"
    r"(?:\s(?:below|underneath|above|attached|isod|uchod|that i had|i had|i got|just in|came))?"
    r",?\s(?:from|o|oddi wrth|gan)\s$"
)
_TITLED = re.compile(r"(?:mr|mrs|miss|ms|mx|dr)\.?\s")
"""A person's title; schools are called Sir, Canon and Saint too."""
_IN_OFFICE = re.compile(
    r",?\s(?:(?:who (?:is|works)|works|here)\s)?(?:in|from|at|yn|o)(?:\s(?:the|our|my|your|ein|y))?"
    r"\s?(?:'r |'n )?(?:school )?"
    r"(?:office|payroll|hr|admin|swyddfa|gyflogau|adnoddau)(?!\w)"
)
"""A name before or after these is a person's: ``the mail from Carol in our office``."""


def placed(name: NameFound, folded: str) -> bool:
    """Whether a name of another kind stands where only a school's can: right after ``now at``, ``left``, ``yn``."""
    before = ASIDE.sub(" ", folded[max(0, name.start - 60) : name.start])[-30:]
    if before.endswith("i'r ") and _NO_SCHOOL.match(folded, name.start):
        return False
    if name.kind is NameKind.PLACE or (name.text.isupper() and len(name.text) <= 5):
        return False
    if _TITLED.match(fold(name.text)):
        return False
    if name.kind is not NameKind.SCHOOL and (_IN_OFFICE.match(folded, name.end) or _MAIL_FROM.search(before)):
        return False
    if name.kind is NameKind.PERSON and _ONE_OF.search(before) and _of_today(fold(name.text).split()):
        return False
    if _STRONG_PLACE.search(before):
        return True
    place = place_before(folded, name.start, None)
    if place is not None and (place.strong or (place.names and name.kind is NameKind.UNKNOWN)):
        return True
    return name.kind is NameKind.UNKNOWN and bool(
        _WEAK_PLACE.search(before) or _FROM_TO.search(folded[max(0, name.start - 80) : name.start])
    )
