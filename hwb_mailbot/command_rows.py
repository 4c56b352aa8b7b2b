"""What every command takes and gives, and how it says that it cannot be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from hwb_mailbot.office import Office

Rows = list[dict[str, Any]]
Progress = Callable[[str, int, int], None]
Command: TypeAlias = "Callable[[Office, Mapping[str, Any], Progress], Awaitable[Rows]]"


class CommandRefused(Exception):
    """The command cannot be carried out; the text says why and what to do."""


def named(arguments: Mapping[str, Any]) -> None:
    """Whatever support does is done by name and with a reason (N1). Raises ``CommandRefused``."""
    if not arguments["by"].strip() or not arguments["reason"].strip():
        raise CommandRefused("--by needs your name and --reason a few words: both are kept in the history")
