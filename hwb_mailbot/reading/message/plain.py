"""A text/plain part to marked lines: soft line breaks undone (RFC 3676), quote marks counted, tables by tabs found.

Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hwb_mailbot.reading.message.charsets import visible
from hwb_mailbot.reading.message.lines import MOST_LINES, MarkedLine

_MARKS = re.compile(r"[ ]{0,3}((?:>[ ]?)+)")
_GROUPWISE = re.compile(r"\s*>>>[ ].{1,200}>>>\s*$")
_INITIALS = re.compile(r"[A-Z]{1,3}>(?: |$)")
_BAR = re.compile(r"[ ]{0,2}\|(?: (?!.*\|)|$)")


def plain_lines(source: str, *, flowed: bool = False, delete_space: bool = False) -> list[MarkedLine]:
    """The lines of the decoded text ``source``; ``flowed`` and ``delete_space`` as its Content-Type says."""
    texts = visible(source).split("\n", MOST_LINES + 1)[: MOST_LINES + 1]
    if flowed:
        return _flowed(texts, delete_space)
    lines = [_line(text) for text in texts]
    _mend_attributions(lines)
    _count_bars(lines)
    _number_tables(lines)
    return lines


def _line(text: str) -> MarkedLine:
    if ">" not in text:
        return MarkedLine(text.rstrip())
    if _INITIALS.match(text):
        return MarkedLine(text.partition(">")[2].strip(), 1)
    marks = _MARKS.match(text)
    if marks is None or _GROUPWISE.match(text) or text.startswith(">From "):
        return MarkedLine(text.rstrip())
    return MarkedLine(text[marks.end() :].rstrip(), marks[1].count(">"))


def _mend_attributions(lines: list[MarkedLine]) -> None:
    """An address broken before its ``>`` makes the attribution's end look quoted: ``<a@b.example`` / ``> wrote:``."""
    for index, line in enumerate(lines):
        if line.depth != 1 or not line.text.endswith(":") or len(line.text) > 40:
            continue
        above = " ".join(before.text for before in lines[max(0, index - 3) : index] if not before.depth)
        if above.rfind("<") > above.rfind(">"):
            lines[index] = replace(line, depth=0, text=f"> {line.text}")


def _count_bars(lines: list[MarkedLine]) -> None:
    """Three or more lines that begin with a bar, and are no table, are a quote (as some web clients mark it)."""
    if sum(["|" in line.text for line in lines]) < 3:
        return
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and not lines[index].depth and _BAR.match(lines[index].text):
            continue
        if index - start >= 3:
            lines[start:index] = [
                replace(line, depth=1, text=line.text.strip().removeprefix("|").strip()) for line in lines[start:index]
            ]
        start = index + 1


def _flowed(texts: list[str], delete_space: bool) -> list[MarkedLine]:
    lines: list[MarkedLine] = []
    held: list[str] = []
    held_depth = 0
    for text in texts:
        depth = len(text) - len(text.lstrip(">"))
        content = text[depth:]
        content = content[1:] if content.startswith(" ") else content
        if held and depth != held_depth:
            lines.append(MarkedLine("".join(held).rstrip(), held_depth))
            held = []
        if content.endswith(" ") and content != "-- ":
            held.append(content[:-1] if delete_space else content)
            held_depth = depth
            continue
        lines.append(MarkedLine("".join([*held, content]).rstrip() if content != "-- " else content, depth))
        held = []
    if held:
        lines.append(MarkedLine("".join(held).rstrip(), held_depth))
    _number_tables(lines)
    return lines


def _number_tables(lines: list[MarkedLine]) -> None:
    """Rows of two or more cells between tabs; neighbouring rows are one table."""
    table = 0
    previous = False
    for line in lines:
        cells = tuple(cell.strip() for cell in line.text.strip().split("\t")) if "\t" in line.text else ()
        if sum(1 for cell in cells if cell) >= 2:
            table += not previous
            line.cells, line.table = cells, table
            previous = True
        else:
            previous = False
