"""An HTML part to marked lines: what a person sees, with the marks of quotes, signatures, tables and colours.

lxml repairs whatever the sender's client wrote; then one walk over the tree, without recursion. Hidden text is left
out. ``inscriptis`` and its like give text without saying what stood in a quote, a table or red, so the walk is ours.
What lxml cannot make a tree of yields no lines, and the caller falls back on the text part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from hwb_mailbot.reading.message.charsets import visible
from hwb_mailbot.reading.message.client_marks import ClientMarks, client_marks, holds_quotes, without_prefix
from hwb_mailbot.reading.message.lines import CUT, MOST_LINES, MarkedLine, row_text
from hwb_mailbot.reading.message.material import Voice
from hwb_mailbot.reading.message.styles import WHITE, Colour, Look, hidden_selectors, look, parse_colour, strong, unseen

_SKIPPED = frozenset(
    "head title script style template select option textarea object applet audio video svg math".split()
)
_BLOCKS = frozenset(
    "address article aside body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html legend li main nav ol p pre section table tbody tfoot thead tr td th caption ul blockquote".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 pre ul ol dl table blockquote".split())
_UNSAID = frozenset("noscript s strike del".split())
"""Elements whose words nobody sees, or sees struck out."""
_CHANGING = _UNSAID | frozenset("a blockquote listing pre tr xmp".split())
"""Elements that change what holds for their words though they bear no attribute."""
_BLANKS = re.compile(r"[ \t]+")
_NO_NAMES: frozenset[str] = frozenset()
_MOST_ELEMENTS = 40_000
"""Elements of one part that are read; what comes after them is cut off, which the line count then reports."""
_DEEPEST = 1_000
"""Nesting beyond which a part is no letter; its text is not read."""


@dataclass(slots=True)
class _State:
    """What holds for the words inside one element."""

    hidden: bool = False
    depth: int = 0
    hint: Voice | None = None
    colour: Colour = (0, 0, 0)
    background: Colour = WHITE
    coloured: bool = False
    pre: bool = False
    link: bool = False
    row: bool = False


@dataclass(slots=True)
class _Page:
    """The lines so far and the line being written."""

    lines: list[MarkedLine] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    coloured: bool = False
    plain: bool = False
    begins: bool = False
    hint: Voice | None = None
    depth: int = 0
    cells: list[str] | None = None
    table: int = 0
    mark: str = ""

    def end_line(self) -> None:
        if self.cells is not None:
            self.words.append(" ")
            return
        text = "".join(self.words).strip() if self.words else ""
        if text:
            if "  " in text or "\t" in text:
                text = _BLANKS.sub(" ", text)
            text, self.mark = self.mark + text, ""
            self._add(MarkedLine(text, self.depth, self.hint, self.begins, coloured=self.coloured))
            self.begins = False
        self.words = []
        self.coloured = self.plain = False

    def blank(self) -> None:
        if self.cells is None and self.lines and not self.lines[-1].blank:
            self._add(MarkedLine("", self.depth, self.hint))

    def row(self) -> None:
        cells = tuple(" ".join(cell.split()) for cell in self.cells or [])
        self.cells, self.words = None, []
        if any(cells):
            self._add(MarkedLine(row_text(cells), self.depth, self.hint, self.begins, cells, self.table, self.coloured))
            self.begins = False
        self.coloured = self.plain = False

    def _add(self, line: MarkedLine) -> None:
        if len(self.lines) <= MOST_LINES:
            self.lines.append(line)


def html_lines(source: str) -> list[MarkedLine]:
    """The lines that a reader of the HTML text ``source`` sees, in order; empty where there is nothing to see."""
    source = source.replace("\x00", "")
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return []
    if root is None:
        return []
    return _walk(root)


def _walk(root: etree._Element) -> list[MarkedLine]:
    hidden_names, no_margin = _style_sheets(root)
    layout_rows = _layout_rows(root)
    marks = client_marks()
    page = _Page()
    states = [_State()]
    lists: list[list[int | str]] = []
    skipping = 0
    elements = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        elements += event == "start"
        if elements > _MOST_ELEMENTS or len(page.lines) > MOST_LINES:
            page.cells = None
            page.end_line()
            page.lines += CUT
            break
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if len(states) > _DEEPEST:
                return []
            if skipping or tag in _SKIPPED:
                skipping += 1
                continue
            state = _entered(element, tag, states[-1], hidden_names, marks, page)
            states.append(state)
            if tag == "tr" and element not in layout_rows and not state.row and not state.hidden:
                page.end_line()
                page.cells, page.depth, page.hint = [], state.depth, state.hint
                state.row = True
            elif tag in ("td", "th") and page.cells is not None:
                page.words = []
            elif tag in _BLOCKS and not state.hidden:
                page.end_line()
                if tag in _SPACED and not _tight(element, no_margin):
                    page.blank()
                if tag == "table":
                    page.table += 1
            if tag in ("ul", "ol"):
                lists.append([element.get("type") or ("1" if tag == "ol" else "-"), _number(element.get("start"))])
            elif tag == "li" and not state.hidden:
                page.mark = _item_mark(lists)
            elif tag == "br" and not state.hidden:
                if page.words and any(word.strip() for word in page.words):
                    page.end_line()
                else:
                    page.words = []
                    page.blank()
            if element.text:
                _say(page, state, element.text)
            continue
        if skipping:
            skipping -= 1
        else:
            state = states.pop()
            if tag in ("td", "th") and page.cells is not None:
                page.cells.append("".join(page.words))
                page.words = []
            elif tag == "tr" and page.cells is not None and state.row and not states[-1].row:
                page.row()
            elif tag in _BLOCKS and not state.hidden:
                page.end_line()
                if tag in _SPACED and not _tight(element, no_margin):
                    page.blank()
            if tag == "li":
                page.mark = ""
            elif tag in ("ul", "ol") and lists:
                lists.pop()
        if element.tail and element is not root and not skipping:
            _say(page, states[-1], element.tail)
    page.cells = None
    page.end_line()
    return page.lines


def _say(page: _Page, state: _State, text: str) -> None:
    """Add words to the line being written."""
    if state.hidden or len(page.lines) > MOST_LINES:
        return
    text = visible(text)
    blank = not text or text.isspace()
    if blank and not page.words:
        return
    if page.cells is None:
        if not any(map(str.strip, page.words)):
            page.depth, page.hint = state.depth, state.hint
        elif page.depth != state.depth or (page.hint != state.hint and not blank):
            page.end_line()
            page.depth, page.hint = state.depth, state.hint
    if not blank:
        page.coloured = page.coloured or state.coloured
    if not state.pre:
        page.words.append(_single_blanks(text))
        return
    first, *others = text.split("\n")
    page.words.append(first)
    for other in others[:MOST_LINES]:
        if any(word.strip() for word in page.words):
            page.end_line()
        else:
            page.words = []
            page.blank()
        page.depth, page.hint = state.depth, state.hint
        page.words.append(other)


def _single_blanks(text: str) -> str:
    """``text`` with one blank for each run of white space, at its ends too."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _entered(
    element: etree._Element, tag: str, outer: _State, hidden_names: frozenset[str], marks: ClientMarks, page: _Page
) -> _State:
    """The state inside ``element``."""
    given = dict(element.items())
    if not given and tag not in _CHANGING:
        return outer
    style = given.get("style", "")
    own: Look = look(style)
    classes = given["class"].lower().split()[:40] if "class" in given else []
    name = given.get("id", "").lower()
    hidden = outer.hidden or own.hidden or "hidden" in given or tag in _UNSAID
    if hidden_names and not hidden:
        hidden = f"#{name}" in hidden_names or any(f".{one}" in hidden_names for one in classes)
    colour = own.colour if tag != "body" else None
    if colour is None and "color" in given and tag != "body":
        colour = parse_colour(given["color"])
    background = own.background or (parse_colour(given["bgcolor"]) if "bgcolor" in given else None) or outer.background
    link = outer.link or tag == "a"
    state = _State(
        hidden=hidden or unseen(colour or outer.colour, background),
        depth=outer.depth,
        hint=outer.hint,
        colour=colour or outer.colour,
        background=background,
        coloured=(strong(colour) if colour else outer.coloured) and not link,
        pre=outer.pre or tag in ("pre", "listing", "xmp") or "white-space: pre" in style.lower(),
        link=link,
        row=outer.row,
    )
    barred = tag == "div" and own.bar and state.hint is None
    names = {without_prefix(one) for one in ([*classes, name] if name else classes)} if classes or name else _NO_NAMES
    quotes = not marks.quotes.isdisjoint(names) and not holds_quotes(element, tag, names, marks)
    if (tag == "blockquote" and not own.indent_only) or barred or quotes:
        state.depth += 1
    if not marks.signatures.isdisjoint(names):
        state.hint = Voice.SIGNATURE
    elif not marks.attributions.isdisjoint(names):
        state.hint = Voice.QUOTE
    if not hidden and not marks.beginnings.isdisjoint(names):
        page.end_line()
        page.begins = True
    return state


def _style_sheets(root: etree._Element) -> tuple[frozenset[str], bool]:
    hidden: frozenset[str] = frozenset()
    no_margin = False
    for sheet in list(root.iter("style"))[:50]:
        names, tight = hidden_selectors(sheet.text or "")
        hidden |= names
        no_margin = no_margin or tight
    return hidden, no_margin


def _layout_rows(root: etree._Element) -> set[etree._Element]:
    """Rows that merely lay out the page: with a table inside, or paragraphs in a cell."""
    rows: set[etree._Element] = set()
    seen: set[etree._Element] = set()
    for table in root.iter("table"):
        above = table.getparent()
        while above is not None and above not in seen:
            seen.add(above)
            if above.tag == "tr":
                rows.add(above)
            above = above.getparent()
    for row in root.iter("tr"):
        if row not in rows and _lays_out([cell for cell in row if cell.tag in ("td", "th")]):
            rows.add(row)
    return rows


def _lays_out(cells: list[etree._Element]) -> bool:
    """Whether a row without tables inside is layout all the same: one cell, or paragraphs beside a logo."""
    if len(cells) < 2:
        return True
    breaks = [sum(1 for _ in cell.iter("br", "p", "div")) for cell in cells]
    filled = [count for cell, count in zip(cells, breaks, strict=True) if any(text.strip() for text in cell.itertext())]
    return max(breaks) > 3 or (len(filled) == 1 and filled[0] > 1)


def _tight(element: etree._Element, no_margin: bool) -> bool:
    """Whether the block stands without a blank line around it."""
    if element.tag == "p":
        return no_margin or "mso" in (element.get("class") or "").lower() or look(element.get("style") or "").no_margin
    return (
        element.tag in ("table", "ul", "ol", "dl")
        and element.getparent() is not None
        and element.getparent().tag == "li"
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1


def _item_mark(lists: list[list[int | str]]) -> str:
    if not lists or lists[-1][0] not in ("1", "a", "A"):
        return "• "
    kind, number = str(lists[-1][0]), int(lists[-1][1])
    lists[-1][1] = number + 1
    if kind == "1" or not 1 <= number <= 26:
        return f"{number}. "
    return f"{chr(ord(kind) + number - 1)}) "
