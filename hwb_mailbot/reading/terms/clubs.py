"""Clubs and lessons called schools, which nobody is employed by: ``I run Forest School at Ysgol X``, ``Ysgol Sul``.

Nothing here fails.
"""

from __future__ import annotations

import re

_ALWAYS = re.compile(
    r"(?:the )?(?:sunday|saturday|summer|holiday|night|after|bible|vacation)[ -]school"
    r"|(?:yr )?ysgol (?:sul|haf|nos|undydd|wyliau|sadwrn|feiblaidd)"
)
_MAY_BE = re.compile(
    r"(?:the |our )?(?:forest|beach|woodland|outdoor|dance|drama|stage|theatre|music|ski|surf|cookery|garden)[ -]"
    r"schools?"
    r"|(?:yr )?ysgol (?:goedwig|goed|y goedwig|draeth|y traeth|awyr agored|ddawns|ddrama|berfformio|gerdd|syrffio)"
)
_RUN = re.compile(
    r"(?<!\w)(?:run(?:s|ning)?|ran|lead(?:s|ing)?|led|teach(?:es|ing)?|taught|deliver\w*|do(?:es|ing)?|offer\w*|hold\w*"
    r"|organi[sz]\w+|cover\w*|rhedeg|arwain|cynnal|dysgu|trefnu|cyflwyno|gwneud)\s(?:(?:the|a|our|their|some|yr?|ein)\s)?$"
)
_HELD_AT = re.compile(r"\s?(?:sessions?|lessons?|club|sesiynau|gwersi|clwb)?\s?(?:at|in|for|yn|yng|ym|i)\s(?=\w)")
_BEFORE = 40


def is_club(name: str, folded: str, start: int, end: int) -> bool:
    """Whether the folded ``name``, from ``start`` to ``end`` of ``folded``, is no school but what is held at one."""
    if _ALWAYS.fullmatch(name):
        return True
    if not _MAY_BE.fullmatch(name):
        return False
    return bool(_RUN.search(folded[max(0, start - _BEFORE) : start]) or _HELD_AT.match(folded, end))
