"""The sender's own earlier mail, sent once more: ``everything is in my mail of 3 September below and still stands``.

What somebody wrote before and expressly repeats is their own words. It must stand topmost in the quote, under their own
address; another's mail, or ours, states nothing here. Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames
from hwb_mailbot.reading.text import fold, sentences
from hwb_mailbot.reading.words import pattern

_MOST_OWN_WORDS = 8_000
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w.-]{1,200}")
_INTRODUCES = re.compile(
    r"\W*(?:(?:from|oddi wrth|von|de)\s?:|.{0,160}(?:wrote|ysgrifennodd|ysgrifennwyd|sgwennodd)(?: [^:]{0,80})?:)"
)


def with_resent(material: Material) -> Material:
    """``material`` with the lines of the sender's own quoted mail as theirs, where their words repeat it."""
    if not any(line.voice is Voice.QUOTE for line in material.lines) or not _repeats(material):
        return material
    mine = _own_mail(material)
    text = "\n".join(material.lines[place].text for place in mine)
    if not (find_usernames(text) or find_dfes_numbers(text)):
        return material
    lines = [
        line._replace(voice=Voice.OWN, where="quote") if place in mine else line
        for place, line in enumerate(material.lines)
    ]
    return replace(material, lines=tuple(lines))


def _repeats(material: Material) -> bool:
    """Whether a sentence of the sender's speaks of their own mail below and lets it stand."""
    text = " ".join(line.text for line in material.lines if line.voice is Voice.OWN)[:_MOST_OWN_WORDS]
    spoken = (fold(text[start:end]) for start, end in sentences(text))
    return any(
        pattern("adopt", "own_mail").search(sentence)
        and pattern("adopt", "stands").search(sentence)
        and "?" not in sentence
        and not pattern("adopt", "unread", "taken_back").search(sentence)
        for sentence in spoken
    )


def _own_mail(material: Material) -> range:
    """The places of the topmost quoted mail's words, where it is from the sender's own address."""
    lines = material.lines
    first = next((place for place, line in enumerate(lines) if line.voice is Voice.QUOTE and line.text.strip()), 0)
    header = [line for line in lines[first : first + 6] if line.voice is Voice.QUOTE and line.text.strip()]
    introduced = " ".join(line.text for line in header[:2]) if header else ""
    addresses = {found.lower() for found in _ADDRESS.findall(introduced)}
    if not _introduces(header) or material.from_address.lower() not in addresses:
        return range(0)
    begin = first + 1
    while begin < len(lines) and (not lines[begin].text.strip() or _of_header(lines[begin])):
        begin += 1
    end = begin
    while end < len(lines) and lines[end].voice is Voice.QUOTE and not _introduces([lines[end]]):
        end += 1
    return range(begin, end)


def _introduces(lines: list[Line]) -> bool:
    return bool(lines) and bool(_INTRODUCES.match(fold(" ".join(line.text for line in lines[:2]))[:300]))


def _of_header(line: Line) -> bool:
    folded = fold(line.text).lstrip(" >*")
    return bool(pattern("adopt", "header").match(folded)) or folded.rstrip().endswith(("wrote:", "ysgrifennodd:"))
