"""The command line (CONTRACT "Command line"): one module a command group, this one puts them together.

Exit status 0: done; 1: refused or not found, one line on stderr; 2: wrong usage or configuration. Whatever goes
wrong, nobody sees a traceback: a fault that nobody foresaw is said in one line too, with the place where it happened.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hwb_mailbot.cli import addresses, cases, demonstration, directory, mails, people, reading, serving
from hwb_mailbot.cli.calling import Session


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="HWB_MAILBOT_CONFIG",
    default=Path("mailbot.ini"),
    show_default=True,
    help="The configuration file.",
)
@click.version_option(package_name="hwb-mailbot")
@click.pass_context
def commands(context: click.Context, config: Path) -> None:
    """Consolidates the Hwb accounts of staff who change school, by e-mail."""
    context.obj = Session(config)


for command in (
    serving.serve,
    serving.check,
    demonstration.demo,
    reading.read,
    mails.mail,
    directory.directory,
    directory.provision,
    cases.case,
    addresses.address,
    people.people,
    reading.letters,
    reading.words,
):
    commands.add_command(command)


def main() -> None:
    """Run the command line and exit."""
    try:
        commands(prog_name="hwb-mailbot")
    except Exception as fault:  # the last line of defence: people get a sentence, not a traceback
        last = fault.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        place = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "an unknown place"
        click.echo(f"hwb-mailbot: unexpected {type(fault).__name__} at {place}; please report this", err=True)
        sys.exit(1)
