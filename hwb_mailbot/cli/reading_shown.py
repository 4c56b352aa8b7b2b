"""A reading for people: the mail's own words with the evidence marked, the fields, and why it is what it is.

Of an answer that was not understood also which sentence made it so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from hwb_mailbot.cli.calling import console, harmless, in_words, print_table
from hwb_mailbot.domain.mails import Reading
from hwb_mailbot.wording import field_label, label

_LONGEST = 160
"""Characters of a sentence behind its reason; the whole is marked in the mail below."""


def show_reading(name: str, reading: Reading) -> None:
    """Print one reading under the name of its file."""
    # Only here: the commands that complete a reference at a key load this module too, and are not to load the reader.
    from hwb_mailbot.reading.as_json import reading_as_json

    console().print(Text(harmless(name), style="bold"))
    show_words(reading_as_json(name, reading), reading.own_text, doubts_shown(reading))
    console().print()


def doubts_shown(reading: Reading) -> list[dict[str, str]]:
    """What made an unclear answer unclear, for ``show_words``."""
    return [{"code": one.code, "text": one.text} for one in reading.doubts]


def show_words(reading: Mapping[str, Any], own_text: str, doubts: Sequence[Mapping[str, str]] = ()) -> None:
    """Print what ``reading`` (``read --json``) says of a mail whose own words are ``own_text``.

    ``doubts`` (``code`` and ``text``) are what made an unclear answer unclear.
    """
    out = console()
    answer = f", answer: {_label('answer', reading['decision'])}" if reading["decision"] else ""
    reference = f", reference {harmless(reading['reference'])}" if reading["reference"] else ""
    kind, language = _label("mail", reading["kind"]), _label("language", reading["language"])
    out.print(Text(f"{kind} ({language}){answer}{reference}"))
    for code in (*reading["why"], *reading["defects"]):
        out.print(Text(f"  {in_words([code])}", style="dim"))
    for doubt in doubts:
        out.print(Text(f"  Unclear: {in_words([doubt['code']])}{_cited(doubt['text'])}", style="yellow"))
    if own_text:
        out.print(_marked(own_text, reading["requests"], [one["text"] for one in doubts]))
    for number, request in enumerate(reading["requests"], 1):
        out.print(Text(f"Staff member {number}", style="bold"))
        rows = [
            stated | {"field": field_label(field, "en"), "value": in_plain_words(stated["value"])}
            for field, stated in request["fields"].items()
        ]
        print_table(rows, {"field": "field", "value": "value", "where": "where", "evidence": "evidence"})
        for missing in request["missing"]:
            stands = "not confirmed" if missing in request["fields"] else "missing"
            out.print(Text(f"  {stands}: {field_label(missing, 'en')}"))
        for problem in request["problems"]:
            told = f"{field_label(problem['field'], 'en')}: {in_words([problem['code']])} ({problem['text']})"
            out.print(Text(f"  {harmless(told)}"))


def in_plain_words(value: Any) -> str:
    """A stated value as people say it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _label(group: str, code: str) -> str:
    return label(group, code, "en")


def _cited(text: str) -> str:
    """The sentence in one line behind the reason; nothing where none is named."""
    flat = " ".join(harmless(text).split())
    return f' "{flat[:_LONGEST]}{"…" if len(flat) > _LONGEST else ""}"' if flat else ""


def _marked(own_text: str, requests: Sequence[Mapping[str, Any]], doubted: Sequence[str]) -> Text:
    """The mail's own words, what a field was read from in reverse, what made an answer unclear underlined."""
    shown = Text(harmless(own_text))
    evidence = {stated["evidence"] for request in requests for stated in request["fields"].values()}
    for style, texts in (("reverse", evidence), ("underline yellow", set(doubted))):
        for words in sorted(filter(None, texts), key=len, reverse=True):
            shown.highlight_words([harmless(words)], style=style)
    return shown
