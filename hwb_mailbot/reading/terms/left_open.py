"""A choice that a form leaves open: ``Y/N``, ``Yes / No (delete as appropriate)``, ``☐ Yes ☐ No``.

Somebody who fills in a form may pass over a line; what is printed there is no answer. Pure; nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.text import blanked, fold

_YES = r"(?:y|yes|ie|ydy|ydi|oes|do)"
_NO = r"(?:n|no|na|nac(?: ydy| ydi| oes)?|naddo|nage|not)"
_BETWEEN = r"\s?(?:/|\||\\|(?<!\w)(?:or|neu|ynteu)(?!\w))\s?"
_CHOICE = re.compile(
    rf"(?<![\w/])(?:{_YES}{_BETWEEN}{_NO}|{_NO}{_BETWEEN}{_YES})(?![\w/])"
    r"|(?<!\w)(?:please )?(?:delete|strike out|cross out|circle|tick)(?: (?:one|whichever|which))? (?:as|is|where) "
    r"(?:appropriate|applicable|necessary|not applicable)(?!\w)"
    r"|(?<!\w)(?:dileer|dilewch|ticiwch|cylchwch) (?:fel|lle) (?:y )?bo'n briodol(?!\w)"
)
_TICKED = re.compile(r"\[\s?[x✓✔☑*]\s?\]|\(\s?[x✓✔]\s?\)|[☒☑✔✓✅]")
_OPEN = re.compile(r"\[\s{0,3}\]|\(\s{0,3}\)|[☐□◻▢]")
_SAYS_YES = re.compile(rf"\W*{_YES}(?!\w)")
_SAYS_NO = re.compile(rf"\W*{_NO}(?!\w)")


def chosen(text: str) -> str | None:
    """What stands beside the choice in ``text``, folded; ``None`` where nothing does, all of it where there is none."""
    folded = fold(text)
    if _OPEN.search(folded):
        return _ticked(folded)
    rest = blanked(_CHOICE, folded)
    return None if rest != folded and not re.search(r"\w", rest) else rest


def left_open(folded: str) -> bool:
    """Whether a folded sentence ends in a choice behind which no yes stands: ``Leaving date on SIMS (Y/N)``."""
    last = None
    for found in _CHOICE.finditer(folded):
        last = found
    if last is not None:
        return not _SAYS_YES.match(folded, last.end())
    return bool(_OPEN.search(folded)) and _ticked(folded) is None


def _ticked(folded: str) -> str | None:
    """What a ticked box beside an open one says; ``None`` where that is no yes, or none is ticked."""
    ticked = _TICKED.search(folded)
    if ticked is None:
        return None
    first = _OPEN.search(folded)
    boxes_follow = re.search(r"\w", folded[: min(ticked.start(), first.start() if first else ticked.start())])
    after = "" if boxes_follow else folded[ticked.end() :]
    opened = _OPEN.search(after)
    said = after[: opened.start()] if opened else after
    if re.search(r"\w", said):
        return None if _SAYS_NO.match(said) else said
    before = _OPEN.split(folded[: ticked.start()])[-1]  # ``Yes ☒ No ☐``
    return None if _SAYS_NO.match(before) or not re.search(r"\w", before) else before
