"""A whole running mailbot: mails go in by SMTP, letters come out to a real relay, commands go over the control socket.

Time is the test's own (``clock``). Nothing sleeps: ``send`` returns when everything that the mail set off is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosmtplib

from hwb_mailbot.config import Settings, parse
from hwb_mailbot.control import run_command
from hwb_mailbot.domain.accounts import Account, School
from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.service import Service
from tests.journeys import mails
from tests.journeys.mails import INBOX, Letter, Mail
from tests.journeys.wales import FORMER_HEAD, write_directory
from tests.post.relay import Relay

MOVER = "aprhyss77@hwbcymru.example"
OLD_ADDRESS = "aprhyss12@hwbcymru.example"
START = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
"""A Thursday in term."""

Row = dict[str, Any]


@dataclass
class Clock:
    """The time that the mailbot goes by."""

    time: datetime = START

    def __call__(self) -> datetime:
        return self.time


@dataclass
class Mailbot:
    """One store, the service on it, and the relay behind it."""

    folder: Path
    readers: Readers
    relay: Relay
    ini: str = ""
    with_relay: bool = True
    support: str = ""
    clock: Clock = field(default_factory=Clock)
    service: Service | None = None

    @property
    def settings(self) -> Settings:
        relay = f"[relay]\nhost = 127.0.0.1\nport = {self.relay.port}\n" if self.with_relay else ""
        ini = self.ini if "[trust]" in self.ini else f"[trust]\nauthserv_id = {mails.AUTHSERV_ID}\n{self.ini}"
        if "[digest]" not in ini:
            ini = f"[digest]\nsend = no\n{ini}"
        own = f"[mailbot]\naddress = {INBOX}\nsupport = {self.support}\n"
        return parse(f"{own}[listener]\nport = 0\n[web]\nport = 0\n{relay}{ini}", self.folder)

    @property
    def running(self) -> Service:
        assert self.service is not None
        return self.service

    async def start(self) -> Mailbot:
        self.service = Service(self.settings, self.clock, self.readers)
        await self.service.__aenter__()
        return self

    async def stop(self) -> None:
        service, self.service = self.service, None
        if service is not None:
            await service.__aexit__(None, None, None)

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        await self.running.settled()

    async def pass_time(self, **span: float) -> None:
        """Let time go by, and the timers do what is due by then."""
        self.clock.time += timedelta(**span)
        await self.running.timers.tick()
        await self.running.settled()

    # Mail in.

    async def deliver(self, mail: Mail) -> None:
        """One mail by SMTP; returns once it is accepted."""
        host, port = self.running.smtp
        async with aiosmtplib.SMTP(hostname=host, port=port, start_tls=False) as client:
            await client.sendmail(mail.mail_from, [mail.recipient], mail.raw)

    async def send(self, *outgoing: Mail) -> None:
        """Mails by SMTP, one after the other; returns when all that they set off is done."""
        for mail in outgoing:
            await self.deliver(mail)
            await self.running.settled()
            self.clock.time += timedelta(minutes=5)

    def mail(self, sender: str, subject_and_text: tuple[str, str], **how: Any) -> Mail:
        """A mail of now; ``how`` as for ``mails.compose``."""
        return mails.compose(sender, *subject_and_text, self.clock(), **how)

    def reply(self, letter: Letter, text: str, **how: Any) -> Mail:
        """A reply of now; ``how`` as for ``mails.reply``."""
        return mails.reply(letter, text, self.clock(), **how)

    async def authorise(
        self, language: str = "en", *, sender: str = FORMER_HEAD, dmarc: str = "pass", **what: str
    ) -> None:
        """Let the former headteacher's half come; ``what`` as for ``mails.authorisation``."""
        await self.send(self.mail(sender, mails.authorisation(language, **what), dmarc=dmarc))

    async def consolidate(self, language: str = "en", *, sender: str = MOVER, dmarc: str = "pass", **what: str) -> None:
        """Let Siân's half come; ``what`` as for ``mails.consolidation``."""
        await self.send(self.mail(sender, mails.consolidation(language, **what), dmarc=dmarc))

    async def answer(self, template: str, text: str, **how: Any) -> None:
        """Reply to the latest letter of that kind."""
        await self.send(self.reply(self.letter(template), text, **how))

    # Letters out.

    def letters(self, receiver: str = "") -> list[Letter]:
        """The letters that reached the relay, oldest first; ``receiver`` picks those to one address."""
        if self.with_relay:
            taken = [(one.content, (one.mail_from or "").strip("<>"), one.rcpt_tos[0]) for one in self.relay.taken]
        else:
            files = sorted((self.folder / "store" / "outgoing").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
            taken = [(path.read_bytes(), "", "") for path in files]
        letters = [mails.letter_of(bytes(raw), mail_from or "", to) for raw, mail_from, to in taken]
        return [one for one in letters if not receiver or str(one.message["To"]) == receiver]

    def templates(self) -> list[str]:
        """The kinds of all letters that went out, oldest first."""
        return [self.template(letter) for letter in self.letters()]

    def letter(self, template: str) -> Letter:
        """The latest letter of that kind."""
        found = [letter for letter in self.letters() if self.template(letter) == template]
        assert found, f"no {template} among {self.templates()}"
        return found[-1]

    def template(self, letter: Letter) -> str:
        """The kind of a letter, as the store remembers it."""
        letter_id = str(letter.message["Message-ID"]).partition("@")[0].rpartition(".")[2].strip("<")
        document = self.running.office.records.get("letter", letter_id)
        assert document is not None
        return str(document.body["template"])

    # Commands, over the control socket.

    async def command(self, command: str, **arguments: Any) -> list[Row]:
        return await run_command(self.settings, command, arguments)

    async def act(self, action: str, reference: str = "", **more: str) -> Row:
        """``case ACTION``, by Mair of the support team; the one case where no reference is given."""
        reference = reference or (await self.case())["reference"]
        command = "case undo" if action == "undo" else "case act"
        arguments = {"action": action, "reference": reference, "by": "Mair", "reason": "checked by telephone"} | more
        (row,) = await self.command(command, **arguments)
        await self.running.settled()
        return row

    async def cases(self) -> list[Row]:
        return await self.command("case list")

    async def case(self) -> Row:
        """The one case, whole."""
        (row,) = await self.cases()
        return (await self.command("case show", reference=row["reference"]))[0]

    async def state(self) -> str:
        return str((await self.case())["state"])

    async def account(self, username: str) -> Row:
        return (await self.command("directory account", username=username))[0]

    async def accounts(self, *usernames: str) -> Sequence[Row]:
        return [await self.account(username) for username in usernames]

    async def import_directory(self, *more: Account | School) -> list[Row]:
        rows = await self.command("directory import", directory=str(write_directory(self.folder / "csv", *more)))
        await self.running.settled()
        return rows

    async def provision(self, school: str, staff: Path | None = None, *, failed: bool = False) -> Row:
        (row,) = await self.command("provision", dfes_number=school, staff=staff and str(staff), failed=failed)
        await self.running.settled()
        return row

    async def queue(self) -> list[Row]:
        """The mails that lie before the support team."""
        return await self.command("mail list")

    # What must hold.

    async def is_merged(self) -> bool:
        """Whether Siân's two accounts are one, as R3 says, and the new one points to the former."""
        former, new = await self.accounts("aprhyss12", "aprhyss77")
        return (
            (former["status"], former["dfes_number"], former["staff_code"], former["employee_number"])
            == ("active", "6724022", "SAR", "55012")
            and former["leaving_date"] is None
            and "aprhyss77" in former["aliases"]
            and (new["status"], new["merged_into"]) == ("merged", "aprhyss12")
        )


StartMailbot = Callable[..., Any]
