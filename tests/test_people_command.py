"""Accounts for the support team from the terminal, as README.md and docs/web.md say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hwb_mailbot.cli import commands

_ROOT = Path(__file__).parents[1]


def run(folder: Path, *words: str) -> Result:
    inbox = folder / "mailbot.ini"
    inbox.write_text("[mailbot]\naddress = hwb@support.example\naccount_domain = hwbcymru.example\n")
    return CliRunner().invoke(commands, ["--config", str(inbox), *words])


@pytest.mark.parametrize("page", ["README.md", "docs/web.md"])
def test_the_command_that_the_documents_give_makes_an_account(page: str, tmp_path: Path) -> None:
    command = re.search(r"hwb-mailbot (people add [^`\n]+)", (_ROOT / page).read_text())
    assert command is not None
    made = run(tmp_path, *shlex.split(command[1]))
    assert made.exit_code == 0, made.output
    assert "officer" in run(tmp_path, "people", "list").output


@pytest.mark.parametrize("role", ["viewer", "officer", "supervisor"])
def test_a_role_is_given_by_its_name(role: str, tmp_path: Path) -> None:
    assert run(tmp_path, "people", "add", "mair", "--name", "Mair Eleri").exit_code == 0
    changed = run(tmp_path, "people", "role", "mair", role)
    assert changed.exit_code == 0, changed.output
    assert role in run(tmp_path, "people", "list").output


def test_an_unknown_role_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    refused = run(tmp_path, "people", "add", "mair", "--name", "Mair Eleri", "--role", "boss")
    assert refused.exit_code == 2
    assert "viewer" in refused.output
    assert "supervisor" in refused.output
