"""Runs scripts and counts. One directory serves many scripts of one seed; each script begins with an empty office."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hwb_mailbot import eventlog
from tests.adversary.judge import Verdict
from tests.adversary.program import InMemory, Program
from tests.adversary.scripts import ScriptClass, every_class
from tests.adversary.stage import Play
from tests.adversary.wales import Wales

SCRIPTS_A_DIRECTORY = 50
HONEST_SHARE, RARE_SHARE = 0.35, 0.0035
"""Of all scripts; the rest attack."""


@dataclass
class Outcome:
    """One script's end. ``name`` is ``CLASS/SEED/NUMBER``, by which it can be run again."""

    name: str
    kind: ScriptClass
    verdict: Verdict
    through: bool
    to_a_person: bool

    @property
    def good(self) -> bool:
        return self.verdict.clean


@dataclass
class Tally:
    """Figures of one class."""

    says: str
    hostile: bool
    by_hand: bool = False
    tried: int = 0
    refused: int = 0
    to_a_person: int = 0
    through: int = 0
    false_merges: int = 0
    leaks: int = 0
    lost: int = 0
    faults: int = 0

    def add(self, outcome: Outcome) -> None:
        self.tried += 1
        self.through += outcome.through
        self.to_a_person += outcome.to_a_person and not outcome.through
        self.refused += not outcome.through and not outcome.to_a_person
        self.false_merges += bool(outcome.verdict.false_merges)
        self.leaks += bool(outcome.verdict.leaks)
        self.lost += bool(outcome.verdict.lost)
        self.faults += bool(outcome.verdict.faults)


@dataclass
class Report:
    """Figures of a run."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    failing: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        kind = outcome.kind
        self.tallies.setdefault(kind.name, Tally(kind.says, kind.hostile, kind.by_hand)).add(outcome)
        if not outcome.good:
            self.failing.append(outcome)

    @property
    def honest_share(self) -> float:
        """How many of the honest scripts went through without a person, from 0 to 1."""
        honest = [tally for tally in self.tallies.values() if not (tally.hostile or tally.by_hand)]
        return sum(tally.through for tally in honest) / max(1, sum(tally.tried for tally in honest))

    def summary(self, seed: str) -> str:
        """The run in one line."""
        tallies = self.tallies.values()
        total, hostile = sum(one.tried for one in tallies), sum(one.tried for one in tallies if one.hostile)
        classes = sum(one.hostile for one in tallies)
        wrong = {
            "false merges": sum(one.false_merges for one in tallies),
            "leaks": sum(one.leaks for one in tallies),
            "lost": sum(one.lost for one in tallies),
            "other faults": sum(one.faults for one in tallies),
        }
        counts = ", ".join(f"{count} {what}" for what, count in wrong.items())
        return (
            f"seed {seed}: {total} scripts, {hostile} of them attacks of {classes} classes, in {self.seconds:.0f} s; "
            f"{counts}; of the honest {100 * self.honest_share:.1f} % through without a person"
        )


def names(seed: int | str, start: int, count: int) -> list[str]:
    """The names of ``count`` scripts of a run, from number ``start``: which class each is follows from the seed."""
    classes = every_class()
    hostile = [name for name, kind in classes.items() if kind.hostile]
    honest = [name for name, kind in classes.items() if not kind.hostile and not kind.rare]
    rare = [name for name, kind in classes.items() if kind.rare]
    chosen = []
    for number in range(start, start + count):
        share = random.Random(f"{seed}/{number}").random()
        of = rare if share < RARE_SHARE else honest if share < HONEST_SHARE else hostile
        # Every class in turn, so that even a short run knows all of them.
        chosen.append(f"{of[number % len(of)]}/{seed}/{number}")
    return chosen


async def run(wanted: list[str], tick: Callable[[Outcome], None]) -> None:
    """Run the scripts of these names, one after the other."""
    program: InMemory | None = None
    wales: Wales | None = None
    at = ""
    with quiet() as faults:
        for name in wanted:
            _, seed, number = name.split("/")
            block = f"{seed}/{int(number) // SCRIPTS_A_DIRECTORY}"
            if program is None or wales is None or block != at:
                wales, at = Wales(block), block
                program = InMemory(wales)
            program.begin()
            faults.clear()
            tick(await play(name, wales, program, faults))


async def play(name: str, wales: Wales, program: Program, faults: list[str]) -> Outcome:
    """Run the one script of this name on a program that has just begun; ``faults`` grows as it goes."""
    kind = every_class()[name.partition("/")[0]]
    play = Play(wales, program, random.Random(name))
    broken = ""
    try:
        await kind.act(play)
        await play.people_answer()
    except (LookupError, RuntimeError, StopIteration) as missing:
        broken = (
            f"the script went on to what never came: {missing!r}"  # a letter, a case: a long run tells, and goes on
        )
    await play.judge.close()
    verdict = play.judge.verdict
    verdict.faults += [broken] if broken else []
    if not program.faults_expected:
        verdict.faults += faults
    rows = await program.command("case list")
    by_person = {"review", "held"} & {row["state"] for row in rows} or await program.command("mail list")
    wanted = {(move.former.username, move.new.username) for move in play.goals}
    reached = wanted <= play.judge.merged if wanted else any(row["state"] == play.goal_state for row in rows)
    through = reached and not kind.hostile
    if not kind.hostile and not through and not by_person:
        verdict.lost.append(f"honest people got nowhere: {[(row['state'], row['reasons']) for row in rows]}")
    return Outcome(name, kind, verdict, through, bool(by_person))


@contextmanager
def quiet() -> Iterator[list[str]]:
    """No event log meanwhile; unexpected faults are collected instead."""
    faults: list[str] = []
    say, fault = eventlog._say, eventlog.unexpected_fault

    def collect(where: str, what: BaseException, **_: str) -> None:
        faults.append(f"unexpected fault in {where}: {what!r}")

    eventlog._say = lambda *_, **__: None  # type: ignore[assignment]
    eventlog.unexpected_fault = collect  # type: ignore[assignment]
    try:
        yield faults
    finally:
        eventlog._say, eventlog.unexpected_fault = say, fault
