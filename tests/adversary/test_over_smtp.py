"""A slice of the scripts through the whole service: SMTP, reader processes, files on disk, a relay, restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwb_mailbot.reading.processes.pool import Readers
from tests.adversary import running
from tests.adversary.over_smtp import OverSmtp
from tests.adversary.wales import Wales
from tests.journeys.conftest import readers  # noqa: F401

SCRIPTS = (
    "forged-head-fail",
    "forged-mover-temperror",
    "look-alike-domain",
    "several-from-fields",
    "forged-results-below",
    "stolen-token",
    "amended-after-approval",
    "replay-after-a-rejection",
    "namesake-claims-a-leavers-account",
    "conditional-approval",
    "approval-in-hidden-html",
    "bounce-says-approve",
    "auto-reply-says-approve",
    "everything-at-once",
    "restarts-under-attack",
    "consolidation-then-authorisation",
    "only-the-head-writes",
    "unauthenticated-halves",
    "incomplete-then-completed-consolidation",
    "transfer-request",
    "waiting-for-the-leaving-date",
    "restarts-between",
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SCRIPTS)
async def test_over_smtp(name: str, tmp_path: Path, readers: Readers) -> None:  # noqa: F811
    wales = Wales(f"smtp {name}")
    program = await OverSmtp(wales, tmp_path, readers).start()
    try:
        with running.quiet() as faults:
            outcome = await running.play(f"{name}/smtp/1", wales, program, faults)
        assert outcome.good, outcome.verdict
        assert outcome.kind.hostile or outcome.through or outcome.to_a_person
    finally:
        await program.stop()
