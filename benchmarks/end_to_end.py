"""Consolidations a second through the running service, in a small store and in one with years behind it.

Both halves of every case come by SMTP to ``hwb-mailbot serve``, a process of its own, each behind the relay's verdict;
everything it accepts and decides is durable, and its four letters a case go to a real SMTP sink. The two stores are
measured in turns in one run: that the second holds 100,000 accounts and 10,000 cases must not show. Also told: how
long one person waits, from the 250 for the second half to the letter that says it is merged, with nothing else to do.

``python -m benchmarks.end_to_end`` on an otherwise quiet machine; ``--folder`` names the disk to measure.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiosmtplib
import orjson
from aiosmtpd.smtp import SMTP
from rich.console import Console
from rich.table import Table
from stdnum.gb import upn

from hwb_mailbot.config import parse
from hwb_mailbot.directory.columns import ACCOUNT_COLUMNS, RUN_COLUMNS, SCHOOL_COLUMNS
from hwb_mailbot.directory.importing import import_directory
from hwb_mailbot.office import Office
from hwb_mailbot.records import Change

INBOX = "hwb@support.example"
PAIRS = 20
"""Pairs of schools between which people move."""
FURTHER_SCHOOLS = tuple(f"{670 + place % 12}{1000 + place}" for place in range(260))
"""Schools that share the further accounts with those of the pairs."""
LETTERS_A_CASE = 4
_CLIENTS = 8
_SYLLABLES = ("bryn", "coed", "dol", "eirin", "fen", "gar", "haf", "llan", "maes", "nant")


def name(number: int) -> tuple[str, str]:
    """A forename and a surname that nobody else in the benchmark bears."""
    digits = [_SYLLABLES[int(digit)] for digit in f"{number:06d}"]
    return "".join(digits[:2]).title(), "".join(digits[2:]).title()


@dataclass(frozen=True)
class Mover:
    """One who moves from the first to the second school of a pair."""

    number: int

    @property
    def schools(self) -> tuple[str, str]:
        pair = self.number % PAIRS
        return f"66{pair % 10}{4000 + pair}", f"67{pair % 10}{5000 + pair}"

    @property
    def former(self) -> str:
        return f"former{self.number}"

    @property
    def new(self) -> str:
        return f"arrived{self.number}"

    @property
    def employee_number(self) -> str:
        return f"7{self.number:05d}"

    def mails(self) -> tuple[bytes, bytes]:
        """The authorisation and the consolidation."""
        pair, (former_school, new_school) = self.number % PAIRS, self.schools
        authorisation = f"""Annwyl Gymorth Hwb,

Rwy'n awdurdodi cyfuno cyfrifon Hwb cyn-aelod o'n staff:

Dyddiad gadael ar y MIS: ydy, 31/08/2026
Enw'r cyn-aelod o staff: {" ".join(name(self.number))}
Enw'r ysgol flaenorol: Ysgol Hen{_SYLLABLES[pair % 10]} {pair}
Rhif AdAS yr ysgol flaenorol: {former_school}
Enw defnyddiwr Hwb blaenorol: {self.former}
Enw'r ysgol newydd: Ysgol Newydd {_SYLLABLES[pair % 10]} {pair}

Diolch, y pennaeth
"""
        consolidation = f"""Hello,

I would like to consolidate my Hwb accounts.

New school name: Ysgol Newydd {_SYLLABLES[pair % 10]} {pair}
New school DfES number: {new_school}
New Hwb username: {self.new}
New school staff code: N{self.number}
New school employee number: {self.employee_number}

Thank you
"""
        return (
            _mail(f"head@hen{pair}.example", "Awdurdodiad", authorisation, f"a{self.number}"),
            _mail(f"{self.new}@hwbcymru.example", "Consolidation", consolidation, f"c{self.number}"),
        )


def _mail(sender: str, subject: str, text: str, id: str) -> bytes:
    domain = sender.partition("@")[2]
    header = (
        f"Authentication-Results: mx.support.example; dmarc=pass header.from={domain}\n"
        f"From: {sender}\nTo: {INBOX}\nSubject: {subject}\nDate: Thu, 10 Sep 2026 09:00:00 +0000\n"
        f"Message-ID: <{id}@{domain}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return (header + text).replace("\n", "\r\n").encode()


def sender_of(raw: bytes) -> str:
    """The address in From, which is the return path too."""
    return raw.partition(b"\nFrom: ")[2].partition(b"\r\n")[0].decode()


def write_directory(folder: Path, movers: int, others: int) -> None:
    """The schools of the pairs, the movers' accounts, and ``others``, one in ten of them staff."""
    with (
        _table(folder / "schools.csv", SCHOOL_COLUMNS) as schools,
        _table(folder / "provisioning.csv", RUN_COLUMNS) as runs,
    ):
        for pair in range(PAIRS):
            place = _SYLLABLES[pair % 10]
            titles = (f"Ysgol Hen{place} {pair}", f"Ysgol Newydd {place} {pair}")
            heads = (f"head@hen{pair}.example", f"head@newydd{pair}.example")
            for number, title, head in zip(Mover(pair).schools, titles, heads, strict=True):
                schools.writerow([number, title, title, "Gwynedd", "primary", "open", "", head])
                runs.writerow([number, "2026-09-08T05:00:00Z", "success"])
        for number in FURTHER_SCHOOLS:
            title = f"Ysgol {name(int(number[1:]))[1]}"
            schools.writerow([number, title, title, "Gwynedd", "primary", "open", "", f"head@s{number}.example"])
    everywhere = [number for pair in range(PAIRS) for number in Mover(pair).schools] + [*FURTHER_SCHOOLS]
    with _table(folder / "accounts.csv", ACCOUNT_COLUMNS) as accounts:
        for mover in map(Mover, range(movers)):
            names, (former, new) = name(mover.number), mover.schools
            left = _staff(mover.former, names, former, f"F{mover.number}")
            accounts.writerow([*left, "2015-09-01", "2026-08-31", "inactive"])
            arrived = _staff(mover.new, names, new, f"N{mover.number}", mover.employee_number)
            accounts.writerow([*arrived, "2026-09-01", "", "active"])
        for number in range(others):
            school = everywhere[number % len(everywhere)]
            if number % 10:
                accounts.writerow(_learner(f"learns{number}", name(500_000 + number), school, number))
            else:
                stays = _staff(f"stays{number}", name(500_000 + number), school, f"S{number}", str(number))
                accounts.writerow([*stays, "2015-09-01", "", "active"])


def _learner(username: str, names: tuple[str, str], school: str, number: int) -> list[str]:
    """The cells of a learner's account."""
    digits = f"{school[:3]}{number:09d}"
    pupil = [upn.calc_check_digit(digits) + digits, "5", "5A", "2024-09-01", "", "active"]
    return [username, f"{username}@hwbcymru.example", "learner", "learner", *names, school, "", "", *pupil]


def _staff(username: str, names: tuple[str, str], school: str, code: str, employee: str = "") -> list[str]:
    """The cells of a staff account up to its dates."""
    return [username, f"{username}@hwbcymru.example", "staff", "staff", *names, school, code, employee, "", "", ""]


@contextlib.contextmanager
def _table(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        yield rows


@dataclass
class Sink:
    """Takes every letter and counts them by subject reference."""

    taken: int = 0
    merged_at: dict[str, float] = field(default_factory=dict)
    _wanted: int = 0
    _there: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        self.taken += 1
        self.merged_at[envelope.rcpt_tos[0]] = time.perf_counter()
        if self.taken >= self._wanted:
            self._there.set()
        return "250 OK"

    async def until(self, letters: int) -> None:
        """Return once so many letters came in all."""
        self._wanted = letters
        if self.taken < letters:
            self._there.clear()
            async with asyncio.timeout(120):
                await self._there.wait()


@dataclass
class Served:
    """One store, ``serve`` on it, and the sink of its letters."""

    title: str
    folder: Path
    port: int
    sink: Sink
    process: subprocess.Popen[str]
    next_mover: int = 0
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def movers(self, count: int) -> list[Mover]:
        """The next ones who have not moved yet."""
        first, self.next_mover = self.next_mover, self.next_mover + count
        return [Mover(number) for number in range(first, self.next_mover)]

    async def send(self, mails: Sequence[bytes]) -> None:
        """All of them, over a few connections at once."""
        queue = list(reversed(mails))

        async def client() -> None:
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self.port, start_tls=False) as connection:
                while queue:
                    raw = queue.pop()
                    await connection.sendmail(sender_of(raw), [INBOX], raw)

        await asyncio.gather(*(client() for _ in range(min(_CLIENTS, len(mails)))))

    async def throughput(self, cases: int) -> None:
        """One round: all the first halves, then all the second ones, until the last letter is out."""
        halves = [mover.mails() for mover in self.movers(cases)]
        expected = self.sink.taken + LETTERS_A_CASE * cases
        started = time.perf_counter()
        await self.send([authorisation for authorisation, _ in halves])
        await self.sink.until(expected - LETTERS_A_CASE // 2 * cases)  # a half that overtakes saves its case a letter
        await self.send([consolidation for _, consolidation in halves])
        await self.sink.until(expected)
        self.rates.append(cases / (time.perf_counter() - started))

    async def wait(self) -> None:
        """How long the mover of one case waits for the letter."""
        (mover,) = self.movers(1)
        authorisation, consolidation = mover.mails()
        before = self.sink.taken
        await self.send([authorisation])
        await self.sink.until(before + LETTERS_A_CASE // 2)
        await self.send([consolidation])
        accepted = time.perf_counter()
        await self.sink.until(before + LETTERS_A_CASE)
        self.waits.append(time.perf_counter() - accepted)


def write_past(folder: Path, cases: int, movers: int) -> None:
    """Store copies of the first case with its mails and letters: four in five merged, one in five waiting."""
    office = Office(parse((folder / "mailbot.ini").read_text(), folder))
    try:
        records = office.records
        (case, *_) = [one for one in records.all("case") if one.body["state"] == "merged"]
        mails = [one for one in records.all("mail") if case.id in one.body["references"]]
        letters = [one for one in records.all("letter") if one.body["reference"] == case.id]
        mover = Mover(int(case.body["former"]["username"].removeprefix("former")))
        for number in range(cases):
            other = Mover(movers + number)
            reference = f"HWB-{number // 1000:04d}-{number % 1000:04d}"
            told = {case.id: reference, mover.former: other.former, mover.new: other.new}
            told |= dict(zip(name(mover.number), name(other.number), strict=True))
            changes = []
            for document in (case, *mails, *letters):
                text = orjson.dumps(document.body).decode()
                for old, new in told.items():
                    text = text.replace(old, new)
                body = orjson.loads(text)
                if document.kind == "case" and number % 5 == 0:
                    keys = [f"person:{' '.join(sorted(name(other.number))).lower()}", f"former:{other.former}"]
                    body |= {"state": "waiting-consolidation", "merged_at": None, "keys": keys, "consolidation": None}
                id = reference if document.kind == "case" else f"{number:08x}{document.id[8:]}"
                changes.append(Change(document.kind, id, 0, body))
            records.commit(changes)
    finally:
        office.close()


def _serve(folder: Path) -> subprocess.Popen[str]:
    with (folder / "serve.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "hwb_mailbot", "--config", str(folder / "mailbot.ini"), "serve"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


@contextlib.asynccontextmanager
async def served(title: str, folder: Path) -> Any:
    """``serve`` on the store in ``folder``, its letters going to a new sink."""
    sink = Sink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink.example", loop=loop), "127.0.0.1", 0)
    relay = server.sockets[0].getsockname()[1]
    (folder / "mailbot.ini").write_text(
        f"[mailbot]\naddress = {INBOX}\n[listener]\nport = 0\n[web]\nport = 0\n[relay]\nhost = 127.0.0.1\n"
        f"port = {relay}\n[trust]\nauthserv_id = mx.support.example\n"
    )
    process = await asyncio.to_thread(_serve, folder)
    try:
        assert process.stdout is not None
        line = await asyncio.to_thread(process.stdout.readline)
        if not line.startswith("ready "):
            raise RuntimeError(f"serve did not get ready; see {folder / 'serve.log'}")
        port = int(line.split("smtp=")[1].split()[0].rpartition(":")[2])
        yield Served(title, folder, port, sink, process)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)
        server.close()


async def measure(root: Path, chosen: argparse.Namespace) -> list[Served]:
    """Prepare both stores, then measure them in turns."""
    warming = 20
    movers = warming + chosen.rounds * (chosen.cases + 10) + 20
    titles = ("empty", f"{chosen.stored:,} cases, {chosen.accounts:,} accounts")
    folders = [root / "small", root / "large"]
    for folder, others in zip(folders, (0, chosen.accounts), strict=True):
        (folder / "csv").mkdir(parents=True)
        write_directory(folder / "csv", movers, others)
        (folder / "mailbot.ini").write_text(f"[mailbot]\naddress = {INBOX}\n")
        office = Office(parse((folder / "mailbot.ini").read_text(), folder))
        try:
            import_directory(office.records, folder / "csv", lambda doing, done, all: None)
        finally:
            office.close()
    async with served("", folders[1]) as first:
        await first.throughput(1)
    await asyncio.to_thread(write_past, folders[1], chosen.stored, movers)
    async with served(titles[0], folders[0]) as small, served(titles[1], folders[1]) as large:
        stores = [small, large]
        large.next_mover = 1
        for one in stores:
            await one.throughput(warming)
            one.rates.clear()
        for turn in range(chosen.rounds):
            for one in stores if turn % 2 else reversed(stores):
                await one.throughput(chosen.cases)
                for _ in range(10):
                    await one.wait()
    return stores


def states(folder: Path) -> Counter[str]:
    """How many cases stand in which state."""
    office = Office(parse((folder / "mailbot.ini").read_text(), folder))
    try:
        return Counter(document.body["state"] for document in office.records.all("case"))
    finally:
        office.close()


def main() -> None:
    """Measure and print the table; fails where a case is not merged."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--cases", type=int, default=200, help="for each round and store")
    options.add_argument("--stored", type=int, default=10_000, help="cases in the large store before it is measured")
    options.add_argument("--accounts", type=int, default=100_000, help="further accounts in the large store")
    options.add_argument("--folder", type=Path, default=Path.cwd())
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="end-to-end-") as root:
        stores = asyncio.run(measure(Path(root), chosen))
        table = Table("store before", "cases /s", "mails /s", "wait for the letter, ms", "worst, ms")
        for column in table.columns[1:]:
            column.justify = "right"
        for one in stores:
            rate, waits = statistics.median(one.rates), sorted(one.waits)
            table.add_row(
                one.title,
                f"{rate:.1f}",
                f"{rate * 2:.0f}",
                f"{statistics.median(waits) * 1000:.0f}",
                f"{waits[-1] * 1000:.0f}",
            )
        Console().print(table)
        ratio = statistics.median(one / other for one, other in zip(stores[1].rates, stores[0].rates, strict=True))
        print(f"large beside small: {ratio:.2f} (median of {chosen.rounds} pairs)")
        unmerged = {state: count for state, count in states(stores[0].folder).items() if state != "merged"}
        if unmerged:
            raise SystemExit(f"not merged: {unmerged}")
    print(f"{os.cpu_count()} processors, Python {sys.version.partition(' ')[0]}, {chosen.cases} cases a round")


if __name__ == "__main__":
    main()
