"""How many small changes of the rules the tests notice: mutmut over ``trust/`` and ``domain/``, with figures per room.

mutmut makes every mutant (its configuration is in pyproject.toml), runs the tests that reach it, one process at a time,
and keeps what it found in ``mutants/``; it shows how far it is. ``--sample`` tries that many mutants of each room,
drawn with ``--seed``. Afterwards the survivors that ``docs/mutants.md`` does not explain are shown. Run
``python -m benchmarks.mutants --room trust``; ``--figures`` only tells what the last runs found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOMS = ("trust", "domain", "deciding")
OUTCOMES = {None: "not tried", 0: "survived", 1: "killed", 3: "killed", 5: "no tests", 33: "no tests"}
TIMEOUTS = {-24, 24, 36, 152, 255}
NOTICED = ("killed", "timeout")
COLUMNS = ("mutants", "tried", *NOTICED, "survived", "no tests", "suspicious")
MUTMUT = Path(sys.executable).with_name("mutmut")
EXPLAINED = Path("docs/mutants.md")
FOLDER = Path("mutants")


def room_of(mutant: str) -> str:
    """The room a mutant's module is in; ``domain`` is without ``domain/deciding``."""
    if mutant.startswith("hwb_mailbot.domain.deciding."):
        return "deciding"
    return mutant.split(".")[1]


def outcomes() -> dict[str, str]:
    """Every mutant and what came of it."""
    found: dict[str, str] = {}
    for file in sorted(FOLDER.rglob("*.meta")):
        for mutant, code in json.loads(file.read_text())["exit_code_by_key"].items():
            found[mutant] = "timeout" if code in TIMEOUTS else OUTCOMES.get(code, "suspicious")
    return found


def run(*names: str) -> None:
    """Let mutmut try the mutants of these names; it makes all mutants first."""
    if names and subprocess.run([MUTMUT, "run", "--max-children", "1", *names]).returncode:
        sys.exit("mutmut stopped and says why above; if an earlier run was killed, remove the folder mutants/ first")


def forget_data() -> None:
    """Take away the copies of data beside the code (wording, letters): mutmut copies them once and not again."""
    for file in (FOLDER / "hwb_mailbot").rglob("*"):
        if file.is_file() and file.suffix not in (".py", ".meta"):
            file.unlink()


def changes(mutant: str) -> tuple[str, ...]:
    """The lines that a mutant takes away (``-``) and puts in (``+``), without their indentation."""
    shown = subprocess.run([MUTMUT, "show", mutant], check=True, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if line[:1] in "-+" and line[:3] not in ("---", "+++")]
    return tuple(f"{line[0]} {line[1:].strip()}" for line in lines if line)


def sampled(names: list[str], rooms: list[str], size: int, seed: int) -> list[str]:
    """So many of each room. A name is drawn by its hash, so that new mutants do not change what is drawn of the old."""

    def lot(name: str) -> bytes:
        return sha256(f"{seed} {name}".encode()).digest()

    return [name for room in rooms for name in sorted((n for n in names if room_of(n) == room), key=lot)[:size]]


def main() -> None:
    """Try mutants, tell the figures, show the survivors that nobody has explained."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--room", choices=ROOMS, action="append", help="only this room; may be given again")
    parser.add_argument("--sample", type=int, default=sys.maxsize, help="so many mutants of each room instead of all")
    parser.add_argument("--seed", type=int, default=1, help="what the sample is drawn with (default: 1)")
    parser.add_argument("--left", action="store_true", help="try only those that are not killed yet")
    parser.add_argument("--figures", action="store_true", help="try none, tell what the last runs found")
    arguments = parser.parse_args()
    rooms = arguments.room or list(ROOMS)
    if not arguments.figures:
        forget_data()
        run("hwb_mailbot.domain.lines.x__runs*")  # a quick one: it makes all mutants, so that their names are known
    names = sampled(list(outcomes()), rooms, arguments.sample, arguments.seed)
    if not arguments.figures:
        before = outcomes()
        run(*(name for name in names if not arguments.left or before[name] not in NOTICED))

    found = outcomes()
    table = Table("room", *COLUMNS, "noticed")
    for room in rooms:
        counts = Counter(found[name] for name in names if room_of(name) == room)
        counts["mutants"] = sum(room_of(name) == room for name in found)
        counts["tried"] = sum(counts[kind] for kind in COLUMNS[2:])
        share = 100 * sum(counts[kind] for kind in NOTICED) / max(counts["tried"], 1)
        table.add_row(room, *(str(counts[kind]) for kind in COLUMNS), f"{share:.1f} %")
    console = Console()
    console.print(table)
    explained = EXPLAINED.read_text(encoding="utf-8")
    for name in names:
        if found[name] not in (*NOTICED, "not tried"):
            lines = changes(name)
            if "\n".join(lines) not in explained:
                console.print(f"{name}: {found[name]}", *lines, "", sep="\n", markup=False, highlight=False)


if __name__ == "__main__":
    main()
