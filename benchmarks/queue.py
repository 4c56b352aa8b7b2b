"""The support team's pages with 1,600 schools and 1,000 or 100,000 cases: how long the server takes, how much it keeps.

    python -m benchmarks.queue [--cases 1000,100000] [--requests 300]

Each store is filled with made-up cases by the same records that the service uses, then the service runs and is asked
over HTTP by somebody signed in, one request after the other. Printed are the median and the 95th percentile of each
page in milliseconds from request to whole answer, the processor's time for one (asking included, so that a busy
machine shows), what making the index took, and the memory of the process.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pyotp

from hwb_mailbot.commands import COMMANDS
from hwb_mailbot.config import Settings, parse
from hwb_mailbot.domain.cases import CLOSED, AccountName, Case, CaseState, HistoryEntry, Journey
from hwb_mailbot.domain.documents import to_body
from hwb_mailbot.domain.tokens import reference
from hwb_mailbot.office import Office
from hwb_mailbot.reading.processes.pool import Readers
from hwb_mailbot.records import Change
from hwb_mailbot.records.index_keys import EVERY_SCHOOL
from hwb_mailbot.service import Service
from hwb_mailbot.web.passwords import FEWEST

_SAMPLES = Path(__file__).parents[1] / "hwb_mailbot" / "samples" / "directory"
_PASSWORD = "pwll " * FEWEST
_SCHOOLS = 1_600
_STATES = (
    *([CaseState.MERGED] * 60),
    *([CaseState.WAITING_AUTHORISATION, CaseState.WAITING_CONSOLIDATION, CaseState.WAITING_DIRECTORY] * 8),
    *([CaseState.REVIEW] * 6),
    *([CaseState.EXPIRED, CaseState.WITHDRAWN, CaseState.REJECTED] * 3),
    CaseState.HELD,
)
_REASONS = ("sender-unknown", "name-differs", "namesake-new-school", "several-cases-fit", "answer-unclear")


def _settings(folder: Path) -> Settings:
    return parse("[mailbot]\naddress = hwb@support.example\n[listener]\nport = 0\n[web]\nport = 0\n", folder)


def _schools(office: Office) -> Iterator[Change]:
    """As many schools as there are in Wales: the samples again and again under other numbers, some without a run."""
    samples = [one.body for one in office.records.all("school")]
    for count in range(_SCHOOLS - len(samples)):
        sample, number = samples[count % len(samples)], f"{660 + count % 22}{7000 + count}"
        run = None if count % 40 == 0 else {**sample["run"], "outcome": "failed" if count % 25 == 0 else "success"}
        yield Change("school", number, 0, {**sample, "dfes_number": number, "run": run})


def _cases(office: Office, number: int) -> Iterator[Case]:
    chance = random.Random(number)
    schools = [one.id for one in office.records.find("school", EVERY_SCHOOL)]
    staff = [one.body for one in office.records.all("account") if one.body["kind"] == "staff"]
    now = datetime.now(UTC)
    for count in range(number):
        former, new, other = chance.choice(staff), chance.choice(staff), chance.choice(staff)
        state = chance.choice(_STATES)
        opened = now - timedelta(minutes=chance.randrange(200 * 24 * 60))
        reasons = tuple(chance.sample(_REASONS, 2)) if state is CaseState.REVIEW else ()
        if state is CaseState.WAITING_DIRECTORY:
            reasons = ("former-run-pending",)
        yield Case(
            reference(office.policy.secret, f"case {count}", 0),
            Journey.EMAIL,
            state,
            f"{former['forename']} {other['surname']}",
            opened,
            opened + timedelta(days=1),
            reasons=reasons,
            former=AccountName(former["username"], chance.choice(schools)),
            new=AccountName(new["username"], chance.choice(schools)),
            merged_at=opened + timedelta(days=1) if state is CaseState.MERGED else None,
            closes_at=None if state in CLOSED or state is CaseState.REVIEW else opened + timedelta(days=40),
            history=tuple(HistoryEntry(opened, "mailbot", "opened") for _ in range(6)),
        )


async def _fill(settings: Settings, number: int) -> str:
    office = Office(settings)
    try:
        await COMMANDS["directory import"](office, {"directory": str(_SAMPLES)}, lambda *_: None)
        office.records.commit(list(_schools(office)))
        portion: list[Change] = []
        for case in _cases(office, number):
            portion.append(Change("case", case.reference, 0, to_body(case)))
            if len(portion) == 500:
                office.records.commit(portion)
                portion.clear()
        office.records.commit(portion)
        return office.people.add("mair", "Mair Eleri", "supervisor")[1]
    finally:
        office.close()


async def _signed_in(client: httpx2.AsyncClient, temporary: str) -> None:
    def csrf(page: str) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert found
        return found[1]

    page = (await client.get("/sign-in")).text
    fields = {"csrf": csrf(page), "username": "mair", "password": temporary, "code": ""}
    assert (await client.post("/sign-in", data=fields)).status_code == 303
    page = (await client.get("/enrol")).text
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found
    code = pyotp.TOTP(found[1].replace(" ", "")).now()
    fields = {"csrf": csrf(page), "password": _PASSWORD, "again": _PASSWORD, "code": code}
    assert (await client.post("/enrol", data=fields)).status_code == 303


async def _measure(number: int, requests: int) -> None:
    with tempfile.TemporaryDirectory(prefix="hwb-queue-") as name:
        settings = _settings(Path(name))
        begun = time.perf_counter()
        temporary = await _fill(settings, number)
        print(f"\n{number:,} cases, filled in {time.perf_counter() - begun:.0f} s", flush=True)
        readers = Readers(1, 5.0, frozenset())
        begun = time.perf_counter()
        async with Service(settings, readers=readers) as service:
            gc.collect()
            gc.freeze()  # as `serve` does
            await service.index.caught_up.wait()
            print(f"  index made in {time.perf_counter() - begun:.1f} s, beside the service's work", flush=True)
            async with httpx2.AsyncClient(base_url=service.web_url.rstrip("/"), timeout=60) as client:
                await _signed_in(client, temporary)
                surnames = [one.body["surname"] for one in service.office.records.all("account")][:200]
                schools = [one.body for one in service.office.records.all("school")]
                authority = schools[0]["local_authority"]
                pages = {
                    "queue": lambda n: "/",
                    "queue, page 20": lambda n: "/?shelf=waiting&page=20",
                    "queue, by authority": lambda n: f"/?shelf=waiting&authority={authority}",
                    "queue, by reason": lambda n: f"/?reason={_REASONS[n % len(_REASONS)]}",
                    "search, surname": lambda n: f"/?words={surnames[n % len(surnames)]}",
                    "search, school": lambda n: f"/?words={schools[n % len(schools)]['name_en']}",
                    "search, DfES number": lambda n: f"/?words={schools[n % len(schools)]['dfes_number']}",
                    "search, word of all": lambda n: "/?words=ysgol",
                    "search, its beginning": lambda n: "/?words=ysgol+gynr",
                    "overview, today": lambda n: "/overview?period=today",
                    "overview, this term": lambda n: "/overview?period=term",
                    "schools": lambda n: f"/schools?page={n % 30 + 1}",
                    "schools, failed": lambda n: "/schools?state=failed",
                    "schools, by a word": lambda n: "/schools?words=gynradd",
                    "a school": lambda n: f"/schools/{schools[n % len(schools)]['dfes_number']}",
                }
                for title, path in pages.items():
                    await _time_page(client, title, path, requests)
        readers.close()
        kept = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(one.stat().st_size for one in (Path(name) / "store").glob("cases.sqlite*")) / 1e6
        print(f"  {kept:.0f} MB at most in memory, filling included; index {size:.1f} MB on disk", flush=True)


async def _time_page(client, title, path, requests) -> None:  # type: ignore[no-untyped-def]
    took, working = [], time.process_time()
    for number in range(requests):
        begun = time.perf_counter()
        answer = await client.get(path(number))
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
        assert "<table" in answer.text or "empty" in answer.text
    working = (time.process_time() - working) / requests * 1000
    took.sort()
    late = took[int(len(took) * 0.95)]
    print(
        f"  {title:24} median {statistics.median(took):6.1f} ms   p95 {late:6.1f} ms   processor {working:5.1f} ms",
        flush=True,
    )


def main() -> None:
    """Measure as asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", default="1000,100000")
    asked.add_argument("--requests", type=int, default=200)
    given = asked.parse_args()
    for number in given.cases.split(","):
        asyncio.run(_measure(int(number), given.requests))


if __name__ == "__main__":
    main()
