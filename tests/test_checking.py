"""``check`` before the first start, after it, and where others could reach what is private."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.checking import examine
from hwb_mailbot.config import parse
from hwb_mailbot.office import Office
from tests.journeys.nameserver import Nameserver

Row = dict[str, Any]


@pytest.fixture
def nameserver() -> Iterator[Nameserver]:
    server = Nameserver()
    yield server
    server.stop()


async def findings(folder: Path, nameserver: Nameserver, more: str = "") -> list[Row]:
    """What ``check`` says, without what is merely fine."""
    ini = "[mailbot]\naddress = hwb@support.example\n[web]\nport = 0\n[trust]\n"
    ini += f"nameserver = 127.0.0.1:{nameserver.port}\n"
    rows = await examine(parse(ini + (more or "[listener]\nport = 0\n"), folder))
    assert all(row["mend"] for row in rows if row["outcome"] != "fine")
    return [row for row in rows if row["outcome"] != "fine"]


def used(folder: Path) -> Path:
    """The store after a first start."""
    settings = parse("[mailbot]\naddress = hwb@support.example\n", folder)
    Office(settings).close()
    return folder / "store"


def about_store(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row["outcome"], row["mend"]) for row in rows if row["what"] == "store"]


async def test_before_the_first_start_nothing_is_wrong(tmp_path: Path, nameserver: Nameserver) -> None:
    assert {row["outcome"] for row in await findings(tmp_path, nameserver)} == {"note"}
    (tmp_path / "store").mkdir(mode=0o755)
    (tmp_path / "store" / "README.md").write_text("as a clone of the repository has it")
    rows = await findings(tmp_path, nameserver)
    assert about_store(rows) == [("note", "the first start makes it its owner's alone")]
    assert {row["outcome"] for row in rows} == {"note"}


async def test_a_store_is_private_from_its_first_start_on(tmp_path: Path, nameserver: Nameserver) -> None:
    (tmp_path / "store").mkdir(mode=0o755)
    store = used(tmp_path)
    assert about_store(await findings(tmp_path, nameserver)) == []
    assert store.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o077 for path in store.iterdir() if path.stat().st_mode & 0o077} == {}


@pytest.mark.parametrize("name", ["", "secret", "journal"])
@pytest.mark.parametrize("mode", [0o750, 0o604, 0o707])
async def test_what_others_could_read_is_said(tmp_path: Path, nameserver: Nameserver, name: str, mode: int) -> None:
    path = used(tmp_path) / name
    path.chmod(mode)
    assert about_store(await findings(tmp_path, nameserver)) == [
        ("wrong", f"chmod {'0600' if name else '0700'} {path}")
    ]


async def test_a_folder_above_that_everybody_may_write_is_said(tmp_path: Path, nameserver: Nameserver) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    used(folder)
    folder.chmod(0o777)
    assert about_store(await findings(folder, nameserver)) == [("wrong", f"chmod o-w {folder}")]
    folder.chmod(0o1777)
    assert about_store(await findings(folder, nameserver)) == []


async def test_a_password_or_key_that_everybody_may_read_is_said(tmp_path: Path, nameserver: Nameserver) -> None:
    secret = tmp_path / "password"
    secret.write_text("sgod\n")
    with socket.create_server(("127.0.0.1", 0)) as relay:
        more = (
            f"[listener]\nport = 0\n[relay]\nhost = 127.0.0.1\nport = {relay.getsockname()[1]}\nsecurity = tls\n"
            "username = hwb\npassword_file = password\n"
        )
        for mode, expected in ((0o600, []), (0o640, []), (0o644, [f"chmod 0600 {secret}"])):
            secret.chmod(mode)
            rows = await findings(tmp_path, nameserver, more)
            assert [row["mend"] for row in rows if row["what"] == "[relay] password_file"] == expected
