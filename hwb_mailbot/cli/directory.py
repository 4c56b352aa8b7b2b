"""``directory …`` and ``provision``: the accounts and schools, and the runs that change them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from hwb_mailbot.cli.calling import Session, as_json, fail, harmless, print_json, print_record, print_table

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
@as_json
@click.pass_obj
def search(session: Session, text: str, as_json: bool) -> None:
    """Find accounts and schools by name, username, address or DfES number."""
    rows = session.run("directory search", text=text)
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
@as_json
@click.pass_obj
def provision(
    session: Session, dfes_number: str, staff: Path | None, learners: Path | None, failed: bool, as_json: bool
) -> None:
    """Carry out one provisioning run of one school from its MIS exports."""
    if failed and (staff or learners):
        raise click.UsageError("a failed run brings no records: leave out --staff and --learners")
    rows = session.run(
        "provision",
        dfes_number=dfes_number,
        staff=str(staff.resolve()) if staff else None,
        learners=str(learners.resolve()) if learners else None,
        failed=failed,
    )
    print_json(rows) if as_json else print_record(rows[0])
