"""What happens by the clock: due cases are decided again, mails that wait are taken up again, merges are finished,
and so is what follows from a change of the directory.

Due times live in the records, so they survive a restart and a change of the clock; APScheduler only polls. A tick that
was missed is made up once (``misfire_grace_time=None``).

What can fail: one case's turn. It is logged and stays due; the others go on, also those that would have been named in
one letter with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from hwb_mailbot import eventlog
from hwb_mailbot.casework import Casework
from hwb_mailbot.casework.following import follow
from hwb_mailbot.domain.events import TimeCame
from hwb_mailbot.records import Records, StoreFault

POLL_SECONDS = 20
_AT_ONCE = 200


class Timers:
    """Polls for what is due."""

    def __init__(
        self, records: Records, casework: Casework, look_again: Callable[[], None], now: Callable[[], datetime]
    ) -> None:
        """``look_again`` lets the intake take up mails that wait for another attempt."""
        self._records = records
        self._casework = casework
        self._look_again = look_again
        self._now = now
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin polling in the running event loop."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=POLL_SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop polling; what is due stays due."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Deal with everything that is due now."""
        self._look_again()
        await self._follow()
        async with self._casework.turn():
            self._casework.resume()
        now, done = self._now(), set[str]()
        while due := [one.id for one in self._records.due("case", now, _AT_ONCE + len(done)) if one.id not in done]:
            for reference in due:
                done.add(reference)
                if not await self._look(TimeCame(reference)):
                    # It may be another case, named in the same letter, that cannot be decided.
                    await self._look(TimeCame(reference, alone=True))
                await asyncio.sleep(0)  # thousands may be due at once in September: mails go in between

    async def _follow(self) -> None:
        """What a stop kept the cases from looking at (a run, an import) they look at now."""
        try:
            await follow(self._casework)
        except StoreFault as fault:
            eventlog.unexpected_fault("timers", fault)

    async def _look(self, due: TimeCame) -> bool:
        """Whether the case could be decided on."""
        try:
            await self._casework.handle(due)
        except Exception as fault:  # one case must not stop the clock for the others
            eventlog.unexpected_fault("timers", fault, case=due.reference)
            return False
        return True
