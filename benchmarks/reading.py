"""What reading a mail costs: in process beside the standard library's parser, a child's start, the pool's share.

    python -m benchmarks.reading [--rounds N] [--profile] [FOLDER]

``FOLDER`` holds labelled mails (``*.eml``, in folders too); without one the shared corpus, or the suite's own mails.
All figures are of this run on this machine: CPU milliseconds of the median mail, each mail's best of the rounds, for
``read`` and for ``email`` with ``policy.default`` (parsing and walking the same bytes, nothing more); the CPU seconds
of a child from its start to its first answer, as after a kill, and those that the server takes which children are
forked from before there is a first child, modules compiled as an installed program's are; and what the pool adds to a
mail when a child is kept busy, CPU time too, in the child and in the process that it serves. What reading keeps of a
mail is forgotten before each round: no mail is read twice, and the same mail again would be quicker. Each mail is read
and parsed in turn, so that what else the machine does meets both; on a busy one look at the ratio, which is that of the
median mail. Exit status 1 where a bound is missed.

Children import this module anew, so what only the benchmark needs is imported where it is used.
"""

from __future__ import annotations

import argparse
import asyncio
import compileall
import email
import email.policy
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.reading.reader import read

MOST_MILLISECONDS = 1.5
MOST_START_SECONDS = 0.3
MOST_POOL_MILLISECONDS = 0.5
_ROOT = Path(__file__).parents[1]


def mails(folder: Path | None) -> list[Path]:
    """The mails to measure with."""
    shared = _ROOT.parent / "shared" / "corpus"
    chosen = folder or (shared if shared.is_dir() else _ROOT / "tests" / "reading" / "mails")
    return sorted(chosen.rglob("*.eml"))


def in_turn(octets: list[bytes], rounds: int, *tasks: Callable[[bytes], object]) -> list[list[float]]:
    """For each of the tasks the CPU milliseconds a mail, the best of ``rounds``."""
    from tests.reading.work import forget

    best = [[float("inf")] * len(octets) for _ in tasks]
    for _ in range(rounds):
        forget()
        for index, raw in enumerate(octets):
            for task, times in zip(tasks, best, strict=True):
                began = time.process_time_ns()
                task(raw)
                times[index] = min(times[index], (time.process_time_ns() - began) / 1e6)
    return best


def parse(raw: bytes) -> int:
    """The standard library's modern parser, and a walk over what it made."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return sum(len(part.get("content-type", "")) for part in message.walk()) + len(str(message["subject"]))


def seconds_of_the_server() -> float:
    """In a child: CPU seconds of the process that it was forked from, until now."""
    times = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


async def start_of_a_child(own_lines: frozenset[str], path: Path) -> tuple[float, float]:
    """CPU seconds that a child has taken when it has read its first mail, the best of five; and those taken before the
    first child is there, once a service, by the server that children are forked from."""
    best = once = float("inf")
    for _ in range(5):
        readers = Readers(1, 30.0, own_lines)
        await readers.read(path, null_sender=False)
        best = min(best, await readers.run(time.process_time))
        once = min(once, await readers.run(seconds_of_the_server))
        readers.close()
    return best, once


async def added_by_the_pool(own_lines: frozenset[str], paths: list[Path], rounds: int) -> tuple[float, float]:
    """CPU milliseconds that a mail takes through the pool beyond reading it: in the child, and in the serving process.

    The same child reads the same mails by itself right before and after; the median of the rounds counts.
    """
    readers = Readers(1, 30.0, own_lines)
    every = [str(path) for path in paths]
    for _ in range(3):  # the vocabularies are compiled, the mails are in the cache
        await asyncio.gather(*(readers.read(path, null_sender=False) for path in paths))
    in_child, here = [], []
    for _ in range(rounds):
        alone = await readers.run(seconds_alone, every)
        child, process = await readers.run(time.process_time), time.process_time()
        await asyncio.gather(*(readers.read(path, null_sender=False) for path in paths))
        process, child = time.process_time() - process, await readers.run(time.process_time) - child
        alone = (alone + await readers.run(seconds_alone, every)) / 2
        in_child.append((child - alone) / len(paths) * 1e3)
        here.append(process / len(paths) * 1e3)
    readers.close()
    return statistics.median(in_child), statistics.median(here)


def seconds_alone(paths: list[str]) -> float:
    """In a child: CPU seconds for reading the mails one after another."""
    from hwb_mailbot.reading.processes.in_child import read_file

    began = time.process_time()
    for path in paths:
        read_file(path, False, None)
    return time.process_time() - began


def profile(octets: list[bytes], own_lines: frozenset[str]) -> None:
    """Where the time goes, by function."""
    import cProfile
    import pstats

    from tests.reading.work import forget

    forget()
    profiler = cProfile.Profile()
    profiler.enable()
    for raw in octets:
        read(raw, own_lines)
    profiler.disable()
    pstats.Stats(profiler, stream=sys.stdout).sort_stats("tottime").print_stats(40)


def main() -> int:
    """Measure and print."""
    from rich.console import Console
    from rich.table import Table

    from hwb_mailbot.letters.own_lines import collect
    from hwb_mailbot.letters.rendering import MARKER, templates_folder

    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--profile", action="store_true", help="show where the time goes instead")
    chosen = arguments.parse_args()
    paths = mails(chosen.folder)
    octets = [path.read_bytes() for path in paths]
    own_lines = collect(templates_folder(), MARKER)
    for raw in octets:
        read(raw, own_lines)
    if chosen.profile:
        profile(octets, own_lines)
        return 0
    ours, theirs = in_turn(octets, chosen.rounds, lambda raw: read(raw, own_lines), parse)
    compileall.compile_dir(_ROOT / "hwb_mailbot", quiet=2)
    start, once = asyncio.run(start_of_a_child(own_lines, paths[0]))
    pool = asyncio.run(added_by_the_pool(own_lines, paths, chosen.rounds))
    table = Table(title=f"{len(paths)} mails, {sum(map(len, octets)) / len(octets) / 1024:.1f} KB on average")
    for column in ("", "median", "90 %", "most", "bound"):
        table.add_column(column, justify="right" if column else "left")
    for name, times, bound in (
        ("read, CPU ms a mail", ours, f"{MOST_MILLISECONDS}"),
        ("email policy.default, parse alone", theirs, ""),
    ):
        ordered = sorted(times)
        table.add_row(
            name, f"{statistics.median(ordered):.2f}", f"{ordered[len(ordered) * 9 // 10]:.2f}",
            f"{ordered[-1]:.2f}", bound,
        )  # fmt: skip
    ratio = statistics.median(own / other for own, other in zip(ours, theirs, strict=True))
    table.add_row("read, as a multiple of that", f"{ratio:.2f}", "", "", "")
    table.add_row("start of a child, CPU s", f"{start:.2f}", "", "", f"{MOST_START_SECONDS}")
    table.add_row("once before the first child, CPU s", f"{once:.2f}", "", "", "")
    table.add_row("added by the pool, CPU ms a mail", f"{sum(pool):.2f}", "", "", f"{MOST_POOL_MILLISECONDS}")
    table.add_row("  of it in the child", f"{pool[0]:.2f}", "", "", "")
    table.add_row("  of it in the serving process", f"{pool[1]:.2f}", "", "", "")
    Console(width=100 if not os.isatty(1) else None).print(table)
    kept = (
        statistics.median(ours) <= MOST_MILLISECONDS
        and start <= MOST_START_SECONDS
        and sum(pool) <= MOST_POOL_MILLISECONDS
    )
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
