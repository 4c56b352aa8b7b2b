"""What the shell completes beyond commands and options: references, from the index of cases (docs/operations.md).

Completion never says anything but words to complete with: whatever fails, nothing is offered.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

_MOST = 50


def complete_reference(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The references that begin so; the newest ones while little has been typed."""
    root = context.find_root()
    path = root.params.get("config") or Path("mailbot.ini")
    with suppress(Exception):  # nobody reads a fault in the middle of a line that they type
        from hwb_mailbot.config import load
        from hwb_mailbot.web.references import beginning_with

        return beginning_with(load(Path(path)).store_directory, incomplete.upper(), _MOST)
    return []
