"""What a commit costs, and whether it grows: ``python -m benchmarks.records``.

A commit of a mail, its case and two letters, as every decision makes; then the same with 100, 10,000 and 100,000
ended cases in the store, and how long such a store takes to open. Milliseconds, one figure a line.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hwb_mailbot.records import Change
from hwb_mailbot.records.tiny import TinyRecords

COMMITS = 400
GROWTH = (100, 10_000, 100_000)


def _case(state: str, number: int) -> dict[str, Any]:
    """A case's body of about 4 KB, as a merged one has with its history."""
    entry = {"at": "2026-09-14T09:30:00Z", "actor": "mail", "event": "half-recorded", "details": ["x" * 60] * 2}
    return {
        "state": state,
        "keys": [f"former:a{number}", f"new:b{number}"],
        "joined_to": "",
        "due_at": "2026-10-14T09:30:00+00:00" if state == "review" else None,
        "history": [entry] * 12,
        "fields": {f"field{place}": {"value": "x" * 20, "evidence": "x" * 60} for place in range(11)},
    }


def _letter(due: bool) -> dict[str, Any]:
    return {
        "state": "due" if due else "sent",
        "reference": "HWB-0000-0000",
        "due_at": "2026-09-14T09:30:00+00:00" if due else None,
        "raw": "x" * 6_000,
    }


def _decide(records: TinyRecords, number: int) -> None:
    """The commit of one decision, on a case that is new."""
    records.commit(
        [
            Change("mail", f"mail{number}", 0, {"state": "decided", "verdict": {"evidence": "pass"}}),
            Change("case", f"HWB-{number}", 0, _case("review", number)),
            Change("letter", f"letter{number}-0", 0, _letter(due=True)),
            Change("letter", f"letter{number}-1", 0, _letter(due=True)),
        ]
    )


def _finish(records: TinyRecords, number: int) -> None:
    """The case merged and its letters sent: everything at rest."""
    records.commit(
        [
            Change("case", f"HWB-{number}", 1, _case("merged", number)),
            Change("letter", f"letter{number}-0", 1, _letter(due=False)),
            Change("letter", f"letter{number}-1", 1, _letter(due=False)),
        ]
    )


def _measure(records: TinyRecords, start: int, what: str) -> None:
    times = []
    for number in range(start, start + COMMITS):
        began = time.perf_counter()
        _decide(records, number)
        times.append((time.perf_counter() - began) * 1_000)
    for number in range(start, start + COMMITS):
        _finish(records, number)
    times.sort()
    print(
        f"{what:<34}mean{statistics.fmean(times):7.2f}   median{statistics.median(times):7.2f}"
        f"   99 of 100{times[COMMITS * 99 // 100]:7.2f}   longest{times[-1]:7.1f}",
        flush=True,
    )


def main() -> None:
    """Fill a store in steps and measure at each."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else GROWTH[-1]
    with tempfile.TemporaryDirectory() as folder:
        records = TinyRecords(Path(folder) / "store")
        held = 0
        for size in [size for size in GROWTH if size <= most]:
            while held < size:
                end = min(held + 5_000, size)
                records.commit(
                    [Change("case", f"HWB-{number}", 0, _case("merged", number)) for number in range(held, end)]
                )
                held = end
            _measure(records, 10_000_000 + size, f"commit with {size} ended cases")
            records.close()
            began = time.perf_counter()
            records = TinyRecords(Path(folder) / "store")
            records.find("case", "state:review")
            print(f"{'  open again':<34}    {(time.perf_counter() - began) * 1_000:7.2f}", flush=True)
        began = time.perf_counter()
        for number in range(0, held, max(1, held // 1_000)):
            assert records.get("case", f"HWB-{number}") is not None
        each = (time.perf_counter() - began) * 1_000 / len(range(0, held, max(1, held // 1_000)))
        print(f"{'get an ended case':<34}    {each:7.2f}", flush=True)
        records.close()


if __name__ == "__main__":
    main()
