"""Two thousand scripts of the adversary and of honest people: no false merge, no leak, nothing lost."""

from __future__ import annotations

import asyncio

import pytest

from tests.adversary import running
from tests.adversary.running import Outcome, Report
from tests.adversary.scripts import every_class

SCRIPTS, CHUNK = 2_000, 50


def _run(names: list[str]) -> Report:
    report = Report()
    asyncio.run(running.run(names, report.add))
    return report


def _told(failing: list[Outcome]) -> str:
    return "\n".join(f"{one.name}: {one.verdict}" for one in failing)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("start", range(0, SCRIPTS, CHUNK))
def test_nothing_forged_and_nothing_lost(start: int) -> None:
    report = _run(running.names("suite", start, CHUNK))
    assert not report.failing, _told(report.failing)
    # One chunk has about seventeen honest scripts; over many it is 95 % and more (``python -m tests.adversary``).
    assert report.honest_share >= 0.75


def test_there_are_enough_classes_and_each_says_what_it_is() -> None:
    classes = every_class().values()
    assert sum(kind.hostile for kind in classes) >= 45
    assert len({kind.says for kind in classes}) == len(classes)


def test_every_class_is_tried() -> None:
    tried = {name.partition("/")[0] for name in running.names("suite", 0, SCRIPTS)}
    assert {kind.name for kind in every_class().values() if not kind.rare} <= tried
