"""Whose words each line is: the sender's own, a quote, a forwarded mail, or a form of ours that was filled in.

Line by line and in linear time. Marks come first (``>``, quoting elements), then what introduces an unmarked original
(``boundaries``), then our own letters, whose lines are ours wherever they stand. A mere sentence ("On … she wrote:")
with nothing above it does not cut: a mail is never cut to nothing on a guess. Nothing here fails.
"""

from __future__ import annotations

import re
from functools import cache

from hwb_mailbot.reading.message.lines import MarkedLine
from hwb_mailbot.reading.message.material import Voice
from hwb_mailbot.reading.terms.labels import Concept, read_label
from hwb_mailbot.reading.text import without_bullet
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.voices.boundaries import Boundary, boundary, folded, header_labels, is_rule, separator
from hwb_mailbot.reading.voices.own_letters import OwnLetters, mark_ours, sentences_with_values

_NO_WORD = re.compile(r"[^\w']+")
_ARTICLE = re.compile(r"(?<=\w)(?='[rinu]\b)")


def quote_voices(
    lines: list[MarkedLine], letters: OwnLetters, *, forwarding: bool = False, receivers: str = ""
) -> list[Voice]:
    """The voice of each line: ``OWN``, ``QUOTE``, ``QUOTED_FORM`` or ``FORWARDED``, or the client's own hint.

    ``forwarding`` says that the subject marks a forwarded mail ("FW:", "Yml:"). ``receivers`` are the names and
    addresses that the mail was sent to: an attribution to one of them introduces our own words, whatever follows.
    """
    voices, cut = _divided(lines, forwarding, folded(receivers))
    if letters:
        mark_ours(lines, voices, letters, cut)
    if Voice.QUOTE in voices:
        _answers_in_quotes(lines, voices, letters)
    return voices


def _divided(lines: list[MarkedLine], forwarding: bool, receivers: str) -> tuple[list[Voice], int | None]:
    voices = [_marked(line) for line in lines]
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.depth:
            inner = (
                separator(lines, index)
                if index == 0 or lines[index - 1].depth < line.depth or lines[index - 1].blank
                else None
            )
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
        marked = following is not None and lines[following].depth > 0 and not line.begins
        if following is not None and marked and (found.attribution or not found.certain):
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


def _answers_in_quotes(lines: list[MarkedLine], voices: list[Voice], letters: OwnLetters) -> None:
    """Words in colour and values after labels are the sender's where their own words point into the quote.

    A sentence of ours that ends in a value, ``… at the new school: QQ``, is no label that anybody has filled in.
    """
    own = folded(" ".join(line.text for line, voice in zip(lines, voices, strict=True) if voice is Voice.OWN)[:20_000])
    said = _plain(own)
    filled = _holds_phrase(said, "filled") or _asked_to_fill(lines, voices)
    if own and not filled and not _holds_phrase(said, "pointers"):
        return
    told = sentences_with_values(lines, letters) if filled else frozenset()
    for index, line in enumerate(lines):
        if voices[index] is not Voice.QUOTE or line.hint is Voice.QUOTE or index in told:
            continue
        if (line.coloured and (own or _follows_label(lines, index) or ":" in line.text)) or (
            filled and (_filled_in(line.text) or _filled_in_below(lines, index))
        ):
            voices[index] = Voice.QUOTED_FORM


def _filled_in(text: str) -> bool:
    """Whether the line is a label with a value, and neither an example nor a header field."""
    label, colon, value = text[:1000].partition(":")
    asked, mark, answer = text[:1000].partition("?")  # ``Name of your school? Ysgol Bryn Eithin``
    if not colon and mark and _is_of_form(asked):
        label, colon, value = asked, mark, answer
    value = value.strip(" *_")
    if (
        not colon
        or not value
        or len(label) > 120
        or text.rstrip().endswith(":")
        or value.startswith(("(", "//"))
        or "@" in label
    ):
        return False
    if value.endswith("?") and not _is_of_form(text):
        return False  # a heading: ``Reminder: Did you write to us?``
    name = folded(label).strip(" *_>")
    return name not in header_labels() and not name.startswith(("cyfeirnod", "reference"))


_LONGEST_VALUE = 160
_OUR_NAME = re.compile(r"(?<!\w)(?:hwb support|cymorth hwb)(?!\w)")
"""What stands below our forms, and is nobody's answer."""


def _filled_in_below(lines: list[MarkedLine], index: int) -> bool:
    """Whether the line stands right below a form's empty label in an original without marks, and is no label itself."""
    text = lines[index].text
    if lines[index].depth or lines[index].blank or len(text) > _LONGEST_VALUE or ":" in text:
        return False
    if _OUR_NAME.search(folded(text)):
        return False
    if _empty_label(text) or _second_language(lines, index):
        return False
    above = next((place for place in range(index - 1, max(index - 3, -1), -1) if not lines[place].blank), None)
    if above is None or lines[above].depth:
        return False
    return _empty_label(lines[above].text) or _second_language(lines, above)


def _second_language(lines: list[MarkedLine], index: int) -> bool:
    """Whether the line says in the other language what the numbered question of a form above it asks."""
    return index > 0 and _NUMBERED.match(lines[index - 1].text) is not None and _is_of_form(lines[index].text)


def _empty_label(text: str) -> bool:
    label = without_bullet(text[:300]).rstrip(" *_")
    numbered = _NUMBERED.match(text) is not None and ":" not in label
    return (label.endswith(":") or numbered) and _is_of_form(label)


_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")
"""Before a question of a form that has no colon behind it: ``5. Hwb username``."""


_LEAST_FILLED = 3
"""Labels with values under a request to fill them in that show a form as filled in, though nobody says so."""


def _asked_to_fill(lines: list[MarkedLine], voices: list[Voice]) -> bool:
    """Whether the quoted letter asks for details, and values stand behind the labels under that request."""
    quoted = [
        line.text
        for line, voice in zip(lines, voices, strict=True)
        if voice is Voice.QUOTE and line.depth <= 1 and line.hint is not Voice.QUOTE and not line.blank
    ]
    if sum(map(_filled_in, quoted)) < _LEAST_FILLED:
        return False
    asking = (place for place, text in enumerate(quoted) if _holds_phrase(_plain(folded(text[:300])), "asking"))
    first = next(asking, len(quoted))
    return sum(_filled_in(text) and _is_of_form(text) for text in quoted[first + 1 :]) >= _LEAST_FILLED


def _holds_phrase(plain: str, key: str) -> bool:
    """Whether the words of ``plain`` hold one of the phrases under that key."""
    words = f" {plain} "
    return any(map(words.__contains__, _phrases(key)))


@cache
def _phrases(key: str) -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in vocabulary("clients")["answers"][key])


def _is_of_form(text: str) -> bool:
    label = read_label(text.partition(":")[0], 0.8)
    return label is not None and label.concept not in (Concept.IGNORED, Concept.NONE)


def _plain(text: str) -> str:
    if "'" in text:
        text = _ARTICLE.sub(" ", text)  # ``llenwi'r`` is ``llenwi`` and an article
    return _NO_WORD.sub(" ", text.replace("_", " ")).strip()


def _follows_label(lines: list[MarkedLine], index: int) -> bool:
    return index > 0 and lines[index - 1].text.rstrip().endswith((":", "?"))
