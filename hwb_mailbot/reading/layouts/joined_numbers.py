"""Items of a numbered list that answer two questions at once: ``3/4. Ysgol Bryn Eithin, 6604003``.

Read as one item, the answers behind it would stand at other questions' places. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hwb_mailbot.reading.message.material import Line, Numbered
from hwb_mailbot.reading.text import ordinal

_LEAST_BESIDE = 2
"""Other numbered lines that show the two numbers as places in a list."""
_JOINED = re.compile(r"\s*\(?(\d{1,2})\s?(?:/|&|,|\+|-|–|and|a|ac)\s?(\d{1,2})\s?[.):]\)?\s*(?=\S)")
_BETWEEN = re.compile(r"\s*[,;/|]\s+|\s+[/|–-]\s+|\s*\((?=[^()]*\)\s*$)|\s+(?=\d{3}[ /]?\d{4}\s*$)")


def each_numbered(own: Iterable[Numbered]) -> list[Numbered]:
    """The lines with each such item as two, where it holds two answers; both keep the line's own number."""
    lines = list(own)
    if sum(bool(ordinal(line.text)) for _, line in lines) < _LEAST_BESIDE:
        return lines
    return [item for index, line in lines for item in _divided(index, line)]


def _divided(index: int, line: Line) -> Iterator[Numbered]:
    joined = _JOINED.match(line.text) if not line.cells else None
    answers = _BETWEEN.split(line.text[joined.end() :].strip()) if joined else []
    if joined is None or len(answers) != 2 or int(joined[2]) != int(joined[1]) + 1:
        yield index, line
        return
    for number, answer in zip(joined.groups(), answers, strict=True):
        opened = answer.count(")") > answer.count("(")
        yield index, line._replace(text=f"{number}. {answer.rstrip(' )') if opened else answer}")
