"""Who is writing: the former school's head, the staff member, or somebody at the new school for them.

Told by what the text says (``my accounts``, ``left us``, ``has joined us``), with the role words of the signature as a
lighter hint. Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from hwb_mailbot.reading.terms.labels import Side
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import pattern

_NOT_FOR_ME = re.compile(
    r"(?<!\w)(?:(?:ch?yn|ar ol|heb|er|nes|rhag|wedyn|wrth|meddwl) i mi"
    r"|(?:alter|change|correct|amend|update|note|mend|put) (?:it|this|that)(?: right| down| straight)? for me)(?!\w)"
)
"""A clause of its own (``cyn i mi roi'r ffôn i lawr``), or a change to be made: nothing is asked for oneself."""
_NOTE_FOR = re.compile(
    r"(?<!\w)(?:note|message|nodyn|neges)\s(?:(?:below|on|along|hwn|hon|isod|ymlaen)\s)?"
    r"(?:for|to|i|i'r|at|ar gyfer)(?:\s(?:the|y|yr|my|fy|our|ein))?"
    r"(?:\s(?:former|old|previous|hen))?\s(?:head(?:\s?teacher)?|[mpb]h?ennaeth)(?!\w)"
)
"""Whoever leaves a note for a headteacher is none."""


class Writer(StrEnum):
    """Whose mail it is, as its words tell."""

    HEAD = "head"
    STAFF = "staff"
    COLLEAGUE = "colleague"
    UNKNOWN = "unknown"

    @property
    def own_side(self) -> Side | None:
        """The school that ``we`` and ``here`` mean."""
        if self is Writer.HEAD:
            return Side.FORMER
        return None if self is Writer.UNKNOWN else Side.NEW


@dataclass(frozen=True, slots=True)
class Perspective:
    """The writer, and how many words speak for each reading."""

    writer: Writer
    head: int
    staff: int
    colleague: int
    authorises: bool


def passes_on(subject: str, own_text: str, *also: str) -> bool:
    """Whether all that makes the writer a colleague is that somebody else's words are passed on: ``on his behalf``.

    ``also`` names further words that may stand beside those: ``office``, that a school's secretary or manager writes.
    """
    folded = f"{fold(subject)}\n{fold(own_text)}"
    told = {m.group() for m in pattern("perspective", "colleague").finditer(folded)}
    return bool(told) and all(pattern("perspective", "passes_on", *also).fullmatch(one) for one in told)


def gone_from_us(own_text: str) -> bool:
    """Whether the writer says what only the school left says: ``on our MIS``, ``has left us``."""
    return bool(pattern("perspective", "gone_from_us").search(fold(own_text)))


def _count(folded: str, key: str) -> int:
    return min(6, len({m.group() for m in pattern("perspective", key).finditer(folded)}))


def perspective_of(
    subject: str, own_text: str, signature: str, from_name: str, hints: Perspective | None = None
) -> Perspective:
    """Judge who is writing from the subject, the sender's own words and, lightly, their role.

    ``hints`` adds what the laid-out details tell (a leaving date is a head's, a staff code a staff member's).
    """
    body = _NOT_FOR_ME.sub(" ", _NOTE_FOR.sub(" ", fold(own_text)))
    folded = fold(subject) + "\n" + body
    head, staff, colleague = (_count(folded, key) for key in ("head", "staff", "colleague"))
    authorises = bool(
        pattern("perspective", "authorises").search(body) or pattern("perspective", "authorises").search(fold(subject))
    )
    role = fold(f"{from_name}\n{signature}")
    head_role = bool(
        pattern("perspective", "head_role").search(role) or pattern("perspective", "head_signs").search(body)
    )
    if pattern("perspective", "not_head_role").search(role):
        head_role = False
    head_score = head * 2 + (3 if authorises else 0) + (2 if head_role else 0)
    staff_score = staff * 3
    colleague_score = colleague * 3
    if pattern("perspective", "second_hand_head").search(folded):
        head_score -= 4
    if hints is not None:
        head_score, staff_score = head_score + hints.head, staff_score + hints.staff
        colleague_score += hints.colleague if colleague_score else 0
    if head_score <= 0 and staff_score <= 0 and colleague_score <= 0:
        writer = Writer.HEAD if head_role and head else Writer.UNKNOWN
    elif colleague_score >= 3 and colleague_score + 1 >= max(staff_score, head_score) and not authorises:
        writer = Writer.COLLEAGUE
    elif head_score > staff_score:
        writer = Writer.HEAD
    else:
        writer = Writer.STAFF
    return Perspective(writer, head_score, staff_score, colleague_score, authorises)
