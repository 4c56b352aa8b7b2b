"""The command line (CONTRACT "Command line"): one module a command group, this one puts them together.

Exit status 0: done; 1: refused or not found, one line on stderr; 2: wrong usage or configuration. Whatever goes
wrong, nobody sees a traceback: a fault that nobody foresaw is said in one line too, with the place where it happened.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from hwb_mailbot.cli.calling import Session

_COMMANDS = {
    "serve": "serving",
    "check": "serving",
    "demo": "demonstration",
    "read": "reading",
    "mail": "mails",
    "directory": "directory",
    "provision": "directory",
    "case": "cases",
    "address": "addresses",
    "people": "people",
    "letters": "reading",
    "words": "reading",
}
"""Each command with its module, which is imported when somebody asks for it: all of them together take a second."""


class _Commands(click.Group):
    """The commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"hwb_mailbot.cli.{_COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, cmd_name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
