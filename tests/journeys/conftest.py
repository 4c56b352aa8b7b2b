"""Running mailbots. Starting readers takes seconds, so all tests of one process share them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, templates_folder
from hwb_mailbot.reading.processes.pool import Readers
from tests.journeys.harness import Mailbot, StartMailbot
from tests.post.relay import Relay


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    """Reader processes with time enough for a busy machine."""
    shared = Readers(2, 20.0, collect(templates_folder(), MARKER))
    yield shared
    shared.close()


@pytest.fixture
async def start(tmp_path: Path, readers: Readers) -> AsyncIterator[StartMailbot]:
    """Starts mailbots: ``await start(*accounts_and_schools, ini="…", with_relay=True)``, the directory imported."""
    started: list[Mailbot] = []

    async def start_one(*more: object, ini: str = "", with_relay: bool = True, readers: Readers = readers) -> Mailbot:
        relay = await Relay().start()
        mailbot = Mailbot(tmp_path, readers, relay, ini, with_relay)
        started.append(mailbot)
        await mailbot.start()
        await mailbot.import_directory(*more)  # type: ignore[arg-type]
        return mailbot

    yield start_one
    for mailbot in started:
        await mailbot.stop()
        await mailbot.relay.stop()


@pytest.fixture
async def mailbot(start: StartMailbot) -> Mailbot:
    """A running mailbot with the small Wales imported."""
    return await start()  # type: ignore[no-any-return]
