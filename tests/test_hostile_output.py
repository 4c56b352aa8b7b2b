"""What a stranger wrote stays inert wherever it comes out: spreadsheets, terminals, and a whole journey's letters."""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.cli import main
from hwb_mailbot.cli.calling import fail, print_record, print_table
from hwb_mailbot.cli.cases import print_case
from hwb_mailbot.directory.columns import ACCOUNT_COLUMNS, SCHOOL_COLUMNS
from hwb_mailbot.directory.csv_files import CsvFile, Faults, write_csv
from tests.journeys.conftest import readers, start
from tests.journeys.harness import MOVER, StartMailbot
from tests.journeys.wales import FORMER_HEAD, SCHOOLS, SIAN, SIAN_NEW, amended

__all__ = ["readers", "start"]

FORMULAS = [
    '=HYPERLINK("https://evil.example","click")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "%0A=1+1",
    "|calc",
    "\t=1+1",
    " =1+1",
    "'=1+1",
    "''=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]
TERMINAL = [
    "\x1b[2J\x1b[1;1H",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\click",
    "\x9b31m",
    "a\rb",
    "a\nmerged  HWB-0000-0000",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u200b",
    "\x00\x08\x7f",
    "[bold red]x[/bold red]",
    "[link=https://evil.example]x[/link]",
    ":skull:",
]


def is_inert(text: str) -> bool:
    """Whether nothing in it but line feeds moves a cursor or turns a line around."""
    return all(one == "\n" or unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in text)


@pytest.mark.parametrize("value", FORMULAS)
def test_no_exported_cell_is_a_formula(tmp_path: Path, value: str) -> None:
    path = tmp_path / "accounts.csv"
    write_csv(path, ("surname", "forename"), [(value, "Siân")])
    with path.open(encoding="utf-8", newline="") as file:
        (_, (cell, _)) = csv.reader(file)
    assert cell.startswith("'")
    assert list(CsvFile(path, ("surname", "forename"), Faults()).rows()) == [(2, [value.strip(), "Siân"])]


@given(value=st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20))
def test_every_cell_comes_back_as_it_was_and_none_is_a_formula(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "cells.csv"
    write_csv(path, ("surname", "forename"), [(value, "x")])
    ((_, (back, _)),) = CsvFile(path, ("surname", "forename"), Faults()).rows()
    assert back == value.strip()
    with path.open(encoding="utf-8", newline="") as file:
        (_, (cell, _)) = csv.reader(file)
    assert not cell.strip().startswith(("=", "+", "-", "@", "|", "%"))


@pytest.mark.parametrize("value", TERMINAL + FORMULAS)
def test_no_table_or_record_moves_the_cursor(capsys: pytest.CaptureFixture[str], value: str) -> None:
    shapes = [value, [value, value], {"username": value, "dfes_number": value}, (value,)]
    for shape in shapes:
        print_table([{"person": shape, "why": "x"}], {"person": "person", "why": "why"})
        print_record({"person": shape})
    with pytest.raises(SystemExit):
        fail(f"no account {value}")
    out, err = capsys.readouterr()
    assert is_inert(out)
    assert is_inert(err.replace("\t", " "))
    assert len(out.splitlines()) == 3 * len(shapes), "one value is one line"


def test_read_shows_mails_and_not_what_they_do_to_a_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, value in enumerate(TERMINAL):
        raw = (
            f"From: {FORMER_HEAD}\r\nTo: hwb@support.example\r\nSubject: Authorisation {value!r}\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            f"Former staff member's name: Siân {value} ap Rhys\r\nFormer staff member's Hwb username: aprhyss12\r\n"
        )
        (tmp_path / f"{number:02}.eml").write_bytes(raw.encode())
    monkeypatch.setattr(sys, "argv", ["hwb-mailbot", "read", *map(str, sorted(tmp_path.glob("*.eml")))])
    with pytest.raises(SystemExit):
        main()
    out, _ = capfd.readouterr()
    assert out.count("aprhyss12") >= len(TERMINAL)
    assert is_inert(out.replace("\t", " "))


HOSTILE = {
    "formula": "=1+1",
    "HTML": "<img src=x onerror=alert(1)>",
    "Markdown": "[click](https://evil.example) **x** # y",
    "Jinja": "{{ 7*7 }}{% raw %}",
    "direction": "\u202egnp\u202c",
    "terminal": "\x1b[31m",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_name_stays_words_through_a_whole_journey(
    start: StartMailbot, tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    """In the mails, and, where a school's records let it in, in the directory: letters, tables and exports bear it."""
    on_record = "".join(one for one in value if one.isprintable())  # the import refuses anything else
    surname = f"{on_record} ap Rhys"
    mailbot = await start(
        amended(SIAN, surname=surname),
        amended(SIAN_NEW, surname=surname),
        amended(SCHOOLS[0], name_en=f"Bryn Eithin {on_record}", name_cy="Ysgol Gynradd Bryn Eithin"),
    )
    await mailbot.authorise(name=f"Siân {value} ap Rhys")
    await mailbot.authorise(name=f"Siân {value}", dmarc="fail", former_username="gwynnt5")
    await mailbot.consolidate(extra=f"Note: {value}")
    letters = mailbot.letters()
    assert {letter.receiver for letter in letters} <= {FORMER_HEAD, MOVER, SIAN.email, "gwynnt9@hwbcymru.example"}
    for letter in letters:
        assert is_inert(letter.flowing)
        page = lxml.html.fromstring(letter.message.get_body(("html",)).get_content())
        assert not page.xpath("//script|//img|//*[@onerror]")
        assert all(link.startswith("mailto:") for link in page.xpath("//a/@href"))
    capsys.readouterr()
    for case in await mailbot.cases():
        print_case((await mailbot.command("case show", reference=case["reference"]))[0])
    assert is_inert(capsys.readouterr().out)
    await mailbot.command("directory export", directory=str(tmp_path / "out"))
    for name, columns in (("accounts.csv", ACCOUNT_COLUMNS), ("schools.csv", SCHOOL_COLUMNS)):
        with (tmp_path / "out" / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert set(columns) <= set(cells)
