"""People's names in a text without capitals, as a telephone writes down what is said to it.

``sioned mair hughes has left us``: forenames and surnames as people in Wales bear them, and right behind them what is
told of a leaver. Schools called after people are none. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwb_mailbot.reading.name_words import is_forename, is_generic
from hwb_mailbot.reading.words import word_set

_WORD = re.compile(r"[a-z][a-z'-]+")
_MOST_WORDS = 4
_TOLD = re.compile(
    r",?\s(?:(?:has|have|had)\s(?:\w+\s)?(?:left|moved|gone|transferred|started|joined)|left|moved|is now|used to"
    r"|was (?:with|here|at)|who (?:has|left|was|is)|wedi\s(?:gadael|gadal|symud|mynd|dechrau|ein gadael|'n gadael)"
    r"|wedi'n gadael|di\s(?:gadael|gadal|symud|mynd)|sydd (?:wedi|bellach|nawr|rwan)|g?adawodd|symudodd|aeth|bellach"
    r"|oedd (?:yma|efo|gyda))(?!\w)"
)
"""Right behind a name: somebody has left, or is elsewhere now."""
_ACCOUNTS_OF = re.compile(
    r"(?<!\w)(?:accounts? (?:of|for)|cyfri(?:f|fon|on)?|gyfri(?:f|fon|on)?|chyfri(?:f|fon)?)(?:\s(?:hwb|i|o))?\s$"
)
"""Right before one."""
_PLACED = re.compile(r"(?<!\w)(?:at|in|from|to|yn|yng|ym|o|i|am|join\w*|left|leave|leaving|gadael|adael|gadal)\s$")
"""Right before the name of a school."""
_OFFICE = re.compile(
    r",?\s(?:the\s|our\s|y\s|ein\s)?(?:acting\s|deputy\s)?(?:head\w*|[pb]h?ennaeth|secretary|clerk|dirprwy)(?!\w)"
)


def people_dictated(folded: str) -> Iterator[tuple[int, int]]:
    """Where a folded text without capitals names somebody of whom it tells a leaving."""
    place = 0
    words = list(_WORD.finditer(folded))
    while place < len(words):
        last = _last_of_name(folded, words, place)
        start = words[place].start()
        place = max(place, last) + 1
        if last < 0:
            continue
        end = words[last].end()
        before = folded[max(0, start - 40) : start]
        if _OFFICE.match(folded, end) or is_generic(before.rsplit(None, 1)[-1] if before.strip() else ""):
            continue
        accounts = _ACCOUNTS_OF.search(before)
        if accounts or (_TOLD.match(folded, end) and not _PLACED.search(before)):
            yield start, end


def _last_of_name(folded: str, words: list[re.Match[str]], first: int) -> int:
    """The place of the last word of the name that begins at word ``first``; -1 where none does."""
    if not is_forename(words[first].group()):
        return -1
    last = -1
    for place in range(first + 1, min(first + _MOST_WORDS, len(words))):
        word = words[place].group()
        if folded[words[place - 1].end() : words[place].start()] != " ":
            break
        surname = word in word_set("names", "surnames") or word in ("ap", "ab")
        if not surname and not is_forename(word):
            break
        if word not in ("ap", "ab"):
            last = place
    return last
