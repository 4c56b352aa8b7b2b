"""What an operator meets on a bad day: each message says what is wrong, where, and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hwb_mailbot import durable
from hwb_mailbot.config import Settings, parse
from hwb_mailbot.control import ControlSocket, run_command
from hwb_mailbot.office import Office
from hwb_mailbot.records import StoreFault
from hwb_mailbot.records.tiny import TinyRecords
from tests.journeys.wales import FORMER, write_directory


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return parse("[mailbot]\naddress = hwb@support.example\n", tmp_path)


async def imported(settings: Settings) -> None:
    folder = write_directory(settings.folder / "csv")
    await run_command(settings, "directory import", {"directory": str(folder)})


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        (errno.ENOSPC, "make room on that disk"),
        (errno.EROFS, "mount it for writing"),
        (errno.EACCES, "the user who owns the store"),
    ],
)
def test_a_disk_that_refuses_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, mend: str
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(durable.DurableFault, match=mend) as fault:
        durable.replace(tmp_path / "file", b"x")
    assert str(tmp_path / "file") in str(fault.value)


async def test_a_command_beside_a_service_hears_of_a_full_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await imported(settings)
    office = Office(settings)
    control = ControlSocket(office, settings.store_directory)
    await control.start()

    def full(*_: object) -> None:
        raise StoreFault("append to store/journal: No space left on device (make room on that disk)")

    try:
        monkeypatch.setattr(TinyRecords, "commit", full)
        with pytest.raises(Exception, match="make room on that disk"):
            await run_command(settings, "provision", {"dfes_number": FORMER, "failed": True})
    finally:
        await control.stop()
        monkeypatch.undo()
        office.close()


async def test_two_owners_of_a_store_are_told_what_to_do(settings: Settings) -> None:
    office = Office(settings)
    with pytest.raises(StoreFault, match=f"in use by process {os.getpid()}: stop that one"):
        Office(settings)
    office.close()


async def test_a_command_while_the_service_starts_is_told_to_wait(settings: Settings) -> None:
    """It has the store before it listens for commands, and needs seconds in between: not somebody to be stopped."""
    await imported(settings)
    starting = Office(settings)
    with pytest.raises(StoreFault, match=r"the service is starting.* try again in a moment") as told:
        await run_command(settings, "case list", {})
    assert "stop" not in str(told.value)
    starting.close()
    assert await run_command(settings, "case list", {}) == []


async def test_a_damaged_file_says_where_it_is_to_be_had_from(settings: Settings) -> None:
    await imported(settings)
    (settings.store_directory / "schools" / f"{FORMER}.json").write_text("{")
    with pytest.raises(StoreFault, match="restore the store from its backup"):
        await run_command(settings, "directory account", {"username": "aprhyss12"})


@pytest.mark.parametrize("damage", ["short", "gone"])
async def test_a_used_store_never_gets_another_secret(settings: Settings, damage: str) -> None:
    """Without its own, no mail would be known again, and would be acted on twice (N2)."""
    Office(settings).close()
    secret = settings.store_directory / "secret"
    (settings.store_directory / "mails" / "2026-09").mkdir(parents=True)
    if damage == "short":
        secret.write_bytes(b"x\n")
    else:
        secret.unlink()
    with pytest.raises(StoreFault, match=r"secret is (damaged|missing).*restore it from the backup"):
        Office(settings)
    assert not secret.exists() or secret.read_bytes() == b"x\n"
