"""``mail …``: what lies before the support team, and dealing with it by hand."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from hwb_mailbot.cli.calling import (
    Session,
    as_json,
    console,
    first_of,
    harmless,
    in_words,
    limited,
    print_json,
    print_record,
    within,
)
from hwb_mailbot.cli.completing import complete_reference
from hwb_mailbot.cli.reading_shown import show_words
from hwb_mailbot.domain.mails import CLASSIFIABLE
from hwb_mailbot.mail_id import SHOWN_DIGITS
from hwb_mailbot.wording import label

_mail = click.argument("mail", metavar="ID")
_by = click.option("--by", required=True, help="Your name, kept with the mail.")
_reason = click.option("--reason", required=True, help="Why, kept with the mail.")


@click.group()
def mail() -> None:
    """The mails that lie before the support team, and dealing with them."""


@mail.command("list")
@limited
@as_json
@click.pass_obj
def list_(session: Session, limit: int | None, as_json: bool) -> None:
    """List what could not be matched, understood or read: from whom, why, which case, and the file for 'read'."""
    asked = within(limit, as_json)
    rows = first_of(session.run("mail list", limit=asked), asked, "oldest")
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print_line(row)


@mail.command()
@_mail
@as_json
@click.pass_obj
def show(session: Session, mail: str, as_json: bool) -> None:
    """Show one mail: who sent it, whether they are vouched for, what it says, and what was done with it."""
    rows = session.run("mail show", "Looking", mail=mail)
    if as_json:
        print_json(rows)
        return
    _print_whole(rows[0])


@mail.command()
@_mail
@as_json
@click.pass_obj
def retry(session: Session, mail: str, as_json: bool) -> None:
    """Read, verify and decide on the mail ID again, as if it came now."""
    rows = session.run("mail retry", mail=mail)
    _print_changed(rows, as_json)


@mail.command()
@_mail
@click.argument("kind", type=click.Choice([str(kind) for kind in CLASSIFIABLE]))
@_by
@_reason
@as_json
@click.pass_obj
def classify(session: Session, mail: str, kind: str, by: str, reason: str, as_json: bool) -> None:
    """Say of what KIND the mail ID is, and have it read and decided on as such. Its sender is verified as ever."""
    rows = session.run("mail classify", mail=mail, kind=kind, by=by, reason=reason)
    _print_changed(rows, as_json)


@mail.command()
@_mail
@click.argument("reference", shell_complete=complete_reference)
@_by
@_reason
@as_json
@click.pass_obj
def attach(session: Session, mail: str, reference: str, by: str, reason: str, as_json: bool) -> None:
    """Put the mail ID into the history of the case REFERENCE, for people to see. It does not act as its sender."""
    rows = session.run("mail attach", mail=mail, reference=reference, by=by, reason=reason)
    _print_changed(rows, as_json)


@mail.command()
@_mail
@_by
@_reason
@as_json
@click.pass_obj
def done(session: Session, mail: str, by: str, reason: str, as_json: bool) -> None:
    """Take the mail ID off the list, because you have dealt with it."""
    rows = session.run("mail done", mail=mail, by=by, reason=reason)
    _print_changed(rows, as_json)


def _print_changed(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    print_json(rows) if as_json else print_record(_shown(rows[0]))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row in words."""
    why = in_words(row["reasons"])
    known = {key: row[key] for key in ("mail", "state", "from", "subject", "kind", "cases")}
    return known | {"received": row["received_at"][:19].replace("T", " "), "why": why, "file": _near(row["file"])}


def _print_line(row: Mapping[str, Any]) -> None:
    """A mail of the list: three lines, so that nothing is cut on a narrow screen."""
    received = row["received_at"][:16].replace("T", " ")
    head = Text.assemble(
        (row["mail"][:SHOWN_DIGITS], "bold"), f"  {received}  {harmless(row['from'] or 'unknown sender')}"
    )
    if row["subject"]:
        head.append(f"  {harmless(row['subject'])}")
    cases = f"  case {', '.join(row['cases'])}" if row["cases"] else ""
    waiting = "waiting to be read again. " if row["state"] == "waiting" else ""
    out = console()
    out.print(head)
    out.print(Text(f"    {waiting}{in_words(row['reasons'])}{cases}"))
    out.print(Text(f"    {_near(row['file'])}", style="dim"), soft_wrap=True)


def _print_whole(row: Mapping[str, Any]) -> None:
    envelope, verdict = row["envelope"], row["verdict"]
    evidence = label("evidence", verdict["evidence"], "en") if verdict else None
    print_record(
        _shown(row)
        | {
            "sender's address": evidence and f"{evidence} {verdict['vouched_by']}".strip(),
            "sent from": f"{envelope['peer']} ({envelope['helo']}), return path <{envelope['mail_from']}>",
            "sent to": envelope["recipients"],
            "attempts": row["attempts"],
        }
    )
    for one in row["likely_cases"]:
        perhaps = "perhaps the answer to our question in" if one["answers"] else "perhaps about"
        console().print(Text(harmless(f"{perhaps} {one['reference']} {one['person']}")))
    for one in row["handled"]:
        told = f"{one['at'][:16].replace('T', ' ')}  {one['action']} by {one['by']}: {one['reason']}"
        console().print(Text(harmless(told)))
    if row["reading"]:
        console().print()
        show_words(row["reading"], row["reading"]["own_text"], row["reading"]["doubts"])


def _near(file: str) -> str:
    """The path as seen from here where that is shorter."""
    near = os.path.relpath(file, Path.cwd())
    return near if len(near) < len(file) else file
