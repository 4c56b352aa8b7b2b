"""The school at which somebody is to keep an account: ``to keep her account at …``, ``i gadw ei chyfrif yn …``.

The words alone leave open whether that is the school joined, where the account is to serve from now on, or the school
at which it is; the signature and the other school tell it (``sides.schools``). Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.usernames import CYFRIF

_KEEP = (
    r"(?:keep(?:s|ing)?|retain(?:s|ing)?|us(?:es?|ing)|tak(?:es?|ing)|hav(?:e|ing)|h(?:old|ang)(?:ing)? on to"
    r"|(?:carry|continue|go|stay|keep)(?:ing|s)?(?: on)? with|[cg]h?adw|dd?efnyddio|ddal gafael (?:yn|ar)|gael|cael)"
)
_ACCOUNT = (
    rf"(?:accounts?|log-?in|user ?name|it|them|one|hers|his|theirs|mine|{CYFRIF}\w*|enw defnyddiwr"
    r"|[a-z][a-z.'-]*\d{1,4}(?:@hwb[\w.]*)?)"
)
_PASSED = r"(?:(?!(?:that|which|used|was|oedd|at|from|yn|yng|ym|o|for)(?!\w))[\w'@.-]+\s)"
_FROM_ONE = r"(?:\s(?:from|o)\s[^.;?!]{3,50}?)?"
_WITH_US = (
    r"(?:\s(?:that |which )?(?:she|he|they|i)? ?(?:had|has|used|have) (?:with us|here)"
    r"|\s(?:sydd|oedd) gan(?:ddi|ddo))?"
)
_WHEN = (
    r"(?:(?:in (?:the )?future|for good|permanently|instead|when|while|once|now that|now|from now on|also|as well"
    r"|pan fydd|bellach|nawr|rwan|hefyd)(?: (?:she|he|they|i|hi|o|e|fo|fe))?(?:'s|'m| is| are| am)?,?\s)?"
)
_KEPT_AT = re.compile(
    rf"(?<!\w){_KEEP}(?:'[irum])?\s{_PASSED}{{0,6}}?[(]?{_ACCOUNT}(?:\shwb)?[),]?{_FROM_ONE}"
    rf"(?:,?\s[(]?{_ACCOUNT}[),]?)?(?:\s(?:hi|ef|o|e|fo|fe))?{_WITH_US},?\s{_WHEN}"
    r"(?:at|in|with|yn|yng|ym)\s(?:the\s|yr?\s)?$"
)
_FURTHEST = 120
"""Characters before a school in which the keeping is told."""


def kept_at(folded: str, start: int) -> bool:
    """Whether the words before ``start`` say that an account is to be kept, or used, at the school named there."""
    return _KEPT_AT.search(folded[max(0, start - _FURTHEST) : start]) is not None
