"""The list of script classes: a named, documented function each, honest or hostile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.adversary.stage import Play

Act = Callable[[Play], Awaitable[None]]


@dataclass(frozen=True)
class ScriptClass:
    """One class of scripts; ``says`` is its one-line description."""

    name: str
    says: str
    act: Act
    hostile: bool
    rare: bool = False
    """Honest, but one in a hundred, and by the rules for a person to look at (R12)."""
    by_hand: bool = False
    """An officer acts in it, so that it says nothing of how many go through without a person."""


CLASSES: dict[str, ScriptClass] = {}


def honest(act: Act) -> Act:
    """Honest people among themselves: goes through without a person, or to one."""
    return _register(act, hostile=False)


def rare(act: Act) -> Act:
    """Honest people in a case that is always laid before a person."""
    return _register(act, hostile=False, rare=True)


def by_hand(act: Act) -> Act:
    """Honest people, and an officer who helps them."""
    return _register(act, hostile=False, by_hand=True)


def attack(act: Act) -> Act:
    """Somebody tries what must never work."""
    return _register(act, hostile=True)


def _register(act: Act, *, hostile: bool, rare: bool = False, by_hand: bool = False) -> Act:
    name = getattr(act, "__name__", "").replace("_", "-")
    assert name not in CLASSES
    assert act.__doc__, "every class says what it is"
    CLASSES[name] = ScriptClass(name, act.__doc__.strip().split("\n")[0], act, hostile, rare, by_hand)
    return act


def every_class() -> dict[str, ScriptClass]:
    """All classes, once every module of them is loaded."""
    from tests.adversary import (  # noqa: F401
        attacks_accounts,
        attacks_answers,
        attacks_headers,
        attacks_machines,
        attacks_officers,
        attacks_races,
        attacks_senders,
        attacks_tokens,
        attacks_usernames,
        floods,
        honest,
        honest_officers,
        told,
    )

    return CLASSES
