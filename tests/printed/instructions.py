"""What a rendered letter tells its reader to send back, taken from the letter itself: words, links and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import lxml.html

from hwb_mailbot import wording
from hwb_mailbot.domain.mails import Answer, FieldName
from hwb_mailbot.letters import RenderedLetter
from tests.letters.conftest import html_of, text_of

ANSWERS = {
    "APPROVE": Answer.APPROVE,
    "CYMERADWYO": Answer.APPROVE,
    "REJECT": Answer.REJECT,
    "GWRTHOD": Answer.REJECT,
    "PROCEED": Answer.PROCEED,
    "PARHAU": Answer.PROCEED,
    "CANCEL": Answer.CANCEL,
    "CANSLO": Answer.CANCEL,
}
_FIELDS = {wording.field_label(field, "en"): field for field in FieldName}


@dataclass(frozen=True)
class Link:
    """A ``mailto:`` link: to whom, under which subject, and the body that it opens."""

    to: str
    subject: str
    body: str


def links(letter: RenderedLetter) -> list[Link]:
    """The letter's ``mailto:`` links in their order."""
    found = []
    for href in lxml.html.fromstring(html_of(letter)).xpath("//a/@href"):
        parts = urlsplit(str(href))
        assert parts.scheme == "mailto"
        query = parse_qs(parts.query, keep_blank_values=True)
        found.append(Link(unquote(parts.path), query["subject"][0], query["body"][0].replace("\r\n", "\n")))
    return found


def words(letter: RenderedLetter) -> list[str]:
    """The words in capitals that the letter's text asks for, each once."""
    shouted = re.findall(r"(?<![\w-])[A-Z]{5,}(?![\w-])", text_of(letter))
    return [word for word in dict.fromkeys(shouted) if word in ANSWERS]


def forms(letter: RenderedLetter) -> list[dict[FieldName, str]]:
    """Each form of the letter: its fields with their lines as they stand there, values included."""
    found: list[dict[FieldName, str]] = []
    for block in text_of(letter).split("\n\n"):
        lines = {field: line for line in block.split("\n") for field in fields_of(line)}
        if lines:
            found.append(lines)
    return found


def fields_of(line: str) -> Iterator[FieldName]:
    """The field whose two labels begin this line, if it is a line of a form."""
    labels = {part.strip() for part in line.partition(":")[0].split(" / ")}
    if ":" in line and len(labels) == 2:
        yield from (field for label, field in _FIELDS.items() if label in labels)


def filled(letter: RenderedLetter, form: Mapping[FieldName, str], values: Mapping[FieldName, str]) -> tuple[str, str]:
    """The letter's text and page with this form's empty lines filled in where they stand."""
    text, page = text_of(letter), html_of(letter)
    at = _start(text, form)
    head, rest = text[:at], text[at:]
    tree = lxml.html.fromstring(page)
    spans = _spans(tree, form)
    for field, line in form.items():
        if line.endswith(":"):
            rest = rest.replace(f"{line}\n", f"{line} {values[field]}\n", 1)
            spans[field].tail = f": {values[field]}"
    return head + rest, lxml.html.tostring(tree, encoding="unicode")


def _start(text: str, form: Mapping[FieldName, str]) -> int:
    return text.index("\n".join(form.values()))


def _spans(tree: lxml.html.HtmlElement, form: Mapping[FieldName, str]) -> dict[FieldName, lxml.html.HtmlElement]:
    """The element after which each line's value stands in the page."""
    for paragraph in tree.iter("p"):
        names = list(paragraph.iter("span"))
        pairs = list(zip(names[::2], names[1::2], strict=False))
        found = {field: last for first, last in pairs for field in fields_of(f"{first.text} / {last.text}:")}
        if set(found) == set(form):
            return found
    raise AssertionError("the page lacks the form")
