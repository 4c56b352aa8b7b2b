"""Run many scripts: ``python -m tests.adversary --scripts 30000 --seed 1``.

Prints a table by class and the name of every script that went wrong; exit status 1 if one did. A name such as
``stolen-token/1/4711`` given as an argument runs that script alone.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.adversary import running
from tests.adversary.running import Outcome, Report

_AT_ONCE = running.SCRIPTS_A_DIRECTORY
_TELL_EVERY = 500
"""Scripts between two lines where there is no terminal for a progress bar."""
Ended = tuple[str, list[str], list[str], list[str], list[str], bool, bool]


def _chunk(names: list[str]) -> list[Ended]:
    """Run some scripts in this process; what became of each, as plain values."""
    ended: list[Ended] = []

    def note(outcome: Outcome) -> None:
        wrong = outcome.verdict
        lists = (wrong.false_merges, wrong.leaks, wrong.lost, wrong.faults)
        ended.append((outcome.name, *lists, outcome.through, outcome.to_a_person))

    asyncio.run(running.run(names, note))
    return ended


def _outcome(ended: Ended) -> Outcome:
    from tests.adversary.judge import Verdict
    from tests.adversary.scripts import every_class

    name, false_merges, leaks, lost, faults, through, to_a_person = ended
    verdict = Verdict(false_merges, leaks, lost, faults)
    return Outcome(name, every_class()[name.partition("/")[0]], verdict, through, to_a_person)


def _all(names: list[str], processes: int) -> Iterator[list[Ended]]:
    chunks = [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
    if processes == 1:
        yield from map(_chunk, chunks)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_chunk, chunks)


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("class", "tried", "through", "to a person", "refused", "false merges", "leaks", "lost", "faults"):
        table.add_column(heading, justify="left" if heading == "class" else "right", no_wrap=True)
    for name, tally in sorted(report.tallies.items(), key=lambda item: (not item[1].hostile, item[0])):
        counts = (tally.tried, tally.through, tally.to_a_person, tally.refused)
        wrong = (tally.false_merges, tally.leaks, tally.lost, tally.faults)
        kind = "attack" if tally.hostile else "honest"
        table.add_row(f"{kind} {name}", *map(str, counts), *(str(one) if one else "-" for one in wrong))
    return table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.adversary", description=__doc__)
    parser.add_argument("--scripts", type=int, default=2000, help="how many (default 2000)")
    parser.add_argument("--seed", default="1", help="which ones (default 1)")
    parser.add_argument("--processes", type=int, default=1, help="how many at once (default 1)")
    parser.add_argument("names", nargs="*", help="run these scripts alone")
    options = parser.parse_args()
    names = options.names or running.names(options.seed, 0, options.scripts)
    report, console, begun = Report(), Console(width=None if sys.stdout.isatty() else 140), time.monotonic()
    columns = (
        TextColumn("scripts"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[wrong]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("scripts", total=len(names), wrong="")
        for chunk in _all(names, options.processes):
            for ended in chunk:
                outcome = _outcome(ended)
                report.add(outcome)
                if not outcome.good:
                    progress.console.print(f"wrong: {outcome.name}", markup=False)
            done = sum(tally.tried for tally in report.tallies.values())
            if not progress.console.is_terminal and done % _TELL_EVERY < len(chunk):
                progress.console.print(f"{done} of {len(names)}")
            progress.update(task, advance=len(chunk), wrong=f"{len(report.failing)} wrong" if report.failing else "")
    report.seconds = time.monotonic() - begun
    console.print(_table(report))
    console.print(report.summary(options.seed))
    for outcome in report.failing:
        console.print(f"\n{outcome.name}\n  {outcome.verdict}", soft_wrap=True, markup=False)
    return 1 if report.failing else 0


if __name__ == "__main__":
    sys.exit(main())
