"""The control socket: how a command reaches the store while ``serve`` owns it (invariant 6).

``store/control.sock`` in a folder that only its owner may enter (0700). One request a connection, JSON Lines: the
request ``{"command", "arguments"}``; the answers ``{"progress": [doing, done, all]}``, ``{"row": …}``, at the end
``{"end": true}`` or ``{"refused": "sentence"}``.

What can fail: nobody listens (the caller opens the store itself); an unexpected fault, which is logged and answered
with a plain sentence, never with its text.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from hwb_mailbot import command_trail, eventlog
from hwb_mailbot.commands import COMMANDS, CommandRefused, Progress, Rows
from hwb_mailbot.config import Settings
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.office import Office
from hwb_mailbot.records import StoreFault, StoreOwned

SOCKET_NAME = "control.sock"
_LONGEST_LINE_BYTES = 64 * 1024 * 1024


class ControlSocket:
    """Listens for commands on behalf of a running service."""

    def __init__(self, office: Office, directory: Path) -> None:
        self._office = office
        self._path = directory / SOCKET_NAME
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin listening. The store is owned, so a socket left by a killed process is ours to replace."""
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=_LONGEST_LINE_BYTES)
        self._path.chmod(0o600)

    async def stop(self) -> None:
        """Stop listening and take the socket away."""
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def send(answer: Mapping[str, Any]) -> None:
            writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")

        try:
            line = await reader.readline()
            if not line:
                return  # somebody only looked whether we answer
            request = json.loads(line)
            command = COMMANDS[request["command"]]
            try:
                rows = await command(
                    self._office, request["arguments"], lambda doing, done, all: send({"progress": [doing, done, all]})
                )
                command_trail.keep(self._office, request["command"], request["arguments"], _user_of(writer))
                for row in rows:
                    send({"row": row})
                    await writer.drain()
                send({"end": True})
            except (CommandRefused, StoreFault, DurableFault) as refused:
                send({"refused": str(refused)})
            eventlog.command_carried_out(request["command"], False)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except Exception as fault:  # a command must never take the service down
            eventlog.unexpected_fault("control", fault)
            with contextlib.suppress(ConnectionError):
                send({"refused": "the running service met an unexpected fault; its log says where"})
                await writer.drain()
        finally:
            writer.close()


async def run_command(
    settings: Settings, command: str, arguments: Mapping[str, Any], progress: Progress = lambda doing, done, all: None
) -> Rows:
    """Carry out ``command``: through the running service, else on the store itself.

    Raises ``CommandRefused``, ``StoreFault``.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(
            settings.store_directory / SOCKET_NAME, limit=_LONGEST_LINE_BYTES
        )
    except (FileNotFoundError, ConnectionRefusedError):
        office = _own_office(settings)
        try:
            rows = await COMMANDS[command](office, arguments, progress)
            command_trail.keep(office, command, arguments, command_trail.user_name(os.geteuid()))
            return rows
        finally:
            office.close()
    try:
        writer.write(json.dumps({"command": command, "arguments": dict(arguments)}).encode() + b"\n")
        await writer.drain()
        return [row async for row in _answers(reader, progress)]
    finally:
        writer.close()


def _own_office(settings: Settings) -> Office:
    """The store itself, where nobody listens. Raises ``StoreOwned`` where somebody has it all the same."""
    try:
        return Office(settings)
    except StoreOwned as owned:
        raise StoreOwned(
            f"{settings.store_directory} is not free yet: the service is starting, or another command is at work; "
            "try again in a moment"
        ) from owned


def _user_of(writer: asyncio.StreamWriter) -> str:
    """Who is at the other end, by the kernel's word (``SO_PEERCRED``: process, user, group)."""
    peer: socket.socket = writer.get_extra_info("socket")
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return command_trail.user_name(struct.unpack("3i", credentials)[1])


async def _answers(reader: asyncio.StreamReader, progress: Progress) -> AsyncIterator[dict[str, Any]]:
    while line := await reader.readline():
        answer = json.loads(line)
        if "row" in answer:
            yield answer["row"]
        elif "progress" in answer:
            progress(*answer["progress"])
        elif "refused" in answer:
            raise CommandRefused(answer["refused"])
        else:
            return
    raise CommandRefused("the running service went away before it answered; try again")
