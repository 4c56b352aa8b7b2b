"""``demo``: a whole consolidation on this machine, with the sample directory, a real listener and a real SMTP client.

Everything happens in a folder of its own, which is deleted at the end. Nothing leaves the machine: the letters are
kept instead of sent, and shown.
"""

from __future__ import annotations

import asyncio
import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib import resources
from pathlib import Path

import aiosmtplib
import click
from rich.panel import Panel
from rich.text import Text

from hwb_mailbot import eventlog
from hwb_mailbot.cli.calling import console, fail, print_table
from hwb_mailbot.cli.cases import print_case
from hwb_mailbot.commands import COMMANDS, Rows
from hwb_mailbot.config import parse
from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.office import utc_now
from hwb_mailbot.records import StoreFault
from hwb_mailbot.service import Service

_CONFIGURATION = """
[mailbot]
address = hwb@support.example
[listener]
port = 0
[web]
port = 0
[trust]
authserv_id = mx.support.example
"""
_WIDTH = 84
"""Letters are 72 columns wide; their frame and a title need some more."""
_COLUMNS = {"username": "username", "dfes_number": "school", "staff_code": "code", "start_date": "from"} | {
    "leaving_date": "until",
    "status": "status",
    "merged_into": "merged into",
    "aliases": "also",
}


@click.command()
def demo() -> None:
    """Play a whole consolidation: both halves by SMTP, the letters, the merged account."""
    eventlog.keep_quiet()
    try:
        with tempfile.TemporaryDirectory(prefix="hwb-mailbot-demo-") as folder:
            asyncio.run(_play(Path(folder)))
    except (OSError, StoreFault, DurableFault) as fault:
        fail(f"the demonstration needs a folder of its own and two ports of this machine: {fault}")


@dataclass(frozen=True)
class _Mover:
    """The people of the demonstration, all from the sample directory."""

    former: Account
    new: Account
    former_school: School
    new_school: School


async def _play(folder: Path) -> None:
    settings = parse(_CONFIGURATION, folder)
    out = console()
    out.print("Starting a mailbot with a sample directory. Nothing leaves this machine; all is deleted at the end.")
    async with Service(settings) as service:
        samples = resources.files("hwb_mailbot.samples") / "directory"
        with resources.as_file(samples) as directory:
            await _ask(service, "directory import", directory=str(directory))
            mover = _choose(service, directory)
        out.print("\n[bold]hwb-mailbot: a consolidation from beginning to end[/bold]")
        out.print(
            f"\n{mover.new.full_name} has moved from {mover.former_school.name_en} to {mover.new_school.name_en} and "
            "has two accounts:\n"
        )
        _accounts(await _both(service, mover))
        letters = _Letters(service, settings.store_directory / "outgoing")

        out.print("\n[bold]1. The former headteacher writes the authorisation[/bold] (any mail client, by SMTP)\n")
        await _send(service, _authorisation(mover))
        await letters.show(expected=2)

        out.print("\n[bold]2. The staff member answers with the consolidation[/bold]\n")
        await _send(service, _consolidation(mover))
        await letters.show(expected=2)

        out.print("\n[bold]3. The case[/bold]\n")
        rows = await _ask(service, "case list")
        print_case((await _ask(service, "case show", reference=rows[-1]["reference"]))[0])

        out.print("\n[bold]4. Both accounts afterwards[/bold]\n")
        _accounts(await _both(service, mover))
        out.print(
            "\nThe former username and e-mail address live on at the new school. "
            "To try it with your own mails: [bold]make serve[/bold]\n"
        )


async def _ask(service: Service, command: str, **arguments: str) -> Rows:
    return await COMMANDS[command](service.office, arguments, lambda doing, done, all: None)


def _choose(service: Service, directory: Path) -> _Mover:
    """The first mover of the samples whose accounts are ready and whose name nobody shares at either school."""
    known = service.office.directory
    with (directory / "movers.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            former, new = known.account(row["former_username"]), known.account(row["new_username"])
            if former is None or new is None or former.status != "inactive" or not new.staff_code:
                continue
            schools = known.school(former.dfes_number), known.school(new.dfes_number)
            alone = all(len(known.staff_named(one.dfes_number, one.full_name)) == 1 for one in (former, new))
            if alone and schools[0] and schools[1] and schools[0].head_email and schools[0].status == "open":
                return _Mover(former, new, schools[0], schools[1])
    raise click.ClickException("the sample directory has no mover who is ready; reinstall the program")


def _authorisation(mover: _Mover) -> EmailMessage:
    return _mail(
        mover.former_school.head_email,
        f"Authorisation: {mover.former.full_name}",
        f"""Dear Hwb Support,

I authorise the consolidation of the Hwb accounts of a former member of our staff.

The staff record in our MIS has been updated with a leaving date: yes, {mover.former.leaving_date:%d %B %Y}
Former staff member's name: {mover.former.full_name}
Former school name: {mover.former_school.name_en}
Former school DfES number: {mover.former.dfes_number[:3]}/{mover.former.dfes_number[3:]}
Hwb username: {mover.former.username}
New school: {mover.new_school.name_en}

Kind regards,
The headteacher
""",
    )


def _consolidation(mover: _Mover) -> EmailMessage:
    return _mail(
        mover.new.email,
        "Cyfuno fy nghyfrifon Hwb",
        f"""Helo,

Hoffwn gyfuno fy nghyfrifon Hwb. Dyma'r manylion:

Enw'r ysgol newydd: {mover.new_school.name_cy}
Rhif AdAS yr ysgol newydd: {mover.new.dfes_number}
Enw defnyddiwr newydd: {mover.new.username}
Cod staff: {mover.new.staff_code}
Rhif gweithiwr: {mover.new.employee_number}

Diolch yn fawr,
{mover.new.full_name}
""",
    )


def _mail(sender: str, subject: str, text: str) -> EmailMessage:
    """A mail as the support team's own relay hands it over: with that relay's verdict on the sender."""
    mail = EmailMessage(policy=policy.SMTP)
    domain = sender.rpartition("@")[2]
    mail["Authentication-Results"] = f"mx.support.example; dmarc=pass header.from={domain}"
    mail["From"] = sender
    mail["To"] = "hwb@support.example"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(utc_now())
    mail["Message-ID"] = make_msgid(domain=domain)
    mail.set_content(text)
    return mail


async def _send(service: Service, mail: EmailMessage) -> None:
    host, port = service.smtp
    _show(mail.get_content(), f"from {mail['From']}")
    await aiosmtplib.send(mail, hostname=host, port=port, start_tls=False)


async def _both(service: Service, mover: _Mover) -> Rows:
    rows: Rows = []
    for username in (mover.former.username, mover.new.username):
        rows += await _ask(service, "directory account", username=username)
    return rows


def _show(text: str, title: str) -> None:
    console().print(Panel(Text(text.strip()), title=Text(title), title_align="left", width=_WIDTH))


def _accounts(rows: Rows) -> None:
    print_table(rows, _COLUMNS)


class _Letters:
    """The folder of letters: shows each once, as its receiver reads it."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._service = service
        self._folder = folder
        self._shown: set[Path] = set()

    async def show(self, expected: int) -> None:
        """Wait until the mailbot has done everything, and show its ``expected`` new letters."""
        await self._service.settled()
        fresh = sorted(self._fresh(), key=lambda path: path.stat().st_mtime_ns)
        if len(fresh) < expected:
            raise click.ClickException("the letters did not come; run 'hwb-mailbot check'")
        for path in fresh:
            self._shown.add(path)
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            assert body is not None
            _show(f"Subject: {letter['Subject']}\n\n{body.get_content()}", f"letter to {letter['To']}")

    def _fresh(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.eml") if path not in self._shown)
