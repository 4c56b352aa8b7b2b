"""One Markdown letter to its two forms, HTML and plain text, both made from the same parsed tokens.

Because both parts come from one reading of the Markdown, they cannot say different things. HTML in the
Markdown is off (it would be shown as text). Links exist only in our own templates, as
``[WORD](answer:approve)``: in HTML a ``mailto:`` link that opens an answer with the word in it, in plain
text the bare word. ``answer:form`` opens an answer with the form and is left out of the plain text, where
the form stands anyway. A letter about several cases puts the tag of the case behind: ``answer:approve:TAG``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

WIDTH = 72
"""Columns of the plain text part (RFC 3676 section 4.2 advises 66 to 78)."""

FORM = "form"
_ANSWER = "answer:"
_PARSER = MarkdownIt("zero").enable(["heading", "list", "emphasis", "link", "escape", "newline"])
"""No more of Markdown than our templates use: no HTML, code, images, quotations, tables or entities."""

_STYLES = {
    "h1": "font-size:1.4em;line-height:1.25;margin:0 0 16px",
    "h2": "font-size:1.15em;line-height:1.3;margin:28px 0 10px",
    "p": "margin:0 0 14px",
    "ul": "margin:0 0 14px;padding-left:22px",
    "li": "margin:0 0 8px",
    "a": "display:inline-block;padding:9px 16px;margin:2px 4px 2px 0;border-radius:4px;font-weight:bold;"
    "text-decoration:none;background-color:#1f4e79;color:#ffffff",
}

Mailto = Callable[[str, str], str]
"""From an answer's name (``approve`` … or ``form``) and the word shown to the ``mailto:`` address to open."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One language's letter: its first heading as ``title``, the HTML fragment and the plain text."""

    title: str
    html: str
    text: str


def convert(markdown: str, mailto: Mailto) -> Letter:
    """The letter's two forms. Raises ``ValueError`` when the Markdown has no heading to serve as title."""
    tokens = _PARSER.parse(markdown)
    titles = (_inline(after) for before, after in pairwise(tokens) if before.type == "heading_open")
    title = next(titles, "")
    if not title:
        raise ValueError("the letter begins with no heading")
    text = _text(tokens)
    return Letter(title, _html(tokens, mailto), text)


def paragraphs(markdown: str) -> list[list[str]]:
    """Every heading, paragraph and list item of a letter, each as the lines of its plain text."""
    return [_block(_inline(token), 0, False).split("\n") for token in _PARSER.parse(markdown) if token.type == "inline"]


def _html(tokens: list[Token], mailto: Mailto) -> str:
    for token in tokens:
        _dress(token)
        children = token.children or []
        for position, child in enumerate(children):
            href = str(child.attrGet("href") or "")
            if child.type == "link_open" and href.startswith(_ANSWER):
                word = children[position + 1].content
                child.attrSet("href", mailto(href.removeprefix(_ANSWER), word))
                _dress(child)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _dress(token: Token) -> None:
    if token.nesting == 1 and token.tag in _STYLES:
        token.attrSet("style", _STYLES[token.tag])


def _text(tokens: list[Token]) -> str:
    blocks: list[str] = []
    depth = 0
    bullet = False
    for before, token in pairwise([None, *tokens]):
        assert token is not None
        if token.type == "bullet_list_open":
            depth += 1
        elif token.type == "bullet_list_close":
            depth -= 1
        elif token.type == "list_item_open":
            bullet = True
        elif token.type == "inline" and not _only_opens_the_form(token):
            block = _block(_inline(token), depth, bullet)
            if before is not None and before.tag == "h1":
                block += "\n" + "=" * max(len(line) for line in block.split("\n"))
            blocks.append(("\n" if bullet and _continues(blocks) else "\n\n") + block if blocks else block)
            bullet = False
    return "".join(blocks)


def _continues(blocks: list[str]) -> bool:
    return blocks[-1].lstrip().startswith("- ")


def _block(text: str, depth: int, bullet: bool) -> str:
    """A paragraph wrapped to ``WIDTH``, or its lines as they are where it has hard line breaks."""
    if "\n" in text:
        return text
    indent = "  " * depth
    first = f"{indent[:-2]}- " if bullet else indent
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _inline(token: Token) -> str:
    return "".join(_pieces(token.children or ())).strip()


def _pieces(children: Iterable[Token]) -> Iterable[str]:
    for child in children:
        if child.type == "text":
            yield child.content
        elif child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak":
            yield "\n"


def _only_opens_the_form(token: Token) -> bool:
    children = token.children or []
    return bool(children) and str(children[0].attrGet("href")).startswith(_ANSWER + FORM)
