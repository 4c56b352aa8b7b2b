"""``serve`` and the commands as programs: what they print, how they end, never a traceback (CONTRACT)."""

from __future__ import annotations

import json
import random
import re
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hwb_mailbot.cli import main
from tests.journeys import mails
from tests.journeys.harness import MOVER, START
from tests.journeys.wales import FORMER, FORMER_HEAD, SIAN, write_directory, write_staff_export

INI = f"""
[mailbot]
address = {mails.INBOX}
[listener]
port = 0
[web]
port = 0
[trust]
authserv_id = {mails.AUTHSERV_ID}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mailbot.ini").write_text(INI)
    write_directory(tmp_path / "csv")
    return tmp_path


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "hwb_mailbot", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        text=True,
    )


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    process = start(folder, *arguments)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + err
    return process.returncode, out, err


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The program in this process, which spares its start: exit status, standard output and standard error."""
    monkeypatch.chdir(folder)

    def run_here(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hwb-mailbot", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return int(ended.value.code or 0), out, err

    return run_here


@pytest.fixture
def serving(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A served store and what its ready line says."""
    process = start(folder, "serve")
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready "), line
    yield folder, dict(word.split("=", 1) for word in line.split()[1:])
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err
    assert not (folder / "store" / "control.sock").exists()


def send(smtp: str, mail: mails.Mail) -> None:
    host, _, port = smtp.rpartition(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.sendmail(mail.mail_from, [mail.recipient], mail.raw)


def test_a_whole_consolidation_with_commands_beside_it(serving: tuple[Path, dict[str, str]], here: Run) -> None:
    _, ready = serving
    with urllib.request.urlopen(ready["web"], timeout=10) as answer:
        assert answer.status == 200
    status, out, _ = here("directory", "import", "csv", "--json")
    assert (status, json.loads(out.splitlines()[0])["conflicts"]) == (0, 0)
    assert here("case", "list", "--json") == (0, "", "")
    send(ready["smtp"], mails.compose(FORMER_HEAD, *mails.authorisation("cy"), START))
    send(ready["smtp"], mails.compose(MOVER, *mails.consolidation(), START))
    case = merged_case(here)
    assert case["person"] == "Siân ap Rhys"
    status, out, _ = here("directory", "account", "aprhyss12", "--json")
    assert json.loads(out)["dfes_number"] == "6724022"
    out = here("case", "show", case["reference"])[1]
    assert f"Authorisation from {FORMER_HEAD} (sent from an address on record, vouched for)" in out
    assert re.search(r"^Former Hwb username +aprhyss12 +\S", out, re.MULTILINE), out
    assert re.search(r"^Leaving date entered on the MIS +yes ", out, re.MULTILINE), out
    by = ("--by", "Mair", "--reason", "asked for by the school")
    status, out, _ = here("case", "undo", case["reference"], *by, "--json")
    assert (status, json.loads(out)["state"]) == (0, "undone")
    status, out, err = here("case", "undo", case["reference"], *by)
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert here("case", "note", case["reference"], *by)[0] == 0


def merged_case(here: Run) -> dict[str, Any]:
    """The one case, once it is merged."""
    for _ in range(3000):
        rows = [json.loads(line) for line in here("case", "list", "--json")[1].splitlines()]
        if [row["state"] for row in rows] == ["merged"]:
            return dict(rows[0])
        time.sleep(0.01)  # nobody signals it to this process
    raise AssertionError(rows)


def test_a_second_serve_is_refused_in_one_line(serving: tuple[Path, dict[str, str]]) -> None:
    folder, _ = serving
    status, out, err = run(folder, "serve")
    assert (status, out) == (1, "")
    assert "in use" in err.splitlines()[-1]


def test_a_killed_service_leaves_no_lock_behind(folder: Path) -> None:
    process = start(folder, "serve")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ready ")
    process.kill()
    process.communicate(timeout=30)
    assert run(folder, "directory", "import", "csv")[0] == 0


def test_sigint_stops_it_cleanly_too(folder: Path) -> None:
    process = start(folder, "serve")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in err


def test_a_port_in_use_is_said_in_one_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (folder / "mailbot.ini").write_text(INI.replace("[web]\nport = 0", f"[web]\nport = {port}"))
        status, out, err = run(folder, "serve")
    assert (status, out) == (1, "")
    assert "in use" in err or "listen" in err


BY = ("--by", "Mair", "--reason", "x")
REFUSED = (
    ("directory", "account", "nobody99"),
    ("directory", "account", "Not A Name!"),
    ("directory", "school", "1234567"),
    ("directory", "school", "661/9999"),
    ("case", "show", "HWB-7F3K-2MQD"),
    ("case", "show", "../../etc/passwd"),
    ("case", "approve", "HWB-7F3K-2MQD", *BY),
    ("case", "undo", "nonsense", *BY),
    ("case", "link", "HWB-7F3K-2MQD", "HWB-7F3K-2MQE", *BY),
    ("provision", "6619999", "--staff", "csv/accounts.csv"),
    ("read", "no-such-file.eml"),
    ("read", "csv"),
    ("read", "nothing.eml"),
    ("read", "random.eml"),
    ("read", "words.eml"),
    ("provision", FORMER, "--staff", "nothing.eml"),
    ("provision", FORMER, "--staff", "random.eml"),
    ("provision", FORMER, "--staff", "words.eml"),
    ("mail", "show", "12345678"),
    ("mail", "done", "no number", *BY),
    ("mail", "attach", "12345678", "HWB-7F3K-2MQD", *BY),
    ("directory", "import", "empty"),
    ("directory", "export", "mailbot.ini/below"),
)
WRONG_USAGE = (
    ("no-such-command",),
    ("case", "approve", "HWB-7F3K-2MQD"),
    ("case", "list", "--state", "merrily"),
    ("case", "amend", "HWB-7F3K-2MQD", "no_such_field", "x", *BY),
    ("directory", "import"),
    ("directory", "export", "out", "--since", "yesterday"),
    ("provision", "6614011", "--staff", "csv/accounts.csv", "--failed"),
    ("--config", "missing.ini", "case", "list"),
    ("serve", "--port", "25"),
    ("provision", FORMER),
    ("provision", FORMER, "--staff", "csv"),
    ("provision", FORMER, "--staff", "no-such-file.csv"),
    ("mail", "done", "12345678"),
    ("mail", "attach", "12345678", *BY),
)


def check(here: Run, arguments: tuple[str, ...], expected: int) -> None:
    status, out, err = here(*arguments)
    assert (status, out) == (expected, ""), err
    assert err.strip()
    assert "unexpected" not in err


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_refusals_end_with_1(folder: Path, here: Run, arguments: tuple[str, ...]) -> None:
    (folder / "empty").mkdir()
    (folder / "nothing.eml").touch()
    (folder / "random.eml").write_bytes(random.Random(1).randbytes(5000))
    (folder / "words.eml").write_text("Hello!\nThis is a note.\n")
    check(here, arguments, 1)


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_ends_with_2(here: Run, arguments: tuple[str, ...]) -> None:
    check(here, arguments, 2)


@pytest.mark.parametrize(
    "broken",
    ["", "[mailbot]\naddress = nonsense\n", "[mailbot]\naddress = a@b.example\ncolour = red\n", "\x00\x01"],
    ids=["empty", "address", "unknown-key", "binary"],
)
def test_a_wrong_configuration_ends_with_2(folder: Path, here: Run, broken: str) -> None:
    (folder / "mailbot.ini").write_text(broken)
    check(here, ("case", "list"), 2)


def test_a_bad_row_is_named_and_nothing_is_half_applied(folder: Path, here: Run) -> None:
    assert here("directory", "import", "csv")[0] == 0
    before = here("directory", "account", "robertsj1", "--json")
    export = write_staff_export(folder / "staff.csv", SIAN)
    export.write_text(export.read_text().replace("2026-08-31", "31/08/2026"))
    status, out, err = here("provision", FORMER, "--staff", "staff.csv")
    assert (status, out) == (1, "")
    assert "staff.csv" in err
    assert "line 2" in err
    assert "leaving_date" in err
    assert here("directory", "account", "robertsj1", "--json") == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty: the first line must name the columns staff_code"),
        (b"staff_code;employee_number;forename\nAB;1;Ann\n", "separated by semicolons"),
        (b"staff_code,forename\nAB,Ann\n", "employee_number, surname, role, start_date, leaving_date: is missing"),
        (b"hello\nworld\n", "is no header row"),
        ("staff_code,forename\nAB,Siân\n".encode("cp1252"), "not UTF-8"),
    ],
    ids="empty semicolons columns words cp1252".split(),
)
def test_an_export_of_another_kind_is_told_in_one_line(folder: Path, here: Run, content: bytes, told: str) -> None:
    assert here("directory", "import", "csv")[0] == 0
    before = here("directory", "school", FORMER, "--json")
    (folder / "staff.csv").write_bytes(content)
    status, out, err = here("provision", FORMER, "--staff", "staff.csv")
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert told in err
    assert len(err) < 180
    assert here("directory", "school", FORMER, "--json") == before


def test_a_long_table_ends_and_says_so(here: Run) -> None:
    assert here("directory", "import", "csv")[0] == 0
    status, out, err = here("directory", "search", "Rhys", "--limit", "1")
    assert (status, len(out.splitlines())) == (0, 2)
    assert "no more than the first 1; --limit 0 shows all" in err
    status, out, err = here("directory", "search", "Rhys", "--limit", "0", "--json")
    assert (status, err) == (0, "")
    assert len(out.splitlines()) == 2


def test_an_empty_list_prints_nothing(here: Run) -> None:
    for arguments in (
        ("case", "list"),
        ("case", "list", "--json"),
        ("mail", "list"),
        ("directory", "search", "nobody"),
    ):
        assert here(*arguments) == (0, "", "")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("case ", {"ask", "resend", "unlink", "withdraw", "letters", "undo"}),
        ("case ask HWB-7F3K-2MQD --whom ", {"mover", "headteacher", "school"}),
        ("case resend HWB-7F3K-2MQD mover-m", {"mover-merged", "mover-merge-paused"}),
        ("case list --state wai", {"waiting-authorisation", "waiting-proceed"}),
        ("case amend HWB-7F3K-2MQD staff", {"staff_name", "staff_code"}),
        ("case show HWB-", set()),
    ],
)
def test_the_shell_completes(here: Run, monkeypatch: pytest.MonkeyPatch, typed: str, offered: set[str]) -> None:
    words = f"hwb-mailbot {typed}"
    monkeypatch.setenv("_HWB_MAILBOT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    status, out, err = here()
    assert (status, err) == (0, "")
    assert {line.partition(",")[2] for line in out.splitlines()} >= offered
