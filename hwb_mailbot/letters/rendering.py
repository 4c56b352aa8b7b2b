"""``LetterOrder`` to ``RenderedLetter``: the same order, id and time give the same bytes.

The two languages of a letter are rendered one after the other with the same values, Welsh first; marker
line, forms and the closing lines stand once. Nothing here reads a clock, sends or stores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from hwb_mailbot import wording
from hwb_mailbot.config import Settings
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import AUTHORISATION_FIELDS, Language
from hwb_mailbot.domain.message_ids import read_message_id, write_message_id
from hwb_mailbot.domain.tokens import from_tag
from hwb_mailbot.letters import own_lines, values
from hwb_mailbot.letters.catalogue import LETTERS, LetterKind
from hwb_mailbot.letters.forms import Form, field_lines, forms_of
from hwb_mailbot.letters.markdown import FORM, Letter, convert
from hwb_mailbot.letters.message import Heading, LetterFault, compose, plain_address, sent_again, subject_line

MARKER = f"-- {wording.label('line', 'reply-above', Language.BOTH)} --"
"""Stands on top of every letter that asks for an answer; the reader knows it."""

_BETWEEN = "* * *"
_LETTER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REFERENCE = re.compile(r"HWB-[0-9A-Z]{4}-[0-9A-Z]{4}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TONGUES = {Language.BOTH: ("cy", "en"), Language.WELSH: ("cy",), Language.ENGLISH: ("en",)}


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter ready to send. ``mail_from`` is the return path, empty towards an unverified sender.

    ``raw`` is 7-bit ASCII with CRLF line ends.
    """

    message_id: str
    mail_from: str
    to: str
    raw: bytes
    subject: str


class Letters:
    """All letters, compiled once. ``templates_dir`` is the folder of the letter templates, by default our
    own."""

    def __init__(self, settings: Settings, templates_dir: Path | None = None) -> None:
        self._mailbot = settings.mailbot
        self._folder = templates_dir or templates_folder()
        self._languages = {tongue: _environment(self._folder, tongue) for tongue in ("cy", "en")}
        self._pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._pages.globals["brk"] = Markup("<br>")

    def render(self, order: LetterOrder, letter_id: str, written_at: datetime, return_tag: str = "") -> RenderedLetter:
        """The letter as bytes. ``letter_id`` has letters, digits, hyphen and underscore; ``written_at`` is
        aware. ``return_tag`` is the tag of its return path; without one that is null.

        Raises ``LetterFault`` for an unknown template, a missing required value, or a receiver, reference,
        token or letter id that is not a plain one.
        """
        kind = _kind(order)
        if not _LETTER_ID.fullmatch(letter_id):
            raise LetterFault(f"a letter id has letters, digits, - and _, not {letter_id!r}")
        language = Language(order.language)
        reply_address = self._address(order.token)
        forms = forms_of(kind, order.values, language)
        sections = self._sections(order, kind, forms, reply_address)
        title = " / ".join(section.title for section in sections.values())
        if kind.of_a_mail and order.answered_subject:
            title = f"{title}: {order.answered_subject}"
        named = "" if order.others else order.reference
        subject = subject_line(title, named, order.answered_subject, answering=bool(order.answers))
        message_id = write_message_id(order.reference, order.token, letter_id, self._mailbot.domain)
        heading = Heading(
            inbox=self._mailbot.address,
            to=order.to,
            subject=subject,
            message_id=message_id,
            written_at=written_at,
            language=", ".join(sections),
            reply_to=reply_address if order.token else "",
            answers=order.answers,
            references=order.references,
        )
        close = self._close(named)
        text = _text(kind, sections, forms, close)
        html = self._page(kind, sections, forms, close, subject)
        mail_from = "" if order.unverified or not return_tag else self._address(return_tag)
        return RenderedLetter(message_id, mail_from, order.to, compose(heading, text, html, letter_id), subject)

    def again(self, before: Mapping[str, Any], letter_id: str, written_at: datetime, return_tag: str) -> RenderedLetter:
        """A stored letter word for word, as a message of its own: another id, date and return path.

        ``before`` is the letter's record. Servers drop a message whose id they have seen. A letter without a return
        path gets none. Raises ``LetterFault`` for a record that is no letter of ours.
        """
        own = read_message_id(before["message_id"], self._mailbot.domain)
        if own is None:
            raise LetterFault(f"{before['message_id']!r} is no letter of ours about a case")
        message_id = write_message_id(own.reference, own.token, letter_id, self._mailbot.domain)
        raw = sent_again(before["raw"].encode("ascii"), message_id, written_at)
        mail_from = self._address(return_tag) if before["mail_from"] else ""
        return RenderedLetter(message_id, mail_from, before["to"], raw, before["subject"])

    def own_lines(self) -> frozenset[str]:
        """What the reader must know our letters by, present and retired (``hwb_mailbot.domain.lines``)."""
        return own_lines.collect(self._folder, MARKER)

    def _sections(
        self, order: LetterOrder, kind: LetterKind, forms: tuple[Form, ...], reply_address: str
    ) -> dict[str, Letter]:
        told: dict[str, Any] = dict.fromkeys(kind.takes, "")
        told.update((name, value) for name, value in order.values.items() if name in kind.takes)
        told.update(
            reference=order.reference,
            inbox=self._mailbot.address,
            reply_address=reply_address,
        )
        if order.others:
            told["cases"] = [self._answerable(one) for one in told["cases"]]
        lines = [line for form in forms for line in form.lines] or field_lines(AUTHORISATION_FIELDS, order.language)
        body = "\r\n".join(f"{line} " for line in lines)
        mailto = partial(self._mailto, order.token, order.reference, body)
        return {
            tongue: convert(
                self._languages[tongue].get_template(f"{order.template}.{tongue}.md.j2").render(told), mailto
            )
            for tongue in _TONGUES[Language(order.language)]
        }

    def _answerable(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """One case of a letter about several, with the address that answers it; empty where nothing is asked."""
        return {**case, "reply_address": self._address(case["tag"]) if case["tag"] else ""}

    def _mailto(self, tag: str, reference: str, form: str, answer: str, word: str) -> str:
        """A ``mailto:`` address (RFC 6068) that opens an answer: the bare word, or the form to fill in.

        In a letter about several cases the answer's name has its case's tag behind it. The subject names the case
        alone, so that what somebody writes over the word is not contradicted by it.
        """
        answer, _, own_tag = answer.partition(":")
        parts = from_tag(own_tag)
        tag, reference = (own_tag, parts[0]) if parts is not None else (tag, reference)
        subject = quote(f"Re: [{reference}]" if reference else "Hwb", safe="")
        body = quote(form if answer == FORM else word, safe="")
        return f"mailto:{quote(self._address(tag), safe='@')}?subject={subject}&body={body}"

    def _address(self, tag: str) -> str:
        """The inbox, with a tag after ``+`` where one is given."""
        return plain_address(f"{self._mailbot.inbox_local}{'+' if tag else ''}{tag}@{self._mailbot.domain}")

    def _close(self, reference: str) -> tuple[str, ...]:
        lines = ("Cymorth Hwb / Hwb Support", self._mailbot.address)
        if not reference:
            return lines
        return (*lines, f"{wording.label('line', 'reference', Language.BOTH)}: {reference}")

    def _page(
        self,
        kind: LetterKind,
        sections: Mapping[str, Letter],
        forms: tuple[Form, ...],
        close: tuple[str, ...],
        title: str,
    ) -> str:
        return self._pages.get_template("_page.html.j2").render(
            language=next(iter(sections)),
            title=title,
            marker=MARKER if kind.asks else "",
            below=wording.label("line", "english-below", "en") if len(sections) > 1 else "",
            sections=[{"language": tongue, "html": Markup(letter.html)} for tongue, letter in sections.items()],
            forms=forms,
            close=close,
        )


def templates_folder() -> Path:
    """Our own letter templates: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates" / "letter"
    return installed if installed.is_dir() else package.parent / "templates" / "letter"


def _environment(folder: Path, tongue: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        finalize=values.finalizer(tongue),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["day"] = partial(values.day, language=tongue)
    return environment


def _kind(order: LetterOrder) -> LetterKind:
    kind = LETTERS.get(order.template)
    if kind is None:
        raise LetterFault(f"there is no letter {order.template!r}")
    absent = sorted(name for name in kind.required if not order.values.get(name))
    if absent:
        raise LetterFault(f"the letter {order.template} needs {', '.join(absent)}")
    if order.reference and not _REFERENCE.fullmatch(order.reference):
        raise LetterFault(f"{order.reference!r} is not a reference")
    if order.token and not (_TOKEN.fullmatch(order.token) and order.reference):
        raise LetterFault("a token has letters, digits, - and _ and belongs to a reference")
    return kind


def _text(kind: LetterKind, sections: Mapping[str, Letter], forms: tuple[Form, ...], close: tuple[str, ...]) -> str:
    blocks = [MARKER] if kind.asks else []
    if len(sections) > 1:
        blocks.append(wording.label("line", "english-below", "en"))
    blocks.append(f"\n\n{_BETWEEN}\n\n".join(letter.text for letter in sections.values()))
    blocks += [str(form) for form in forms]
    return "\n\n".join([*blocks, "\n".join(close)]) + "\n"
