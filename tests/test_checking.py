"""``check`` before the first start, after it, and where others could reach what is private."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from hwb_mailbot.checking import examine
from hwb_mailbot.config import parse
from hwb_mailbot.office import Office
from tests.journeys.nameserver import Nameserver
from tests.post.relay import Relay

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


def certificate(folder: Path, days: int) -> tuple[Path, Path]:
    """A certificate that ends in so many days, and its key."""
    issued = trustme.CA().issue_cert("support.example", not_after=datetime.now(UTC) + timedelta(days=days))
    chain, key = folder / f"chain{days}.pem", folder / f"key{days}.pem"
    issued.cert_chain_pems[0].write_to_path(str(chain))
    issued.private_key_pem.write_to_path(str(key))
    key.chmod(0o600)
    return chain, key


@pytest.mark.parametrize(
    ("days", "told"),
    [(300, []), (5, [("note", "expires on")]), (-2, [("wrong", "expired on")])],
    ids=["good", "soon", "expired"],
)
async def test_a_certificate_at_its_end_is_said(
    tmp_path: Path, nameserver: Nameserver, days: int, told: list[tuple[str, str]]
) -> None:
    chain, key = certificate(tmp_path, days)
    rows = await findings(tmp_path, nameserver, f"[listener]\nport = 0\ntls_certificate = {chain}\ntls_key = {key}\n")
    about = [row for row in rows if row["what"].startswith("[listener] tls")]
    assert [(row["outcome"], row["found"][:10]) for row in about] == told


async def test_files_that_are_no_pair_missing_or_no_pem_are_told_apart(tmp_path: Path, nameserver: Nameserver) -> None:
    chain, key = certificate(tmp_path, 300)
    _, other = certificate(tmp_path, 299)
    words = tmp_path / "words.pem"
    words.write_text("no certificate")
    words.chmod(0o600)
    for first, second, told in (
        (chain, other, "is not the key of"),
        (chain, tmp_path / "none.pem", "cannot be read (No such file"),
        (words, key, "are no PEM certificate and key"),
    ):
        ini = f"[listener]\nport = 0\ntls_certificate = {first}\ntls_key = {second}\n"
        (row,) = [row for row in await findings(tmp_path, nameserver, ini) if row["what"].startswith("[listener] tls")]
        assert row["outcome"] == "wrong"
        assert told in row["found"]


async def test_a_relay_is_spoken_to(tmp_path: Path, nameserver: Nameserver) -> None:
    relay = await Relay().start()
    ini = f"[listener]\nport = 0\n[relay]\nhost = 127.0.0.1\nport = {relay.port}\n"
    try:
        assert not [row for row in await findings(tmp_path, nameserver, ini) if row["what"].startswith("[relay]")]
        (row,) = [
            row
            for row in await findings(tmp_path, nameserver, f"{ini}security = starttls\n")
            if row["what"].startswith("[relay]")
        ]
        assert (row["outcome"], "TLS" in row["found"]) == ("wrong", True)
    finally:
        await relay.stop()
    (row,) = [row for row in await findings(tmp_path, nameserver, ini) if row["what"].startswith("[relay]")]
    assert (row["outcome"], "does not answer" in row["found"]) == ("wrong", True)


async def test_a_password_file_that_is_empty_is_said(tmp_path: Path, nameserver: Nameserver) -> None:
    (tmp_path / "password").touch(mode=0o600)
    ini = "[listener]\nport = 0\n[relay]\nhost = 127.0.0.1\nport = 9\nusername = bot\npassword_file = password\n"
    (row,) = [row for row in await findings(tmp_path, nameserver, ini) if row["what"].startswith("[relay]")]
    assert (row["outcome"], row["what"]) == ("wrong", "[relay] password_file")


async def test_a_port_that_is_taken_is_said(tmp_path: Path, nameserver: Nameserver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        rows = await findings(tmp_path, nameserver, f"[listener]\nport = {port}\n")
    (row,) = [row for row in rows if row["what"].startswith("[listener] 127")]
    assert (row["outcome"], row["mend"]) == ("wrong", "stop what uses it, or choose another port")


async def test_a_clock_that_was_set_back_is_said(tmp_path: Path, nameserver: Nameserver) -> None:
    store = used(tmp_path)
    ahead = (datetime.now(UTC) + timedelta(days=3)).timestamp()
    os.utime(store / "journal", (ahead, ahead))
    (row,) = [row for row in await findings(tmp_path, nameserver) if row["what"] == "time"]
    assert (row["outcome"], "runs behind" in row["found"]) == ("wrong", True)


async def test_a_calendar_that_runs_out_is_said(tmp_path: Path, nameserver: Nameserver) -> None:
    (tmp_path / "holidays").write_text("2020-12-21 2021-01-01\n")
    rows = await findings(tmp_path, nameserver, "[listener]\nport = 0\n[workflow]\nholidays = holidays\n")
    (row,) = [row for row in rows if row["what"] == "[workflow] holidays"]
    assert (row["outcome"], row["found"]) == ("note", "every holiday is past")


@pytest.mark.parametrize(
    ("ini", "what", "outcome", "found"),
    [
        ("expire = 36h\n", "[workflow] reminders", "note", "the reminder after 3d never comes: cases close after 36h"),
        (
            "expire = 15d\nrun_awaited = 15d\n",
            "[workflow] run_awaited",
            "note",
            "15d are not over when cases close after 15d",
        ),
        (
            "expire = 10d\n",
            "[workflow] answer_awaited",
            "note",
            "10d are not over when cases close after 10d",
        ),
        (
            "expire = 15d\nlongest_absence = 20d\n",
            "[workflow] longest_absence",
            "note",
            "20d are not over when cases close after 15d",
        ),
    ],
)
async def test_periods_that_make_no_sense_together_are_said(
    tmp_path: Path, nameserver: Nameserver, ini: str, what: str, outcome: str, found: str
) -> None:
    rows = await findings(tmp_path, nameserver, f"[listener]\nport = 0\n[workflow]\n{ini}")
    assert (outcome, found) in [(row["outcome"], row["found"]) for row in rows if row["what"] == what]


@pytest.mark.parametrize(
    ("support", "digest", "outcome", "found"),
    [
        ("team@support.example", "at = 7:45", "fine", "team@support.example gets a letter every school day at 07:45"),
        ("", "at = 08:00", "note", "nobody to write the daily letter to"),
        ("team@support.example", "send = no", "note", "the team gets no daily letter"),
    ],
)
async def test_the_daily_letter_is_told_of(
    tmp_path: Path, nameserver: Nameserver, support: str, digest: str, outcome: str, found: str
) -> None:
    ini = f"[mailbot]\naddress = hwb@support.example\nsupport = {support}\n[digest]\n{digest}\n[listener]\nport = 0\n"
    ini += f"[web]\nport = 0\n[trust]\nnameserver = 127.0.0.1:{nameserver.port}\n"
    (row,) = [row for row in await examine(parse(ini, tmp_path)) if row["what"] == "[digest]"]
    assert (row["outcome"], row["found"]) == (outcome, found)


async def test_where_no_relay_is_trusted_no_results_are_believed(tmp_path: Path, nameserver: Nameserver) -> None:
    trust = "authserv_id = mx.support.example\ntrusted_relays =\n[listener]\nport = 0\n"
    (row,) = [row for row in await findings(tmp_path, nameserver, trust) if row["what"] == "[trust]"]
    assert (row["outcome"], row["found"].partition(":")[0]) == (
        "note",
        "no relay is trusted, so no results are believed",
    )
    assert "trusted_relays" in row["mend"]
