"""Answers given with a tick in a box: ``[x] APPROVE  [ ] REJECT``. Nothing here fails.

One tick in one box of two is an answer; two ticks, none, or both words in one box leave a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.answers.answering_words import weigh
from hwb_mailbot.reading.answers.ballots import Ballot
from hwb_mailbot.reading.answers.parts import parts_of
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_TICKED = r"(?:\[\s?[xX✓✔☑*]\s?\]|\(\s?[xX✓✔]\s?\)|[☒☑✔✓✅])"
_OPEN = r"(?:\[\s{0,3}\]|\(\s{0,3}\)|[☐□◻▢])"
BOX = re.compile(f"{_TICKED}|{_OPEN}")


def boxes(lines: Sequence[str], yes_key: str, no_key: str) -> Ballot | None:
    """A tick in one box of two; ``None`` where there are no boxes."""
    text = "\n".join(lines)
    if not BOX.search(text):
        return None
    ballot = Ballot()
    pieces = re.split(rf"(?={BOX.pattern})", text)
    boxed = 0
    boxed_lines = [line.strip() for line in lines if BOX.search(line)]
    if not re.match(rf"[-*•\s]*(?:{BOX.pattern})", boxed_lines[0]):
        pieces = re.split(r"(?<=[\])☒☑✔✓✅☐□◻▢])", text)
    for piece in pieces:
        ticked, empty = re.search(_TICKED, piece), re.search(_OPEN, piece)
        folded = fold(re.sub(r"\s+", " ", piece))
        yes, no = pattern("answers", yes_key).search(folded), pattern("answers", no_key).search(folded)
        if not (ticked or empty) or not (yes or no):
            continue
        boxed += 1
        if ticked and yes and not no:
            ballot = ballot + Ballot(yes=1)
        elif ticked and no and not yes:
            ballot = ballot + Ballot(no=1)
        elif ticked:
            ballot = ballot + Ballot(doubts=("two-in-one-box",))
    if boxed == 0:
        return None
    if boxed == 1 and not (ballot.yes or ballot.no):
        return Ballot(doubts=("empty-box",))
    for part in parts_of([line for line in lines if not BOX.search(line)]):
        ballot = ballot + Ballot(doubts=weigh(part, yes_key, no_key).doubts)
    return ballot
