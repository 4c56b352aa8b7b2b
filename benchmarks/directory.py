"""Import, start and look-ups of a national directory: ``python -m benchmarks.directory [ACCOUNTS]``.

Writes the CSV files of 1,500 schools and 500,000 accounts to a temporary folder, imports them, opens the store
again and prints seconds and memory, one figure a line. Each measured step runs in a process of its own.
"""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stdnum.gb import upn

from hwb_mailbot.directory import columns
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.directory.lookups import Directory
from hwb_mailbot.directory.search import DirectorySearch
from hwb_mailbot.records.tiny import TinyRecords

SCHOOLS = 1_500
_FORENAMES = ("Anwen", "Aled", "Beca", "Ceri", "Deio", "Elain", "Gwawr", "Hari", "Idris", "Llion", "Siân", "Twm")
_SURNAMES = ("Bebb", "Bowen", "Ellis", "Gwynne", "Howells", "Lloyd", "Mostyn", "Parri", "Pugh", "Tegid", "Vaughan")


def write_directory(folder: Path, accounts: int) -> None:
    """The three CSV files: one account in ten is staff, one in a school its headteacher."""
    chance = random.Random(7)
    numbers = [f"{660 + place % 22}{1000 + place:04d}" for place in range(SCHOOLS)]
    with (folder / "schools.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(columns.SCHOOL_COLUMNS)
        for place, number in enumerate(numbers):
            name = f"Ysgol Bryn {place}"
            rows.writerow([number, name, name, "Gwynedd", "primary", "open", "", f"head@bryn{place}.example"])
    with (folder / "provisioning.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(columns.RUN_COLUMNS)
        rows.writerows([number, "2026-09-01T05:00:00Z", "success"] for number in numbers)
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(columns.ACCOUNT_COLUMNS)
        for place in range(accounts):
            forename, surname = chance.choice(_FORENAMES), chance.choice(_SURNAMES)
            number = numbers[place * SCHOOLS // accounts]
            username = f"{surname.lower()}{forename[0].lower()}{place}"
            first = [username, f"{username}@hwbcymru.example"]
            if place % 10:
                digits = f"{number}{place % 100:02d}{place % 1000:03d}"
                pupil = [upn.calc_check_digit(digits) + digits, "5", "5A", "2024-09-01", "", "active"]
                rows.writerow([*first, "learner", "learner", forename, surname, number, "", "", *pupil])
            else:
                role = "headteacher" if place % 330 < 10 else "staff"
                codes = [f"{forename[0]}{surname[0]}{place % 1000}", str(place), ""]
                dates = ["", "", "2015-09-01", "", "active"]
                rows.writerow([*first, "staff", role, forename, surname, number, *codes, *dates])


def _report(what: str, started: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = f"{used.ru_utime + used.ru_stime:9.2f} s of processor since the process began"
    print(f"{what:<44}{time.perf_counter() - started:9.2f} s{used.ru_maxrss / 1024:9.0f} MB{processor}", flush=True)


def _import(folder: Path) -> None:
    started = time.perf_counter()
    records = TinyRecords(folder / "store")
    import_directory(records, folder)
    records.close()
    _report("import", started)


def _import_again(folder: Path) -> None:
    records = TinyRecords(folder / "store")
    started = time.perf_counter()
    assert import_directory(records, folder).accounts_changed == 0
    _report("import again, nothing changed", started)
    records.close()


def _start(folder: Path) -> None:
    started = time.perf_counter()
    records = TinyRecords(folder / "store")
    _report("start", started)
    directory = Directory(records)
    schools = [document.id for document in records.all("school")]
    random.Random(1).shuffle(schools)
    started = time.perf_counter()
    for number in schools[:200]:
        directory.staff_named(number, "Siân Bowen")
    print(f"{'staff of a name at a school, file not at hand':<44}{(time.perf_counter() - started) * 5:9.2f} ms")
    started = time.perf_counter()
    for _ in range(1_000):
        directory.staff_named(schools[0], "Siân Bowen")
    print(f"{'the same, file at hand':<44}{time.perf_counter() - started:9.2f} ms")
    records.close()


def _search(folder: Path) -> None:
    records = TinyRecords(folder / "store")
    search = DirectorySearch(records, folder / "store" / "search.sqlite")
    started = time.perf_counter()
    search.find("sian bowen")
    _report("search index built", started)
    started = time.perf_counter()
    for _ in range(100):
        search.find("sian bowen")
    print(f"{'search':<44}{(time.perf_counter() - started) * 10:9.2f} ms")
    search.close()
    records.close()


def main() -> None:
    """Write the files, then run each step in a process of its own."""
    if len(sys.argv) > 2:
        steps = {"import": _import, "again": _import_again, "start": _start, "search": _search}
        steps[sys.argv[1]](Path(sys.argv[2]))
        return
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder:
        write_directory(Path(folder), accounts)
        for step in ("import", "start", "again", "search"):
            subprocess.run([sys.executable, "-m", "benchmarks.directory", step, folder], check=True)


if __name__ == "__main__":
    main()
