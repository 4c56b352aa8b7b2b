"""How the sender laid the details out: forms, lists, tables and what stands between them.

Walks over the lines once. Labelled values become statements; the remaining lines become passages for ``prose``. Lines
of an earlier mail (``QUOTE``) may only lend their labels to the sender's own answers under them. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hwb_mailbot.reading.layouts.headings import (
    ASSERTS,
    TEXTUAL,
    announced_side,
    bare_label,
    begins_person,
    is_detail,
    is_sentence,
    may_be,
    may_head,
    name_headings,
    of_that_school,
    placed_line,
    prose_after,
)
from hwb_mailbot.reading.layouts.labelled import labelled
from hwb_mailbot.reading.layouts.lists import codes_listed, positional_parts
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.layouts.school_blocks import school_blocks
from hwb_mailbot.reading.layouts.side_columns import sides_in_words
from hwb_mailbot.reading.layouts.tables import TableReader, cells_of
from hwb_mailbot.reading.layouts.unlabelled import unlabelled
from hwb_mailbot.reading.layouts.worth_reading import form_is_answered, worth_reading
from hwb_mailbot.reading.leaving.bare_dates import OF_LEAVING, leaving_dates, speaks_of_leaving
from hwb_mailbot.reading.message.material import Line, Numbered, Voice
from hwb_mailbot.reading.terms.composed import composed_label
from hwb_mailbot.reading.terms.labels import Concept, Label, Side, read_label
from hwb_mailbot.reading.terms.laid_out import Layout, Passage
from hwb_mailbot.reading.terms.names import NameKind, find_names
from hwb_mailbot.reading.terms.shapes import shapes_of
from hwb_mailbot.reading.terms.statements import SIDED, Statement, named_in_full
from hwb_mailbot.reading.text import fold, goes_on, tidy, without_bullet
from hwb_mailbot.reading.words import pattern, word_set

_UNDERLINE = re.compile(r"\s*([-=_*~–—])\1{2,79}\s*")


def _where(line: Line) -> str:
    """Where a line's evidence stands: the form in a quoted letter of ours before the part of the mail."""
    return str(Voice.QUOTED_FORM) if line.voice is Voice.QUOTED_FORM else line.where


class _Walk:
    def __init__(self, lines: Sequence[Line], sent_on: date | None) -> None:
        self.lines = worth_reading(lines)
        self.sent_on = sent_on
        self.layout = Layout()
        self.pending: list[tuple[Label, Voice]] = []
        self.section: Label | None = None
        self.beneath: Side | None = None
        """The side that an underlined heading tells of the lines of its block."""
        self.paragraph: list[Numbered] = []
        self.leaving_dates = leaving_dates(self.lines, sent_on)
        told = sides_in_words("\n".join(line.text for line in self.lines if not line.cells))
        self.table = TableReader(sent_on, told, of_leaving=speaks_of_leaving(self.lines))
        self.order = 0
        self.last_text: int | None = None
        self.above = ""
        """The line just above, where it may be a label that nobody listed."""
        self.here: set[int] = set()
        """The lines that begin with a word for the writer's own school: ``Yma: …``."""
        self.headings = name_headings(self.lines)
        self.blocks = school_blocks(self.lines)
        self.skip_told = form_is_answered(self.lines)
        """Whether lines with bullets inside a quoted form are what our letter told, and no answers."""

    def run(self) -> Layout:
        found = unlabelled(self.lines, self.sent_on)
        self.layout.statements.extend(found.stated)
        self.layout.people = found.listed
        for index, line in enumerate(self.lines):
            self.order = index
            spoken = found.spoken.get(index, "").strip()
            if spoken:
                self._line(line._replace(text=spoken))
            if index in found.consumed:
                self._end_paragraph()
                continue
            self._line(line)
        self._end_paragraph()
        stated = [*self.layout.statements, *self.table.finish()]
        self.layout.statements[:] = named_in_full(stated)
        self.layout.people = max(self.layout.people, self.table.people)
        return self.layout

    def _line(self, line: Line) -> None:
        if line.voice in (Voice.SIGNATURE, Voice.DISCLAIMER, Voice.FORWARDED):
            self._end_paragraph()
            self.pending.clear()
            self.section = None
            return
        text = line.text
        if not text.strip() and not line.cells:
            self._end_paragraph()
            self.beneath = None
            self.last_text = None
            self.above = self.above if self.above.rstrip().endswith((":", "?")) else ""
            return
        if line.voice is Voice.QUOTE:
            self._quoted(text)
            return
        if _UNDERLINE.fullmatch(text):
            self._underlined()
            return
        if self.order in self.leaving_dates:
            self._end_paragraph()
            self.pending.clear()
            self._state(OF_LEAVING, self.leaving_dates[self.order], line)
            return
        told = line.voice is Voice.QUOTED_FORM and self.skip_told and not line.coloured
        if told and without_bullet(text) != text.strip():
            self.pending.clear()
            return
        cells = cells_of(line, len(self.table.heads))
        where = _where(line)
        if cells and self.table.take(cells, where, self.order):
            self._end_paragraph()
            self.pending.clear()
            return
        if ("/" in text or "|" in text) and _IN_PARTS.search(text) and self.table.take_parts(text, where, self.order):
            self._end_paragraph()
            self.pending.clear()
            return
        if self.order in self.headings:
            self._end_paragraph()
            self.pending.clear()
            name = without_bullet(text)
            self.layout.statements.append(Statement(Concept.NAME, None, name, name, line.where, order=self.order))
            return
        if self.order in self.blocks.headings:
            self._end_paragraph()
            self.pending.clear()
            self._state(*self.blocks.headings[self.order], line)
            return
        above, self.above = self.above, ""
        placed = placed_line(text, self.order - 1 in self.here)
        if placed is not None and line.voice is Voice.OWN:
            self._placed(*placed, line)
            return
        found = () if self._within_sentence(text) else pairs_in(text) or bare_label(text)
        if found and not (found[0][1] == "" and self._is_value(text)):
            self._pairs(found, line)
            return
        if self.pending and self._answer(text, line):
            return
        if self.last_text is not None and self._continue(text):
            return
        self.pending = [p for p in self.pending if p[1] is not Voice.QUOTE]
        if line.voice is Voice.QUOTED_FORM and not line.coloured:
            return
        self.last_text = None
        announced = announced_side(text)
        if announced is not None:
            self.section = Label(Concept.IGNORED, announced)
        elif self.section is not None and self.section.concept is Concept.IGNORED:
            self.section = None
        if self._bare_code(line):
            return
        label = composed_label(above, text) if above else None
        if label is not None:
            self._pairs([(label, text.strip())], line)
            return
        self.above = text if line.voice is Voice.OWN and may_head(text) else ""
        self.paragraph.append((self.order, line))

    def _underlined(self) -> None:
        """The line above heads a block: ``Old account`` and dashes below it say whose all lines up to a blank are."""
        self.beneath = self.pending[-1][0].side if self.pending else None

    def _within_sentence(self, text: str) -> bool:
        """Whether the line above broke off within a sentence: ``In case you need to check: their``."""
        above = self.paragraph[-1] if self.paragraph else None
        if above is None or above[0] != self.order - 1:
            return False
        told = above[1].text.rstrip()
        if len(told) >= _LINE_OF_PROSE and told.endswith(",") and text[:1].islower():
            return any(label.concept in SIDED and label.side is None for label, _ in pairs_in(text))
        return bool(_BROKEN_OFF.search(fold(told))) or goes_on(told, text)

    def _placed(self, there: bool, value: str, line: Line) -> None:
        """A line whose label says no more than at which of the two schools its details are."""
        self._end_paragraph()
        self.pending.clear()
        self.last_text = None
        if not there:
            self.here.add(self.order)
        self.layout.passages.append(Passage(value, line.where, None, self.order, there))

    def _is_value(self, text: str) -> bool:
        """A pending label takes a line that looks like a label (``Primary``) only where it is a name."""
        return bool(self.pending) and any(n.generic and " " in n.text for n in find_names(text))

    def _quoted(self, text: str) -> None:
        self._end_paragraph()
        self.last_text = None
        plain = re.sub(r"^[\s>|]+", "", text)
        label = read_label(plain, 0.8)
        if label and label.concept not in (Concept.NONE, Concept.IGNORED):
            if not any(p[0].concept is label.concept and p[0].side in (label.side, None) for p in self.pending):
                self.pending.append((label, Voice.QUOTE))
            return
        self.pending.clear()

    def _pairs(self, found: Sequence[tuple[Label, str]], line: Line) -> None:
        self._end_paragraph()
        self.last_text = None
        first = found[0][0]
        if len(found) == 1 and is_sentence(first, found[0][1], line.text):
            self.layout.passages.append(Passage(line.text.strip(), line.where, None, self.order))
            self.pending.clear()
            return
        if len(found) == 1 and not found[0][1]:
            if first.concept is Concept.NONE:
                self.section = first
                self.pending.clear()
            elif first.concept is Concept.LEAVING and ASSERTS.search(fold(line.text)):
                self.layout.passages.append(Passage(line.text.strip(), line.where, None, self.order))
            elif first.concept is not Concept.IGNORED:
                self.pending.append((first, line.voice))
            else:
                self.pending.clear()
            return
        if self.pending and self.pending[-1][1] is not Voice.QUOTE and self.pending[-1][0].side is not None:
            self.section = self.pending[-1][0]
        elif self.pending and self.pending[-1][1] is not Voice.QUOTE and len(self.pending) == 1:
            self.section = None
        self.pending.clear()
        for label, value in found:
            correction = pattern("values", "correction").match(fold(line.text).lstrip())
            if correction and label.concept in (Concept.IGNORED, Concept.NONE):
                label, value = Label(Concept.NONE), without_bullet(line.text)
            if label.concept is Concept.NONE and label.side is Side.FORMER and shapes_of(value) == (Concept.LEAVING,):
                asks = bool(pattern("leaving", "record_kept").search(fold(line.text)))
                label = Label(Concept.LEAVING, Side.FORMER, asks_record=asks)
            if label.concept is Concept.NONE:
                self.layout.passages.append(Passage(value, line.where, label.side, self.order))
                for one, piece in codes_listed(label.side, value):
                    self._state(one, piece, line)
                continue
            self._state(label, value, line)
            self._remainder(label, value, line)

    def _remainder(self, label: Label, value: str, line: Line) -> None:
        """What follows a labelled value is prose again."""
        rest = prose_after(label.concept, value)
        if rest:
            of_account = label.concept is Concept.USERNAME and any(
                name.kind is NameKind.SCHOOL and not name.start for name in find_names(rest)[:1]
            )
            side = label.side if of_account or of_that_school(rest, value) else None
            self.layout.passages.append(Passage(rest, line.where, side, self.order))

    def _state(self, label: Label, value: str, line: Line) -> bool:
        label = self._in_section(label)
        where = _where(line)
        stated = labelled(label, value, where, self.sent_on)
        for statement in stated:
            self.layout.statements.append(replace(statement, order=self.order))
        if stated and stated[0].concept in (Concept.SCHOOL, Concept.NAME) and len(value) < 40:
            self.last_text = len(self.layout.statements) - len(stated)
        if not stated and not value:
            self.pending.append((label, line.voice))
        return bool(stated)

    def _in_section(self, label: Label) -> Label:
        if label.there:
            told = [s.side for s in self.layout.statements if s.side is not None]
            return replace(label, side=told[-1]) if told else label
        if label.side is None and self.order in self.blocks.side_at:
            return replace(label, side=self.blocks.side_at[self.order])
        if self.section is None or label.side is not None or self.section.side is None:
            return label
        concept = label.concept
        if concept is Concept.NAME and self.section.concept is Concept.SCHOOL:
            concept = Concept.SCHOOL
        return replace(label, concept=concept, side=self.section.side)

    def _answer(self, text: str, line: Line) -> bool:
        """Whether the line answers pending labels; those answered (and those before them) are done with."""
        plain = without_bullet(text) or text.strip()
        in_order = sum(voice is not Voice.QUOTE for _, voice in self.pending) >= 3
        candidates = list(enumerate(self.pending))
        if not in_order:
            candidates.sort(key=lambda c: (c[1][0].concept in TEXTUAL, -c[0]))
        answered: list[int] = []
        textual_done = False
        for place, (label, _voice) in candidates:
            if in_order and answered:
                break
            if label.concept in TEXTUAL and (textual_done or not may_be(label.concept, plain)):
                continue
            if in_order and place > 0 and label.concept in TEXTUAL:
                continue
            if len(plain) > 200 and label.concept is not Concept.LEAVING:
                continue
            section = self.section
            if section is not None and section.concept is not Concept.NONE:
                self.section = None
            if self._state(label, plain, line):
                answered.append(place)
                textual_done = textual_done or label.concept in TEXTUAL
            self.section = section
            if in_order and not answered:
                break
        if not answered:
            return False
        if in_order:
            del self.pending[: max(answered) + 1]
        else:
            self.pending = [p for place, p in enumerate(self.pending) if place > max(answered)]
        return True

    def _bare_code(self, line: Line) -> bool:
        """A staff code on a line of its own between other bare or labelled details."""
        code = without_bullet(line.text)
        if line.voice is not Voice.OWN or not re.fullmatch(r"[A-Z]{2,5}\d{0,2}", code):
            return False
        if code.lower() in word_set("values", "not_codes") or not self._between_details():
            return False
        self._end_paragraph()
        self.layout.statements.append(Statement(Concept.CODE, None, code, code, line.where, order=self.order))
        return True

    def _between_details(self) -> bool:
        own = [i for i, line in enumerate(self.lines) if line.voice is Voice.OWN and line.text.strip()]
        place = own.index(self.order)
        if not 0 < place < len(own) - 1:
            return False
        beside = [self.lines[own[place - 1]].text, self.lines[own[place + 1]].text]
        return all(is_detail(text) for text in beside)

    def _continue(self, text: str) -> bool:
        """A school's name broken over two lines of a collapsed table."""
        place = self.last_text
        if place is None or place >= len(self.layout.statements) or len(text) > 40 or pairs_in(text):
            return False
        statement = self.layout.statements[place]
        joined = f"{statement.value} {tidy(text)}"
        if statement.concept is not Concept.SCHOOL or not text.strip()[:1].isupper():
            return False
        names = find_names(joined)
        if len(names) != 1 or names[0].text != joined or re.search(r"\d{4}", text):
            return False
        if not (names[0].generic or statement.value.split()[-1].islower()):
            return False
        self.layout.statements[place] = replace(
            statement, value=joined, evidence=f"{statement.evidence} {text.strip()}"
        )
        return True

    def _end_paragraph(self) -> None:
        if not self.paragraph:
            return
        groups: list[list[Numbered]] = []
        for order, line in self.paragraph:
            item = without_bullet(line.text) != line.text.strip() or begins_person(line.text)
            if item or not groups:
                groups.append([])
            groups[-1].append((order, line))
        self.paragraph = []
        for group in groups:
            self._passage(group[0][0], [line for _, line in group])

    def _passage(self, order: int, group: list[Line]) -> None:
        text = without_bullet("\n".join(line.text.strip() for line in group))
        where = _where(group[0])
        if self.table.take_parts(text, where, order):
            return
        side = self.section.side if self.section and self.section.concept is Concept.NONE else self.beneath
        for piece in dict.fromkeys([tidy(text), *(line.text.strip() for line in group)]):
            several = sum(map(piece.count, "/|,;")) >= 4
            found = positional_parts(_PARTS.split(piece), where, self.sent_on) if several else []
            if found:
                self.layout.statements.extend(replace(s, order=order) for s in found)
                return
        self.layout.passages.append(Passage(text, where, side, order))


_LINE_OF_PROSE = 50  # characters, of one that ends with a comma and tells the side of what goes on below
_BROKEN_OFF = re.compile(r"(?:[\s']|^)(?:their|his|her|our|my|the|its|your|ei|eu|ein|fy|yr?|'r)\s*$")
_PARTS = re.compile(r"\s*[/|,;]\s+")
_IN_PARTS = re.compile(r"\s[/|]\s.*\s[/|]\s")


def lay_out(lines: Sequence[Line], sent_on: date | None) -> Layout:
    """Read the laid-out details of ``lines`` in one walk."""
    return _Walk(lines, sent_on).run() if lines else Layout()
