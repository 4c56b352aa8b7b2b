"""Our own letters, known again in an answer whatever a client did to them; and what people filled into their forms.

``own_lines`` is what the letters room gathers from all templates, retired ones included (``domain.lines``). A letter
that comes back without any quote mark is found as a stretch: between lines that are ours, the lines that carry values
(a name, a username, a date) are ours too. Pure; nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, groupby
from operator import itemgetter

from hwb_mailbot.domain.lines import RUN, is_own_line, words_of
from hwb_mailbot.reading.answers.beside import opposed
from hwb_mailbot.reading.message.lines import MarkedLine
from hwb_mailbot.reading.message.material import Voice
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.voices.boundaries import boundary, folded

LEAST_LINES = 3
"""Lines of ours that make a stretch a letter of ours."""
_CLOSE_WITHIN = 8
"""Lines below the last known one in which the close is looked for."""
_LONGEST = 2_000
_LONGEST_VALUE = 160
_MOST_REMARKS = 3
"""Paragraphs of ours that stand there for each that is none; else the letter is somebody else's, or much changed."""
_BULLETED = re.compile(r"\s*[-*•·▪◦o§]\s")
_LISTED = re.compile(r"\s*(?:[-*•·▪◦o§]|\d{1,2}[.)])\s|[^.!?]{1,60}:(?:\s|$)")
_REFERENCE_LINE = re.compile(r"\W*(?:[^\W\d]+\W+){1,4}HWB-[0-9A-Z]{4}-[0-9A-Z]{4}\W*$", re.IGNORECASE)


class OwnLetters:
    """Answers about single lines; ``own_lines`` may be empty, and then nothing is ours."""

    def __init__(self, own_lines: frozenset[str]) -> None:
        self._own_lines = own_lines

    def __bool__(self) -> bool:
        return bool(self._own_lines)

    def ours(self, line: str) -> bool:
        """Whether the line is one of ours or a piece of one."""
        return len(line) <= _LONGEST and is_own_line(line, self._own_lines)

    def begun_or_ended(self, text: str) -> bool:
        """Whether ``text`` begins or ends with words of ours, as a sentence of ours with a name in it does."""
        words = words_of(text)
        ends = (" ".join(words[:RUN]), " ".join(words[-RUN:]))
        return len(words) >= RUN and any(f"… {words}" in self._own_lines for words in ends)

    def label(self, line: str) -> bool:
        """Whether the line is nothing but a label of a form of ours."""
        return line.rstrip(" *_").endswith(":") and self._form_label(line)

    def _form_label(self, text: str) -> bool:
        # Labels of forms stand in both languages with a slash; those of the details that we state do not.
        if "/" not in text or len(text) > 300:
            return False
        words = words_of(text)
        return len(words) > 2 and " ".join(words) in self._own_lines

    def form_value(self, line: MarkedLine) -> str | None:
        """What stands after a label of ours on the same line or in the next cell, or ``None``."""
        if "/" not in line.text:  # no label of a form of ours, nor is a cell of the line
            return None
        if len(line.cells) == 2 and line.cells[1] and self._form_label(line.cells[0]):
            return line.cells[1]
        head, colon, value = line.text[:_LONGEST].partition(":")
        if not colon or not value.strip(" *_") or not self._form_label(head):
            return None
        return value.strip()


def mark_ours(lines: list[MarkedLine], voices: list[Voice], letters: OwnLetters, cut: int | None) -> None:
    """Lines of our letters become quotes, values in our forms ``QUOTED_FORM``, words below an unmarked letter own.

    ``cut`` is where an unmarked original begins, if one does.
    """
    known = [not line.blank and letters.ours(line.text) for line in lines]
    _mark_stretch(lines, voices, known)
    form = {index for index, line in enumerate(lines) if not line.blank and letters.form_value(line) is not None}
    if len(form) == 1 and not any(known) and (Voice.QUOTE not in voices or _among_others(lines, min(form), letters)):
        form = set()  # who writes in both languages may label one detail as we do
    for index, line in enumerate(lines):
        if voices[index] is Voice.FORWARDED or line.blank:
            continue
        if index in form:
            voices[index] = Voice.QUOTED_FORM
        elif voices[index] is Voice.OWN and (known[index] or _broken_off(lines, voices, index, letters)):
            voices[index] = Voice.QUOTE
        elif voices[index] is Voice.QUOTE and not known[index] and _fills_label(lines, index, letters):
            voices[index] = Voice.QUOTED_FORM
    if cut is not None and voices[cut] is not Voice.FORWARDED:
        _mark_below(lines, voices, known, cut)
    _mark_remarks(lines, voices, known, letters)


def sentences_with_values(lines: list[MarkedLine], letters: OwnLetters) -> frozenset[int]:
    """The lines of sentences of ours that end in a colon and a value: what our letter says does not fit.

    A client wraps them anywhere, so they are put together from their bullet, or the paragraph's beginning, on.
    """
    found: set[int] = set()
    if not letters:
        return frozenset()
    for (blank, _), places in groupby(range(len(lines)), key=lambda place: (lines[place].blank, lines[place].depth)):
        paragraph = list(places)
        begins = [place for place in paragraph if place == paragraph[0] or _BULLETED.match(lines[place].text)]
        for first, after in zip(begins, [*begins[1:], paragraph[-1] + 1], strict=True):
            head, colon, _ = " ".join(lines[place].text for place in range(first, after))[:_LONGEST].rpartition(":")
            if not blank and colon and "/" not in head and letters.ours(head):
                found.update(range(first, after))
    return frozenset(found)


def _among_others(lines: list[MarkedLine], index: int, letters: OwnLetters) -> bool:
    """Whether the line stands in a list whose other lines have labels with values too, and none that is ours."""
    first = last = index
    while first > 0 and not lines[first - 1].blank:
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].blank:
        last += 1
    others = [lines[place].text.partition(":") for place in range(first, last + 1) if place != index]
    told = [(label, value) for label, colon, value in others if colon and "/" in label and value.strip()]
    return len(told) >= LEAST_LINES - 1 and not any(letters.label(f"{label}:") for label, _ in told)


def _mark_stretch(lines: list[MarkedLine], voices: list[Voice], known: list[bool]) -> None:
    """An unmarked letter of ours among the sender's own lines, from its first line that is ours to its last."""
    found = [index for index, ours in enumerate(known) if ours and voices[index] is Voice.OWN]
    if len(found) < LEAST_LINES:
        return
    first, last = _before_opening(lines, found[0]), _past_close(lines, found[-1])
    within = [index for index in range(first, last + 1) if voices[index] is Voice.OWN and not lines[index].blank]
    if len(found) * 3 < len(within):
        return
    for index in within:
        voices[index] = Voice.QUOTE


def _mark_remarks(lines: list[MarkedLine], voices: list[Voice], known: list[bool], letters: OwnLetters) -> None:
    """A paragraph that opposes, typed into our letter where it is quoted, is the sender's: ``She never left us.``

    All that our letters fill in stands in lists or within our own sentences, so a paragraph that has neither a list's
    mark nor words of ours about it is none of ours. One that opposes nothing is left to the quote, for clients put
    lines of their own there too; and so are the words of an earlier mail, which an introduction parts from our letter.
    """
    if Voice.QUOTE not in voices:
        return
    for letter in _letters_within(lines, known, letters):
        paragraphs = list(_paragraphs(lines, letter))
        ours = sum(letters.begun_or_ended(lines[one[0]].text) or any(known[at] for at in one) for one in paragraphs)
        remarks = [
            one
            for one in paragraphs
            if not any(known[place] or voices[place] is not Voice.QUOTE for place in one)
            and _a_remark([lines[place] for place in one], letters)
        ]
        if len(remarks) * _MOST_REMARKS <= ours:
            for place in chain.from_iterable(remarks):
                voices[place] = Voice.OWN


def _paragraphs(lines: list[MarkedLine], letter: range) -> Iterator[list[int]]:
    """The paragraphs of a quoted letter, without what stands there quoted more or less deeply."""
    within = (not lines[place].blank and lines[place].depth == lines[letter[0]].depth for place in letter)
    for words, places in groupby(zip(within, letter, strict=True), key=itemgetter(0)):
        if words:
            yield [place for _, place in places]


def _letters_within(lines: list[MarkedLine], known: list[bool], letters: OwnLetters) -> Iterator[range]:
    """From the first line of ours to the last, for each of our letters that came back."""
    ours: list[int] = []
    for index, line in enumerate([*lines, MarkedLine("")]):
        over = index == len(lines)
        mine = not over and (known[index] or letters.begun_or_ended(line.text))
        if mine and (not ours or line.depth == lines[ours[0]].depth):
            ours.append(index)
        elif over or (ours and not line.blank and boundary(lines, index) is not None):
            if len(ours) >= LEAST_LINES:
                yield range(ours[0], _past_close(lines, ours[-1]) + 1)
            ours = []


def _a_remark(paragraph: list[MarkedLine], letters: OwnLetters) -> bool:
    if not paragraph or any(line.cells or _LISTED.match(line.text) for line in paragraph):
        return False
    text = " ".join(line.text for line in paragraph)[:_LONGEST]
    return opposed(fold(text)) and not letters.begun_or_ended(text)


def _broken_off(lines: list[MarkedLine], voices: list[Voice], index: int, letters: OwnLetters) -> bool:
    """Whether the line is the end of a quoted line of ours that a client wrapped and left without its mark."""
    if not index or lines[index - 1].blank or voices[index - 1] is not Voice.QUOTE or len(lines[index].text) > 60:
        return False
    return letters.ours(f"{lines[index - 1].text} {lines[index].text}")


def _past_close(lines: list[MarkedLine], last: int) -> int:
    """The last line of our letter's close (our name, address, the reference), near below its last known line.

    Between the two stand ends of sentences that carry a value, as far as our name stands below them.
    """
    words = 0
    for index in range(last + 1, len(lines)):
        if lines[index].blank:
            continue
        if _closing(lines[index].text):
            last = index
        words += 1
        if words > _CLOSE_WITHIN:
            break
    return last


def _before_opening(lines: list[MarkedLine], first: int) -> int:
    """The first line of our letter, where a line such as "English below" stands above the first known one."""
    above = first - 1
    while above >= 0 and first - above < 4:
        if not lines[above].blank:
            if not _closing(lines[above].text):
                break
            first = above
        above -= 1
    return first


def _closing(text: str) -> bool:
    line = folded(text[:200]).strip(" *_->|")
    return (
        line in vocabulary("clients")["ours"]["closings"]
        or bool(_REFERENCE_LINE.match(line))
        or bool(re.fullmatch(r"<?[^\s@]+@[^\s@]+>?", line))
    )


def _fills_label(lines: list[MarkedLine], index: int, letters: OwnLetters) -> bool:
    """Whether the line is the value of the label of ours above it, in a quote.

    Our letters never leave a label's line empty and write beneath it, so whoever answered did.
    """
    above = index - 1
    while above >= 0 and lines[above].blank and index - above < 3:
        above -= 1
    if above < 0 or not letters.label(lines[above].text) or lines[above].depth != lines[index].depth:
        return False
    if letters.label(lines[index].text) or _closes(lines[index].text) or len(lines[index].text) > _LONGEST_VALUE:
        return False
    if (above == index - 1 and not lines[index].depth) or lines[index].coloured:
        return True
    # Outlook puts a blank line between paragraphs: the value of one label stands above the next label or our close.
    below = next(
        (lines[place] for place in range(index + 1, min(index + 4, len(lines))) if not lines[place].blank), None
    )
    return below is not None and (
        letters.label(below.text) or letters.form_value(below) is not None or _closes(below.text)
    )


def _closes(text: str) -> bool:
    """Whether the line is of our letter's close, alone or with our address behind our name."""
    return _closing(text) or folded(text[:200]).strip(" *_->|").startswith(_names_of_ours())


@cache
def _names_of_ours() -> tuple[str, ...]:
    return tuple(f"{name} " for name in vocabulary("clients")["ours"]["closings"] if " / " in name)


def _mark_below(lines: list[MarkedLine], voices: list[Voice], known: list[bool], cut: int) -> None:
    """What people wrote under our unmarked letter is theirs."""
    region = [index for index in range(cut, len(lines)) if not lines[index].blank]
    ours = [index for index in region if known[index]]
    if len(ours) < LEAST_LINES:
        return
    last = _past_close(lines, ours[-1])
    above = [index for index in region if index <= last]
    if len(ours) * 3 < len(above):
        return
    for index in range(last + 1, len(lines)):
        if voices[index] is Voice.QUOTE and lines[index].depth == 0:
            voices[index] = Voice.OWN
