"""What can be asked of the store by name: the same functions for ``serve``'s socket and for a command on its own.

Each takes the opened office and plain JSON arguments, and gives rows of plain JSON. What cannot be done raises
``CommandRefused`` with one sentence that says what and what to do; nothing is changed then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from hwb_mailbot.case_commands import CASE_COMMANDS
from hwb_mailbot.casework.following import follow
from hwb_mailbot.command_rows import Command, CommandRefused, Progress, Rows, named
from hwb_mailbot.directory.csv_files import BadFiles
from hwb_mailbot.directory.deactivating import NotPossible, deactivate, done_by_hand, reactivate
from hwb_mailbot.directory.exporting import export_directory
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.directory.provisioning import Provisioned, RunRefused, provision, record_run
from hwb_mailbot.directory.search import MOST_FOUND
from hwb_mailbot.domain import identifiers
from hwb_mailbot.domain.accounts import AccountKind, RunOutcome
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.provisioning import Effect
from hwb_mailbot.mail_commands import MAIL_COMMANDS
from hwb_mailbot.office import Office
from hwb_mailbot.web.people import PeopleRefused, Person

__all__ = ["COMMANDS", "Command", "CommandRefused", "Progress", "Rows"]


async def directory_import(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``directory import DIR``: rows ``{"imported": …}`` and one for each conflict that was left as it is."""
    async with office.casework.turn():
        try:
            outcome = import_directory(office.records, Path(arguments["directory"]), progress)
        except BadFiles as bad:
            raise CommandRefused(str(bad)) from bad
    await follow(office.casework)
    counts = asdict(outcome)
    counts["conflicts"] = len(outcome.conflicts)
    return [counts, *(asdict(conflict) for conflict in outcome.conflicts)]


async def directory_export(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``directory export DIR [--since DATE]``."""
    since = date.fromisoformat(arguments["since"]) if arguments.get("since") else None
    try:
        return [asdict(export_directory(office.records, Path(arguments["directory"]), since))]
    except OSError as fault:
        raise CommandRefused(f"{arguments['directory']} cannot be written: {fault.strerror}") from fault


async def directory_account(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``directory account USERNAME``: that very record, of a merged account too."""
    username = identifiers.username(arguments["username"])
    account = office.directory.account(username) if username else None
    if account is None:
        raise CommandRefused(f"no account {arguments['username']}: try 'directory search'")
    acts = done_by_hand(office.records, account.username)
    return [to_body(account) | ({"by_hand": [to_body(act) for act in acts]} if acts else {})]


async def directory_switch(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``directory deactivate|reactivate USERNAME --by NAME --reason TEXT``, the digital champion's act (R19)."""
    named(arguments)
    username = identifiers.username(arguments["username"]) or arguments["username"]
    by, reason, now = arguments["by"], arguments["reason"], office.now()
    async with office.casework.turn():
        try:
            if arguments["active"]:
                account = reactivate(office.records, username, by, reason, now, office.policy.today(now))
            else:
                account = deactivate(office.records, username, by, reason, now)
        except NotPossible as impossible:
            raise CommandRefused(str(impossible)) from impossible
    await follow(office.casework)
    return [to_body(account)]


async def directory_school(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``directory school DFES``: the school with its last run and its headteachers' addresses on record."""
    number = identifiers.dfes_number(arguments["dfes_number"])
    school = office.directory.school(number) if number else None
    if school is None:
        raise CommandRefused(f"no school {arguments['dfes_number']}: a DfES number has seven digits, LA 660 to 681")
    row = to_body(school)
    run = row.pop("run")
    heads = [account.email for account in office.directory.headteachers(school.dfes_number)]
    return [
        row
        | {
            "last_run": run["last_run"] if run else None,
            "outcome": run["outcome"] if run else None,
            "headteachers": heads,
        }
    ]


async def directory_search(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``directory search TEXT [--limit N]``."""
    most = arguments.get("limit", MOST_FOUND) or -1  # SQLite: no limit
    rows = [to_body(found) for found in office.search.find(arguments["text"], most)]
    for row in rows:
        if row.get("run"):
            del row["run"]["unfit"]
    return rows


async def provisioning_run(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``provision DFES``: one run; the cases that wait for this school go on by themselves (R13)."""
    number = identifiers.dfes_number(arguments["dfes_number"])
    if number is None or office.directory.school(number) is None:
        raise CommandRefused(f"no school {arguments['dfes_number']}: check the number, or import it first")
    now = office.now()
    async with office.casework.turn():
        try:
            if arguments.get("failed"):
                record_run(office.records, number, now, RunOutcome.FAILED)
                row: dict[str, Any] = {"dfes_number": number, "last_run": now.isoformat(), "outcome": "failed"}
            else:
                row = _run_row(
                    provision(
                        office.records,
                        number,
                        now,
                        office.policy.today(now),
                        office.settings.mailbot.account_domain,
                        staff=_path(arguments.get("staff")),
                        learners=_path(arguments.get("learners")),
                        dry_run=bool(arguments.get("dry_run")),
                    )
                )
        except (BadFiles, RunRefused) as bad:
            raise CommandRefused(str(bad)) from bad
    if not arguments.get("dry_run"):
        await follow(office.casework)
    return [row]


async def address_list(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``address list``: the addresses that letters come back from, and since when."""
    return [{"address": one.address, "since": one.since} for one in office.casework.receivers.all_came_back()]


async def address_clear(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``address clear ADDRESS --by NAME --reason TEXT``: letters may go there again."""
    named(arguments)
    async with office.casework.turn():
        receivers = office.casework.receivers
        change = receivers.clear(arguments["address"], arguments["by"], arguments["reason"], office.now())
        if change is None:
            raise CommandRefused(f"letters to {arguments['address']} do not come back; try 'address list'")
        office.records.commit([change])
    return [{"address": arguments["address"].lower(), "since": None}]


async def people_list(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``people list``: who may sign in to the pages."""
    return [_person_row(person) for person in office.people.all()]


async def people_change(office: Office, arguments: Mapping[str, Any], progress: Progress) -> Rows:
    """``people add|role|reset|disable USERNAME``; a temporary password is given once and kept nowhere."""
    people, action, username = office.people, arguments["action"], arguments["username"]
    password = None
    try:
        if action == "add":
            person, password = people.add(username, arguments["name"], arguments["role"])
        elif action == "reset":
            person, password = people.reset(username)
        elif action == "role":
            person = people.set_role(username, arguments["role"])
        else:
            person = people.disable(username)
    except PeopleRefused as refused:
        raise CommandRefused(str(refused)) from refused
    return [_person_row(person) | ({"temporary_password": password} if password else {})]


COMMANDS: Mapping[str, Command] = {
    "directory import": directory_import,
    "directory export": directory_export,
    "directory account": directory_account,
    "directory school": directory_school,
    "directory switch": directory_switch,
    "directory search": directory_search,
    "provision": provisioning_run,
    **CASE_COMMANDS,
    **MAIL_COMMANDS,
    "address list": address_list,
    "address clear": address_clear,
    "people list": people_list,
    "people change": people_change,
}


def _person_row(person: Person) -> dict[str, Any]:
    return {
        "username": person.username,
        "name": person.name,
        "role": str(person.role),
        "state": "disabled" if person.disabled else "enrolled" if person.enrolled else "not enrolled yet",
        "sessions": len(person.sessions),
    }


def _run_row(run: Provisioned) -> dict[str, Any]:
    """A run as a row: counts in all and of each kind, every account with what was done, every record refused."""
    kinds = {"staff": AccountKind.STAFF, "learners": AccountKind.LEARNER}
    return {
        "dfes_number": run.dfes_number,
        "last_run": run.last_run.isoformat(),
        "outcome": str(run.outcome),
        "dry_run": run.dry_run,
        **{str(effect): run.count(effect) for effect in Effect},
        **{
            name: {str(effect): run.count(effect, kind) for effect in Effect}
            | {"refused": sum(one.kind is kind for one in run.refused)}
            for name, kind in kinds.items()
        },
        "accounts": [{"username": one.username, "effect": str(one.effect)} for one in run.accounts],
        "usernames": [one.username for one in run.accounts],
        "refused": [f"{one.file} line {one.line}: {one.text}" for one in run.refused],
    }


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
