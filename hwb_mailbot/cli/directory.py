"""``directory …`` and ``provision``: the accounts and schools, and the runs that change them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from hwb_mailbot.cli.calling import (
    Session,
    as_json,
    console,
    fail,
    first_of,
    harmless,
    limited,
    print_json,
    print_record,
    print_table,
    within,
)

_EFFECTS = (
    ("created", "created"),
    ("released", "released: has left"),
    ("moved", "matched by UPN and moved here"),
    ("reactivated", "active again"),
    ("updated", "details changed"),
    ("refused", "refused"),
)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_ACCOUNT_COLUMNS = {
    "username": "username",
    "kind": "kind",
    "role": "role",
    "forename": "forename",
    "surname": "surname",
    "dfes_number": "school",
    "status": "status",
}


@click.group()
def directory() -> None:
    """Schools and accounts."""


@directory.command("import")
@click.argument("folder", type=_FOLDER)
@as_json
@click.pass_obj
def import_(session: Session, folder: Path, as_json: bool) -> None:
    """Read schools.csv, accounts.csv and provisioning.csv from FOLDER."""
    if not folder.is_dir():
        fail(f"{folder} is no folder: give the one that holds schools.csv, accounts.csv and provisioning.csv")
    rows = session.run("directory import", "Importing", directory=str(folder.resolve()))
    if as_json:
        print_json(rows)
        return
    print_record(rows[0])
    for row in rows[1:]:
        click.echo(harmless(f"left as it is: {row['file']} {row['id']}: {row['text']}"))


@directory.command()
@click.argument("folder", type=_FOLDER)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only merges done on or after this day.")
@as_json
@click.pass_obj
def export(session: Session, folder: Path, since: datetime | None, as_json: bool) -> None:
    """Write the same files as they stand now, and merges.csv, to FOLDER."""
    rows = session.run(
        "directory export", directory=str(folder.resolve()), since=since.date().isoformat() if since else None
    )
    print_json(rows) if as_json else print_record(rows[0])


@directory.command()
@click.argument("username")
@as_json
@click.pass_obj
def account(session: Session, username: str, as_json: bool) -> None:
    """Show one account."""
    rows = session.run("directory account", username=username)
    print_json(rows) if as_json else print_record(rows[0])


def _switch(name: str, active: bool, help: str) -> None:
    @directory.command(name, help=help)
    @click.argument("username")
    @click.option("--by", required=True, help="Your name, kept with the account.")
    @click.option("--reason", required=True, help="Why, kept with the account.")
    @as_json
    @click.pass_obj
    def command(session: Session, username: str, by: str, reason: str, as_json: bool) -> None:
        rows = session.run("directory switch", username=username, by=by, reason=reason, active=active)
        print_json(rows) if as_json else print_record(rows[0])


_switch("deactivate", False, "Switch an account off by hand; that is no release, and no run switches it on again.")
_switch("reactivate", True, "Switch an account on again that was deactivated by hand.")


@directory.command()
@click.argument("dfes_number")
@as_json
@click.pass_obj
def school(session: Session, dfes_number: str, as_json: bool) -> None:
    """Show one school."""
    rows = session.run("directory school", dfes_number=dfes_number)
    print_json(rows) if as_json else print_record(rows[0])


@directory.command()
@click.argument("text")
@limited
@as_json
@click.pass_obj
def search(session: Session, text: str, limit: int | None, as_json: bool) -> None:
    """Find accounts and schools by name, username, address or DfES number."""
    asked = within(limit, False)
    rows = first_of(session.run("directory search", text=text, limit=asked), asked, "first")
    if as_json:
        print_json(rows)
        return
    print_table([row for row in rows if "username" in row], _ACCOUNT_COLUMNS)
    schools = [row for row in rows if "username" not in row]
    print_table(schools, {"dfes_number": "school", "name_en": "name", "name_cy": "enw", "status": "status"})


@click.command()
@click.argument("dfes_number")
@click.option("--staff", type=_FILE, help="The MIS export of staff records.")
@click.option("--learners", type=_FILE, help="The MIS export of learner records.")
@click.option("--failed", is_flag=True, help="Record a run that failed.")
@click.option("--dry-run", is_flag=True, help="Change nothing, only show what the run would do.")
@as_json
@click.pass_obj
def provision(
    session: Session,
    dfes_number: str,
    staff: Path | None,
    learners: Path | None,
    failed: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Carry out one provisioning run of one school from its MIS exports."""
    if failed and (staff or learners):
        raise click.UsageError("a failed run brings no records: leave out --staff and --learners")
    if failed and dry_run:
        raise click.UsageError("a failed run does nothing that could be tried: leave out --dry-run")
    if not (failed or staff or learners):
        raise click.UsageError("give the school's MIS export (--staff FILE, --learners FILE), or --failed")
    rows = session.run(
        "provision",
        dfes_number=dfes_number,
        staff=str(staff.resolve()) if staff else None,
        learners=str(learners.resolve()) if learners else None,
        failed=failed,
        dry_run=dry_run,
    )
    print_json(rows) if as_json else _print_run(rows[0])


def _print_run(row: Mapping[str, Any]) -> None:
    """What a run did, as a table of effects by kind, then each account, then each record refused with its reason."""
    if row["outcome"] == "failed":
        print_record(row)
        return
    heading = "What the run would do (nothing was changed)" if row["dry_run"] else "What the run did"
    console().print(f"{heading}: school {row['dfes_number']}", style="bold", markup=False, highlight=False)
    counts = [{"what": what, "staff": row["staff"][key], "learners": row["learners"][key]} for key, what in _EFFECTS]
    print_table(counts, {"what": "", "staff": "staff", "learners": "learners"})
    done = [one | {"effect": dict(_EFFECTS)[one["effect"]]} for one in row["accounts"]]
    if done:
        console().print()
        print_table(done, {"username": "account", "effect": "what"})
    for refused in row["refused"]:
        click.echo(harmless(f"refused: {refused}"))
