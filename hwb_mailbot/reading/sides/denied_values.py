"""Values that the verb of their sentence denies: ``her username isn't X``, ``X is not hers``, ``she never went to X``.

What is denied until some day, or denied of the present alone (``she isn't at X any more``), is no denial of the value.
Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.sides.mention import Mention
from hwb_mailbot.reading.terms.labels import Concept

_LINKS = r"(?:is|was|are|were|isn|wasn|aren|weren)"
_DETAIL = (
    r"(?:(?:hwb|right|correct|actual|cywir) )?(?:user ?name|user|log-?in|account|e-?mail(?: address)?|id|school"
    r"|number|no|code|staff code|initials"
    r"|(?:dfes|school|staff|employee|payroll|pay|account|estab\w*) (?:number|no|code|name)"
    r"|enw(?: defnyddiwr)?|c?g?n?g?h?yfrif|[my]?h?ysgol|rhif(?: (?:adas|dfes|yr ysgol|cyflogai|gweithiwr|staff))?"
    r"|n?g?h?cod(?: staff)?|n?gh?od(?: staff)?)"
)
_WHOSE = r"(?:her|his|my|their|our|the|its|a|an|(?:[a-z]+'s))"
_NOW_ONLY = re.compile(
    r"[^.;]{0,40}?(?<!\w)(?:any ?more|any longer|now|currently|at present|until|till|before|yet|mwyach|bellach|rhagor"
    r"|nawr|rwan|erbyn hyn|ar hyn o bryd|tan|nes|cyn|eto)(?!\w)"
)
"""Behind what is denied: it is so now, or until some day, and was not, or will not be, otherwise."""
_ISNT = re.compile(
    rf"(?<!\w){_LINKS}(?:n't|t)(?:,? (?:in fact|actually|really|of course))?\s(?:(?:the|at|called|in)\s){{0,2}}$"
)
"""``Her username isn't X``; ``is not X`` is known to ``corrections``."""
_NOT_WENT = re.compile(
    r"(?<!\w)(?:(?:did|has|have|had|does|do|is|was|will|would)(?: not|n't| never)|never|didnt|hasnt|isnt|wont|won't"
    r"|(?:is|was|are|were) no longer)\s(?:(?:actually|in fact|really|be|been|end up|ended up|even)\s){0,2}"
    r"(?:go|goes|going|gone|went|move[ds]?|moving|transfer\w*|join\w*|start\w*|get|got|take|took|taken|taking|tak\w+ up"
    r"|accept\w*|land\w*)\s(?:(?:on|up|over|across|out|back|a|the|any|post|job|role|place|position|work\w*|teach\w*)\s){0,4}"
    r"(?:(?:to|at|in|with|for)\s)?(?:the\s)?$"
    r"|(?<!\w)(?:turn\w* down|declin\w+|withdrew from|pulled out of)\s(?:(?:on|an?|the|post|job|role|place|offer"
    r"|position|of|from|her|his|their|my)\s){0,6}(?:(?:to|at|in|with|for)\s)(?:the\s)?$"
)
"""``She did not go to X``, ``she turned down a job at X``."""
_NOT_WENT_CY = re.compile(
    r"(?<!\w)(?:(?:nid|ni|na|nac) (?:aeth|symudodd|ymunodd|dechreuodd|ddechreuodd|chafodd|es|symudais|fydd|yw|ydi|ydy)"
    r"|(?:aeth|symudodd|ymunodd|dd?echreuodd|ch?afodd|es|symudais)(?: \w+){0,2} ddim"
    r"|(?:d?dydi|d?dydy|dyw|tydi|d?doedd|fydd|bydd|dydw|dw|nid yw|nid ydi|nid oedd)(?: \w+){0,2}? ddim"
    r"(?:(?:'n| yn| wedi) (?:mynd|symud|dechrau|ymuno|cael|derbyn))?)"
    r"(?: (?:hi|o|e|fe|fo|ef|nhw|i|swydd|y swydd|gwaith))*\s(?:(?:i|yn|yng|ym|at|a|ag|mewn|'n|i'r)\s)(?:(?:y|yr)\s)?$"
    r"|(?<!\w)g?wrthod(?:odd|ais)?(?: (?:hi|o|e|fe|fo|ef|i|swydd|y swydd|cynnig))*\s(?:yn|yng|ym|gan)\s$"
)
_NOT_THE_LABEL_CY = re.compile(
    r"(?<!\w)(?:nid|dim|nage)\s(?:(?:ei|fy|eu|y|yr|ein)\s)(?:[a-z']+\s){1,5}?(?:yw|ydi|ydy|ydyw|oedd|di|'di)(?:'r)?\s$"
)
"""``Nid ei henw defnyddiwr hi yw X``."""
_IS_NOT_THE_LABEL = re.compile(
    rf"\)?,?\s(?:is|was)(?:n't|nt| not)\s(?:(?:{_WHOSE}\s)(?P<which>(?:old|new|former|previous|current|own|next)\s)?"
    rf"{_DETAIL}(?!\w)|hers|his|mine|theirs|him|her(?!\s)|me(?!\w))"
    rf"|\)?,?\s(?:does(?:n't|nt| not)|did(?:n't| not)) belong to\s"
)
"""``X is not her username``."""
_THE_OTHER = re.compile(r"(?<!\w)(?:old|former|previous|hen|blaenorol|flaenorol|but|ond)(?!\w)")


def denied_by_verb(folded: str, mention: Mention) -> bool:
    """Whether the verb of its sentence says that the value is not the one: it is stated nowhere then."""
    before = folded[max(0, mention.start - 90) : mention.start].rsplit(". ", 1)[-1]
    governing = _ISNT.search(before) or _NOT_THE_LABEL_CY.search(before)
    if mention.concept is Concept.SCHOOL:
        governing = governing or _NOT_WENT.search(before) or _NOT_WENT_CY.search(before)
    if governing is None:
        governing = _IS_NOT_THE_LABEL.match(folded, mention.end)
        qualified = governing is not None and governing["which"] is not None
        if qualified and mention.concept is not Concept.SCHOOL and _THE_OTHER.search(folded):
            return False  # ``X is not my new username, it's the old one``
        end = governing.end() if governing else 0
    else:
        end = mention.end
    return governing is not None and not _NOW_ONLY.match(folded, end)
