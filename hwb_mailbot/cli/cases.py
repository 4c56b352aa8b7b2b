"""``case …``: the queue in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import click

from hwb_mailbot.cli.calling import (
    Session,
    as_json,
    console,
    first_of,
    limited,
    print_json,
    print_record,
    print_table,
    within,
)
from hwb_mailbot.cli.completing import complete_reference
from hwb_mailbot.cli.reading_shown import in_plain_words
from hwb_mailbot.domain.cases import CaseState, Standing
from hwb_mailbot.domain.events import Party
from hwb_mailbot.domain.mails import FieldName
from hwb_mailbot.mail_id import SHOWN_DIGITS
from hwb_mailbot.wording import UnknownCode, event_label, field_label, label, state_label, text

_COLUMNS = {
    "reference": "reference",
    "state": "state",
    "person": "person",
    "former": "former account",
    "new": "new account",
    "why": "why",
    "updated_at": "last change (UTC)",
}
_STANDINGS = {
    Standing.UNCONFIRMED: "not confirmed by its sender yet",
    Standing.ACTS: "sent from an address on record, vouched for",
    Standing.CALLED_BACK: "confirmed by a reply from the address on record",
    Standing.SUPPORT: "by the support team",
}
_PORTION = 500
"""Cases that are read at once for a list of all."""
_by = click.option("--by", required=True, help="Your name, kept in the history.")
_reason = click.option("--reason", required=True, help="Why, kept in the history.")
_reference = click.argument("reference", shell_complete=complete_reference)
_PARTIES = click.Choice([str(party) for party in Party])


def _states(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    return [str(state) for state in CaseState if state.startswith(incomplete)]


def _kinds_of_letters(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from hwb_mailbot.letters.catalogue import LETTERS

    return [kind for kind in LETTERS if kind.startswith(incomplete)]


@click.group()
def case() -> None:
    """The cases and what support can do to them."""


@case.command("list")
@click.option("--state", shell_complete=_states, help=f"Only cases in this state: {', '.join(CaseState)}.")
@limited
@as_json
@click.pass_obj
def list_(session: Session, state: str | None, limit: int | None, as_json: bool) -> None:
    """List the cases, oldest first, closed ones too; with --limit the newest ones."""
    if state is not None and state not in set(CaseState):
        raise click.UsageError(f"there is no state {state}; there are {', '.join(CaseState)}")
    if as_json and not limit:
        _print_all(session, state)
        return
    asked = within(limit, as_json)
    rows = first_of(session.run("case list", "Listing", state=state, limit=asked)[::-1], asked, "newest")[::-1]
    if as_json:
        print_json(rows)
    else:
        print_table([row | {"why": _in_short(row), "updated_at": _minute(row["updated_at"])} for row in rows], _COLUMNS)


def _print_all(session: Session, state: str | None) -> None:
    """Every case as it comes, portion by portion: nobody keeps them all in memory."""
    after = ""
    while rows := session.run("case list", state=state, after=after, portion=_PORTION):
        print_json(rows)
        if len(rows) != _PORTION:
            return
        after = rows[-1]["reference"]


@case.command()
@_reference
@as_json
@click.pass_obj
def show(session: Session, reference: str, as_json: bool) -> None:
    """Show a case with its whole history."""
    rows = session.run("case show", reference=reference)
    print_json(rows) if as_json else print_case(rows[0])


def print_case(row: Mapping[str, Any]) -> None:
    """A whole case for people: what it is, what agrees, what happened."""
    out = console()
    _print_summary(row)
    agreement = row["agreement"]
    if agreement:
        out.print(f"\n{sum(one['agrees'] for one in agreement)} of {len(agreement)} fields agree", style="bold")
        marked = [one | {"mark": _mark(one), "field": field_label(one["field"], "en")} for one in agreement]
        print_table(marked, {"mark": "", "field": "field", "stated": "stated", "recorded": "in the directory"})
    for half in ("enquiry", "authorisation", "consolidation"):
        _print_half(half, row["fields"][half])
    awaited = [one | {"reminders": str(one["reminders"])} for one in row["awaited"]]
    if awaited:
        closes = f", open until {row['closes_at'][:10]}" if row["closes_at"] else ""
        out.print(f"\nAwaited{closes}", style="bold")
        print_table(awaited, {"address": "whose answer", "reminders": "reminders sent"})
    _print_likely(row["likely_messages"])
    out.print("\nHistory", style="bold")
    events = [
        {
            "time": _minute(entry["time"]),
            "actor": entry["actor"],
            "event": _event(entry["event"]),
            "mail": (entry["mail"] or "")[:SHOWN_DIGITS],
            "details": _happened(entry),
        }
        for entry in row["history"]
    ]
    columns = {"time": "time (UTC)", "actor": "who", "event": "what", "mail": "mail", "details": "details"}
    print_table(events, columns)
    if any(one["mail"] for one in events):
        out.print("\n`mail show MAIL` shows what a mail says.", style="dim", markup=False, highlight=False)


def _print_likely(messages: Sequence[Mapping[str, Any]]) -> None:
    """What `mail attach` would put into this history."""
    if not messages:
        return
    console().print("\nMessages that may belong here", style="bold")
    rows = [
        {"mail": one["mail"][:SHOWN_DIGITS], "received": _minute(one["received_at"]), "from": one["sender"],
         "subject": one["subject"], "why": "perhaps the answer to our question" if one["answers"] else ""}
        for one in messages
    ]  # fmt: skip
    columns = {"mail": "mail", "received": "received (UTC)", "from": "from", "subject": "subject"}
    print_table(rows, columns | ({"why": ""} if any(one["why"] for one in rows) else {}))


def _mark(compared: Mapping[str, Any]) -> str:
    if not compared["agrees"]:
        return "DIFFERS"
    return "has become" if compared["has_become"] else "agrees"


def _print_summary(row: Mapping[str, Any]) -> None:
    summary = {key: row[key] for key in ("reference", "state", "person", "former", "new", "journey")}
    summary["opened (UTC)"] = _minute(row["opened_at"])
    if row.get("changed_since"):
        summary["changes since the merge, taken back"] = ", ".join(map(_detail, row["changed_since"]))
    print_record(summary | {"why": _in_words(row["reasons"])})


def _minute(moment: str) -> str:
    """An ISO time to the minute, as people read it."""
    return moment[:16].replace("T", " ")


def _happened(entry: Mapping[str, Any]) -> str:
    """What an entry of the history says beyond its name; a person's own reason says more than the code of the deed."""
    own = entry["text"] and entry["event"] in ("held", "rejected", "undone")
    often = f"({entry['times']} times)" if entry["times"] > 1 else ""
    return " ".join(filter(None, ("" if own else _in_words(entry["details"]), entry["text"], often)))


def _print_half(name: str, half: Mapping[str, Any] | None) -> None:
    """What one half states, with the words that say so."""
    if half is None:
        return
    title = f"\n{name.capitalize()} from {half['sender']} ({_STANDINGS[half['standing']]})"
    console().print(title, style="bold", markup=False, highlight=False)
    stated = [one | {"field": field_label(field, "en"), "value": in_plain_words(one["value"])}
              for field, one in half["fields"].items()]  # fmt: skip
    print_table(stated, {"field": "field", "value": "stated", "evidence": "in the words", "where": "where"})


def _act(session: Session, action: str, reference: str, by: str, reason: str, as_json: bool, **more: Any) -> None:
    command = "case undo" if action == "undo" else "case act"
    rows = session.run(command, action=action, reference=reference, by=by, reason=reason, **more)
    print_json(rows) if as_json else _print_summary(rows[0])


def _simple(action: str, help: str) -> None:
    @case.command(action, help=help)
    @_reference
    @_by
    @_reason
    @as_json
    @click.pass_obj
    def command(session: Session, reference: str, by: str, reason: str, as_json: bool) -> None:
        _act(session, action, reference, by, reason, as_json)


_simple("approve", "Authorise in place of the former school's headteacher, by name.")
_simple("reject", "Refuse the consolidation; the staff member keeps the new account.")
_simple("hold", "Stop the case until it is released.")
_simple("release", "Let a held case go on, or overrule the reasons of a review.")
_simple("note", "Add a note to the history.")
_simple("unlink", "Make two cases again of two that were joined, before any merge.")
_simple("undo", "Undo a merge: both accounts as they were.")


@case.command(
    help=f"""Correct one stated field of a case, as in: case amend HWB-7F3K-2MQD staff_code SB

    FIELD is one of {", ".join(FieldName)}. An employee_number that is not issued yet may be `waived`."""
)
@_reference
@click.argument("field", metavar="FIELD", type=click.Choice([str(name) for name in FieldName]))
@click.argument("value")
@_by
@_reason
@as_json
@click.pass_obj
def amend(session: Session, reference: str, field: str, value: str, by: str, reason: str, as_json: bool) -> None:
    """Correct one stated field of a case."""
    _act(session, "amend", reference, by, reason, as_json, field=field, value=value)


@case.command()
@_reference
@click.argument("other", shell_complete=complete_reference)
@_by
@_reason
@as_json
@click.pass_obj
def link(session: Session, reference: str, other: str, by: str, reason: str, as_json: bool) -> None:
    """Join the case OTHER, which has the other half, to this one."""
    _act(session, "link", reference, by, reason, as_json, other=other)


@case.command()
@_reference
@as_json
@click.pass_obj
def letters(session: Session, reference: str, as_json: bool) -> None:
    """List the letters of a case, oldest first, and what became of each."""
    rows = session.run("case letters", reference=reference)
    if as_json:
        print_json(rows)
        return
    shown = [
        row | {"letter": row["letter"][:SHOWN_DIGITS], "written_at": _minute(row["written_at"]),
               "state": label("letter", row["state"], "en")}
        for row in rows
    ]  # fmt: skip
    columns = {"letter": "letter", "kind": "kind", "to": "to", "state": "state", "written_at": "written (UTC)"}
    print_table(shown, columns)


@case.command()
@_reference
@click.option("--whom", type=_PARTIES, required=True, help="Who is asked; only who takes part in the case can be.")
@click.option("--english", default="", help="The question in English, for whoever writes in English.")
@click.option("--welsh", default="", help="The question in Welsh; both where their language is not known.")
@_by
@_reason
@as_json
@click.pass_obj
def ask(
    session: Session, reference: str, whom: str, english: str, welsh: str, by: str, reason: str, as_json: bool
) -> None:
    """Ask the sender something by letter; the case rests until the answer is here."""
    _act(session, "ask", reference, by, reason, as_json, party=whom, words_en=english, words_cy=welsh)


@case.command()
@_reference
@click.argument("letter", shell_complete=_kinds_of_letters)
@_by
@_reason
@as_json
@click.pass_obj
def resend(session: Session, reference: str, letter: str, by: str, reason: str, as_json: bool) -> None:
    """Send LETTER once more to whom it went before: its number or its kind, as `case letters` lists them."""
    _act(session, "resend", reference, by, reason, as_json, letter=letter)


@case.command()
@_reference
@click.option("--whom", type=_PARTIES, default=str(Party.MOVER), show_default=True, help="Who has said so.")
@_by
@_reason
@as_json
@click.pass_obj
def withdraw(session: Session, reference: str, whom: str, by: str, reason: str, as_json: bool) -> None:
    """Withdraw a case for somebody who said so by telephone."""
    _act(session, "withdraw", reference, by, reason, as_json, party=whom)


def _event(code: str) -> str:
    for named in (event_label, state_label):
        with suppress(UnknownCode):
            return named(code, "en")
    return code


def _in_words(codes: list[str]) -> str:
    return " ".join(map(_detail, codes))


def _detail(code: str) -> str:
    """A reason or another detail of the history in words: ``field=value`` with the field's label, else as it is."""
    name, equals, value = code.partition("=")
    with suppress(UnknownCode):
        return f"{field_label(name, 'en')}: {value}" if equals else text(code, "en")
    with suppress(UnknownCode):
        return label("answer", code, "en")
    return code


def _in_short(row: Mapping[str, Any]) -> str:
    """Why a case is in its state, in a few words: the codes are English; what the state says already is left out."""
    return ", ".join(_few_words(code) for code in row["reasons"] if code != row["state"])


def _few_words(code: str) -> str:
    with suppress(UnknownCode):
        if code.startswith("missing-"):
            return f"missing: {field_label(code.removeprefix('missing-'), 'en')}"
    return code.replace("-", " ")
