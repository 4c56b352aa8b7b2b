"""Our own letters, known again in an answer whatever a client did to them; and what people filled into their forms.

``own_lines`` is what the letters room gathers from all templates, retired ones included (``domain.lines``). A letter
that comes back without any quote mark is found as a stretch: between lines that are ours, the lines that carry values
(a name, a username, a date) are ours too. Pure; nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.domain.lines import is_own_line, normalise_line
from hwb_mailbot.reading.boundaries import folded
from hwb_mailbot.reading.lines import MarkedLine
from hwb_mailbot.reading.material import Voice
from hwb_mailbot.reading.vocabulary import vocabulary

LEAST_LINES = 3
"""Lines of ours that make a stretch a letter of ours."""
_CLOSE_WITHIN = 8
"""Lines below the last known one in which the close is looked for."""
_LONGEST = 2_000
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

    def label(self, line: str) -> bool:
        """Whether the line is nothing but a label of a form of ours."""
        return line.rstrip(" *_").endswith(":") and self._form_label(line)

    def _form_label(self, text: str) -> bool:
        # Labels of forms stand in both languages with a slash; those of the details that we state do not.
        if "/" not in text or len(text) > 300:
            return False
        return len(normalise_line(text).split()) > 2 and normalise_line(text) in self._own_lines

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
    for index, line in enumerate(lines):
        if voices[index] is Voice.FORWARDED or line.blank:
            continue
        if letters.form_value(line) is not None:
            voices[index] = Voice.QUOTED_FORM
        elif voices[index] is Voice.OWN and (known[index] or _broken_off(lines, voices, index, letters)):
            voices[index] = Voice.QUOTE
        elif voices[index] is Voice.QUOTE and not line.depth and _fills_label(lines, index, letters):
            voices[index] = Voice.QUOTED_FORM
    if cut is not None and voices[cut] is not Voice.FORWARDED:
        _mark_below(lines, voices, known, cut)


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
    """Whether the line is the value of the label of ours above it, in an unmarked quote."""
    above = index - 1
    while above >= 0 and lines[above].blank and index - above < 3:
        above -= 1
    if above < 0 or not letters.label(lines[above].text) or letters.label(lines[index].text):
        return False
    if above == index - 1 or lines[index].coloured:
        return True
    # Outlook puts a blank line between paragraphs: the value of one label stands above the next label.
    below = next((place for place in range(index + 1, min(index + 4, len(lines))) if not lines[place].blank), None)
    return below is not None and letters.label(lines[below].text)


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
