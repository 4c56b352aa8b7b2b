"""A leaving date of which the sentence before spoke: ``About the leaving date. It isn't on SIMS yet.``

What is said of *it* is said of that date: that it is not on the record, or which day it is. Nothing here fails.
"""

from __future__ import annotations

import re
from datetime import date

from hwb_mailbot.reading.terms.dates import DateFound, find_dates

_RECORD = r"(?:mis|sims|system|record|arbor|bromcom|teacher centre|management information system)"
_COFNOD = r"(?:mis|sims|sgr|s[yu]stem\w*|cofnod|gofnod|teacher centre)"
_IT_IS_NOT = re.compile(
    r"(?<!\w)(?:it|that|this)\s?(?:(?:is|was)(?:n't|\snot)|'s not|has(?:n't|\snot) (?:been \w+|gone|got|made it))"
    rf"(?: (?:yet|actually|there|as yet|quite|put|been|down|showing|up)){{0,3}} (?:on|in|into|onto|to)"
    rf" (?:(?:the|our) )?{_RECORD}"
    r"|(?<!\w)(?:(?:dydi|dydy|tydi|tydy|dyw|dydyw|'?di|nid yw|nid ydi|nid ydyw|nad yw|nad ydi)"
    r" (?:o|e|fo|ef|hwnnw|hwnna|hwnne)(?: (?:ddim|dim))?"
    r"(?: (?:wedi (?:mynd|cael ei \w+)|i (?:mewn|fewn)|eto|yno)){0,2}"
    r"|heb (?:gael )?(?:ei |'i )?(?:roi|nodi|gofnodi|fynd|fewnbynnu|ychwanegu)(?: (?:i mewn|i fewn|eto)){0,2})"
    rf" (?:ar|yn|at|i)(?:'r| y| ein)? {_COFNOD}"
)
_BEFORE_IT = " -–—(,"
_FOR_ALL = (
    r"(?:(?:the|that|very|same|date|day|one|in|for|with|both|all|each|of|them|two|three|four|everybody|everyone|case"
    r"|cases|namely|yr?|'r|un|run|dyddiad|diwrnod|i|ar|gyfer|i'r|ddau|ddwy|dau|dwy|tri|tair|ohonyn|nhw|ohonynt|pawb"
    r"|bawb|sef)[\s,:–—-]+)*"
)
_IT_IS = re.compile(
    r"\W*(?:(?:and|ac?)\s)?(?:(?:it|that|this|the (?:leaving )?date)(?:'s|\s(?:is|was))"
    r"|(?:yr? un dyddiad|y dyddiad|hwnnw) (?:yw|ydi|ydy|oedd)(?: (?:o|e|hwnnw))?|mae(?:'n| o'n| e'n)? yr un)"
    rf"[\s,:–—-]+{_FOR_ALL}"
)
"""Before the date; ``it was entered on`` tells another one."""
_IS_IT = re.compile(
    r"\s(?:yw|ydi|ydy|ydyw|oedd|'di|is|was)\s(?:o|e|ef|hwnnw|hwnna|hwnne|(?:y|the) d(?:yddiad|ate)|it)"
    r"(?=\W*(?:$|[.,;)]|\s(?:i|for|ar gyfer)\s))"
)


def it_is_not_there(folded: str) -> bool:
    """Whether a folded sentence says that what was spoken of is not on the record; a question says nothing."""
    return "?" not in folded and bool(_IT_IS_NOT.search(folded))


def date_of_it(sentence: str, folded: str, sent_on: date | None) -> DateFound | None:
    """The one date of a sentence that only tells which day it is: ``It is the same for both: 31 August``."""
    dates = find_dates(sentence, sent_on)
    if len(dates) != 1 or "?" in folded:
        return None
    day = dates[0]
    alone = not folded[: day.start].strip(_BEFORE_IT) and _IS_IT.match(folded, day.end)
    return day if alone or _IT_IS.fullmatch(folded, 0, day.start) else None
