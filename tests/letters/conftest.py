"""One set of letters for all tests of this room, and reading glasses for what they render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot import config
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.letters import Letters, RenderedLetter
from hwb_mailbot.letters.catalogue import LETTERS
from hwb_mailbot.letters.gallery import sample

WRITTEN_AT = datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
TEMPLATES = sorted(LETTERS)
LANGUAGES = list(Language)
SETTINGS = config.parse("[mailbot]\naddress = hwb@support.example\n", Path("/nowhere"))
LETTERS_ROOM = Letters(SETTINGS)


@pytest.fixture(scope="session")
def letters() -> Letters:
    return LETTERS_ROOM


def render(order: LetterOrder, letter_id: str = "letter-1", return_tag: str = "") -> RenderedLetter:
    return LETTERS_ROOM.render(order, letter_id, WRITTEN_AT, return_tag)


def order(
    template: str, language: Language | str = "en", values: Mapping[str, Any] | None = None, **changes: Any
) -> LetterOrder:
    """The gallery's order for this letter, changed."""
    known = sample(template, Language(language))
    told = known.values if values is None else values
    return replace(known, values=told, **changes)


def bare_values(template: str) -> dict[str, Any]:
    """No more than the letter needs."""
    return dict.fromkeys(LETTERS[template].required, "evansn216")


def parsed(rendered: RenderedLetter) -> EmailMessage:
    message = message_from_bytes(rendered.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(rendered: RenderedLetter) -> str:
    return _part(rendered, "plain")


def html_of(rendered: RenderedLetter) -> str:
    return _part(rendered, "html")


def _part(rendered: RenderedLetter, kind: str) -> str:
    part = parsed(rendered).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
