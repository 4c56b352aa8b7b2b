"""``serve``: builds all parts, starts them in order, stops them in the reverse order. Alone names the concrete parts.

In: listener -> spool -> intake (readers, resolver) -> casework -> records. Out: records -> outbox -> courier. Beside
them the timers, the control socket and the web page. Everything runs in one event loop; only reading and the checking
of signatures run in child processes.

What can fail: at the start, anything (a port in use, the store owned by another process), with a sentence that says
what to do; parts already started are stopped again. While running, each part deals with its own faults; one that ends
unexpectedly ends the service, so that whoever supervises it starts it anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Any

from hwb_mailbot import eventlog
from hwb_mailbot.casework.due_letters import letter_failed
from hwb_mailbot.casework.forwarding import TEMPLATE as FORWARDED
from hwb_mailbot.command_rows import CommandRefused, Rows
from hwb_mailbot.commands import COMMANDS
from hwb_mailbot.config import Settings
from hwb_mailbot.control import ControlSocket
from hwb_mailbot.digest import TEMPLATE as DAILY
from hwb_mailbot.digest import Daily, Digest
from hwb_mailbot.intake import Intake
from hwb_mailbot.office import Office, utc_now
from hwb_mailbot.post.courier import Courier
from hwb_mailbot.post.listener import Listener
from hwb_mailbot.post.outbox import Outbox
from hwb_mailbot.post.resolver import Resolver
from hwb_mailbot.post.spool import Spool
from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.timers import Timers
from hwb_mailbot.web.case_index import CaseIndex
from hwb_mailbot.web.case_search import CaseSearch
from hwb_mailbot.web.desk import Desk, NotDone
from hwb_mailbot.web.digested import Digested
from hwb_mailbot.web.figures import Figures
from hwb_mailbot.web.references import INDEX_NAME
from hwb_mailbot.web.school_list import SchoolList
from hwb_mailbot.web.server import WebServer

_READERS = 2
_READ_DEADLINE_SECONDS = 2.0


class Service:
    """The running mailbot. Use as ``async with``; ``smtp`` and ``web_url`` say where it answers."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime] = utc_now, readers: Readers | None = None
    ) -> None:
        """``now`` tells the time in UTC. ``readers`` stay the caller's to close; without them it has its own."""
        self._settings = settings
        self._now = now
        self._readers = readers
        self._stack = AsyncExitStack()
        self.smtp: tuple[str, int] = ("", 0)
        self.web_url = ""
        self.failed: asyncio.Future[None] | None = None
        self._letters_due: Callable[[], None] = lambda: None  # merges resumed at the start come before the outbox

    async def __aenter__(self) -> Service:
        """Start every part. Raises what the failing part raises, with everything stopped again."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening first, finish what is under way, then let go of the store."""
        await self._stack.aclose()

    async def until(self, stopping: asyncio.Event) -> None:
        """Return when ``stopping`` is set; raise what a part raised that ended unexpectedly."""
        assert self.failed is not None
        waiting = asyncio.create_task(stopping.wait())
        self.failed.add_done_callback(lambda _: waiting.cancel())
        with suppress(asyncio.CancelledError):
            await waiting
        if self.failed.done():
            await self.failed

    async def settled(self) -> None:
        """Return when every mail that came is taken in or waits for another attempt, and every due letter is out."""
        self.intake.look_again()
        await self.intake.settled()
        await self.outbox.settled()

    async def _start(self) -> None:
        settings, now = self._settings, self._now
        self.failed = asyncio.get_running_loop().create_future()
        self.office = Office(settings, now, letters_due=lambda: self._letters_due())
        self._stack.callback(self.office.close)
        records, casework = self.office.records, self.office.casework

        self.spool = Spool(settings.store_directory)
        self._stack.push_async_callback(self.spool.close)
        if self._readers is None:
            self.readers = Readers(_READERS, _READ_DEADLINE_SECONDS, self.office.letters.own_lines())
            self._stack.callback(self.readers.close)
        else:
            self.readers = self._readers
        courier = Courier(settings)
        self._stack.push_async_callback(courier.close)
        self.outbox = Outbox(records, courier, self._letter_failed, kept=self.spool.read, now=now)
        self._letters_due = self.outbox.wake
        self.office.take_in_again = self._take_in_again
        self.intake = Intake(
            settings, self.spool, self.readers, Resolver(settings.trust.nameserver), records, casework, now
        )
        self._background(self.outbox.run(), "outbox")
        self._background(self.intake.run(), "intake")
        self.timers = Timers(records, casework, self.intake.look_again, now)
        self.timers.start()
        self._stack.callback(self.timers.stop)

        zone = settings.mailbot.timezone
        self.index = CaseIndex(records, self.office.directory, settings.store_directory / INDEX_NAME, zone)
        self.case_search = self.office.case_search = CaseSearch(self.index)
        self._background(self.index.run(), "case index")
        control = ControlSocket(self.office, settings.store_directory)
        await control.start()
        self._stack.push_async_callback(control.stop)
        desk = self._desk()
        self._write_daily(desk)
        self.web = WebServer(desk)
        self.web_url = await self.web.start()
        self._stack.push_async_callback(self.web.stop)
        listener = Listener(settings, self.spool, now=now)
        self.smtp = await listener.start()
        self._stack.push_async_callback(listener.stop)
        eventlog.serving(f"{self.smtp[0]}:{self.smtp[1]}", self.web_url)

    def _desk(self) -> Desk:
        """What the support team's pages work with."""
        office = self.office
        figures = Figures(self.index, office.policy)
        return Desk(
            settings=self._settings,
            now=self._now,
            records=office.records,
            directory=office.directory,
            casework=office.casework,
            people=office.people,
            audit=office.audit,
            search=self.case_search,
            figures=figures,
            schools=SchoolList(office.records, figures),
            mails=office.mails,
            spool=self.spool,
            readers=self.readers,
            run=self._carry_out,
        )

    def _write_daily(self, desk: Desk) -> None:
        """Let the team have its daily letter, where they have an address and want it."""
        support, wanted, office = self._settings.mailbot.support, self._settings.digest, self.office
        zone, receivers = self._settings.mailbot.timezone, office.casework.receivers
        told = Digested(office.records, self.index, desk.figures, desk.schools, receivers, zone)
        daily = Daily(support, wanted.at)
        self.digest = Digest(
            office.records, office.letters, office.policy, told, daily, self._now, lambda: self._letters_due()
        )
        if support and wanted.send:
            self.digest.start()
            self._stack.callback(self.digest.stop)

    async def _carry_out(self, command: str, arguments: Mapping[str, Any]) -> Rows:
        """A command for the pages, by the function that the command line uses. Raises ``NotDone``."""
        try:
            return await COMMANDS[command](self.office, arguments, lambda doing, done, all: None)
        except CommandRefused as refused:
            raise NotDone(str(refused)) from refused

    async def _take_in_again(self, spool_id: str) -> None:
        self.spool.take_in_again(spool_id)

    async def _letter_failed(self, reference: str, letter_id: str) -> None:
        """The outbox gave a letter up: its case hears of it (invariant 7)."""
        letter = self.office.records.get("letter", letter_id)
        if letter is not None and letter.body["template"] not in (FORWARDED, DAILY):
            await self.office.casework.handle(letter_failed(letter))

    def _background(self, work: Coroutine[object, object, None], name: str) -> None:
        """Run a part for as long as the service runs; its unexpected end ends the service."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(lambda done: self._ended(done, name))

        async def stop() -> None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        self._stack.push_async_callback(stop)

    def _ended(self, task: asyncio.Future[None], name: str) -> None:
        if task.cancelled() or self.failed is None or self.failed.done():
            return
        fault = task.exception() or RuntimeError(f"{name} ended")
        eventlog.unexpected_fault(name, fault)
        self.failed.set_exception(fault)
