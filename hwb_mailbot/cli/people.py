"""``people …``: who may sign in to the support team's pages, and what they may do there."""

from __future__ import annotations

from typing import Any

import click

from hwb_mailbot.cli.calling import Session, as_json, print_json, print_record, print_table
from hwb_mailbot.web.people import Role

_ROLES = click.Choice([str(role) for role in Role])
_COLUMNS = {"username": "username", "name": "name", "role": "role", "state": "state", "sessions": "open sessions"}
_username = click.argument("username")


@click.group()
def people() -> None:
    """Who may sign in to the support team's pages."""


@people.command("list")
@as_json
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List everybody who may sign in, and how far they have come."""
    rows = session.run("people list")
    print_json(rows) if as_json else print_table(rows, _COLUMNS)


@people.command()
@_username
@click.option("--name", required=True, help="The person's name, as the history of cases shows it.")
@click.option("--role", type=_ROLES, default=str(Role.OFFICER), show_default=True)
@as_json
@click.pass_obj
def add(session: Session, username: str, name: str, role: str, as_json: bool) -> None:
    """Let a new person in; shows a temporary password once."""
    _change(session, as_json, "add", username, name=name, role=str(role))


@people.command()
@_username
@click.argument("role", type=_ROLES)
@as_json
@click.pass_obj
def role(session: Session, username: str, role: str, as_json: bool) -> None:
    """Give a person another role."""
    _change(session, as_json, "role", username, role=str(role))


@people.command()
@_username
@as_json
@click.pass_obj
def reset(session: Session, username: str, as_json: bool) -> None:
    """A forgotten password or a lost phone: enrol anew with a temporary password, shown once."""
    _change(session, as_json, "reset", username)


@people.command()
@_username
@as_json
@click.pass_obj
def disable(session: Session, username: str, as_json: bool) -> None:
    """Let a person in no more and end their sessions."""
    _change(session, as_json, "disable", username)


def _change(session: Session, as_json: bool, action: str, username: str, **more: Any) -> None:
    rows = session.run("people change", action=action, username=username, **more)
    print_json(rows) if as_json else print_record(rows[0])
