"""Letters that came as attachments (.docx, .pdf): their text as lines, for support to see and for a half's fields.

Never for a decision. Sizes are limited before anything is unpacked; what cannot be read is a defect and no more.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from lxml import etree

from hwb_mailbot.reading.message.charsets import visible
from hwb_mailbot.reading.message.lines import row_text
from hwb_mailbot.reading.message.material import Line, Voice
from hwb_mailbot.reading.message.mime import Part

LARGEST_ATTACHMENT = 12_000_000
LARGEST_DOCUMENT = 8_000_000
"""Octets of a .docx's unpacked text; more is no letter."""
LARGEST_PDF = 4_000_000
MOST_PAGES = 10
MOST_LINES = 2_000
MOST_ATTACHMENTS = 5

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def attachment_texts(top: Part) -> tuple[tuple[Line, ...], list[str]]:
    """The lines of all readable attachments, and ``unreadable-attachment`` where a letter could not be read."""
    lines: list[Line] = []
    defects: list[str] = []
    read = 0
    for part in _outside_messages(top):
        kind = _kind(part)
        if not kind or read >= MOST_ATTACHMENTS:
            continue
        read += 1
        where = f"attachment {part.filename or kind}"
        try:
            if len(part.body) > LARGEST_ATTACHMENT * 3 // 2:
                raise ValueError("too large")
            octets = part.octets(LARGEST_ATTACHMENT)
            rows = list(_docx(octets) if kind == "docx" else _pdf(octets))
        # pypdf and lxml raise whatever their input provokes; an attachment must not stop the mail it came with.
        except Exception:
            defects.append("unreadable-attachment")
            continue
        lines += [Line(row_text(row), Voice.OWN, where, row if len(row) > 1 else ()) for row in rows[:MOST_LINES]]
    return tuple(lines), defects


def _outside_messages(part: Part) -> Iterator[Part]:
    """The mail's own parts; what a nested mail carries is that mail's."""
    yield part
    if not part.content_type.startswith("message/"):
        for inner in part.parts:
            yield from _outside_messages(inner)


def _kind(part: Part) -> str:
    name = part.filename.lower()
    if part.content_type.endswith("wordprocessingml.document") or name.endswith(".docx"):
        return "docx"
    if part.content_type == "application/pdf" or name.endswith(".pdf"):
        return "pdf"
    return ""


def _docx(octets: bytes) -> Iterator[tuple[str, ...]]:
    """Paragraphs and table rows of a Word document in order (ECMA-376 part 1)."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        entry = archive.getinfo("word/document.xml")
        if entry.file_size > LARGEST_DOCUMENT:
            raise ValueError("too large")
        with archive.open(entry) as stream:
            content = stream.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT or b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content:
        raise ValueError("not a letter")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = etree.fromstring(content, parser).find(f"{_WORD}body")
    if body is None:
        return
    for block in body:
        if block.tag == f"{_WORD}p":
            yield from _paragraph(block)
        elif block.tag == f"{_WORD}tbl":
            for row in block.iter(f"{_WORD}tr"):
                cells = tuple(" ".join(_words(cell).split()) for cell in row.findall(f"{_WORD}tc"))
                if any(cells):
                    yield cells
        else:
            for paragraph in block.iter(f"{_WORD}p"):
                yield from _paragraph(paragraph)


def _paragraph(block: etree._Element) -> Iterator[tuple[str, ...]]:
    for text in _words(block).split("\n"):
        yield (re.sub(r"[ \t]+", " ", text).strip(),)


def _words(block: etree._Element) -> str:
    pieces: list[str] = []
    for node in block.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr", f"{_WORD}p"):
        name = str(node.tag)[len(_WORD) :]
        pieces.append(
            node.text or "" if name == "t" else "\t" if name == "tab" else "\n" if name in ("br", "cr") else " "
        )
    return visible("".join(pieces))


def _pdf(octets: bytes) -> Iterator[tuple[str, ...]]:
    """The text lines of the first pages."""
    if len(octets) > LARGEST_PDF or b"%PDF-" not in octets[:1024]:
        raise ValueError("not a letter")
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(octets), strict=False)
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            return
        for text in visible(page.extract_text()[:200_000]).split("\n"):
            yield (text.strip(),)
