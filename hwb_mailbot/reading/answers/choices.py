"""The choice that our letters give, named by somebody who answers them: ``You asked for APPROVE or REJECT, so: …``.

Nothing here fails.
"""

from __future__ import annotations

import re
from itertools import islice

from hwb_mailbot.reading.words import pattern

_MOST = 12
"""Choices of one sentence that are looked at; nobody names more."""
_LONGEST_ANSWER = 60
"""Characters before an *or* in which the other word of a choice is looked for."""
_OR = re.compile(r"(?<!\w)(?:or|neu|ynteu)\s(?:to\s|i\s)?(?=\w)|(?<=\w)\s?/\s?(?=\w)")


def without_choice(plain: str, keys: tuple[str, str]) -> str:
    """The sentence without the choice that our letter gives, as somebody names it: ``You asked for APPROVE or REJECT``.

    A word behind an *or* answers nothing, nor does the other word of the two before it. ``plain`` is folded; ``keys``
    are those of the vocabulary's answering words.
    """
    for found in islice(_OR.finditer(plain), _MOST):
        behind = [pattern("answers", key).match(plain, found.end()) for key in keys]
        before = [_last_before(plain, key, found.start()) for key in keys]
        for after, other in ((behind[0], before[1]), (behind[1], before[0])):
            if after is not None and (other is not None or (plain[found.start()] != "/" and not any(before))):
                begins = other if other is not None else found.start()
                plain = f"{plain[:begins]}{' ' * (after.end() - begins)}{plain[after.end() :]}"
                break
    return plain


def _last_before(plain: str, key: str, end: int) -> int | None:
    """Where an answering word begins that stands right before ``end``."""
    found = [
        one.start()
        for one in pattern("answers", key).finditer(plain, max(0, end - _LONGEST_ANSWER), end)
        if not plain[one.end() : end].strip()
    ]
    return found[-1] if found else None
