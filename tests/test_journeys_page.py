"""``docs/journeys.md``: every rule has a test that is really there, and the table is what the code does."""

from __future__ import annotations

import re

import pytest

from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.events import SupportAction
from hwb_mailbot.letters.catalogue import LETTERS
from tests.domain.moves.page import PAGE, chapters, rewritten
from tests.test_threats import functions

TEXT = PAGE.read_text(encoding="utf-8")
RULES = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if re.match(r"\| R\d", line)
]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
MOVES = [move for _, moves in chapters() for move in moves]


@pytest.mark.parametrize("row", RULES, ids=lambda row: row[0])
def test_a_rule_has_tests_that_are_there(row: list[str]) -> None:
    rule, _, proof = row
    tests = TEST.findall(proof)
    assert tests, f"{rule}: no test"
    assert not TEST.sub("", proof).strip(" ,"), f"{rule}: something else than tests in {proof!r}"
    for path, name in tests:
        assert name in functions(path), f"{rule}: there is no {path}::{name}"


def test_every_rule_has_its_row() -> None:
    assert [row[0] for row in RULES] == ["R1", "R2", "R2a", *(f"R{number}" for number in range(3, 29))]


def test_the_table_is_what_the_code_does() -> None:
    assert rewritten(TEXT) == TEXT, "`make journeys` writes it anew"


def test_the_table_reaches_every_state() -> None:
    assert {move.after for move in MOVES} >= set(CaseState)


def test_the_table_has_every_letter() -> None:
    written = {template for move in MOVES for template, _ in move.letters}
    to_the_team = {"support-mail-forwarded", "support-daily-digest"}
    assert set(LETTERS) - written == to_the_team, "what goes to the team outside of any case"


def test_the_table_has_everything_that_support_does() -> None:
    text = " ".join(move.event for move in MOVES)
    assert [action for action in SupportAction if f"`case {action}`" not in text] == []
