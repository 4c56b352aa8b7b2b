"""Whose words each line is: the sender's own, a quote, a forwarded mail, or a form of ours that was filled in.

Line by line and in linear time. Marks come first (``>``, quoting elements), then what introduces an unmarked original
(``boundaries``), then our own letters, whose lines are ours wherever they stand. A mere sentence ("On … she wrote:")
with nothing above it does not cut: a mail is never cut to nothing on a guess. Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.boundaries import Boundary, boundary, folded, is_rule, separator
from hwb_mailbot.reading.lines import MarkedLine
from hwb_mailbot.reading.material import Voice
from hwb_mailbot.reading.own_letters import OwnLetters
from hwb_mailbot.reading.vocabulary import vocabulary


def quote_voices(
    lines: list[MarkedLine], letters: OwnLetters, *, forwarding: bool = False, receivers: str = ""
) -> list[Voice]:
    """The voice of each line: ``OWN``, ``QUOTE``, ``QUOTED_FORM`` or ``FORWARDED``, or the client's own hint.

    ``forwarding`` says that the subject marks a forwarded mail ("FW:", "Yml:"). ``receivers`` are the names and
    addresses that the mail was sent to: an attribution to one of them introduces our own words, whatever follows.
    """
    voices, cut = _divided(lines, forwarding, folded(receivers))
    if letters:
        _ours(lines, voices, letters, cut)
    _answers_in_quotes(lines, voices, letters)
    return voices


def _divided(lines: list[MarkedLine], forwarding: bool, receivers: str) -> tuple[list[Voice], int | None]:
    voices = [_marked(line) for line in lines]
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.depth:
            inner = separator(lines, index) if index == 0 or lines[index - 1].depth < line.depth or lines[index - 1].blank else None
            index = _marked_block(lines, voices, index, Voice.FORWARDED) if inner and inner.forwarded else index + 1
            continue
        if line.blank:
            index += 1
            continue
        found: Boundary | None = Boundary(index) if line.begins else boundary(lines, index)
        if found is None:
            index += 1
            continue
        forwarded = found.forwarded or (forwarding and not found.attribution)
        voice = Voice.FORWARDED if forwarded else Voice.QUOTE
        for introducing in range(_with_rule_before(lines, index), found.end):
            voices[introducing] = voice
        following = _next_words(lines, found.end)
        if following is not None and lines[following].depth and not line.begins:
            index = _marked_block(lines, voices, following, voice)
            continue
        if not found.certain or (found.attribution and _nothing_above(lines, voices, index, receivers)):
            index = max(found.end, index + 1)
            continue
        for rest in range(found.end, len(lines)):
            voices[rest] = voice
        return voices, index
    return voices, None


def _nothing_above(lines: list[MarkedLine], voices: list[Voice], index: int, receivers: str) -> bool:
    """Whether a cut at the attribution on ``index`` would leave nothing, on no better ground than that one sentence."""
    if any(voices[above] is Voice.OWN and not lines[above].blank for above in range(index)):
        return False
    if lines[index].hint is Voice.QUOTE:
        return False
    said = folded(" ".join(line.text for line in lines[index : index + 4])[:600])
    if any(address in receivers for address in re.findall(r"[^\s<>\"():;,]{1,100}@[^\s<>\"():;,]{1,200}", said)):
        return False
    names = (name.strip() for name in re.split(r"[<>,;\"/]", receivers[:4000]))
    return not any(name in said for name in names if len(name) > 4)


def _marked(line: MarkedLine) -> Voice:
    if line.depth or line.hint is Voice.QUOTE:
        return Voice.QUOTE
    return line.hint or Voice.OWN


def _with_rule_before(lines: list[MarkedLine], index: int) -> int:
    """The place of a drawn line just above ``index``, which belongs to the introduction."""
    above = index - 1
    while above >= 0 and lines[above].blank:
        above -= 1
    return above if above >= 0 and is_rule(lines[above]) else index


def _next_words(lines: list[MarkedLine], start: int) -> int | None:
    return next((index for index in range(start, len(lines)) if not lines[index].blank), None)


def _marked_block(lines: list[MarkedLine], voices: list[Voice], start: int, voice: Voice) -> int:
    """Give the marked lines from ``start`` the introduction's voice; where they end."""
    index = start
    while index < len(lines) and (lines[index].depth or lines[index].blank):
        if lines[index].depth:
            voices[index] = voice
        index += 1
    return index


def _ours(lines: list[MarkedLine], voices: list[Voice], letters: OwnLetters, cut: int | None) -> None:
    """Lines of our letters are quotes; what people wrote under or into our unmarked letter is theirs."""
    known = [not line.blank and letters.matches(line.text) for line in lines]
    for index, line in enumerate(lines):
        if known[index] and voices[index] is Voice.OWN:
            voices[index] = Voice.QUOTE
        elif voices[index] is not Voice.FORWARDED and letters.form_value(line.text) is not None:
            voices[index] = Voice.QUOTED_FORM
        elif voices[index] is Voice.QUOTE and not line.blank and not line.depth and _after_label(lines, index, letters, known):
            voices[index] = Voice.QUOTED_FORM
    if cut is None or voices[cut] is Voice.FORWARDED:
        return
    region = [index for index in range(cut, len(lines)) if not lines[index].blank]
    ours = [index for index in region if known[index]]
    if len(ours) < 3 or len(ours) * 2 < len(region):
        return
    for index in range(max(ours) + 1, len(lines)):
        if voices[index] is Voice.QUOTE and lines[index].depth == 0:
            voices[index] = Voice.OWN


def _after_label(lines: list[MarkedLine], index: int, letters: OwnLetters, known: list[bool]) -> bool:
    above = index - 1
    while above >= 0 and lines[above].blank and index - above < 3:
        above -= 1
    return above >= 0 and letters.label(lines[above].text) and not known[index] and not letters.label(lines[index].text)


def _answers_in_quotes(lines: list[MarkedLine], voices: list[Voice], letters: OwnLetters) -> None:
    """Words in colour, or after a form's labels, count as filled in where the sender's words point into the quote."""
    own = folded(" ".join(line.text for line, voice in zip(lines, voices, strict=True) if voice is Voice.OWN)[:20_000])
    pointing = not own or any(f" {pointer} " in f" {_plain(own)} " for pointer in vocabulary("clients")["answers"]["pointers"])
    if not pointing:
        return
    for index, line in enumerate(lines):
        if voices[index] is not Voice.QUOTE or line.hint is Voice.QUOTE:
            continue
        if line.coloured and (own or _follows_label(lines, index) or ":" in line.text):
            voices[index] = Voice.QUOTED_FORM


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() or letter == "'" else " " for letter in text).split())


def _follows_label(lines: list[MarkedLine], index: int) -> bool:
    return index > 0 and lines[index - 1].text.rstrip().endswith((":", "?"))
