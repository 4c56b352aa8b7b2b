"""The mail's text: which parts make it up, which of two renderings is read, and whose each line is.

Of a multipart/alternative the HTML is read where it has words, because it carries the marks of quotes, tables and
colours; the text part stands in for it, and is compared with it. Parts that stand one after the other are one text.
Nothing here fails; what is wrong comes out as defects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hwb_mailbot.reading.message.html import html_lines
from hwb_mailbot.reading.message.lines import CUT, MarkedLine, bounded, within_limits
from hwb_mailbot.reading.message.material import Line, Table, Voice
from hwb_mailbot.reading.message.mime import LARGEST_PAGE, LONGEST_TEXT, Part
from hwb_mailbot.reading.message.plain import plain_lines
from hwb_mailbot.reading.voices.disagreement import parts_disagree, same_words
from hwb_mailbot.reading.voices.own_letters import OwnLetters
from hwb_mailbot.reading.voices.quoting import quote_voices
from hwb_mailbot.reading.voices.signatures import mark_signatures

Texts = list[tuple[MarkedLine, Voice]]

_TEXT_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/markdown"})
_PICTURE = re.compile(r"data:[\w/+.;=-]{0,100},[A-Za-z0-9+/=%]{100,}")
_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What dividing the text needs to know of the header: our letters, the sender's name and local part, whether the
    subject marks a forwarded mail, and the names and addresses in To."""

    letters: OwnLetters
    sender: str
    forwarding: bool
    receivers: str


@dataclass(frozen=True, slots=True)
class Body:
    """The lines in the order the sender sees them, the tables among them, and the defects of the text."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    defects: tuple[str, ...]


@dataclass(slots=True)
class _Stretch:
    """One piece of the text, in one or both renderings."""

    plain: Part | None = None
    page: Part | None = None


def body(top: Part, context: Context) -> Body:
    """The text of the mail or nested message ``top``."""
    stretches = list(_stretches(top)) or list(_stretches(top, named=True))
    defects: list[str] = []
    parts = [part for stretch in stretches for part in (stretch.plain, stretch.page) if part is not None]
    if any(len(part.body) > (LARGEST_PAGE if part.content_type == "text/html" else LONGEST_TEXT * 2) for part in parts):
        defects.append("text-too-long")
    written = [_plain(stretch.plain) if stretch.plain else [] for stretch in stretches]
    shown = [_page(stretch.page) if stretch.page else [] for stretch in stretches]
    as_text, plain_cut = _one_text(written, shown)
    as_page, html_cut = _one_text(shown, written)
    if plain_cut or html_cut:
        defects.append("text-too-long")
    alternatives = any(stretch.plain and stretch.page for stretch in stretches)
    page = any(any(not line.blank for line in lines) for lines in shown)
    html_text = _voiced(as_page, context) if page or alternatives else []
    if page and not _compared(as_text, as_page, html_text, alternatives=alternatives):
        plain_text: Texts = []
    else:
        plain_text = _voiced(as_text, context)
    if alternatives and plain_text and parts_disagree(plain_text, html_text):
        defects.append("parts-disagree")
    chosen = html_text if page and not (alternatives and _marks_lost(html_text, plain_text)) else plain_text
    if not any(not line.blank for line, _ in chosen) and any(part.body.strip() for part in parts):
        defects.append("empty-text")
    where = "html" if page and chosen is html_text else "body"
    lines = tuple(Line(line.text, voice, where, line.cells, line.coloured) for line, voice in chosen)
    return Body(lines, _tables(chosen, where), tuple(dict.fromkeys(defects)))


def _stretches(part: Part, *, named: bool = False) -> Iterator[_Stretch]:
    """The pieces of text that a client shows one after the other; attachments and nested messages are none.

    ``named`` lets parts with a file name count, for the mails that have no other text.
    """
    if part.content_type.startswith("message/"):
        return
    if not part.parts:
        if part.content_type in _TEXT_TYPES and part.disposition != "attachment" and (named or not _named_file(part)):
            page = part.content_type == "text/html"
            yield _Stretch(None if page else part, part if page else None)
        return
    inner = [stretch for one in part.parts for stretch in _stretches(one, named=named)]
    if part.parameters.get("boundary") and _kind(part) == "multipart/alternative":
        plain = next((stretch.plain for stretch in inner if stretch.plain), None)
        page_part = next((stretch.page for stretch in inner if stretch.page), None)
        yield _Stretch(plain, page_part)
        # Whatever else stands in the alternative (a calendar's text, a second page) is shown after it.
        yield from (
            stretch for stretch in inner if stretch.plain not in (None, plain) or stretch.page not in (None, page_part)
        )
        return
    yield from inner


def _kind(part: Part) -> str:
    return part.value("content-type").partition(";")[0].strip().lower()


def _named_file(part: Part) -> bool:
    """Whether the part is a file that the sender attached, though nothing says so but its name."""
    return bool(part.filename) and part.disposition != "inline"


def _plain(part: Part) -> list[MarkedLine]:
    text = part.text()
    if _PAGE.match(text):
        return html_lines(text)
    flowed = part.parameters.get("format", "").lower() == "flowed"
    return plain_lines(text, flowed=flowed, delete_space=part.parameters.get("delsp", "").lower() == "yes")


def _page(part: Part) -> list[MarkedLine]:
    # Pictures written into the page can be many times its size.
    source = _PICTURE.sub("data:", part.text(LARGEST_PAGE))
    return html_lines(source[: LONGEST_TEXT * 2]) + (CUT if len(source) > LONGEST_TEXT * 2 else [])


def _one_text(preferred: list[list[MarkedLine]], otherwise: list[list[MarkedLine]]) -> tuple[list[MarkedLine], bool]:
    """The stretches as one text, each in the preferred rendering if it has one, and whether it had to be cut."""
    whole = bounded([line for one, other in zip(preferred, otherwise, strict=True) for line in one or other])
    kept = within_limits(whole)
    return kept, len(kept) < len(whole)


def _voiced(lines: list[MarkedLine], context: Context) -> Texts:
    voices = quote_voices(
        lines,
        context.letters,
        forwarding=context.forwarding,
        receivers=context.receivers,
    )
    mark_signatures(lines, voices, context.sender)
    return list(zip(lines, voices, strict=True))


def _compared(text: list[MarkedLine], page: list[MarkedLine], shown: Texts, *, alternatives: bool) -> bool:
    """Whether the text part must be looked at beside the HTML: where its words or its quote marks are others."""
    if not alternatives:
        return False
    marked = any(line.depth for line in text) and not any(voice is Voice.QUOTE for _, voice in shown)
    return marked or not same_words(text, page)


def _marks_lost(page: Texts, plain: Texts) -> bool:
    """Whether the HTML shows as the sender's own what the text part marks as quoted."""
    if any(voice in (Voice.QUOTE, Voice.FORWARDED, Voice.QUOTED_FORM) for _, voice in page):
        return False
    quoted = {
        _squeezed(line.text) for line, voice in plain if voice is Voice.QUOTE and line.depth and len(line.text) > 20
    }
    if len(quoted) <= 2:
        return False
    own = {_squeezed(line.text) for line, voice in page if voice is Voice.OWN}
    return len(quoted & own) * 2 > len(quoted)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _tables(texts: Texts, where: str) -> tuple[Table, ...]:
    """Tables of at least two rows, each with its first row's voice."""
    found: list[tuple[list[tuple[str, ...]], Voice]] = []
    number: int | None = None
    for line, voice in texts:
        if line.table is None:
            number = None if not line.blank else number
            continue
        if line.table == number and found:
            found[-1][0].append(line.cells)
        else:
            found.append(([line.cells], voice))
        number = line.table
    return tuple(Table(tuple(rows), where, voice) for rows, voice in found if len(rows) > 1)
