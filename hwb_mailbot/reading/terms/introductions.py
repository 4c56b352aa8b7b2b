"""Whether a writer says by a name that they are of the school so called: ``Eirlys o Borth Hesg sy 'ma``.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.terms.name_words import is_forename
from hwb_mailbot.reading.words import word_set

_FROM_HERE = re.compile(
    r"(?:^|[.,!]\s|(?:hello|hi|hiya|helo|haia|shwmae|hey|hylo|morning|afternoon|da)\s)(?:it's\s|its\s)?(?:[a-z'-]+\s){1,3}"
    r"(?:from|at|o|yn|yng|ym)\s$"
)
_IS_HERE = re.compile(
    r"(?:,?\s(?:here|writing|speaking|again)(?!\w)|,?\s(?:sydd|sy)(?:'n)?\s'?(?:yma|ma|siarad|ysgrifennu)(?!\w))"
)


_HEAD_HERE = re.compile(
    r"(?:[a-z'-]+\s){0,3}[a-z'-]+,\s(?:the\s|y\s)?(?:head(?:teacher)?|head teacher|[pb]h?ennaeth)"
    r"(?: of| at| yn| yng| ym)?\s$"
)
"""After the writer's name: ``Alun Prys, pennaeth … sy 'ma``."""
_HEAD_OF = re.compile(
    r"(?:(?:sydd|sy)(?:'n)?\s'?(?:yma|ma)|(?:ydw|dw|wyf) i|yw fy enw(?: i)?|writing"
    r"|(?:this is|i'?m|my name is)(?: [a-z'-]+){1,3})"
    r",\s(?:y\s|the\s)?(?:[pb]h?ennaeth|head(?:teacher)?(?: of| at)?)\s$"
)
"""``Mared sy 'ma, pennaeth Moelfryn yng Ngwynedd``: with the county behind it, it is no person's name."""
_IN_COUNTY = re.compile(r"(?:,|\s(?:in|yn|yng|ym))\s(?P<place>[a-z]+(?:[ -][a-z]+)?)")


def _in_county(folded: str, end: int) -> bool:
    """Whether a town or county stands behind the name that ends there."""
    found = _IN_COUNTY.match(folded, end)
    places = word_set("values", "places")
    return found is not None and (found["place"] in places or found["place"].split(" ")[0] in places)


_NOTE_FROM = re.compile(
    r"(?:^|[.,!]\s)(?:just )?(?:a )?(?:(?:quick|short|brief|little) (?:one|note|line|word|message|e-?mail|request)"
    r"|(?:nodyn|neges|gair|cais|e-?bost|un) (?:bach |fach )?(?:byr|sydyn|cyflym|clou|gloi|handi|bach|fach))"
    r" (?:from|o)\s$"
)
"""``Quick one from …``: the writer's school, or the writer."""
_BY_NAME = re.compile(
    r"(?:^|[.,!]\s)(?:(?:hello|hi|hiya|helo|haia|shwmae|s'mae|su'mae|hey|hylo|(?:good )?(?:morning|afternoon|evening)"
    r"|(?:bore |prynhawn |pnawn |noswaith )?da)(?:\s(?:there|all|bawb))?(?:[,!.]|\s[-–—])?\s)?"
    r"(?:(?:it'?s|this is)\s[a-z'-]+(?:\s[a-z'-]+)?|(?<=\s)[a-z'-]+)\s(?:from|o)\s$"
)
"""``Shwmae, Emrys o …``: a name and a place, with which a mail begins."""
_NO_SCHOOL = re.compile(
    r"(?<!\w)(?:office|payroll|hr|council|team|support|county|cyngor|gyngor|swyddfa|adran|tim|undeb|union)(?!\w)"
)
_TOWN_OR_NUMBER = re.compile(r",\s(?P<town>[a-z' ]{3,25})[.,!:;]|[\s,(]{1,2}(?:dfes |no\.? |rhif )?\d{3}[ /-]?\d{4}")


_ENDS = re.compile(r"\s?(?:[.!]|[-–—]\s|,?\s?\(?(?:the\s|y\s)?(?:head|headteacher|[pb]h?ennaeth)(?!\w))|\s?$")


def introduces(folded: str, start: int, end: int, own: Side | None) -> bool:
    """Whether the writer says by a name that they are of it: ``Eirlys o Borth Hesg sy 'ma``, ``Wil from X here``.

    A head, whose ``own`` school is the one left, does so by name and place too: ``Shwmae, Emrys o Bandy Isaf.``
    ``Quick one from X`` does so where a town or a DfES number follows, or X is no person (``Bishop's Meadow``).
    """
    before = folded[max(0, start - 60) : start]
    if own is Side.FORMER and _HEAD_OF.search(before) and not is_forename(folded[start:end].split(" ")[0]):
        return _in_county(folded, end)
    if _IS_HERE.match(folded, end):
        return bool(_FROM_HERE.search(before) or _HEAD_HERE.search(before))
    if own is Side.FORMER and _BY_NAME.search(before) and _ENDS.match(folded, end):
        name = folded[start:end]
        return " " in name and name not in word_set("values", "places") and not _NO_SCHOOL.search(name)
    if not _NOTE_FROM.search(before):
        return False
    beside = _TOWN_OR_NUMBER.match(folded, end)
    if is_forename(folded[start:end].split(" ")[0]):
        return False
    town = beside is not None and (beside["town"] is None or beside["town"].strip() in word_set("values", "places"))
    return town or "'s " in folded[start:end]
