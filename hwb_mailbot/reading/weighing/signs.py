"""What shows in a sentence that stands beside a yes: its words, their order, and what they are about.

A name is a name whosever it is, a number a number, and the word that answers an answer: what is learnt of one case goes
for all. Of a school and a username it shows which of the two in the answered letter it is, of a month whether it is
that of the leaving date, and of a Welsh word which others may be the same one mutated. Pure; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from hwb_mailbot.reading.terms.dates import month_names
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.weighing.notions import notions
from hwb_mailbot.reading.words import pattern, word_set

_WORD = re.compile(r"[a-z]+\d+(?!\w)|[a-z]+(?:'[a-z]+)*|\d[\d./:-]*|[?!]")
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-ZÂÊÎÔÛŴŶÁÉÍÓÚ][\w’'-]*")
_KISSES = re.compile(r"x{2,}")
_MOST_WORDS = 80
"""Words of one sentence that are looked at; people write shorter ones."""
_NAME, _STRANGER, _NUMBER, _STATED, _YES, _NO = "<name>", "<stranger>", "<number>", "<stated>", "<yes>", "<no>"
_FORMER, _JOINED, _KEPT, _CLOSED, _USERNAME = "<former>", "<joined>", "<kept>", "<closed>", "<username>"
_MONTH_LEFT, _OTHER_MONTH = "<month left>", "<other month>"
_NO_MONTH_ALONE = 4
"""Letters of what is a month's name beyond doubt: not ``may``, ``mai``, ``hyd``, ``sep``."""
_WEEKDAY_BEFORE = frozenset({"dydd", "ddydd", "nos", "bob", "pob"})
"""Behind these ``mawrth`` is Tuesday."""
_ALIKE = (
    *((begins, "k") for begins in ("ngh", "ng", "ch", "c", "g")),
    *((begins, "p") for begins in ("mh", "ph", "p", "b", "f", "m")),
    *((begins, "t") for begins in ("nh", "th", "dd", "t", "d", "n")),
    *((begins, "l") for begins in ("ll", "l")),
    *((begins, "r") for begins in ("rh", "r")),
)
"""How Welsh words begin that may be one word mutated (``cyfrif``, ``gyfrif``, ``chyfrif``), and what stands for it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence of an answer, and where in the answer it stands."""

    text: str
    to_head: bool
    follows_yes: bool
    first: bool
    last: bool
    against: bool = False
    """Whether it holds a turn of phrase by which people often take a yes back."""


@dataclass(frozen=True, slots=True)
class AnsweredLetter:
    """What the answered letter says, all folded and empty where it did not come back.

    ``words`` are its words and numbers; ``former`` and ``joined`` the words that tell the school left from the one
    joined, ``person`` those of the leaver's name; ``kept`` and ``closed`` the username at each school; ``months`` the
    numbers of the months of the leaving dates.
    """

    words: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    person: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()


def signs(remark: Remark, letter: AnsweredLetter) -> set[str]:
    """What shows in the remark, which answers ``letter``."""
    words = list(_words(remark, letter))[:_MOST_WORDS]
    found = set(_of_words(words))
    found.update(_of_notions([sorted(notions(word)) or [word if word[0] == "<" else "-"] for word in words]))
    found.add("#head" if remark.to_head else "#mover")
    found.add(f"#long{min(len(words) // 4, 5)}")
    for name in ("follows_yes", "first", "last", "against"):
        if getattr(remark, name):
            found.add(f"#{name}")
    return found


def _words(remark: Remark, letter: AnsweredLetter) -> Iterator[str]:
    folded = fold(remark.text)
    keys = ("approve", "reject") if remark.to_head else ("proceed", "cancel")
    answers = [(found.start(), found.end(), kind) for key, kind in zip(keys, (_YES, _NO), strict=True)
               for found in pattern("answers", key).finditer(folded)]  # fmt: skip
    names = _names(remark.text)
    said: set[int] = set()
    word = ""
    for found in _WORD.finditer(folded):
        before, word, place = word, found.group(), found.start()
        if _KISSES.fullmatch(word):
            continue
        answering = next((one for one in answers if one[0] <= place < one[1]), None)
        if answering is not None:
            if answering[0] not in said:
                said.add(answering[0])
                yield answering[2]
        elif letter.months and (month := _month(word, before)) is not None:
            yield _MONTH_LEFT if month in letter.months else _OTHER_MONTH
        elif place in names:
            yield _name(re.split("['-]", word)[0], letter)
        elif word[-1].isdigit() and word[0].isalpha():
            yield _KEPT if word in letter.kept else _CLOSED if word in letter.closed else _USERNAME
        else:
            yield _number(word, letter.words) if word[0].isdigit() else word


def _month(word: str, before: str) -> int | None:
    """The number of the month that a folded word names, ``before`` being the word before it."""
    if len(word) < _NO_MONTH_ALONE or before in _WEEKDAY_BEFORE:
        return None
    return month_names().get(word)


def _name(word: str, letter: AnsweredLetter) -> str:
    """Whose or what a capitalised word is the name of, as far as the letter tells."""
    alike = _unmutated(word)
    for words, kind in ((letter.former, _FORMER), (letter.joined, _JOINED)):
        if word in words or (words and any(_unmutated(one) == alike for one in words)):
            return kind
    known = letter.words
    if not known or word in known or (len(word) > 3 and any(one.startswith(word[:4]) for one in known)):
        return _NAME
    return _STRANGER


@lru_cache(maxsize=4096)
def _unmutated(word: str) -> str:
    """One spelling for a word, all its mutated forms and some other words; ``radicals`` tells which it can be."""
    begins, stands = next((one for one in _ALIKE if word.startswith(one[0]) and len(word) > len(one[0]) + 2), ("", ""))
    return stands + word[len(begins) :]


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
    alike = [word if word[0] == "<" else _unmutated(word) for word in words]
    for word in alike:
        yield f"m={word}"
        if len(word) > 5 and word[0] != "<":
            yield f"r={word[:5]}"
    for one, other in pairwise(["<", *alike, ">"]):
        yield f"mb={one} {other}"
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
