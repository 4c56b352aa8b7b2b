"""``serve`` runs the mailbot; ``check`` says whether it could run, and what to mend."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

import click

from hwb_mailbot.checking import examine
from hwb_mailbot.cli.calling import Session, as_json, fail, print_json, print_table
from hwb_mailbot.config import ConfigurationError
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.records import StoreFault
from hwb_mailbot.service import Service


@click.command()
@click.pass_obj
def serve(session: Session) -> None:
    """Listen, decide, send letters: everything in one process, until SIGTERM or SIGINT."""
    settings = session.settings

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, stopping.set)
        async with Service(settings) as service:
            # What is at hand from here on stays: looking through all of it again and again for cycles would take
            # the longer the more accounts and cases there are.
            gc.collect()
            gc.freeze()
            click.echo(f"ready smtp={service.smtp[0]}:{service.smtp[1]} web={service.web_url}")
            sys.stdout.flush()
            await service.until(stopping)

    try:
        asyncio.run(run())
    except (StoreFault, DurableFault) as fault:
        fail(str(fault))
    except ConfigurationError as fault:  # in a file that the configuration names
        click.echo(str(fault), err=True)
        sys.exit(2)
    except OSError as fault:
        fail(f"cannot listen ({fault.strerror or fault}): another program may use the port; see [listener] and [web]")


@click.command()
@as_json
@click.pass_obj
def check(session: Session, as_json: bool) -> None:
    """Examine configuration, store, ports, TLS files, DNS and relay."""
    rows = asyncio.run(examine(session.settings))
    if as_json:
        print_json(rows)
    else:
        print_table(rows, {"outcome": "", "what": "what", "found": "found", "mend": "how to mend it"})
    if any(row["outcome"] == "wrong" for row in rows):
        sys.exit(1)
