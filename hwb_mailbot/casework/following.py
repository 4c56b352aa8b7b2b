"""The cases that a change of the directory concerns look again: those that waited for it go on by themselves (R13).

What can fail: one case's turn. It is logged and tried again a few times; the others go on.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from hwb_mailbot import eventlog
from hwb_mailbot.casework import Casework
from hwb_mailbot.directory.news import looked_at, pending
from hwb_mailbot.domain.events import DirectoryChanged
from hwb_mailbot.records import Conflict, StoreFault


async def follow(casework: Casework) -> None:
    """Let the cases look at whatever has changed since they last did. Raises ``StoreFault``."""
    records = casework.records
    for document in pending(records):
        found = {case.id for key in document.body["case_keys"] for case in records.find("case", key)}
        decided = [await _looks(casework, reference) for reference in sorted(found)]
        async with casework.turn():
            with suppress(Conflict):  # it has changed once more meanwhile: that is to be looked at yet
                records.commit([looked_at(document, by_all=all(decided))])


async def _looks(casework: Casework, reference: str) -> bool:
    """Whether the case could be decided on."""
    await asyncio.sleep(0)  # a run may concern hundreds: mails go in between
    try:
        await casework.handle(DirectoryChanged(reference))
    except StoreFault:
        raise
    except Exception as fault:  # one case must not keep the others waiting
        eventlog.unexpected_fault("following", fault, case=reference)
        return False
    return True
