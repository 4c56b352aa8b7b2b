"""Words that take back, doubt or refuse the very details beside which they stand.

Whoever asks whether a mail is genuine, says that it is not theirs, or withdraws what they authorised, repeats the
details to say which; read alone, those details are a half that nobody gave. Errs towards a person looking: a false
alarm costs a look, a miss merges accounts. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.reading.answers.answers import answer_of
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.words import listed

DENIED = "statement-denied"
"""The defect of a mail whose details are denied."""

MOST_CHARACTERS = 60_000
"""More own words than this are not searched for denials; such a mail is denied outright."""

_ANYWHERE = (
    "refusal", "withdrawal", "fraud", "not_me", "unfinished", "doubt", "later",
    "held", "undecided", "staying", "no_office", "other_account",
)  # fmt: skip
_NO_WORD = re.compile(r"[^a-z0-9']+")
_BLANKS = re.compile(r"\s+")
_SHOUTED = re.compile(r"(?<!\w)(?:REJECT(?:ED)?|CANCEL(?:LED)?|GWRTHOD|CANSLO)(?!\w)")


def denied(lines: Sequence[str], subject: str = "") -> bool:
    """Whether the sender's own ``lines`` or own ``subject`` take back or doubt what they state."""
    if sum(map(len, lines)) > MOST_CHARACTERS:
        return True
    if any(_refuses_alone(line) for line in [*lines, subject]):
        return True
    return any(_denies(paragraph) for paragraph in [*_paragraphs(lines), subject])


def holds_no_office(lines: Sequence[str]) -> bool:
    """Whether one of ``lines``, as they stand in a signature, says that the writer may not decide, or not any more."""
    return any(listed("denials", "no_office").search(fold(line[:300])) for line in lines)


def denying_answer(lines: Sequence[str], *, to_head: bool) -> Answer:
    """What denied details answer, were they an answer: a refusal where a line is one, else unclear; never a yes."""
    refusals = [line for line in lines if _refuses_alone(line)]
    answer = answer_of(refusals, to_head=to_head) if refusals else Answer.UNCLEAR
    return Answer.UNCLEAR if answer in (Answer.APPROVE, Answer.PROCEED) else answer


@lru_cache(maxsize=256)
def _refuses_alone(line: str) -> bool:
    if _SHOUTED.search(line):
        return True
    words = _NO_WORD.sub(" ", fold(line[:200])).strip()
    return bool(words) and bool(listed("denials", "alone").fullmatch(words))


def _paragraphs(lines: Sequence[str]) -> list[str]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        else:
            found.append([])
    return [" ".join(paragraph) for paragraph in found if paragraph]


@lru_cache(maxsize=64)  # asked once for what stands beside details, again for what takes back
def _denies(paragraph: str) -> bool:
    folded = listed("denials", "understood", "passed_on").sub(" ", _BLANKS.sub(" ", fold(paragraph)))
    if listed("denials", *_ANYWHERE).search(folded):
        return True
    return any(_conditional(folded[start:end]) for start, end in sentences(folded))


def _conditional(sentence: str) -> bool:
    """Whether an authorisation is given on a condition; courtesies (``if you need anything``) are none."""
    plain = listed("denials", "courteous").sub(" ", sentence)
    return any(
        listed("denials", "condition").search(clause) and listed("denials", "authorising").search(clause)
        for clause in re.split(r"(?<=[a-z]);|\s- ", plain)
    )
