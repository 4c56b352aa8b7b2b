"""Our own letters, known again line by line, whatever a client did to them.

The letters room compiles the lines of all templates, retired versions included, with ``template_line``; a mail's lines
that match are quotes even where no client marked them. A value that the template leaves open is ``*``; a line that
ends in a colon is a label of a form to fill in, and what stands after it in a returned mail is the sender's. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = re.compile(r"[^\W_]+|\*")
_LINKS = re.compile(r"<[^<>\s]{1,2000}>|\(?https?://\S{1,2000}|\bmailto:\S{1,2000}")
_SHORTEST_RUN = 4
"""Words in a row that make part of a re-wrapped line known as ours; fewer are anybody's."""


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text[:2000].replace("’", "'").replace("‘", "'").casefold())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def words_of(line: str) -> tuple[str, ...]:
    """The line's words, folded: no case, accents, punctuation, quote marks, emphasis or links."""
    return tuple(_WORDS.findall(_LINKS.sub(" ", _folded(line)).replace("*", " ").replace("'", "")))


def template_line(line: str) -> str:
    """One line of a letter template as ``own_lines`` holds it; every open value must be given as ``*``.

    Empty for a line that has no words of its own. A label without a value keeps its colon.
    """
    words = _WORDS.findall(_LINKS.sub(" ", _folded(line)).replace("'", ""))
    if all(word == "*" for word in words):
        return ""
    return " ".join(words) + (":" if line.rstrip().rstrip("*_ ").endswith(":") else "")


class OwnLetters:
    """The compiled lines of ours; made by ``compiled`` once for each set."""

    def __init__(self, own_lines: frozenset[str]) -> None:
        self._whole: set[tuple[str, ...]] = set()
        self._open: dict[str, list[tuple[str, ...]]] = {}
        self._runs: set[tuple[str, ...]] = set()
        self._labels: dict[tuple[str, ...], bool] = {}
        for line in own_lines:
            words = tuple(line.removesuffix(":").split())
            if line.endswith(":"):
                self._labels[words] = True
            if "*" in words:
                self._open.setdefault(words[0], []).append(words)
            else:
                self._whole.add(words)
            for run in _runs(words):
                self._runs.add(run)
        self._longest_label = max((len(words) for words in self._labels), default=0)

    def __bool__(self) -> bool:
        return bool(self._whole or self._open)

    def matches(self, line: str) -> bool:
        """Whether the line is one of ours, whole or re-wrapped. A single word of ours is anybody's word."""
        words = words_of(line)
        if len(words) < 2:
            return False
        if words in self._whole:
            return True
        if any(_fits(words, pattern) for key in (words[0], "*") for pattern in self._open.get(key, ())):
            return True
        runs = _runs(words)
        return len(words) >= _SHORTEST_RUN + 1 and all(run in self._runs for run in runs)

    def label(self, line: str) -> bool:
        """Whether the line is nothing but a label of a form of ours."""
        return words_of(line) in self._labels

    def form_value(self, line: str) -> str | None:
        """What the sender put after a label of ours on the same line, or ``None`` where there is no such thing."""
        head, colon, value = line.partition(":")
        if not colon or not value.strip() or words_of(head) not in self._labels:
            return None
        return value.strip()


def _runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [
        words[start : start + _SHORTEST_RUN]
        for start in range(len(words) - _SHORTEST_RUN + 1)
        if "*" not in words[start : start + _SHORTEST_RUN]
    ]


def _fits(words: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether ``words`` follow ``pattern``, each ``*`` standing for one to twelve words."""
    # A line of ours has few open values; trying them from the left, shortest first, is linear for each of them.
    position = 0
    parts = " ".join(pattern).split("*")
    literals = [tuple(part.split()) for part in parts]
    if words[: len(literals[0])] != literals[0]:
        return False
    position = len(literals[0])
    for literal in literals[1:-1]:
        position = _find(words, literal, position + 1)
        if position < 0:
            return False
        position += len(literal)
    last = literals[-1]
    rest = len(words) - len(last)
    return rest > position and words[rest:] == last and len(words) <= len(pattern) + 12 * pattern.count("*")


def _find(words: tuple[str, ...], literal: tuple[str, ...], start: int) -> int:
    for position in range(start, len(words) - len(literal) + 1):
        if words[position : position + len(literal)] == literal:
            return position
    return -1


@lru_cache(maxsize=8)
def compiled(own_lines: frozenset[str]) -> OwnLetters:
    """``own_lines`` made ready, once."""
    return OwnLetters(own_lines)
