"""Which sentences made an answer unclear, and why: what an officer who decides would look for first.

The same lists and learnt weights that withheld the answer (``answers``) are asked of each sentence by itself, so
nothing is decided here. Where no sentence alone accounts for it, none is named. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hwb_mailbot.domain.mails import Doubt
from hwb_mailbot.reading.answers.answers import (
    MOST_CHARACTERS,
    Sentence,
    bearable,
    keys_of,
    said_in,
    takes_away,
    with_misgivings,
)
from hwb_mailbot.reading.answers.boxes import BOX, boxes
from hwb_mailbot.reading.answers.withheld import disfigured, withheld

MOST = 5
"""Sentences that are named; more of them say no more."""
_BESIDE = "words-beside"
_CODES: Mapping[str, str] = {
    "both-answers": "both-answers",
    "taken-back": "taken-back",
    "not-entitled": "not-entitled",
    "nobody-of-ours": "not-entitled",
    "second-hand": "second-hand",
    "other-name": "other-name",
    "condition": "answer-conditional",
    "not-yet": "not-yet",
    "defer": "answer-put-off",
    "question": "answer-asks",
    "hedge": "answer-hedged",
    "doubtful": "answer-hedged",
    "fact-against": "fact-against",
    "unexplained": _BESIDE,
    "empty-box": "empty-box",
    "two-in-one-box": "two-in-one-box",
}
"""What leaves a doubt (``answering_words``) as a code of ``wording``, what says most first."""
_WORDS = re.compile(r"\S+")


def doubts_of(
    lines: Sequence[str],
    *,
    to_head: bool,
    subject: str = "",
    known: str = "",
    form: frozenset[str] = frozenset(),
) -> tuple[Doubt, ...]:
    """Why the answer in ``lines``, which is unclear, is so; the arguments are those of ``answers.answer_of``."""
    if sum(map(len, lines)) > MOST_CHARACTERS:
        return (Doubt("text-too-long", ""),)
    spoken = [line for line in lines if line not in form]
    said = said_in(spoken, to_head, known)
    found = [*_of_boxes(spoken, to_head), *_of_sentences(said, to_head, subject, known)]
    found += [Doubt("disfigured", line) for line in spoken if disfigured([line], known)]
    if not found and not any(_answers(one) for one in said) and not any(map(BOX.search, spoken)):
        found = [Doubt("no-answer", one.text) for one in said[:1]] or [Doubt("no-answer", "")]
    text = "\n".join(lines)
    return tuple(Doubt(one.code, verbatim(one.text, text)) for one in list(dict.fromkeys(found))[:MOST])


def verbatim(sentence: str, text: str) -> str:
    """The sentence as it stands in ``text``, line breaks kept; as it is where it was written out otherwise."""
    written = r"\s+".join(map(re.escape, _WORDS.findall(sentence)))
    found = re.search(written, text) if written and len(sentence) < MOST_CHARACTERS else None
    return found.group() if found else sentence


def _of_boxes(lines: Sequence[str], to_head: bool) -> Iterator[Doubt]:
    ballot = boxes(lines, *keys_of(to_head))
    codes = [code for doubt, code in _CODES.items() if ballot is not None and doubt in ballot.doubts]
    if codes:
        yield Doubt(codes[0], "\n".join(line.strip() for line in lines if BOX.search(line)))


def _of_sentences(said: Sequence[Sentence], to_head: bool, subject: str, known: str) -> Iterator[Doubt]:
    yes, no = any(one.ballot.says_yes for one in said), any(one.ballot.says_no for one in said)
    for one, weight in with_misgivings(said, to_head, known):
        doubts = {*one.ballot.doubts, takes_away(one, to_head, known)}
        code = next((code for doubt, code in _CODES.items() if doubt in doubts), "")
        if code:
            yield Doubt(code, one.text)
        elif yes and no and _answers(one):
            yield Doubt("both-answers", one.text)
        elif not one.tells or not (yes or subject):
            continue
        elif weight >= one.borne_below(stands=False) or withheld([one.text]) or not bearable(one.text, to_head, known):
            yield Doubt(_BESIDE, one.text)


def _answers(one: Sentence) -> bool:
    return one.ballot.says_yes or one.ballot.says_no
