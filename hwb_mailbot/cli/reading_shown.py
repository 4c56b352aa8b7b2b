"""A reading for people: the mail's own words with the evidence marked, the fields, and why it is what it is."""

from __future__ import annotations

from rich.text import Text

from hwb_mailbot.cli.calling import console, harmless, print_table
from hwb_mailbot.domain.mails import Reading
from hwb_mailbot.wording import UnknownCode, field_label, text


def show_reading(name: str, reading: Reading) -> None:
    """Print one reading."""
    out = console()
    head = Text(harmless(name), style="bold")
    out.print(head)
    answer = f", decision {reading.answer}" if reading.answer else ""
    reference = f", reference {harmless(reading.reference)}" if reading.reference else ""
    out.print(Text(f"{reading.kind} ({reading.language}){answer}{reference}"))
    for code in (*reading.why, *reading.defects):
        out.print(Text(f"  {_words(code)}", style="dim"))
    evidence = [field.evidence for request in reading.requests for field in request.fields.values()]
    shown = Text(harmless(reading.own_text))
    for words in sorted(set(evidence), key=len, reverse=True):
        if words:
            shown.highlight_words([harmless(words)], style="reverse")
    if reading.own_text:
        out.print(shown)
    for number, request in enumerate(reading.requests, 1):
        out.print(Text(f"Staff member {number}", style="bold"))
        rows = [
            {
                "field": field_label(field, "en"),
                "value": stated.value,
                "where": stated.where,
                "evidence": stated.evidence,
            }
            for field, stated in request.fields.items()
        ]
        print_table(rows, {"field": "field", "value": "value", "where": "where", "evidence": "evidence"})
        for missing in request.missing:
            out.print(Text(f"  missing: {field_label(missing, 'en')}"))
        for problem in request.problems:
            told = f"{field_label(problem.field, 'en')}: {_words(problem.code)} ({problem.text})"
            out.print(Text(f"  {harmless(told)}"))
    out.print()


def _words(code: str) -> str:
    try:
        return text(code, "en")
    except UnknownCode:
        return code
