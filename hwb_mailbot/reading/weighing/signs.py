"""What shows in a sentence that stands beside a yes: its words, their order, and what they are about.

A name is a name whosever it is, a number a number, and the word that answers an answer: what is learnt of one case goes
for all. Pure; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.weighing.notions import notions
from hwb_mailbot.reading.words import pattern, word_set

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d[\d./:-]*|[?!]")
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-ZÂÊÎÔÛŴŶÁÉÍÓÚ][\w’'-]*")
_KISSES = re.compile(r"x{2,}")
_MOST_WORDS = 80
"""Words of one sentence that are looked at; people write shorter ones."""
_NAME, _STRANGER, _NUMBER, _STATED, _YES, _NO = "<name>", "<stranger>", "<number>", "<stated>", "<yes>", "<no>"


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence of an answer, and where in the answer it stands."""

    text: str
    to_head: bool
    follows_yes: bool
    first: bool
    last: bool


def signs(remark: Remark, letter: frozenset[str]) -> set[str]:
    """What shows in the remark; ``letter`` holds the words and numbers of the answered letter, if it came back."""
    words = list(_words(remark, letter))[:_MOST_WORDS]
    found = set(_of_words(words))
    found.update(_of_notions([sorted(notions(word)) or [word if word[0] == "<" else "-"] for word in words]))
    found.add("#head" if remark.to_head else "#mover")
    found.add(f"#long{min(len(words) // 4, 5)}")
    for name in ("follows_yes", "first", "last"):
        if getattr(remark, name):
            found.add(f"#{name}")
    return found


def _words(remark: Remark, letter: frozenset[str]) -> Iterator[str]:
    folded = fold(remark.text)
    keys = ("approve", "reject") if remark.to_head else ("proceed", "cancel")
    answers = [(found.start(), found.end(), kind) for key, kind in zip(keys, (_YES, _NO), strict=True)
               for found in pattern("answers", key).finditer(folded)]  # fmt: skip
    names = _names(remark.text)
    said: set[int] = set()
    for found in _WORD.finditer(folded):
        word, place = found.group(), found.start()
        if _KISSES.fullmatch(word):
            continue
        answering = next((one for one in answers if one[0] <= place < one[1]), None)
        if answering is not None:
            if answering[0] not in said:
                said.add(answering[0])
                yield answering[2]
        elif place in names:
            begun = re.split("['-]", word)[0]
            known = (
                not letter or begun in letter or (len(begun) > 3 and any(one.startswith(begun[:4]) for one in letter))
            )
            yield _NAME if known else _STRANGER
        else:
            yield _number(word, letter) if word[0].isdigit() else word


def _number(written: str, letter: frozenset[str]) -> str:
    """A number, or one that stands in the letter; of a date in figures the first tells."""
    return _STATED if re.split(r"\D", written)[0].lstrip("0") in letter else _NUMBER


def _names(text: str) -> set[int]:
    """Where names stand: capitals within a sentence that is not all capitals; at its beginning, known forenames."""
    if text == text.upper() and len(text.split()) > 2:
        return set()
    found: set[int] = set()
    for one in _CAPITALISED.finditer(text):
        begins = not re.search(r"\w", text[max(0, one.start() - 40) : one.start()])
        word = fold(one.group()).strip("'")
        if word.split("'")[0] in ("i", "mi", "fi", "dw", "ond", "ac", "a"):
            continue
        if not begins or re.split("['-]", word)[0] in word_set("names", "forenames"):
            found.add(one.start())
    return found


def _of_words(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield f"w={word}"
        if len(word) > 4 and word[0] != "<":
            yield f"s={word[:5]}"
        if len(word) > 5 and word[0] != "<":
            yield f"x={word[-4:]}"
    bounded = ["<", *words, ">"]
    for one, other in pairwise(bounded):
        yield f"b={one} {other}"
    for one, between, other in zip(bounded, bounded[1:], bounded[2:], strict=False):
        yield f"t={one} {between} {other}"
        yield f"k={one} _ {other}"


def _of_notions(places: Sequence[Sequence[str]]) -> Iterator[str]:
    bounded = [["<"], *places, [">"]]
    for here, following in pairwise(bounded):
        for one in here:
            yield f"c={one}"
            yield from (f"cb={one} {other}" for other in following if one != "-" or other != "-")
