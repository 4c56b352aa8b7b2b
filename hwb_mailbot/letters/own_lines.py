"""Which lines are ours: gathered from every letter template, the retired ones included, and from the short texts.

The reader takes such lines for a quotation of our letter, whatever a mail program did to them. Each template is read
with every value there and with none, and both times with each that a condition asks for the other way, so that all
sides of its conditions are known; a sentence is cut where a value stands, so what a person fills in is never taken from
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

from hwb_mailbot import wording
from hwb_mailbot.domain.lines import RUN, normalise_line, own_phrases
from hwb_mailbot.domain.mails import FieldName, Language
from hwb_mailbot.letters.forms import field_lines, heading_lines
from hwb_mailbot.letters.markdown import paragraphs

_VALUE = "\ue000"


class _Absent(jinja2.ChainableUndefined):
    """Stands for any value that a template asks for: false, an empty list, and a gap where it is shown."""

    def __str__(self) -> str:
        return _VALUE


class _Given(_Absent):
    """The same, but true, and a list with one entry."""

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        yield self


def collect(folder: Path, marker: str) -> frozenset[str]:
    """Our lines and phrases, for ``hwb_mailbot.domain.lines.is_own_line``.

    Raises ``OSError`` when a template cannot be read.
    """
    phrases = set(own_phrases(marker))
    for undefined in (_Given, _Absent):
        environment = _environment(folder, undefined)
        for name in environment.list_templates(filter_func=lambda name: name.endswith(".md.j2")):
            for markdown in _rendered(environment, folder, name):
                for lines in paragraphs(markdown):
                    phrases.update(_remembered(lines))
    for language in (Language.WELSH, Language.ENGLISH):
        phrases.update(normalise_line(str(line)) for line in field_lines(tuple(FieldName), language))
        phrases.update(map(normalise_line, heading_lines(language)))
        phrases.update(normalise_line(sentence) for sentence in wording.every_text(language))
    return frozenset(phrases)


def _environment(folder: Path, undefined: type[jinja2.Undefined]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["day"] = lambda value: value
    return environment


def _rendered(environment: jinja2.Environment, folder: Path, name: str) -> set[str]:
    """The template with all its values as the environment has them, and with each that it asks for the other way."""
    template = environment.get_template(name)
    other = _Absent if environment.undefined is _Given else _Given
    parsed = environment.parse((folder / name).read_text(encoding="utf-8"))
    tested = (part for one in parsed.find_all(nodes.If) for part in (one.test, *one.test.find_all(nodes.Name)))
    values = {part.name for part in tested if isinstance(part, nodes.Name)}
    return {template.render(), *(template.render({value: other(name=value)}) for value in values)}


def _remembered(lines: list[str]) -> Iterator[str]:
    """Of one paragraph as we wrap it: the phrases between its values, and its lines without values as they are."""
    for piece in " ".join(lines).split(_VALUE):
        yield from own_phrases(piece)
    for line in lines:
        if _VALUE not in line and len(normalise_line(line).split()) >= RUN:
            yield normalise_line(line)
