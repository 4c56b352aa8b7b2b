"""What the shell completes beyond commands and options: references, asked of the running service (docs/operations.md).

Completion never says anything but words to complete with: whatever fails, nothing is offered.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import click

from hwb_mailbot.command_trail import COMPLETING
from hwb_mailbot.config import load
from hwb_mailbot.control import SOCKET_NAME, run_command

_MOST = 50
_WAIT_SECONDS = 1.0


def complete_reference(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The references that begin so, of the newest cases."""
    root = context.find_root()
    path = root.params.get("config") or Path("mailbot.ini")
    with suppress(Exception):  # nobody reads a fault in the middle of a line that they type
        return asyncio.run(_references(Path(path), incomplete.upper()))
    return []


async def _references(config: Path, beginning: str) -> list[str]:
    settings = load(config)
    if not (settings.store_directory / SOCKET_NAME).exists():
        return []  # opening the store takes longer than somebody waits at a key
    async with asyncio.timeout(_WAIT_SECONDS):
        rows = await run_command(settings, "case list", {"limit": _MOST, COMPLETING: True})
    return [row["reference"] for row in rows if row["reference"].startswith(beginning)]
