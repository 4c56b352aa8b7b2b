"""The kept transcripts: a step that goes exactly as one of an earlier story is kept there alone, and named here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_STEP = re.compile(r"^\w{3} \d{4}-\d\d-\d\d .*\n(?: {4}.*\n)+", re.MULTILINE)
_ELSEWHERE = re.compile(r"^    as step (\d+) of (\w+)\n", re.MULTILINE)


def write(names: Iterable[str], transcript: Callable[[str], str]) -> None:
    """Write every transcript anew, and take away those of no story."""
    names = tuple(names)
    for old in FOLDER.glob("*.txt"):
        if old.stem not in names:
            old.unlink()
    known: dict[str, str] = {}
    for name in names:
        numbers = iter(range(1, 1000))

        def kept(step: re.Match[str], name: str = name, numbers: Iterable[int] = numbers) -> str:
            first = step.group().partition("\n")[0]
            here = f"    as step {next(iter(numbers))} of {name}\n"
            there = known.setdefault(step.group(), here)
            return step.group() if there == here else f"{first}\n{there}"

        FOLDER.joinpath(f"{name}.txt").write_text(_STEP.sub(kept, transcript(name)), encoding="utf-8")


def read(name: str) -> str:
    """A kept transcript, with the steps that are kept elsewhere."""

    def whole(step: re.Match[str]) -> str:
        elsewhere = _ELSEWHERE.search(step.group())
        return _steps(elsewhere.group(2))[int(elsewhere.group(1)) - 1] if elsewhere else step.group()

    return _STEP.sub(whole, _text(name))


@cache
def _text(name: str) -> str:
    return FOLDER.joinpath(f"{name}.txt").read_text(encoding="utf-8")


@cache
def _steps(name: str) -> tuple[str, ...]:
    return tuple(step.group() for step in _STEP.finditer(_text(name)))
