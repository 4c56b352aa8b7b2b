"""``docs/threats.md``: every attack has its source, its defence and a test that is really there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
TEXT = (PROJECT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| attack |")
]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
SOURCE = re.compile(r"CVE-\d{4}-\d{4,}|CWE-\d+|RFC \d{3,5}|VU#\d+|UTS \d+|TR \d+")


@cache
def functions(path: str) -> frozenset[str]:
    """The names of the tests that pytest collects from a file."""
    file = PROJECT / path
    if not file.is_file() or not file.name.startswith("test_"):
        return frozenset()
    nodes = ast.parse(file.read_text(encoding="utf-8")).body
    nodes += [inner for node in nodes if isinstance(node, ast.ClassDef) for inner in node.body]
    names = (node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return frozenset(name for name in names if name.startswith("test_"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:60])
def test_an_attack_has_a_source_a_defence_and_tests_that_are_there(row: list[str]) -> None:
    attack, source, defence, proof = row
    assert attack
    assert defence
    assert SOURCE.search(source), f"{attack}: no public weakness in {source!r}"
    tests = TEST.findall(proof)
    assert tests, f"{attack}: no test"
    assert not TEST.sub("", proof).strip(), f"{attack}: something else than tests in {proof!r}"
    for path, name in tests:
        assert name in functions(path), f"{attack}: there is no {path}::{name}"


def test_there_are_many_and_each_is_named_once() -> None:
    assert len(ROWS) >= 45
    assert len({row[0] for row in ROWS}) == len(ROWS)
    proofs = [proof for row in ROWS for proof in TEST.findall(row[3])]
    assert len(set(proofs)) == len(proofs), "a test proves one thing"
