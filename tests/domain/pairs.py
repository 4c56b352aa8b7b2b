"""Halves and cases beside the small made-up Wales, for tests of what is found out about a pair of accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hwb_mailbot.domain.cases import Case, CaseState, Half, Journey, Standing
from hwb_mailbot.domain.facts import FactNeeded, Facts, Lookup
from hwb_mailbot.domain.mails import Field, FieldName, Language
from tests.domain.world import AUTHORISATION, CONSOLIDATION, FORMER_HEAD, MOVER, START, World


def half(stated: dict[FieldName, str | bool], sender: str, speaks_for: str, **more: Any) -> Half:
    fields = {name: Field(value, str(value), "body") for name, value in stated.items()}
    return Half(fields, sender, more.pop("standing", Standing.ACTS), 1, Language.ENGLISH, START, speaks_for=speaks_for)


def authorised(changes: dict[FieldName, Any] | None = None, sender: str = FORMER_HEAD, **more: Any) -> Half:
    return half(AUTHORISATION | (changes or {}), sender, more.pop("speaks_for", "6614011"), **more)


def consolidated(changes: dict[FieldName, Any] | None = None, sender: str = MOVER, **more: Any) -> Half:
    return half(CONSOLIDATION | (changes or {}), sender, more.pop("speaks_for", "aprhyss77"), **more)


CASE = Case(
    "HWB-7F3K-2MQD",
    Journey.EMAIL,
    CaseState.WAITING_DIRECTORY,
    "Siân ap Rhys",
    START,
    START,
    authorisation=authorised(),
    consolidation=consolidated(),
)


def asked(wales: World, ask: Callable[[Facts], Any]) -> Any:
    """What ``ask`` answers when everything it needs is looked up."""
    answers: dict[Lookup, Any] = {}
    while True:
        try:
            return ask(Facts(answers))
        except FactNeeded as needed:
            answers[needed.lookup] = wales.look_up(needed.lookup)
