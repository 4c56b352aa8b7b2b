"""Blocks of details under the two schools: ``At Ysgol Bryn Teg (661 2345):``, and below it the account there.

What a block's labels leave open is of the school that heads it. Which school that is (the one left, the one joined),
its heading tells, or what stands below it: a leaving date is of the one, a staff code of the other. Only two blocks
that can be told apart are read so; else the lines are read one by one. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, side_told
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.unseparated import Pair
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold, without_bullet

_LONGEST = 110
_MOST_WORDS = 8
"""Words of a heading beside the school and its number."""
_OF_FORMER = frozenset({Concept.LEAVING})
_OF_NEW = frozenset({Concept.CODE, Concept.EMPLOYEE})
_DETAILS = frozenset({Concept.USERNAME, Concept.DFES, Concept.LEAVING, *_OF_NEW})
_OTHER_SIDE = {Side.FORMER: Side.NEW, Side.NEW: Side.FORMER}


@dataclass(frozen=True, slots=True)
class SchoolBlocks:
    """The headings, each with its side and the school's words, and the side of every line below them."""

    headings: dict[int, tuple[Label, str]] = field(default_factory=dict)
    side_at: dict[int, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Block:
    heading: int
    words: str
    """The school and its number; empty where the heading is a label that is read as any other."""
    side: Side | None
    inside: tuple[tuple[int, Pair], ...] = ()

    def holds(self, concepts: frozenset[Concept], side: Side) -> bool:
        """Whether a label inside asks for one of ``concepts``, of that side or of neither."""
        return any(pair[0].concept in concepts and pair[0].side in (None, side) for _, pair in self.inside)


def school_blocks(lines: Sequence[Line]) -> SchoolBlocks:
    """The two blocks that ``lines`` hold; empty where there are none, or where nothing tells them apart."""
    blocks = [block for block in _blocks(lines) if block.inside]
    if len(blocks) != 2:
        return SchoolBlocks()
    labelled = not all(block.words for block in blocks)
    accounts = [{pair[1] for _, pair in one.inside if pair[0].concept is Concept.USERNAME} for one in blocks]
    if labelled and (not all(accounts) or accounts[0] == accounts[1]):
        return SchoolBlocks()
    first, second = (_side(block) for block in blocks)
    if first is None and second is not None:
        first = _OTHER_SIDE[second]
    elif second is None and first is not None:
        second = _OTHER_SIDE[first]
    if first is None or second is None or first is second:
        return SchoolBlocks()
    found = SchoolBlocks()
    for block, side in zip(blocks, (first, second), strict=True):
        if block.words:
            found.headings[block.heading] = Label(Concept.SCHOOL, side), block.words
        found.side_at.update({index: side for index, _ in block.inside})
    return found


def _side(block: _Block) -> Side | None:
    """The side that the heading tells, else that of a detail which only one of the two schools has."""
    if block.side is not None:
        return block.side
    former, new = block.holds(_OF_FORMER, Side.FORMER), block.holds(_OF_NEW, Side.NEW)
    return None if former is new else Side.FORMER if former else Side.NEW


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    blocks: list[_Block] = []
    open_ = False
    for index, line in enumerate(lines):
        text = without_bullet(line.text)
        if line.voice is not Voice.OWN or line.cells:
            open_ = False
            continue
        if not text.strip():
            open_ = open_ and not blocks[-1].inside  # a blank line may stand under the heading
            continue
        heading = _heading(text)
        if heading is not None:
            blocks.append(_Block(index, *heading))
            open_ = True
            continue
        pairs = [pair for pair in pairs_in(text) if pair[1]] if open_ else []
        if pairs and pairs[0][0].concept in _DETAILS:
            last = blocks.pop()
            blocks.append(replace(last, inside=(*last.inside, *((index, pair) for pair in pairs))))
        else:
            open_ = False
    return blocks


def _heading(text: str) -> tuple[str, Side | None] | None:
    """The school's words and the side told, of a line that heads a block; ``None`` for any other."""
    plain = text.strip(" *_")
    if len(plain) > _LONGEST or find_usernames(plain):
        return None
    pairs = pairs_in(plain)
    if pairs and pairs[0][1]:
        label = pairs[0][0]
        if label.concept is Concept.NONE and label.side is not None:
            named = any(name.kind is NameKind.SCHOOL for name in find_names(pairs[0][1]))
            return ("", label.side) if named else None
        return ("", label.side) if label.concept is Concept.SCHOOL and label.side is not None else None
    numbers = find_dfes_numbers(plain)
    schools = [n for n in find_names(plain) if n.kind is NameKind.SCHOOL or (n.kind is NameKind.UNKNOWN and numbers)]
    if len(schools) != 1 or len(numbers) > 1 or not (numbers or plain.endswith(":")):
        return None
    spans = [(schools[0].start, schools[0].end), *((number.start, number.end) for number in numbers)]
    rest = "".join(" " if any(a <= at < b for a, b in spans) else letter for at, letter in enumerate(plain))
    words = re.findall(r"\w+", fold(rest))
    if len(words) > (_MOST_WORDS if plain.endswith(":") else 2) or re.search(r"[.!?;]\s*\S", rest):
        return None
    end = max(b for _, b in spans)
    return plain[min(a for a, _ in spans) : end + (plain[end : end + 1] == ")")], side_told(fold(rest))
