"""``address …``: where our letters come back from, and letting them go there again."""

from __future__ import annotations

import click

from hwb_mailbot.cli.calling import Session, as_json, print_json, print_record, print_table


@click.group()
def address() -> None:
    """The addresses that our letters come back from."""


@address.command("list")
@as_json
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List the addresses that get no letters because earlier ones came back."""
    rows = session.run("address list")
    if as_json:
        print_json(rows)
    else:
        print_table(rows, {"address": "address", "since": "since"})


@address.command()
@click.argument("address")
@click.option("--by", required=True, help="Your name, kept with the address.")
@click.option("--reason", required=True, help="Why, kept with the address.")
@as_json
@click.pass_obj
def clear(session: Session, address: str, by: str, reason: str, as_json: bool) -> None:
    """Let letters go to ADDRESS again; then release the cases that wait for it."""
    rows = session.run("address clear", address=address, by=by, reason=reason)
    print_json(rows) if as_json else print_record(rows[0])
