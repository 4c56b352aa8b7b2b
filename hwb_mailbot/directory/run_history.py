"""The runs of each school's provisioning client, for people to see; decisions rest on the last one alone (R20).

A document of its own for each school (kind ``run-history``), committed together with the run. What can fail:
``StoreFault``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hwb_mailbot.domain.accounts import ProvisioningRun, RunOutcome
from hwb_mailbot.records import Change, Records

KIND = "run-history"
MOST_KEPT = 60
"""Runs of one school that are remembered, the latest ones: two months of nightly runs."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run, at a time in UTC. ``accounts`` is how many it changed, None where that is not known; ``refused`` how
    many records it could make no account of."""

    at: datetime
    outcome: RunOutcome
    accounts: int | None
    refused: int


def added(records: Records, dfes_number: str, run: ProvisioningRun, accounts: int | None = None) -> Change:
    """What to commit together with ``run``, which changed so many accounts."""
    document = records.get(KIND, dfes_number)
    entry = {
        "at": run.last_run.isoformat(),
        "outcome": str(run.outcome),
        "accounts": accounts,
        "refused": len(run.unfit),
    }
    before = document.body["runs"] if document else []
    body = {"runs": [*before, entry][-MOST_KEPT:]}
    return Change(KIND, dfes_number, document.version if document else 0, body)


def runs_of(records: Records, dfes_number: str) -> list[PastRun]:
    """The school's runs as far as they are remembered, latest first."""
    document = records.get(KIND, dfes_number)
    entries = document.body["runs"] if document else []
    return [
        PastRun(datetime.fromisoformat(one["at"]), RunOutcome(one["outcome"]), one["accounts"], one["refused"])
        for one in reversed(entries)
    ]
