"""From what office an answer is signed, where its writer tells: ``Deputy Head``, ``pp Mrs Jones``.

A letter to a headteacher is answered by the headteacher; others at the school read the mailbox too. A signature that
names a lesser office, and none of a head's own, makes a yes one to ask back about. Linear; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from hwb_mailbot.reading.alternatives import any_of
from hwb_mailbot.reading.text import blanked, fold
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import listed

_LAST = 5
"""Lines at the end of the sender's own words that may be a signature nobody marked."""
_LONGEST = 90
_MOST_CHARACTERS = 300
_MOST_WORDS = 9
_BEFORE = re.compile(r"^(?:[^,|(–-]{2,50}(?:[,|(–/]|\s-)\s*|the |y |yr )?$")
"""Before an office on its line: a name, or nothing."""
_BEHIND = re.compile(r"\s*(?:$|[,.|/)(&+–-]|(?:at|of|in|for|and|yn|ym|yng|a|ac|ysgol|tel|ffon)(?!\w))")
_SENTENCE = re.compile(r"[.!?]\s+\w")


def signed_from_another_office(own: Sequence[str], signature: str) -> str:
    """The line from which it follows that somebody else than a headteacher signs; empty where none does.

    ``own`` are the sender's lines, ``signature`` those that were marked as one.
    """
    signed = [line for line in signature.split("\n") if line.strip()]
    last = [line for line in own if line.strip()][1:][-_LAST:]
    lines = [*(line for line in last if _may_sign(line)), *signed]
    lesser = [line for line in lines if _of_office(fold(line[:_LONGEST]))]
    for_head = [line for line in lines if _for_the_head(fold(line[:_LONGEST]))]
    if for_head:
        return for_head[0].strip()
    if not lesser or any(_of_a_head(fold(line[:_LONGEST])) for line in lines):
        return ""
    return lesser[0].strip()


def _may_sign(line: str) -> bool:
    return len(line.split()) <= _MOST_WORDS and not _SENTENCE.search(line.strip())


def _of_office(folded: str) -> bool:
    """Whether the folded line is a lesser office, alone or behind a name."""
    plain = folded.strip(" *_.,;-–—~\t")
    return any(
        _BEFORE.match(plain[: found.start()]) and _BEHIND.match(plain, found.end())
        for found in listed("signing", "lesser").finditer(plain)
    )


def _of_a_head(folded: str) -> bool:
    return bool(listed("signing", "head").search(blanked(listed("signing", "lesser"), folded)))


def _for_the_head(folded: str) -> bool:
    return bool(listed("signing", "for_the_head").search(blanked(listed("signing", "of_the_school"), folded).rstrip()))


@cache
def _it_is() -> tuple[re.Pattern[str], ...]:
    name = rf"({_TITLE}[a-z][a-z'-]+(?: [a-z][a-z'-]+){{0,2}}?)"
    return tuple(any_of([one.replace("{}", name)]) for one in vocabulary("signing")["it_is"])


_TITLE = r"(?:(?:mr|mrs|miss|ms|dr)\.? )?"


def those_who_say_it_is_they(own: Sequence[str]) -> Iterator[str]:
    """The names with which the sender's ``own`` lines say who writes: ``It's me, Nia.``, ``Nia dw i.``"""
    for line in own:
        folded = fold(line[:_MOST_CHARACTERS])
        for pattern in _it_is():
            for found in pattern.finditer(folded):
                name = line[found.start(1) : found.end(1)]
                if all(word[0].isupper() for word in name.split() if word[0].isalpha()):
                    yield re.sub(rf"(?i)^{_TITLE}", "", name)
