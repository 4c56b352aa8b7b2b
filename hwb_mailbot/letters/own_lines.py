"""Which lines are ours: gathered from every letter template, the retired ones included, and from the short
texts.

The reader takes such lines for a quotation of our letter, whatever a mail program did to them. Values are
not part of it: a template's sentence is cut where a value or a condition stands, so what a person fills in
is never taken from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hwb_mailbot import wording
from hwb_mailbot.domain.lines import RUN, normalise_line, own_phrases
from hwb_mailbot.domain.mails import FieldName, Language
from hwb_mailbot.letters.forms import field_lines
from hwb_mailbot.letters.markdown import convert

_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_JINJA = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def collect(folder: Path, marker: str) -> frozenset[str]:
    """Our lines and phrases, for ``hwb_mailbot.domain.lines.is_own_line``.

    Raises ``OSError`` when a template cannot be read.
    """
    phrases = {normalise_line(marker)}
    for template in sorted(folder.rglob("*.md.j2")):
        for piece in _pieces(template.read_text("utf-8")):
            phrases.update(own_phrases(piece))
            phrases.update(_tails(piece))
    for language in (Language.WELSH, Language.ENGLISH):
        phrases.update(normalise_line(str(line)) for line in field_lines(tuple(FieldName), language))
        phrases.update(normalise_line(wording.text(code, language)) for code in wording.codes())
    return frozenset(phrases)


def _pieces(template: str) -> Iterator[str]:
    """The literal sentences of a template, whole paragraphs where no value and no condition divides them."""
    bare = _JINJA.sub("\0", _COMMENT.sub("", template))
    bare = _LINK.sub(r"\1", bare).replace("**", "").replace("*", "").replace("\\", "")
    for paragraph in re.split(r"\n\s*\n|\n(?=- )|\0", bare):
        if paragraph.strip():
            yield " ".join(paragraph.split())


def _tails(piece: str) -> Iterator[str]:
    """The last, short line that is left over when a paragraph is wrapped as we wrap it."""
    text = convert(f"# -\n\n{piece}", lambda answer, word: "").text
    last = normalise_line(text.rsplit("\n", 1)[-1])
    if len(last.split()) >= RUN:
        yield last
