"""How much work a task takes, told alike on busy and on idle machines.

Calls are counted, not time: what a task does again and again shows in them. What one regular expression does by itself
does not; ``python -m tests.reading.hostile`` times that.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FrameType

MOST_GROWTH = 8
"""What four times the text may multiply the work by: sixteen would be its square; limits on lengths make steps."""
SLACK = 2_000
"""Calls that a task may need however short its text is."""


def forget() -> None:
    """Empty the bounded caches: they hold what was found in texts, the others what the program itself knows."""
    # Modules are looked through, not all objects: those of other threads may be half made.
    ours = [module for name, module in sys.modules.items() if name.startswith("hwb_mailbot.")]
    for one in (value for module in ours for value in list(vars(module).values())):
        if isinstance(one, functools._lru_cache_wrapper) and one.cache_parameters()["maxsize"] is not None:
            one.cache_clear()


def calls(task: Callable[[], object]) -> int:
    """The calls of functions, Python's own ones too, that ``task`` makes when it is done again."""
    task()  # what is compiled at first use is compiled
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    forget()
    sys.setprofile(count)
    try:
        task()
    finally:
        sys.setprofile(None)
    return counted


def grows_in_proportion(task: Callable[[str], object], text: str) -> bool:
    """Whether ``text`` takes no more than about four times the work of its first quarter."""
    return calls(lambda: task(text)) <= MOST_GROWTH * calls(lambda: task(text[: len(text) // 4])) + SLACK
