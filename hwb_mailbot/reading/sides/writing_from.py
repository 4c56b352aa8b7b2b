"""Whether a mail points at the account it comes from: ``the one im emailing from``.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.words import pattern


def writes_from(folded: str) -> bool:
    """Whether the mail points at the account it comes from: ``the one im emailing from``, ``dw i'n sgwennu ohono``.

    An account (or ``one``, ``address``, ``this``), somebody who writes, and ``from`` or its Welsh forms make it.
    """
    told = [*_WRITES_FROM.finditer(folded), *pattern("prose", "writing_from").finditer(folded)]
    return any(
        not (_NOT_FROM.search(found.group()) or _NOT_BEFORE.search(folded[max(0, found.start() - 24) : found.start()]))
        for found in told
    )


_NOT_FROM = re.compile(r"(?<!\w)(?:not|never|n't|ddim|nid|unable|methu)(?!\w)|n't(?!\w)")
_NOT_BEFORE = re.compile(
    r"(?:(?<!\w)(?:not|never|nid|ddim|cannot|cant|unable|if|os|unless|until|when|once|pan|unwaith|methu)|n't)"
    r"(?:\s(?:yet|i|to|am|be|the|this|yr?|yn|o|fedra|galla\w*|alla\w*))*\s$"
)
"""Before such words: the mail comes from another account."""


_ACCOUNT = (
    r"(?:accounts?|one|address|login|log-in|e-?mail|hwb|this|here|it|[cgn]h?yfrif|nghyfrif|gyfrif|un"
    r"|[cgn]h?yfeiriad|gyfeiriad|hwn|yma|hon)"
)
_WRITING = (
    r"(?:writing|e-?mailing|mailing|messaging|sending|using|contacting|typing|asking|write|e-?mail|mail|send|use"
    r"|comes?|sent|y?sgr?[iw]\w*n+u|sgwennu|anfon|danfon|gyrru|hala|e-?bostio|d?defnyddio|cysylltu|gofyn|teipio)"
)
_I = (
    r"(?:i'?m|i am|i|im|we'?re|we are|we|this|that|dw i'?n?|dwi'?n?|rwy'?n?|rwyf(?:'n| yn)|wi'?n|rydw i'?n"
    r"|rydym(?:'n| yn)|yr (?:yd)?wyf(?: i)?(?:'n| yn)|rwy i'n|sy'?n|sydd yn)"
)
_FROM_IT = r"(?:from|on|with|ohono|ohoni|oddi wrtho|arno|arni|(?:right )?now|rwan|nawr|at the moment)"
_WRITES_FROM = re.compile(
    rf"(?<!\w){_ACCOUNT}\s(?:(?:that|which|yr|y|rwan|hwb)\s)?(?:hwb\s)?{_I}\s(?:\w+\s)?{_WRITING}"
    rf"(?:\s[\w'-]+){{0,3}}?\s{_FROM_IT}(?!\w|\s(?:my|fy|the|his|her))"
    rf"|(?<!\w){_I}\s(?:\w+\s)?{_WRITING}(?:\s(?!old|former|hen)[\w'-]+){{0,3}}?\s(?:from|o|o'r|o'm)"
    rf"\s(?:(?:my|the|fy|it|y|a)\s)?(?:(?:new|current|present)\s{_ACCOUNT}|{_ACCOUNT}\snewydd)(?!\w)"
    r"|(?<!\w)(?:from|with|using|o|o'm|o'r|gyda|gyda'm|gyda'r|efo|efo'r|'da'r|gan ddefnyddio|drwy)"
    rf"\s(?:(?:my|the|this|fy|y)\s)?(?:(?:new|current|present)\s(?:hwb\s)?{_ACCOUNT}|{_ACCOUNT}\s(?:hwb\s)?newydd),?"
    rf"\s(?:that\s)?{_I}\s(?:\w+\s)?{_WRITING}(?!\w)"
    rf"|(?<!\w){_I}\s(?:\w+\s)?{_WRITING}(?:\s(?!old|former|hen)[\w'-]+){{0,3}}?"
    r"\s(?:with|using|gyda|gyda'm|efo|gan ddefnyddio)"
    rf"\s(?:(?:my|the|fy|y)\s)?(?:(?:new|current|present)\s{_ACCOUNT}|{_ACCOUNT}\snewydd)"
    r"(?!\w|\s(?:details|information|info|name|number|manylion|enw|rhif))"
    r"|(?<!\w)(?:address|account|e-?mail|one|cyfeiriad|cyfrif|un)\s(?:(?:in|at|on|shown in|yn|ar)\s)(?:the\s|y\s|yr\s)?"
    r"(?:from|oddi wrth|sender|top|brig)(?!\w)"
)
