"""The forms that a letter asks its reader to fill in: one detail on each line, both languages in every label.

The labels are those of ``wording``, so the reader knows them again in an answer. Each form stands once in a
letter, even in one of two languages, so that nobody fills in half of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hwb_mailbot import wording
from hwb_mailbot.domain.mails import FieldName, Language
from hwb_mailbot.letters.catalogue import LetterKind
from hwb_mailbot.letters.values import clean


@dataclass(frozen=True, slots=True)
class Name:
    """A piece of text and its language, ``en`` or ``cy``."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line to fill in; ``value`` is what is known already, mostly nothing."""

    labels: tuple[Name, ...]
    value: str = ""

    def __str__(self) -> str:
        return f"{' / '.join(label.text for label in self.labels)}: {self.value}".rstrip()


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its heading in both languages."""

    headings: tuple[Name, ...]
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return "\n".join([" / ".join(name.text for name in self.headings), "", *map(str, self.lines)])


def forms_of(kind: LetterKind, values: Mapping[str, Any], language: Language) -> tuple[Form, ...]:
    """The forms that belong into a letter of this kind with these values; the letter's own language stands
    first."""
    if kind.form_when and not values.get(kind.form_when):
        return ()
    stated = values.get("form") if len(kind.forms) == 1 else None
    return tuple(
        Form(
            _both(wording.label("form", heading, "cy"), wording.label("form", heading, "en"), language),
            _stated_lines(stated, language) if stated else field_lines(fields, language),
        )
        for heading, fields in kind.forms
    )


def heading_lines(language: Language) -> tuple[str, ...]:
    """The headings of all forms as a letter in ``language`` shows them, in both languages."""
    return tuple(
        " / ".join(
            name.text for name in _both(wording.label("form", one, "cy"), wording.label("form", one, "en"), language)
        )
        for one in ("reply", "authorisation", "consolidation")
    )


def field_lines(fields: Sequence[FieldName], language: Language) -> tuple[Line, ...]:
    """An empty line for each field."""
    return tuple(
        Line(_both(wording.field_label(field, "cy"), wording.field_label(field, "en"), language)) for field in fields
    )


def _stated_lines(stated: Sequence[Mapping[str, Any]], language: Language) -> tuple[Line, ...]:
    return tuple(
        Line(
            _both(clean(str(item["label_cy"])), clean(str(item["label_en"])), language),
            _value(item.get("value"), language),
        )
        for item in stated
    )


def _value(value: Any, language: Language) -> str:
    """What is filled in already, in words: a yes in the letter's language."""
    if value is True:
        return {Language.ENGLISH: "yes", Language.WELSH: "ydy", Language.BOTH: "ydy / yes"}[language]
    return clean(str(value or ""))


def _both(welsh: str, english: str, language: Language) -> tuple[Name, ...]:
    names = (Name(welsh, "cy"), Name(english, "en"))
    return names[::-1] if language is Language.ENGLISH else names
