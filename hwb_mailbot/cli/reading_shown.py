"""A reading for people: the mail's own words with the evidence marked, the fields, and why it is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from hwb_mailbot.cli.calling import console, harmless, in_words, print_table
from hwb_mailbot.domain.mails import Reading
from hwb_mailbot.reading.as_json import reading_as_json
from hwb_mailbot.wording import field_label


def show_reading(name: str, reading: Reading) -> None:
    """Print one reading under the name of its file."""
    console().print(Text(harmless(name), style="bold"))
    show_words(reading_as_json(name, reading), reading.own_text)
    console().print()


def show_words(reading: Mapping[str, Any], own_text: str) -> None:
    """Print what ``reading`` (``read --json``) says of a mail whose own words are ``own_text``."""
    out = console()
    answer = f", decision {reading['decision']}" if reading["decision"] else ""
    reference = f", reference {harmless(reading['reference'])}" if reading["reference"] else ""
    out.print(Text(f"{reading['kind']} ({reading['language']}){answer}{reference}"))
    for code in (*reading["why"], *reading["defects"]):
        out.print(Text(f"  {in_words([code])}", style="dim"))
    if own_text:
        out.print(_marked(own_text, reading["requests"]))
    for number, request in enumerate(reading["requests"], 1):
        out.print(Text(f"Staff member {number}", style="bold"))
        rows = [stated | {"field": field_label(field, "en")} for field, stated in request["fields"].items()]
        print_table(rows, {"field": "field", "value": "value", "where": "where", "evidence": "evidence"})
        for missing in request["missing"]:
            out.print(Text(f"  missing: {field_label(missing, 'en')}"))
        for problem in request["problems"]:
            told = f"{field_label(problem['field'], 'en')}: {in_words([problem['code']])} ({problem['text']})"
            out.print(Text(f"  {harmless(told)}"))


def _marked(own_text: str, requests: list[Mapping[str, Any]]) -> Text:
    """The mail's own words, what a field was read from in reverse."""
    shown = Text(harmless(own_text))
    evidence = {stated["evidence"] for request in requests for stated in request["fields"].values()}
    for words in sorted(evidence, key=len, reverse=True):
        if words:
            shown.highlight_words([harmless(words)], style="reverse")
    return shown
